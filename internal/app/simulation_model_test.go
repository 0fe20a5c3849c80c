package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/sandbox"
)

// model is a second opinion, as simple as can be: it counts days one by one and
// remembers what the workspace has shown to whom.
type model struct {
	*simulation
	calendar org.Calendar
	texts    *i18n.Catalog
	read     map[string]int                               // messages of a channel that were looked at
	heard    map[string][]time.Time                       // by deal, fact and episode: when it was told
	today    map[string]map[string]map[sales.Warning]bool // by person: what the day's bundle says of which deal
	shown    map[string]bool                              // messages that were seen, to know them again
	due      map[string]time.Time                         // words around meetings that are to come

	alerts, pings, messages, repeats, twice int
}

func newModel(s *simulation) *model {
	cal, err := org.LoadCalendar(org.CalendarChina, nil, nil)
	require.NoError(s.t, err)
	texts, err := i18n.Load()
	require.NoError(s.t, err)
	return &model{
		simulation: s, calendar: cal, texts: texts, read: map[string]int{}, heard: map[string][]time.Time{},
		today: map[string]map[string]map[sales.Warning]bool{}, shown: map[string]bool{}, due: map[string]time.Time{},
	}
}

func (m *model) deal(id string) sales.Deal {
	found, err := m.calm.store.Deals(m.t.Context(), id)
	require.NoError(m.t, err)
	require.Len(m.t, found, 1)
	return found[0]
}

// facts are how a bundle says the four facts.
var facts = map[string]sales.Warning{
	"🔇 No contact": sales.Silent, "🧱 Stuck in": sales.Stuck, "🗓 Nothing complete": sales.Planless, "⏰ The expected close": sales.Overdue,
}

var numbered = regexp.MustCompile(`D-(\d+) Project`)

// collect reads what came since the last look.
func (m *model) collect() {
	for i := range simulatedOwners + simulatedTeams {
		user := userOf(i)
		channel := m.slack.DM(user)
		all := m.slack.Messages(channel, user)
		for _, x := range all[m.read[channel]:] {
			m.messages++
			m.look(user, x)
		}
		m.read[channel] = len(all)
	}
}

// look understands one message.
func (m *model) look(user string, x sandbox.Message) {
	text := strings.Join(wordsOf(x.Blocks), "\n")
	again := strings.Contains(text, m.texts.Say(i18n.English, i18n.T("say.maybe_repeat")))
	if again {
		m.repeats++
	}
	at := m.clock.Now().In(m.begin.Location())
	for _, ping := range []string{"brief", "after"} {
		if strings.Contains(text, m.texts.Say(i18n.English, i18n.T("meeting."+ping))) {
			m.pinged(user, ping, text, at, again)
			return
		}
	}
	what := bundled(text)
	require.NotEmpty(m.t, what, "nobody understands: %s", text)
	day := at.Format(time.DateOnly)
	key := fmt.Sprint(user, day, slices.Sorted(maps.Keys(what)))
	if m.shown[key] {
		require.True(m.t, again, "%s had this twice on %s, and it does not say so: %s", user, day, text)
		m.twice++
		return
	}
	m.shown[key] = true
	require.True(m.t, m.calendar.Works(at), "%s was told on %s", user, at.Format("Mon 2006-01-02"))
	minute := at.Hour()*60 + at.Minute()
	require.True(m.t, minute >= 8*60+45 && minute < 9*60+10, "%s was told at %s: %s", user, at, text)
	require.Nil(m.t, m.today[user], "%s has a second bundle on %s", user, day)
	m.today[user] = what
}

// bundled is which facts a bundle says of which deals.
func bundled(text string) map[string]map[sales.Warning]bool {
	out := map[string]map[sales.Warning]bool{}
	at := numbered.FindAllStringSubmatchIndex(text, -1)
	for i, hit := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		var n int
		_, _ = fmt.Sscan(text[hit[2]:hit[3]], &n)
		kinds := map[sales.Warning]bool{}
		for words, kind := range facts {
			if strings.Contains(text[hit[0]:end], words) {
				kinds[kind] = true
			}
		}
		if len(kinds) > 0 {
			out[fmt.Sprint("sim-", n-1)] = kinds
		}
	}
	return out
}

// wordsOf are the texts of a message in their order.
func wordsOf(raw json.RawMessage) []string {
	var out []string
	var walk func(any)
	walk = func(v any) {
		switch x := v.(type) {
		case map[string]any:
			if s, ok := x["text"].(string); ok {
				out = append(out, s)
			}
			for _, key := range slices.Sorted(maps.Keys(x)) {
				walk(x[key])
			}
		case []any:
			for _, y := range x {
				walk(y)
			}
		}
	}
	var v any
	if json.Unmarshal(raw, &v) == nil {
		walk(v)
	}
	return out
}

// judge compares a morning's bundles with what is due that day.
func (m *model) judge(day time.Time) {
	due := map[string]map[string]map[sales.Warning]bool{}
	if m.calendar.Works(day) {
		due = m.dueOn(day)
	}
	for user, told := range m.today {
		require.LessOrEqual(m.t, len(told), 5)
		for id, kinds := range told {
			require.Equal(m.t, due[user][id], kinds, "%s is told of %s on %s, %s", user, id, day.Format(time.DateOnly), m.history(id))
		}
	}
	for user, want := range due {
		require.Len(m.t, m.today[user], min(5, len(want)), "%s on %s: %v is due, %v was told", user, day.Format(time.DateOnly), want, m.today[user])
	}
	for _, told := range m.today {
		for id, kinds := range told {
			d := m.deal(id)
			for kind := range kinds {
				m.alerts++
				key := m.episode(d, kind)
				m.heard[key] = append(m.heard[key], day)
			}
		}
	}
	m.today = map[string]map[string]map[sales.Warning]bool{}
}

