package bot

import (
	"strconv"
	"strings"

	"dealmate/bot/card"
	"dealmate/desk"
	"dealmate/intake"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// columnsCard shows what each column is taken for, with a way to say otherwise.
func columnsCard(i desk.Import) card.Card {
	c := card.Card{Title: importTitle(i)}
	var items []card.Item
	for n, col := range i.Columns {
		items = append(items, card.Item{
			Main:   say("import.column", "Column", short(col.Label(n)), "Field", fieldName(col.Field)),
			Quiet:  say("import.samples", "Samples", samples(col)),
			Button: &card.Button{Label: say("import.button.change"), Action: act(verbColumns, i.ID, strconv.Itoa(n))},
		})
	}
	right := card.Button{Label: say("import.button.right"), Style: card.Primary, Action: act(verbColumns, i.ID, columnsRight)}
	c.Blocks = append(c.Blocks, card.Block{Buttons: []card.Button{right}}, card.Block{Items: items}) // of a hundred columns not all are shown
	return c
}

func fieldName(f intake.Field) i18n.Text {
	if f == intake.Unclear {
		return say("import.field.unclear")
	}
	return intake.FieldName(f)
}

// Most of what a preview shows; the file beside it has all.
const (
	mostProblems = 10
	mostWell     = 5
	mostMatched  = 8
	mostUnused   = 12
)

// checked gathers what a card shows of the rows' verdicts.
type checked struct {
	problems, well []desk.Judged
	owners         []string // in the order of the list
	ownerRows      map[string]int
	known, fresh   map[string]bool // customers
	names          []string        // of known customers
}

func newChecked() *checked {
	return &checked{ownerRows: map[string]int{}, known: map[string]bool{}, fresh: map[string]bool{}}
}

func (p *checked) add(j desk.Judged) {
	switch {
	case j.Verdict == desk.RowError || j.Verdict == desk.RowDuplicate:
		if len(p.problems) < mostProblems {
			p.problems = append(p.problems, j)
		}
	case len(p.well) < mostWell:
		p.well = append(p.well, j)
	}
	if j.Verdict != desk.RowNew {
		return
	}
	if j.Owner != "" {
		if p.ownerRows[j.Owner]++; p.ownerRows[j.Owner] == 1 {
			p.owners = append(p.owners, j.Owner)
		}
	}
	fold := sales.FoldCustomer(j.Customer)
	if !j.Known {
		p.fresh[fold] = true
	} else if !p.known[fold] {
		p.known[fold] = true
		p.names = append(p.names, j.Customer)
	}
}

// shown is how many rows the card itself shows.
func (p *checked) shown() int { return len(p.problems) + len(p.well) }

// checkedCard shows what would happen, before anything does.
func (b *Bot) checkedCard(i desk.Import, p *checked, r reader) card.Card {
	c := card.Card{Title: importTitle(i), Blocks: []card.Block{{Strong: CountsText(i.Counts)}}}
	c.Blocks = append(c.Blocks, b.understood(i, r)...)
	c.Blocks = append(c.Blocks, b.matched(p)...)
	for _, rows := range [][]desk.Judged{p.problems, p.well} {
		if len(rows) > 0 {
			c.Blocks = append(c.Blocks, card.Block{Items: judgedItems(rows)})
		}
	}
	if i.Rows > p.shown() {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{say("import.in_file", "Count", i.Rows)}})
	}
	return closeChecked(c, i)
}

// closeChecked puts what one can do below a preview, and what to know before.
func closeChecked(c card.Card, i desk.Import) card.Card {
	n := i.Counts[desk.RowNew] + i.Counts[desk.RowUpdate]
	var bs []card.Button
	var hints []i18n.Text
	if n > 0 {
		bs = append(bs, card.Button{Label: say("import.button.bring", "Count", n), Style: card.Primary, Action: act(verbBring, i.ID, "")})
		if i.Rows > n {
			hints = append(hints, say("import.hint_left"))
		}
		hints = append(hints, say("import.hint"))
	} else {
		c.Blocks = append(c.Blocks, card.Block{Text: NothingText(i.Counts)})
	}
	bs = append(bs, card.Button{Label: say("import.button.columns"), Action: act(verbColumns, i.ID, "")})
	c.Blocks = append(c.Blocks, card.Block{Buttons: bs})
	for _, h := range hints {
		c.Blocks = append(c.Blocks, card.Block{Quiet: []i18n.Text{h}})
	}
	return c
}

