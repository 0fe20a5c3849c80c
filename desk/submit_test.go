package desk_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/sales"
)

// forms is every form that changes a deal, with values that are well.
func forms() map[string]values {
	return map[string]values{
		"new":    {"name": "新商机", "customer": "星河银行"},
		"edit":   {"name": "改名", "amount": "1万"},
		"note":   {"text": "王总来电"},
		"back":   {"reason": "预算没批"},
		"won":    {"reason": "fit", "amount": "500万"},
		"lost":   {"reason": "competitor.price", "competitor": "对手"},
		"hold":   {"reason": "预算", "said_by": "王总", "until": "2027-01-10"},
		"void":   {"reason": "重复"},
		"assign": {"owner": "wu"},
	}
}

func (c *company) running(name string) sales.Deal {
	c.t.Helper()
	return c.deal("lin", name, values{"stage": "ours"})
}

func TestAFormThatIsSentTwiceCountsOnce(t *testing.T) {
	for form, typed := range forms() {
		t.Run(form, func(t *testing.T) {
			c := open(t)
			deal := c.running("云帆扩容")
			o := c.open("lin", form, deal.ID)
			first := c.must("lin", o, typed)
			stored, log, sent := c.stored(first.Deal.ID), c.log(first.Deal.ID), len(c.sent)
			second := c.must("lin", o, typed)
			require.Equal(t, first.Deal, second.Deal)
			require.False(t, second.Already)
			require.Equal(t, first.Changes, second.Changes)
			require.Equal(t, first.By, second.By)
			require.Equal(t, stored, c.stored(first.Deal.ID))
			require.Equal(t, log, c.log(first.Deal.ID))
			require.Len(t, c.sent, sent)
		})
	}
}

func TestAFormWhoseAnswerWasLostIsSentAgain(t *testing.T) {
	for form, typed := range forms() {
		t.Run(form, func(t *testing.T) {
			c := open(t)
			deal := c.running("云帆扩容")
			o := c.open("lin", form, deal.ID)
			c.lostReply = true
			_, err := c.send("lin", o, typed)
			refused(t, err, fault.Unavailable, "error.unavailable")
			done := c.must("lin", o, typed)
			require.NotEmpty(t, done.Changes)
			log := c.log(done.Deal.ID)
			require.Equal(t, done.Deal, c.stored(done.Deal.ID))
			c.must("lin", o, typed)
			require.Equal(t, log, c.log(done.Deal.ID))
		})
	}
}

func TestAFormThatIsSentTwiceAtOnceCountsOnce(t *testing.T) {
	for form, typed := range forms() {
		t.Run(form, func(t *testing.T) {
			c := open(t)
			deal := c.running("云帆扩容")
			o := c.open("lin", form, deal.ID)
			var other desk.Done
			c.meanwhile = func() { other = c.must("lin", o, typed) }
			mine := c.must("lin", o, typed)
			require.Equal(t, other.Deal, mine.Deal)
			last, err := c.store.LastNumber(t.Context())
			require.NoError(t, err)
			if form == "new" {
				require.EqualValues(t, 2, last)
				return
			}
			require.EqualValues(t, 2, c.stored(deal.ID).Version)
		})
	}
}

func TestTwoSendingsOfOneFormThatDifferAreOneDeal(t *testing.T) {
	for name, typed := range map[string]values{
		"the same":                {"name": "数据中心", "customer": "云帆"},
		"one that has duplicates": {"name": "办公楼", "customer": "星河"},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			c.deal("bob", "办公楼", values{"customer": "星河"})
			o := c.open("lin", "new", "")
			var first desk.Done
			c.reading = func() { first = c.must("lin", o, values{"name": "数据中心", "customer": "云帆"}) }
			second := c.must("lin", o, typed)
			require.Equal(t, first.Deal, second.Deal)
			last, err := c.store.LastNumber(t.Context())
			require.NoError(t, err)
			require.EqualValues(t, 2, last)
		})
	}
}

func TestAFormThatWasConfirmedMeanwhileIsOneDeal(t *testing.T) {
	c := open(t)
	c.deal("bob", "办公楼", values{"customer": "星河"})
	o := c.open("lin", "new", "")
	var made desk.Done
	c.meanwhile = func() {
		s, err := c.send("lin", o, values{"name": "办公楼", "customer": "星河"})
		require.NoError(t, err)
		made = c.must("lin", s.Again.Opened, nil)
	}
	late := c.must("lin", o, values{"name": "数据中心", "customer": "云帆"})
	require.Equal(t, made.Deal, late.Deal, "a form makes one deal, whatever was sent last")
	last, err := c.store.LastNumber(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 2, last)
}

func TestAnAwayStoreLosesNothing(t *testing.T) {
	for form, typed := range forms() {
		t.Run(form, func(t *testing.T) {
			c := open(t)
			deal := c.running("云帆扩容")
			o := c.open("lin", form, deal.ID)
			c.away = true
			_, err := c.send("lin", o, typed)
			refused(t, err, fault.Unavailable, "error.unavailable")
			_, err = c.desk.Open(t.Context(), c.as("lin"), desk.Opening{Form: form, Deal: deal.ID})
			refused(t, err, fault.Unavailable, "error.unavailable")
			c.away = false
			require.NotEmpty(t, c.must("lin", o, typed).Changes)
		})
	}
}

