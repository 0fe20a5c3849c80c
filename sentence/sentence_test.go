package sentence_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/internal/i18n"
	"dealmate/sentence"
)

// today is the day on which the samples were written, a Tuesday.
const today = i18n.Date("2026-07-14")

// sample is a text with what should be read from it.
type sample struct {
	Text string              `json:"text"`
	Want []sentence.Proposal `json:"want"`
}

func samples(t *testing.T, path string) []sample {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	var out []sample
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var s sample
		require.NoError(t, json.Unmarshal(lines.Bytes(), &s), lines.Text())
		out = append(out, s)
	}
	return out
}

func newReader(t testing.TB) *sentence.Reader {
	t.Helper()
	r, err := sentence.New()
	require.NoError(t, err)
	return r
}

// fallback is the currency of a team that writes in a language.
func fallback(lang sentence.Lang) string {
	if lang == sentence.Chinese {
		return "CNY"
	}
	return "USD"
}

// occasion is the note or contact among proposals, and empty where there is none.
func occasion(all []sentence.Proposal) sentence.Kind {
	for _, p := range all {
		if p.Kind == sentence.Note || p.Kind == sentence.Contact {
			return p.Kind
		}
	}
	return ""
}

func changes(all []sentence.Proposal) []sentence.Proposal {
	return slices.DeleteFunc(slices.Clone(all), func(p sentence.Proposal) bool {
		return p.Kind == sentence.Note || p.Kind == sentence.Contact
	})
}

// same reports whether a proposal is the wanted one, as far as that says.
func same(want, got sentence.Proposal) bool {
	if want.Kind != got.Kind || want.Question != got.Question {
		return false
	}
	switch want.Kind {
	case sentence.NextStep:
		return want.Date == "" || want.Date == got.Date
	case sentence.Lost, sentence.Hold:
		return want.Value == "" || want.Value == got.Value
	case sentence.Amount:
		return want.Value == got.Value && (want.Currency == "" || want.Currency == got.Currency)
	}
	return want.Value == got.Value
}

// figures are what the reader did with a set of samples.
type figures struct {
	texts, told, wanted, found, right int
}

func (f figures) precision() float64 { return float64(f.right) / float64(max(1, f.found)) }
func (f figures) recall() float64    { return float64(f.right) / float64(max(1, f.wanted)) }
func (f figures) occasions() float64 { return float64(f.told) / float64(max(1, f.texts)) }

// add counts one sample, and says what was missed and what was wrong.
func (f *figures) add(s sample, got []sentence.Proposal) (missed, wrong []sentence.Proposal) {
	f.texts++
	if occasion(s.Want) == occasion(got) {
		f.told++
	}
	missed, wrong = changes(s.Want), changes(got)
	f.wanted += len(missed)
	f.found += len(wrong)
	for i := 0; i < len(missed); i++ {
		at := slices.IndexFunc(wrong, func(p sentence.Proposal) bool { return same(missed[i], p) })
		if at >= 0 {
			f.right++
			wrong = slices.Delete(wrong, at, at+1)
			missed = slices.Delete(missed, i, i+1)
			i--
		}
	}
	return missed, wrong
}

// measure reads all samples; tell hears of those that went wrong.
func measure(r *sentence.Reader, lang sentence.Lang, all []sample, tell func(s sample, got, missed, wrong []sentence.Proposal)) figures {
	var f figures
	for _, s := range all {
		got := r.Read(lang, s.Text, today, fallback(lang))
		missed, wrong := f.add(s, got)
		if len(missed)+len(wrong) > 0 || occasion(s.Want) != occasion(got) {
			tell(s, got, missed, wrong)
		}
	}
	return f
}

func TestTheSamplesAreReadAsPeopleReadThem(t *testing.T) {
	r := newReader(t)
	for _, set := range []struct {
		name                         string
		required                     bool
		precision, recall, occasions float64
	}{
		{"dev", true, 0.95, 0.85, 0.9},
		{"more", true, 0.95, 0.85, 0.9},
		{"dev2", true, 0.95, 0.85, 0.9},
		{"check", true, 0.95, 0.85, 0.9},
		{"more2", true, 0.95, 0.85, 0.9},
		{"heldout", false, 0.90, 0.60, 0.8},
	} {
		for _, lang := range []sentence.Lang{sentence.Chinese, sentence.English} {
			path := filepath.Join("testdata", set.name+"."+string(lang)+".jsonl")
			if _, err := os.Stat(path); err != nil && !set.required {
				continue
			}
			t.Run(set.name+" "+string(lang), func(t *testing.T) {
				f := measure(r, lang, samples(t, path), func(s sample, got, missed, wrong []sentence.Proposal) {
					t.Logf("%q: %s for %s, missed %s, wrong %s", s.Text, occasion(got), occasion(s.Want), told(missed), told(wrong))
				})
				t.Logf("%d texts, %d changes: precision %.3f, recall %.3f, note or contact %.3f",
					f.texts, f.wanted, f.precision(), f.recall(), f.occasions())
				require.GreaterOrEqual(t, f.precision(), set.precision)
				require.GreaterOrEqual(t, f.recall(), set.recall)
				require.GreaterOrEqual(t, f.occasions(), set.occasions)
			})
		}
	}
}

func told(all []sentence.Proposal) string {
	raw, err := json.Marshal(all)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
