// Package fault gives an error its three readers: a code for the program, a
// catalog key with arguments for the person, a cause for the log.
package fault

import (
	"errors"
	"fmt"
)

// Code is what a program decides by.
type Code string

// The codes.
const (
	Invalid         Code = "invalid"
	NotFound        Code = "not_found"
	Forbidden       Code = "forbidden"
	Conflict        Code = "conflict"
	Unavailable     Code = "unavailable"
	TooLarge        Code = "too_large"
	Internal        Code = "internal"
	Unauthenticated Code = "unauthenticated"
	Limited         Code = "limited"
)

// Error is an error for a program, a person and a log.
type Error struct {
	Code Code
	Key  string         // catalog key of the sentence for the person
	Args map[string]any // its arguments
	ID   string         // what the person can quote, "" for none
	Err  error          // the cause, for the log only
}

// New makes an error without a cause; args are names and values in turn.
func New(code Code, key string, args ...any) *Error {
	return &Error{Code: code, Key: key, Args: pairs(args)}
}

// Wrap gives a cause a code and a sentence.
func Wrap(err error, code Code, key string, args ...any) *Error {
	return &Error{Code: code, Key: key, Args: pairs(args), Err: err}
}

func pairs(args []any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[fmt.Sprint(args[i])] = args[i+1]
	}
	return m
}

// Error is the line for the log.
func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Key
	if e.ID != "" {
		s += " [" + e.ID + "]"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// As finds the first *Error in a chain.
func As(err error) (*Error, bool) {
	return errors.AsType[*Error](err)
}

// CodeOf is an error's code: Internal for one that has none, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if f, ok := As(err); ok {
		return f.Code
	}
	return Internal
}

// Person is the error as a person may see it. One without a sentence becomes
// internal, with an ID to quote that the log has too.
func Person(err error, newID func() string) *Error {
	if f, ok := As(err); ok && f.Key != "" {
		return f
	}
	e := Wrap(err, Internal, "error.internal")
	e.ID = newID()
	e.Args = map[string]any{"ID": e.ID}
	return e
}
