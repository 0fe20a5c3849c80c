package slack

import (
	"github.com/slack-go/slack"

	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// actions draws rows of buttons; those with More go into a menu at the end of
// the last row. A menu asks one question for all its options, so a button that
// asks its own stays a button, as does what the menu has no room for.
func (d *drawer) actions(bs []card.Button) {
	var row []slack.BlockElement
	var menu []*slack.OptionBlockObject
	flush := func() {
		if len(row) > 0 {
			d.out = append(d.out, &slack.ActionBlock{Type: slack.MBTAction, Elements: &slack.BlockElements{ElementSet: row}})
		}
		row = nil
	}
	for _, b := range bs {
		if b.More && b.Confirm.IsZero() && len(menu) < maxOverflow {
			if value, ok := encodeOption(b.Action); ok {
				menu = append(menu, &slack.OptionBlockObject{Text: plainText(oneLine(d.say(b.Label)), maxOptionText), Value: value})
				continue
			}
		}
		e := d.button(b)
		if e == nil {
			continue
		}
		if len(row) == rowButtons {
			flush()
		}
		row = append(row, e)
	}
	if len(menu) > 0 {
		row = append(row, &slack.OverflowBlockElement{Type: slack.METOverflow, ActionID: d.actionID("menu"), Options: menu})
	}
	flush()
}

// button draws one button, or nil when its action is too long to be carried.
func (d *drawer) button(b card.Button) *slack.ButtonBlockElement {
	value, ok := encodeAction(b.Action)
	if !ok {
		return nil
	}
	label := oneLine(d.say(b.Label))
	e := &slack.ButtonBlockElement{
		Type: slack.METButton, ActionID: d.actionID(b.Action.Verb), Text: plainText(label, maxLabel), Value: value,
	}
	switch b.Style {
	case card.Primary:
		e.Style = slack.StylePrimary
	case card.Danger:
		e.Style = slack.StyleDanger
	}
	if !b.Confirm.IsZero() {
		e.Confirm = &slack.ConfirmationBlockObject{
			Title:   plainText(d.say(i18n.T("slack.confirm.title")), maxConfirmTitle),
			Text:    plainText(d.say(b.Confirm), maxConfirmText),
			Confirm: plainText(label, maxConfirmButton),
			Deny:    plainText(d.say(i18n.T("slack.confirm.no")), maxConfirmButton),
			Style:   e.Style,
		}
	}
	return e
}
