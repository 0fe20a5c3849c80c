package slack

import (
	"context"
	"errors"

	"dealmate/bot/adapter"
	"dealmate/internal/fault"
)

// errTooLarge ends a download.
var errTooLarge = errors.New("slack: the file is larger than what is read")

// Download reads a file that was sent to the bot. The library refuses addresses that are
// not Slack's. https://docs.slack.dev/reference/objects/file-object
func (a *Adapter) Download(ctx context.Context, ref string, most int64) ([]byte, error) {
	w := &bounded{most: most}
	if err := a.api.GetFileContext(ctx, ref, w); err != nil {
		if errors.Is(err, errTooLarge) || int64(len(w.data)) >= most && w.over {
			return nil, fault.Wrap(err, fault.Invalid, "error.file_large")
		}
		if reason(err) == "file_not_found" {
			return nil, adapter.Never(err)
		}
		return nil, sendError(err)
	}
	return w.data, nil
}

// bounded keeps what is written until it is too much.
type bounded struct {
	data []byte
	most int64
	over bool
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if int64(len(b.data)+len(p)) > b.most {
		b.over = true
		return 0, errTooLarge
	}
	b.data = append(b.data, p...)
	return len(p), nil
}
