package slack

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"dealmate/bot"
)

// Profile tells who a user is. It is remembered for ten minutes; when Slack does
// not answer an older one is returned with no error.
func (a *Adapter) Profile(ctx context.Context, user string) (bot.Profile, error) {
	p, known, fresh := a.profiles.Get(user)
	if fresh {
		return p, nil
	}
	u, err := a.api.GetUserInfoContext(ctx, user)
	if err != nil {
		if known {
			a.log.Warn("profile not refreshed", "user", user, "err", err)
			return p, nil
		}
		return bot.Profile{}, fmt.Errorf("slack: users.info: %w", sendError(err))
	}
	p = profileOf(u, a.workspace(ctx))
	a.profiles.Put(user, p)
	return p, nil
}

// Find tells the user of an e-mail; one that nobody has is a bot.Permanent.
func (a *Adapter) Find(ctx context.Context, email string) (bot.Profile, error) {
	u, err := a.api.GetUserByEmailContext(ctx, email)
	if err != nil {
		return bot.Profile{}, fmt.Errorf("slack: users.lookupByEmail: %w", sendError(err))
	}
	// The look-up does not bring the locale, users.info does.
	if full, err := a.Profile(ctx, u.ID); err == nil {
		return full, nil
	}
	return profileOf(u, a.workspace(ctx)), nil
}

// workspace is ours, "" while it is not known.
func (a *Adapter) workspace(ctx context.Context) string {
	self, err := a.identify(ctx)
	if err != nil {
		return a.team
	}
	return self.team
}

// profileOf reads a user. Guests, people of other workspaces, bots and accounts
// that were closed are all nobody to the bot.
func profileOf(u *slack.User, workspace string) bot.Profile {
	stranger := workspace != "" && u.TeamID != "" && u.TeamID != workspace
	return bot.Profile{
		User: u.ID, Name: first(u.Profile.DisplayName, u.Profile.RealName, u.RealName, u.Name),
		Email: u.Profile.Email, Locale: u.Locale, Zone: u.TZ,
		Guest: stranger || u.IsRestricted || u.IsUltraRestricted || u.IsStranger || u.IsBot || u.Deleted,
	}
}
