// Package sentence reads what a rep says of a deal, in plain Chinese or English,
// and proposes what to change in its record. It works by rules over word lists
// that are data, so that the same sentence always gets the same answer, at once
// and without sending a word of the deal anywhere. It proposes; whether anything
// changes is for a person to say.
package sentence

import (
	"unicode"

	"dealmate/internal/i18n"
)

// Lang is a language in which a sentence is written.
type Lang string

// The languages that the reader knows.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// Kind is what a sentence changes.
type Kind string

// The kinds. A text that tells something of a deal has exactly one of Note and
// Contact, whatever else it proposes; a text that tells nothing has neither.
const (
	// Note is something told about the deal without the customer.
	Note Kind = "note"
	// Contact is a customer who was met, called or who answered.
	Contact Kind = "contact"
	// CloseDate is the day or month by which the contract should be signed.
	CloseDate Kind = "close_date"
	// Amount is what the deal is worth now.
	Amount Kind = "amount"
	// NextStep is something planned with the customer or for them.
	NextStep Kind = "next_step"
	// Answer is evidence for one of the 20 questions.
	Answer Kind = "answer"
	// Won is a contract that is signed; being selected is not enough.
	Won Kind = "won"
	// Lost is a deal that is over, with the reason where it was said.
	Lost Kind = "lost"
	// Hold is a deal that rests, with the month of its return where it was said.
	Hold Kind = "hold"
)

// Proposal is one thing that a sentence seems to change.
type Proposal struct {
	Kind     Kind   `json:"kind"`
	Question int    `json:"question,omitempty"` // 1 to 20, of an answer
	Value    string `json:"value,omitempty"`
	Currency string `json:"currency,omitempty"` // of an amount
	Date     string `json:"date,omitempty"`     // of a next step, YYYY-MM-DD
	// Words is the part of the sentence that says it.
	Words string `json:"words,omitempty"`
}

// Reader reads sentences. It never changes after New, so that any number of
// goroutines may share one.
type Reader struct {
	chinese book
	english book
}

// New reads the word lists that are part of the program.
func New() (*Reader, error) {
	zh, err := open(Chinese)
	if err != nil {
		return nil, err
	}
	en, err := open(English)
	if err != nil {
		return nil, err
	}
	return &Reader{chinese: *zh, english: *en}, nil
}

// maxRunes bounds what is read of a text. A rep's sentence has some hundred
// characters; a forwarded chat seldom over a thousand.
const maxRunes = 4000

// Read proposes what a text changes: first Note or Contact, then the changes in
// the order of their kinds; nothing for a text that tells nothing of a deal. A
// text with Chinese characters is read as Chinese and one with Latin letters as
// English; the language decides the rest. Days are counted from today; fallback
// is the currency of amounts that name none.
func (r *Reader) Read(lang Lang, text string, today i18n.Date, fallback string) []Proposal {
	text = tidy(text)
	b := &r.english
	if has(text, unicode.Han) || lang == Chinese && !has(text, unicode.Latin) {
		b = &r.chinese
	}
	return b.read(&telling{text: text, today: today, fallback: fallback})
}

// telling is a text under reading and what it is read by.
type telling struct {
	text     string
	today    i18n.Date
	fallback string
}
