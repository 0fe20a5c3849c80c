package bot

import (
	"strconv"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// lights are the four headings at a glance.
func lights(scores []sales.Score) []i18n.Text {
	var out []i18n.Text
	for _, s := range scores {
		out = append(out, say("assess.light."+string(s.Light), "Heading", say("heading."+s.Heading), "Plus", s.Plus, "Of", s.Plus+s.Minus+s.Unknown))
	}
	return out
}

// scores are the headings as facts: how many are for us, against us and not
// known, how many stand without evidence and how many are stale.
func scores(list []sales.Score) []card.Fact {
	var out []card.Fact
	for _, s := range list {
		out = append(out, card.Fact{
			Label: say("heading." + s.Heading),
			Value: say("assess.score."+string(s.Light), "Plus", s.Plus, "Minus", s.Minus, "Unknown", s.Unknown, "Hollow", s.Hollow, "Stale", s.Stale),
		})
	}
	return out
}

// onCard is what a deal's card says of its assessment; short where nobody has
// answered yet.
func (b *Bot) onCard(v desk.View, r reader) []card.Block {
	a := v.Assess
	if a == nil || v.Deal.Outcome == sales.Void {
		return nil
	}
	var out []card.Block
	if v.Deal.Assess.Version > 0 {
		out = append(out, card.Block{Facts: scores(a.Scores)})
		out = append(out, b.gateLine(v)...)
	} else if v.Deal.IsOpen() {
		out = append(out, card.Block{Quiet: []i18n.Text{say("assess.not_yet")}})
	}
	for _, key := range a.Contradictions {
		out = append(out, card.Block{Text: say("rule." + key)})
	}
	out = append(out, b.request(v, r)...)
	out = append(out, b.loosened(v, r)...)
	out = append(out, worthPrompt(v, r)...)
	return append(out, b.best(v, r)...)
}

// worthPrompt asks on a deal's card whether it is still worth it, once for each
// gate that it has passed.
func worthPrompt(v desk.View, r reader) []card.Block {
	d := v.Deal
	w := d.Assess.Worth
	if d.Assess.Version == 0 || !d.IsOpen() || d.Stage.Index() == 0 || w != nil && w.Gate == d.Stage || !r.public && !v.May[org.Change] {
		return nil
	}
	to := func(verb, text string) card.Action {
		return card.Action{Verb: verb, Object: d.ID, Value: carry{text: text}.String()}
	}
	if w == nil || w.Verdict == sales.Manager {
		return []card.Block{{Items: []card.Item{{
			Main:   say("worth.ask", "Stage", stageName(d.Stage)),
			Button: &card.Button{Label: say("worth.button.ask"), Action: to(verbQuestion, stop{set: sales.HeadingWorth}.String())},
		}}}}
	}
	return []card.Block{
		{Text: say("worth.still", "Stage", stageName(d.Stage), "Verdict", say("worth.verdict."+string(w.Verdict)))},
		{Buttons: []card.Button{
			{Label: say("worth.button.unchanged"), Action: to(verbWeigh, string(w.Verdict))},
			{Label: say("worth.button.changed"), Action: to(verbQuestion, stop{set: sales.HeadingWorth}.String())},
		}},
	}
}

// gateLine is what the gate still lacks, in one line.
func (b *Bot) gateLine(v desk.View) []card.Block {
	g := v.Assess.Gate
	if g == nil || g.Stage == v.Deal.Stage {
		return nil
	}
	if g.Met() {
		return []card.Block{{Text: say("gate.open", "Stage", stageName(g.Stage), "Have", g.Have, "Of", g.Of)}}
	}
	return []card.Block{{Text: say("gate.lacks", "Stage", stageName(g.Stage), "Have", g.Have, "Plus", g.Plus, "Of", g.Of, "List", b.lackTexts(g.Lacks))}}
}

func (b *Bot) lackTexts(lacks []sales.Lack) []i18n.Text {
	var out []i18n.Text
	for _, l := range lacks {
		out = append(out, say("gate.lack."+l.Why, "Question", b.question(l.Question)))
	}
	return out
}

// lackItems are what a gate lacks, each with the button that mends it.
func (b *Bot) lackItems(v desk.View, may bool) []card.Item {
	g := v.Assess.Gate
	var out []card.Item
	for _, l := range g.Lacks {
		item := card.Item{
			Main:  b.question(l.Question),
			Quiet: say("gate.lack_is."+l.Why, "Mark", b.mark(l.Question, v.Deal.Assess.Answers[l.Question].Is())),
		}
		if may {
			verb, key, to := verbQuestion, "answer", stop{set: g.Heading, question: l.Question}
			if l.Why == sales.LackEvidence {
				verb, key, to.last = verbEvidence, "evidence", fromScore
			}
			item.Button = &card.Button{
				Label:  say("assess.button." + key),
				Action: act(verb, v.Deal.ID, to.String()),
			}
		}
		out = append(out, item)
	}
	return out
}

// best offers the question that is most worth asking next.
func (b *Bot) best(v desk.View, r reader) []card.Block {
	a := v.Assess
	if a.Best == nil || !v.Deal.IsOpen() || v.Deal.Hold != nil || v.Deal.Assess.Version == 0 {
		return nil
	}
	item := card.Item{Main: say("assess.best", "Question", b.question(a.Best.Question)), Quiet: say("assess.why." + a.Best.Why)}
	if r.public || v.May[org.Change] {
		go1 := stop{set: gateHeading(v), question: a.Best.Question}
		item.Button = &card.Button{Label: say("assess.button.answer"), Action: card.Action{Verb: verbQuestion, Object: v.Deal.ID, Value: carry{text: go1.String()}.String()}}
	}
	return []card.Block{{Items: []card.Item{item}}}
}

// request tells of an open wish to pass the gate; who may decide finds the
// buttons beside it.
func (b *Bot) request(v desk.View, r reader) []card.Block {
	q := v.Deal.Assess.Request
	if q == nil {
		return nil
	}
	out := []card.Block{{Text: say("gate.asked", "Who", label(b.desk.Person(q.By)), "Stage", stageName(q.Gate), "When", moment(q.At, "deal.unknown", r), "Reason", oneLine(q.Reason))}}
	if r.public || v.May[org.Decide] {
		out = append(out, card.Block{Buttons: decideButtons(v.Deal, q.ID)})
	}
	return out
}

func decideButtons(d sales.Deal, request string) []card.Button {
	return []card.Button{
		{Label: say("gate.button.approve"), Style: card.Primary, Action: act(verbApprove, d.ID, request)},
		{Label: say("gate.button.refuse"), Style: card.Danger, Action: act(verbRefuse, d.ID, request)},
	}
}

// loosened says that a passed gate no longer holds, and the three ways on.
func (b *Bot) loosened(v desk.View, r reader) []card.Block {
	if v.Deal.Assess.Loose == "" || !v.Deal.IsOpen() || !r.public && !v.May[org.Change] {
		return nil
	}
	return []card.Block{{Buttons: []card.Button{
		button(verbBack, v.Deal, card.Plain), button(verbHold, v.Deal, card.Plain),
		{Label: say("gate.button.keep"), Action: act(verbKeep, v.Deal.ID, "")},
	}}}
}

// scoreCard is a deal's assessment in full.
func (b *Bot) scoreCard(v desk.View, r reader, news ...i18n.Text) card.Card {
	d, a := v.Deal, v.Assess
	c := card.Card{
		Title:  say("assess.title", "Number", number(d), "Name", d.Name),
		Tone:   toneOf(v),
		Blocks: []card.Block{{Quiet: []i18n.Text{b.line(v, r).Quiet}}, {Facts: scores(a.Scores)}},
		Footer: news,
	}
	may := v.May[org.Change] && d.IsOpen()
	c.Blocks = append(c.Blocks, b.gateBlocks(v, may)...)
	for _, key := range a.Contradictions {
		c.Blocks = append(c.Blocks, card.Block{Text: say("rule." + key)})
	}
	c.Blocks = append(c.Blocks, b.request(v, r)...)
	if d.Assess.Loose != "" {
		c.Blocks = append(c.Blocks, card.Block{Text: b.warning(sales.Loosened, v, r)})
	}
	c.Blocks = append(c.Blocks, b.loosened(v, r)...)
	c.Blocks = append(c.Blocks, b.worth(v, may, r)...)
	for _, x := range d.Assess.Rivals {
		if x.Name != "" {
			c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{b.rivalLine(x)}})
		}
	}
	c.Blocks = append(c.Blocks, card.Block{Buttons: scoreButtons(v, may)})
	return c
}

