package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/sales"
)

func TestAnEditChangesWhatWasChanged(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容", values{"source": "other", "source_other": "校友", "collaborators": "bob"})
	c.days(1)
	done := c.must("lin", c.open("lin", "edit", deal.ID), values{"amount": "600万", "source": "referral", "collaborators": "bob,wu,lin"})
	d := c.stored(deal.ID)
	require.Equal(t, "6000000 CNY", d.Amount.String())
	require.Equal(t, "referral", d.Source)
	require.Empty(t, d.SourceOther, "the text of another source goes with it")
	require.Equal(t, []string{"bob", "wu"}, d.Collaborators)
	require.Equal(t, "lin", d.UpdatedBy)
	require.Equal(t, c.now, d.UpdatedAt)
	require.EqualValues(t, 2, d.Version)
	require.Equal(t, d, done.Deal)
	require.Equal(t, []string{
		"collaborators: bob → bob,wu", "amount: 5230000 CNY → 6000000 CNY", "source: other: 校友 → referral",
	}, c.log(deal.ID)[5:])
}

func TestAnEditOfNothingSavesNothing(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容", values{"source": "referral", "pressure": "工期", "value": "快", "collaborators": "bob,wu"})
	c.sent = nil
	done := c.must("lin", c.open("lin", "edit", deal.ID), nil)
	require.Empty(t, done.Changes)
	require.False(t, done.Already)
	require.Equal(t, c.stored(deal.ID), done.Deal)
	require.EqualValues(t, 1, done.Deal.Version)
	require.Empty(t, c.sent)
}

func TestWhatAFormShowsReadsBackAsItself(t *testing.T) {
	for _, amount := range []string{"0.1 USD", "$3m", "1.2亿", "99.99", "12345678901 JPY", "0"} {
		c := open(t)
		deal := c.deal("lin", "云帆扩容", values{"amount": amount})
		done := c.must("lin", c.open("lin", "edit", deal.ID), nil)
		require.Empty(t, done.Changes, amount)
	}
}

func TestTwoEditsOfDifferentFieldsAreBothKept(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	mine := c.open("lin", "edit", deal.ID)
	c.must("chen", c.open("chen", "edit", deal.ID), values{"amount": "600万"})
	done := c.must("lin", mine, values{"close": "2027-02-28"})
	require.Equal(t, "6000000 CNY", done.Deal.Amount.String())
	require.Equal(t, sales.Date("2027-02-28"), done.Deal.Close)
	require.Len(t, done.Changes, 2, "the date and its push, not the other's amount: %v", done.Changes)
}

func TestTwoEditsToTheSameValueAgree(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	mine := c.open("lin", "edit", deal.ID)
	c.must("chen", c.open("chen", "edit", deal.ID), values{"amount": "600万"})
	require.Empty(t, c.must("lin", mine, values{"amount": "6,000,000"}).Changes)
}

func TestAFieldThatBothChangedIsAskedAndNothingIsOverwritten(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	mine := c.open("lin", "edit", deal.ID)
	c.days(1)
	c.must("chen", c.open("chen", "edit", deal.ID), values{"amount": "600万", "name": "云帆扩容二期"})
	changed := c.stored(deal.ID)

	typed := values{"amount": "700万", "pressure": "工期很紧"}
	s, err := c.send("lin", mine, typed)
	require.NoError(t, err)
	require.NotNil(t, s.Again)
	require.Equal(t, []desk.Conflict{{Field: "amount", Theirs: "6000000 CNY", Yours: "700万", By: "chen", At: c.now}}, s.Again.Conflicts)
	require.Equal(t, changed, c.stored(deal.ID), "nothing is overwritten, not even what would not conflict")
	require.Equal(t, changed, s.Again.Deal)
	require.Equal(t, "云帆扩容二期", s.Again.State.Values["name"], "what only they changed is shown")
	require.Equal(t, "700万", s.Again.State.Values["amount"], "what was typed is kept")
	require.Equal(t, "工期很紧", s.Again.State.Values["pressure"])
	require.Greater(t, s.Again.State.Step, mine.State.Step)

	done := c.must("lin", s.Again.Opened, nil)
	require.Equal(t, "7000000 CNY", done.Deal.Amount.String(), "sent after it was seen, it counts")
	require.Equal(t, "云帆扩容二期", done.Deal.Name)
	require.Equal(t, "工期很紧", done.Deal.Pressure)
}

