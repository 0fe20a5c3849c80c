package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/storage"
)

func indexCases() []contractCase {
	return []contractCase{
		{"an index that nobody wrote to is empty", func(t *testing.T, db Database) {
			require.Empty(t, members(t, db, "i", storage.Span{}))
			require.Empty(t, members(t, db, "i", storage.Span{Reverse: true, Limit: 3, From: "a", To: "z"}))
		}},
		{"members are bytes in byte order, both ways, between every two bounds", everySpan},
		{"adding twice and removing what is not there change nothing", func(t *testing.T, db Database) {
			m := []storage.Member{{Index: "i", Member: "m"}}
			commit(t, db, storage.Batch{Add: append(m, m...)})
			commit(t, db, storage.Batch{Add: m, Remove: []storage.Member{{Index: "i", Member: "n"}, {Index: "j", Member: "m"}}})
			require.Equal(t, []string{"m"}, members(t, db, "i", storage.Span{}))
			commit(t, db, storage.Batch{Remove: m})
			require.Empty(t, members(t, db, "i", storage.Span{}))
		}},
		{"an index does not show another's members, whatever their names", func(t *testing.T, db Database) {
			names := []string{"", "a", "ab", "a\x00", "a:b", "\xff", "团队", strings.Repeat("n", 300)}
			for _, name := range names {
				commit(t, db, storage.Batch{Add: []storage.Member{{Index: name, Member: "of " + name}, {Index: name, Member: "b"}}})
			}
			for _, name := range names {
				require.Equal(t, []string{"b", "of " + name}, members(t, db, name, storage.Span{}))
				require.Equal(t, []string{"of " + name, "b"}, members(t, db, name, storage.Span{Reverse: true}))
			}
		}},
		{"pages by cursor show every member once, forwards and backwards", pagesByCursor},
	}
}

// everySpan compares the engine with a sorted slice.
func everySpan(t *testing.T, db Database) {
	all := []string{
		"", "\x00", "\x00\x00", "0", "a", "a\x00", "a\x00\xff", "a\xff", "ab", "b", "z",
		"中", "中\x00文", "中文", "é", "\xfe", "\xff", "\xff\xff", "-", "+", "[", "(",
	}
	slices.Sort(all)
	var add []storage.Member
	for i := range all {
		add = append(add, storage.Member{Index: "i", Member: all[(i*7)%len(all)]})
	}
	commit(t, db, storage.Batch{Add: add})
	bounds := append([]string{"0\x00", "文", "\xff\xff\xff"}, all...)
	for _, from := range bounds {
		for _, to := range bounds {
			for _, s := range []storage.Span{
				{From: from, To: to},
				{From: from, To: to, Limit: 2},
				{From: from, To: to, Reverse: true},
				{From: from, To: to, Reverse: true, Limit: 3},
			} {
				want := spanOf(all, s)
				got := members(t, db, "i", s)
				require.True(t, slices.Equal(want, got), "%q wants %q, got %q", s, want, got)
			}
		}
	}
}

func spanOf(all []string, s storage.Span) []string {
	var out []string
	for _, m := range all {
		if m >= s.From && (s.To == "" || m < s.To) {
			out = append(out, m)
		}
	}
	if s.Reverse {
		slices.Reverse(out)
	}
	if s.Limit > 0 && len(out) > s.Limit {
		out = out[:s.Limit]
	}
	return out
}

func pagesByCursor(t *testing.T, db Database) {
	var all []string
	var add []storage.Member
	for n := range 95 {
		all = append(all, fmt.Sprintf("2026-%03d\x00deal", n))
		add = append(add, storage.Member{Index: "i", Member: all[n]})
	}
	commit(t, db, storage.Batch{Add: add})
	for _, reverse := range []bool{false, true} {
		s := storage.Span{Limit: 10, Reverse: reverse}
		var seen []string
		for page := members(t, db, "i", s); len(page) > 0; page = members(t, db, "i", s) {
			seen = append(seen, page...)
			last := page[len(page)-1]
			if reverse {
				s.To = last
			} else {
				s.From = last + "\x00"
			}
		}
		if reverse {
			slices.Reverse(seen)
		}
		require.Equal(t, all, seen)
	}
}

func logCases() []contractCase {
	return []contractCase{
		{"a log keeps the order of appending, and is read from a position on", func(t *testing.T, db Database) {
			require.Empty(t, entries(t, db, "l", 0, 0))
			for n := range 10 {
				commit(t, db, storage.Batch{Append: []storage.Entry{
					{Log: "l", Data: fmt.Sprint(3 * n)},
					{Log: "other", Data: "x"},
					{Log: "l", Data: fmt.Sprint(3*n + 1)},
					{Log: "l", Data: fmt.Sprint(3*n + 2)},
				}})
			}
			for _, c := range []struct{ from, limit, first, n int }{
				{0, 0, 0, 30}, {0, 4, 0, 4}, {7, 4, 7, 4}, {28, 4, 28, 2}, {29, 0, 29, 1}, {30, 0, 0, 0}, {99, 5, 0, 0}, {-3, 2, 27, 3}, {-30, 0, 0, 30}, {-99, 1, 0, 30},
			} {
				got := entries(t, db, "l", c.from, c.limit)
				require.Len(t, got, c.n, "%+v", c)
				for i, e := range got {
					require.Equal(t, fmt.Sprint(c.first+i), e, "%+v", c)
				}
			}
		}},
		{"entries of every byte, of a megabyte and of none come back", func(t *testing.T, db Database) {
			all := []string{"", allBytes(), strings.Repeat("长", 350_000), "last"}
			for _, data := range all {
				commit(t, db, storage.Batch{Append: []storage.Entry{{Log: "l", Data: data}}})
			}
			require.True(t, slices.Equal(all, entries(t, db, "l", 0, 0)))
		}},
		{"a log does not show another's entries, whatever their names", func(t *testing.T, db Database) {
			names := []string{"", "a", "ab", "a\x00", "\xff\xff", "客户"}
			for range 2 {
				for _, name := range names {
					commit(t, db, storage.Batch{Append: []storage.Entry{{Log: name, Data: "of " + name}}})
				}
			}
			for _, name := range names {
				require.Equal(t, []string{"of " + name, "of " + name}, entries(t, db, name, 0, 0))
			}
		}},
		{"rewriting changes one entry, and one that does not exist is ignored", func(t *testing.T, db Database) {
			commit(t, db, storage.Batch{Append: []storage.Entry{{Log: "l", Data: "a"}, {Log: "l", Data: "b"}, {Log: "l", Data: ""}}})
			commit(t, db, storage.Batch{Rewrite: []storage.Rewrite{
				{Log: "l", Pos: 1, Data: "erased"},
				{Log: "l", Pos: 2, Data: "filled"},
				{Log: "l", Pos: 3, Data: "x"},
				{Log: "l", Pos: -1, Data: "x"},
				{Log: "none", Pos: 0, Data: "x"},
			}})
			require.Equal(t, []string{"a", "erased", "filled"}, entries(t, db, "l", 0, 0))
			require.Empty(t, entries(t, db, "none", 0, 0))
		}},
	}
}
