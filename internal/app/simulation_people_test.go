package app

import (
	"fmt"
	"io"
	"log/slog"
	"maps"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/app/config"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// serve opens a replica over a store and a workspace; nothing runs by itself.
func (s *simulation) serve(store, slack string) *service {
	s.t.Helper()
	var b strings.Builder
	b.WriteString("[organisation]\nkey = \"sim\"\nname = \"Simulated\"\nlanguage = \"en\"\ntimezone = \"Asia/Shanghai\"\ncurrency = \"CNY\"\nadmins = [\"ops@example.com\"]\n[digest]\nchannel = \"off\"\nmanager = \"off\"\npreview = \"off\"\n")
	each := simulatedOwners / simulatedTeams
	for t := range simulatedTeams {
		var members []string
		for i := t * each; i < (t+1)*each; i++ {
			members = append(members, fmt.Sprintf("{ email = %q, slack = %q }", mailOf(i), userOf(i)))
		}
		boss := simulatedOwners + t
		fmt.Fprintf(&b, "[[teams]]\nkey = \"team%d\"\nname = \"Team %d\"\nmanagers = [{ email = %q, slack = %q }]\nmembers = [%s]\n", t, t, mailOf(boss), userOf(boss), strings.Join(members, ", "))
	}
	fmt.Fprintf(&b, "[slack]\nbot_token = %q\napp_token = %q\napi_url = %q\nmessages_per_minute = 6000\n[redis]\nurl = %q\n", demoBotToken, demoAppToken, slack+"/api/", store)
	cfg, err := config.Parse("simulation.toml", []byte(b.String()), func(string) string { return "" })
	require.NoError(s.t, err)
	out, err := openService(s.t.Context(), cfg, world{now: s.clock.Now, newID: s.id, log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	require.NoError(s.t, err)
	return out
}

func (s *simulation) id() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids++
	return fmt.Sprint("sim", s.ids)
}

// works is what people do on a working day at about ten.
func (s *simulation) works() {
	now := s.clock.Now().In(s.begin.Location())
	if !s.model.calendar.Works(now) {
		return
	}
	deals := size("SIMULATE_DEALS", simulatedDeals)
	for range max(deals/100, 3) {
		d := s.model.deal(fmt.Sprintf("sim-%d", s.r.IntN(deals)))
		switch s.r.IntN(3) {
		case 0:
			s.fills(d, "done", map[string]string{"type": "visit", "said": "agrees"})
		case 1:
			if d.Stage != sales.Winnable {
				_, err := s.calm.desk.Forward(s.t.Context(), s.who(d), d.ID, d.Stage, s.id())
				require.NoError(s.t, err)
			}
		case 2:
			on := s.model.calendar.After(now, 1+s.r.IntN(3))
			if s.model.meets(d.ID, on) {
				continue
			}
			s.fills(d, "plan", map[string]string{
				"type": "visit", "who_new": "Dana", "why": "Dana signs the list", "day": on.Format(time.DateOnly), "time": "15:00", "minutes": "60", "timezone": "Asia/Shanghai",
			})
			s.model.planned(d.ID, on.Add(15*time.Hour))
		}
	}
}

func (s *simulation) who(d sales.Deal) desk.Who {
	who, err := s.calm.desk.Identify(s.t.Context(), "slack", s.calm.desk.Person(d.Owner).Identities["slack"])
	require.NoError(s.t, err)
	who.Lang = i18n.English
	return who
}

// fills opens a form about a deal and sends it.
func (s *simulation) fills(d sales.Deal, form string, typed map[string]string) {
	o, err := s.calm.desk.Open(s.t.Context(), s.who(d), desk.Opening{Form: form, Deal: d.ID})
	require.NoError(s.t, err)
	values := maps.Clone(o.State.Values)
	maps.Copy(values, typed)
	out, err := s.calm.desk.Submit(s.t.Context(), s.who(d), desk.Filled{Dialog: o.State.ID, Values: values})
	require.NoError(s.t, err)
	require.Empty(s.t, out.Problems)
}
