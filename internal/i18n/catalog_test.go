package i18n

import (
	"encoding/json"
	"strconv"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/internal/fault"
)

func of(en, zh string) fstest.MapFS {
	return fstest.MapFS{
		"catalog/a.en.toml":    {Data: []byte(en)},
		"catalog/a.zh-CN.toml": {Data: []byte(zh)},
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		files fstest.MapFS
		want  string
	}{
		"a key that two areas hold": {fstest.MapFS{
			"catalog/a.en.toml": {Data: []byte(`"x.y" = "1"`)},
			"catalog/b.en.toml": {Data: []byte("[x]\ny = \"2\"")},
		}, `b.en.toml: key "x.y" is in a.en.toml already`},
		"a key twice in one file":                 {of(`"x.y" = "1"`+"\n"+`x.y = "2"`, ""), `key "x.y" is there twice`},
		"a file that is not TOML":                 {of(`x = `, ""), "a.en.toml: parse"},
		"an empty text":                           {of(`"x" = ""`, ""), `key "x": the text is empty`},
		"a number":                                {of(`"x" = 3`, ""), `key "x": want a text, got int64`},
		"a template that does not parse":          {of(`"x" = "{{.Name"`, ""), `key "x"`},
		"plural forms without the one for others": {of("[x]\none = \"1\"", ""), `plural form`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(c.files)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestAReasonCalledOtherIsNoPluralForm(t *testing.T) {
	c, err := load(of("[lost.a]\nprice = \"Price\"\nother = \"Other\"", `"lost.a.price" = "价格"`+"\n"+`"lost.a.other" = "其他"`))
	require.NoError(t, err)
	require.Equal(t, []string{"lost.a.other", "lost.a.price"}, c.Keys())
	require.Equal(t, "Other", c.Say(English, T("lost.a.other")))
	require.Equal(t, "其他", c.Say(Chinese, T("lost.a.other")))
}

const (
	testEnglish = `
"hello" = "Hello {{.Name}}"
"said" = "{{.Who}} said: {{.What}}"
"only.english" = "English"
"facts" = "{{.Amount}} by {{.Day}}, seen {{.At}}"
"words.list_separator" = ", "
[deals]
one = "{{.Count}} deal"
other = "{{.Count}} deals"
`
	testChinese = `
"hello" = "你好，{{.Name}}"
"said" = "{{.Who}}说：{{.What}}"
"facts" = "{{.Day}}前 {{.Amount}}，{{.At}}看过"
"words.list_separator" = "、"
"deals" = "{{.Count}}个商机"
`
)

func testCatalog(t *testing.T, options ...Option) *Catalog {
	t.Helper()
	c, err := load(of(testEnglish, testChinese), options...)
	require.NoError(t, err)
	return c
}

func TestSay(t *testing.T) {
	c := testCatalog(t, WithClock(func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }))
	shanghai := time.FixedZone("CST", 8*3600)
	facts := T("facts", "Amount", Money{decimal.New(523, 4), "CNY"}, "Day", Date("2026-12-31"),
		"At", time.Date(2026, 11, 22, 18, 5, 0, 0, time.UTC).In(shanghai))
	for name, x := range map[string]struct {
		text   Text
		en, zh string
	}{
		"an argument":                       {T("hello", "Name", "Ann"), "Hello Ann", "你好，Ann"},
		"user data is not escaped":          {T("hello", "Name", `<b>&"{{.X}}*`), `Hello <b>&"{{.X}}*`, `你好，<b>&"{{.X}}*`},
		"one":                               {T("deals", "Count", 1), "1 deal", "1个商机"},
		"none":                              {T("deals", "Count", 0), "0 deals", "0个商机"},
		"many":                              {T("deals", "Count", int64(12)), "12 deals", "12个商机"},
		"a count that is an unsigned int":   {T("deals", "Count", uint8(1)), "1 deal", "1个商机"},
		"a text within a text":              {T("said", "Who", "Ann", "What", T("hello", "Name", "Bo")), "Ann said: Hello Bo", "Ann说：你好，Bo"},
		"an error within a text":            {T("said", "Who", "Ann", "What", fault.New(fault.Invalid, "hello", "Name", "Bo")), "Ann said: Hello Bo", "Ann说：你好，Bo"},
		"a list of texts":                   {T("hello", "Name", []Text{Raw("A"), T("deals", "Count", 1), Raw("B")}), "Hello A, 1 deal, B", "你好，A、1个商机、B"},
		"a list of strings":                 {T("hello", "Name", []string{"A", "B"}), "Hello A, B", "你好，A、B"},
		"a list of nothing":                 {T("hello", "Name", []string{}), "Hello ", "你好，"},
		"money, a date and a time":          {facts, "CN¥5.23M by Thu 31 Dec, seen 23 Nov 02:05", "12月31日(周四)前 ¥523万，11月23日 02:05看过"},
		"raw data":                          {Raw("  云帆 <x> "), "  云帆 <x> ", "  云帆 <x> "},
		"nothing":                           {Text{}, "", ""},
		"no such key":                       {T("no.such"), "⟦no.such⟧", "⟦no.such⟧"},
		"an argument is missing":            {T("hello"), "⟦hello⟧", "⟦hello⟧"},
		"an argument has the wrong name":    {T("hello", "name", "Ann"), "⟦hello⟧", "⟦hello⟧"},
		"a count that is missing":           {T("deals"), "⟦deals⟧", "⟦deals⟧"},
		"no such key within a text":         {T("hello", "Name", T("no.such")), "Hello ⟦no.such⟧", "你好，⟦no.such⟧"},
		"one language's text is not enough": {T("only.english"), "English", "⟦only.english⟧"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, x.en, c.Say(English, x.text))
			require.Equal(t, x.zh, c.Say(Chinese, x.text))
		})
	}
	require.Equal(t, "Hello Ann", c.Say("fr", T("hello", "Name", "Ann")), "a language without a catalog is English")
}

