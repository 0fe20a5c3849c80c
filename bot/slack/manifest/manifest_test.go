package manifest_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"dealmate/bot/slack/manifest"
)

// decode reads a manifest with no unknown key at any depth.
func decode(t *testing.T, mode string) slack.Manifest {
	t.Helper()
	data, err := manifest.JSON(mode)
	require.NoError(t, err)
	var m slack.Manifest
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&m))
	require.False(t, d.More(), "one document")
	return m
}

func TestBothModesKeepSlacksLimits(t *testing.T) {
	for _, mode := range []string{manifest.Socket, manifest.HTTP} {
		t.Run(mode, func(t *testing.T) {
			m := decode(t, mode)
			// https://docs.slack.dev/reference/app-manifest
			within := func(limit int, text string) {
				t.Helper()
				require.NotEmpty(t, text)
				require.LessOrEqual(t, utf8.RuneCountInString(text), limit, text)
			}
			within(35, m.Display.Name)
			within(140, m.Display.Description)
			within(80, m.Features.BotUser.DisplayName)
			require.LessOrEqual(t, len(m.Features.SlashCommands), 50)
			for _, c := range m.Features.SlashCommands {
				within(32, c.Command)
				within(2000, c.Description)
				within(1000, c.UsageHint)
			}
			require.LessOrEqual(t, len(m.Features.Shortcuts), 10)
			for _, s := range m.Features.Shortcuts {
				within(24, s.Name)
				within(255, s.CallbackID)
				within(150, s.Description)
			}
		})
	}
}

func TestTheAppHasItsCommandAndShortcuts(t *testing.T) {
	for _, mode := range []string{manifest.Socket, manifest.HTTP} {
		t.Run(mode, func(t *testing.T) {
			m := decode(t, mode)
			require.Equal(t, "Dealmate", m.Display.Name)
			require.Equal(t, "dealmate", m.Features.BotUser.DisplayName)
			require.Len(t, m.Features.SlashCommands, 1)
			require.Equal(t, "/deal", m.Features.SlashCommands[0].Command)
			require.True(t, m.Features.SlashCommands[0].ShouldEscape, "mentions arrive as IDs")
			shortcuts := map[string]string{}
			for _, s := range m.Features.Shortcuts {
				shortcuts[s.CallbackID] = string(s.Type) + ": " + s.Name
			}
			require.Equal(t, map[string]string{
				"sc_deal_new":     "global: Create deal",
				"sc_msg_deal_new": "message: Create deal from message",
				"sc_msg_note":     "message: Add note from message",
			}, shortcuts)
			require.True(t, m.Features.AppHome.HomeTabEnabled)
			require.True(t, m.Features.AppHome.MessagesTabEnabled)
			require.False(t, m.Features.AppHome.MessagesTabReadOnlyEnabled, "people type to the bot")
			require.True(t, m.Settings.Interactivity.IsEnabled)
		})
	}
}

func TestOnlyTheHTTPModeHasAddresses(t *testing.T) {
	socket, http := decode(t, manifest.Socket), decode(t, manifest.HTTP)
	require.True(t, socket.Settings.SocketModeEnabled)
	require.Empty(t, socket.Features.SlashCommands[0].Url)
	require.Empty(t, socket.Settings.Interactivity.RequestUrl)
	require.Empty(t, socket.Settings.EventSubscriptions.RequestUrl)

	require.False(t, http.Settings.SocketModeEnabled)
	for address, path := range map[string]string{
		http.Features.SlashCommands[0].Url:          "/slack/commands",
		http.Settings.Interactivity.RequestUrl:      "/slack/interactivity",
		http.Settings.EventSubscriptions.RequestUrl: "/slack/events",
	} {
		u, err := url.Parse(address)
		require.NoError(t, err)
		require.Equal(t, "https", u.Scheme)
		require.Equal(t, path, u.Path)
	}
}

func TestTheModesDifferInNothingElse(t *testing.T) {
	socket, http := decode(t, manifest.Socket), decode(t, manifest.HTTP)
	http.Features.SlashCommands[0].Url = ""
	http.Settings.Interactivity.RequestUrl = ""
	http.Settings.EventSubscriptions.RequestUrl = ""
	http.Settings.SocketModeEnabled = socket.Settings.SocketModeEnabled
	require.Equal(t, socket, http)
}

func TestEveryEventHasItsScope(t *testing.T) {
	m := decode(t, manifest.Socket)
	needs := map[string]string{"app_home_opened": "", "app_mention": "app_mentions:read", "message.im": "im:history"}
	for _, event := range m.Settings.EventSubscriptions.BotEvents {
		scope, known := needs[event]
		require.True(t, known, "nobody handles %s", event)
		if scope != "" {
			require.Contains(t, m.OAuthConfig.Scopes.Bot, scope)
		}
	}
}

func TestAnUnknownModeIsRefused(t *testing.T) {
	for _, mode := range []string{"", "rtm", "../manifest", "socket.json"} {
		_, err := manifest.JSON(mode)
		require.ErrorContains(t, err, `use "socket" or "http"`)
	}
}
