package config

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// Slug makes a team's key from its name: Latin letters lose their marks,
// Chinese characters become pinyin, everything else a hyphen. It is "" when the
// name has neither. The same name always gives the same key.
func Slug(name string) string {
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, c := range norm.NFKD.String(name) {
		c = unicode.ToLower(c)
		switch {
		case c < unicode.MaxASCII && (unicode.IsLetter(c) || unicode.IsDigit(c)):
			word.WriteRune(c)
		case unicode.Is(unicode.Mn, c): // the mark of the letter before it
		case unicode.Is(unicode.Han, c):
			end()
			word.WriteString(strings.Join(pinyin.SinglePinyin(c, pinyin.NewArgs()), ""))
			end()
		default:
			end()
		}
	}
	end()
	return cutKey(words)
}

// cutKey joins as many words as a key has room for.
func cutKey(words []string) string {
	key := ""
	for _, w := range words {
		if len(w) > longestKey {
			w = w[:longestKey]
		}
		if key == "" {
			key = w
			continue
		}
		if len(key)+1+len(w) > longestKey {
			return key
		}
		key += "-" + w
	}
	return key
}
