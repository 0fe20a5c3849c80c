package config

import (
	"time"

	"dealmate/org"
)

// The languages that the catalogs have.
const (
	chinese = "zh-CN"
	english = "en"
)

func readOrganisation(t *table, people *people) Organisation {
	defer t.close()
	o := Organisation{
		Key:      t.slug("main"),
		Name:     t.name("name", "Dealmate"),
		Language: t.language("language", chinese),
	}
	zone, currency := "UTC", "USD"
	if o.Language == chinese {
		zone, currency = "Asia/Shanghai", "CNY"
	}
	o.Timezone = t.timezone("timezone", zone)
	o.Currency = t.currency("currency", currency)
	calendar := org.CalendarWeekends
	if o.Timezone == "Asia/Shanghai" {
		calendar = org.CalendarChina
	}
	o.Calendar = t.choice("calendar", calendar, org.Calendars()...)
	o.Calendars = t.choice("calendars", CalendarsPublic, CalendarsPublic, CalendarsAny, CalendarsOff)
	o.Holidays, o.Workdays = t.days("holidays"), t.days("workdays")
	o.Admins = people.list(t, "admins")
	return o
}

// days is a list of calendar days, "2026-12-25".
func (t *table) days(key string) []string {
	if !t.has(key) {
		t.known = append(t.known, key)
		return nil
	}
	var out []string
	for i, v := range t.list(key) {
		s, _ := v.(string)
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			t.problem(element(t.of(key), i), "%s is no day; write it like \"2026-12-25\"", shown(s))
			continue
		}
		out = append(out, s)
	}
	return out
}
