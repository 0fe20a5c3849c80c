package feishu

import (
	"context"
	"fmt"
)

// Scopes are what the app needs, as the set-up lists them.
func Scopes() []string {
	return []string{
		"im:message:send_as_bot", "im:message.p2p_msg:readonly", "im:message.group_at_msg:readonly", "im:message:readonly",
		"im:chat:readonly", "im:resource", "im:user_agent:read",
		"contact:contact.base:readonly", "contact:user.base:readonly", "contact:user.email:readonly", "contact:user.id:readonly",
	}
}

// Health is what Check found; every problem is data, so that all of them can be
// shown at once.
type Health struct {
	Bot    string // the bot's name
	Access error  // nil when Feishu takes the app's ID and secret
	People error  // nil when the contact book answers for an e-mail
}

// Check asks Feishu whether the app is good and may look people up by an e-mail.
// It changes nothing.
func (a *Adapter) Check(ctx context.Context, email string) Health {
	var h Health
	info, err := a.api.botInfo(ctx)
	if err != nil {
		h.Access = fmt.Errorf("feishu: bot info: %w", err)
		return h
	}
	h.Bot = info.Name
	if email != "" {
		_, h.People = a.api.userOf(ctx, email)
	}
	return h
}
