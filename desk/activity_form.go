package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"dealmate/dialogs"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// wrong is what is wrong with a field.
type wrong struct {
	field string
	i18n.Text
}

// setWhen reads day, time, length and time zone of a plan.
func (f filled) setWhen(a *sales.Activity) wrong {
	p := f.parsed
	zone, name := f.who.Zone, f.who.Zone.String()
	if typed := p.Text["timezone"]; typed != "" {
		z, err := time.LoadLocation(typed)
		if err != nil || typed == "Local" {
			return wrong{"timezone", i18n.T("error.timezone")}
		}
		zone, name = z, typed
	}
	a.Zone, a.Minutes, a.AllDay, a.At = name, atoi(p.Text["minutes"]), false, time.Time{}
	day := sales.Date(p.Date["day"])
	if day == "" {
		if p.Text["time"] != "" {
			return wrong{"day", i18n.T("error.required")}
		}
		return wrong{}
	}
	at := day.Time(zone)
	if clock, err := time.Parse("15:04", p.Text["time"]); err == nil {
		at = time.Date(at.Year(), at.Month(), at.Day(), clock.Hour(), clock.Minute(), 0, 0, zone)
	} else {
		a.AllDay = true
	}
	a.At = at.UTC()
	if a.End().Before(f.now) {
		return wrong{"day", i18n.T("error.past_meeting")}
	}
	return wrong{}
}

func atoi(s string) int {
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

// people are the chosen and the typed people of an activity, each once.
func (d *Desk) people(p dialogs.Parsed) []string {
	var out []string
	for _, name := range slices.Concat(p.People("who"), dialogs.SplitNames(p.Text["who_new"])) {
		name = strings.Join(strings.Fields(name), " ")
		if !slices.ContainsFunc(out, func(x string) bool { return sales.Fold(x) == sales.Fold(name) }) {
			out = append(out, name)
		}
	}
	return out
}

// planValues are an activity as the form of a plan holds it.
func planValues(a sales.Activity, w Who) map[string]string {
	out := map[string]string{"minutes": usualMinutes, "timezone": w.Zone.String()}
	if a.ID == "" {
		return out
	}
	out["who"], out["why"], out["type"], out["where"], out["place"] = strings.Join(a.Who, ","), a.Why, a.Type, a.Where, a.Place
	out["timezone"] = firstOf(a.Zone, w.Zone.String())
	for _, m := range []string{"30", "60", "90", "120", "240", "480"} {
		if atoi(m) <= max(a.Minutes, 30) {
			out["minutes"] = m
		}
	}
	if !a.At.IsZero() {
		at := a.At.In(org.Location(a.Zone, w.Zone.String()))
		out["day"] = at.Format(time.DateOnly)
		if !a.AllDay {
			out["time"] = at.Format("15:04")
		}
	}
	return out
}

// activityOptions are the forms an activity can have.
func activityOptions() []dialogs.Option {
	var out []dialogs.Option
	for _, t := range sales.ActivityTypes() {
		out = append(out, dialogs.Option{Value: t, Label: i18n.T("activity.type." + t)})
	}
	return out
}

// contactOptions are the people at a deal's customer who were named before, with
// those of an activity first.
func (d *Desk) contactOptions(ctx context.Context, deal sales.Deal, a sales.Activity) ([]dialogs.Option, error) {
	r, err := d.o.Records.Roster(ctx, sales.ContactsRoster(deal.Customer))
	var out []dialogs.Option
	for _, n := range slices.Concat(a.Who, r.Names) {
		if !slices.ContainsFunc(out, func(o dialogs.Option) bool { return o.Value == n }) {
			out = append(out, dialogs.Option{Value: n, Label: i18n.Raw(n)})
		}
	}
	return out, err
}
