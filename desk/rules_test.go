package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/sales"
)

func TestEveryContradictionHoldsWhereItShouldAndNowhereElse(t *testing.T) {
	forms, err := dialogs.Load()
	require.NoError(t, err)
	rules, err := desk.Rules(forms["assess"])
	require.NoError(t, err)
	answered := func(key string, m sales.Mark) func(*sales.Deal) {
		return func(d *sales.Deal) { d.Assess.Set(key, m, "lin", monday) }
	}
	knows := func(field string) func(*sales.Deal) {
		return func(d *sales.Deal) { d.Assess.Background = append(d.Assess.Background, field) }
	}
	pushed := func(n int) func(*sales.Deal) { return func(d *sales.Deal) { d.Pushes = n } }
	from := func(source string) func(*sales.Deal) { return func(d *sales.Deal) { d.Source = source } }
	won := func(d *sales.Deal) { d.Outcome = sales.Won }
	type facts = []func(*sales.Deal)
	cases := map[string]struct{ holds, not []facts }{
		"process_unwritten": {
			holds: []facts{{answered("q3", sales.Plus)}, {answered("q3", sales.Plus), knows("date")}},
			not:   []facts{nil, {answered("q3", sales.Minus)}, {answered("q3", sales.Unknown)}, {answered("q3", sales.Plus), knows("process")}, {answered("q3", sales.Plus), won}},
		},
		"funded_and_pushed": {
			holds: []facts{{answered("q4", sales.Plus), pushed(2)}, {answered("q4", sales.Plus), pushed(3)}},
			not:   []facts{{answered("q4", sales.Plus), pushed(1)}, {answered("q4", sales.Minus), pushed(2)}, {pushed(2)}},
		},
		"drive_without_date": {
			holds: []facts{{answered("q5", sales.Plus)}, {answered("q5", sales.Plus), knows("payback")}},
			not:   []facts{{answered("q5", sales.Minus)}, {answered("q5", sales.Plus), knows("date")}},
		},
		"tender_unasked": {
			holds: []facts{{from("tender_notice")}, {from("tender_notice"), answered("q6", sales.Plus)}, {from("tender_notice"), answered("q6", sales.Plus), answered("q13", sales.Unknown)}},
			not:   []facts{{from("referral")}, {from("tender_notice"), answered("q6", sales.Minus), answered("q13", sales.Plus)}},
		},
	}
	require.Len(t, cases, len(rules.Rules), "every rule has its cases")
	for _, r := range rules.Rules {
		for want, list := range map[bool][]facts{true: cases[r.Key].holds, false: cases[r.Key].not} {
			require.NotEmpty(t, list, r.Key)
			for i, f := range list {
				d := sales.Deal{Stage: sales.Potential, Outcome: sales.Open}
				for _, set := range f {
					set(&d)
				}
				if want {
					require.Contains(t, rules.Contradictions(d), r.Key, "case %d", i)
				} else {
					require.NotContains(t, rules.Contradictions(d), r.Key, "case %d", i)
				}
			}
		}
	}
}

func TestARuleThatCannotBeReadIsNamed(t *testing.T) {
	forms, err := dialogs.Load()
	require.NoError(t, err)
	for condition, want := range map[string]string{
		"q3 was plus":      "is no condition",
		"q99 is plus":      `no question is called "q99"`,
		"q3 is yes":        "plus, minus or unknown",
		"close at least 2": "is not counted",
	} {
		f := forms["assess"]
		f.Judge.Rules = []dialogs.Rule{{Key: "own", All: []string{condition}}}
		_, err := desk.Rules(f)
		require.ErrorContains(t, err, want)
	}
	f := forms["assess"]
	f.Judge.Gates = []dialogs.Gate{{Stage: "nowhere"}}
	_, err = desk.Rules(f)
	require.ErrorContains(t, err, "no stage")
}
