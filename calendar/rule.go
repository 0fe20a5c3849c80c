package calendar

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// The limits of rules. rrule-go looks for the next occurrence until the year
// 9999 and cannot be stopped, so a rule is made harmless before it gets it.
const (
	maxInterval = 10_000
	maxList     = 400         // values of all BY parts
	maxTimes    = 100         // times of one day
	maxSetPos   = 32          // values of BYSETPOS
	maxWork     = 100_000_000 // days looked at for all rules of a file, about a second
)

// work is what is left to spend on rules.
type work struct{ left int64 }

func (w *work) spend(n int64) error {
	w.left -= n
	if w.left < 0 {
		return errUnreadable
	}
	return nil
}

// rule is an RRULE on walls: it knows no zones.
type rule struct {
	option rrule.ROption
	until  time.Time // on the wall too; zero for none
	weight int64     // of looking at one day
}

// newRule reads the text of a rule of a series in a zone.
func newRule(text string, z zone, allDay bool) (rule, error) {
	text = strings.Trim(strings.ToUpper(strings.ReplaceAll(text, " ", "")), ";")
	option, err := rrule.StrToROption(text)
	if err != nil {
		return rule{}, err
	}
	r := rule{option: *option}
	r.option.Until = time.Time{} // walk has its own: it must tell an end from a search in vain
	for part := range strings.SplitSeq(text, ";") {
		if end, ok := strings.CutPrefix(part, "UNTIL="); ok {
			if r.until, err = last(end, z, allDay); err != nil {
				return rule{}, err
			}
		}
	}
	return r, r.tame()
}

// last is the time on the wall up to which a rule holds.
func last(text string, z zone, allDay bool) (time.Time, error) {
	s, err := newStamp(text, "")
	if err != nil {
		return time.Time{}, err
	}
	switch {
	case s.date:
		return s.wall.Add(24*time.Hour - time.Second), nil
	case s.utc && allDay && s.wall.Equal(s.day()):
		return s.wall, nil // a date to which a program has added midnight
	case s.utc:
		return z.wall(s.wall), nil
	}
	return s.wall, nil
}

// tame drops what is twice and refuses what would run for ever or fill memory.
func (r *rule) tame() error {
	o := &r.option
	total := 0
	for _, list := range []*[]int{
		&o.Bymonth, &o.Bymonthday, &o.Byyearday, &o.Byweekno, &o.Byhour, &o.Byminute, &o.Bysecond, &o.Byeaster,
	} {
		*list = distinct(*list)
		total += len(*list)
	}
	o.Bysetpos = distinct(o.Bysetpos)
	var days []rrule.Weekday
	for _, d := range o.Byweekday {
		if len(days) <= maxList && !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	o.Byweekday = days
	total += len(days)
	times := max(len(o.Byhour), 1) * max(len(o.Byminute), 1) * max(len(o.Bysecond), 1)
	// Hours of an hourly rule can be ones it never comes to: rrule-go would
	// turn in a circle.
	often := o.Freq >= rrule.HOURLY && (times > 1 || len(o.Byhour)+len(o.Byminute)+len(o.Bysecond)+len(o.Bysetpos) > 0)
	if often || total > maxList || times > maxTimes || len(o.Bysetpos) > maxSetPos || o.Interval > maxInterval {
		return errUnreadable
	}
	o.Interval = max(o.Interval, 1)
	r.weight = int64(1 + total/8 + len(o.Bysetpos) + times)
	return nil
}

func distinct(list []int) []int {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// walk gives the occurrences between two times on the wall, and maybe some
// before: the first, DTSTART, is given even if the rule does not name it. More
// than MaxEvents of one series are an error.
func (r rule) walk(start, from, to time.Time, w *work, yield func(time.Time)) error {
	if !r.until.IsZero() && start.After(r.until) {
		return nil
	}
	yield(start)
	option := r.near(start, from)
	lib, err := rrule.NewRRule(option)
	if err != nil {
		return err
	}
	next := lib.Iterator()
	before := option.Dtstart
	for n := 1; ; {
		t, ok := next()
		if !ok {
			return r.spendRest(before, n, w)
		}
		if err := w.spend((1 + int64(t.Sub(before).Hours()/24)) * r.weight); err != nil {
			return err
		}
		if before = t; t.Equal(start) {
			continue // given
		}
		over := option.Count > 0 && n >= option.Count
		if over || t.After(to) || !r.until.IsZero() && t.After(r.until) {
			return nil
		}
		if n++; n > MaxEvents {
			return errUnreadable
		}
		yield(t)
	}
}

// spendRest accounts for a search that found no more until the year 9999.
func (r rule) spendRest(from time.Time, given int, w *work) error {
	if r.option.Count > 0 && given >= r.option.Count {
		return nil
	}
	return w.spend(int64(9999-from.Year()) * 366 * r.weight)
}

// near lets a rule begin shortly before a time instead of decades: by whole
// intervals, and with what it would take from its start said. One that counts
// has to be followed from its start.
func (r rule) near(start, from time.Time) rrule.ROption {
	o := r.option
	o.Dtstart = start
	if o.Count > 0 || !start.Before(from) {
		return o
	}
	step := int64(o.Interval)
	months := int64(from.Year()-start.Year())*12 + int64(from.Month()-start.Month()) - 1
	switch o.Freq {
	case rrule.YEARLY:
		if n := (months/12 - 1) / step * step; n > 0 {
			o = explicit(o)
			h, m, s := start.Clock()
			o.Dtstart = time.Date(start.Year()+int(n), 1, 1, h, m, s, 0, time.UTC)
		}
	case rrule.MONTHLY:
		if n := months / step * step; n > 0 {
			o = explicit(o)
			h, m, s := start.Clock()
			o.Dtstart = time.Date(start.Year(), start.Month()+time.Month(n), 1, h, m, s, 0, time.UTC)
		}
	default:
		step *= seconds(o.Freq)
		n := (from.Unix() - start.Unix()) / step * step
		o.Dtstart = time.Unix(start.Unix()+n, 0).UTC()
	}
	return o
}

// explicit says the day of the start that a rule without any BY day means.
func explicit(o rrule.ROption) rrule.ROption {
	if len(o.Byweekno)+len(o.Byyearday)+len(o.Bymonthday)+len(o.Byweekday)+len(o.Byeaster) > 0 {
		return o
	}
	if o.Freq == rrule.YEARLY && len(o.Bymonth) == 0 {
		o.Bymonth = []int{int(o.Dtstart.Month())}
	}
	o.Bymonthday = []int{o.Dtstart.Day()}
	return o
}

func seconds(f rrule.Frequency) int64 {
	switch f {
	case rrule.WEEKLY:
		return 7 * 24 * 3600
	case rrule.DAILY:
		return 24 * 3600
	case rrule.HOURLY:
		return 3600
	case rrule.MINUTELY:
		return 60
	default:
		return 1
	}
}
