package bot

import (
	"context"
	"errors"
	"path"
	"strings"
	"time"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/internal/sheet"
	"dealmate/sales"
)

// kindImport has an import go on: import, step.
const kindImport = "import"

// importWithin is how long one step may take: longer than a message has, shorter than
// the lease under which it is sent.
const importWithin = 45 * time.Second

// Rows and batches of an import that one step takes; after each its message is redrawn.
// Each step reads the list from its beginning, so that few are better than many.
const (
	rowsAStep    = 5000
	batchesAStep = 40
)

// deliverImport does the next step of an import and shows how far it is, in one message.
func (b *Bot) deliverImport(ctx context.Context, d Errand) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), importWithin)
	defer cancel()
	who, to, err := b.addressee(d.Destination)
	if err != nil {
		return err
	}
	who.From = to.Platform
	i, err := b.desk.Import(ctx, who, d.Facts["import"])
	if err != nil {
		return err
	}
	var data []byte
	if d.Facts["step"] != desk.StepUndo { // what was taken in is undone without its list, which may be gone
		if data, err = b.listOf(ctx, i); err != nil {
			return b.importFailed(ctx, d, who, to, i, err)
		}
	}
	return b.importStep(ctx, d, who, to, i, data)
}

func (b *Bot) importStep(ctx context.Context, d Errand, who desk.Who, to Target, i desk.Import, data []byte) error {
	var c card.Card
	var err error
	r := reader{lang: who.Lang, zone: zoneOf(who.Zone)}
	switch d.Facts["step"] {
	case desk.StepRun:
		i, err = b.desk.RunImport(ctx, who, i.ID, ListRows(data), rowsAStep, d.ID)
	case desk.StepUndo:
		reason := b.catalog.Say(who.Lang, say("import.undo_reason", "Name", short(i.Name)))
		i, err = b.desk.UndoImport(ctx, who, i.ID, reason, batchesAStep, d.ID)
	default:
		return b.checkImport(ctx, d, who, to, i, data)
	}
	if err != nil {
		return b.importFailed(ctx, d, who, to, i, err)
	}
	switch i.Phase {
	case desk.Ran:
		c = ranCard(i, r)
	case desk.Undone:
		c = undoneCard(i)
	default:
		c = progressCard(i)
	}
	return b.showImport(ctx, d, who, to, i, c)
}

// listOf is the list of an import: its text, or its file, read again from where it is.
func (b *Bot) listOf(ctx context.Context, i desk.Import) ([]byte, error) {
	if i.Text != "" {
		return []byte(i.Text), nil
	}
	platform, ok := b.platforms[i.Platform]
	if !ok {
		return nil, fault.New(fault.NotFound, "error.expired")
	}
	return fetched(ctx, platform, i.Ref)
}

// checkImport shows what is to be asked, or every row's verdict: the first on the card,
// all in a file beside it.
func (b *Bot) checkImport(ctx context.Context, d Errand, who desk.Who, to Target, i desk.Import, data []byte) error {
	x, err := newVerdicts(b, who.Lang)
	if err != nil {
		return err
	}
	p := newChecked()
	i, err = b.desk.CheckImport(ctx, who, i.ID, ListRows(data), func(j desk.Judged) error {
		p.add(j)
		return x.add(j)
	})
	if err != nil {
		return errors.Join(b.importFailed(ctx, d, who, to, i, err), x.book.Close())
	}
	if q, ask := i.Next(); ask {
		return errors.Join(b.showImport(ctx, d, who, to, i, questionOf(i, q)), x.book.Close())
	}
	if i.Rows <= p.shown() {
		return errors.Join(b.showImport(ctx, d, who, to, i, b.checkedCard(i, p, reader{lang: who.Lang, zone: zoneOf(who.Zone)})), x.book.Close())
	}
	file, err := x.book.Bytes()
	if err != nil {
		return err
	}
	if err := b.showImport(ctx, d, who, to, i, b.checkedCard(i, p, reader{lang: who.Lang, zone: zoneOf(who.Zone)})); err != nil {
		return err
	}
	f := d
	f.ID += "|file"
	name := strings.TrimSuffix(i.Name, path.Ext(i.Name))
	if name == "" {
		name = b.catalog.Say(who.Lang, say("import.template_name"))
	}
	return b.post(ctx, f, Post{To: to, Lang: who.Lang, File: &File{Name: name + "-" + b.catalog.Say(who.Lang, say("import.file")) + ".xlsx", Data: file}, Card: card.Say(say("import.file_here"))})
}

