package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/sales"
	"dealmate/sentence"
)

// hears tells the bot a sentence about a deal.
func (c *company) hears(who, deal, text string) desk.Heard {
	c.t.Helper()
	h, err := c.desk.Hear(c.t.Context(), c.as(who), desk.Telling{Text: text, Deal: deal, Link: "https://chat.example/p1"}, c.id())
	require.NoError(c.t, err)
	return h
}

// takes confirms the proposal of a kind.
func (c *company) confirms(who string, h desk.Heard, kind sentence.Kind, value string) desk.Heard {
	c.t.Helper()
	for i, p := range h.Said {
		if p.Kind == kind {
			h, _, err := c.desk.Confirm(c.t.Context(), c.as(who), desk.Confirming{Heard: h.ID, N: i, Value: value, Commit: c.id()})
			require.NoError(c.t, err)
			return h
		}
	}
	require.Fail(c.t, "no such proposal", "%s in %+v", kind, h.Said)
	return h
}

func TestWhatASentenceSaysIsChangedWithAClickEach(t *testing.T) {
	c := open(t)
	d := c.deal("lin", "机房搬迁", values{"customer": "云帆", "close": "2026-12-20"})
	const text = "今天见了王总，预算批下来了，金额加到600万，合同推到明年1月签，约了下周三去做技术交流"
	h := c.hears("lin", d.ID, text)
	h = c.confirms("lin", h, sentence.Contact, string(sentence.Contact))
	h = c.confirms("lin", h, sentence.Answer, string(sales.Plus))
	h = c.confirms("lin", h, sentence.Amount, desk.TakenYes)
	h = c.confirms("lin", h, sentence.CloseDate, desk.TakenYes)
	h = c.confirms("lin", h, sentence.NextStep, desk.TakenYes)
	require.Len(t, h.Taken, 5)

	d = c.numbered(1)
	require.Equal(t, "6000000 CNY", d.Amount.String())
	require.Equal(t, sales.Date("2027-01-31"), d.Close)
	require.Equal(t, 1, d.Pushes, "it is a push like any other")
	require.Equal(t, sales.Plus, d.Assess.Answers["q4"].Mark)
	require.Len(t, d.Assess.Answers["q4"].Evidence, 1)
	notes, err := c.store.Notes(t.Context(), d.Assess.Answers["q4"].Evidence...)
	require.NoError(t, err)
	require.Equal(t, text, notes[0].Text)
	require.Equal(t, "https://chat.example/p1", notes[0].Link)
	require.False(t, d.LastContact.IsZero(), "a contact ends a silence")
	require.Len(t, d.Plans, 1)
	require.Equal(t, sales.Date("2026-12-02"), sales.DateOf(d.NextAt.In(c.as("lin").Zone)))

	before := len(c.log(d.ID))
	c.confirms("lin", h, sentence.Amount, desk.TakenYes)
	require.Len(t, c.log(d.ID), before, "the same click twice is once")
}

func TestWhomASentenceNamesWasMet(t *testing.T) {
	c := open(t)
	d := c.deal("lin", "机房搬迁", values{"customer": "云帆"})
	c.planned(d.ID, values{"who_new": "王建国 信息中心主任, 李梅"})
	h := c.hears("lin", d.ID, "下午电话里王建国说方案没问题")
	c.confirms("lin", h, sentence.Contact, string(sentence.Contact))
	all, err := c.store.Activities(t.Context(), d.ID, 0)
	require.NoError(t, err)
	for _, a := range all {
		if a.State == sales.Held {
			require.Equal(t, []string{"王建国 信息中心主任"}, a.Who)
			require.Equal(t, sales.ActivityCall, a.Type)
			return
		}
	}
	require.Fail(t, "no contact")
}

func TestTheLikeliestDealsComeFirst(t *testing.T) {
	c := open(t)
	first := c.deal("lin", "机房搬迁", values{"customer": "云帆"})
	second := c.deal("lin", "港口调度", values{"customer": "华港"})
	c.deal("bob", "云帆二期", values{"customer": "云帆"})
	c.planned(second.ID, values{"who_new": "周敏"})
	likely := func(text string) (names []string, sure bool) {
		found, sure, err := c.desk.Likely(t.Context(), c.as("lin"), text)
		require.NoError(t, err)
		for _, v := range found {
			names = append(names, v.Deal.Name)
		}
		return names, sure
	}
	names, sure := likely("云帆预算批了")
	require.Equal(t, []string{"机房搬迁", "港口调度"}, names, "one's own, the named one first")
	require.True(t, sure)
	names, sure = likely("今天见了周敏")
	require.Equal(t, "港口调度", names[0], "by somebody at the customer")
	require.True(t, sure)
	names, sure = likely("预算批了")
	require.Len(t, names, 2)
	require.False(t, sure)
	_, sure = likely("云帆和华港都要推迟")
	require.False(t, sure, "two are named")
	names, _ = likely("D-1 先放一放")
	require.Equal(t, first.Name, names[0])
}

