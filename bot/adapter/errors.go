package adapter

import (
	"time"

	"dealmate/bot"
)

// Permanent is an error that trying again cannot mend.
type Permanent struct{ error }

// Never makes an error permanent.
func Never(err error) error { return Permanent{err} }

// Permanent says so.
func (Permanent) Permanent() bool { return true }

func (p Permanent) Unwrap() error { return p.error }

// Limited is a platform's demand for patience: for sure nothing was shown.
type Limited struct {
	error
	after time.Duration
}

// Wait makes an error one that asks for patience.
func Wait(err error, after time.Duration) error { return Limited{err, after} }

// RetryAfter is how long to wait.
func (l Limited) RetryAfter() time.Duration { return l.after }

func (l Limited) Unwrap() error { return l.error }

var (
	_ bot.Permanent  = Permanent{}
	_ bot.RetryAfter = Limited{}
)