func (b *Bot) rivalLine(x sales.Rival) i18n.Text {
	n := map[sales.Mark]int{}
	for _, m := range x.Marks {
		n[m]++
	}
	return say("assess.rival_sum", "Name", x.Name, "Plus", n[sales.Plus], "Minus", n[sales.Minus])
}

// gateBlocks are the gate's state, what it lacks with buttons, and the way on.
func (b *Bot) gateBlocks(v desk.View, may bool) []card.Block {
	g, d := v.Assess.Gate, v.Deal
	if g == nil {
		return nil
	}
	if g.Stage == d.Stage { // the last stage: nothing comes after it
		return []card.Block{{Text: say("gate.last", "Have", g.Have, "Of", g.Of)}}
	}
	if g.Met() {
		out := []card.Block{{Text: say("gate.open", "Stage", stageName(g.Stage), "Have", g.Have, "Of", g.Of)}}
		if may && d.Hold == nil {
			out = append(out, card.Block{Buttons: []card.Button{forwardButton(d, g.Stage)}})
		}
		return out
	}
	key := "gate.closed"
	if !v.Assess.Blocks {
		key = "gate.advises"
	}
	out := []card.Block{
		{Text: say(key, "Stage", stageName(g.Stage), "Have", g.Have, "Plus", g.Plus, "Of", g.Of)},
		{Items: b.lackItems(v, may)},
	}
	switch {
	case !may || d.Hold != nil || d.Assess.Request != nil:
	case v.Assess.Blocks:
		out = append(out, card.Block{Buttons: []card.Button{{Label: say("gate.button.ask"), Action: act(verbOverride, d.ID, "")}}})
	default:
		out = append(out, card.Block{Buttons: []card.Button{forwardButton(d, g.Stage)}})
	}
	return out
}

