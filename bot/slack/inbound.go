package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"dealmate/bot"
)

// Platform is the name under which the core knows this platform.
const Platform = "slack"

// What a decoder may say of a payload: it is broken, or well-formed and none of
// our business (an event of the bot itself, a kind we did not ask for).
var (
	errMalformed = errors.New("slack: malformed payload")
	errIgnored   = errors.New("slack: nothing to answer")
)

// inbound is one thing a person did, as it came over the wire.
type inbound struct {
	event bot.Event
	// workspaces are those the payload names: any but ours makes a stranger.
	workspaces []string
	trigger    string
	view       *viewRef
	// inputs are the submitted view's block_ids by field; first is the block
	// that stands for the whole form.
	inputs map[string]string
	first  string
}

// viewRef is the view that was clicked or submitted.
type viewRef struct {
	id   string
	home bool
	card bool // a modal that shows a card
}

// decodeCommand reads a command as an HTTP request brings it.
func decodeCommand(body []byte) (inbound, error) {
	q, err := url.ParseQuery(string(body))
	if err != nil {
		return inbound{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	return command{
		Team: q.Get("team_id"), Channel: q.Get("channel_id"), ChannelName: q.Get("channel_name"), User: q.Get("user_id"),
		Command: q.Get("command"), Text: q.Get("text"), ResponseURL: q.Get("response_url"), Trigger: q.Get("trigger_id"),
	}.inbound()
}

// decodeCommandJSON reads a command as a socket brings it.
func decodeCommandJSON(payload []byte) (inbound, error) {
	var c command
	if err := json.Unmarshal(payload, &c); err != nil {
		return inbound{}, fmt.Errorf("%w: %w", errMalformed, err)
	}
	return c.inbound()
}

// command is what of a slash command's payload is read.
type command struct {
	Team        string `json:"team_id"`
	Channel     string `json:"channel_id"`
	ChannelName string `json:"channel_name"`
	User        string `json:"user_id"`
	Command     string `json:"command"`
	Text        string `json:"text"`
	ResponseURL string `json:"response_url"`
	Trigger     string `json:"trigger_id"`
}

func (c command) inbound() (inbound, error) {
	if c.User == "" || c.Channel == "" || !strings.HasPrefix(c.Command, "/") {
		return inbound{}, fmt.Errorf("%w: command without user, channel or name", errMalformed)
	}
	return inbound{
		event: bot.Event{
			Kind: bot.Command, ID: c.Trigger, User: bot.User{Platform: Platform, ID: c.User}, Text: readText(c.Text),
			Place: bot.Place{
				Platform: Platform, Channel: c.Channel, Direct: isDirect(c.Channel, c.ChannelName), Answer: c.ResponseURL,
				Can: bot.Abilities{Form: c.Trigger != "", Private: true, Table: true},
			},
		},
		workspaces: named(c.Team),
		trigger:    c.Trigger,
	}, nil
}

// isDirect reports whether a channel is a private chat with the bot. A command
// may be typed in a chat of two other people, whose ID begins with D as well.
// It cannot be told apart, and there the answer is private anyway.
func isDirect(channel, name string) bool {
	return strings.HasPrefix(channel, "D") || name == "directmessage"
}

// named drops the empty names.
func named(ids ...string) []string {
	var out []string
	for _, id := range ids {
		if id != "" {
			out = append(out, id)
		}
	}
	return out
}
