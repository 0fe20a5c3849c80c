package sales

import (
	"slices"
	"strings"
	"time"
)

// Note is a free text on a deal's timeline. It is a record of its own, so that
// the log holds only its ID and personal data can be blanked.
type Note struct {
	ID     string    `json:"id"`
	Deal   string    `json:"deal"`
	Author string    `json:"author"` // person ID
	At     time.Time `json:"at"`
	Text   string    `json:"text"`
	Link   string    `json:"link,omitempty"` // of the message it came from
	// Question is the question that the note is evidence for, "" for none; SaidBy
	// and SaidOn tell who at the customer said it, and when.
	Question string `json:"question,omitempty"`
	SaidBy   string `json:"said_by,omitempty"`
	SaidOn   Date   `json:"said_on,omitempty"`

	Version int64 `json:"-"`
}

// BackgroundID is the ID of the note that holds a field of a deal's background.
func BackgroundID(deal, field string) string { return deal + "|background|" + field }

// BackgroundField is the field whose note has an ID, "" for another note.
func BackgroundField(id string) string {
	if i := strings.LastIndex(id, "|background|"); i >= 0 {
		return id[i+len("|background|"):]
	}
	return ""
}

// Roster is a list of names that people chose or typed before, such as those of
// competitors. It is one record.
type Roster struct {
	ID    string   `json:"id"`
	Names []string `json:"names"`

	Version int64 `json:"-"`
}

// RivalsRoster is the ID of the list of competitors; MostRivals is how many it
// holds, the last named first.
const (
	RivalsRoster = "rivals"
	MostRivals   = 100
)

// Has reports whether a name is on the list, however it is written.
func (r Roster) Has(name string) bool {
	return slices.ContainsFunc(r.Names, func(n string) bool { return Fold(n) == Fold(name) })
}

// With is the list with a name on it; the oldest goes when it is full.
func (r Roster) With(name string) Roster {
	r.Names = append([]string{name}, r.Names[:min(len(r.Names), MostRivals-1)]...)
	return r
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
	// Since leaves out what was closed before it; it counts for closed deals only.
	Since time.Time
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
	// Drawn is the version of the deal that was drawn when the card was posted; what
	// is drawn anew later is newer.
	Drawn int64 `json:"drawn,omitempty"`
}
