// Package card is a message as data: what is said, not how a platform draws it.
// Every card has a plain text, so that the poorest place can show it.
package card

import "dealmate/internal/i18n"

// Card is a message. Renderers cut and page it to their platform's limits.
type Card struct {
	Title i18n.Text
	// Tone is what the whole card is about, where a platform colours it.
	Tone   Tone
	Blocks []Block
	// Footer is a quiet last line: who did what, when.
	Footer []i18n.Text
}

// Block is one part of a card; exactly one field is set.
type Block struct {
	Text    i18n.Text   // a paragraph
	Strong  i18n.Text   // a heading within the card
	Facts   []Fact      // label and value in two columns
	Quiet   []i18n.Text // small grey texts in one line
	Items   []Item      // a list whose entries may have a button
	Table   *Table
	Chart   *Chart
	Buttons []Button
	Divider bool
}

// Tone is what a card is about.
type Tone int

// The tones.
const (
	Calm Tone = iota
	Good      // something was won
	Warn      // something asks for attention
	Bad       // something went wrong
	Over      // it is closed
)

// Fact is one labelled value.
type Fact struct {
	Label i18n.Text
	Value i18n.Text
}

// Item is one line of a list: a main text, a quiet one and perhaps a button.
type Item struct {
	Main   i18n.Text
	Quiet  i18n.Text
	Button *Button
}

// Table has one heading per column; every row has as many cells.
type Table struct {
	Head []i18n.Text
	Rows [][]i18n.Text
	// Right marks columns of numbers.
	Right []bool
}

// Style is how much a button stands out.
type Style int

// The styles.
const (
	Plain Style = iota
	Primary
	Danger
)

// Button asks the bot for something. Buttons with More are put into an
// overflow menu where the platform has one.
type Button struct {
	Label   i18n.Text
	Action  Action
	Style   Style
	More    bool
	Confirm i18n.Text // asked before the click counts, if not zero
}

// Action is what a button carries: the verb, the record or dialog it is about,
// a value, and the version of the thing it would change (0: any).
type Action struct {
	Verb    string `json:"v"`
	Object  string `json:"o,omitempty"`
	Value   string `json:"x,omitempty"`
	Version int64  `json:"n,omitempty"`
}

// Say is a card of one sentence.
func Say(t i18n.Text) Card { return Card{Blocks: []Block{{Text: t}}} }

// Plain is the card as lines of text in a language: the floor under every
// renderer, notifications and screen readers.
func (c Card) Plain(say func(i18n.Text) string) string { return plain(c, say) }
