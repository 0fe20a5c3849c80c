package sales

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// assessed lists what an assessment's change comes to in the log, in the order
// in which one leads to the next: answers, then what the deal's gates say.
func assessed(before, after Deal, c Cause) []Change {
	var out []Change
	add := func(name, old, now string) {
		if old != now {
			out = append(out, NewChange(after, c, before.Version+1, name, old, now))
		}
	}
	was, is := before.Assess, after.Assess
	if was.Version != 0 { // the first answer says that there is one
		add(FieldQuestions, strconv.Itoa(was.Version), strconv.Itoa(is.Version))
	}
	for _, key := range slices.Sorted(maps.Keys(is.Answers)) {
		add(FieldAnswer+key, string(was.Answers[key].Mark), string(is.Answers[key].Mark))
	}
	for _, r := range is.Rivals {
		add(FieldRival, was.rivalText(r.Name), is.rivalText(r.Name))
	}
	add(FieldLoose, string(was.Loose), string(is.Loose))
	add(FieldKept, was.keptText(), is.keptText())
	add(FieldRequest, was.requestText(), is.requestText())
	for _, p := range is.Passed {
		if old, ok := was.PassOf(p.Gate); !ok || !old.At.Equal(p.At) {
			add(FieldPassed, "", string(p.Gate)+": "+p.How)
		}
	}
	add(FieldWorth, was.worthText(), is.worthText())
	return out
}

func (a Assessment) rivalText(name string) string {
	for _, r := range a.Rivals {
		if Fold(r.Name) != Fold(name) {
			continue
		}
		var marks []string
		for _, key := range slices.Sorted(maps.Keys(r.Marks)) {
			marks = append(marks, key+" "+string(r.Marks[key]))
		}
		return r.Name + ": " + strings.Join(marks, ", ")
	}
	return ""
}

// keptText is the last gate that was kept and when, so that keeping it again is
// another change.
func (a Assessment) keptText() string {
	last := Pass{}
	for _, p := range a.Passed {
		if p.Kept != nil && (last.Kept == nil || p.Kept.At.After(last.Kept.At)) {
			last = p
		}
	}
	if last.Kept == nil {
		return ""
	}
	return string(last.Gate) + ": " + stamp(last.Kept.At)
}

func (a Assessment) requestText() string {
	if a.Request == nil {
		return ""
	}
	return string(a.Request.Gate)
}

func (a Assessment) worthText() string {
	if a.Worth == nil {
		return ""
	}
	return string(a.Worth.Verdict) + ": " + string(a.Worth.Gate)
}
