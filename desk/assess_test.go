package desk_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
)

// gated is a company whose gates block, as by default.
func gated(c *company) { c.method.From = decimal.NewFromInt(500_000) }

func (c *company) answer(who, deal, question string, m sales.Mark) (desk.Answered, error) {
	c.t.Helper()
	c.ids++
	rev := c.stored(deal).Assess.Answers[question].Rev
	return c.desk.Answer(c.t.Context(), c.as(who), desk.Answering{Deal: deal, Question: question, Mark: m, Rev: rev, Commit: "click" + string(rune(c.ids))})
}

// answers are given by lin, with evidence for a +.
func (c *company) answers(deal string, marks map[string]sales.Mark) {
	c.t.Helper()
	for question, m := range marks {
		_, err := c.answer("lin", deal, question, m)
		require.NoError(c.t, err)
		if m == sales.Plus {
			c.evidence("lin", deal, question, "said so")
		}
	}
}

func (c *company) evidence(who, deal, question, text string) {
	c.t.Helper()
	o, err := c.desk.Open(c.t.Context(), c.as(who), desk.Opening{Form: "evidence", Deal: deal, Part: question})
	require.NoError(c.t, err)
	c.must(who, o, values{"text": text})
}

func openGate() map[string]sales.Mark {
	return map[string]sales.Mark{"q1": sales.Plus, "q2": sales.Plus, "q3": sales.Plus}
}

func TestWhatCannotBeAnsweredIsASentence(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	_, err := c.answer("lin", deal.ID, "q21", sales.Plus)
	refused(t, err, fault.NotFound, "error.no_question")
	_, err = c.answer("lin", deal.ID, "q1", "yes")
	refused(t, err, fault.Invalid, "error.choice")
	_, err = c.answer("bob", deal.ID, "q1", sales.Plus)
	refused(t, err, fault.Forbidden, "error.forbidden")

	void := c.must("lin", c.open("lin", "void", deal.ID), values{"reason": "typo"}).Deal
	_, err = c.answer("lin", void.ID, "q1", sales.Plus)
	refused(t, err, fault.Invalid, "error.void_deal")
	require.Empty(t, c.stored(deal.ID).Assess.Answers)
}

func TestADealKeepsTheVersionThatItsAssessmentBeganWith(t *testing.T) {
	c := open(t)
	deal, other := c.deal("lin", "云帆扩容"), c.deal("lin", "海棠网络")
	_, err := c.answer("lin", deal.ID, "q1", sales.Plus)
	require.NoError(t, err)

	forms, err := dialogs.Load()
	require.NoError(t, err)
	newer := forms["assess"]
	newer.Version = 2
	newer.Fields = append(newer.Fields, dialogs.Field{Key: "security", Kind: dialogs.Choice, Heading: "ours", Source: dialogs.MarksSource})
	c.kept, c.assess = []dialogs.Form{forms["assess"]}, &newer
	c.desk = c.replica()

	_, err = c.answer("lin", deal.ID, "security", sales.Plus)
	refused(t, err, fault.NotFound, "error.no_question")
	_, err = c.answer("lin", other.ID, "security", sales.Plus)
	require.NoError(t, err)
	require.Equal(t, 2, c.stored(other.ID).Assess.Version)

	v, err := c.desk.View(t.Context(), c.as("lin"), deal.ID)
	require.NoError(t, err)
	require.True(t, v.Assess.Renewed)
	_, err = c.desk.Renew(t.Context(), c.as("lin"), deal.ID, "renew")
	require.NoError(t, err)
	_, err = c.answer("lin", deal.ID, "security", sales.Minus)
	require.NoError(t, err)
	require.Equal(t, sales.Plus, c.stored(deal.ID).Assess.Answers["q1"].Mark)

	// A replica that was not told yet asks for patience.
	c.kept, c.assess = nil, nil
	c.desk = c.replica()
	_, err = c.answer("lin", deal.ID, "q2", sales.Plus)
	refused(t, err, fault.Unavailable, "error.no_version")
}

