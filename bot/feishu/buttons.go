package feishu

import (
	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// buttons stand in a row that wraps; those marked More are a menu at its end.
func (d *drawer) buttons(bs []card.Button) {
	var columns []node
	var more []card.Button
	for _, b := range bs {
		if b.More && !d.basic {
			more = append(more, b)
			continue
		}
		columns = append(columns, column("auto", d.button(b)))
	}
	if menu := d.menu(more); menu != nil {
		columns = append(columns, column("auto", menu))
	}
	if len(columns) > 0 {
		d.add(row("flow", columns...))
	}
}

// types are the looks of buttons.
var types = map[card.Style]string{card.Plain: "default", card.Primary: "primary_filled", card.Danger: "danger"}

func (d *drawer) button(b card.Button) node {
	n := node{
		"tag": "button", "type": types[b.Style], "text": plain(cut(oneLine(d.say(b.Label)), maxLabel)),
		"behaviors": []node{{"type": "callback", "value": valueOf(b.Action)}},
	}
	if c := d.confirm(b.Confirm); c != nil {
		n["confirm"] = c
	}
	return n
}

func (d *drawer) confirm(t i18n.Text) node {
	if t.IsZero() {
		return nil
	}
	return node{"title": plain(d.say(i18n.T("feishu.sure"))), "text": plain(cut(d.say(t), maxText))}
}

func (d *drawer) menu(bs []card.Button) node {
	if len(bs) == 0 {
		return nil
	}
	var options []node
	seen := map[string]bool{}
	for _, b := range bs {
		if seen[optionOf(b.Action)] { // Feishu refuses a menu with one value twice
			continue
		}
		seen[optionOf(b.Action)] = true
		options = append(options, node{"text": plain(cut(oneLine(d.say(b.Label)), maxLabel)), "value": optionOf(b.Action)})
	}
	return node{"tag": "overflow", "options": options}
}
