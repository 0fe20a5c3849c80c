package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// What is wrong with a file, for a sentence to who sent it.
var (
	ErrEmpty   = errors.New("sheet: no rows")
	ErrBroken  = errors.New("sheet: neither xlsx nor csv")
	ErrLocked  = errors.New("sheet: protected by a password")
	ErrTooBig  = errors.New("sheet: too many rows, columns or bytes")
	ErrOldFile = errors.New("sheet: an xls of before 2007")
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
// and an amount has all its digits. What give returns ends it. ErrEmpty, ErrBroken,
// ErrLocked, ErrTooBig and ErrOldFile are what may be wrong with a file; rows before the
// place where that shows were given.
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
	}
	text, err := decode(data)
	if err != nil {
		return err
	}
	return scanText(text, b, give)
}

func utf16LE(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// scanXLSX gives the rows of the first sheet that has any.
func scanXLSX(data []byte, b Bounds, give Give) (err error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: b.Unpacked, UnzipXMLSizeLimit: min(b.Unpacked, 16<<20), RawCellValue: true,
	})
	if err != nil {
		if strings.Contains(err.Error(), "exceeds") {
			return fmt.Errorf("%w: %w", ErrTooBig, err)
		}
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	defer func() {
		if closing := f.Close(); err == nil && closing != nil {
			err = fmt.Errorf("sheet: %w", closing)
		}
	}()
	for _, name := range f.GetSheetList() {
		n, err := scanSheet(f, name, b.meter(give))
		if err != nil || n > 0 {
			return err
		}
	}
	return ErrEmpty
}

func scanSheet(f *excelize.File, name string, m *meter) (n int, err error) {
	rows, err := f.Rows(name)
	if err != nil {
		return 0, nil // a chart has no rows
	}
	defer func() {
		if closing := rows.Close(); err == nil && closing != nil {
			err = fmt.Errorf("sheet: %w", closing)
		}
	}()
	for rows.Next() {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return 0, fmt.Errorf("%w: %w", ErrBroken, err)
		}
		if err := m.take(cells); err != nil {
			return 0, err
		}
	}
	if err := rows.Error(); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return m.given, nil
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

// decode is a text file's text: by its mark, else UTF-8 where it is that, else GB18030,
// as a Chinese Excel saves.
func decode(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte(bom)):
		data = data[len(bom):]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decode16(data[2:], func(a, b byte) uint16 { return uint16(a) | uint16(b)<<8 }), nil
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decode16(data[2:], func(a, b byte) uint16 { return uint16(b) | uint16(a)<<8 }), nil
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, ErrBroken
	}
	if utf8.Valid(data) {
		return data, nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return nil, ErrBroken
	}
	return text, nil
}

func decode16(data []byte, join func(a, b byte) uint16) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = join(data[2*i], data[2*i+1])
	}
	return []byte(string(utf16.Decode(units)))
}

// scanText reads csv, or what was copied from a sheet: by tabs, commas or semicolons,
// whichever the first line has most of.
func scanText(text []byte, b Bounds, give Give) error {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = separator(text), -1, true, false
	m := b.meter(give)
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrBroken, err)
		}
		if err := m.take(cells); err != nil {
			return err
		}
	}
	if m.given == 0 {
		return ErrEmpty
	}
	return nil
}

func separator(text []byte) rune {
	first, _, _ := bytes.Cut(bytes.TrimLeft(text, "\r\n"), []byte("\n"))
	best := ','
	for _, c := range []rune{'\t', ';', '；', '，'} {
		if bytes.Count(first, []byte(string(c))) > bytes.Count(first, []byte(string(best))) {
			best = c
		}
	}
	return best
}
