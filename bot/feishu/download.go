package feishu

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"dealmate/bot"
	"dealmate/bot/adapter"
	"dealmate/internal/fault"
)

// refGap parts a message from its file in a reference.
const refGap = "|"

// fileOf is the file of a message of type file.
// https://open.feishu.cn/document/server-docs/im-v1/message-content-description/message_content
func fileOf(message, kind, content string) (bot.Attached, bool) {
	var f struct {
		Key  string `json:"file_key"`
		Name string `json:"file_name"`
	}
	if kind != "file" || json.Unmarshal([]byte(content), &f) != nil || f.Key == "" {
		return bot.Attached{}, false
	}
	return bot.Attached{Name: f.Name, Ref: message + refGap + f.Key}, true
}

// Download reads a file that was sent to the bot.
func (a *Adapter) Download(ctx context.Context, ref string, most int64) ([]byte, error) {
	message, file, ok := strings.Cut(ref, refGap)
	if !ok {
		return nil, adapter.Never(errors.New("feishu: no reference to a file"))
	}
	data, err := a.api.resource(ctx, message, file, most)
	if err != nil {
		return nil, sendError(err)
	}
	if int64(len(data)) > most {
		return nil, fault.New(fault.Invalid, "error.file_large")
	}
	return data, nil
}
