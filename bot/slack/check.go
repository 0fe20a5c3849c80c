package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Scopes are what the bot token needs, as the manifest asks for them.
func Scopes() []string {
	return []string{
		"app_mentions:read", "chat:write", "chat:write.public", "commands", "files:read", "files:write", "im:history", "im:write", "users:read", "users:read.email",
	}
}

// Health is what Check found; every problem is data, so that all of them can be
// shown at once.
type Health struct {
	Team   string
	TeamID string
	User   string // the bot's own user
	// BotToken and Socket are nil when Slack takes the token; Socket is nil as
	// well when there is no app-level token, see HasSocket.
	BotToken  error
	Socket    error
	HasSocket bool
	// Missing lists scopes that the bot token lacks; ScopesKnown is false when
	// Slack did not tell.
	Missing     []string
	ScopesKnown bool
}

// Check asks Slack whether the tokens are good and the bot may do its work. It
// changes nothing.
func (a *Adapter) Check(ctx context.Context) Health {
	var h Health
	r, err := a.api.AuthTestContext(ctx)
	if err != nil {
		h.BotToken = fmt.Errorf("slack: auth.test: %w", sendError(err))
	} else {
		h.Team, h.TeamID, h.User = r.Team, r.TeamID, r.UserID
		if a.team != "" && r.TeamID != a.team {
			h.BotToken = fmt.Errorf("slack: the bot token is of workspace %s, configured is %s", r.TeamID, a.team)
		}
		granted := r.Header.Get("X-OAuth-Scopes")
		h.ScopesKnown = granted != ""
		if h.ScopesKnown {
			h.Missing = missing(granted)
		}
	}
	if a.appToken != "" {
		h.HasSocket = true
		if _, _, err := a.api.StartSocketModeContext(ctx); err != nil {
			h.Socket = fmt.Errorf("slack: apps.connections.open: %w", sendError(err))
		}
	}
	return h
}

func missing(granted string) []string {
	has := strings.FieldsFunc(granted, func(r rune) bool { return r == ',' || r == ' ' })
	return slices.DeleteFunc(Scopes(), func(s string) bool { return slices.Contains(has, s) })
}
