package sheet

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf16"
)

// What is wrong with a file, for a sentence to who sent it.
var (
	ErrEmpty    = errors.New("sheet: no rows")
	ErrBroken   = errors.New("sheet: neither xlsx nor csv")
	ErrLocked   = errors.New("sheet: protected by a password")
	ErrTooBig   = errors.New("sheet: too many rows, columns or bytes")
	ErrOldFile  = errors.New("sheet: an xls of before 2007")
	ErrWebPage  = errors.New("sheet: a web page or XML under a sheet's name")
	ErrEncoding = errors.New("sheet: a text of no known encoding, or of several")
	ErrFormulas = errors.New("sheet: formulas that were never calculated")
	ErrOldDays  = errors.New("sheet: days counted from 1904")
)

// Bounds are how much of a file is read; more is ErrTooBig.
type Bounds struct {
	Rows, Columns int
	// Bytes bound the file, and Unpacked what an xlsx unpacks to.
	Bytes, Unpacked int64
}

// Read is Scan with all rows at once.
func Read(data []byte, b Bounds) (rows [][]string, err error) {
	err = Scan(data, b, func(_ int, cells []string) error {
		rows = append(rows, cells)
		return nil
	})
	return rows, err
}

// Give takes a row: its line in the sheet, from 1, and as many cells as it has. Lines
// without anything are not given.
type Give func(line int, cells []string) error

// Scan takes a file or a pasted text apart, a row at a time. Of an xlsx the first sheet
// with rows is read; a cell is its raw value, so that a date is Excel's number of days
// and an amount has all its digits. What give returns ends it. The errors above
// are what may be wrong with a file; rows before the place where that shows were given.
func Scan(data []byte, b Bounds, give Give) error {
	switch {
	case int64(len(data)) > b.Bytes:
		return ErrTooBig
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return scanXLSX(data, b, give)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // OLE: xls, or xlsx with a password
		if bytes.Contains(data, utf16LE("EncryptedPackage")) {
			return ErrLocked
		}
		return ErrOldFile
	case isWebPage(string(opening(data))):
		return ErrWebPage
	case bytes.HasPrefix(data, []byte("%PDF-")), bytes.HasPrefix(data, []byte(`{\rtf`)), isJSON(data):
		return ErrBroken
	}
	text, err := decode(data)
	if err != nil {
		return err
	}
	if isWebPage(string(opening([]byte(text)))) { // of UTF-16
		return ErrWebPage
	}
	return scanText(text, b, give)
}

// mostOpening is how much of a file tells that it is a web page.
const mostOpening = 4 << 10

func opening(data []byte) []byte { return data[:min(len(data), mostOpening)] }

// isWebPage reports whether a text is HTML or XML, which many systems save under the
// name of an xls and which Excel opens.
func isWebPage(text string) bool {
	text = strings.ToLower(strings.TrimLeft(text, bom+" \t\r\n"))
	if strings.HasPrefix(text, "mime-version:") {
		return true
	}
	return strings.HasPrefix(text, "<") &&
		(strings.HasPrefix(text, "<?xml") || strings.Contains(text, "<html") || strings.Contains(text, "<table") || strings.Contains(text, "<!doctype html"))
}

func isJSON(data []byte) bool {
	data = bytes.TrimLeft(data, bom+" \t\r\n")
	return len(data) > 0 && (data[0] == '{' || data[0] == '[') && json.Valid(data)
}

func utf16LE(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// meter gives rows on within the bounds.
type meter struct {
	Bounds
	give        Give
	line, given int
}

func (b Bounds) meter(give Give) *meter { return &meter{Bounds: b, give: give} }

// take gives a row; trailing blanks are no cells, and a row without cells is none.
func (m *meter) take(cells []string) error {
	m.line++
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	if m.given == m.Rows || len(cells) > m.Columns {
		return ErrTooBig
	}
	m.given++
	return m.give(m.line, cells)
}