func TestAPageMergesWhatTwoPeopleAnswered(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	page, err := c.desk.Open(t.Context(), c.as("lin"), desk.Opening{Form: "assess", Deal: deal.ID, Part: "project"})
	require.NoError(t, err)
	_, err = c.answer("chen", deal.ID, "q1", sales.Minus)
	require.NoError(t, err)
	_, err = c.answer("chen", deal.ID, "q2", sales.Minus)
	require.NoError(t, err)

	// q1 is only chen's, q3 only lin's; q2 is both's and is asked about.
	s, err := c.send("lin", page, values{"q2": "plus", "q3": "plus", "q3_said": "王总说的"})
	require.NoError(t, err)
	require.NotNil(t, s.Again)
	require.Equal(t, sales.Mark(""), c.stored(deal.ID).Assess.Answers["q3"].Mark, "nothing before the person has decided")
	s, err = c.send("lin", s.Again.Opened, values{"q2": "plus", "q3": "plus", "q3_said": "王总说的"})
	require.NoError(t, err)
	require.Nil(t, s.Again)
	got := c.stored(deal.ID).Assess.Answers
	require.Equal(t, map[string]sales.Mark{"q1": sales.Minus, "q2": sales.Plus, "q3": sales.Plus}, got.Marks())
	require.Len(t, got["q3"].Evidence, 1)
}

func TestWhoMayDecideAboutAGate(t *testing.T) {
	for name, x := range map[string]struct {
		owner, decider string
		may            bool
	}{
		"the manager":                         {"lin", "chen", true},
		"a manager above":                     {"lin", "zhou", true},
		"an admin":                            {"lin", "ops", true},
		"a stand-in":                          {"lin", "bob", true},
		"a colleague":                         {"lin", "max", false},
		"the owner":                           {"lin", "lin", false},
		"a manager about their own":           {"chen", "chen", false},
		"an admin about a manager's":          {"chen", "ops", true},
		"a stand-in about their own":          {"bob", "bob", false},
		"the manager of another team":         {"lin", "zhao", false},
		"the manager about a stand-in's deal": {"bob", "chen", true},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, gated, func(c *company) { c.org.Teams[0].StandIns = []string{"bob"} })
			deal := c.deal(x.owner, "云帆扩容")
			c.must(x.owner, c.open(x.owner, "override", deal.ID), values{"reason": "王总等着"})
			request := c.stored(deal.ID).Assess.Request
			require.NotNil(t, request)
			o, err := c.desk.Open(t.Context(), c.as(x.decider), desk.Opening{Form: "approve", Deal: deal.ID, Part: request.ID})
			if !x.may {
				require.Contains(t, []fault.Code{fault.Forbidden, fault.NotFound}, fault.CodeOf(err))
				return
			}
			require.NoError(t, err)
			done := c.must(x.decider, o, values{"word": "好"})
			require.Equal(t, sales.Project, done.Deal.Stage)
			pass, ok := done.Deal.Assess.PassOf(sales.Project)
			require.True(t, ok)
			require.Equal(t, sales.PassOverride, pass.How)
			require.Equal(t, x.decider, pass.Decider)
		})
	}
}

