package sales

import (
	"cmp"
	"slices"
	"time"
)

// Books are what a team's digests have told: they keep weeks as they were told, so
// that a trend needs no look back and a forecast can be compared with what came.
type Books struct {
	Team string `json:"team"`
	// Told is the end of the last window that each face told.
	Told map[Face]Date `json:"told,omitempty"`
	// Weeks are the weeks that are closed, the oldest first.
	Weeks []Frozen `json:"weeks,omitempty"`

	Version int64 `json:"-"`
}

// Face is to whom a digest speaks.
type Face string

// The faces. The channel is told nothing that blames.
const (
	FaceChannel Face = "channel"
	FaceManager Face = "manager"
	FacePreview Face = "preview" // a rep's own, before the others
)

// keptWeeks is how many weeks the books hold.
const keptWeeks = 60

// Frozen is a week as it was told.
type Frozen struct {
	From     Date   `json:"from"`
	To       Date   `json:"to"` // the Monday after it
	Currency string `json:"currency"`
	End      Sum    `json:"end"`    // the open pipeline at its end
	Stages   []Sum  `json:"stages"` // the same by stage
	Won      Sum    `json:"won"`
	Lost     Sum    `json:"lost"`
	// Forecast is what was expected of the quarter when the week was told, nil for a
	// week that was told of later.
	Forecast map[Category]Sum `json:"forecast,omitempty"`
	Told     time.Time        `json:"told"`
}

// Freeze keeps a week; the first telling of it holds.
func (b *Books) Freeze(f Frozen) {
	if slices.ContainsFunc(b.Weeks, func(x Frozen) bool { return x.To == f.To }) {
		return
	}
	b.Weeks = append(slices.Clone(b.Weeks), f)
	slices.SortFunc(b.Weeks, func(x, y Frozen) int { return cmp.Compare(x.To, y.To) })
	if len(b.Weeks) > keptWeeks {
		b.Weeks = b.Weeks[len(b.Weeks)-keptWeeks:]
	}
}

// Last are the last n weeks that end on a day or before it, the oldest first.
func (b Books) Last(n int, until Date) []Frozen {
	var out []Frozen
	for _, w := range b.Weeks {
		if w.To <= until {
			out = append(out, w)
		}
	}
	return out[max(len(out)-n, 0):]
}

// Monday is the start of a moment's week, in its own zone: a week is Monday 00:00 to
// Sunday 24:00.
func Monday(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d-(int(t.Weekday())+6)%7, 0, 0, 0, 0, t.Location())
}

// farthestBack is how many weeks one digest tells of at most.
const farthestBack = 8

// Window is what a face tells next at a moment: from the end of what it told last, or
// the last week, to this week's Monday. A week that no working day was left in is told
// together with the next.
func (b Books) Window(f Face, now time.Time) Window {
	to := Monday(now)
	from := to.AddDate(0, 0, -7)
	if told := b.Told[f].Time(now.Location()); !told.IsZero() && told.Before(from) && !told.Before(to.AddDate(0, 0, -7*farthestBack)) {
		from = told
	}
	return Window{From: from, To: to}
}

// FrozenOf is a week as the log has it.
func FrozenOf(p Past, in Scope, w Window, rates Rates) Frozen {
	m := Move(p, in, w, rates)
	out := Frozen{
		From: w.day(w.From), To: w.day(w.To), Currency: rates.To, End: m.End, Stages: make([]Sum, len(Stages())),
		Won: m.Term(FlowWon), Lost: m.Term(FlowLost),
	}
	for _, s := range p.At(w.To) {
		i := s.Stage.Index()
		if s.Outcome != Open || !in(s) || i < 0 {
			continue
		}
		v, _ := rates.Value(s.Amount, out.To)
		out.Stages[i].Count++
		out.Stages[i].Value = out.Stages[i].Value.Add(v)
	}
	return out
}
