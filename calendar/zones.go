package calendar

import (
	_ "embed" // the table of Windows' names
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

//go:embed windows.txt
var windowsTable string

const (
	maxZones    = 1000 // different names in a file
	maxZoneName = 200  // bytes
)

// zones knows the time zones of a file by name.
type zones struct {
	own     map[string]*ical.Component
	windows map[string]string // Windows' name or list of cities, in lower case, to IANA's
	found   map[string]zone   // nil for one that nobody knows
	until   time.Time         // until when rules of own zones matter
	work    *work
}

func newZones(own map[string]*ical.Component, until time.Time, w *work) *zones {
	return &zones{own: own, windows: windowsNames(windowsTable), found: map[string]zone{}, until: until, work: w}
}

// named gives the zone of a TZID. An event in a zone that nobody knows is left
// out: at a wrong hour it would do more harm.
func (z *zones) named(id string) (zone, error) {
	found, known := z.found[id]
	if !known {
		if len(z.found) == maxZones || len(id) > maxZoneName {
			return nil, errUnreadable
		}
		found = z.find(id)
		z.found[id] = found
	}
	if found == nil {
		return nil, errUnreadable
	}
	return found, nil
}

func (z *zones) find(id string) zone {
	name := strings.TrimSpace(id)
	if l := location(name); l != nil {
		return zoneOf(l)
	}
	if l := location(z.windows[strings.ToLower(cities(name))]); l != nil {
		return zoneOf(l)
	}
	if c := z.own[id]; c != nil {
		if own, err := ownZone(c, z.until, z.work); err == nil {
			return own
		}
	}
	if l := location(tail(name)); l != nil {
		return zoneOf(l)
	}
	return fixed(name)
}

// location is the zone that IANA calls so; nil if there is none.
func location(name string) *time.Location {
	if name == "" || name == "Local" { // to Go, the server's own
		return nil
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return l
}

// tail is the name in a path such as /mozilla.org/20050126_1/Europe/Berlin.
func tail(id string) string {
	parts := strings.Split(id, "/")
	if parts[0] != "" || len(parts) < 4 {
		return ""
	}
	return strings.Join(parts[len(parts)-2:], "/")
}

// cities drops what Windows puts before a list of cities: (UTC+08:00).
func cities(id string) string {
	if !strings.HasPrefix(id, "(UTC") && !strings.HasPrefix(id, "(GMT") {
		return id
	}
	_, after, _ := strings.Cut(id, ")")
	return strings.TrimSpace(after)
}

// fixed is the zone of a name that is an offset: UTC+8, GMT+0800, +08:00.
func fixed(name string) zone {
	name = strings.Trim(strings.ToUpper(name), "()")
	name = strings.TrimPrefix(strings.TrimPrefix(name, "UTC"), "GMT")
	if name == "" || name == "Z" {
		return utc
	}
	digits := strings.ReplaceAll(name[1:], ":", "")
	if len(digits) <= 2 {
		digits = strings.Repeat("0", 2-len(digits)) + digits + "00"
	}
	seconds, err := offset(name[:1] + digits)
	if err != nil {
		return nil
	}
	return func(int64) int { return seconds }
}

// offset reads +0800 or -033000, in seconds.
func offset(text string) (int, error) {
	text = strings.TrimSpace(text)
	if len(text) != 5 && len(text) != 7 || text[0] != '+' && text[0] != '-' {
		return 0, errUnreadable
	}
	total := 0
	for i, unit := 1, 3600; i < len(text); i, unit = i+2, unit/60 {
		n, err := strconv.ParseUint(text[i:i+2], 10, 8)
		if err != nil || n > 59 {
			return 0, errUnreadable
		}
		total += int(n) * unit
	}
	if total >= 24*3600 {
		return 0, errUnreadable
	}
	if text[0] == '-' {
		total = -total
	}
	return total, nil
}

// windowsNames reads the table; the form of it is said in its head.
func windowsNames(table string) map[string]string {
	names := map[string]string{}
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		name, rest, ok := strings.Cut(line, " = ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(rest, " | ")
		for _, alias := range append(fields[1:], name) {
			names[strings.ToLower(alias)] = fields[0]
		}
	}
	return names
}
