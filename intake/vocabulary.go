package intake

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"dealmate/sales"
)

//go:embed columns.toml
var columnWords string

// Vocabulary are the words by which lists are understood.
type Vocabulary struct {
	heads     map[string]Field
	longest   []string // heads, the longest first
	companies []string
	blank     map[string]bool
	closed    map[string]bool
	broken    map[string]bool
}

// NewVocabulary reads the words that come with the program.
func NewVocabulary() (*Vocabulary, error) {
	var lists map[string][]string
	if err := toml.Unmarshal([]byte(columnWords), &lists); err != nil {
		return nil, fmt.Errorf("intake: columns.toml: %w", err)
	}
	v := &Vocabulary{heads: map[string]Field{}, companies: lists["companies"]}
	for _, set := range []struct {
		to   *map[string]bool
		list string
	}{{&v.blank, "blank"}, {&v.closed, "closed"}, {&v.broken, "broken"}} {
		*set.to = map[string]bool{}
		for _, w := range lists[set.list] {
			(*set.to)[folded(w)] = true
		}
	}
	for _, f := range Fields() {
		for _, w := range lists[string(f)] {
			if was, ok := v.heads[plainHead(w)]; ok && was != f {
				return nil, fmt.Errorf("intake: columns.toml: %q stands for %s and %s", w, was, f)
			}
			v.heads[plainHead(w)] = f
		}
	}
	for h := range v.heads {
		if len([]rune(h)) >= 2 {
			v.longest = append(v.longest, h)
		}
	}
	slices.SortFunc(v.longest, func(a, b string) int {
		if d := len([]rune(b)) - len([]rune(a)); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return v, nil
}

// plainHead is a heading without case, blanks, stars and brackets with what is in them.
func plainHead(s string) string {
	s = folded(s)
	for _, pair := range [][2]string{{"(", ")"}, {"[", "]"}, {"（", "）"}, {"【", "】"}} {
		for {
			before, rest, ok := strings.Cut(s, pair[0])
			if !ok {
				break
			}
			_, after, _ := strings.Cut(rest, pair[1])
			s = before + after
		}
	}
	s = strings.NewReplacer("*", "", "：", "", ":", "", "_", " ", "\n", " ").Replace(s)
	if i := strings.IndexByte(s, '/'); i > 0 {
		s = s[:i]
	}
	return strings.ReplaceAll(strings.TrimSpace(s), " ", "")
}

// head is what a heading says that its column holds; sure where it says just that.
func (v *Vocabulary) head(s string) (f Field, sure bool) {
	if len(s) > 4*longestName {
		return Unclear, false
	}
	plain := plainHead(s)
	if f, ok := v.heads[plain]; ok {
		return f, true
	}
	for _, h := range v.longest {
		if strings.Contains(plain, h) && (len([]rune(h)) >= 4 || !isLatin(h)) {
			return v.heads[h], false
		}
	}
	return Unclear, false
}

func isLatin(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 0x2E80 }) < 0
}

// headUnit is the power of ten and the currency that a heading such as 金额(万元) or
// "Amount (kUSD)" names.
func headUnit(s string) (unit int32, money string) {
	s = folded(s)
	switch {
	case strings.Contains(s, "亿"):
		unit = 8
	case strings.Contains(s, "万"):
		unit = 4
	case strings.Contains(s, "千元"), strings.Contains(s, "(k"), strings.Contains(s, "in k"), strings.Contains(s, "thousand"), strings.Contains(s, "'000"):
		unit = 3
	case strings.Contains(s, "(m"), strings.Contains(s, "in m"), strings.Contains(s, "million"), strings.Contains(s, "百万"):
		unit = 6
	}
	if strings.Contains(s, "百万") {
		unit = 6
	}
	for _, m := range []struct{ word, code string }{
		{"usd", "USD"},
		{"美元", "USD"},
		{"us$", "USD"},
		{"eur", "EUR"},
		{"欧元", "EUR"},
		{"€", "EUR"},
		{"gbp", "GBP"},
		{"£", "GBP"},
		{"hkd", "HKD"},
		{"港币", "HKD"},
		{"港元", "HKD"},
		{"jpy", "JPY"},
		{"日元", "JPY"},
		{"sgd", "SGD"},
		{"cny", "CNY"},
		{"rmb", "CNY"},
		{"人民币", "CNY"},
		{"$", "USD"},
		{"¥", "CNY"},
		{"￥", "CNY"},
	} {
		if strings.Contains(s, m.word) {
			return unit, m.code
		}
	}
	return unit, ""
}

// longestWord is the most bytes of a cell that can be a word: more is a text, and no list of
// ours has it.
const longestWord = 2000

// folded is a cell as words are compared; a long text is left as it is, for its like is
// nowhere looked up.
func folded(cell string) string {
	if len(cell) > longestWord {
		return cell
	}
	return sales.Fold(cell)
}
