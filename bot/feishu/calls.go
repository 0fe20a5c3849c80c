package feishu

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	larkcore "github.com/larksuite/oapi-sdk-go/v3/core"
)

// bot is who the app's bot is.
type botInfo struct {
	OpenID string `json:"open_id"`
	Name   string `json:"app_name"`
}

// botInfo tells who the bot is.
// https://open.feishu.cn/document/client-docs/bot-v3/obtain-bot-info
func (a *api) botInfo(ctx context.Context) (botInfo, error) {
	var out struct {
		Bot botInfo `json:"bot"`
	}
	err := a.call(ctx, http.MethodGet, "/open-apis/bot/v3/info", nil, nil, &out)
	return out.Bot, err
}

// placed is where a message is.
type placed struct {
	Message string `json:"message_id"`
	Chat    string `json:"chat_id"`
}

// letter is a message to send.
type letter struct {
	Type    string // text, interactive
	Content string
	UUID    string
}

// create sends a message to a chat or a person.
// https://open.feishu.cn/document/server-docs/im-v1/message/create
func (a *api) create(ctx context.Context, kind, to string, l letter) (placed, error) {
	var out struct {
		Data placed `json:"data"`
	}
	err := a.call(ctx, http.MethodPost, "/open-apis/im/v1/messages", map[string]string{"receive_id_type": kind},
		map[string]string{"receive_id": to, "msg_type": l.Type, "content": l.Content, "uuid": l.UUID}, &out)
	return out.Data, err
}

// reply answers a message.
// https://open.feishu.cn/document/server-docs/im-v1/message/reply
func (a *api) reply(ctx context.Context, message string, l letter) (placed, error) {
	var out struct {
		Data placed `json:"data"`
	}
	err := a.call(ctx, http.MethodPost, "/open-apis/im/v1/messages/"+url.PathEscape(message)+"/reply", nil,
		map[string]string{"msg_type": l.Type, "content": l.Content, "uuid": l.UUID}, &out)
	return out.Data, err
}

// patch replaces a card.
// https://open.feishu.cn/document/server-docs/im-v1/message-card/patch
func (a *api) patch(ctx context.Context, message, content string) error {
	return a.call(ctx, http.MethodPatch, "/open-apis/im/v1/messages/"+url.PathEscape(message), nil,
		map[string]string{"content": content}, nil)
}

// said is a message as Feishu keeps it.
type said struct {
	Message string `json:"message_id"`
	Root    string `json:"root_id"`
	Chat    string `json:"chat_id"`
	Upper   string `json:"upper_message_id"` // the forward that it is a part of
	Type    string `json:"msg_type"`
	Made    string `json:"create_time"`
	Deleted bool   `json:"deleted"`
	Sender  struct {
		ID   string `json:"id"`
		Type string `json:"sender_type"`
	} `json:"sender"`
	Body struct {
		Content string `json:"content"`
	} `json:"body"`
	Mentions []struct {
		Key  string `json:"key"`
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"mentions"`
}

// messages reads a message that somebody pointed at, and behind it those that it forwards.
// https://open.feishu.cn/document/server-docs/im-v1/message/get
func (a *api) messages(ctx context.Context, id string) ([]said, error) {
	var out struct {
		Data struct {
			Items []said `json:"items"`
		} `json:"data"`
	}
	err := a.call(ctx, http.MethodGet, "/open-apis/im/v1/messages/"+url.PathEscape(id), nil, nil, &out)
	return out.Data.Items, err
}

// isPrivate reports whether a chat is one person's with the bot.
// https://open.feishu.cn/document/server-docs/group/chat/get-2
func (a *api) isPrivate(ctx context.Context, chat string) (bool, error) {
	var out struct {
		Data struct {
			Mode string `json:"chat_mode"`
		} `json:"data"`
	}
	err := a.call(ctx, http.MethodGet, "/open-apis/im/v1/chats/"+url.PathEscape(chat), nil, nil, &out)
	return out.Data.Mode == "p2p", err
}

// user is what the contact book tells of somebody. Fields are missing without a
// word where the app's scopes do not reach them.
type user struct {
	OpenID   string `json:"open_id"`
	Name     string `json:"name"`
	EnName   string `json:"en_name"`
	Email    string `json:"email"`
	Work     string `json:"enterprise_email"`
	TimeZone string `json:"time_zone"`
	Status   struct {
		Resigned bool `json:"is_resigned"`
		Exited   bool `json:"is_exited"`
	} `json:"status"`
}

// user reads somebody's entry in the contact book.
// https://open.feishu.cn/document/server-docs/contact-v3/user/get
func (a *api) user(ctx context.Context, id string) (user, error) {
	var out struct {
		Data struct {
			User user `json:"user"`
		} `json:"data"`
	}
	err := a.call(ctx, http.MethodGet, "/open-apis/contact/v3/users/"+url.PathEscape(id), map[string]string{"user_id_type": "open_id"}, nil, &out)
	return out.Data.User, err
}

// userOf is the open_id of an e-mail, "" when nobody has it.
// https://open.feishu.cn/document/server-docs/contact-v3/user/batch_get_id
func (a *api) userOf(ctx context.Context, email string) (string, error) {
	var out struct {
		Data struct {
			List []struct {
				ID string `json:"user_id"`
			} `json:"user_list"`
		} `json:"data"`
	}
	err := a.call(ctx, http.MethodPost, "/open-apis/contact/v3/users/batch_get_id", map[string]string{"user_id_type": "open_id"},
		map[string][]string{"emails": {email}}, &out)
	for _, u := range out.Data.List {
		if u.ID != "" {
			return u.ID, err
		}
	}
	return "", err
}

// upload brings a file for messages and returns its key.
// https://open.feishu.cn/document/server-docs/im-v1/file/create
func (a *api) upload(ctx context.Context, name string, data []byte) (string, error) {
	kind := "stream"
	if strings.HasSuffix(name, ".xlsx") {
		kind = "xls"
	}
	body := larkcore.NewFormdata().AddField("file_type", kind).AddField("file_name", name).AddFile("file", bytes.NewReader(data))
	var out struct {
		Data struct {
			Key string `json:"file_key"`
		} `json:"data"`
	}
	err := a.call(ctx, http.MethodPost, "/open-apis/im/v1/files", nil, body, &out)
	return out.Data.Key, err
}

// resource reads a file of a message, at most so many bytes.
// https://open.feishu.cn/document/server-docs/im-v1/message/get-2
func (a *api) resource(ctx context.Context, message, file string, most int64) ([]byte, error) {
	token, err := a.tokens.get(ctx)
	if err != nil {
		return nil, fmt.Errorf("feishu: access token: %w", err)
	}
	address := strings.TrimSuffix(a.config.BaseUrl, "/") + "/open-apis/im/v1/messages/" + url.PathEscape(message) + "/resources/" + url.PathEscape(file) + "?type=file"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("feishu: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := a.config.HttpClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("feishu: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	if err = errors.Join(err, res.Body.Close()); err != nil {
		return nil, fmt.Errorf("feishu: %w", err)
	}
	if res.StatusCode >= http.StatusBadRequest {
		err := read("resource", &larkcore.ApiResp{StatusCode: res.StatusCode, Header: res.Header, RawBody: data}, nil)
		if slices.Contains(expired, codeOf(err)) {
			a.tokens.drop(token) // the next attempt has another
		}
		return nil, err
	}
	return data, nil
}
