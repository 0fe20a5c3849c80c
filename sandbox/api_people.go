package sandbox

import (
	"strings"
	"time"
)

func (w *Workspace) authTest(call) (answer, *failure) {
	return answer{"team": w.o.Team, "team_id": w.o.TeamID, "user": w.o.BotName, "user_id": BotUser, "bot_id": botID, "url": "http://" + w.base + "/"}, nil
}

func (w *Workspace) teamInfo(call) (answer, *failure) {
	return answer{"team": answer{"id": w.o.TeamID, "name": w.o.Team, "domain": "local"}}, nil
}

func (w *Workspace) botsInfo(c call) (answer, *failure) {
	if id := c.text("bot"); id != "" && id != botID {
		return fail("bot_not_found")
	}
	return answer{"bot": answer{"id": botID, "name": w.o.BotName, "user_id": BotUser, "app_id": "A0LOCAL", "deleted": false}}, nil
}

func (w *Workspace) user(p Person) answer {
	zone, err := time.LoadLocation(p.TZ)
	if err != nil {
		zone = time.UTC
	}
	_, offset := w.now().In(zone).Zone()
	return answer{
		"id": p.ID, "team_id": w.teamOf(p), "name": strings.ToLower(p.ID), "real_name": p.Name, "locale": p.Locale,
		"tz": p.TZ, "tz_offset": offset, "is_restricted": p.Guest, "is_ultra_restricted": false, "is_bot": false, "deleted": false,
		"is_stranger": p.External,
		"profile":     answer{"email": p.Email, "real_name": p.Name, "display_name": p.Name, "title": p.Title, "team": w.teamOf(p)},
	}
}

// botAsUser is the bot in lists of users, as Slack lists it.
func (w *Workspace) botAsUser() answer {
	return answer{
		"id": BotUser, "team_id": w.o.TeamID, "name": w.o.BotName, "real_name": w.o.BotName, "is_bot": true, "deleted": false,
		"profile": answer{"real_name": w.o.BotName, "bot_id": botID, "api_app_id": "A0LOCAL", "team": w.o.TeamID},
	}
}

func (w *Workspace) usersInfo(c call) (answer, *failure) {
	id := c.text("user")
	if id == BotUser {
		return answer{"user": w.botAsUser()}, nil
	}
	p, ok := w.person(id)
	if !ok {
		return fail("user_not_found")
	}
	return answer{"user": w.user(p)}, nil
}

func (w *Workspace) usersList(c call) (answer, *failure) {
	all := []answer{}
	for _, p := range w.o.People {
		all = append(all, w.user(p))
	}
	all = append(all, w.botAsUser())
	from, to, next, f := c.page(len(all), len(all))
	if f != nil {
		return nil, f
	}
	return answer{"members": all[from:to], "response_metadata": answer{"next_cursor": next}}, nil
}

func (w *Workspace) usersByEmail(c call) (answer, *failure) {
	for _, p := range w.o.People {
		if p.Email != "" && strings.EqualFold(p.Email, c.text("email")) {
			return answer{"user": w.user(p)}, nil
		}
	}
	return fail("users_not_found")
}
