package bot

import (
	"context"
	"slices"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/intake"
	"dealmate/internal/i18n"
	"dealmate/internal/sheet"
	"dealmate/sales"
)

// Verbs of lists of deals that people bring. import is a word; the others only buttons
// say, about an import.
const (
	verbImport   = "import"
	verbColumn   = "column"    // answers what was unclear: key=value
	verbColumns  = "columns"   // shows what each column holds; with an index, asks it
	verbBring    = "bring"     // takes the rows in
	verbTakeBack = "take_back" // undoes it
	verbTemplate = "template"  // gives an empty list
)

// onImport begins with a pasted list, or says how to bring one.
func (b *Bot) onImport(ctx context.Context, t turn) (Reply, error) {
	text, ok := b.words.pasted(t.Text)
	if t.Kind == Click || !ok {
		return t.tell(howToImport()), nil
	}
	i, err := b.desk.BeginImport(ctx, t.who, desk.Brought{Text: text}, ListRows([]byte(text)), t.ID)
	if err != nil {
		return Reply{}, err
	}
	if _, err := b.desk.TakeImport(ctx, t.who, i.ID, desk.StepCheck, sales.Place{}, t.ID+"|check"); err != nil {
		return Reply{}, err
	}
	return t.tell(card.Say(say("import.reading"))), nil
}

func howToImport() card.Card {
	return card.Card{Title: say("import.title"), Blocks: []card.Block{
		{Text: say("import.how")},
		{Text: say("import.columns_known")},
		{Buttons: []card.Button{
			{Label: say("import.button.template"), Action: card.Action{Verb: verbTemplate}},
			{Label: say("say.button.new"), Action: act(verbNew, "", "")},
		}},
	}}
}

// onTemplate gives an empty list with the headings that are understood.
func (b *Bot) onTemplate(_ context.Context, t turn) (Reply, error) {
	var heads []string
	for _, f := range intake.Fields() {
		if f != intake.Skip && f != intake.Number {
			heads = append(heads, b.catalog.Say(t.who.Lang, intake.FieldName(f)))
		}
	}
	data, err := sheet.XLSX(sheet.Table{Name: b.catalog.Say(t.who.Lang, say("export.deals")), Head: heads})
	if err != nil {
		return Reply{}, err
	}
	p := answerTo(t.context(), card.Say(say("import.template")), t.who)
	p.File = &File{Name: b.catalog.Say(t.who.Lang, say("import.template_name")) + ".xlsx", Data: data}
	return Reply{Lang: t.who.Lang, After: []Post{p}}, nil
}

// pasted is the list in a message: what follows the word for importing, or a text of
// several lines with tabs, as a sheet's rows are copied. Its blanks are kept: an empty
// first cell is a cell.
func (l lexicon) pasted(line string) (text string, ok bool) {
	rest, said := l.behindImport(line)
	if said {
		rest = strings.TrimLeft(rest, " \u3000:：\r\n")
		return rest, strings.ContainsAny(rest, "\t\n") || strings.ContainsAny(rest, ",，;；")
	}
	lines := strings.Split(strings.TrimRight(line, "\r\n"), "\n")
	if len(lines) < 2 {
		return "", false
	}
	for _, one := range lines {
		if !strings.Contains(one, "\t") {
			return "", false
		}
	}
	return line, true
}

// behindImport is what follows the word for importing.
func (l lexicon) behindImport(line string) (string, bool) {
	runes, f := []rune(line), folded(line)
	for _, prefix := range []string{"/deal ", "/商机", ""} {
		if !strings.HasPrefix(f, prefix) {
			continue
		}
		for _, c := range l.commands {
			if c.verb != verbImport {
				continue
			}
			for _, w := range c.words {
				if rest, ok := strings.CutPrefix(f, prefix+w); ok && (rest == "" || ends([]rune(w), []rune(rest)[0])) {
					return string(runes[len([]rune(prefix+w)):]), true
				}
			}
		}
	}
	return "", false
}

// onColumn takes an answer about the list, and asks the next or has the rows checked.
func (b *Bot) onColumn(ctx context.Context, t turn) (Reply, error) {
	key, value, _ := cutLast(t.carry.text, "=")
	i, err := b.desk.AnswerImport(ctx, t.who, t.deal, key, value, t.ID)
	if err != nil {
		return Reply{}, err
	}
	return b.goOn(ctx, t, i)
}

// cutLast splits a text at the last separator: a stage's name may have one itself.
func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// goOn asks what is unclear about the columns; when nothing is, the rows are looked at.
func (b *Bot) goOn(ctx context.Context, t turn, i desk.Import) (Reply, error) {
	if q, ask := i.Next(); ask {
		return t.tell(questionOf(i, q)), nil
	}
	if _, err := b.desk.TakeImport(ctx, t.who, i.ID, desk.StepCheck, t.shownAt(), t.ID+"|check"); err != nil {
		return Reply{}, err
	}
	return t.tell(card.Card{Title: importTitle(i), Blocks: []card.Block{{Text: say("import.checking")}}}), nil
}

// shownAt is the message that was clicked, which goes on to tell how far an import is.
func (t turn) shownAt() sales.Place {
	if t.Place.Ephemeral {
		return sales.Place{}
	}
	return sales.Place{Platform: t.Place.Platform, Channel: t.Place.Channel, Message: t.Place.Message}
}

// columnsRight says of the columns that they are as shown.
const columnsRight = "right"

// onColumns shows what each column holds, or asks about one again.
func (b *Bot) onColumns(ctx context.Context, t turn) (Reply, error) {
	i, err := b.desk.Import(ctx, t.who, t.deal)
	if err != nil {
		return Reply{}, err
	}
	if t.carry.text == columnsRight {
		return b.goOn(ctx, t, i)
	}
	if n := pageOf(t.carry); t.carry.text != "" && n < len(i.Columns) {
		return t.tell(questionOf(i, i.AboutColumn(n))), nil
	}
	return t.tell(columnsCard(i)), nil
}

// onBring has the rows taken in.
func (b *Bot) onBring(ctx context.Context, t turn) (Reply, error) {
	return b.takeStep(ctx, t, desk.StepRun)
}

// onTakeBack has an import undone.
func (b *Bot) onTakeBack(ctx context.Context, t turn) (Reply, error) {
	return b.takeStep(ctx, t, desk.StepUndo)
}

func (b *Bot) takeStep(ctx context.Context, t turn, step string) (Reply, error) {
	i, err := b.desk.TakeImport(ctx, t.who, t.deal, step, t.shownAt(), t.ID)
	if err != nil {
		return Reply{}, err
	}
	return t.tell(progressCard(i)), nil
}

// isSheet reports whether a file's name is that of a list.
func isSheet(ext string) bool {
	return slices.Contains([]string{".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls"}, strings.ToLower(ext))
}

func importTitle(i desk.Import) i18n.Text {
	return say("import.of", "Name", short(i.Name))
}
