package org

import "slices"

// Below lists the teams under a team, each before those below it.
func (o Organisation) Below(key string) []Team {
	var out []Team
	for _, t := range o.Teams {
		if t.Parent == key && key != "" && !slices.ContainsFunc(out, func(x Team) bool { return x.Key == t.Key }) {
			out = append(append(out, t), o.Below(t.Key)...)
		}
	}
	return out
}
