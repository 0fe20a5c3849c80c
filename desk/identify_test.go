package desk_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
)

func TestSomebodyUnknownIsBoundByTheirEmail(t *testing.T) {
	c := open(t)
	_, err := c.desk.Identify(t.Context(), "feishu", "ou-1")
	refused(t, err, fault.Unauthenticated, "error.unknown_user")
	require.NoError(t, c.desk.Bind(t.Context(), "feishu", desk.Found{User: "ou-1", Name: "林一", Email: "LIN@example.com", Locale: "en-US"}))
	w, err := c.desk.Identify(t.Context(), "feishu", "ou-1")
	require.NoError(t, err)
	require.Equal(t, "lin", w.ID)
	require.Equal(t, "feishu", w.From)
	require.Equal(t, i18n.English, w.Lang)
	p, ok := c.desk.ByUser("slack", "U-lin")
	require.True(t, ok, "the other platform stays")
	require.Equal(t, map[string]string{"slack": "U-lin", "feishu": "ou-1"}, p.Identities)
	require.Equal(t, "林一", c.desk.Person("lin").Name)
	stored, err := c.store.Person(t.Context(), "lin")
	require.NoError(t, err)
	require.Equal(t, p, stored)
}

func TestTheFirstBindingHolds(t *testing.T) {
	c := open(t)
	err := c.desk.Bind(t.Context(), "slack", desk.Found{User: "U-thief", Email: "lin@example.com"})
	refused(t, err, fault.Conflict, "error.bound")
	err = c.desk.Bind(t.Context(), "slack", desk.Found{User: "U-lin", Email: "bob@example.com"})
	refused(t, err, fault.Conflict, "error.bound")
	require.NoError(t, c.desk.Bind(t.Context(), "slack", desk.Found{User: "U-lin", Name: "Lin", Email: "lin@example.com"}), "the same again is well")
	_, err = c.desk.Identify(t.Context(), "slack", "U-thief")
	refused(t, err, fault.Unauthenticated, "error.unknown_user")
}

func TestAnEmailThatNobodyConfiguredIsAStranger(t *testing.T) {
	c := open(t)
	for _, email := range []string{"stranger@example.com", ""} {
		err := c.desk.Bind(t.Context(), "slack", desk.Found{User: "U-x", Email: email})
		refused(t, err, fault.Forbidden, "error.stranger")
		f, _ := fault.As(err)
		require.Equal(t, "ops@example.com", f.Args["Admins"])
	}
}

func TestSomebodyInNoTeamIsToldWhomToAskInTheirLanguage(t *testing.T) {
	c := open(t)
	require.NoError(t, c.desk.Bind(t.Context(), "slack", desk.Found{User: "U-sun", Name: "Sun", Email: "sun@example.com", Locale: "en-GB"}))
	w, err := c.desk.Identify(t.Context(), "slack", "U-sun")
	refused(t, err, fault.Forbidden, "error.stranger")
	require.Equal(t, i18n.English, w.Lang)
	_, err = c.desk.Identify(t.Context(), "slack", "U-ops")
	require.NoError(t, err, "an admin needs no team")
}

func TestAnAdminOfACompanyWithoutTeamsIsNoStranger(t *testing.T) {
	c := open(t, func(c *company) { c.org.Teams = nil })
	_, err := c.desk.Identify(t.Context(), "slack", "U-ops")
	require.NoError(t, err)
}

func TestLanguageAndZoneAreChosenByTheNearest(t *testing.T) {
	tests := map[string]struct {
		who, locale, zone string
		prefs             values
		lang              i18n.Lang
		in                string
	}{
		"the organisation's":                      {"lin", "", "", nil, i18n.Chinese, "Asia/Shanghai"},
		"the team's before the organisation's":    {"wu", "", "", nil, i18n.English, "America/New_York"},
		"the platform's before the team's":        {"wu", "zh-CN", "Europe/London", nil, i18n.Chinese, "Europe/London"},
		"their own before the platform's":         {"wu", "zh-CN", "Europe/London", values{"language": "en", "timezone": "Asia/Tokyo"}, i18n.English, "Asia/Tokyo"},
		"a language that is not ours: the team's": {"wu", "fr-FR", "", nil, i18n.English, "America/New_York"},
		"a zone that does not exist: the next":    {"lin", "", "Mars/Base", nil, i18n.Chinese, "Asia/Shanghai"},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			require.NoError(t, c.desk.Bind(t.Context(), "slack", desk.Found{
				User: "U-" + x.who, Name: "N", Email: x.who + "@example.com", Locale: x.locale, Zone: x.zone,
			}))
			if x.prefs != nil {
				s, err := c.fill(x.who, "settings", "", x.prefs)
				require.NoError(t, err)
				require.Empty(t, s.Problems)
			}
			w := c.as(x.who)
			require.Equal(t, x.lang, w.Lang)
			require.Equal(t, x.in, w.Zone.String())
			require.Equal(t, x.lang, c.desk.LangOf("slack", "U-"+x.who))
		})
	}
}

