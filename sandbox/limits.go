package sandbox

import "time"

// Limits of Block Kit, in code points unless said otherwise. Sources:
// docs.slack.dev/reference/block-kit (blocks, block elements, composition
// objects), docs.slack.dev/reference/views and the declarations of @slack/types.
const (
	maxMessageBlocks = 50      // reference/block-kit/blocks
	maxViewBlocks    = 100     // reference/views
	maxMessageChars  = 13_200  // observed, github.com/slackapi/bolt-js#2509: msg_blocks_too_long
	maxMessageText   = 40_000  // chat.postMessage: longer text is truncated
	maxViewBytes     = 250_000 // views.open: view_too_large
	maxSectionText   = 3000    // blocks/section-block
	maxFields        = 10
	maxFieldText     = 2000
	maxHeaderText    = 150    // blocks/header-block
	maxMarkdown      = 12_000 // blocks/markdown-block: summed over the payload
	maxActions       = 25     // blocks/actions-block
	maxContext       = 10     // blocks/context-block
	maxImageURL      = 3000   // blocks/image-block
	maxImageAlt      = 2000
	maxAlertText     = 200 // blocks/alert-block
	maxButtonText    = 75  // block-elements/button-element
	maxButtonValue   = 2000
	maxButtonURL     = 3000
	maxAccessibility = 75
	maxOptions       = 100 // block-elements/select-menu-element: options and groups
	maxFewOptions    = 10  // checkboxes, radio_buttons
	maxOverflow      = 5
	maxOptionText    = 75 // composition-objects/option-object
	maxOptionValue   = 150
	maxID            = 255 // action_id, block_id, callback_id, external_id
	maxPlaceholder   = 150
	maxLabel         = 2000 // blocks/input-block: label and hint
	maxInputLength   = 3000
	maxConfirmTitle  = 100 // composition-objects/confirmation-dialog-object
	maxConfirmText   = 300
	maxConfirmButton = 30
	maxViewTitle     = 24 // reference/views: title, submit, close
	maxMetadata      = 3000
	maxTableRows     = 100 // blocks/table-block
	maxCharts        = 2   // blocks/data-visualization-block
	maxSeries        = 6
	maxPoints        = 20
	maxPointLabel    = 20
	maxChartTitle    = 50
	maxTableColumns  = 20
)

// Limits of interactions.
const (
	maxViewStack   = 3                // docs.slack.dev/surfaces/modals: push_limit_reached
	triggerTime    = 3 * time.Second  // docs.slack.dev/interactivity/handling-user-interaction
	maxHookUses    = 5                // the same page: response_url
	hookTime       = 30 * time.Minute // the same page
	maxSockets     = 10               // docs.slack.dev/apis/events-api/using-socket-mode
	ticketTime     = 30 * time.Second // a socket's address is for now, not for later
	maxAckPayload  = 20_480           // slack-go socketmode: Slack drops longer answers silently
	maxReactions   = 23               // reactions.add: too_many_reactions
	maxUploadBytes = 20 << 20         // this workspace's own
)

// retryAfter is when an event that was not acknowledged is sent again
// (docs.slack.dev/apis/events-api, "Retries").
func retryAfter() []time.Duration { return []time.Duration{0, time.Minute, 5 * time.Minute} }

// surface is where blocks are shown.
type surface string

const (
	inMessage surface = "message"
	inModal   surface = "modal"
	inHome    surface = "home"
)

// shows reports whether a surface shows a type of block that this workspace can
// draw; others are refused as Slack refuses what it does not know. Tables and
// markdown are for messages, alerts for modals (docs.slack.dev/reference/block-kit/blocks).
func (s surface) shows(block string) bool {
	switch block {
	case "section", "divider", "image", "actions", "context", "input", "header", "rich_text":
		return true
	case "markdown", "table", "data_visualization":
		return s == inMessage
	case "alert":
		return s == inModal
	}
	return false
}

// fits reports whether a block may hold an element
// (docs.slack.dev/reference/block-kit/block-elements, "works with block types").
func fits(block, element string) bool {
	switch element {
	case "button", "overflow":
		return block == "actions" || block == "section"
	case "plain_text_input", "email_text_input", "url_text_input", "number_input":
		return block == "input"
	case "datetimepicker":
		return block == "actions" || block == "input"
	case "multi_static_select", "multi_users_select", "multi_conversations_select", "multi_channels_select":
		return block == "section" || block == "input"
	case "static_select", "users_select", "conversations_select", "channels_select",
		"datepicker", "timepicker", "checkboxes", "radio_buttons":
		return block == "actions" || block == "section" || block == "input"
	case "image":
		return block == "section" || block == "context"
	}
	return false
}
