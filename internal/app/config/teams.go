package config

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// teamReader keeps where each team's key was said, for messages about others.
type teamReader struct {
	*reader
	teams []Team
	keys  []string // full key of each team in the file
}

func readTeams(root *table, o Organisation, people *people) (teams []Team, font string) {
	r := &teamReader{reader: root.reader}
	general := root.table("digest")
	font = general.trimmed("font", "")
	digest := readDigest(general, usualDigest())
	for i, v := range root.list("teams") {
		key := element("teams", i)
		values, ok := v.(map[string]any)
		if !ok {
			root.problem(key, "wants a table, has %s", kind(v))
			continue
		}
		r.teams = append(r.teams, readTeam(root.inner(key, values), o, digest, people))
		r.keys = append(r.keys, key)
	}
	people.complete(o.Admins)
	for _, t := range r.teams {
		people.complete(t.Managers)
		people.complete(t.Members)
		people.complete(t.StandIns)
	}
	r.checkKeys()
	r.checkParents()
	return r.teams, font
}

func readTeam(t *table, o Organisation, digest Digest, people *people) Team {
	defer t.close()
	team := Team{
		Name:     t.name("name", ""),
		Managers: people.list(t, "managers"),
		Members:  people.list(t, "members"),
		StandIns: people.list(t, "stand_ins"),
		Channels: t.channels("channel"),
		Timezone: t.timezone("timezone", o.Timezone),
		Language: t.language("language", o.Language),
		Parent:   t.trimmed("parent", ""),
		Quota:    t.amount("quota", decimal.Zero),
		WonCard:  t.choice("won_card", "channel", "channel", off) != off,
	}
	team.Digest = teamDigest(t.table("digest"), digest, team.Channels)
	team.Key = t.slug("")
	t.nameTeam(&team)
	return team
}

// nameTeam makes a missing key from the name, or a missing name from the key.
func (t *table) nameTeam(team *Team) {
	switch {
	case team.Key != "" && team.Name == "":
		team.Name = team.Key
	case team.Name == "" && !t.has("name") && !t.has("key"):
		t.problem(t.key, "wants a name or a key")
	case team.Name == "" && t.values["name"] == "":
		t.problem(t.of("name"), "is empty")
	case team.Name != "" && !t.has("key"):
		team.Key = Slug(team.Name)
		if team.Key == "" {
			t.problem(t.key, "has no key, and none can be made from its name %s; give key", shown(team.Name))
		}
	}
}

func (r *teamReader) checkKeys() {
	first := map[string]int{}
	for i, t := range r.teams {
		if t.Key == "" {
			continue
		}
		if j, ok := first[t.Key]; ok {
			r.problem(r.keys[i]+".key", "%q is the key of the team on %s already; give this team another", t.Key, r.line(r.keys[j]))
			continue
		}
		first[t.Key] = i
	}
}

// checkParents refuses parents that do not exist and circles of them, each
// circle once, at its first team.
func (r *teamReader) checkParents() {
	parent := map[string]string{}
	for i, t := range r.teams {
		if t.Parent == "" {
			continue
		}
		if !slices.ContainsFunc(r.teams, func(o Team) bool { return o.Key == t.Parent }) {
			r.problem(r.keys[i]+".parent", "%s is not the key of a team%s", shown(t.Parent), suggestion(t.Parent, r.teamKeys()))
			continue
		}
		if _, ok := parent[t.Key]; !ok {
			parent[t.Key] = t.Parent
		}
	}
	done := map[string]bool{}
	for i, t := range r.teams {
		if circle := circleFrom(t.Key, parent); circle != nil && !done[t.Key] {
			for _, k := range circle {
				done[k] = true
			}
			r.problem(r.keys[i]+".parent", "makes a circle of teams: %s", strings.Join(append(circle, t.Key), " → "))
		}
	}
}

func (r *teamReader) teamKeys() []string {
	keys := make([]string, len(r.teams))
	for i, t := range r.teams {
		keys[i] = t.Key
	}
	return keys
}

// circleFrom follows parents until it is back at the start, or gives nil.
func circleFrom(start string, parent map[string]string) []string {
	var path []string
	for k := start; k != ""; k = parent[k] {
		if k == start && len(path) > 0 {
			return path
		}
		if len(path) > len(parent) {
			return nil // a circle further up, reported there
		}
		path = append(path, k)
	}
	return nil
}