func TestAConflictIsShownAgainWhenItChangedOnceMore(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	mine := c.open("lin", "edit", deal.ID)
	c.must("chen", c.open("chen", "edit", deal.ID), values{"amount": "600万"})
	s, err := c.send("lin", mine, values{"amount": "700万"})
	require.NoError(t, err)
	c.must("zhou", c.open("zhou", "edit", deal.ID), values{"amount": "800万"})
	s, err = c.send("lin", s.Again.Opened, nil)
	require.NoError(t, err)
	require.Len(t, s.Again.Conflicts, 1)
	require.Equal(t, "8000000 CNY", s.Again.Conflicts[0].Theirs)
	require.Equal(t, "zhou", s.Again.Conflicts[0].By)
	require.Equal(t, "8000000 CNY", c.stored(deal.ID).Amount.String())
	require.Empty(t, c.must("lin", s.Again.Opened, values{"amount": "800万"}).Changes, "giving in changes nothing")
}

func TestAnEditThatMeetsAnotherAtTheStoreIsMergedAfresh(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	form := c.open("lin", "edit", deal.ID)
	c.meanwhile = func() { c.must("chen", c.open("chen", "edit", deal.ID), values{"amount": "600万"}) }
	done := c.must("lin", form, values{"name": "云帆扩容二期"})
	require.Equal(t, "6000000 CNY", done.Deal.Amount.String())
	require.Equal(t, "云帆扩容二期", done.Deal.Name)

	form = c.open("lin", "edit", deal.ID)
	c.meanwhile = func() { c.must("chen", c.open("chen", "edit", deal.ID), values{"amount": "650万"}) }
	s, err := c.send("lin", form, values{"amount": "900万"})
	require.NoError(t, err)
	require.Len(t, s.Again.Conflicts, 1)
	require.Equal(t, "6500000 CNY", c.stored(deal.ID).Amount.String())
}

func TestPushesAreCounted(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容", values{"close": ""})
	steps := []struct {
		close        string
		pushes, days int
		why          string
	}{
		{"2026-12-20", 0, 0, "the first setting"},
		{"2026-12-31", 0, 0, "later in the same month"},
		{"2027-01-15", 1, 15, "a later month"},
		{"2026-12-31", 1, 15, "earlier again"},
		{"2027-03-31", 2, 105, "a later month once more"},
		{"", 2, 105, "taken away"},
		{"2027-06-30", 2, 105, "set anew"},
	}
	for _, s := range steps {
		c.must("lin", c.open("lin", "edit", deal.ID), values{"close": s.close})
		d := c.stored(deal.ID)
		require.Equal(t, sales.Date(s.close), d.Close, s.why)
		require.Equal(t, s.pushes, d.Pushes, s.why)
		require.Equal(t, s.days, d.PushedDays, s.why)
	}
}

func TestAnEditKeepsWhatTheConfigurationLost(t *testing.T) {
	c := open(t, func(c *company) { c.lists.Sources = []string{"referral", "老板介绍"} })
	deal := c.deal("lin", "云帆扩容", values{"source": "老板介绍", "collaborators": "wu"})
	c.lists.Sources = []string{"referral"}
	c.org.Teams[1].Members = []string{"max"}
	c.desk = c.replica()
	o := c.open("lin", "edit", deal.ID)
	require.Equal(t, []string{"referral", "老板介绍"}, []string{o.State.Options["source"][0].Value, o.State.Options["source"][1].Value})
	done := c.must("lin", o, values{"amount": "600万"})
	require.Len(t, done.Changes, 1)
	require.Equal(t, "老板介绍", done.Deal.Source)
	require.Equal(t, []string{"wu"}, done.Deal.Collaborators)
}

func TestEveryChangeTellsTheCardsThatFollowTheDeal(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	place := sales.Place{Deal: deal.ID, Platform: "slack", Channel: "C-EAST", Message: "17.1", Drawn: deal.Version, Lang: "en"}
	private := sales.Place{Deal: deal.ID, Platform: "slack", Channel: "D-lin", Message: "18.1", Drawn: deal.Version, Lang: "zh-CN", Person: "lin"}
	c.days(1)
	require.NoError(t, c.desk.Track(t.Context(), place))
	require.NoError(t, c.desk.Track(t.Context(), private))
	require.Empty(t, c.messages("refresh"), "they show the deal as it is")
	_, err := c.desk.Forward(t.Context(), c.as("lin"), deal.ID, sales.Potential, "click")
	require.NoError(t, err)
	told := c.messages("refresh")
	require.Len(t, told, 2)
	require.Equal(t, "refresh|slack|C-EAST|17.1", told[0].ID, "the newest wins per card")
	require.Equal(t, "channel:C-EAST", told[0].Destination)
	require.Equal(t, values{
		"deal": deal.ID, "platform": "slack", "channel": "C-EAST", "message": "17.1", "lang": "en", "person": "",
	}, told[0].Facts)
	require.Equal(t, "lin", told[1].Facts["person"])

	require.NoError(t, c.desk.Untrack(t.Context(), place))
	require.NoError(t, c.desk.Untrack(t.Context(), private))
	c.sent = nil
	c.must("lin", c.open("lin", "edit", deal.ID), values{"amount": "1万"})
	require.Empty(t, c.sent)
}
