package slack

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"dealmate/bot"
	"dealmate/bot/card"
)

// interaction is what of an interactive payload is read.
// https://docs.slack.dev/reference/interaction-payloads
type interaction struct {
	Type        string    `json:"type"`
	CallbackID  string    `json:"callback_id"`
	Trigger     string    `json:"trigger_id"`
	ResponseURL string    `json:"response_url"`
	Team        team      `json:"team"`
	User        user      `json:"user"`
	Channel     channel   `json:"channel"`
	Container   container `json:"container"`
	Message     message   `json:"message"`
	View        view      `json:"view"`
	Actions     []action  `json:"actions"`
}

type (
	team struct {
		ID string `json:"id"`
	}
	user struct {
		ID   string `json:"id"`
		Team string `json:"team_id"`
	}
	channel struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	container struct {
		Type      string `json:"type"`
		Message   string `json:"message_ts"`
		Thread    string `json:"thread_ts"`
		Channel   string `json:"channel_id"`
		Ephemeral bool   `json:"is_ephemeral"`
	}
	message struct {
		User   string `json:"user"`
		Text   string `json:"text"`
		TS     string `json:"ts"`
		Thread string `json:"thread_ts"`
	}
	view struct {
		ID       string `json:"id"`
		Type     string `json:"type"`
		Hash     string `json:"hash"`
		Callback string `json:"callback_id"`
		Metadata string `json:"private_metadata"`
		Blocks   []struct {
			Type    string `json:"type"`
			BlockID string `json:"block_id"`
		} `json:"blocks"`
		State struct {
			Values map[string]map[string]input `json:"values"`
		} `json:"state"`
	}
	action struct {
		Type     string  `json:"type"`
		Value    string  `json:"value"`
		Selected *option `json:"selected_option"`
	}
	option struct {
		Value string `json:"value"`
	}
	input struct {
		Value    *string  `json:"value"`
		Date     *string  `json:"selected_date"`
		Selected *option  `json:"selected_option"`
		Several  []option `json:"selected_options"`
	}
)

