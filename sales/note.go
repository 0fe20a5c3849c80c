package sales

import "time"

// Note is a free text on a deal's timeline. It is a record of its own, so that
// the log holds only its ID and personal data can be blanked.
type Note struct {
	ID     string    `json:"id"`
	Deal   string    `json:"deal"`
	Author string    `json:"author"` // person ID
	At     time.Time `json:"at"`
	Text   string    `json:"text"`
	Link   string    `json:"link,omitempty"` // of the message it came from

	Version int64 `json:"-"`
}

// Selection says which deals a list wants. Exactly one of Team, Owner, Helper
// and Customer is set; Customer is in the form that FoldCustomer returns.
type Selection struct {
	Team     string
	Owner    string // person ID
	Helper   string // person ID of a collaborator
	Customer string
	// Outcome is one outcome; Customer ignores it.
	Outcome Outcome
	// Newest returns the last closed or entered first; otherwise by number.
	Newest bool
	Limit  int // 0: all
}

// Name is what a search needs of a deal.
type Name struct {
	ID      string
	Number  int64
	Outcome Outcome
	Search  string // see SearchText
}

// Place is a posted card that follows its deal's changes.
type Place struct {
	Deal     string `json:"deal"`
	Platform string `json:"platform"`
	Channel  string `json:"channel"`
	Message  string `json:"message"`
	Lang     string `json:"lang"` // a posted card keeps the language it was posted in
	// Person is the one reader of a card in a private chat, "" in a channel: it
	// is drawn for them, and only while they may see the deal.
	Person string `json:"person,omitempty"`
}
