package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"dealmate/bot"
	"dealmate/bot/adapter"
)

// patience is how long to wait when a 429 does not say.
const patience = 30 * time.Second

// hopeless are Slack's errors that no repeat mends.
// https://docs.slack.dev/reference/methods/chat.postMessage
var hopeless = []string{
	"channel_not_found", "is_archived", "not_in_channel", "account_inactive", "token_revoked", "token_expired",
	"invalid_auth", "not_authed", "no_permission", "missing_scope", "access_denied", "org_login_required",
	"restricted_action", "user_not_found", "users_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot",
	"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found", "channel_type_not_supported",
	"invalid_blocks", "invalid_blocks_format", "invalid_arguments", "msg_too_long", "msg_blocks_too_long", "no_text",
	"messages_tab_disabled", "not_enabled", "view_too_large", "team_access_not_granted", "team_not_found",
	"expired_url", "used_url", "invalid_channel", "no_service", "user_not_in_channel",
	"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged", "invalid_trigger_id",
}

// reason is the error code of Slack's API, "" for another error.
func reason(err error) string {
	if e, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*slack.SlackErrorResponse](err); ok {
		return e.Err
	}
	return ""
}

// sendError tells the core what kind of error it is.
func sendError(err error) error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[bot.Permanent](err); ok && p.Permanent() {
		return err
	}
	if _, ok := errors.AsType[bot.RetryAfter](err); ok {
		return err
	}
	if e, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return adapter.Wait(err, max(e.RetryAfter, time.Second))
	}
	if e, ok := errors.AsType[slack.StatusCodeError](err); ok && e.Code == http.StatusTooManyRequests {
		return adapter.Wait(err, patience)
	}
	code := reason(err)
	if code == "ratelimited" || code == "rate_limited" {
		return adapter.Wait(err, patience)
	}
	if slices.Contains(hopeless, code) {
		if e, ok := errors.AsType[slack.SlackErrorResponse](err); ok && len(e.ResponseMetadata.Messages) > 0 {
			err = fmt.Errorf("%w: %v", err, e.ResponseMetadata.Messages)
		}
		return adapter.Never(err)
	}
	return err
}

// answerError reads what a response address said: "ok", or JSON, or the error's
// name as text.
func answerError(res *http.Response, said string) error {
	if res.StatusCode == http.StatusTooManyRequests {
		wait := patience
		if n, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && n > 0 {
			wait = time.Duration(n) * time.Second
		}
		return adapter.Wait(fmt.Errorf("slack: response address: %s", res.Status), wait)
	}
	code := said
	var answer struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal([]byte(said), &answer) == nil {
		code = answer.Error
		if answer.OK {
			code = ""
		}
	}
	switch {
	case res.StatusCode == http.StatusOK && (code == "" || code == "ok"):
		return nil
	case res.StatusCode >= http.StatusInternalServerError:
		return fmt.Errorf("slack: response address: %s", res.Status)
	case slices.Contains(refused, code):
		return slack.SlackErrorResponse{Err: code}
	}
	return adapter.Never(fmt.Errorf("slack: response address: %s: %s", res.Status, cut(code, 80)))
}

// withoutAddress drops the address from an error: whoever has it can answer in
// the bot's name.
func withoutAddress(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
