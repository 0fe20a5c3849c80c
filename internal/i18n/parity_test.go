package i18n

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

// bothScripts are keys whose text belongs to no language: it is the same for all.
var bothScripts = []string{"words.language.zh-CN", "words.language.en"}

// quotesChinese are English texts that show words to type in Chinese on purpose.
var quotesChinese = []string{}

func loaded(t *testing.T) *Catalog {
	t.Helper()
	c, err := Load()
	require.NoError(t, err)
	require.Greater(t, len(c.Keys()), 80)
	return c
}

func TestEachAreaHasAFileInEachLanguage(t *testing.T) {
	names, err := fs.Glob(files, "catalog/*")
	require.NoError(t, err)
	areas := map[string]int{}
	for _, name := range names {
		area, lang, ok := strings.Cut(strings.TrimSuffix(path.Base(name), ".toml"), ".")
		require.True(t, ok, name)
		require.Contains(t, Langs(), Lang(lang), name)
		areas[area]++
	}
	for area, n := range areas {
		require.Equal(t, len(Langs()), n, "files of the area %s", area)
	}
}

func TestBothLanguagesHoldTheSameKeys(t *testing.T) {
	c := loaded(t)
	for _, key := range c.Keys() {
		for _, lang := range Langs() {
			require.Contains(t, c.messages[lang], key, "%s lacks it", lang)
		}
	}
}

var (
	action = regexp.MustCompile(`\{\{(.*?)\}\}`)
	needed = regexp.MustCompile(`\.([A-Za-z]\w*)`)
	spare  = regexp.MustCompile(`index \. "(\w+)"`)
)

// placeholders are the arguments a text names, sorted, those that may be
// missing with a question mark.
func placeholders(src string) []string {
	var out []string
	for _, a := range action.FindAllStringSubmatch(src, -1) {
		for _, name := range needed.FindAllStringSubmatch(a[1], -1) {
			out = append(out, name[1])
		}
		for _, name := range spare.FindAllStringSubmatch(a[1], -1) {
			out = append(out, name[1]+"?")
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestBothLanguagesUseTheSamePlaceholders(t *testing.T) {
	c := loaded(t)
	for key, en := range c.messages[English] {
		zh := c.messages[Chinese][key]
		require.Equal(t, placeholders(en.Other), placeholders(zh.Other), key)
	}
}

func TestPluralFormsAreThoseOfTheLanguage(t *testing.T) {
	c := loaded(t)
	for key, zh := range c.messages[Chinese] {
		require.Empty(t, zh.One, "%s: Chinese has one form only, CLDR", key)
	}
	for key, en := range c.messages[English] {
		if en.One == "" {
			continue
		}
		require.Contains(t, placeholders(en.Other), countArg, "%s: what chooses the form is to be seen", key)
		for _, name := range placeholders(en.One) {
			require.Contains(t, placeholders(en.Other), name, "%s: the form “one” wants more than “other”", key)
		}
	}
}

// badPlural finds "{{.Count}} deals" without a form for one: "1 deals".
var badPlural = regexp.MustCompile(`\{\{\.Count\}\} [a-z]+s\b`)

func TestCountedEnglishNounsHaveBothForms(t *testing.T) {
	for key, en := range loaded(t).messages[English] {
		if en.One == "" {
			require.False(t, badPlural.MatchString(en.Other), "%s says “1 …s”: %s", key, en.Other)
		}
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

func TestEnglishTextsHoldNoChinese(t *testing.T) {
	for key, en := range loaded(t).messages[English] {
		if slices.Contains(bothScripts, key) || slices.Contains(quotesChinese, key) {
			continue
		}
		for _, src := range []string{en.One, en.Other} {
			require.False(t, strings.ContainsFunc(src, isHan), "%s: %s", key, src)
			require.NotRegexp(t, `[，。！？：；（）【】、]`, src, "%s: Chinese punctuation", key)
		}
	}
}

// word is a word of English prose; names such as Slack begin with a capital.
var word = regexp.MustCompile(`\b[a-z]{2,}\b`)

func TestChineseTextsAreNotLeftInEnglish(t *testing.T) {
	for key, zh := range loaded(t).messages[Chinese] {
		if slices.Contains(bothScripts, key) || strings.ContainsFunc(zh.Other, isHan) {
			continue
		}
		rest := action.ReplaceAllString(zh.Other, "")
		require.LessOrEqual(t, len(word.FindAllString(rest, -1)), 1, "%s: %s", key, zh.Other)
	}
}

func TestNoTextHoldsMarkupOfAPlatform(t *testing.T) {
	c := loaded(t)
	for _, lang := range Langs() {
		for key, m := range c.messages[lang] {
			for _, src := range []string{m.One, m.Other} {
				src = action.ReplaceAllString(src, "")
				require.NotRegexp(t, `\*\S[^*]*\*|</?[a-z]|&(amp|lt|gt);|:[a-z_]+:|<[@#!]`, src, "%s %s", lang, key)
			}
		}
	}
}

func TestEveryWordOfTheMethodHasAText(t *testing.T) {
	c := loaded(t)
	lists := sales.DefaultLists()
	var keys []string
	for _, s := range sales.Stages() {
		keys = append(keys, "stage."+string(s))
	}
	for _, o := range []sales.Outcome{sales.Open, sales.Won, sales.Lost, sales.Void} {
		keys = append(keys, "outcome."+string(o))
	}
	for _, class := range sales.Classes() {
		keys = append(keys, "class."+string(class))
		for _, reason := range lists.Lost[class] {
			keys = append(keys, "lost."+string(class)+"."+reason)
		}
	}
	for _, reason := range lists.Won {
		keys = append(keys, "won."+reason)
	}
	for _, source := range lists.Sources {
		keys = append(keys, "source."+source)
	}
	for _, key := range keys {
		require.True(t, c.Has(key), key)
	}
}

func TestEveryTextCanBeSaidWithItsPlaceholders(t *testing.T) {
	c := loaded(t)
	for _, lang := range Langs() {
		for key, m := range c.messages[lang] {
			args := map[string]any{}
			for _, name := range placeholders(m.One + m.Other) {
				args[strings.TrimSuffix(name, "?")] = "x"
			}
			args[countArg] = 2
			said := c.Say(lang, Text{Key: key, Args: args})
			require.NotContains(t, said, "⟦", key)
			require.NotContains(t, said, "<no value>", key)
		}
	}
}

func TestErrorTextsThatCanMissTheirArgumentsStillSaySomething(t *testing.T) {
	c := loaded(t)
	for _, key := range []string{"error.internal", "error.not_found", "error.stranger"} {
		for _, lang := range Langs() {
			said := c.Say(lang, T(key))
			require.NotContains(t, said, "⟦", key)
			require.NotContains(t, said, "<no value>", key)
		}
	}
	require.Contains(t, c.Say(English, T("error.stranger", "Admins", "ann@example.com")), "ask ann@example.com.")
	require.Contains(t, c.Say(Chinese, T("error.internal", "ID", "E-7")), "E-7")
}
