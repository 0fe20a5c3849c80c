package desk

import (
	"strings"

	"dealmate/intake"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// names are what stages, sources and people are called here.
func (d *Desk) names() intake.Names {
	n := intake.Names{Stages: map[string]sales.Stage{}, Sources: map[string]string{}, People: d.peopleCalled()}
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

// peopleCalled finds whom a cell names by e-mail or name. Lists have as many such cells as
// rows, so everybody is gone through once and not for each. Of namesakes the member of a
// team is meant.
func (d *Desk) peopleCalled() func(text string) (id string, ok bool) {
	emails, names := map[string]string{}, map[string]string{}
	for _, p := range d.dir.all() {
		if p.Email != "" {
			emails[strings.ToLower(p.Email)] = p.ID
		}
		fold := sales.Fold(p.Name)
		if _, twice := names[fold]; fold == "" || twice && !d.isMember(p.ID) {
			continue
		}
		names[fold] = p.ID
	}
	return func(text string) (string, bool) {
		if id, ok := emails[strings.ToLower(text)]; ok {
			return id, true
		}
		id, ok := names[sales.Fold(text)]
		return id, ok && d.isMember(id)
	}
}

func (d *Desk) isMember(id string) bool {
	_, member := d.o.Org.HomeTeam(id)
	return member
}
