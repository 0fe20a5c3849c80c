package feishu

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// dedupe is what a uuid stands for within the hour.
type dedupe struct {
	message *Message
	at      time.Time
}

const (
	maxCardBody  = 30 << 10
	maxTextBody  = 150 << 10
	maxUUID      = 50
	uuidLife     = time.Hour
	cardLifetime = 14 * 24 * time.Hour
)

// create is POST /im/v1/messages; the lock is held, as in all of these.
func (w *Workspace) create(c call) (object, *failure) {
	chat, no := w.receiver(c.URL.Query().Get("receive_id_type"), c.text("receive_id"))
	if no != nil {
		return nil, no
	}
	return w.post(c, Message{Chat: chat, Sender: BotOpenID}, "create")
}

// receiver is the chat that an ID means.
func (w *Workspace) receiver(kind, id string) (string, *failure) {
	if kind == "chat_id" {
		if _, ok := w.chat(id); ok || w.owner(id) != "" {
			return id, nil
		}
		return "", refuse(230002, "The bot can not be outside the group.")
	}
	for _, p := range w.o.People {
		if kind == "open_id" && p.ID == id || kind == "union_id" && p.UnionID == id || kind == "email" && p.Email == id {
			if p.External {
				return "", refuse(230013, "Bot has NO availability to this user.")
			}
			return w.P2P(p.ID), nil
		}
	}
	return "", refuse(230001, "Your request contains an invalid request parameter: receive_id")
}

func (w *Workspace) replyTo(c call) (object, *failure) {
	parent := w.byID[c.PathValue("id")]
	if parent == nil {
		return nil, refuse(230001, "message not found")
	}
	return w.post(c, Message{Chat: parent.Chat, Parent: parent.ID, Sender: BotOpenID}, "reply")
}

// post checks what is sent and sends it, once for a uuid.
func (w *Workspace) post(c call, m Message, endpoint string) (object, *failure) {
	uuid := c.text("uuid")
	if len(uuid) > maxUUID {
		return nil, refuse(99992402, "uuid: the max length is 50")
	}
	key := endpoint + "|" + m.Chat + "|" + uuid
	if old, ok := w.uuids[key]; ok && uuid != "" && w.now().Sub(old.at) < uuidLife {
		return sent(old.message), nil
	}
	if no := w.fill(&m, c.text("msg_type"), c.text("content"), c.size); no != nil {
		return nil, no
	}
	if w.tooFast("chat "+m.Chat, perTarget, time.Second) {
		return nil, refuse(230020, "This operation triggers the frequency limit.")
	}
	p := w.add(m)
	if uuid != "" {
		w.uuids[key] = dedupe{p, w.now()}
	}
	return sent(p), nil
}

func sent(m *Message) object {
	return object{"data": object{
		"message_id": m.ID, "root_id": m.Root, "parent_id": m.Parent, "chat_id": m.Chat, "msg_type": m.Type,
		"create_time": strconv.FormatInt(m.Created, 10), "updated": m.Edited,
	}}
}

// fill reads a message's content.
func (w *Workspace) fill(m *Message, kind, content string, size int) *failure {
	m.Type, m.Content = kind, content
	if limit := map[string]int{"interactive": maxCardBody, "post": maxCardBody}[kind]; limit > 0 && size > limit || size > maxTextBody {
		return refuse(230025, "The length of the message content reaches its limit.")
	}
	switch kind {
	case "text":
		var t struct {
			Text string `json:"text"`
		}
		if json.Unmarshal([]byte(content), &t) != nil || t.Text == "" {
			return refuse(230001, "content is invalid")
		}
		m.Text = t.Text
		return nil
	case "post":
		if m.Text = postText(content); m.Text == "" {
			return refuse(230001, "content is invalid")
		}
		return nil
	case "image":
		var t struct {
			Key string `json:"image_key"`
		}
		if json.Unmarshal([]byte(content), &t) != nil || w.images[t.Key] == nil {
			return refuse(230001, "image_key is invalid")
		}
		m.Image = "ui/image/" + t.Key
		return nil
	case "file":
		return w.attach(m, content)
	case "interactive":
		if problems := w.card.check(json.RawMessage(content)); len(problems) > 0 {
			w.noteLocked("error", "card refused", problems, nil)
			return refuse(230099, "Failed to create card content, ext=ErrCode: 200621; ErrMsg: "+strings.Join(problems, "; "))
		}
		m.Card = json.RawMessage(content)
		return nil
	}
	return refuse(230001, "msg_type is invalid")
}