// history is what was told of a deal, for a failure's words.
func (m *model) history(id string) string {
	var out []string
	for key, days := range m.heard {
		if strings.HasPrefix(key, id) {
			out = append(out, fmt.Sprint(key, days))
		}
	}
	return strings.Join(out, "; ") + fmt.Sprintf(" %+v", m.deal(id))
}

// quiet checks the evening: no bundle came after the morning's, and no word around
// a meeting is missing.
func (m *model) quiet() {
	require.Empty(m.t, m.today, "told after the morning")
	for key, at := range m.due {
		require.True(m.t, at.After(m.clock.Now()), "%s was forgotten", key)
	}
}

// dueOn is what is due on a working day, by person and deal.
func (m *model) dueOn(day time.Time) map[string]map[string]map[sales.Warning]bool {
	out := map[string]map[string]map[sales.Warning]bool{}
	for n := range size("SIMULATE_DEALS", simulatedDeals) {
		d := m.deal(fmt.Sprint("sim-", n))
		for _, kind := range []sales.Warning{sales.Silent, sales.Stuck, sales.Planless, sales.Overdue} {
			if !m.holds(d, kind, day) {
				continue
			}
			told := m.heard[m.episode(d, kind)]
			to := d.Owner
			switch len(told) {
			case 0:
			case 1:
				if m.working(told[0], day) < sales.DefaultLimits()[d.Stage].RemindDays {
					continue
				}
			case 2:
				l := sales.DefaultLimits()[d.Stage]
				if m.working(told[1], day) < l.ManagerDays-l.RemindDays {
					continue
				}
				team, _ := m.calm.desk.Org().Team(d.Team)
				to = team.Managers[0]
			default:
				continue
			}
			user := m.calm.desk.Person(to).Identities["slack"]
			if out[user] == nil {
				out[user] = map[string]map[sales.Warning]bool{}
			}
			if out[user][d.ID] == nil {
				out[user][d.ID] = map[sales.Warning]bool{}
			}
			out[user][d.ID][kind] = true
		}
	}
	return out
}

// working counts the working days after a day, up to another one.
func (m *model) working(from, to time.Time) int {
	n := 0
	for d := from.In(m.begin.Location()).AddDate(0, 0, 1); d.Format(time.DateOnly) <= to.Format(time.DateOnly); d = d.AddDate(0, 0, 1) {
		if m.calendar.Works(d) {
			n++
		}
	}
	return n
}

// episode names what is going on with a deal since its last contact or stage.
func (m *model) episode(d sales.Deal, kind sales.Warning) string {
	last := d.StageSince
	if d.LastContact.After(last) {
		last = d.LastContact
	}
	return fmt.Sprint(d.ID, kind, last.Unix())
}

// holds says whether a fact holds on a day, counted one day after the other.
func (m *model) holds(d sales.Deal, kind sales.Warning, day time.Time) bool {
	l := sales.DefaultLimits()[d.Stage]
	switch kind {
	case sales.Silent:
		return m.working(d.LastContact, day) > l.SilentDays
	case sales.Stuck:
		n := 0
		for x := d.StageSince.In(m.begin.Location()); x.Format(time.DateOnly) < day.Format(time.DateOnly); x = x.AddDate(0, 0, 1) {
			n++
		}
		return n > l.StuckDays
	case sales.Planless:
		from := d.LastContact
		for _, p := range d.Plans {
			if p.Complete && p.At.After(from) {
				from = p.At
			}
		}
		return m.working(from, day) > l.PlanlessDays
	case sales.Overdue:
		return d.Close != "" && string(d.Close) < day.Format(time.DateOnly)
	}
	return false
}

// planned notes the words that a plan asks for: two hours before it, and a quarter of
// an hour after it.
func (m *model) planned(deal string, at time.Time) {
	m.due[deal+" brief "+at.Format("01-02")] = at.Add(-2 * time.Hour)
	m.due[deal+" after "+at.Format("01-02")] = at.Add(75 * time.Minute)
}

// meets reports whether a deal has a meeting on a day.
func (m *model) meets(deal string, day time.Time) bool {
	_, ok := m.due[deal+" after "+day.Format("01-02")]
	return ok
}

// pinged takes a word around a meeting off those that are due.
func (m *model) pinged(user, ping, text string, at time.Time, again bool) {
	hit := numbered.FindStringSubmatch(text)
	require.NotNil(m.t, hit, text)
	var n int
	_, _ = fmt.Sscan(hit[1], &n)
	key := fmt.Sprintf("sim-%d %s %s", n-1, ping, at.Format("01-02"))
	due, expected := m.due[key]
	if !expected && m.shown[user+key] {
		require.True(m.t, again, "%s had %q twice, and it does not say so: %s\n%+v", user, key, text, m.deal(fmt.Sprint("sim-", n-1)))
		m.twice++
		return
	}
	require.True(m.t, expected, "nobody expected %q for %s at %s: %s", key, user, at, text)
	require.WithinRange(m.t, at, due, due.Add(15*time.Minute), key)
	m.shown[user+key] = true
	m.pings++
	delete(m.due, key)
}