// decodeInteractionForm reads an interaction as an HTTP request brings it.
func decodeInteractionForm(body []byte) (inbound, error) {
	q, err := url.ParseQuery(string(body))
	if err != nil {
		return inbound{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	return decodeInteraction([]byte(q.Get("payload")))
}

// decodeInteraction reads an interaction's JSON.
func decodeInteraction(payload []byte) (inbound, error) {
	var p interaction
	if err := json.Unmarshal(payload, &p); err != nil {
		return inbound{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	if p.User.ID == "" {
		return inbound{}, fmt.Errorf("%w: interaction without user", errMalformed)
	}
	switch p.Type {
	case "block_actions":
		return p.click()
	case "view_submission", "view_closed":
		return p.viewEnd()
	case "shortcut", "message_action":
		return p.shortcut()
	}
	return inbound{}, fmt.Errorf("%w: interaction of type %q", errIgnored, cut(p.Type, 40))
}

// base is what every interaction has.
func (p interaction) base(kind bot.Kind) inbound {
	return inbound{
		event: bot.Event{
			Kind: kind, ID: p.Trigger, User: bot.User{Platform: Platform, ID: p.User.ID},
			Place: bot.Place{Platform: Platform, Can: bot.Abilities{Form: p.Trigger != "", Private: true}},
		},
		workspaces: named(p.Team.ID, p.User.Team),
		trigger:    p.Trigger,
	}
}

func (p interaction) click() (inbound, error) {
	if len(p.Actions) == 0 {
		return inbound{}, fmt.Errorf("%w: click on nothing", errMalformed)
	}
	act := p.Actions[0]
	value := act.Value
	switch act.Type {
	case "overflow":
		if act.Selected != nil {
			value = act.Selected.Value
		}
	case "button":
	default:
		return inbound{}, fmt.Errorf("%w: a choice in a form", errIgnored)
	}
	in := p.base(bot.Click)
	var err error
	if in.event.Action, err = decodeAction(value); err != nil {
		return inbound{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	if p.View.ID != "" {
		in.view = p.View.ref()
		in.event.Dialog, err = decodeMetadata(p.View.Metadata)
		if err != nil {
			return inbound{}, fmt.Errorf("%w: %w", errMalformed, err)
		}
		return in, nil
	}
	return in, p.placeOfMessage(&in.event.Place)
}

// placeOfMessage fills in where the clicked message is.
func (p interaction) placeOfMessage(at *bot.Place) error {
	at.Channel = first(p.Channel.ID, p.Container.Channel)
	at.Message = first(p.Container.Message, p.Message.TS)
	if at.Channel == "" || at.Message == "" {
		return fmt.Errorf("%w: click without message", errMalformed)
	}
	at.Thread = first(p.Container.Thread, p.Message.Thread)
	at.Ephemeral = p.Container.Ephemeral
	at.Direct = isDirect(at.Channel, p.Channel.Name)
	at.Answer = p.ResponseURL
	at.Can.Private = !at.Direct
	at.Can.Table = true
	return nil
}

func (v view) ref() *viewRef {
	return &viewRef{id: v.ID, home: v.Type == "home", card: v.Callback == cardView}
}

// viewEnd is a form that was sent or closed.
func (p interaction) viewEnd() (inbound, error) {
	if p.View.ID == "" {
		return inbound{}, fmt.Errorf("%w: no view", errMalformed)
	}
	if p.View.Callback == cardView || p.View.Metadata == "" {
		return inbound{}, fmt.Errorf("%w: a view without dialog", errIgnored)
	}
	kind := bot.Submit
	if p.Type == "view_closed" {
		kind = bot.Dismiss
	}
	in := p.base(kind)
	in.view = p.View.ref()
	in.event.ID = p.View.ID + ":" + p.View.Hash
	in.event.Place.Can.Form = kind == bot.Submit
	var err error
	if in.event.Dialog, err = decodeMetadata(p.View.Metadata); err != nil {
		return inbound{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	if kind == bot.Submit {
		in.event.Values = map[string]string{}
		in.inputs = map[string]string{}
		for block, actions := range p.View.State.Values {
			for _, v := range actions {
				in.event.Values[fieldOf(block)] = v.text()
				in.inputs[fieldOf(block)] = block
				in.event.Step = stepOf(block)
			}
		}
		in.first = p.View.firstInput(in.inputs)
	}
	return in, nil
}

// firstInput is the block an error of the whole form is shown under.
func (v view) firstInput(inputs map[string]string) string {
	for _, b := range v.Blocks {
		if b.Type == "input" && b.BlockID != "" {
			return b.BlockID
		}
	}
	firstID := ""
	for _, b := range inputs {
		if firstID == "" || b < firstID {
			firstID = b
		}
	}
	return firstID
}

// text is an input's value as the core reads it; several are joined by commas.
func (i input) text() string {
	switch {
	case i.Value != nil:
		return *i.Value
	case i.Date != nil:
		return *i.Date
	case i.Selected != nil:
		return i.Selected.Value
	}
	var ids []string
	for _, o := range i.Several {
		ids = append(ids, o.Value)
	}
	return strings.Join(ids, ",")
}

// shortcuts are the verbs of the manifest's shortcuts.
var shortcuts = map[string]string{"sc_deal_new": "new", "sc_msg_deal_new": "new", "sc_msg_note": "note"}

func (p interaction) shortcut() (inbound, error) {
	verb, ok := shortcuts[p.CallbackID]
	if !ok {
		return inbound{}, fmt.Errorf("%w: shortcut %q", errIgnored, cut(p.CallbackID, 40))
	}
	in := p.base(bot.Shortcut)
	in.event.Action = card.Action{Verb: verb}
	if p.Type != "message_action" {
		return in, nil
	}
	if p.Channel.ID == "" || p.Message.TS == "" {
		return inbound{}, fmt.Errorf("%w: shortcut without message", errMalformed)
	}
	at := &in.event.Place
	at.Channel, at.Thread, at.Answer = p.Channel.ID, p.Message.Thread, p.ResponseURL
	at.Direct = isDirect(at.Channel, p.Channel.Name)
	at.Can.Table = true
	in.event.Quote = &bot.Quote{
		Text: readText(p.Message.Text), Author: p.Message.User, Channel: p.Channel.ID,
		Message: p.Message.TS, Thread: p.Message.Thread,
	}
	return in, nil
}

func first(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
