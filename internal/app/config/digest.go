package config

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/sales"
	"dealmate/scheduler"
)

// Digest says when a team's reports come, in the team's time zone. "" is never. On a
// day off the first two come on the next working day, Preview on the one before.
type Digest struct {
	Channel string // cron expression of the post to the team's channel
	Manager string // of the managers' private message
	Preview string // of the reps' own preview
	// Channels are where the team's digest is posted: a channel's ID by platform; the
	// team's own where the file leaves them out.
	Channels map[string]string
}

// off is written where a report is not wanted.
const off = "off"

// usualDigest are the times of docs/method.md.
func usualDigest() Digest {
	return Digest{Channel: "0 9 * * 1", Manager: "30 8 * * 1", Preview: "0 16 * * 5"}
}

func readDigest(t *table, otherwise Digest) Digest {
	defer t.close()
	return Digest{
		Channel: t.cron("channel", otherwise.Channel), Manager: t.cron("manager", otherwise.Manager), Preview: t.cron("preview", otherwise.Preview),
	}
}

// teamDigest is a team's own: the organisation's with what the team's table changes.
func teamDigest(t *table, otherwise Digest, channels map[string]string) Digest {
	place := t.channels("place")
	d := readDigest(t, otherwise)
	if d.Channels = place; place == nil {
		d.Channels = channels
	}
	return d
}

// cron is a cron expression of five fields, or "off".
func (t *table) cron(key, otherwise string) string {
	if !t.has(key) {
		t.known = append(t.known, key)
		return otherwise
	}
	s := t.trimmed(key, "")
	if s == "" || s == off {
		return ""
	}
	if err := scheduler.Check(s); err != nil || len(strings.Fields(s)) != 5 {
		t.problem(t.of(key), `%s is no time; write minute, hour, day, month and weekday such as "0 9 * * 1", or "off"`, shown(s))
		return otherwise
	}
	return s
}

// readRates reads what currencies are worth in the organisation's.
func readRates(root *table, o Organisation) []sales.Rate {
	var out []sales.Rate
	for i, v := range root.list("rates") {
		key := element("rates", i)
		values, ok := v.(map[string]any)
		if !ok {
			root.problem(key, "wants a table, has %s", kind(v))
			continue
		}
		if r, ok := readRate(root.inner(key, values), o.Currency); ok {
			out = append(out, r)
		}
	}
	return out
}

func readRate(t *table, to string) (sales.Rate, bool) {
	defer t.close()
	before := len(t.items)
	for _, key := range []string{"currency", "from", "worth"} {
		if !t.has(key) {
			t.problem(t.key, "wants %s", key)
		}
	}
	r := sales.Rate{Currency: t.currency("currency", to), From: sales.Date(t.text("from", "2000-01-01")), Worth: t.amount("worth", decimal.Zero)}
	if _, err := time.Parse(time.DateOnly, string(r.From)); err != nil {
		t.problem(t.of("from"), "%s is no day; write it like \"2026-12-25\"", shown(string(r.From)))
	}
	if t.has("worth") && r.Worth.IsZero() {
		t.problem(t.of("worth"), "must be more than nothing; write it as text, such as \"7.12\"")
	}
	if t.has("currency") && r.Currency == to {
		t.problem(t.of("currency"), "is the currency that the others are turned into")
	}
	return r, len(t.items) == before
}
