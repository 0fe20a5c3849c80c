package feishu

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// ErrNothing says that there is nothing there to be clicked.
var ErrNothing = errors.New("sandbox: nothing there")

// Toast is a short word of the client.
type Toast struct {
	Type    string `json:"type"`
	Content string `json:"content"`
}

// Answer is what a click brought.
type Answer struct {
	Toast *Toast `json:"toast,omitempty"`
	// Missing names the fields that were left empty; then nothing was sent.
	Missing []string `json:"missing,omitempty"`
	Error   string   `json:"error,omitempty"` // as the client would show it
}

// Say types a line. In a group the bot only hears a line with its name.
func (w *Workspace) Say(ctx context.Context, user, chat, text, parent string) error {
	p, ok := w.person(user)
	if !ok || !w.sees(user, chat) {
		return fmt.Errorf("%w: %s in %s", ErrNothing, user, chat)
	}
	content, mentions := w.mentions(text)
	raw, err := json.Marshal(object{"text": content})
	if err != nil {
		return err
	}
	return w.write(ctx, p, Message{Chat: chat, Sender: user, Type: "text", Text: text, Parent: parent, Content: string(raw), Mentions: mentions})
}

// Share sends a file, as a person drops it into a chat.
func (w *Workspace) Share(ctx context.Context, user, chat, name string, data []byte) error {
	p, ok := w.person(user)
	if !ok || !w.sees(user, chat) {
		return fmt.Errorf("%w: %s in %s", ErrNothing, user, chat)
	}
	key := "file_" + strings.ReplaceAll(w.o.NewID(), "-", "")
	name = path.Base(name)
	raw, err := json.Marshal(object{"file_key": key, "file_name": name})
	if err != nil {
		return err
	}
	w.mu.Lock()
	w.files[key] = uploaded{name, data}
	w.mu.Unlock()
	return w.write(ctx, p, Message{Chat: chat, Sender: user, Type: "file", Content: string(raw), File: &attachment{Key: key, Name: name, Size: len(data)}})
}

// write puts a person's message into a chat and tells the bot, where it hears it.
func (w *Workspace) write(ctx context.Context, p Person, sent Message) error {
	w.mu.Lock()
	m := *w.add(sent)
	w.mu.Unlock()
	chat, text := m.Chat, m.Text
	kind := "group"
	if w.owner(chat) != "" {
		kind = "p2p"
	} else if !strings.Contains(text, "@"+w.o.BotName) {
		return nil
	}
	e := object{
		"sender": object{"sender_id": w.idsOf(p), "sender_type": "user", "tenant_key": w.tenantOf(p)},
		"message": object{
			"message_id": m.ID, "root_id": m.Root, "parent_id": m.Parent, "create_time": strconv.FormatInt(m.Created, 10),
			"update_time": strconv.FormatInt(m.Created, 10), "chat_id": chat, "chat_type": kind, "message_type": m.Type,
			"content": m.Content, "mentions": m.Mentions,
			"user_agent": "Mozilla/5.0 Lark/7.36 LarkLocale/" + strings.ReplaceAll(p.Locale, "-", "_") + " ",
		},
	}
	_, err := w.tell(ctx, "im.message.receive_v1", w.event("im.message.receive_v1", millis(w.now()), e))
	return err
}

func (w *Workspace) idsOf(p Person) ids { return ids{OpenID: p.ID, UnionID: p.UnionID} }

// mentions puts marks in the place of @names, as Feishu does.
func (w *Workspace) mentions(text string) (string, []mention) {
	people := append([]Person{{ID: BotOpenID, Name: w.o.BotName}}, w.o.People...)
	sort.SliceStable(people, func(i, j int) bool { return len(people[i].Name) > len(people[j].Name) })
	var out []mention
	for _, p := range people {
		if !strings.Contains(text, "@"+p.Name) {
			continue
		}
		key := "@_user_" + strconv.Itoa(len(out)+1)
		text = strings.ReplaceAll(text, "@"+p.Name, key)
		out = append(out, mention{Key: key, ID: w.idsOf(p), Name: p.Name, Tenant: w.tenantOf(p)})
	}
	return text, out
}