func TestAWishToPassIsAnsweredOnce(t *testing.T) {
	c := open(t, gated)
	deal := c.deal("lin", "云帆扩容")
	done, err := c.forward("lin", deal.ID, sales.Potential, "f1")
	require.NoError(t, err)
	require.NotNil(t, done.Blocked)
	require.Equal(t, sales.Potential, c.stored(deal.ID).Stage)

	c.must("lin", c.open("lin", "override", deal.ID), values{"reason": "王总等着"})
	asked := c.messages("gate_asked")
	require.Len(t, asked, 2, "now, and a reminder")
	require.Equal(t, "person:chen", asked[0].Destination)
	second := c.must("lin", c.open("lin", "override", deal.ID), values{"reason": "还在等"})
	require.True(t, second.Already)

	request := c.stored(deal.ID).Assess.Request.ID
	one, err := c.desk.Open(t.Context(), c.as("chen"), desk.Opening{Form: "refuse", Deal: deal.ID, Part: request})
	require.NoError(t, err)
	two, err := c.desk.Open(t.Context(), c.as("zhou"), desk.Opening{Form: "approve", Deal: deal.ID, Part: request})
	require.NoError(t, err)
	c.must("chen", one, values{"word": "先写需求"})
	late := c.must("zhou", two, values{})
	require.True(t, late.Already)
	require.Equal(t, sales.Potential, c.stored(deal.ID).Stage)
	require.Len(t, c.messages("gate_decided"), 1)
}

func TestAReminderComesAfterTwoWorkingDays(t *testing.T) {
	c := open(t, gated)
	c.days(4) // Friday
	deal := c.deal("lin", "云帆扩容")
	c.must("lin", c.open("lin", "override", deal.ID), values{"reason": "王总等着"})
	for _, m := range c.messages("gate_asked") {
		if m.Facts["again"] != "" {
			require.Equal(t, "2026-12-01", m.Due.In(c.as("chen").Zone).Format("2006-01-02"), "Tuesday")
			require.True(t, org.Calendar{}.Works(m.Due.In(c.as("chen").Zone)))
		}
	}
}

func TestALoosenedGateHoldsAgainWhenTheAnswerDoes(t *testing.T) {
	c := open(t, gated)
	deal := c.deal("lin", "云帆扩容")
	c.answers(deal.ID, openGate())
	_, err := c.forward("lin", deal.ID, sales.Potential, "f1")
	require.NoError(t, err)
	require.Equal(t, sales.Project, c.stored(deal.ID).Stage)
	_, err = c.answer("lin", deal.ID, "q4", sales.Minus)
	require.NoError(t, err)
	require.Equal(t, sales.Project, c.stored(deal.ID).Assess.Loose)
	_, err = c.answer("lin", deal.ID, "q4", sales.Plus)
	require.NoError(t, err)
	require.Empty(t, c.stored(deal.ID).Assess.Loose)
	require.Contains(t, c.log(deal.ID), "loose: project → ")
}

func TestAGateOfAnAmountThatIsNotKnownToBeSmallBlocks(t *testing.T) {
	for amount, blocks := range map[string]bool{"499,999.99": false, "50万": true, "": true, "$400,000": true} {
		t.Run(amount, func(t *testing.T) {
			c := open(t, gated)
			deal := c.deal("lin", "云帆扩容", values{"amount": amount})
			done, err := c.forward("lin", deal.ID, sales.Potential, "f")
			require.NoError(t, err)
			require.Equal(t, blocks, done.Blocked != nil)
			require.Equal(t, !blocks, done.Advice != nil)
		})
	}
}

func TestOnlyWhatIsLeftToTheManagerIsTheirs(t *testing.T) {
	c := open(t, func(c *company) { c.method.Manager = decimal.NewFromInt(1_000_000) })
	deal := c.deal("lin", "云帆扩容")
	c.answers(deal.ID, map[string]sales.Mark{"q16": sales.Plus, "q17": sales.Plus, "q18": sales.Plus})
	v, err := c.desk.View(t.Context(), c.as("lin"), deal.ID)
	require.NoError(t, err)
	require.Equal(t, sales.Manager, v.Assess.Suggest, "above the amount")
	_, err = c.desk.Weigh(t.Context(), c.as("lin"), deal.ID, sales.Manager, "w1")
	require.NoError(t, err)
	require.Len(t, c.messages("worth_asked"), 1)
	_, err = c.desk.Weigh(t.Context(), c.as("chen"), deal.ID, sales.Limited, "w2")
	require.NoError(t, err)
	told := c.messages("worth_decided")
	require.Len(t, told, 1)
	require.Equal(t, "person:lin", told[0].Destination)
}
