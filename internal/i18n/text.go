// Package i18n says things in Chinese and English: texts out of catalogs,
// money, dates and times as people read and type them.
package i18n

import (
	"fmt"
	"strings"

	"dealmate/internal/fault"
)

// Lang is a language of the interface.
type Lang string

// The languages there are catalogs for.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// Langs returns the languages in the order they are offered.
func Langs() []Lang { return []Lang{Chinese, English} }

// ParseLang finds the language of a locale as platforms and terminals write it
// ("zh-Hans-CN", "en_GB.UTF-8"); another or none gives the fallback.
func ParseLang(locale string, fallback Lang) Lang {
	s := strings.ToLower(strings.TrimSpace(locale))
	main, _, _ := strings.Cut(strings.NewReplacer("_", "-", ".", "-", "@", "-").Replace(s), "-")
	switch main {
	case "zh", "cmn":
		return Chinese
	case "en":
		return English
	}
	return fallback
}

// Text is something to say whose language is not chosen yet: a catalog key and
// its arguments. An argument may itself be a Text, Money, Date or time.Time, or
// a list of Texts or strings; it is then put into the reader's language too.
// The argument "Count" chooses the plural form.
type Text struct {
	Key  string
	Args map[string]any
}

// rawArg holds what Raw was given.
const rawArg = "raw"

// T makes a Text; args are names and values in turn.
func T(key string, args ...any) Text {
	t := Text{Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if t.Args == nil {
			t.Args = make(map[string]any, len(args)/2)
		}
		t.Args[fmt.Sprint(args[i])] = args[i+1]
	}
	return t
}

// Raw is what somebody typed, shown as it is in every language.
func Raw(s string) Text { return Text{Args: map[string]any{rawArg: s}} }

// Of is an error's sentence for the person.
func Of(e *fault.Error) Text {
	if e == nil {
		return Text{}
	}
	return Text{Key: e.Key, Args: e.Args}
}

// IsZero reports whether there is nothing to say.
func (t Text) IsZero() bool { return t.Key == "" && t.raw() == "" }

// Typed is what Raw was given, "" for a text of the catalog.
func (t Text) Typed() string { return t.raw() }

func (t Text) raw() string {
	s, _ := t.Args[rawArg].(string)
	return s
}