func TestALanguageIsKnownWhileTheStoreIsAway(t *testing.T) {
	c := open(t)
	_, err := c.fill("lin", "settings", "", values{"language": "en"})
	require.NoError(t, err)
	c.away = true
	c.days(1)
	require.Equal(t, i18n.English, c.desk.LangOf("slack", "U-lin"))
	require.Equal(t, i18n.Chinese, c.desk.LangOf("slack", "U-nobody"))
	w, err := c.desk.Identify(t.Context(), "slack", "U-lin")
	require.NoError(t, err)
	require.Equal(t, i18n.English, w.Lang)
}

func TestSettingsAreSavedAndShownAgain(t *testing.T) {
	c := open(t)
	typed := values{"language": "en", "timezone": "Europe/London", "quiet_from": "18:30", "quiet_to": "8:30", "question": "daily"}
	o := c.open("lin", "settings", "")
	require.Equal(t, values{"language": "follow", "timezone": "", "quiet_from": "", "quiet_to": "", "question": "off"}, o.State.Values)
	c.must("lin", o, typed)
	typed["quiet_to"] = "08:30"
	require.Equal(t, typed, c.open("lin", "settings", "").State.Values)
	stored, err := c.store.Person(t.Context(), "lin")
	require.NoError(t, err)
	require.Equal(t, org.Prefs{Language: "en", Timezone: "Europe/London", QuietFrom: "18:30", QuietTo: "08:30", Question: true}, stored.Prefs)
	c.must("lin", c.open("lin", "settings", ""), values{"language": "follow", "timezone": "", "quiet_from": "", "quiet_to": "", "question": "off"})
	stored, err = c.store.Person(t.Context(), "lin")
	require.NoError(t, err)
	require.Zero(t, stored.Prefs)
	require.Equal(t, "U-lin", stored.Identities["slack"], "who they are stays")
}

func TestSettingsThatMakeNoSenseStayOpen(t *testing.T) {
	tests := map[string]struct {
		typed values
		field string
		key   string
	}{
		"a zone nobody knows":     {values{"timezone": "Mars/Base"}, "timezone", "error.timezone"},
		"the server's zone":       {values{"timezone": "Local"}, "timezone", "error.timezone"},
		"a way out of the zones":  {values{"timezone": "../../etc/passwd"}, "timezone", "error.timezone"},
		"a time of no day":        {values{"quiet_from": "25:00", "quiet_to": "08:00"}, "quiet_from", "error.clock"},
		"half of the quiet hours": {values{"quiet_from": "20:00"}, "quiet_to", "error.quiet_pair"},
		"a language not ours":     {values{"language": "fr"}, "language", "error.choice"},
	}
	for name, x := range tests {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			s, err := c.fill("lin", "settings", "", x.typed)
			require.NoError(t, err)
			require.Len(t, s.Problems, 1)
			require.Equal(t, x.key, s.Problems[x.field].Key)
			require.Zero(t, c.desk.Person("lin").Prefs)
		})
	}
}

func TestSettingsReachTheOtherReplicas(t *testing.T) {
	c := open(t)
	other := c.replica()
	who, err := other.Identify(t.Context(), "slack", "U-lin")
	require.NoError(t, err)
	require.Equal(t, i18n.Chinese, who.Lang)
	c.must("lin", c.open("lin", "settings", ""), values{"language": "en"})
	c.now = c.now.Add(31 * time.Second)
	who, err = other.Identify(t.Context(), "slack", "U-lin")
	require.NoError(t, err)
	require.Equal(t, i18n.English, who.Lang)
}

func TestPeopleComeAndGoAtOnce(t *testing.T) {
	c := open(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, name := range everybody() {
				_, _ = c.desk.Identify(t.Context(), "slack", "U-"+name)
				_ = c.desk.LangOf("slack", "U-"+name)
				_ = c.desk.Person(name)
			}
		})
		wg.Go(func() {
			err := c.desk.Bind(t.Context(), "slack", desk.Found{User: "U-lin", Name: "Lin", Email: "lin@example.com"})
			require.NoError(t, err)
		})
	}
	wg.Wait()
	require.Equal(t, org.Person{ID: "unknown"}, c.desk.Person("unknown"))
}
