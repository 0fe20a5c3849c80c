package bot

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/chart"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// DefaultDeadline is how long an answer may take before the person is told
// that the store is away; a platform waits three seconds.
const DefaultDeadline = 2300 * time.Millisecond

// Options is what a Bot needs.
type Options struct {
	Desk      Desk
	Platforms map[string]Platform // by name, as User.Platform has it
	Catalog   *i18n.Catalog
	Now       func() time.Time
	NewID     func() string // for errors that a person can quote
	Log       *slog.Logger
	// Limits are the configured numbers of the stages, for the words of warnings.
	Limits map[sales.Stage]sales.Limits
	// Large is what counts as large business in questions 16 and 17.
	Large i18n.Money
	// WonMeans is when a deal counts as won: "signed", "awarded" or "paid"; "" is signed.
	WonMeans string
	// Pen gives what draws charts for places that draw none, once it is needed; nil
	// leaves them to their tables.
	Pen func() *chart.Pen
	// Deadline is how long Handle may take, DefaultDeadline when zero.
	Deadline time.Duration
}

// Bot answers events.
type Bot struct {
	desk      Desk
	platforms map[string]Platform
	catalog   *i18n.Catalog
	now       func() time.Time
	newID     func() string
	log       *slog.Logger
	limits    map[sales.Stage]sales.Limits
	large     i18n.Money
	deadline  time.Duration
	pen       func() *chart.Pen
	wonMeans  string
	words     lexicon
	verbs     map[string]answer
	errands   map[string]delivery
	unsent    *unsent
}

// answer is one feature: it turns what was said or clicked into a reply.
type answer func(ctx context.Context, t turn) (Reply, error)

// delivery sends one kind of the outbox's messages.
type delivery func(ctx context.Context, d Errand) error

// turn is one event of somebody who is known.
type turn struct {
	Event
	who  desk.Who
	said said
	// deal is the ID of the record a button is about, "" where a text names it.
	deal string
	// carry is what else a button brought.
	carry carry
}