func TestReadingFromAnAwayStoreSaysSo(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	who := c.as("lin")
	c.away = true
	reads := map[string]func() error{
		"view":   func() error { _, err := c.desk.View(t.Context(), who, deal.ID); return err },
		"number": func() error { _, err := c.desk.Resolve(t.Context(), who, "D-1"); return err },
		"name":   func() error { _, err := c.desk.Resolve(t.Context(), who, "云帆"); return err },
		"list":   func() error { _, err := c.desk.List(t.Context(), who, desk.Listing{PerPage: 10}); return err },
		"team": func() error {
			_, err := c.desk.List(t.Context(), who, desk.Listing{Scope: "team", PerPage: 10})
			return err
		},
		"overview": func() error { _, err := c.desk.Overview(t.Context(), who); return err },
		"history":  func() error { _, _, err := c.desk.Entries(t.Context(), who, deal.ID, 0, 10); return err },
		"forward": func() error {
			_, err := c.desk.Forward(t.Context(), who, deal.ID, sales.Potential, "click")
			return err
		},
		"track": func() error { return c.desk.Track(t.Context(), sales.Place{Deal: deal.ID}) },
	}
	for name, read := range reads {
		t.Run(name, func(t *testing.T) { refused(t, read(), fault.Unavailable, "error.unavailable") })
	}
}

func TestFormsEnd(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	_, err := c.desk.Submit(t.Context(), c.as("lin"), desk.Filled{Dialog: "nothing"})
	refused(t, err, fault.NotFound, "error.expired")
	_, err = c.desk.Open(t.Context(), c.as("lin"), desk.Opening{Form: "nothing", Deal: deal.ID})
	refused(t, err, fault.NotFound, "error.not_found")

	o := c.open("lin", "edit", deal.ID)
	require.NoError(t, c.desk.Cancel(t.Context(), c.as("lin"), o.State.ID))
	_, err = c.send("lin", o, values{"name": "太晚"})
	refused(t, err, fault.NotFound, "error.expired")
	require.NoError(t, c.desk.Cancel(t.Context(), c.as("lin"), o.State.ID), "closing twice is no error")

	o = c.open("lin", "note", deal.ID)
	c.must("lin", o, values{"text": "王总来电"})
	require.NoError(t, c.desk.Cancel(t.Context(), c.as("lin"), o.State.ID))
	c.must("lin", o, values{"text": "王总来电"})
	require.Len(t, c.stored(deal.ID).Notes, 1, "what was sent is still known as sent")
}

func TestFormsThatMakeNoSenseDoNotOpen(t *testing.T) {
	c := open(t)
	closed, first := c.deal("lin", "已丢"), c.deal("lin", "星河采购")
	c.must("lin", c.open("lin", "lost", closed.ID), values{"reason": "no_decision.shelved"})
	for _, form := range []string{"back", "won", "lost", "hold"} {
		_, err := c.desk.Open(t.Context(), c.as("lin"), desk.Opening{Form: form, Deal: closed.ID})
		refused(t, err, fault.Invalid, "error.closed_deal")
	}
	_, err := c.desk.Open(t.Context(), c.as("lin"), desk.Opening{Form: "back", Deal: first.ID})
	refused(t, err, fault.Invalid, "error.first_stage")
}

// A question that came back with a form is not answered by the click that asked
// it, sent twice.
func TestAFormSentTwiceDoesNotConfirmWhatItWasAsked(t *testing.T) {
	c := open(t)
	old := c.deal("lin", "云帆扩容")
	o := c.open("lin", "new", "")
	typed := values{"name": old.Name, "customer": old.Customer}
	send := func(step string) (desk.Submitted, error) {
		return c.desk.Submit(t.Context(), c.as("lin"), desk.Filled{Dialog: o.State.ID, Step: step, Values: typed})
	}
	wrong, err := c.desk.Submit(t.Context(), c.as("lin"), desk.Filled{Dialog: o.State.ID, Step: "0", Values: values{"name": "x", "customer": "y", "amount": "?"}})
	require.NoError(t, err)
	require.Equal(t, "?", wrong.Typed.State.Values["amount"], "the form comes back as it was filled in")
	require.Equal(t, 0, wrong.Typed.State.Step)
	s, err := send("0")
	require.NoError(t, err)
	require.NotNil(t, s.Again)
	_, err = send("0")
	refused(t, err, fault.Conflict, "error.form_moved")
	s, err = send("1")
	require.NoError(t, err)
	require.Nil(t, s.Again)
	require.NotZero(t, s.Done.Deal.Number)
	again, err := send("1")
	require.NoError(t, err)
	require.Equal(t, s.Done.Deal.ID, again.Done.Deal.ID, "what was sent is still known as sent")
}