func TestAManagersSentenceMayBeAboutADealOfTheTeam(t *testing.T) {
	c := open(t)
	c.deal("lin", "机房搬迁", values{"customer": "云帆"})
	c.deal("bob", "港口调度", values{"customer": "华港"})
	c.deal("wu", "Billing", values{"customer": "Vantage"})
	named := func(who, text string) []string {
		found, _, err := c.desk.Likely(t.Context(), c.as(who), text)
		require.NoError(t, err)
		var out []string
		for _, v := range found {
			out = append(out, v.Deal.Name)
		}
		return out
	}
	require.Equal(t, []string{"机房搬迁"}, named("chen", "云帆的预算批了"))
	require.Equal(t, []string{"港口调度"}, named("chen", "D-2 推迟到年底"))
	require.Empty(t, named("chen", "Vantage 的预算批了"), "of another team")
	require.Empty(t, named("chen", "预算批了"))
	require.Equal(t, []string{"港口调度"}, named("bob", "云帆的预算批了"), "a colleague's is not bob's to change")
}

func TestASentenceIsItsOwnPersonsAndAboutADealThatTheyMayChange(t *testing.T) {
	c := open(t)
	d := c.deal("lin", "机房搬迁", values{"customer": "云帆"})
	other := c.deal("wu", "Billing", values{"customer": "Vantage"})
	h := c.hears("lin", "", "预算批下来了")
	_, err := c.desk.Heard(t.Context(), c.as("bob"), h.ID)
	require.Equal(t, fault.NotFound, fault.CodeOf(err))
	_, err = c.desk.About(t.Context(), c.as("lin"), h.ID, other.ID, c.id())
	require.Error(t, err)
	_, _, err = c.desk.Confirm(t.Context(), c.as("lin"), desk.Confirming{Heard: h.ID, N: 0, Value: "note", Commit: c.id()})
	require.Equal(t, fault.NotFound, fault.CodeOf(err), "nobody said of which deal")
	h, err = c.desk.About(t.Context(), c.as("lin"), h.ID, d.ID, c.id())
	require.NoError(t, err)
	_, _, err = c.desk.Confirm(t.Context(), c.as("lin"), desk.Confirming{Heard: h.ID, N: 99, Value: "note", Commit: c.id()})
	require.Equal(t, fault.NotFound, fault.CodeOf(err))
	c.must("lin", c.open("lin", "void", d.ID), values{"reason": "twice"})
	for i, p := range h.Said {
		if p.Kind == sentence.Answer {
			_, _, err = c.desk.Confirm(t.Context(), c.as("lin"), desk.Confirming{Heard: h.ID, N: i, Value: "plus", Commit: c.id()})
			require.Error(t, err, "a void deal is not assessed")
		}
	}
}

func TestTalkIsNotKept(t *testing.T) {
	c := open(t)
	c.sent = nil
	for _, scrap := range []string{"谢谢", "lsit", "云帆", "Acme North", "数据中心"} {
		require.Empty(t, c.hears("lin", "", scrap).ID, scrap)
	}
	doubtful, err := c.desk.Hear(t.Context(), c.as("lin"), desk.Telling{Text: "lsit all of my deals", Doubtful: true}, c.id())
	require.NoError(t, err)
	require.Empty(t, doubtful.ID, "a slip of a command")
	_, err = c.desk.Hear(t.Context(), c.as("lin"), desk.Telling{Text: strings.Repeat("预算批了。", 3000)}, c.id())
	require.Equal(t, fault.Invalid, fault.CodeOf(err), "longer than a note")
	require.Empty(t, c.sent)
}

// oracle is a model.
type oracle func(desk.Sentence) ([]sentence.Proposal, error)

func (o oracle) Listen(_ context.Context, s desk.Sentence) ([]sentence.Proposal, error) { return o(s) }

func TestAModelReadsFirstAndRulesWhereItCannot(t *testing.T) {
	var asked desk.Sentence
	var away error
	c := open(t, func(c *company) {
		c.listener = oracle(func(s desk.Sentence) ([]sentence.Proposal, error) {
			asked = s
			return []sentence.Proposal{{Kind: sentence.Contact}, {Kind: sentence.Won}}, away
		})
	})
	d := c.deal("lin", "机房搬迁", values{"customer": "云帆"})
	c.sent = nil
	h := c.hears("lin", d.ID, "预算批下来了")
	require.Empty(t, h.Said, "it takes longer than an answer may")
	require.Len(t, c.messages("heard"), 1)
	h, failed, err := c.desk.Understand(t.Context(), c.as("lin"), h.ID)
	require.NoError(t, err)
	require.NoError(t, failed)
	require.Equal(t, sentence.Won, h.Said[1].Kind)
	require.Equal(t, desk.Sentence{Lang: "zh-CN", Text: "预算批下来了", Today: "2026-11-23", Currency: "CNY"}, asked)

	away = errors.New("away")
	h = c.hears("lin", d.ID, "预算批下来了")
	h, failed, err = c.desk.Understand(t.Context(), c.as("lin"), h.ID)
	require.NoError(t, err)
	require.Error(t, failed)
	require.Equal(t, sentence.Answer, h.Said[1].Kind)
}