// New makes a Bot.
func New(o Options) *Bot {
	if o.Deadline == 0 {
		o.Deadline = DefaultDeadline
	}
	if o.Limits == nil {
		o.Limits = sales.DefaultLimits()
	}
	b := &Bot{
		desk: o.Desk, platforms: o.Platforms, catalog: o.Catalog, now: o.Now, newID: o.NewID,
		log: o.Log, limits: o.Limits, large: o.Large, deadline: o.Deadline, pen: o.Pen, wonMeans: o.WonMeans, words: newLexicon(), unsent: newUnsent(),
	}
	b.verbs = map[string]answer{
		verbNew: b.onNew, verbList: b.onList, verbFind: b.onFind, verbShow: b.onShow,
		verbEdit: b.onForm, verbNote: b.onNote, verbStage: b.onStage, verbForward: b.onForward,
		verbBack: b.onForm, verbWon: b.onForm, verbLost: b.onForm, verbHold: b.onForm,
		verbVoid: b.onForm, verbReopen: b.onReopen, verbAssign: b.onAssign,
		verbHistory: b.onHistory, verbSettings: b.onSettings, verbHelp: b.onHelp,
		verbAssess: b.onAssess, verbQuestion: b.onQuestion, verbAnswer: b.onAnswer, verbScore: b.onScore,
		verbRenew: b.onRenew, verbLookback: b.onLookback, verbWeigh: b.onWeigh,
		verbPage: b.onPart(verbAssess), verbEvidence: b.onPart(verbEvidence), verbRival: b.onPart(verbRival),
		verbOverride: b.onPart(verbOverride), verbApprove: b.onPart(verbApprove), verbRefuse: b.onPart(verbRefuse),
		verbKeep: b.onPart(verbKeep), verbBackground: b.onBackground, verbWrite: b.onWrite,
		verbPlan: b.onPlan, verbDone: b.onDone, verbReplan: b.onActivity(verbPlan), verbAfter: b.onActivity(verbAfter),
		verbCallOff: b.onCallOff, verbSnooze: b.onSnooze, verbReword: b.onReword, verbSuggest: b.onSuggest, verbFill: b.onFill,
		verbAgreeHold: b.onAgreeHold, verbUnhold: b.onActivity(verbUnhold),
		verbCalendar: b.onCalendar, verbConnect: b.onConnect, verbReadNow: b.onReadNow, verbStop: b.onStop, verbTake: b.onTake, verbNotOurs: b.onNotOurs,
		verbInquire: b.onActivity(verbInquire), verbReply: b.onActivity(verbReply),
		verbDigest: b.onDigest, verbSection: b.onSection, verbExplain: b.onExplain, verbFunnel: b.onFunnel,
		verbForecast: b.onForecast, verbJudge: b.onJudge, verbSheet: b.onSheet, verbExport: b.onExport, verbWeek: b.onWeek, verbSendWeek: b.onSendWeek,
		verbAbout: b.onAbout, verbConfirm: b.onConfirm, verbHeardForm: b.onHeardForm,
		verbImport: b.onImport, verbColumn: b.onColumn, verbColumns: b.onColumns, verbBring: b.onBring, verbTakeBack: b.onTakeBack, verbTemplate: b.onTemplate,
		verbMethod: b.onMethod, verbOverview: b.onOverview, verbSay: b.onSay, verbTour: b.onTour,
	}
	b.errands = map[string]delivery{
		kindAssigned:     b.deliverAssigned,
		kindHoldEnded:    b.deliverHoldEnded,
		kindRefresh:      b.deliverRefresh,
		kindAnnounce:     b.deliverAnnounce,
		kindLink:         b.deliverLink,
		kindGateAsked:    b.deliverGateAsked,
		kindGateDecided:  b.deliverGateDecided,
		kindWorthAsked:   b.deliverWorth,
		kindWorthDecided: b.deliverWorth,
		kindAsked:        b.deliverAsked,
		kindReplied:      b.deliverReplied,
		kindMeeting:      b.deliverMeeting,
		kindHoldAsked:    b.deliverHoldAsked,
		kindHoldDecided:  b.deliverHoldDecided,
		kindFeed:         b.deliverFeed,
		kindDigest:       b.deliverDigest,
		kindWon:          b.deliverWon,
		kindExport:       b.deliverExport,
		kindWeekly:       b.deliverWeekly,
		kindUpload:       b.deliverUpload,
		kindImport:       b.deliverImport,
		kindHeard:        b.deliverHeard,
		kindPreview:      b.deliverPreview,
		kindBundle:       b.deliverBundle,
		kindQuestion:     b.deliverQuestion,
	}
	for _, topic := range []string{askAwarded, askFinished, askClosed, askTransfer} {
		b.verbs[verbAsk+topic] = b.onAsked(topic)
	}
	return b
}

var _ Handler = (*Bot)(nil)

// Handle answers an event. It never fails and never takes longer than the
// deadline, as far as what it asks honours its context.
func (b *Bot) Handle(ctx context.Context, e Event) (r Reply) {
	ctx, cancel := context.WithTimeout(ctx, b.deadline)
	defer cancel()
	lang := b.langOf(e.User)
	defer func() {
		if p := recover(); p != nil {
			b.log.Error("panic", "event", e.Kind, "id", e.ID, "panic", p, "stack", string(debug.Stack()))
			r = b.fail(e, lang, fmt.Errorf("panic: %v", p))
		}
	}()
	who, err := b.gate(ctx, e)
	if err != nil {
		return b.fail(e, lang, err)
	}
	r, err = b.route(ctx, e, who)
	if err != nil {
		r = b.fail(e, who.Lang, err)
	}
	if r.Lang == "" {
		r.Lang = who.Lang
	}
	return r
}

