package slack

import (
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// table draws a table block where there can be one: once in a message. Elsewhere
// its rows are lines; columns of Chinese and Latin letters do not line up even
// in a fixed-width font, so none is tried.
func (d *drawer) table(t card.Table) {
	if d.basic || !d.tables || d.on != onMessage || d.hasTable() || len(t.Head) > maxTableColumns || len(t.Head) == 0 {
		d.tableLines(t)
		return
	}
	b := &slack.TableBlock{Type: slack.MBTTable}
	room := maxTableText
	cut := false
	for i, row := range append([][]i18n.Text{t.Head}, t.Rows...) {
		cells, runes := d.cells(row, len(t.Head))
		if i == maxTableRows || runes > room {
			cut = true
			break
		}
		room -= runes
		b.Rows = append(b.Rows, cells)
	}
	for i := range t.Head {
		align := slack.ColumnAlignmentLeft
		if i < len(t.Right) && t.Right[i] {
			align = slack.ColumnAlignmentRight
		}
		b.ColumnSettings = append(b.ColumnSettings, slack.ColumnSetting{Align: align, IsWrapped: true})
	}
	d.out = append(d.out, b)
	if cut {
		d.quiet([]i18n.Text{i18n.T("slack.cut")})
	}
}

// cells are as many as the table has columns; a missing one is empty.
func (d *drawer) cells(row []i18n.Text, columns int) (cells []slack.TableCell, runes int) {
	for i := range columns {
		text := ""
		if i < len(row) {
			text = cut(oneLine(d.say(row[i])), maxField/columns)
		}
		if text == "" {
			text = nothing
		}
		runes += utf8.RuneCountInString(text)
		cells = append(cells, &slack.TableRawTextCell{Type: slack.TableCellRawText, Text: text})
	}
	return cells, runes
}

func (d *drawer) hasTable() bool {
	for _, b := range d.out {
		if b.BlockType() == slack.MBTTable {
			return true
		}
	}
	return false
}

func (d *drawer) tableLines(t card.Table) {
	join := func(row []i18n.Text) string {
		parts := make([]string, len(row))
		for i, c := range row {
			if parts[i] = oneLine(d.say(c)); parts[i] == "" {
				parts[i] = nothing
			}
		}
		return strings.Join(parts, " · ")
	}
	if len(t.Head) > 0 {
		d.strong(join(t.Head))
	}
	var lines []string
	for _, row := range t.Rows {
		lines = append(lines, cut(join(row), maxField))
	}
	d.section(strings.Join(lines, "\n"))
}
