package desk

import (
	"context"
	"strings"
	"time"

	"dealmate/internal/i18n"
	"dealmate/org"
)

// settle saves what a person prefers.
func (d *Desk) settle(ctx context.Context, f filled) (Submitted, error) {
	t := f.parsed.Text
	if zone := t["timezone"]; zone != "" {
		if !zoneExists(zone) {
			return f.problem("timezone", i18n.T("error.timezone")), nil
		}
	}
	if (t["quiet_from"] == "") != (t["quiet_to"] == "") {
		return f.problem("quiet_to", i18n.T("error.quiet_pair")), nil
	}
	p, err := d.o.Records.Person(ctx, f.who.ID)
	if err != nil {
		return Submitted{}, err
	}
	p.Prefs = org.Prefs{Timezone: t["timezone"], QuietFrom: t["quiet_from"], QuietTo: t["quiet_to"], Question: t["question"] == "daily"}
	if t["language"] != "follow" {
		p.Prefs.Language = t["language"]
	}
	tx := d.o.Begin(f.commit, f.now)
	tx.Save(p)
	f.finish(tx)
	if _, _, err := tx.Commit(ctx, p.ID); err != nil {
		return Submitted{}, err
	}
	d.dir.put(p)
	return f.result(Done{}), nil
}

// zoneExists reports whether a name is of the time zone database. "Local" is the
// server's, which tells nothing about a person.
func zoneExists(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && !strings.EqualFold(name, "local")
}
