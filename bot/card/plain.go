package card

import (
	"strings"

	"dealmate/internal/i18n"
)

func plain(c Card, say func(i18n.Text) string) string {
	var lines []string
	line := func(ts ...i18n.Text) {
		var parts []string
		for _, t := range ts {
			if !t.IsZero() {
				parts = append(parts, say(t))
			}
		}
		if len(parts) > 0 {
			lines = append(lines, strings.Join(parts, " · "))
		}
	}
	line(c.Title)
	for _, b := range c.Blocks {
		line(b.Strong)
		line(b.Text)
		for _, f := range b.Facts {
			lines = append(lines, say(f.Label)+": "+say(f.Value))
		}
		for _, i := range b.Items {
			line(i.Main, i.Quiet)
		}
		table := b.Table
		if b.Chart != nil {
			t := b.Chart.Table()
			table = &t
		}
		if table != nil {
			line(table.Head...)
			for _, r := range table.Rows {
				line(r...)
			}
		}
		line(b.Quiet...)
	}
	line(c.Footer...)
	return strings.Join(lines, "\n")
}
