package slack

// The limits of Slack, one table; the renderer enforces them by cutting on
// runes and by dropping what is least needed. Sources: (T) @slack/types 3.2.0
// and python slack_sdk 3.43.0 validators, (D) the reference pages of
// https://docs.slack.dev/reference, (O) an open observation, (G) slack-go.
const (
	maxMessageBlocks = 50  // D: block-kit
	maxViewBlocks    = 100 // D: views; modals and home pages

	// A message whose blocks hold about 13,200 characters is refused with
	// msg_blocks_too_long though every block is legal. O: slackapi/bolt-js#2509.
	maxMessageText = 10_000
	maxViewText    = 50_000  // ours: keeps a view far below maxView
	maxView        = 250_000 // bytes, D: views.open, view_too_large

	maxHeader  = 150  // T
	maxSection = 3000 // T
	maxFields  = 10   // T
	maxField   = 2000 // T
	maxContext = 2000 // T: a text object may have 3,000; a quiet line should not

	rowButtons  = 5  // ours: more in a row wrap on telephones; Slack takes 25 (T)
	maxLabel    = 75 // T: a button's text
	maxValue    = 2000
	maxOverflow = 5 // T: 1 to 5

	maxOptions     = 100 // T: options of a select, and of each of its groups
	maxGroups      = 100 // T
	maxOptionText  = 75  // T
	maxOptionValue = 150 // T
	maxListed      = 500 // ours: nobody reads more; fewer where maxView asks for it

	maxConfirmTitle  = 100 // T
	maxConfirmText   = 300 // T
	maxConfirmButton = 30  // T

	maxViewTitle   = 24   // T: also its submit and close
	maxInputLabel  = 2000 // T
	maxHint        = 2000 // T
	maxPlaceholder = 150  // T
	maxTyped       = 3000 // T: max_length of plain_text_input
	maxBlockID     = 255  // T: also action_id and callback_id
	maxMetadata    = 200  // ours: it holds an ID; Slack takes 3,000 (T)

	maxTableRows    = 100  // D: table block, its heading included
	maxTableColumns = 20   // D
	maxTableText    = 8000 // below maxMessageText, so that the buttons keep room

	maxCharts     = 2  // D: data visualization block
	maxSeries     = 6  // D
	maxPoints     = 20 // D
	maxPointLabel = 20 // D: also a series' name
	maxChartTitle = 50 // D

	maxFallback = 3000  // ours: the text of notifications; Slack cuts at 40,000 (D)
	maxSocket   = 20000 // bytes of an acknowledgement; Slack drops 20,480 silently (G)
	maxBody     = 1 << 20
)