func TestWithoutAClockTheYearIsShown(t *testing.T) {
	require.Equal(t, "Hello Thu 31 Dec 2026", testCatalog(t).Say(English, T("hello", "Name", Date("2026-12-31"))))
	at := time.Date(2026, 11, 22, 18, 5, 0, 0, time.UTC)
	require.Equal(t, "Hello 22 Nov 2026 18:05", testCatalog(t).Say(English, T("hello", "Name", at)))
}

func TestAFailureIsLoggedOnce(t *testing.T) {
	var mu sync.Mutex
	heard := map[string]int{}
	c := testCatalog(t, WithLog(func(lang Lang, key string, err error) {
		mu.Lock()
		defer mu.Unlock()
		heard[string(lang)+" "+key]++
	}))
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			c.Say(English, T("no.such"))
			c.Say(Chinese, T("no.such"))
			c.Say(English, T("hello"))
			c.Say(English, T("hello", "Name", "Ann"))
		})
	}
	all.Wait()
	require.Equal(t, map[string]int{"en no.such": 1, "zh-CN no.such": 1, "en hello": 1}, heard)
	for i := range 2 * maxTold {
		c.Say(English, T("made.of.data."+strconv.Itoa(i)))
	}
	require.Len(t, heard, maxTold, "keys made of data do not fill the memory")
}

type explosive struct{}

func (explosive) Bang() string { panic("bang") }

func TestSayNeverPanics(t *testing.T) {
	c, err := load(of(`"boom" = "{{.X.Bang}}"`+"\n"+`"loop" = "{{.X}}"`, ""))
	require.NoError(t, err)
	require.Equal(t, "⟦boom⟧", c.Say(English, T("boom", "X", explosive{})))
	require.Equal(t, "⟦boom⟧", c.Say(English, T("boom", "X", (*explosive)(nil))))
	loop := T("loop", "X", 0)
	loop.Args["X"] = loop
	require.Equal(t, "⟦loop⟧", c.Say(English, loop))
}

func TestHas(t *testing.T) {
	c := testCatalog(t)
	require.True(t, c.Has("hello"))
	require.False(t, c.Has("only.english"))
	require.False(t, c.Has("no.such"))
}

func TestParseLang(t *testing.T) {
	for locale, want := range map[string]Lang{
		"zh-CN": Chinese, "zh_CN.UTF-8": Chinese, "zh-Hans": Chinese, "zh-TW": Chinese, "ZH": Chinese, "zh@pinyin": Chinese,
		"en": English, "en-US": English, "en_GB.UTF-8": English, "en-AU\n": English,
		"": "fallback", "C": "fallback", "POSIX": "fallback", "ja-JP": "fallback", "enm": "fallback", "zhx": "fallback",
	} {
		require.Equal(t, want, ParseLang(locale, "fallback"), locale)
	}
}

func TestIsZero(t *testing.T) {
	require.True(t, Text{}.IsZero())
	require.True(t, Raw("").IsZero())
	require.False(t, Raw("x").IsZero())
	require.False(t, T("hello").IsZero())
	require.True(t, Of(nil).IsZero())
}

func TestATextSurvivesJSON(t *testing.T) {
	want := T("a", "Text", T("b", "N", 3), "Texts", []Text{Raw("r"), T("c")}, "Money", Money{decimal.New(52300, -2), "CNY"},
		"Date", Date("2026-11-23"), "Time", time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC), "List", []string{"x"},
		"Zero", 0, "String", "s", "Bool", true, "Empty", "")
	b, err := json.Marshal(want)
	require.NoError(t, err)
	var got Text
	require.NoError(t, json.Unmarshal(b, &got))
	require.True(t, want.Args["Money"].(Money).Equal(got.Args["Money"].(Money)))
	delete(want.Args, "Money")
	delete(got.Args, "Money")
	require.Equal(t, want, got)

	var raw Text
	b, err = json.Marshal(Raw("云帆"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &raw))
	require.Equal(t, Raw("云帆"), raw)
}
