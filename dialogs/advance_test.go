package dialogs_test

import (
	"maps"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"dealmate/dialogs"
	"dealmate/internal/i18n"
)

const today = i18n.Date("2026-11-23")

// sample has a field of every kind.
func sample() dialogs.Form {
	return dialogs.Form{ID: "sample", Version: 1, Fields: []dialogs.Field{
		{Key: "intro", Kind: dialogs.Say},
		{Key: "name", Kind: dialogs.Line, Required: true, Max: 10},
		{Key: "amount", Kind: dialogs.Amount},
		{Key: "close", Kind: dialogs.Day},
		{Key: "reason", Kind: dialogs.Choice, Required: true, Options: []string{"price", "other"}},
		{Key: "which", Kind: dialogs.Line, Required: true, With: "reason=other"},
		{Key: "helpers", Kind: dialogs.People, Source: "people"},
		{Key: "owner", Kind: dialogs.Person, Source: "people"},
		{Key: "at", Kind: dialogs.Clock},
		{Key: "text", Kind: dialogs.Area},
	}}
}

func begun() dialogs.State {
	people := []dialogs.Option{{Value: "lin"}, {Value: "bob"}}
	return dialogs.State{
		ID: "d", Form: "sample", Version: 1, Values: map[string]string{"name": "云帆"},
		Options: map[string][]dialogs.Option{"helpers": people, "owner": people},
	}
}

func submit(values map[string]string) dialogs.Event {
	return dialogs.Event{Kind: dialogs.Submit, Values: values, Today: today, Currency: "CNY", At: 7}
}

func answer(field, value string) dialogs.Event {
	return dialogs.Event{Kind: dialogs.Answer, Field: field, Values: map[string]string{field: value}, Today: today, Currency: "CNY", At: 8}
}

func TestAFormThatIsWellIsUnderstood(t *testing.T) {
	s, out := dialogs.Advance(sample(), begun(), submit(map[string]string{
		"name": "  扩容  ", "amount": "523万", "close": "2026-12-31", "reason": "other", "which": "老板",
		"helpers": "lin,bob", "owner": "bob", "at": "20:00", "text": "第一行\n第二行",
	}))
	require.Empty(t, out.Problems)
	require.True(t, out.Complete)
	require.True(t, s.Done)
	require.Equal(t, 1, s.Step)
	require.EqualValues(t, 7, s.Touched)
	require.Equal(t, map[string]string{
		"name": "扩容", "reason": "other", "which": "老板", "helpers": "lin,bob", "owner": "bob", "at": "20:00", "text": "第一行\n第二行",
	}, out.Parsed.Text)
	require.Equal(t, "5230000", out.Parsed.Money["amount"].Amount.String())
	require.Equal(t, "CNY", out.Parsed.Money["amount"].Currency)
	require.Equal(t, i18n.Date("2026-12-31"), out.Parsed.Date["close"])
	require.Equal(t, []string{"lin", "bob"}, out.Parsed.People("helpers"))
}

func TestEveryProblemIsFoundAtOnceAndNothingTypedIsLost(t *testing.T) {
	typed := map[string]string{
		"name": "这个名字实在是太长太长了", "amount": "很多", "close": "改天", "reason": "magic", "which": "",
		"helpers": "lin,nobody", "owner": "nobody", "at": "25:00", "text": strings.Repeat("长", 1001),
	}
	s, out := dialogs.Advance(sample(), begun(), submit(typed))
	keys := map[string]string{}
	for field, text := range out.Problems {
		keys[field] = text.Key
	}
	require.Equal(t, map[string]string{
		"name": "error.too_long", "amount": "error.amount", "close": "error.date", "reason": "error.choice",
		"helpers": "error.choice", "owner": "error.choice", "at": "error.clock", "text": "error.too_long",
	}, keys)
	require.Equal(t, map[string]any{"Max": 10, "Have": 12}, out.Problems["name"].Args)
	require.False(t, out.Complete)
	require.False(t, s.Done)
	require.Equal(t, typed, s.Values)
}

