package config

import "time"

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
	o.Admins = people.list(t, "admins")
	o.WeekStart = weekdays()[t.choice("week_start", "monday", "monday", "saturday", "sunday")]
	return o
}

func weekdays() map[string]time.Weekday {
	return map[string]time.Weekday{"monday": time.Monday, "saturday": time.Saturday, "sunday": time.Sunday}
}
