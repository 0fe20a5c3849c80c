// Package org knows the organisation: its teams and people, who a platform's
// user is, what each prefers, and who may do what to which deal.
package org

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Person is somebody the configuration names. The ID is minted once per e-mail
// and stays.
type Person struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name,omitempty"` // as the platform shows it; empty until looked up
	Admin bool   `json:"-"`
	// Identities maps a platform's name to the user's ID there.
	Identities map[string]string `json:"identities,omitempty"`
	Locale     string            `json:"locale,omitempty"` // as a platform tells, e.g. "en-US"
	Zone       string            `json:"zone,omitempty"`   // as a platform tells, an IANA name
	// Heard is the platform of several on which the person last spoke.
	Heard string `json:"heard,omitempty"`
	Prefs Prefs  `json:"prefs,omitzero"`
	// Welcomed is the event that was answered with the welcome, or what made one
	// needless; "" while the person may still be new.
	Welcomed string `json:"welcomed,omitempty"`
}

// Label is how a person is shown: the name, or the e-mail's local part.
func (p Person) Label() string {
	if p.Name != "" {
		return p.Name
	}
	local, _, _ := strings.Cut(p.Email, "@")
	return local
}

// Prefs is what a person chose; empty values follow the platform, then the
// team, then the organisation.
type Prefs struct {
	Language  string `json:"language,omitempty"` // "zh-CN", "en" or "" to follow
	Timezone  string `json:"timezone,omitempty"`
	QuietFrom string `json:"quiet_from,omitempty"` // "20:00"
	QuietTo   string `json:"quiet_to,omitempty"`   // "08:30"
	// Question asks for the next best question of one deal every working day.
	Question bool `json:"question,omitempty"`
}

// Team owns deals. Managers and Members are person IDs.
type Team struct {
	Key      string
	Name     string
	Managers []string
	Members  []string
	// StandIns decide in the managers' place.
	StandIns []string
	// Channels are for the team's cards: a channel's ID by the platform's name.
	Channels map[string]string
	Timezone string
	Language string
	Parent   string
	// Quota is the team's target for a quarter in the organisation's currency; zero
	// means none.
	Quota decimal.Decimal
	// NoWonCard keeps the channel from hearing of wins at once.
	NoWonCard bool
	// Reports are the channels of the team's digest, by the platform's name.
	Reports map[string]string
}

// HasChannel reports whether a channel is the team's own on its platform.
func (t Team) HasChannel(id string) bool {
	for _, c := range t.Channels {
		if c == id && id != "" {
			return true
		}
	}
	return false
}

// Organisation is what the configuration says, with people resolved.
type Organisation struct {
	Key      string
	Name     string
	Language string
	Timezone string
	Currency string
	Teams    []Team
	Admins   []string
}

// Team finds a team by key.
func (o Organisation) Team(key string) (Team, bool) {
	i := slices.IndexFunc(o.Teams, func(t Team) bool { return t.Key == key })
	if i < 0 {
		return Team{}, false
	}
	return o.Teams[i], true
}

// TeamsOf lists the teams a person is in, as manager or member, in
// configuration order; an admin's list has every team.
func (o Organisation) TeamsOf(person string) []Team {
	if slices.Contains(o.Admins, person) {
		return o.Teams
	}
	var out []Team
	for _, t := range o.Teams {
		if o.isIn(person, t) || o.manages(person, t) {
			out = append(out, t)
		}
	}
	return out
}

// HomeTeam is the team a person's new deals belong to: the first they are a
// member of, else the first they manage. An admin without a team has none.
func (o Organisation) HomeTeam(person string) (Team, bool) {
	for _, t := range o.Teams {
		if slices.Contains(t.Members, person) {
			return t, true
		}
	}
	for _, t := range o.Teams {
		if slices.Contains(t.Managers, person) {
			return t, true
		}
	}
	return Team{}, false
}

// PeopleOf lists the people of a team, managers last, each once.
func (t Team) PeopleOf() []string {
	out := slices.Clone(t.Members)
	for _, m := range t.Managers {
		if !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}

func (o Organisation) isIn(person string, t Team) bool {
	return slices.Contains(t.Members, person) || slices.Contains(t.Managers, person) || slices.Contains(t.StandIns, person)
}

// manages reports whether a person manages a team or one of its parents.
func (o Organisation) manages(person string, t Team) bool {
	for range len(o.Teams) + 1 {
		if slices.Contains(t.Managers, person) {
			return true
		}
		parent, ok := o.Team(t.Parent)
		if t.Parent == "" || !ok {
			return false
		}
		t = parent
	}
	return false
}

// Location is the time zone of the first name that loads, UTC at the worst.
func Location(names ...string) *time.Location {
	for _, n := range names {
		if n == "" {
			continue
		}
		if l, err := time.LoadLocation(n); err == nil {
			return l
		}
	}
	return time.UTC
}
