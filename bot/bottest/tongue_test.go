package bottest_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/internal/i18n"
)

// tongue is an actor who reads one language; words come from the catalogs, which
// the goldens pin and people read.
type tongue struct {
	*actor
	lang i18n.Lang
	c    *i18n.Catalog
}

// tongues runs a play for a rep who reads Chinese and one who reads English, on
// every platform.
func tongues(t *testing.T, run func(t *testing.T, s *stage, me tongue), change ...func(*app.LocalOptions)) {
	t.Helper()
	for lang, user := range map[i18n.Lang]string{i18n.Chinese: lin, i18n.English: bob} {
		t.Run(string(lang), func(t *testing.T) {
			each(t, func(t *testing.T, s *stage) { run(t, s, s.speaking(user, lang)) }, change...)
		})
	}
}

// crosswise runs a play once in each language and once on each platform: Chinese in Slack
// and English in Feishu. It is for plays whose texts and drawing others have looked at.
func crosswise(t *testing.T, run func(t *testing.T, s *stage, me tongue), change ...func(*app.LocalOptions)) {
	t.Helper()
	t.Parallel()
	for _, w := range []struct {
		lang           i18n.Lang
		user, platform string
	}{{i18n.Chinese, lin, "slack"}, {i18n.English, bob, "feishu"}} {
		t.Run(w.platform, func(t *testing.T) {
			t.Parallel()
			s := play(t, append(slices.Clone(change), on(w.platform))...)
			run(t, s, s.speaking(w.user, w.lang))
		})
	}
}

// speaking is a person with the language that they read.
func (s *stage) speaking(user string, lang i18n.Lang) tongue {
	c, err := i18n.Load()
	require.NoError(s.t, err)
	a := s.as(user)
	if _, ok := s.venue.(*inFeishu); ok && lang == i18n.English {
		a.types("/deal help").sees("/deal") // Feishu tells somebody's language with their first line only
	}
	return tongue{a, lang, c}
}

// w is a text in the actor's language.
func (x tongue) w(key string, args ...any) string {
	x.t.Helper()
	s := x.c.Say(x.lang, i18n.T(key, args...))
	require.NotContains(x.t, s, "⟦", key)
	return s
}

// q is what a question asks.
func (x tongue) q(key string) string { x.t.Helper(); return x.w("form.assess." + key + ".label") }

// m is the button of one answer to a question.
func (x tongue) m(key, mark string) string {
	x.t.Helper()
	return x.w("assess.mark."+mark, "Label", i18n.Raw(x.label(key, mark)))
}

// label is one answer in the question's own words.
func (x tongue) label(key, mark string) string {
	x.t.Helper()
	if mark == "unknown" {
		return x.w("question.unknown")
	}
	large := i18n.Money{Amount: decimal.NewFromInt(5_000_000), Currency: "CNY"}
	return x.w("question."+key+"."+mark, "Large", large)
}

// spot is where one is in a heading.
func (x tongue) spot(heading string, place, of int) string {
	x.t.Helper()
	return x.w("assess.place", "Heading", i18n.T("heading."+heading), "Place", place, "Of", of)
}

// stageName is a stage as a text names it.
func (x tongue) stageName(key string) i18n.Text { return i18n.T("stage." + key) }

// records enters a deal of an amount, D-31 on a fresh stage.
func (x tongue) records(name, amount string) tongue {
	x.t.Helper()
	f := x.types("/deal new Gannet").form(x.w("form.new.title"))
	f.fill(x.w("form.new.name.label"), name)
	if amount != "" {
		f.fill(x.w("form.new.amount.label"), amount)
	}
	f.submit().done()
	return x.sees(name)
}

// answers clicks an answer of the question that is on the screen.
func (x tongue) answers(question, mark string, words ...string) tongue {
	x.t.Helper()
	return x.at(question).presses(x.m(question, mark)).sees(words...)
}

// notes adds evidence to the question that is on the screen.
func (x tongue) notes(text string) tongue {
	x.t.Helper()
	x.presses(x.w("assess.button.evidence")).form(x.w("form.evidence.title")).
		fill(x.w("form.evidence.text.label"), text).submit().done()
	return x.sees(text)
}

// who is the actor's name.
func (x tongue) who() string {
	if x.user == lin {
		return "林晓"
	}
	return "Bob Carter"
}

func (x tongue) types(line string) tongue { x.t.Helper(); x.actor.types(line); return x }

func (x tongue) presses(label string) tongue { x.t.Helper(); x.actor.presses(label); return x }

// sees waits until the newest message that one can do something with has every
// one of the words: what a form leaves behind in Feishu does not count.
func (x tongue) sees(words ...string) tongue {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, patience)
	defer cancel()
	if err := x.Wait(ctx, func() bool { return has(x.newest(), words) }); err != nil {
		x.t.Fatalf("%s does not see %q; the screen is:\n%s", x.user, words, strings.Join(x.screen(), "\n———\n"))
	}
	return x
}

// newest is the newest message that has a button.
func (x tongue) newest() string {
	for _, m := range slices.Backward(x.messages(x.user, x.place)) {
		if len(m.buttons) > 0 {
			return m.all()
		}
	}
	return ""
}

// at waits until a question is on the screen.
func (x tongue) at(question string) tongue {
	x.t.Helper()
	return x.sees(x.q(question), x.w("form.assess."+question+".hint"))
}

// skips goes from one question to another.
func (x tongue) skips(from, to int) tongue {
	x.t.Helper()
	for n := from; n < to; n++ {
		x.at(key(n)).presses(x.w("assess.button.skip"))
	}
	return x.at(key(to))
}

// key is a question's by its number.
func key(n int) string { return "q" + strconv.Itoa(n) }
