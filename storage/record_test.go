package storage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/storage"
)

func TestARecordIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for kept, want := range map[string]storage.Record{
		"":                         {Key: "k"},
		"1|0|":                     {Key: "k", Version: 1},
		"7|3|{\"a\":1}":            {Key: "k", Version: 7, Schema: 3, Data: `{"a":1}`},
		"9223372036854775807|1||x": {Key: "k", Version: 9223372036854775807, Schema: 1, Data: "|x"},
	} {
		got, err := storage.DecodeRecord("k", kept)
		require.NoError(t, err, kept)
		require.Equal(t, want, got)
		if kept != "" {
			require.Equal(t, kept, storage.EncodeRecord(got))
		}
	}
}

func TestADamagedRecordIsAnErrorThatNamesItsKeyAndShowsNoData(t *testing.T) {
	t.Parallel()
	for _, kept := range []string{
		"x", "1", "1|", "1|1", "|1|x", "1||secret", "0|1|secret", "-1|1|secret", "+1|1|secret", "01|1|secret", "1|-1|secret",
		" 1|1|secret", "9223372036854775808|1|secret", "1.5|1|secret", "{\"secret\":1}",
	} {
		_, err := storage.DecodeRecord("deal:7", kept)
		require.ErrorContains(t, err, "deal:7", kept)
		require.NotContains(t, err.Error(), "secret")
	}
}

func FuzzARecordIsReadAsWrittenOrRefused(f *testing.F) {
	for _, seed := range []string{"", "1|1|{}", "01|1|", "1|99999999999999999999|x", "||", "1|1|\xff\x00|"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, kept string) {
		r, err := storage.DecodeRecord("k", kept)
		if err == nil && kept != "" {
			require.Equal(t, kept, storage.EncodeRecord(r))
			require.Positive(t, r.Version)
		}
	})
}

func FuzzWorkIsReadAsWrittenOrRefused(f *testing.F) {
	for _, seed := range []string{"", "5|0|0|0|0|", "5|1|1|1|2|tdd{}", "5|1|0|9|0|t", "5|1|0|0|9223372036854775807|t", "1|0|0|0|1|\xff\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, kept string) {
		w, err := storage.DecodeWork("w", kept)
		if err != nil {
			return
		}
		require.Equal(t, kept, storage.EncodeWork(w))
		item, err := storage.WorkItem(w)
		require.NoError(t, err)
		back, err := storage.ItemWork(item)
		require.NoError(t, err)
		require.Equal(t, w, back)
	})
}

func TestWorkMovesAsReadableTextAndBytesSurvive(t *testing.T) {
	t.Parallel()
	item, err := storage.WorkItem(storage.NewWork(storage.Work{ID: "w", Destination: "person:林", Due: time.UnixMilli(5), Payload: `{"kind":"assigned"}`}))
	require.NoError(t, err)
	require.JSONEq(t, `{"id":"w","destination":"person:林","due":5,"payload":"{\"kind\":\"assigned\"}"}`, item.Value)
	for _, value := range []string{"", "[]", `{"id":"other"}`, `{"id":"w","base64":true}`, `{"id":"w","due":-1}`, `{"id":"dw==","base64":true,"payload":"%"}`} {
		_, err := storage.ItemWork(storage.Item{Kind: storage.KindWork, Key: "w", Value: value})
		require.ErrorContains(t, err, `"w"`, value)
	}
}

func TestLentWorkShowsItsHolderWhenItHadBecomeDue(t *testing.T) {
	t.Parallel()
	due := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	w := storage.Work{ID: "w", Destination: "d", Due: due, Payload: "p"}
	kept, leased := storage.NewWork(w).Lend("t", 7)
	require.Equal(t, storage.Leased{Work: w, Attempt: 1}, leased)
	require.Equal(t, storage.KeptWork{ID: "w", Destination: "d", Due: 7, Attempt: 1, Token: "t", Payload: "p"}, kept)
}

func TestMomentsOutsideThirteenDigitsAreBroughtToTheirEnds(t *testing.T) {
	t.Parallel()
	require.Zero(t, storage.Millis(time.Time{}))
	require.Zero(t, storage.Millis(time.UnixMilli(-1)))
	require.EqualValues(t, 9999999999999, storage.Millis(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.EqualValues(t, 1, storage.GapMillis(time.Nanosecond))
	require.EqualValues(t, 1000, storage.GapMillis(time.Second))
	require.Zero(t, storage.GapMillis(-time.Second))
}

func TestMembersOfMarksAndQueueSortByTimeAndComeApart(t *testing.T) {
	t.Parallel()
	require.Less(t, storage.MarkMember(9, "z"), storage.MarkMember(10, "a"))
	require.Less(t, storage.QueueMember("d", 9, "z"), storage.QueueMember("d", 10, "a"))
	for _, id := range []string{"", "a|b", "\x00\xff", "中"} {
		at, got, err := storage.ParseMarkMember(storage.MarkMember(1234567890123, id))
		require.NoError(t, err)
		require.Equal(t, id, got)
		require.EqualValues(t, 1234567890123, at.UnixMilli())
		due, got, err := storage.ParseQueueMember("d|", storage.QueueMember("d|", 42, id))
		require.NoError(t, err)
		require.Equal(t, id, got)
		require.EqualValues(t, 42, due)
	}
	for _, m := range []string{"", "1|a", "123456789012x|a", "-234567890123|a", strings.Repeat("1", 14)} {
		_, _, err := storage.ParseMarkMember(m)
		require.Error(t, err, m)
		_, _, err = storage.ParseQueueMember("d", "1|d|"+m)
		require.Error(t, err, m)
	}
	_, _, err := storage.ParseQueueMember("d", storage.QueueMember("other", 1, "w"))
	require.Error(t, err)
}
