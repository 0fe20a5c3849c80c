package storage

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"dealmate/sales"
)

// Report is what Check found.
type Report struct {
	Deals   int // records of deals
	Members int // of indexes, that should be there
	Missing int // members that are not there
	Extra   int // members that should not be there
	Dead    int // messages that were put aside
	// Counter is set when the counter of deal numbers was behind a number that
	// is taken.
	Counter bool
}

// Check compares all indexes with what they are a cache of: records, logs and
// marks, as p lists them. With mend it makes them agree. Nobody may write
// meanwhile: what changes between two looks is taken for a difference.
func (s *Store) Check(ctx context.Context, p Porter, mend bool) (Report, error) {
	first := inspection{want: map[string]*sum{}, have: map[string]*sum{}}
	if err := p.Dump(ctx, first.see); err != nil {
		return first.report, outward(err)
	}
	r := first.report
	d := difference{names: first.doubtful(), want: map[Member]bool{}, have: map[Member]bool{}}
	if len(d.names) > 0 {
		if err := p.Dump(ctx, d.see); err != nil {
			return r, outward(err)
		}
	}
	extra, missing := d.sides()
	r.Missing, r.Extra = len(missing), len(extra)
	r.Counter = first.highest > first.counted
	if !mend {
		return r, nil
	}
	if err := s.mend(ctx, extra, missing); err != nil {
		return r, err
	}
	return r, s.recount(ctx, first.highest)
}

// inspection sums up each index, so that a million deals need little memory;
// only indexes whose sums differ are looked at in detail.
type inspection struct {
	want, have       map[string]*sum
	report           Report
	counted, highest int64
	last             logged
}

// sum is a number of members and the sum of their hashes, in any order.
type sum struct {
	count  int
	hashes [2]uint64
}

func tallyMember(sums map[string]*sum, m Member) {
	s := sums[m.Index]
	if s == nil {
		s = &sum{}
		sums[m.Index] = s
	}
	h := sha256.Sum256([]byte(m.Member))
	s.count++
	s.hashes[0] += binary.BigEndian.Uint64(h[:8])
	s.hashes[1] += binary.BigEndian.Uint64(h[8:16])
}

func (n *inspection) see(i Item) error {
	if i.Kind == KindIndex {
		if isOurs(i.Key) {
			tallyMember(n.have, Member{i.Key, i.Value})
		}
		return nil
	}
	members, err := itemMembers(i)
	if err != nil {
		return err
	}
	for _, m := range members {
		// The changes of one commit stand together and share one member. Where a
		// dump brings them apart the sums differ, and the detailed look decides.
		if i.Kind == KindLog && n.last == (logged{i.Key, m}) {
			continue
		}
		n.last = logged{i.Key, m}
		n.report.Members++
		tallyMember(n.want, m)
	}
	return n.note(i)
}

// logged is a log's entry that was seen last.
type logged struct {
	log    string
	member Member
}

func (n *inspection) note(i Item) error {
	switch {
	case i.Kind == KindWork:
		w, err := ItemWork(i)
		if w.Dead {
			n.report.Dead++
		}
		return err
	case i.Kind == KindRecord && kindOf(i.Key) == kindDeal, i.Key == keyCounter:
		r, err := DecodeRecord(i.Key, i.Value)
		if err != nil {
			return err
		}
		if i.Key == keyCounter {
			n.counted, err = lastNumber(r)
			return err
		}
		n.report.Deals++
		d, err := unpack[sales.Deal](r.Key, r.Data)
		n.highest = max(n.highest, d.Number)
		return err
	}
	return nil
}

// doubtful lists the indexes whose sums differ.
func (n *inspection) doubtful() map[string]bool {
	out := map[string]bool{}
	for name, want := range n.want {
		if have := n.have[name]; have == nil || *have != *want {
			out[name] = true
		}
	}
	for name := range n.have {
		if n.want[name] == nil {
			out[name] = true
		}
	}
	return out
}

// difference is a detailed look at some indexes.
type difference struct {
	names      map[string]bool
	want, have map[Member]bool
}

func (d *difference) see(i Item) error {
	if i.Kind == KindIndex {
		if d.names[i.Key] {
			d.have[Member{i.Key, i.Value}] = true
		}
		return nil
	}
	members, err := itemMembers(i)
	for _, m := range members {
		if d.names[m.Index] {
			d.want[m] = true
		}
	}
	return err
}

func (d *difference) sides() (extra, missing []Member) {
	for m := range d.have {
		if !d.want[m] {
			extra = append(extra, m)
		}
	}
	for m := range d.want {
		if !d.have[m] {
			missing = append(missing, m)
		}
	}
	order := func(a, b Member) int {
		if c := strings.Compare(a.Index, b.Index); c != 0 {
			return c
		}
		return strings.Compare(a.Member, b.Member)
	}
	slices.SortFunc(extra, order)
	slices.SortFunc(missing, order)
	return extra, missing
}

func (s *Store) mend(ctx context.Context, extra, missing []Member) error {
	for part := range slices.Chunk(extra, sweepSize) {
		if _, err := s.engine.Commit(ctx, Batch{Now: s.now(), Remove: part}); err != nil {
			return outward(fmt.Errorf("mend indexes: %w", err))
		}
	}
	for part := range slices.Chunk(missing, sweepSize) {
		if _, err := s.engine.Commit(ctx, Batch{Now: s.now(), Add: part}); err != nil {
			return outward(fmt.Errorf("mend indexes: %w", err))
		}
	}
	return nil
}

// recount brings the counter up to a number that is taken.
func (s *Store) recount(ctx context.Context, highest int64) error {
	r, err := s.readOne(ctx, keyCounter)
	if err != nil {
		return err
	}
	last, err := lastNumber(r)
	if err != nil || last >= highest {
		return outward(err)
	}
	b := Batch{Now: s.now(), Checks: []Check{{Key: r.Key, Version: r.Version}}}
	if err := b.put(r.Key, r.Data, counter{Last: highest}); err != nil {
		return outward(err)
	}
	_, err = s.engine.Commit(ctx, b)
	return outward(err)
}
