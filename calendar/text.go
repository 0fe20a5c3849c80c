package calendar

import (
	"strings"
	"unicode"

	"github.com/emersion/go-ical"
)

const (
	lineLength  = 500 // characters of a title, a place, a name
	notesLength = 2000
)

// plain undoes the escapes of a text and cuts it. go-ical's own Text stops at
// a comma that a program forgot to escape, and many do.
func plain(escaped string, length int) string {
	var b strings.Builder
	n := 0
	back := false
	for _, r := range escaped {
		if n == length {
			break
		}
		if back {
			back = false
			switch r {
			case 'n', 'N':
				r = '\n'
			case '\\', ',', ';', ':', '"':
			default:
				b.WriteByte('\\') // no escape: a path on Windows
				n++
			}
		} else if r == '\\' {
			back = true
			continue
		}
		if n < length && (r == '\n' || r == '\t' || !unicode.IsControl(r)) {
			b.WriteRune(r)
			n++
		}
	}
	return strings.TrimSpace(b.String())
}

// oneLine is plain for what is shown in a line.
func oneLine(escaped string) string {
	return strings.Join(strings.Fields(plain(escaped, lineLength)), " ")
}

// people names who takes part: the organiser, then the others, by e-mail
// address each only once. Rooms and projectors are invited too: not they.
func people(props ical.Props) []string {
	var names []string
	seen := map[string]bool{}
	for _, kind := range []string{ical.PropOrganizer, ical.PropAttendee} {
		for i := range props[kind] {
			p := &props[kind][i]
			if use := strings.ToUpper(p.Params.Get("CUTYPE")); use == "ROOM" || use == "RESOURCE" {
				continue
			}
			name, key := person(p)
			if name != "" && !seen[key] {
				seen[key] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// person gives a name, or the address, and what tells the person from others.
func person(p *ical.Prop) (name, key string) {
	address := strings.TrimSpace(p.Value)
	if len(address) >= len("mailto:") && strings.EqualFold(address[:len("mailto:")], "mailto:") {
		address = address[len("mailto:"):]
	}
	if !strings.Contains(address, "@") {
		address = "" // Outlook's invalid:nomail, or a urn
	}
	address = oneLine(address)
	name = strings.NewReplacer("^n", " ", "^'", `"`, "^^", "^").Replace(p.Params.Get("CN"))
	name = strings.Trim(oneLine(name), `'"`)
	if name == "" {
		name = address
	}
	if address == "" {
		return name, name
	}
	return name, strings.ToLower(address)
}