func TestOneValue(t *testing.T) {
	tests := map[string]struct {
		field, value string
		problem      string
		want         string
	}{
		"a name of exactly the limit":        {"name", "一二三四五六七八九十", "", "一二三四五六七八九十"},
		"blanks are no name":                 {"name", " \t\n", "error.required", ""},
		"a full-width blank is no name":      {"name", "　", "error.required", ""},
		"nothing for what is optional":       {"amount", "", "", ""},
		"a condition that is not met":        {"which", "", "", ""},
		"a clock with one figure":            {"at", "8:30", "", "08:30"},
		"a clock as a Chinese keyboard does": {"at", "０８：３０", "", "08:30"},
		"midnight":                           {"at", "00:00", "", "00:00"},
		"no clock: 24:00":                    {"at", "24:00", "error.clock", ""},
		"no clock: 12:60":                    {"at", "12:60", "error.clock", ""},
		"no clock: a sign":                   {"at", "-1:30", "error.clock", ""},
		"no clock: seconds":                  {"at", "12:30:00", "error.clock", ""},
		"no clock: a word":                   {"at", "晚上八点", "error.clock", ""},
		"nobody helps":                       {"helpers", ",", "", ""},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			values := map[string]string{"name": "云帆", "reason": "price", x.field: x.value}
			_, out := dialogs.Advance(sample(), begun(), submit(values))
			require.Equal(t, x.problem, out.Problems[x.field].Key)
			require.Equal(t, x.problem == "", out.Complete)
			if x.problem == "" {
				require.Equal(t, x.want, out.Parsed.Text[x.field])
			}
		})
	}
}

func TestWhatIsRequiredWithAnotherAnswerIsRequiredOnlyThen(t *testing.T) {
	_, out := dialogs.Advance(sample(), begun(), submit(map[string]string{"reason": "other"}))
	require.Equal(t, "error.required", out.Problems["which"].Key)
	_, out = dialogs.Advance(sample(), begun(), submit(map[string]string{"reason": "price"}))
	require.True(t, out.Complete)
}

func TestValuesThatTheFormDoesNotAskAreNobodys(t *testing.T) {
	s, out := dialogs.Advance(sample(), begun(), submit(map[string]string{"reason": "price", "owner_id": "x", "intro": "y"}))
	require.True(t, out.Complete)
	require.NotContains(t, s.Values, "owner_id")
	require.NotContains(t, s.Values, "intro")
}

func TestAdvanceIsPure(t *testing.T) {
	before := begun()
	values := maps.Clone(before.Values)
	first, out := dialogs.Advance(sample(), before, submit(map[string]string{"name": "改了", "reason": "price"}))
	require.Equal(t, values, before.Values)
	require.False(t, before.Done)
	second, again := dialogs.Advance(sample(), before, submit(map[string]string{"name": "改了", "reason": "price"}))
	require.Equal(t, first, second)
	require.Equal(t, out, again)
}

func TestAFinishedFormAnswersWithWhatItHad(t *testing.T) {
	s, _ := dialogs.Advance(sample(), begun(), submit(map[string]string{"reason": "price"}))
	again, out := dialogs.Advance(sample(), s, submit(map[string]string{"name": "太晚", "reason": "other"}))
	require.True(t, out.Complete)
	require.Equal(t, "云帆", out.Parsed.Text["name"])
	require.Equal(t, s.Step, again.Step)
}

func TestACancelledFormIsNotComplete(t *testing.T) {
	s, out := dialogs.Advance(sample(), begun(), dialogs.Event{Kind: dialogs.Cancel, Today: today})
	require.False(t, out.Complete)
	_, out = dialogs.Advance(sample(), s, answer("amount", "5万"))
	require.False(t, out.Complete, "its reason was never given")
}

func TestAFormCanBeAskedAQuestionAtATime(t *testing.T) {
	s := begun()
	s.Values = nil
	var out dialogs.Outcome
	step := func(e dialogs.Event, asks string) {
		t.Helper()
		s, out = dialogs.Advance(sample(), s, e)
		require.Equal(t, asks, out.Ask)
		require.Equal(t, asks, s.Asking)
	}
	skip := dialogs.Event{Kind: dialogs.Skip, Today: today, Currency: "CNY"}
	back := dialogs.Event{Kind: dialogs.Back, Today: today}
	step(skip, "name")
	s, out = dialogs.Advance(sample(), s, skip)
	require.Equal(t, "error.required", out.Problems["name"].Key, "what is required cannot be skipped")
	step(answer("name", "扩容"), "amount")
	s, out = dialogs.Advance(sample(), s, answer("amount", "很多"))
	require.Equal(t, "error.amount", out.Problems["amount"].Key)
	require.Equal(t, "amount", out.Ask)
	step(answer("amount", "5万"), "close")
	step(back, "amount")
	step(skip, "close")
	step(skip, "reason")
	step(answer("reason", "price"), "helpers") // "which" is for another reason
	step(back, "reason")
	step(answer("reason", "other"), "which")
	step(answer("which", "老板"), "helpers")
	step(skip, "owner")
	step(skip, "at")
	step(skip, "text")
	s, out = dialogs.Advance(sample(), s, answer("text", "好"))
	require.True(t, out.Complete)
	require.True(t, s.Done)
	require.Equal(t, "老板", out.Parsed.Text["which"])
	require.Equal(t, "50000", out.Parsed.Money["amount"].Amount.String())
}

