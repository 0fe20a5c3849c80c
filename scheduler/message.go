// Package scheduler keeps what is to be done later: jobs that fall due by the
// clock and messages that must go out, each claimed once however many replicas
// run. It knows no deal and no chat.
package scheduler

import "time"

// Message is a piece of the outbox. It carries facts, never text: the card is
// made when it is sent, and is dropped when it is no longer true.
type Message struct {
	ID          string            `json:"id"` // idempotency key
	Destination string            `json:"destination"`
	Due         time.Time         `json:"due"`
	Kind        string            `json:"kind"`
	Facts       map[string]string `json:"facts,omitempty"`
	Attempt     int               `json:"-"`
}
