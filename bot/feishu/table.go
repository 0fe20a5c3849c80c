package feishu

import (
	"strconv"
	"strings"

	"dealmate/bot/card"
)

// table is a table of the platform, as text where there are too many.
func (d *drawer) table(t card.Table) {
	if d.basic || d.tables == maxTables || len(t.Head) > maxColumns || len(t.Head) == 0 || len(t.Rows) == 0 {
		d.lines(t)
		return
	}
	d.tables++
	var columns, rows []node
	for i, h := range t.Head {
		c := node{"name": name(i), "display_name": oneLine(d.say(h)), "data_type": "text", "width": "auto"}
		if i < len(t.Right) && t.Right[i] {
			c["horizontal_align"] = "right"
		}
		columns = append(columns, c)
	}
	for _, r := range t.Rows {
		cells := node{}
		for i := range min(len(r), len(columns)) {
			cells[name(i)] = visible(d.say(r[i]))
		}
		rows = append(rows, cells)
	}
	d.add(node{"tag": "table", "page_size": min(len(rows), maxRows), "row_height": "low", "columns": columns, "rows": rows})
}

func name(column int) string { return "c" + strconv.Itoa(column) }

// lines is a table as text, a line for each row.
func (d *drawer) lines(t card.Table) {
	for _, r := range t.Rows {
		var cells []string
		for _, c := range r {
			cells = append(cells, oneLine(d.say(c)))
		}
		d.text(strings.Join(cells, " · "))
	}
}