// langOf is a user's language before, or without, knowing who they are.
func (b *Bot) langOf(u User) i18n.Lang {
	lang := b.desk.LangOf(u.Platform, u.ID)
	if _, known := b.desk.ByUser(u.Platform, u.ID); known {
		return lang
	}
	return i18n.ParseLang(u.Locale, lang)
}

func (b *Bot) route(ctx context.Context, e Event, who desk.Who) (Reply, error) {
	t := turn{Event: e, who: who}
	switch e.Kind {
	case Command, Message:
		if len(e.Files) > 0 {
			return b.onFiles(ctx, t)
		}
		return b.typed(ctx, t, e.Text)
	case Click, Shortcut:
		return b.clicked(ctx, t)
	case Submit:
		return b.onSubmit(ctx, t)
	case Dismiss:
		b.dismiss(ctx, t)
		return Reply{}, nil
	case Home:
		return b.onHome(ctx, t)
	}
	return Reply{}, fmt.Errorf("bot: event of kind %q", e.Kind)
}

// typed answers a line that was typed.
func (b *Bot) typed(ctx context.Context, t turn, line string) (Reply, error) {
	if t.Kind == Message {
		line = withoutMention(line)
	}
	t.Text = line
	if _, ok := b.words.pasted(line); ok && (t.Forwarded == nil || t.Forwarded.Own != "") {
		return b.onImport(ctx, t)
	}
	t.said = b.words.parse(line)
	if t.Forwarded != nil && !b.words.parse(withoutMention(t.Forwarded.Own)).asks(t.said) {
		t.said = said{Rest: line} // only what others wrote makes it a command
	}
	if t.Kind == Message && t.said.isProse() {
		if r, heard, err := b.hear(ctx, t); heard || err != nil {
			return r, err
		}
	}
	if t.said.Ask != "" {
		return b.onAmbiguous(ctx, t)
	}
	if a, ok := b.verbs[t.said.Verb]; ok {
		return a(ctx, t)
	}
	return b.onUnknown(ctx, t)
}

// withoutMention drops the bot's name from the front of a message to it.
func withoutMention(line string) string {
	line = trim(line)
	if strings.HasPrefix(line, "<@") {
		if _, rest, ok := strings.Cut(line, ">"); ok {
			return trim(rest)
		}
	}
	return line
}

// clicked answers a button or a shortcut.
func (b *Bot) clicked(ctx context.Context, t turn) (Reply, error) {
	t.said = said{Verb: t.Action.Verb}
	t.deal = t.Action.Object
	t.carry = readCarry(t.Action.Value)
	a, ok := b.verbs[t.Action.Verb]
	if !ok {
		return b.stale(t), nil
	}
	return a(ctx, t)
}

// onSay answers a button that stands for a typed line.
func (b *Bot) onSay(ctx context.Context, t turn) (Reply, error) {
	line := t.Action.Value
	t.deal, t.Action, t.carry = "", card.Action{}, carry{here: t.Place.isAlone()}
	return b.typed(ctx, t, line)
}

// dismiss ends a form that was closed. Nothing is left to tell the person, and
// a form that cannot be ended now is swept later.
func (b *Bot) dismiss(ctx context.Context, t turn) {
	if err := b.desk.Cancel(ctx, t.who, t.Dialog); err != nil {
		b.log.Warn("form not cancelled", "dialog", t.Dialog, "err", err)
	}
}

// Sent remembers where a card went, so that it follows its deal.
func (b *Bot) Sent(ctx context.Context, p Post, s Sent) {
	if p.Track == "" || s.Message == "" || p.To.Answer != "" {
		return
	}
	place := sales.Place{
		Deal: p.Track, Platform: p.To.Platform, Channel: s.Channel, Message: s.Message, Lang: string(p.Lang),
		Person: p.Reader, Drawn: p.Drawn,
	}
	if err := b.desk.Track(ctx, place); err != nil {
		b.log.Warn("card not tracked", "deal", p.Track, "channel", s.Channel, "err", err)
	}
}
