package slack

import (
	"encoding/json"
	"fmt"
	"strings"

	"dealmate/bot"
)

// happening is what of an Events API payload is read.
// https://docs.slack.dev/apis/events-api
type happening struct {
	Type      string `json:"type"`
	Challenge string `json:"challenge"`
	Team      string `json:"team_id"`
	ID        string `json:"event_id"`
	Event     struct {
		Type        string `json:"type"`
		Subtype     string `json:"subtype"`
		User        string `json:"user"`
		Bot         string `json:"bot_id"`
		Team        string `json:"team"`
		UserTeam    string `json:"user_team"`
		Text        string `json:"text"`
		TS          string `json:"ts"`
		Thread      string `json:"thread_ts"`
		Channel     string `json:"channel"`
		ChannelType string `json:"channel_type"`
		Tab         string `json:"tab"`
		Files       []struct {
			Name    string `json:"name"`
			Size    int64  `json:"size"`
			Private string `json:"url_private_download"`
		} `json:"files"`
		Attachments attachments `json:"attachments"`
	} `json:"event"`
}

func decodeHappening(body []byte) (happening, error) {
	var h happening
	if err := json.Unmarshal(body, &h); err != nil {
		return happening{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	if h.Type == "" {
		return happening{}, fmt.Errorf("%w: event without type", errMalformed)
	}
	return h, nil
}

// inbound translates the events the manifest subscribes to. self is the bot's
// own user: it sees its own messages too.
func (h happening) inbound(self string) (inbound, error) {
	if h.Type != "event_callback" {
		return inbound{}, fmt.Errorf("%w: %q", errIgnored, cut(h.Type, 40))
	}
	e := h.Event
	if h.ID == "" || e.Type == "" {
		return inbound{}, fmt.Errorf("%w: event without ID or type", errMalformed)
	}
	if e.User == "" || e.User == self || e.Bot != "" {
		return inbound{}, errIgnored
	}
	in := inbound{workspaces: named(h.Team, e.Team, e.UserTeam)}
	in.event = bot.Event{ID: h.ID, User: bot.User{Platform: Platform, ID: e.User}, Place: bot.Place{Platform: Platform}}
	switch e.Type {
	case "app_home_opened":
		if e.Tab != "home" {
			return inbound{}, errIgnored
		}
		in.event.Kind = bot.Home
		return in, nil
	case "message", "app_mention":
		return h.message(in, self)
	}
	return inbound{}, fmt.Errorf("%w: event %q", errIgnored, cut(e.Type, 40))
}

func (h happening) message(in inbound, self string) (inbound, error) {
	e := h.Event
	// Edits, deletions and joins are messages too; only a file comes with words
	// that are meant for the bot.
	if e.Subtype != "" && e.Subtype != "file_share" {
		return inbound{}, errIgnored
	}
	direct := e.ChannelType == "im" || isDirect(e.Channel, "")
	if e.Channel == "" || (e.Type == "message" && !direct) {
		return inbound{}, errIgnored
	}
	in.event.Kind = bot.Message
	own := readText(strings.Replace(e.Text, "<@"+self+">", "", 1))
	in.event.Text, in.event.Forwarded = e.Attachments.with(own)
	for _, f := range e.Files {
		in.event.Files = append(in.event.Files, bot.Attached{Name: f.Name, Size: f.Size, Ref: f.Private})
	}
	in.event.Place = bot.Place{
		Platform: Platform, Channel: e.Channel, Thread: e.Thread, Direct: direct,
		// In a channel chat.postEphemeral answers the writer alone.
		Can: bot.Abilities{Private: !direct, Table: true},
	}
	return in, nil
}
