package desk

import (
	"dealmate/intake"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// names are what stages, sources and people are called here.
func (d *Desk) names() intake.Names {
	n := intake.Names{Stages: map[string]sales.Stage{}, Sources: map[string]string{}, People: d.personCalled}
	for _, s := range sales.Stages() {
		n.Stages[sales.Fold(string(s))] = s
		for _, label := range d.called(i18n.T("stage." + string(s))) {
			n.Stages[sales.Fold(label)] = s
		}
	}
	for _, o := range labelled("source.", d.o.Lists.Sources, sales.DefaultLists().Sources) {
		if o.Value == sales.Other {
			continue
		}
		n.Sources[sales.Fold(o.Value)] = o.Value
		for _, label := range d.called(o.Label) {
			n.Sources[sales.Fold(label)] = o.Value
		}
	}
	return n
}

func (d *Desk) called(t i18n.Text) []string {
	if d.o.Called == nil {
		return nil
	}
	return d.o.Called(t)
}

// personCalled is the member whom a cell names by name or e-mail.
func (d *Desk) personCalled(text string) (string, bool) {
	if p, ok := d.dir.byEmail(text); ok {
		return p.ID, true
	}
	p, ok := d.dir.byName(text)
	if !ok {
		return "", false
	}
	_, member := d.o.Org.HomeTeam(p.ID)
	return p.ID, member
}
