package sentence

import (
	"maps"
	"slices"
	"strings"
)

// speller puts right what is often mistyped. In a language with blanks only whole
// words are changed, which the blanks around a text and its words show.
func speller(lang Lang, table map[string]string) *strings.Replacer {
	blank := " "
	if lang == Chinese {
		blank = ""
	}
	var pairs []string
	for _, wrong := range slices.Sorted(maps.Keys(table)) {
		for _, behind := range ends(lang) {
			pairs = append(pairs, blank+wrong+behind, blank+table[wrong]+behind)
			if blank != "" {
				pairs = append(pairs, blank+capital(wrong)+behind, blank+capital(table[wrong])+behind)
			}
		}
	}
	return strings.NewReplacer(pairs...)
}

// capital writes a word as it starts a sentence, or as a name.
func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

// ends is what may follow a word that is put right.
func ends(lang Lang) []string {
	if lang == Chinese {
		return []string{""}
	}
	return []string{" ", ",", ".", ";", ":", "!", "?", "'"}
}

// spell reads a line as it was meant. Two wrong words in a row share a blank, so
// that it looks twice.
func (b *book) spell(s string) string {
	if b.lang == Chinese {
		return b.spelling.Replace(s)
	}
	padded := b.spelling.Replace(b.spelling.Replace(" " + s + " "))
	return padded[1 : len(padded)-1]
}
