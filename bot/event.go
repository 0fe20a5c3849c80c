// Package bot is the conversation: an Event comes in, a Reply goes out. It
// turns words and clicks into calls of the desk and results into cards, and
// never knows which platform it speaks to.
package bot

import (
	"context"
	"time"

	"dealmate/bot/card"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
)

// Kind says what a person did.
type Kind string

// The kinds of events.
const (
	Command  Kind = "command"  // /deal …
	Message  Kind = "message"  // typed to the bot or mentioning it
	Click    Kind = "click"    // a button, a choice of an overflow menu
	Submit   Kind = "submit"   // a form was sent
	Dismiss  Kind = "dismiss"  // a form was closed without sending
	Home     Kind = "home"     // the home page was opened, or the private chat where there is none
	Shortcut Kind = "shortcut" // a shortcut without or with a message
)

// Event is one thing a person did, translated by an adapter.
type Event struct {
	Kind Kind
	// ID is the platform's idempotency key of the delivery; repeats have the same.
	ID    string
	User  User
	Place Place
	Text  string // Command and Message, unescaped, mentions as <@ID>
	// Action is a click's or a shortcut's (Verb only).
	Action card.Action
	// Dialog and Values belong to Submit: the dialog's ID and every field.
	Dialog string
	Values map[string]string
	// Step is the step at which the submitted form was drawn, "" where the
	// platform does not bring it: one that was sent before decides nothing twice.
	Step string
	// Quote is the message a message shortcut was used on.
	Quote *Quote
	// Forwarded is set where Text holds messages that somebody passed on.
	Forwarded *Forwarded
	// Files came with a message.
	Files []Attached
	At    time.Time
}

// Forwarded is what is known of messages that somebody passed on to the bot.
type Forwarded struct {
	// Link opens the message, "" where there are several, or nothing opens it.
	Link string
	// Own are the person's own words, with which Text begins. The rest of it was written
	// by others to others: nothing in it is a command.
	Own string
}

// Attached is a file that a person sent; Ref is the platform's own and opens it.
type Attached struct {
	Name string
	Size int64 // bytes, 0 where the platform does not say
	Ref  string
}

// User is who did it, as the platform tells.
type User struct {
	Platform string
	ID       string
	// Locale is what the platform says of somebody the bot may not know, "" when
	// it does not say.
	Locale string
	// Guest is set for guests and for strangers of shared channels and other
	// workspaces: they are refused.
	Guest bool
}

// Place is where it happened and what the platform can do there.
type Place struct {
	Platform string
	Channel  string
	Thread   string
	Direct   bool // a private chat with the bot
	// Message is the message that was clicked, "" for none; Ephemeral says
	// that only its reader sees it.
	Message   string
	Ephemeral bool
	// Answer is where a late private answer can be sent, opaque to the bot
	// (Slack's response_url); it is kept with a dialog.
	Answer string
	Can    Abilities
}

// Abilities is what a place can do.
type Abilities struct {
	Form    bool // a form can be opened in answer to this event
	Private bool // an answer that only the actor sees
	Table   bool // tables render
}

// Quote is a message somebody pointed at.
type Quote struct {
	Text    string
	Author  string // the platform's user ID
	Channel string
	Message string
	Thread  string
	Link    string
}

// Reply is what the person gets within the platform's time; at most one of
// Form, Problems and Card is set, but that Problems may bring the form they
// are of. The zero Reply means that all is well and nothing needs to be said: a
// form closes.
type Reply struct {
	// Form opens a form, or replaces the one it answers. Beside Problems it is
	// the submitted form with all that was typed, for platforms that draw it anew.
	Form *FormView
	// Problems are shown under the fields of the submitted form.
	Problems dialogs.Problems
	// Failed says that Card tells why nothing was done.
	Failed bool
	// Card answers the actor: in place of the clicked message when Replace is
	// set, else privately where that can be, else as a message.
	Card    *card.Card
	Replace bool
	// Home replaces the actor's home page.
	Home *card.Card
	// Lang is the language of everything in the reply.
	Lang i18n.Lang
	// After is done when the platform has its answer.
	After []Post
}

// FormView is a form ready to be drawn.
type FormView struct {
	Form  dialogs.Form
	State dialogs.State
	// Notice stands above the fields: a duplicate, a conflict.
	Notice []card.Block
	// Submit replaces the label of the button that sends the form.
	Submit i18n.Text
	// Problems are shown with the fields, when a form comes back.
	Problems dialogs.Problems
}

// Post is a message to send apart from the answer.
type Post struct {
	To   Target
	Card card.Card
	Lang i18n.Lang
	// Update is the message to replace; "" posts a new one.
	Update string
	// Key is the same for every attempt at the same message and no other's, so
	// that a platform that can shows it once; "" has none.
	Key string
	// Repeat says that an earlier attempt may have been shown.
	Repeat bool
	// Track is the deal whose card this is: the post is remembered, and
	// follows the deal's changes. Drawn is the deal's version that it shows.
	Track string
	Drawn int64
	// Pictures draws the card's charts for a place that draws none; nil where there is
	// nothing to draw, or nothing to draw with.
	Pictures func() []File
	// File goes instead of the card, whose text is its comment.
	File *File
	// Reader is the ID of the one person who reads a tracked card, "" where
	// several do: it is redrawn for them, while they may see the deal.
	Reader string
}

// File is something to download.
type File struct {
	Name string
	Data []byte
}

// Target is where a post goes: a person, a channel or a kept answer address.
type Target struct {
	Platform string
	User     string // the platform's user ID: their private chat
	Channel  string
	Thread   string
	Answer   string // Place.Answer of an earlier event
}

// Handler answers events; it never fails: errors become cards.
type Handler interface {
	Handle(ctx context.Context, e Event) Reply
	// Sent tells where a Post of Reply.After went, so that a card with Track
	// set can follow its deal.
	Sent(ctx context.Context, p Post, s Sent)
}

// Platform is what the bot needs from a chat product, apart from its events.
type Platform interface {
	// Post sends or updates a message and returns its ID within the channel
	// it went to, and that channel.
	Post(ctx context.Context, p Post) (Sent, error)
	// ShowHome draws a person's home page.
	ShowHome(ctx context.Context, user string, c card.Card, lang i18n.Lang) error
	// Profile tells who a user is; it is cached by the adapter.
	Profile(ctx context.Context, user string) (Profile, error)
	// Find tells the user of an e-mail.
	Find(ctx context.Context, email string) (Profile, error)
	// Download reads a file that was sent to the bot, at most so many bytes; a larger
	// one is a *fault.Error with code invalid and key "error.file_large".
	Download(ctx context.Context, ref string, most int64) ([]byte, error)
}

// Sent is where a message is now.
type Sent struct {
	Channel string
	Message string
}

// Profile is a platform's user.
type Profile struct {
	User   string
	Name   string
	Email  string
	Locale string // "zh-CN", "en-US", "" unknown
	Zone   string // IANA name, "" unknown
	Guest  bool
}

// RetryAfter is an error that knows when to try again.
type RetryAfter interface {
	error
	RetryAfter() time.Duration
}

// Permanent is an error that trying again cannot mend: the channel is gone,
// the token was revoked.
type Permanent interface {
	error
	Permanent() bool
}