func TestTheEndOfQuestionsGoesBackToTheFirstThatIsWrong(t *testing.T) {
	s := begun()
	s.Values = map[string]string{}
	s, out := dialogs.Advance(sample(), s, answer("text", "直接到最后"))
	require.False(t, out.Complete)
	require.Equal(t, "name", out.Ask)
	require.Equal(t, "name", s.Asking)
	require.Len(t, out.Problems, 2, "the name and the reason")
}

func TestAChoiceOfNothingIsNotAsked(t *testing.T) {
	s := begun()
	s.Options = nil
	s.Values["reason"] = "price"
	s, out := dialogs.Advance(sample(), s, answer("reason", "price"))
	require.Equal(t, "at", out.Ask, "nobody to choose from")
	require.False(t, s.Done)
	required := dialogs.Form{ID: "f", Version: 1, Fields: []dialogs.Field{{Key: "owner", Kind: dialogs.Person, Required: true, Source: "people"}}}
	_, out = dialogs.Advance(required, dialogs.State{}, submit(nil))
	require.Equal(t, "error.required", out.Problems["owner"].Key, "but what is needed is not done without")
}

func TestAnAnswerToWhatIsNotAskedChangesNothing(t *testing.T) {
	s, out := dialogs.Advance(sample(), begun(), answer("nothing", "x"))
	require.False(t, out.Complete)
	require.Equal(t, begun().Values, s.Values)
	require.Zero(t, s.Step)
}

// FuzzAdvance sends random values through every built-in form: it never panics,
// never loses what was typed, and never calls a form complete whose required
// fields are empty or whose texts are too long for a platform.
func FuzzAdvance(f *testing.F) {
	for _, v := range []string{"", "523万", "2026-12-31", "price", "a,b", "20:00", "\x00\xff", strings.Repeat("长", 1200), "competitor.price"} {
		f.Add(v, "name", uint8(0), uint8(0))
		f.Add(v, "reason", uint8(1), uint8(3))
	}
	lib, err := dialogs.Load()
	require.NoError(f, err)
	var forms []dialogs.Form
	for _, id := range []string{"new", "edit", "note", "back", "won", "lost", "hold", "void", "assign", "settings"} {
		forms = append(forms, lib[id])
	}
	kinds := []dialogs.EventKind{dialogs.Submit, dialogs.Answer, dialogs.Skip, dialogs.Back, dialogs.Cancel}
	f.Fuzz(func(t *testing.T, value, field string, kind, which uint8) {
		form := forms[int(which)%len(forms)]
		e := dialogs.Event{Kind: kinds[int(kind)%len(kinds)], Field: field, Values: map[string]string{field: value}, Today: today, Currency: "CNY"}
		for _, fl := range form.Fields {
			e.Values[fl.Key] = value
		}
		s, out := dialogs.Advance(form, dialogs.State{Form: form.ID}, e)
		if e.Kind == dialogs.Submit {
			for _, fl := range form.Fields {
				require.Equal(t, value, s.Values[fl.Key])
			}
		}
		require.False(t, out.Complete && len(out.Problems) > 0)
		if !out.Complete {
			return
		}
		for _, fl := range form.Fields {
			if fl.Required && fl.Asked(s) {
				require.NotEmpty(t, strings.TrimSpace(s.Values[fl.Key]), fl.Key)
			}
			require.LessOrEqual(t, utf8.RuneCountInString(out.Parsed.Text[fl.Key]), dialogs.MaxText)
		}
	})
}
