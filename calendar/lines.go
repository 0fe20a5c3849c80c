package calendar

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxLine is how much of one unfolded line is kept; the rest is read over.
const maxLine = 256 << 10

// bounded fails as soon as there is more than MaxBytes.
type bounded struct {
	from io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if len(p) > b.left+1 {
		p = p[:b.left+1] // one byte more tells a full file from one too large
	}
	n, err := b.from.Read(p)
	if n > b.left {
		return b.left, ErrTooLarge
	}
	b.left -= n
	return n, err
}

// lines gives the unfolded lines of a file, one at a time.
type lines struct {
	from *bufio.Reader
	line []byte // valid until the next one is read
	long bool   // the line is cut to maxLine
}

func newLines(r io.Reader) *lines {
	l := &lines{from: bufio.NewReaderSize(&bounded{from: r, left: MaxBytes}, 64<<10)}
	if mark, _ := l.from.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = l.from.Discard(len(mark)) // it was peeked: it is there
	}
	return l
}

// next reads one line that is not empty; its error is io.EOF at the end,
// ErrTooLarge or ErrBroken.
func (l *lines) next() error {
	for {
		l.line, l.long = l.line[:0], false
		if err := l.unfold(); err != nil {
			return err
		}
		if len(bytes.TrimSpace(l.line)) > 0 {
			return nil
		}
	}
}

// unfold reads a line and those that continue it: they begin with a blank.
func (l *lines) unfold() error {
	for {
		end, err := l.physical()
		if err != nil {
			return err
		}
		if end {
			return nil
		}
		first, err := l.from.Peek(1)
		if errors.Is(err, io.EOF) || err == nil && first[0] != ' ' && first[0] != '\t' {
			return nil
		}
		if err != nil {
			return cause(err)
		}
		_, _ = l.from.Discard(1) // it was peeked: it is there
	}
}

// physical adds one line of the file; end says that the file ended with it.
func (l *lines) physical() (end bool, err error) {
	read := false
	for {
		part, err := l.from.ReadSlice('\n')
		read = read || len(part) > 0
		if bytes.IndexByte(part, 0) >= 0 {
			return false, fmt.Errorf("%w: not text", ErrBroken)
		}
		l.add(part)
		switch {
		case err == nil:
			l.line = bytes.TrimSuffix(bytes.TrimSuffix(l.line, []byte("\n")), []byte("\r"))
			return false, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && (read || len(l.line) > 0):
			return true, nil
		default:
			return false, cause(err)
		}
	}
}

func (l *lines) add(part []byte) {
	if room := maxLine - len(l.line); len(part) > room {
		part, l.long = part[:room], true
	}
	l.line = append(l.line, part...)
}

// cause names an error of reading: one of a connection that broke is a
// calendar that was cut off.
func cause(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, ErrTooLarge) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrBroken, err)
}
