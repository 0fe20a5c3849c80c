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

// Read takes a file or a pasted text apart: rows of as many cells as each has. Of an
// xlsx the first sheet with rows is read; a cell is its raw value, so that a date is
// Excel's number of days and an amount has all its digits.
func Read(data []byte, b Bounds) ([][]string, error) {
	switch {
	case int64(len(data)) > b.Bytes:
		return nil, ErrTooBig
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return readXLSX(data, b)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // OLE: xls, or xlsx with a password
		if bytes.Contains(data, utf16LE("EncryptedPackage")) {
			return nil, ErrLocked
		}
		return nil, ErrOldFile
	}
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	return readText(text, b)
}

func utf16LE(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// readXLSX streams the rows of the first sheet that has any.
func readXLSX(data []byte, b Bounds) (rows [][]string, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: b.Unpacked, UnzipXMLSizeLimit: min(b.Unpacked, 16<<20), RawCellValue: true,
	})
	if err != nil {
		if strings.Contains(err.Error(), "exceeds") {
			return nil, fmt.Errorf("%w: %w", ErrTooBig, err)
		}
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	defer func() {
		if closing := f.Close(); err == nil && closing != nil {
			err = fmt.Errorf("sheet: %w", closing)
		}
	}()
	for _, name := range f.GetSheetList() {
		if rows, err = readSheet(f, name, b); err != nil || len(rows) > 0 {
			return rows, err
		}
	}
	return nil, ErrEmpty
}

func readSheet(f *excelize.File, name string, b Bounds) (out [][]string, err error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, nil // a chart has no rows
	}
	defer func() {
		if closing := rows.Close(); err == nil && closing != nil {
			err = fmt.Errorf("sheet: %w", closing)
		}
	}()
	for rows.Next() {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBroken, err)
		}
		if out, err = b.add(out, cells); err != nil {
			return nil, err
		}
	}
	if err := rows.Error(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return trimmed(out), nil
}

// add takes a row within the bounds; trailing blanks are no cells.
func (b Bounds) add(rows [][]string, cells []string) ([][]string, error) {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(rows) == b.Rows || len(cells) > b.Columns {
		return nil, ErrTooBig
	}
	return append(rows, cells), nil
}

// trimmed are rows without empty ones at the end.
func trimmed(rows [][]string) [][]string {
	for len(rows) > 0 && len(rows[len(rows)-1]) == 0 {
		rows = rows[:len(rows)-1]
	}
	return rows
}

// decode is a text file's text: by its mark, else UTF-8 where it is that, else GB18030,
// as a Chinese Excel saves.
func decode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte(bom)):
		data = data[len(bom):]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decode16(data[2:], func(a, b byte) uint16 { return uint16(a) | uint16(b)<<8 }), nil
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decode16(data[2:], func(a, b byte) uint16 { return uint16(b) | uint16(a)<<8 }), nil
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", ErrBroken
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", ErrBroken
	}
	return string(text), nil
}

func decode16(data []byte, join func(a, b byte) uint16) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = join(data[2*i], data[2*i+1])
	}
	return string(utf16.Decode(units))
}

// readText reads csv, or what was copied from a sheet: by tabs, commas or semicolons,
// whichever the first line has most of.
func readText(text string, b Bounds) (out [][]string, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = separator(text), -1, true, false
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBroken, err)
		}
		if out, err = b.add(out, cells); err != nil {
			return nil, err
		}
	}
	if out = trimmed(out); len(out) == 0 {
		return nil, ErrEmpty
	}
	return out, nil
}

func separator(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	best := ','
	for _, c := range []rune{'\t', ';', '；', '，'} {
		if strings.Count(first, string(c)) > strings.Count(first, string(best)) {
			best = c
		}
	}
	return best
}
