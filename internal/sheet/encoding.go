package sheet

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// decode is a text file's text: by its mark, else UTF-8 where it is that, else GB18030,
// as a Chinese Excel saves. What would come out as other letters than were meant is
// ErrEncoding: nobody finds those among thousands of rows.
func decode(data []byte) (string, error) {
	text, err := decoded(data)
	if err != nil {
		return "", err
	}
	if text = strings.TrimLeft(text, "\ufeff"); strings.IndexByte(text, 0) >= 0 {
		return "", ErrBroken
	}
	return text, nil
}

func decoded(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte(bom)):
		if data = data[len(bom):]; !utf8.Valid(data) {
			return "", ErrEncoding
		}
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decode16(data[2:], small), nil
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decode16(data[2:], big), nil
	}
	switch {
	case bytes.IndexByte(data, 0) >= 0:
		return unmarked16(data)
	case utf8.Valid(data):
		return string(data), nil
	case mostlyUTF8(data):
		return "", ErrEncoding
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) || isAccented(string(text)) {
		if bytes.IndexFunc(data, func(r rune) bool { return r < ' ' && !unicode.IsSpace(r) }) >= 0 {
			return "", ErrBroken
		}
		return "", ErrEncoding
	}
	return string(text), nil
}

// The orders of the bytes of UTF-16.
func small(a, b byte) uint16 { return uint16(a) | uint16(b)<<8 }

func big(a, b byte) uint16 { return small(b, a) }

func decode16(data []byte, join func(a, b byte) uint16) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = join(data[2*i], data[2*i+1])
	}
	return string(utf16.Decode(units))
}

// unmarked16 is a text of UTF-16 that does not say so: lines with what separates cells in
// them, and nothing that no text has.
func unmarked16(data []byte) (string, error) {
	if len(data)%2 == 0 {
		for _, order := range []func(a, b byte) uint16{small, big} {
			text := decode16(data, order)
			odd := strings.IndexFunc(text, func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) })
			if odd < 0 && strings.Contains(text, "\n") && strings.ContainsAny(text, ",;\t") {
				return text, nil
			}
		}
	}
	return "", ErrBroken
}

// mostlyUTF8 reports whether a text is UTF-8 but for some of it: as GB18030 all of it
// would come out as other signs.
func mostlyUTF8(data []byte) bool {
	high, good := 0, 0
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case n > 1:
			high, good = high+n, good+n
		case r == utf8.RuneError:
			high++
		}
		data = data[n:]
	}
	return good*10 > high*8
}

// isAccented reports whether a text that was read as GB18030 is one of a Western
// encoding: its Chinese signs stand one by one between Latin letters, as ü in Müller.
func isAccented(text string) bool {
	all, between := 0, 0
	var before, at rune
	for _, r := range text + " " {
		if at > unicode.MaxASCII {
			all++
			if isLower(unicode.ToLower(before)) && isLower(r) {
				between++
			}
		}
		before, at = at, r
	}
	return between*2 > all
}

func isLower(r rune) bool { return r >= 'a' && r <= 'z' }
