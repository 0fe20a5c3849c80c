package slack

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"dealmate/bot"
	"dealmate/bot/card"
	"dealmate/dialogs"
	"dealmate/internal/i18n"
)

// inputAction is the action_id of every input; its block_id tells the field.
const inputAction = "v"

// cardView is the callback_id of a modal that shows a card and asks nothing.
const cardView = "card"

// blockID names a field's input. Slack keeps an old typed value in a view that
// is updated unless the block_id changes, so it carries the form's step.
func blockID(field string, step int) string {
	return cut(field, maxBlockID-20) + "#" + strconv.Itoa(step)
}

// fieldOf is the field of an input's block_id.
func fieldOf(blockID string) string {
	if i := strings.LastIndexByte(blockID, '#'); i >= 0 {
		return blockID[:i]
	}
	return blockID
}

// stepOf is the step at which an input was drawn, "" for a block that is none.
func stepOf(blockID string) string {
	if i := strings.LastIndexByte(blockID, '#'); i >= 0 {
		return blockID[i+1:]
	}
	return ""
}

// modal draws a form. Long lists of long names could make it larger than Slack
// takes; then fewer are listed.
func (a *Adapter) modal(f bot.FormView, lang i18n.Lang) slack.ModalViewRequest {
	v := a.modalOf(f, lang, maxListed)
	for most := maxListed; most > 1 && len(a.encode(v)) > maxView; most /= 2 {
		v = a.modalOf(f, lang, most/2)
	}
	return v
}

// modalOf draws a form: notices, then one input for each field, with at most so
// many options.
func (a *Adapter) modalOf(f bot.FormView, lang i18n.Lang, most int) slack.ModalViewRequest {
	say := a.sayer(lang)
	d := &drawer{say: say, on: onModal}
	d.blocks(f.Notice)
	m := &former{say: say, has: a.catalog.Has, view: f, most: most}
	blocks := append(d.fit(), m.inputs()...)
	return slack.ModalViewRequest{
		Type:            slack.VTModal,
		Title:           plainText(say(i18n.T("form."+f.Form.ID+".title")), maxViewTitle),
		Submit:          plainText(m.submit(), maxViewTitle),
		Close:           plainText(say(i18n.T("slack.cancel")), maxViewTitle),
		Blocks:          slack.Blocks{BlockSet: blocks[:min(len(blocks), maxViewBlocks)]},
		PrivateMetadata: f.State.ID,
		CallbackID:      cut(f.Form.ID, maxBlockID),
		NotifyOnClose:   true,
	}
}

// cardModal shows a card where there is no message to show it in.
func (a *Adapter) cardModal(c card.Card, lang i18n.Lang) slack.ModalViewRequest {
	say := a.sayer(lang)
	return slack.ModalViewRequest{
		Type:       slack.VTModal,
		Title:      plainText(say(i18n.T("slack.title")), maxViewTitle),
		Close:      plainText(say(i18n.T("slack.close")), maxViewTitle),
		Blocks:     slack.Blocks{BlockSet: a.draw(c, lang, onModal)},
		CallbackID: cardView,
	}
}

// former draws the inputs of one form.
type former struct {
	say  func(i18n.Text) string
	has  func(key string) bool
	view bot.FormView
	most int // options of a field that are listed
}

func (m *former) submit() string {
	if !m.view.Submit.IsZero() {
		return m.say(m.view.Submit)
	}
	for _, key := range []string{"form." + m.view.Form.ID + ".submit", "form.submit"} {
		if m.has(key) {
			return m.say(i18n.T(key))
		}
	}
	return m.say(i18n.T("slack.submit"))
}

// text is one of a field's own texts, "" when the catalog has none.
func (m *former) text(f dialogs.Field, which string) string {
	key := m.view.Form.Text(f, which)
	if !m.has(key) {
		return ""
	}
	return m.say(i18n.T(key))
}

func (m *former) label(f dialogs.Field) string {
	return m.say(i18n.T(m.view.Form.Text(f, "label")))
}

func (m *former) inputs() []slack.Block {
	var out []slack.Block
	for _, f := range m.view.Form.Fields {
		out = append(out, m.input(f)...)
		if p, ok := m.view.Problems[f.Key]; ok {
			out = append(out, contextOf("⚠️ "+oneLine(m.say(p))))
		}
	}
	return out
}

// input draws one field. A field that another's value asks for is optional to
// Slack, which cannot know; the core demands it when it is due.
func (m *former) input(f dialogs.Field) []slack.Block {
	if f.Kind == dialogs.Say {
		return []slack.Block{&slack.SectionBlock{Type: slack.MBTSection, Text: plainText(m.label(f), maxSection)}}
	}
	element, cutAt := m.element(f)
	if element == nil {
		return []slack.Block{&slack.SectionBlock{
			Type: slack.MBTSection, Text: emphasised(m.label(f), m.say(i18n.T("slack.no_options")), maxSection),
		}}
	}
	in := &slack.InputBlock{
		Type: slack.MBTInput, BlockID: blockID(f.Key, m.view.State.Step),
		Label: plainText(oneLine(m.label(f)), maxInputLabel), Element: element,
		Optional: !f.Required || f.With != "",
	}
	hint := m.text(f, "hint")
	if cutAt > 0 {
		hint = strings.TrimSpace(hint + " " + m.say(i18n.T("slack.options_cut", "Count", cutAt)))
	}
	if hint != "" {
		in.Hint = plainText(hint, maxHint)
	}
	return []slack.Block{in}
}
