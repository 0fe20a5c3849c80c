package bot

import (
	"context"
	"slices"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// Verbs of the assessment that only buttons say.
const (
	verbQuestion = "question" // shows one question of a set
	verbAnswer   = "answer"
	verbScore    = "score"
	verbRenew    = "renew"
	verbLookback = "lookback"
	verbWeigh    = "weigh"
	verbPage     = "page"     // the questions of a heading on one page
	verbEvidence = "evidence" // what was said, for one question
	verbRival    = "rival"
	verbOverride = "override"
	verbApprove  = "approve"
	verbRefuse   = "refuse"
	verbKeep     = "keep"
)

// stop is where somebody is in an assessment, as a button carries it.
type stop struct {
	set      string // the heading that is gone through, allQuestions for all
	question string
	mark     sales.Mark
	last     string // the question that was answered before this one
}

// fromScore as a stop's last says that its person comes from the scorecard and
// goes back there.
const fromScore = "score"

// allQuestions is the set of every question.
const allQuestions = "all"

func (s stop) String() string {
	return strings.Join([]string{s.set, s.question, string(s.mark), s.last}, "/")
}

func readStop(text string) stop {
	p := strings.SplitN(text, "/", 4)
	p = append(p, make([]string, 4-len(p))...)
	return stop{p[0], p[1], sales.Mark(p[2]), p[3]}
}

// heading is the set as the desk knows it.
func (s stop) heading() string {
	if s.set == allQuestions {
		return ""
	}
	return s.set
}

// onAssess begins or goes on with a deal's assessment at its current gate.
func (b *Bot) onAssess(ctx context.Context, t turn) (Reply, error) {
	v, text, ask, err := b.subject(ctx, t, true)
	if err != nil || ask != nil {
		return orAsk(ask, err)
	}
	set := gateHeading(v)
	switch folded(text) {
	case "history", "历史", "变化", "changes":
		return b.lookback(ctx, t, v.Deal.ID)
	case allQuestions, "全部", "20", "all 20":
		set = allQuestions
	}
	if !v.May[org.Change] || !v.Deal.IsOpen() {
		return t.tell(b.scoreCard(v, t.reader())), nil
	}
	return b.ask(ctx, t, v.Deal.ID, stop{set: set})
}

// gateHeading is the heading of the gate that a deal stands before.
func gateHeading(v desk.View) string {
	if v.Assess != nil && v.Assess.Gate != nil {
		return v.Assess.Gate.Heading
	}
	return sales.HeadingProject
}

// ask puts a question to the actor, in place of the one they answered.
func (b *Bot) ask(ctx context.Context, t turn, deal string, at stop, news ...i18n.Text) (Reply, error) {
	q, err := b.desk.Question(ctx, t.who, deal, at.heading(), at.question)
	if err != nil {
		return Reply{}, err
	}
	return t.tell(b.questionCard(q, at, t.reader(), news...)), nil
}

func (b *Bot) onQuestion(ctx context.Context, t turn) (Reply, error) {
	return b.ask(ctx, t, t.deal, readStop(t.carry.text))
}

// onAnswer takes a click on a mark and goes on to the next question. What
// somebody else answered meanwhile stays, and the question is put once more.
func (b *Bot) onAnswer(ctx context.Context, t turn) (Reply, error) {
	at := readStop(t.carry.text)
	a, err := b.desk.Answer(ctx, t.who, desk.Answering{
		Deal: t.deal, Question: at.question, Mark: at.mark, Set: at.heading(), Rev: t.Action.Version, Commit: t.ID,
	})
	if err != nil {
		return Reply{}, err
	}
	r := t.reader()
	if is := a.Deal.Assess.Answers[at.question]; !a.Taken {
		news := say("assess.meanwhile", "Who", label(b.desk.Person(is.By)), "Mark", b.mark(at.question, is.Is()), "When", moment(is.At, "deal.unknown", r))
		return t.tell(b.questionCard(a.Ask, stop{set: at.set, question: at.question}, r, news)), nil
	}
	news := say("assess.answered", "Question", b.question(at.question), "Mark", b.mark(at.question, at.mark))
	if a.Last {
		return t.tell(b.finished(a.Ask, at, r, news)), nil
	}
	return t.tell(b.questionCard(a.Ask, stop{set: at.set, question: a.Ask.Question, last: at.question}, r, news)), nil
}

// onScore shows the scorecard.
func (b *Bot) onScore(ctx context.Context, t turn) (Reply, error) {
	v, err := b.desk.View(ctx, t.who, t.deal)
	if err != nil {
		return Reply{}, err
	}
	return t.tell(b.scoreCard(v, t.reader())), nil
}

// onRenew takes the newest questions for a deal.
func (b *Bot) onRenew(ctx context.Context, t turn) (Reply, error) {
	if _, err := b.desk.Renew(ctx, t.who, t.deal, t.ID); err != nil {
		return Reply{}, err
	}
	return b.onScore(ctx, t)
}

// onWeigh records what is decided about investing in a deal.
func (b *Bot) onWeigh(ctx context.Context, t turn) (Reply, error) {
	verdict := sales.Verdict(t.carry.text)
	if !slices.Contains(sales.Verdicts(), verdict) {
		return b.stale(t), nil
	}
	done, err := b.desk.Weigh(ctx, t.who, t.deal, verdict, t.ID)
	if err != nil {
		return Reply{}, err
	}
	v, err := b.desk.View(ctx, t.who, t.deal)
	if err != nil {
		return Reply{}, err
	}
	news := say("worth.decided", "Who", t.who.Label(), "Verdict", say("worth.verdict."+string(verdict)))
	if done.Already {
		news = b.news(t.who, verbWeigh, done)
	}
	c := b.scoreCard(v, t.reader(), news)
	if verdict == sales.NotWorth && v.May[org.Change] && v.Deal.IsOpen() {
		c.Blocks = append(c.Blocks, card.Block{Text: say("worth.not_then")},
			card.Block{Buttons: []card.Button{button(verbHold, v.Deal, card.Primary), button(verbLost, v.Deal, card.Plain)}})
	}
	return t.tell(c), nil
}

// onPart opens a form about a part of a deal's assessment. The button brings
// where its person is, so that they come back there.
func (b *Bot) onPart(form string) answer {
	return func(ctx context.Context, t turn) (Reply, error) {
		if t.deal == "" || !t.Place.Can.Form {
			return Reply{}, fault.New(fault.NotFound, "error.expired")
		}
		at := readStop(t.carry.text)
		o := desk.Opening{Form: form, Deal: t.deal}
		switch form {
		case verbAssess:
			o.Part = at.heading()
		case verbEvidence:
			o.Part = at.question
		case verbApprove, verbRefuse:
			o.Part = t.carry.text
			at = stop{}
		case verbRival:
			o.Prefill = map[string]string{"question": at.question}
		}
		o.Context = t.context()
		o.Context[ctxStop] = at.String()
		opened, err := b.desk.Open(ctx, t.who, o)
		if err != nil {
			return Reply{}, err
		}
		return Reply{Form: &FormView{Form: opened.Form, State: opened.State}, Lang: t.who.Lang}, nil
	}
}

// afterAssess shows what a form of the assessment led to, where it was opened.
func (b *Bot) afterAssess(ctx context.Context, t turn, s desk.Submitted) (Reply, error) {
	at, r := readStop(s.Context[ctxStop]), t.reader()
	news := say("say.did."+s.Form, "Who", t.who.Label())
	if s.Done.Already || len(s.Done.Changes) == 0 {
		news = b.news(t.who, s.Form, s.Done)
	}
	var c card.Card
	if at.question != "" && at.last != fromScore && (s.Form == verbEvidence || s.Form == verbRival) {
		q, err := b.desk.Question(ctx, t.who, s.Done.Deal.ID, at.heading(), at.question)
		if err != nil {
			return Reply{}, err
		}
		c = b.questionCard(q, at, r, news)
	} else {
		v, err := b.desk.View(ctx, t.who, s.Done.Deal.ID)
		if err != nil {
			return Reply{}, err
		}
		c = b.scoreCard(v, r, news)
	}
	return Reply{Lang: t.who.Lang, After: []Post{answerTo(s.Context, c, t.who)}}, nil
}

// question is what a question asks; mark is an answer in the question's own words.
func (b *Bot) question(key string) i18n.Text { return say("form." + verbAssess + "." + key + ".label") }

func (b *Bot) mark(question string, m sales.Mark) i18n.Text {
	if m != sales.Plus && m != sales.Minus {
		return say("question.unknown")
	}
	return say("question."+question+"."+string(m), "Large", b.large)
}
