package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

func TestAWonDealKeepsWhatItTaughtUs(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	o := c.open("lin", "won", deal.ID)
	require.Equal(t, "5230000 CNY", o.State.Values["amount"], "the amount so far is the proposal")
	c.days(3)
	done := c.must("lin", o, values{"amount": "498万", "reason": "other", "reason_other": "老板的同学", "learned": "先找信息中心"})
	d := c.stored(deal.ID)
	require.Equal(t, done.Deal, d)
	require.Equal(t, sales.Won, d.Outcome)
	require.Equal(t, "4980000 CNY", d.Amount.String())
	require.Equal(t, &sales.Closing{At: c.now, Reason: "other", Other: "老板的同学", Learned: "先找信息中心"}, d.Closing)
	require.Equal(t, sales.Potential, d.Stage, "the outcome is apart from the stage")
	require.Contains(t, c.log(deal.ID), "outcome: open → won")
	require.Contains(t, c.log(deal.ID), "amount: 5230000 CNY → 4980000 CNY")
}

func TestALostDealKeepsItsClassAndReason(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	done := c.must("lin", c.open("lin", "lost", deal.ID), values{
		"reason": "competitor.price", "competitor": "对手甲", "amount": "480万", "learned": "早点报价", "revisit": "2027-11-01",
	})
	require.Equal(t, sales.Lost, done.Deal.Outcome)
	require.Equal(t, "4800000 CNY", done.Deal.Amount.String())
	require.Equal(t, &sales.Closing{
		At: c.now, Class: sales.Competitor, Reason: "price", Competitor: "对手甲", Learned: "早点报价", Revisit: "2027-11-01",
	}, c.stored(deal.ID).Closing)
}

func TestALostDealWithoutAnAmountKeepsItsOwn(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	done := c.must("lin", c.open("lin", "lost", deal.ID), values{"reason": "no_decision.budget_cut", "amount": ""})
	require.Equal(t, "5230000 CNY", done.Deal.Amount.String())
}

func TestAClosingWithoutWhatItNeedsStaysOpen(t *testing.T) {
	tests := map[string]struct {
		form  string
		typed values
		field string
		key   string
	}{
		"won without a reason":                  {"won", values{}, "reason", "error.required"},
		"won without an amount":                 {"won", values{"amount": "", "reason": "fit"}, "amount", "error.required"},
		"won for another reason":                {"won", values{"reason": "other"}, "reason_other", "error.reason_other"},
		"won for a reason in no list":           {"won", values{"reason": "luck"}, "reason", "error.choice"},
		"lost without a reason":                 {"lost", values{}, "reason", "error.required"},
		"lost for another reason":               {"lost", values{"reason": "dropped.other"}, "reason_other", "error.reason_other"},
		"lost to a competitor without its name": {"lost", values{"reason": "competitor.price"}, "competitor", "error.competitor"},
		"lost for a reason of another class":    {"lost", values{"reason": "dropped.price"}, "reason", "error.choice"},
		"to be looked at again yesterday":       {"lost", values{"reason": "dropped.margin", "revisit": "2026-11-22"}, "revisit", "error.past_date"},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			deal := c.deal("lin", "云帆扩容")
			s, err := c.fill("lin", x.form, deal.ID, x.typed)
			require.NoError(t, err)
			require.Len(t, s.Problems, 1)
			require.Equal(t, x.key, s.Problems[x.field].Key)
			require.Equal(t, deal, c.stored(deal.ID))
		})
	}
}

func TestADealThatSomebodyElseClosedSaysWho(t *testing.T) {
	for _, form := range []string{"won", "lost"} {
		t.Run(form, func(t *testing.T) {
			c := open(t)
			deal := c.deal("lin", "云帆扩容")
			o := c.open("lin", form, deal.ID)
			c.must("chen", c.open("chen", "won", deal.ID), values{"reason": "fit", "amount": "600万"})
			c.must("zhou", c.open("zhou", "note", deal.ID), values{"text": "恭喜"})
			done := c.must("lin", o, values{"reason": map[string]string{"won": "price", "lost": "dropped.margin"}[form], "amount": "1万"})
			require.True(t, done.Already)
			require.Equal(t, "chen", done.By.ID)
			d := c.stored(deal.ID)
			require.Equal(t, sales.Won, d.Outcome)
			require.Equal(t, "6000000 CNY", d.Amount.String(), "nothing is overwritten")
		})
	}
}

func TestReasonsAreOfferedByClass(t *testing.T) {
	c := open(t, func(c *company) { c.lists.Lost[sales.Dropped] = []string{"margin", "老板不做", "other"} })
	options := c.open("lin", "lost", c.deal("lin", "云帆扩容").ID).State.Options["reason"]
	require.Equal(t, "competitor.price", options[0].Value)
	require.Equal(t, i18n.T("lost.competitor.price"), options[0].Label)
	require.Equal(t, i18n.T("class.competitor"), options[0].Group)
	own := options[len(options)-2]
	require.Equal(t, "dropped.老板不做", own.Value)
	require.Equal(t, i18n.Raw("老板不做"), own.Label)
	done := c.must("lin", c.open("lin", "lost", c.deal("lin", "星河采购").ID), values{"reason": own.Value})
	require.Equal(t, "老板不做", done.Deal.Closing.Reason)
	require.Equal(t, sales.Dropped, done.Deal.Closing.Class)
}

