package sales_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

func TestASeriesThatIsNoMeetingWithACustomerIsDropped(t *testing.T) {
	f := sales.Feed{Found: []sales.Appointment{{Key: "a", Series: "s"}, {Key: "b", Series: "s", Activity: "taken"}, {Key: "c", Series: "t"}}}
	was := f.Found
	f.Drop("s")
	require.Equal(t, []string{"s"}, f.Dropped)
	require.Len(t, was, 3)
	_, ok := f.Appointment("a")
	require.False(t, ok)
	_, ok = f.Appointment("b")
	require.True(t, ok, "what was taken over stays")
	for range 300 {
		f.Drop("x")
	}
	require.Len(t, f.Dropped, 200)
}

func TestAFeedFollowsItsCalendar(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	at := func(hours int) time.Time { return now.Add(time.Duration(hours) * time.Hour) }
	deals := []string{"d1"}
	met := func(key string, hours int) sales.Appointment {
		return sales.Appointment{Key: key, Series: key, Deals: deals, At: at(hours), Minutes: 60}
	}
	keys := func(list []sales.Appointment) (out []string) {
		for _, a := range list {
			out = append(out, a.Key)
		}
		return out
	}
	f := sales.Feed{Dropped: []string{"staff"}}
	stranger := met("stranger", 5)
	stranger.Deals = nil
	news := f.Update([]sales.Appointment{met("a", 2), met("b", 3), met("c", 4), met("staff", 5), stranger, met("off", 6)}, []string{"off"}, true, now)
	require.Equal(t, []string{"a", "b", "c"}, keys(news.New))
	require.Equal(t, []string{"a", "b", "c"}, keys(f.Found), "others' and private meetings are not kept")

	for i := range f.Found {
		if f.Found[i].Key != "c" {
			f.Found[i].Deal, f.Found[i].Activity = "d1", "x"+f.Found[i].Key
		}
	}
	renamed := met("a", 8) // moved, and it does not name the customer any more
	renamed.Deals = nil
	news = f.Update([]sales.Appointment{renamed, met("c", 9)}, []string{"b"}, false, now)
	require.Empty(t, news.New)
	require.Equal(t, []string{"a"}, keys(news.Moved))
	require.Equal(t, "xa", news.Moved[0].Activity)
	require.Equal(t, []string{"b"}, keys(news.Gone))
	require.Equal(t, at(9), f.Found[1].At, "a proposal moves without a word")

	news = f.Update(nil, nil, false, now)
	require.Empty(t, news, "half a calendar tells nothing of what it lacks")
	news = f.Update([]sales.Appointment{met("c", 9)}, nil, true, now)
	require.Equal(t, []string{"a"}, keys(news.Gone))
	require.Empty(t, f.Update(nil, nil, true, now))
	require.Empty(t, f.Found)
}

func TestAMeetingThatIsOverStaysForAWhile(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	f := sales.Feed{Found: []sales.Appointment{{Key: "a", Activity: "x", At: now.Add(-time.Hour)}}}
	require.Empty(t, f.Update(nil, nil, true, now), "it took place")
	require.Len(t, f.Found, 1)
	news := f.Update([]sales.Appointment{{Key: "a", At: now.Add(time.Hour)}}, nil, true, now)
	require.Len(t, news.Moved, 1, "it is to take place later")
	f.Update(nil, nil, true, now.AddDate(0, 0, 9))
	require.Empty(t, f.Found)
}
