package bot

import (
	"context"
	"slices"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/org"
)

// byID marks a carried text that is a person's ID, not a typed name.
const byID = "id:"

// onAssign gives a deal a new owner: at once when a person is named, else by
// a form.
func (b *Bot) onAssign(ctx context.Context, t turn) (Reply, error) {
	t, named := b.mentioned(ctx, t)
	v, text, ask, err := b.subject(ctx, t, !named)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	if text == "" {
		return b.formFor(ctx, t, v)
	}
	found := b.peopleNamed(text)
	if len(found) != 1 {
		return b.whichPerson(t, v, text, found), nil
	}
	done, err := b.desk.Assign(ctx, t.who, v.Deal.ID, found[0].ID, t.ID)
	if err != nil {
		return Reply{}, err
	}
	return b.done(ctx, t, verbAssign, done)
}

// mentioned takes a mention of somebody out of the line; what is left names
// the deal.
func (b *Bot) mentioned(ctx context.Context, t turn) (turn, bool) {
	before, rest, ok := strings.Cut(t.said.Rest, "<@")
	if !ok {
		return t, false
	}
	user, after, ok := strings.Cut(rest, ">")
	if !ok {
		return t, false
	}
	user, _, _ = strings.Cut(user, "|")
	t.carry.text = byID
	t.carry.text += b.colleague(ctx, User{Platform: t.User.Platform, ID: user})
	t.said.Rest = trim(withoutTo(before) + " " + after)
	if n, more, ok := cutNumber(t.said.Rest, false); ok && t.said.Object == "" {
		t.said.Object, t.said.Rest = n, more
	}
	if t.said.Object != "" {
		t.said.Rest = ""
	}
	return t, true
}

// colleague is the person behind a mention, "" for a stranger. Somebody who was
// never seen before is looked up now.
func (b *Bot) colleague(ctx context.Context, u User) string {
	p, known := b.desk.ByUser(u.Platform, u.ID)
	if known {
		return p.ID
	}
	if err := b.introduce(ctx, u); err != nil {
		b.log.Info("mention of somebody unknown", "platform", u.Platform, "user", u.ID, "err", err)
		return ""
	}
	p, _ = b.desk.ByUser(u.Platform, u.ID)
	return p.ID
}

// withoutTo drops the little word between a deal and a person.
func withoutTo(s string) string {
	s = trim(s)
	for _, w := range []string{"给", "to"} {
		if f := folded(s); f == w || strings.HasSuffix(f, " "+w) {
			return trim(s[:len(s)-len(w)])
		}
	}
	return s
}

// peopleNamed finds who is meant by an ID, an e-mail or a name; an exact name
// wins over the beginning of one.
func (b *Bot) peopleNamed(text string) []org.Person {
	if id, ok := strings.CutPrefix(text, byID); ok {
		if p := b.desk.Person(id); p.Email != "" {
			return []org.Person{p}
		}
		return nil
	}
	want := folded(trim(text))
	for _, w := range []string{"to ", "给"} {
		want = strings.TrimSpace(strings.TrimPrefix(want, w))
	}
	want = strings.TrimPrefix(want, "@")
	var exact, begins []org.Person
	for _, p := range b.everybody() {
		switch name := folded(p.Label()); {
		case want == "":
		case name == want, strings.EqualFold(p.Email, want):
			exact = append(exact, p)
		case strings.HasPrefix(name, want):
			begins = append(begins, p)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return begins
}

// everybody lists the people who may own a deal, each once.
func (b *Bot) everybody() []org.Person {
	var ids []string
	for _, team := range b.desk.Org().Teams {
		for _, id := range team.PeopleOf() {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	out := make([]org.Person, len(ids))
	for i, id := range ids {
		out[i] = b.desk.Person(id)
	}
	return out
}

// whichPerson asks again when nobody or several people have that name.
func (b *Bot) whichPerson(t turn, v desk.View, text string, found []org.Person) Reply {
	var bs []card.Button
	for _, p := range found[:min(len(found), 5)] {
		bs = append(bs, card.Button{Label: raw(p.Label()), Action: act(verbAssign, v.Deal.ID, byID+p.ID)})
	}
	bs = append(bs, card.Button{Label: say("say.button.choose_person"), Action: act(verbAssign, v.Deal.ID, "")})
	question := say("say.pick_person", "Number", number(v.Deal))
	if len(found) == 0 {
		question = say("say.no_person", "Query", short(strings.TrimPrefix(text, byID)))
	}
	return t.tell(card.Card{Blocks: []card.Block{{Text: question}, {Buttons: bs}}})
}