// verdicts is a file of every row's verdict.
type verdicts struct {
	say  func(i18n.Text) string
	book *sheet.Book
	rows *sheet.Rows
}

func newVerdicts(b *Bot, lang i18n.Lang) (*verdicts, error) {
	x := &verdicts{say: func(t i18n.Text) string { return b.catalog.Say(lang, t) }}
	var err error
	if x.book, err = sheet.NewBook(); err != nil {
		return nil, err
	}
	x.rows, err = x.book.Sheet(x.say(say("import.file")), heads(x.say, "import.line", "import.verdict", "import.field.name", "import.field.customer", "import.field.number", "import.why")...)
	return x, err
}

func (x *verdicts) add(j desk.Judged) error {
	n := ""
	if j.Deal.ID != "" {
		n = number(j.Deal)
	}
	return x.rows.Add(sheet.Count(j.Line), sheet.Text(x.say(say("import.verdict."+string(j.Verdict)))), sheet.Text(RowName(j)), sheet.Text(j.Customer), sheet.Text(n), sheet.Text(x.say(ReasonText(j))))
}

// showImport draws an import's message anew, or posts it and remembers where it is.
func (b *Bot) showImport(ctx context.Context, d Errand, who desk.Who, to Target, i desk.Import, c card.Card) error {
	if i.At.Message != "" {
		at := Target{Platform: i.At.Platform, Channel: i.At.Channel}
		_, err := b.send(ctx, Post{To: at, Lang: who.Lang, Card: c, Update: i.At.Message})
		if err == nil || !isPermanent(err) {
			return err
		} // the message is gone: another one tells
	}
	sent, err := b.postAt(ctx, d, Post{To: to, Lang: who.Lang, Card: c})
	if err != nil || sent.Message == "" {
		return err
	}
	return b.desk.ShownImport(ctx, who, i.ID, sales.Place{Platform: to.Platform, Channel: sent.Channel, Message: sent.Message}, "shown|"+d.ID)
}

func isPermanent(err error) bool {
	var p Permanent
	return errors.As(err, &p) && p.Permanent()
}

// importFailed tells who brought the list what is wrong with it, in one sentence; a store
// or platform that is away is asked again.
func (b *Bot) importFailed(ctx context.Context, d Errand, who desk.Who, to Target, i desk.Import, err error) error {
	f, said := fault.As(err)
	if !said || f.Code == fault.Unavailable || f.Code == fault.Internal {
		return err
	}
	b.log.Info("list not taken in", "person", who.ID, "err", err)
	buttons := []card.Button{{Label: say("import.button.again"), Action: beside(verbImport, "")}}
	if i.Phase == desk.Running {
		stopped, err := b.desk.StopImport(ctx, who, i.ID)
		if err != nil {
			return err
		}
		if i = stopped; i.Done > 0 {
			buttons = append(buttons, undoButton(i))
		}
	}
	if f.Key == "import.lacks" { // it asks to say which column that is
		buttons = append([]card.Button{{Label: say("import.button.columns"), Style: card.Primary, Action: act(verbColumns, i.ID, "")}}, buttons...)
	}
	return b.showImport(ctx, d, who, to, i, card.Card{Title: importTitle(i), Tone: card.Bad, Blocks: []card.Block{
		{Text: i18n.Text{Key: f.Key, Args: f.Args}}, {Buttons: buttons},
	}})
}