func TestAVoidDealIsOutsideEverythingAndComesBack(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	s, err := c.fill("lin", "void", deal.ID, values{"reason": ""})
	require.NoError(t, err)
	require.Equal(t, "error.required", s.Problems["reason"].Key)
	late := c.open("lin", "void", deal.ID)
	done := c.must("chen", c.open("chen", "void", deal.ID), values{"reason": "与 D-3 重复"})
	require.Equal(t, sales.Void, done.Deal.Outcome)
	require.Equal(t, "与 D-3 重复", done.Changes[0].Reason)
	again := c.must("lin", late, values{"reason": "重复"})
	require.True(t, again.Already)
	require.Equal(t, "chen", again.By.ID)

	for _, scope := range []string{"mine", "team", "won", "lost"} {
		page, err := c.desk.List(t.Context(), c.as("lin"), desk.Listing{Scope: scope, PerPage: 10})
		require.NoError(t, err)
		require.Zero(t, page.Total, scope)
	}
	found, err := c.desk.Resolve(t.Context(), c.as("lin"), "云帆扩容")
	require.NoError(t, err)
	require.Empty(t, found, "not by its name")
	found, err = c.desk.Resolve(t.Context(), c.as("lin"), "D-1")
	require.NoError(t, err)
	require.Len(t, found, 1, "but by its number, to be brought back")

	done, err = c.desk.Reopen(t.Context(), c.as("lin"), deal.ID, "reopen")
	require.NoError(t, err)
	require.True(t, done.Deal.IsOpen())
}

func TestAHoldWaitsForItsDate(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	o := c.open("lin", "hold", deal.ID)
	for until, key := range map[string]string{"": "error.required", "2026-11-23": "error.past_date", "2026-11-01": "error.past_date"} {
		s, err := c.send("lin", o, values{"reason": "预算", "said_by": "王总", "until": until})
		require.NoError(t, err)
		require.Equal(t, key, s.Problems["until"].Key, until)
	}
	s, err := c.send("lin", o, values{"reason": "预算", "said_by": "", "until": "2027-01-10"})
	require.NoError(t, err)
	require.Equal(t, "error.required", s.Problems["said_by"].Key)

	c.must("lin", o, values{"reason": "等明年预算", "said_by": "王总", "until": "2027-01-10"})
	d := c.stored(deal.ID)
	require.True(t, d.IsOpen())
	require.Equal(t, &sales.Hold{Reason: "等明年预算", SaidBy: "王总", Until: "2027-01-10", Since: monday}, d.Hold)

	c.days(10)
	again := c.open("lin", "hold", deal.ID)
	require.Equal(t, "王总", again.State.Values["said_by"])
	c.must("lin", again, values{"until": "2027-02-01"})
	require.Equal(t, &sales.Hold{Reason: "等明年预算", SaidBy: "王总", Until: "2027-02-01", Since: monday}, c.stored(deal.ID).Hold, "it has waited since the first")

	late := c.open("lin", "hold", deal.ID)
	c.must("lin", c.open("lin", "won", deal.ID), values{"reason": "fit"})
	require.Nil(t, c.stored(deal.ID).Hold)
	_, err = c.send("lin", late, nil)
	refused(t, err, fault.Invalid, "error.closed_deal")
}

func TestADealComesBackFromEverywhere(t *testing.T) {
	for form, typed := range map[string]values{
		"hold": {"reason": "预算", "said_by": "王总", "until": "2027-01-10"},
		"won":  {"reason": "fit"}, "lost": {"reason": "dropped.margin"}, "void": {"reason": "误录"},
	} {
		t.Run(form, func(t *testing.T) {
			c := open(t)
			deal := c.deal("lin", "云帆扩容", values{"stage": "ours"})
			c.must("lin", c.open("lin", form, deal.ID), typed)
			c.days(100)
			done, err := c.desk.Reopen(t.Context(), c.as("chen"), deal.ID, "chen's click")
			require.NoError(t, err)
			d := c.stored(deal.ID)
			require.Equal(t, done.Deal, d)
			require.Equal(t, sales.Open, d.Outcome)
			require.Nil(t, d.Hold)
			require.Nil(t, d.Closing)
			require.Equal(t, sales.Ours, d.Stage)
			require.True(t, c.now.Equal(d.ClockFrom))
			require.Zero(t, d.DaysInStage(c.now), "its clocks start at the end of the wait")

			repeat, err := c.desk.Reopen(t.Context(), c.as("chen"), deal.ID, "chen's click")
			require.NoError(t, err)
			require.False(t, repeat.Already)
			_, err = c.desk.Note(t.Context(), c.as("zhou"), deal.ID, "好", "", "note")
			require.NoError(t, err)
			late, err := c.desk.Reopen(t.Context(), c.as("lin"), deal.ID, "lin's click")
			require.NoError(t, err)
			require.True(t, late.Already)
			require.Equal(t, "chen", late.By.ID, "who reopened it, not who last wrote")
		})
	}
}
