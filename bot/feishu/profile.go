package feishu

import (
	"context"
	"errors"
	"fmt"

	"dealmate/bot"
	"dealmate/bot/adapter"
)

// strangers are the codes for somebody the contact book does not show: of
// another tenant, or outside of what the app may see.
// https://open.feishu.cn/document/server-docs/contact-v3/user/get
var strangers = map[int]bool{41050: true, 41012: true, 40004: true}

// Profile tells who a user is. It is remembered for ten minutes; when Feishu does
// not answer an older one is returned with no error. Feishu tells nobody's
// language: the locale is the one that came with their last message, if any.
func (a *Adapter) Profile(ctx context.Context, id string) (bot.Profile, error) {
	p, known, fresh := a.profiles.Get(id)
	if !fresh {
		u, err := a.api.user(ctx, id)
		switch {
		case strangers[codeOf(err)]:
			return bot.Profile{User: id, Guest: true}, nil
		case err != nil && known:
			a.log.Warn("profile not refreshed", "user", id, "err", err)
		case err != nil:
			return bot.Profile{}, fmt.Errorf("feishu: profile: %w", sendError(err))
		default:
			p = bot.Profile{
				User: id, Name: first(u.Name, u.EnName), Email: first(u.Work, u.Email), Zone: u.TimeZone,
				Guest: u.Status.Resigned || u.Status.Exited,
			}
			a.profiles.Put(id, p)
		}
	}
	p.Locale, _, _ = a.locales.Get(id)
	return p, nil
}

// Find tells the user of an e-mail; one that nobody has is a bot.Permanent.
func (a *Adapter) Find(ctx context.Context, email string) (bot.Profile, error) {
	id, err := a.api.userOf(ctx, email)
	switch {
	case err != nil:
		return bot.Profile{}, fmt.Errorf("feishu: user of an e-mail: %w", sendError(err))
	case id == "":
		return bot.Profile{}, adapter.Never(errors.New("feishu: nobody has this e-mail"))
	}
	return a.Profile(ctx, id)
}

func first(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