// Enter opens the private chat with the bot.
func (w *Workspace) Enter(ctx context.Context, user string) error {
	p, ok := w.person(user)
	if !ok {
		return ErrNothing
	}
	e := object{"chat_id": w.P2P(user), "operator_id": w.idsOf(p)}
	if all := w.Messages(w.P2P(user), user); len(all) > 0 {
		last := all[len(all)-1]
		e["last_message_id"], e["last_message_create_time"] = last.ID, strconv.FormatInt(last.Created, 10)
	}
	kind := "im.chat.access_event.bot_p2p_chat_entered_v1"
	_, err := w.tell(ctx, kind, w.event(kind, millis(w.now()), e))
	return err
}

// ChooseMenu takes an entry of the bot's menu.
func (w *Workspace) ChooseMenu(ctx context.Context, user, key string) error {
	p, ok := w.person(user)
	if !ok || !slices.ContainsFunc(w.o.Menu, func(m MenuEntry) bool { return m.Key == key }) {
		return fmt.Errorf("%w: %s of the menu", ErrNothing, key)
	}
	e := object{"operator": object{"operator_name": p.Name, "operator_id": w.idsOf(p)}, "event_key": key, "timestamp": w.now().Unix()}
	_, err := w.tell(ctx, "application.bot.menu_v6", w.event("application.bot.menu_v6", millis(w.now()), e))
	return err
}

// Click clicks the component at a JSON pointer of a message's card, chooses an
// option of it, or sends its form with values by name.
func (w *Workspace) Click(ctx context.Context, user, message, at, option string, form map[string]any) (Answer, error) {
	w.mu.Lock()
	m := w.byID[message]
	var seen Message
	if m != nil {
		seen = *m
	}
	w.mu.Unlock()
	p, ok := w.person(user)
	if m == nil || !ok || !w.sees(user, seen.Chat) {
		return Answer{}, fmt.Errorf("%w: message %s", ErrNothing, message)
	}
	if w.now().Sub(time.UnixMilli(seen.Created)) > cardLifetime {
		return Answer{Error: "200345 the card is too old"}, nil
	}
	action, answer, err := w.action(seen.Card, p, at, option, form)
	if err != nil || len(answer.Missing) > 0 {
		return answer, err
	}
	e := object{
		"operator": object{"tenant_key": w.tenantOf(p), "open_id": p.ID, "union_id": p.UnionID},
		"token":    "c-" + w.o.NewID(), "host": "im_message", "action": action,
		"context": object{"open_message_id": message, "open_chat_id": seen.Chat},
	}
	const kind = "card.action.trigger"
	out, err := w.tell(ctx, kind, w.event(kind, strconv.FormatInt(w.now().UnixMicro(), 10), e))
	if err != nil {
		return w.answered(user, Answer{Error: number(err) + " " + err.Error()}), nil
	}
	return w.answered(user, w.react(m, p, out)), nil
}

// number is how Feishu calls what went wrong with a callback.
func number(err error) string {
	switch {
	case errors.Is(err, errLate):
		return "200341"
	case errors.Is(err, errRefused):
		return "200671"
	}
	return "200342"
}

// answered keeps the toast and returns the answer.
func (w *Workspace) answered(user string, a Answer) Answer {
	if a.Toast != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.toasts[user] = append(w.toasts[user], *a.Toast)
		w.touch()
	}
	return a
}

// Toasts lists the toasts that a person got, oldest first.
func (w *Workspace) Toasts(user string) []Toast {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Toast(nil), w.toasts[user]...)
}

// react does what the bot answered to a click.
func (w *Workspace) react(m *Message, p Person, out json.RawMessage) Answer {
	var r struct {
		Toast *struct {
			Toast
			I18n map[string]string `json:"i18n"`
		} `json:"toast"`
		Card *struct {
			Type string          `json:"type"`
			Data json.RawMessage `json:"data"`
		} `json:"card"`
	}
	if s := strings.TrimSpace(string(out)); !strings.HasPrefix(s, "{") || json.Unmarshal(out, &r) != nil {
		return Answer{Error: "200672 the answer is no object: " + s}
	}
	var a Answer
	if r.Toast != nil {
		a.Toast = &r.Toast.Toast
		if s := r.Toast.I18n[strings.ToLower(strings.ReplaceAll(p.Locale, "-", "_"))]; s != "" {
			a.Toast.Content = s
		}
	}
	if r.Card == nil {
		return a
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if problems := w.card.check(r.Card.Data); r.Card.Type != "raw" || len(problems) > 0 {
		w.noteLocked("error", "card of an answer refused", problems, nil)
		return Answer{Error: "200673 " + strings.Join(problems, "; ")}
	}
	w.redraw(m, r.Card.Data)
	return a
}
