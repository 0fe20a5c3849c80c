package feishu

// The limits of Feishu's cards and messages, one table; the renderer enforces
// them by cutting on runes and by dropping what is least needed. Source: the
// pages "Card JSON 2.0 structure" and of each component at
// https://open.feishu.cn/document/feishu-cards, and "Send a message" at
// https://open.feishu.cn/document/server-docs/im-v1/message/create.
const (
	maxCard     = 30 * 1024 // bytes of the request's body, the card escaped as a string in it
	maxElements = 200       // everything with a tag, texts of buttons and options included
	maxTables   = 5
	maxRows     = 10 // of a table's page
	maxColumns  = 50

	// What stays free for the rest of the request and for the line that says
	// that something was left out.
	spareBytes    = 1024
	spareElements = 4

	maxLabel   = 100 // runes of a button
	maxTyped   = 1000
	maxTitle   = 200  // ours: a title is one line
	maxText    = 3000 // ours: of a paragraph
	maxSummary = 100  // ours: the line in the list of chats
	maxPlain   = 4000 // ours: of a card as text
	maxToast   = 200  // ours: it is shown for some seconds
	maxOption  = 100  // ours: runes of an option
	// maxChoices is how many options of one field are listed: each is an element.
	// A longer list is typed into instead.
	maxChoices = 60
	maxUUID    = 50
	maxBody    = 1 << 20 // of a request to the webhook; Feishu's are some kilobytes
)