func (w *Workspace) patch(c call) (object, *failure) {
	m := w.byID[c.PathValue("id")]
	switch {
	case m == nil:
		return nil, refuse(230001, "message not found")
	case m.Sender != BotOpenID || m.Type != "interactive":
		return nil, refuse(230027, "Lack of necessary permissions.")
	case w.now().Sub(time.UnixMilli(m.Created)) > cardLifetime:
		return nil, refuse(230031, "The message is too old to be updated.")
	case w.tooFast("patch "+m.ID, perTarget, time.Second):
		return nil, refuse(230020, "This operation triggers the frequency limit.")
	}
	if !shared(m.Card) || !shared(json.RawMessage(c.text("content"))) {
		return nil, refuse(230001, "config.update_multi is not true before and after")
	}
	next := *m
	if no := w.fill(&next, "interactive", c.text("content"), c.size); no != nil {
		return nil, no
	}
	w.redraw(m, next.Card)
	return object{}, nil
}

// shared reports whether a card says that all its readers see an update: only
// then it can be updated.
func shared(card json.RawMessage) bool {
	var v struct {
		Config struct {
			UpdateMulti bool `json:"update_multi"`
		} `json:"config"`
	}
	return json.Unmarshal(card, &v) == nil && v.Config.UpdateMulti
}

// redraw replaces a message's card; the lock is held.
func (w *Workspace) redraw(m *Message, card json.RawMessage) {
	m.Card, m.Content, m.Edited = card, string(card), true
	w.notePings(*m)
	w.touch()
}

func (w *Workspace) get(c call) (object, *failure) {
	m := w.byID[c.PathValue("id")]
	if m == nil {
		return nil, refuse(230001, "message not found")
	}
	items := []object{w.itemOf(*m)}
	for _, x := range m.Merged {
		part := w.itemOf(x)
		part["upper_message_id"] = m.ID
		items = append(items, part)
	}
	return object{"data": object{"items": items}}, nil
}

// itemOf is a message as the API gives it back.
func (w *Workspace) itemOf(m Message) object {
	sender := object{"id": m.Sender, "id_type": "open_id", "sender_type": "user", "tenant_key": w.o.TenantKey}
	if p, ok := w.person(m.Sender); ok {
		sender["tenant_key"] = w.tenantOf(p)
	}
	if m.Sender == BotOpenID {
		sender["id"], sender["id_type"], sender["sender_type"] = w.o.AppID, "app_id", "app"
	}
	var mentions []object
	for _, x := range m.Mentions {
		mentions = append(mentions, object{"key": x.Key, "id": x.ID.OpenID, "id_type": "open_id", "name": x.Name})
	}
	return object{
		"message_id": m.ID, "root_id": m.Root, "parent_id": m.Parent, "msg_type": m.Type, "chat_id": m.Chat,
		"create_time": strconv.FormatInt(m.Created, 10), "sender": sender, "body": object{"content": m.Content}, "mentions": mentions,
	}
}

func (w *Workspace) remove(c call) (object, *failure) {
	m := w.byID[c.PathValue("id")]
	if m == nil || m.Sender != BotOpenID {
		return nil, refuse(230026, "No permission to recall this message.")
	}
	delete(w.byID, m.ID)
	for i, x := range w.messages {
		if x == m {
			w.messages = append(w.messages[:i:i], w.messages[i+1:]...)
			break
		}
	}
	w.touch()
	return object{}, nil
}

// String names a failure in errors of the driver.
func (f *failure) String() string { return fmt.Sprintf("%d %s", f.code, f.msg) }
