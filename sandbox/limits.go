package sandbox

// Limits of Block Kit as Slack documents them (docs.slack.dev/reference/block-kit
// and the @slack/types declarations), counted in code points.
const (
	maxMessageBlocks = 50
	maxViewBlocks    = 100
	maxMessageChars  = 13_200 // observed: msg_blocks_too_long
	maxMessageText   = 40_000
	maxViewBytes     = 250_000
	maxSectionText   = 3000
	maxFields        = 10
	maxFieldText     = 2000
	maxHeaderText    = 150
	maxActions       = 25
	maxContext       = 10
	maxButtonText    = 75
	maxButtonValue   = 2000
	maxOptions       = 100
	maxOptionText    = 75
	maxOptionValue   = 150
	maxOverflow      = 5
	maxID            = 255
	maxPlaceholder   = 150
	maxLabel         = 2000
	maxInputLength   = 3000
	maxViewTitle     = 24
	maxMetadata      = 3000
	maxTableRows     = 100
	maxTableColumns  = 20
	maxViewStack     = 3
	maxHookUses      = 5
)

// surfaces lists the blocks that a place cannot show.
var notInViews = map[string]bool{"table": true, "markdown": true, "data_visualization": true, "plan": true, "task_card": true, "context_actions": true}

var notInMessages = map[string]bool{"input": false, "alert": true, "file_input": true}

// known are the block types that this workspace draws; others are refused as
// Slack refuses what it does not know.
var known = map[string]bool{
	"section": true, "divider": true, "image": true, "actions": true, "context": true, "input": true,
	"header": true, "rich_text": true, "markdown": true, "table": true,
}
