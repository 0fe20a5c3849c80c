package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// scanXLSX gives the rows of the first sheet that has any; what is hidden nobody meant.
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
	if err := readable(f, data); err != nil {
		return err
	}
	for _, name := range f.GetSheetList() {
		if shown, err := f.GetSheetVisible(name); err != nil || !shown {
			continue
		}
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

// readable refuses workbooks of which some would be read wrongly without a word: whose
// days are counted from 1904, with parts that end early or formulas without values.
func readable(f *excelize.File, data []byte) error {
	if len(f.GetSheetList()) == 0 {
		return fmt.Errorf("%w: no sheets", ErrBroken) // another office's file
	}
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		return ErrOldDays
	}
	parts, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	for _, part := range parts.File {
		sheet := strings.HasPrefix(part.Name, "xl/worksheets/") && strings.HasSuffix(part.Name, ".xml")
		if !sheet && part.Name != "xl/sharedStrings.xml" {
			continue
		}
		if err := inspect(part); err != nil {
			return err
		}
	}
	return nil
}

func inspect(part *zip.File) (err error) {
	r, err := part.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	defer func() {
		if closing := r.Close(); err == nil && closing != nil {
			err = fmt.Errorf("%w: %w", ErrBroken, closing)
		}
	}()
	return inspectXML(bufio.NewReaderSize(r, 1<<16))
}

// inspectXML looks at a sheet's XML tag by tag. A sign that XML cannot hold would end the
// library's reading early, as if the list ended there; a formula without its value, as
// programs write it, would read as an empty cell.
func inspectXML(r *bufio.Reader) error {
	formula := false
	for {
		piece, err := r.ReadSlice('>')
		if bytes.IndexFunc(piece, isForbidden) >= 0 {
			return fmt.Errorf("%w: a sign that XML cannot hold", ErrBroken)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("%w: %w", ErrBroken, err)
		}
		switch name, closed := tagOf(piece); {
		case name == "f" && closed, name == "/f":
			formula = true
		case name == "/c" && formula:
			return ErrFormulas
		default:
			formula = false
		}
	}
}

func isForbidden(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }

// tagOf is the name of the tag that ends a piece of XML, without its namespace; closed
// tells <f/>.
func tagOf(piece []byte) (name string, closed bool) {
	at := bytes.LastIndexByte(piece, '<')
	if at < 0 {
		return "", false
	}
	tag := bytes.TrimSuffix(piece[at+1:], []byte(">"))
	closed = bytes.HasSuffix(tag, []byte("/"))
	tag = bytes.TrimSuffix(tag, []byte("/"))
	if i := bytes.IndexAny(tag, " \t\r\n"); i >= 0 {
		tag = tag[:i]
	}
	slash := bytes.HasPrefix(tag, []byte("/"))
	if i := bytes.IndexByte(tag, ':'); i >= 0 {
		tag = tag[i+1:]
	}
	if slash {
		return "/" + string(bytes.TrimPrefix(tag, []byte("/"))), closed
	}
	return string(tag), closed
}
