package feishu

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dealmate/bot"
	"dealmate/bot/card"
)

// What a decoder may say of a payload: it is broken, or well-formed and none of
// our business (an event of the bot itself, a kind we did not ask for).
var (
	errMalformed = errors.New("feishu: malformed payload")
	errIgnored   = errors.New("feishu: nothing to answer")
)

// The events that the bot subscribes to.
const (
	typeMessage = "im.message.receive_v1"
	typeEnter   = "im.chat.access_event.bot_p2p_chat_entered_v1"
	typeMenu    = "application.bot.menu_v6"
	typeClick   = "card.action.trigger"
)

// inbound is one thing a person did, as it came over the wire.
type inbound struct {
	event bot.Event
	app   string
	token string
	// tenants are those the payload names: they must be one.
	tenants []string
	made    time.Time
	parent  string // the message that this one replies to
	merged  bool   // messages that somebody forwarded as one: what they say is asked for
	unread  bool   // a message of a kind that the bot cannot read
	last    time.Time
}

// header is what every event has.
type header struct {
	ID     string `json:"event_id"`
	Type   string `json:"event_type"`
	Time   string `json:"create_time"`
	Token  string `json:"token"`
	App    string `json:"app_id"`
	Tenant string `json:"tenant_key"`
}

// decode reads an event or a card callback.
// https://open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case
func decode(body []byte) (inbound, error) {
	var p struct {
		Header header          `json:"header"`
		Event  json.RawMessage `json:"event"`
	}
	if err := json.Unmarshal(body, &p); err != nil {
		return inbound{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	h := p.Header
	if h.ID == "" || h.Type == "" {
		return inbound{}, fmt.Errorf("%w: event without ID or type", errMalformed)
	}
	in := inbound{app: h.App, token: h.Token, tenants: named(h.Tenant), made: instant(h.Time)}
	in.event = bot.Event{ID: h.ID, User: bot.User{Platform: Platform}, Place: bot.Place{Platform: Platform, Can: bot.Abilities{Form: true, Table: true}}}
	var err error
	switch h.Type {
	case typeMessage:
		err = in.message(p.Event)
	case typeEnter:
		err = in.enter(p.Event)
	case typeMenu:
		err = in.menu(p.Event)
	case typeClick:
		err = in.click(p.Event)
	default:
		err = fmt.Errorf("%w: event %q", errIgnored, cut(h.Type, 60))
	}
	if err == nil && in.event.User.ID == "" {
		err = fmt.Errorf("%w: event without user", errMalformed)
	}
	if err != nil {
		return inbound{}, err
	}
	return in, nil
}

// instant reads the times of headers: milliseconds, of card callbacks microseconds.
func instant(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil || n <= 0:
		return time.Time{}
	case n > 1e15:
		return time.UnixMicro(n)
	case n > 1e12:
		return time.UnixMilli(n)
	}
	return time.Unix(n, 0)
}

func named(ids ...string) []string {
	var out []string
	for _, id := range ids {
		if id != "" {
			out = append(out, id)
		}
	}
	return out
}

// person is somebody's IDs.
type person struct {
	OpenID string `json:"open_id"`
}

func (in *inbound) enter(raw json.RawMessage) error {
	var e struct {
		Chat     string `json:"chat_id"`
		Operator person `json:"operator_id"`
		Last     string `json:"last_message_create_time"`
	}
	if err := json.Unmarshal(raw, &e); err != nil || e.Chat == "" {
		return fmt.Errorf("%w: chat entered: %w", errMalformed, err)
	}
	in.event.Kind, in.event.User.ID = bot.Home, e.Operator.OpenID
	in.event.Place.Channel, in.event.Place.Direct = e.Chat, true
	in.last = instant(e.Last)
	return nil
}

// entries are the verbs of the bot menu's entries, by the keys that the set-up
// gives them.
var entries = map[string]string{"new": "new", "mine": "list", "find": "find", "help": "help"}

func (in *inbound) menu(raw json.RawMessage) error {
	var e struct {
		Operator struct {
			ID person `json:"operator_id"`
		} `json:"operator"`
		Key string `json:"event_key"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return fmt.Errorf("%w: menu: %w", errMalformed, err)
	}
	verb, ok := entries[e.Key]
	if !ok {
		return fmt.Errorf("%w: menu entry %q", errIgnored, cut(e.Key, 40))
	}
	in.event.Kind, in.event.User.ID = bot.Shortcut, e.Operator.ID.OpenID
	in.event.Action = card.Action{Verb: verb}
	in.event.Place.Direct = true
	return nil
}

// click is a button, an entry of a menu, or a form.
func (in *inbound) click(raw json.RawMessage) error {
	var e struct {
		Operator struct {
			person
			Tenant string `json:"tenant_key"`
		} `json:"operator"`
		Action struct {
			Tag    string          `json:"tag"`
			Value  json.RawMessage `json:"value"`
			Option string          `json:"option"`
			Form   map[string]any  `json:"form_value"`
		} `json:"action"`
		Context struct {
			Message string `json:"open_message_id"`
			Chat    string `json:"open_chat_id"`
		} `json:"context"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return fmt.Errorf("%w: click: %w", errMalformed, err)
	}
	if e.Context.Message == "" || e.Context.Chat == "" {
		return fmt.Errorf("%w: click without message", errMalformed)
	}
	in.event.User.ID = e.Operator.OpenID
	in.tenants = append(in.tenants, named(e.Operator.Tenant)...)
	in.event.Place.Channel, in.event.Place.Message = e.Context.Chat, e.Context.Message
	value := e.Action.Value
	if e.Action.Tag == "overflow" {
		value = json.RawMessage(e.Action.Option)
	}
	return in.clicked(value, e.Action.Form)
}

func (in *inbound) clicked(raw json.RawMessage, form map[string]any) error {
	var v map[string]any
	if err := json.Unmarshal(raw, &v); err != nil {
		return fmt.Errorf("%w: %w", errMalformed, errAction)
	}
	e := &in.event
	switch {
	case v[keyForm] != nil:
		e.Kind = bot.Submit
		e.Dialog, _ = v[keyForm].(string)
		e.Step, _ = v[keyStep].(string)
		fields, _ := v[keyFields].(string)
		e.Values = valuesOf(fields, form)
	case v[keyDrop] != nil:
		e.Kind = bot.Dismiss
		e.Dialog, _ = v[keyDrop].(string)
	default:
		e.Kind = bot.Click
		var err error
		if e.Action, err = actionOf(raw); err != nil {
			return fmt.Errorf("%w: %w", errMalformed, err)
		}
		return nil
	}
	if e.Dialog == "" || len(e.Dialog) > maxLabel || strings.ContainsAny(e.Dialog, " \n\t") {
		return fmt.Errorf("%w: form without a dialog", errMalformed)
	}
	return nil
}
