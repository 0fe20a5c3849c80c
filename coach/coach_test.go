package coach_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/coach"
)

// sample is a purpose with the rule that it fails, or none.
type sample struct {
	who, why string
	rule     coach.Rule
}

// samples reads lines of "@who<TAB>why", before which a bad one has its rule.
func samples(t *testing.T, name string, bad bool) []sample {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	var out []sample
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var s sample
		if bad {
			rule, rest, found := strings.Cut(line, "\t")
			require.True(t, found, line)
			s.rule, line = coach.Rule(rule), rest
		}
		if who, rest, found := strings.Cut(line, "\t"); found {
			s.who, line = strings.TrimPrefix(who, "@"), rest
		}
		s.why = line
		out = append(out, s)
	}
	return out
}

// figures are what the coach did with a set of samples.
type figures struct {
	good, bad, found, wronged, ruled int
}

func (f figures) precision() float64 {
	return float64(f.found) / float64(max(1, f.found+f.wronged))
}
func (f figures) recall() float64 { return float64(f.found) / float64(max(1, f.bad)) }
func (f figures) rules() float64  { return float64(f.ruled) / float64(max(1, f.found)) }
func (f figures) accuracy() float64 {
	return float64(f.good-f.wronged+f.found) / float64(max(1, f.good+f.bad))
}

func measure(c *coach.Coach, lang coach.Lang, all []sample, tell func(sample, coach.Verdict)) figures {
	var f figures
	for _, s := range all {
		v := c.Judge(lang, s.who, s.why)
		if v.Rule != s.rule {
			tell(s, v)
		}
		switch s.rule {
		case "":
			f.good++
			if !v.Good {
				f.wronged++
			}
		default:
			f.bad++
			if !v.Good {
				f.found++
			}
			if v.Rule == s.rule {
				f.ruled++
			}
		}
	}
	return f
}

func newCoach(t testing.TB, own ...coach.Words) *coach.Coach {
	t.Helper()
	c, err := coach.New(own...)
	require.NoError(t, err)
	return c
}

func TestTheDevelopmentPurposes(t *testing.T) {
	c := newCoach(t)
	for _, lang := range []coach.Lang{coach.Chinese, coach.English} {
		t.Run(string(lang), func(t *testing.T) {
			all := append(samples(t, "good."+string(lang)+".txt", false), samples(t, "bad."+string(lang)+".txt", true)...)
			f := measure(c, lang, all, func(s sample, v coach.Verdict) {
				t.Logf("want %q, got %q: %s", s.rule, v.Rule, s.why)
			})
			t.Logf("%d good, %d bad: precision %.3f, recall %.3f, right rule %.3f, accuracy %.3f",
				f.good, f.bad, f.precision(), f.recall(), f.rules(), f.accuracy())
			require.GreaterOrEqual(t, f.good, 40)
			require.GreaterOrEqual(t, f.bad, 40)
			require.GreaterOrEqual(t, f.accuracy(), 0.97)
			require.GreaterOrEqual(t, f.rules(), 0.95)
		})
	}
}