func forwardButton(d sales.Deal, to sales.Stage) card.Button {
	return card.Button{Label: say("deal.button.forward", "Stage", stageName(to)), Style: card.Primary, Action: act(verbForward, d.ID, string(d.Stage))}
}

// worth is what was decided about investing, or what the answers suggest.
func (b *Bot) worth(v desk.View, may bool, r reader) []card.Block {
	w, d := v.Deal.Assess.Worth, v.Deal
	suggest := v.Assess.Suggest
	var out []card.Block
	switch {
	case w != nil:
		out = append(out, card.Block{Text: say("worth.was", "Verdict", say("worth.verdict."+string(w.Verdict)), "Who", label(b.desk.Person(w.By)), "When", moment(w.At, "deal.unknown", r))})
	case suggest != "":
		out = append(out, card.Block{Text: say("worth.suggest", "Verdict", say("worth.verdict."+string(suggest)))})
	default:
		if !may {
			return nil
		}
		return []card.Block{{Buttons: []card.Button{{
			Label: say("worth.button.ask"), Action: act(verbQuestion, d.ID, stop{set: sales.HeadingWorth}.String()),
		}}}}
	}
	if may || v.May[org.Decide] && d.IsOpen() {
		out = append(out, card.Block{Buttons: b.worthButtons(v)})
	}
	return out
}

func (b *Bot) worthButtons(v desk.View) []card.Button {
	w, d := v.Deal.Assess.Worth, v.Deal
	var out []card.Button
	if w != nil && w.Gate != d.Stage && w.Verdict != sales.Manager {
		out = append(out, card.Button{Label: say("worth.button.unchanged"), Style: card.Primary, Action: act(verbWeigh, d.ID, string(w.Verdict))})
	}
	for _, x := range sales.Verdicts() {
		if w != nil && w.Verdict == x || x == sales.Manager && v.May[org.Decide] {
			continue
		}
		style := card.Plain
		if w == nil && x == v.Assess.Suggest {
			style = card.Primary
		}
		out = append(out, card.Button{Label: say("worth.verdict." + string(x)), Style: style, Action: act(verbWeigh, d.ID, string(x))})
	}
	return out
}

func scoreButtons(v desk.View, may bool) []card.Button {
	id, g := v.Deal.ID, gateHeading(v)
	var out []card.Button
	add := func(when bool, key, verb string, to stop, more bool) {
		if when {
			out = append(out, card.Button{Label: say("assess.button." + key), Action: act(verb, id, to.String()), More: more})
		}
	}
	add(may, "go_on", verbQuestion, stop{set: g}, false)
	add(may, "page", verbPage, stop{set: g}, false)
	add(may, "all", verbQuestion, stop{set: allQuestions}, false)
	add(true, "background", verbBackground, stop{}, true)
	add(true, "lookback", verbLookback, stop{}, true)
	add(may, "rival", verbRival, stop{set: g}, true)
	add(may && v.Assess.Renewed, "renew", verbRenew, stop{}, true)
	return append(out, card.Button{Label: say("say.button.card"), Action: act(verbShow, id, "")})
}

// finished is shown after the last question of a set: what the answers come to.
func (b *Bot) finished(q desk.Asked, at stop, r reader, news ...i18n.Text) card.Card {
	c := b.scoreCard(q.View, r, news...)
	c.Blocks = append([]card.Block{{Text: say("assess.done", "Heading", setName(at), "Count", strconv.Itoa(q.Of))}}, c.Blocks...)
	last := len(c.Blocks) - 1
	c.Blocks[last].Buttons = append([]card.Button{{
		Label: say("assess.button.evidence_last"), Action: act(verbEvidence, q.Deal.ID, stop{set: at.set, question: q.Question}.String()),
	}}, c.Blocks[last].Buttons...)
	return c
}

func setName(at stop) i18n.Text {
	if at.heading() == "" {
		return say("heading.all")
	}
	return say("heading." + at.set)
}
