package storage

import (
	"errors"
	"strings"
)

// ErrUnavailable says that the database did not answer in time. Whether a
// commit took place is not known; repeating it with the same ID is safe.
var ErrUnavailable = errors.New("storage: unavailable")

// ErrLocked says that another process has the embedded store open.
var ErrLocked = errors.New("storage: another process uses this folder")

// ErrNewerSchema says that a record was written by a newer Dealmate.
var ErrNewerSchema = errors.New("storage: record written by a newer version")

// ConflictError says which records had changed since they were read.
type ConflictError struct {
	Keys []string
}

func (e *ConflictError) Error() string {
	return "storage: version conflict on " + strings.Join(e.Keys, ", ")
}