// understood is what each column is taken for; a heading that says just that stands alone.
func (b *Bot) understood(i desk.Import, r reader) []card.Block {
	var held, left []i18n.Text
	unused := 0
	for n, col := range i.Columns {
		label := short(col.Label(n))
		switch field := fieldName(col.Field); {
		case col.Field == intake.Skip:
			if unused++; unused <= mostUnused {
				left = append(left, raw(shorter(label)))
			}
		case sales.Fold(label) == sales.Fold(b.catalog.Say(r.lang, field)):
			held = append(held, raw(label))
		default:
			held = append(held, say("import.column", "Column", label, "Field", field))
		}
	}
	out := []card.Block{{Text: say("import.understood", "Columns", held)}}
	if len(left) > 0 {
		out = append(out, card.Block{Quiet: []i18n.Text{say("import.left_columns", "Columns", left, "More", unused-len(left))}})
	}
	return out
}

// matched are the people and customers that were recognised.
func (b *Bot) matched(p *checked) []card.Block {
	var people []i18n.Text
	for _, id := range p.owners[:min(len(p.owners), mostMatched)] {
		people = append(people, say("import.person", "Name", label(b.desk.Person(id)), "Count", p.ownerRows[id]))
	}
	var out []card.Block
	if len(people) > 0 {
		out = append(out, card.Block{Text: say("import.people", "People", people, "More", len(p.owners)-len(people))})
	}
	if n := len(p.known) + len(p.fresh); n > 0 {
		var names []string
		for _, name := range p.names[:min(len(p.names), mostMatched)] {
			names = append(names, shorter(name))
		}
		out = append(out, card.Block{Text: say("import.customers", "Count", n, "Known", len(p.known), "Names", names)})
	}
	return out
}

func judgedItems(rows []desk.Judged) []card.Item {
	var out []card.Item
	for _, j := range rows {
		out = append(out, card.Item{
			Main:  say("import.row."+string(j.Verdict), "Line", j.Line, "Name", short(RowName(j)), "Customer", shorter(j.Customer), "Amount", amountOrNone(j.Amount)),
			Quiet: ReasonText(j),
		})
	}
	return out
}

func stageOr(s sales.Stage) sales.Stage {
	if s == "" {
		return sales.Potential
	}
	return s
}

func dayOrNone(d sales.Date) i18n.Text {
	if d == "" {
		return i18n.Text{}
	}
	return say("deal.date", "Date", i18n.Date(d))
}

// progressCard tells how far an import is.
func progressCard(i desk.Import) card.Card {
	key, done, all := "import.running_card", i.Done, i.Rows
	if i.Phase == desk.Undoing {
		key, all = "import.undoing", i.Batches()
	}
	return card.Card{Title: importTitle(i), Blocks: []card.Block{{Text: say(key, "Bar", bar(done, all), "Done", done, "All", all)}}}
}

// bar is a bar of ten parts.
func bar(done, all int) string {
	n := 0
	if all > 0 {
		n = min(10, done*10/all)
	}
	return strings.Repeat("▓", n) + strings.Repeat("░", 10-n)
}

// ranCard tells what an import did, with the way back.
func ranCard(i desk.Import, r reader) card.Card {
	c := card.Card{Title: importTitle(i), Tone: card.Good, Blocks: []card.Block{
		{Strong: say("import.done")},
		{Text: CountsText(i.Counts)},
		{Text: leftRows(i)},
		{Buttons: []card.Button{
			{Label: say("say.button.mine"), Style: card.Primary, Action: card.Action{Verb: verbList, Value: "|" + scopeMine}},
			undoButton(i),
		}},
		{Quiet: []i18n.Text{say("import.undo_until", "When", moment(i.End.Add(desk.UndoWithin), "deal.unknown", r))}},
	}}
	return c
}

func undoButton(i desk.Import) card.Button {
	return card.Button{Label: say("import.button.undo"), Style: card.Danger, Action: act(verbTakeBack, i.ID, ""), Confirm: say("import.undo_sure")}
}

// leftRows names the rows that stayed out because of an error: the preview that showed
// them is this very message.
func leftRows(i desk.Import) i18n.Text {
	var rows []string
	for _, n := range i.Wrong {
		rows = append(rows, strconv.Itoa(n))
	}
	if len(rows) == 0 {
		return i18n.Text{}
	}
	return say("import.left_rows", "Rows", rows, "More", i.Counts[desk.RowError]-len(rows))
}

// undoneCard tells that an import was taken back, and what stays.
func undoneCard(i desk.Import) card.Card {
	return card.Card{Title: importTitle(i), Tone: card.Over, Blocks: []card.Block{
		{Text: say("import.undone", "Kept", i.Counts[desk.RowKept])},
		{Buttons: []card.Button{{Label: say("import.button.again"), Action: beside(verbImport, "")}}},
	}}
}
