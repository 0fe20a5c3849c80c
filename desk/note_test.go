package desk_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/sales"
)

func TestANoteIsARecordAndTheLogHoldsItsID(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	done, err := c.desk.Note(t.Context(), c.as("lin"), deal.ID, "  王总说预算已批  ", "https://example.com/m", "click")
	require.NoError(t, err)
	require.Len(t, done.Changes, 1)
	require.Equal(t, sales.FieldNote, done.Changes[0].Field)
	require.Equal(t, "click", done.Changes[0].New)
	notes, err := c.store.Notes(t.Context(), "click")
	require.NoError(t, err)
	require.Equal(t, sales.Note{
		ID: "click", Deal: deal.ID, Author: "lin", At: monday, Text: "王总说预算已批", Link: "https://example.com/m", Version: 1,
	}, notes[0])
	require.NotContains(t, strings.Join(c.log(deal.ID), "\n"), "预算", "what was said is not in the log")
	require.Equal(t, []string{"click"}, c.stored(deal.ID).Notes)
}

func TestACardShowsTheLastThreeNotes(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	for _, text := range []string{"一", "二", "三", "四"} {
		_, err := c.desk.Note(t.Context(), c.as("lin"), deal.ID, text, "", "n"+text)
		require.NoError(t, err)
	}
	v, err := c.desk.View(t.Context(), c.as("bob"), deal.ID)
	require.NoError(t, err)
	var texts []string
	for _, n := range v.Notes {
		texts = append(texts, n.Text)
	}
	require.Equal(t, []string{"四", "三", "二"}, texts)
}

func TestNotesHaveALength(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	note := func(text, commit string) error {
		_, err := c.desk.Note(t.Context(), c.as("lin"), deal.ID, text, "", commit)
		return err
	}
	require.NoError(t, note(longText(10_000), "longest"))
	refused(t, note(longText(10_001), "longer"), fault.Invalid, "error.too_long")
	refused(t, note(" \n ", "empty"), fault.Invalid, "error.required")
	s, err := c.fill("lin", "note", deal.ID, values{"text": longText(1001)})
	require.NoError(t, err)
	require.Equal(t, "error.too_long", s.Problems["text"].Key, "a form holds a thousand")
	c.must("lin", c.open("lin", "note", deal.ID), values{"text": longText(1000)})
}

func TestTwoNotesAtOnceAreBothKept(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	c.meanwhile = func() {
		_, err := c.desk.Note(t.Context(), c.as("chen"), deal.ID, "经理的", "", "theirs")
		require.NoError(t, err)
	}
	_, err := c.desk.Note(t.Context(), c.as("lin"), deal.ID, "我的", "", "mine")
	require.NoError(t, err)
	require.Equal(t, []string{"mine", "theirs"}, c.stored(deal.ID).Notes)
}

func TestANoteFromAMessageKeepsItsLink(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	o, err := c.desk.Open(t.Context(), c.as("lin"), desk.Opening{
		Form: "note", Deal: deal.ID, Prefill: values{"text": "转来的话"}, Context: values{"quote_link": "https://example.com/m"},
	})
	require.NoError(t, err)
	c.must("lin", o, nil)
	v, err := c.desk.View(t.Context(), c.as("lin"), deal.ID)
	require.NoError(t, err)
	require.Equal(t, "转来的话", v.Notes[0].Text)
	require.Equal(t, "https://example.com/m", v.Notes[0].Link)
}

func TestHistoryIsNewestFirstInPages(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	c.must("chen", c.open("chen", "note", deal.ID), values{"text": "盯紧"})
	c.must("lin", c.open("lin", "edit", deal.ID), values{"amount": "600万"})
	entries, total, err := c.desk.Entries(t.Context(), c.as("bob"), deal.ID, 0, 3)
	require.NoError(t, err)
	require.Equal(t, 7, total, "five of its making, a note, an amount")
	require.Len(t, entries, 3)
	require.Equal(t, "amount", entries[0].Field)
	require.Equal(t, "lin", entries[0].Who.ID)
	require.Equal(t, "slack", entries[0].From)
	require.Equal(t, "盯紧", entries[1].Note.Text)
	require.Equal(t, "Chen", entries[1].Who.Name)
	last, _, err := c.desk.Entries(t.Context(), c.as("bob"), deal.ID, 2, 3)
	require.NoError(t, err)
	require.Len(t, last, 1)
	require.Equal(t, sales.FieldCreated, last[0].Field)
	beyond, total, err := c.desk.Entries(t.Context(), c.as("bob"), deal.ID, 9, 3)
	require.NoError(t, err)
	require.Empty(t, beyond)
	require.Equal(t, 7, total)
	require.NotPanics(t, func() { _, _, _ = c.desk.Entries(t.Context(), c.as("bob"), deal.ID, -1, 3) })
}
