package bot

import (
	"context"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
)

// maxNameTokens is how many words of a line may be a deal's name before the
// text that is about it.
const maxNameTokens = 4

// subject finds the deal that a turn is about and the text that follows its
// name. When it is not one deal, the reply asks instead.
func (b *Bot) subject(ctx context.Context, t turn, takesText bool) (v desk.View, text string, ask *Reply, err error) {
	if t.deal != "" {
		v, err = b.desk.View(ctx, t.who, t.deal)
		return v, t.carry.text, nil, err
	}
	s := t.said
	if s.Object == "" && s.Rest == "" {
		ask, err = b.pickMine(ctx, t)
		return v, "", ask, err
	}
	found, text, err := b.resolve(ctx, t, takesText)
	switch {
	case err != nil:
	case len(found) == 1:
		if text == "" {
			text = t.carry.text
		}
		return found[0], text, nil, nil
	case len(found) == 0:
		ask, err = b.notFound(ctx, t)
	default:
		if text == "" {
			text = t.carry.text
		}
		r := t.tell(b.pickCard(t, say("say.pick_several", "Count", len(found)), found, text))
		ask = &r
	}
	return v, text, ask, err
}

// resolve looks a deal up by what was typed. Of a line such as "Acme North
// they agreed" it takes as many words for the name as still find something.
func (b *Bot) resolve(ctx context.Context, t turn, takesText bool) ([]desk.View, string, error) {
	s := t.said
	if s.Object != "" {
		found, err := b.lookUp(ctx, t, s.Object)
		if err != nil || len(found) > 0 || takesText || s.Rest == "" {
			return found, s.Rest, err
		}
		found, err = b.lookUp(ctx, t, s.Object+" "+s.Rest)
		return found, "", err
	}
	if !takesText {
		found, err := b.lookUp(ctx, t, s.Rest)
		return found, "", err
	}
	return b.resolveFront(ctx, t, s.Rest)
}

func (b *Bot) resolveFront(ctx context.Context, t turn, line string) (found []desk.View, text string, err error) {
	name, rest := "", line
	for range maxNameTokens {
		var token string
		token, rest = cutName(rest)
		name = strings.TrimSpace(name + " " + token)
		more, err := b.lookUp(ctx, t, name)
		if err != nil {
			return nil, "", err
		}
		if len(more) > 0 {
			found, text = more, rest
		}
		if rest == "" || (len(more) == 0 && len(found) > 0) {
			break
		}
	}
	return found, text, nil
}

// lookUp is Resolve without a complaint about deals that are not the person's.
func (b *Bot) lookUp(ctx context.Context, t turn, name string) ([]desk.View, error) {
	found, err := b.desk.Resolve(ctx, t.who, unquote(name))
	if fault.CodeOf(err) == fault.NotFound {
		return nil, nil
	}
	return found, err
}

// quotes are the pairs that people put around a name with spaces.
func quotes() []string { return []string{`""`, "“”", "「」", "『』", "‘’"} }

// cutName takes a name off a line: what is in quotes, else the first token.
func cutName(line string) (name, rest string) {
	for _, q := range quotes() {
		pair := []rune(q)
		if inner, ok := strings.CutPrefix(line, string(pair[0])); ok {
			if before, after, ok := strings.Cut(inner, string(pair[1])); ok {
				return before, trim(after)
			}
		}
	}
	return cutToken(line)
}

func unquote(s string) string {
	if name, rest := cutName(s); rest == "" {
		return name
	}
	return s
}

// notFound tells that no deal has that name, and what may help.
func (b *Bot) notFound(ctx context.Context, t turn) (*Reply, error) {
	if t.said.Loose {
		// The verb was only guessed: the line is talk, not a command.
		r, err := b.onUnknown(ctx, t)
		return &r, err
	}
	if t.Kind == Message { // a sentence may begin with a word that is a command's, too
		if r, heard, err := b.hear(ctx, t); heard || err != nil {
			return &r, err
		}
	}
	query := t.said.Object
	if query == "" {
		query = t.said.Rest
	}
	c := card.Card{Blocks: []card.Block{
		{Text: say("say.no_deal", "Query", short(query))},
		{Buttons: []card.Button{
			{Label: say("say.button.mine"), Action: listAction("mine", 0)},
			{Label: say("say.button.new_named", "Query", shorter(query)), Action: act(verbNew, "", cutToFit(query))},
		}},
	}}
	r := t.tell(c)
	return &r, nil
}
