package sentence

import (
	"slices"
	"strings"
)

// group is the number of a word list within its book.
type group int

// node is a place in the tree of all words; its groups end there.
type node struct {
	next   map[string]*node
	stems  map[string]*node
	groups []group
}

func (n *node) child(key string, stem bool) *node {
	table := &n.next
	if stem {
		table = &n.stems
	}
	if *table == nil {
		*table = make(map[string]*node)
	}
	if (*table)[key] == nil {
		(*table)[key] = &node{}
	}
	return (*table)[key]
}

// add puts a word into the tree. A star at the end of a part stands for any
// ending.
func (n *node) add(words string, g group) {
	var parts []string
	for _, part := range strings.Fields(words) {
		stem := strings.HasSuffix(part, "*")
		for _, u := range cutUnits(strings.TrimSuffix(part, "*")) {
			parts = append(parts, u.text)
		}
		if stem && len(parts) > 0 {
			parts[len(parts)-1] += "*"
		}
	}
	for _, p := range parts {
		key, stem := strings.CutSuffix(p, "*")
		n = n.child(key, stem)
	}
	n.groups = append(n.groups, g)
}

// shortestStem is how many letters a stem has at least, in bytes.
const shortestStem = 3

// hit is a word of a group in a line; to is the unit behind it.
type hit struct {
	from, to int
}

// hits are all words found in a line, by group.
type hits [][]hit

// scan finds every word of every group that starts somewhere in a line.
func (n *node) scan(units []unit, groups int) hits {
	out := make(hits, groups)
	for from := range units {
		n.follow(units, from, from, out)
	}
	return out
}

func (n *node) follow(units []unit, from, at int, out hits) {
	for _, g := range n.groups {
		if at > from {
			out[g] = append(out[g], hit{from, at})
		}
	}
	if at == len(units) {
		return
	}
	text := units[at].text
	if next := n.next[text]; next != nil {
		next.follow(units, from, at+1, out)
	}
	for cut := shortestStem; n.stems != nil && cut <= len(text); cut++ {
		if next := n.stems[text[:cut]]; next != nil {
			next.follow(units, from, at+1, out)
		}
	}
}

// mask drops the hits of all lists but some that lie within a longer word which
// means another thing: the 满足 of 满足不了.
func (h hits) mask(longer []hit, but ...group) {
	if len(longer) == 0 {
		return
	}
	for g := range h {
		if slices.Contains(but, group(g)) {
			continue
		}
		kept := h[g][:0]
		for _, x := range h[g] {
			if !x.strictlyWithin(longer) {
				kept = append(kept, x)
			}
		}
		h[g] = kept
	}
}

func (x hit) strictlyWithin(longer []hit) bool {
	for _, l := range longer {
		if x.from >= l.from && x.to <= l.to && x.to-x.from < l.to-l.from {
			return true
		}
	}
	return false
}

// within reports whether a group has a word between two units.
func (h hits) within(g group, from, to int) bool {
	for _, x := range h[g] {
		if x.from >= from && x.to <= to {
			return true
		}
	}
	return false
}
