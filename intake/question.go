package intake

import (
	"slices"
	"strconv"
	"strings"

	"dealmate/internal/i18n"
	"dealmate/sales"
)

// Ask is what a question is about.
type Ask string

// The questions: what a column holds, which part of its days is the month, what a word
// means as a stage, whose a name's deals are.
const (
	AskField Ask = "field"
	AskDates Ask = "dates"
	AskStage Ask = "stage"
	AskOwner Ask = "owner"
)

// Question is something about a list that is to be asked once.
type Question struct {
	Key    string // of the answer
	Ask    Ask
	Column Column
	Label  string // of the column
	// Word is a stage's or an owner's, and Sample a day that may be two.
	Word    string
	Choices []string
}

func keyField(i int) string       { return "field." + strconv.Itoa(i) }
func keyDates(i int) string       { return "dates." + strconv.Itoa(i) }
func keyStage(word string) string { return "stage." + folded(word) }
func keyOwner(word string) string { return "owner." + folded(word) }

// KeyField is the key of the answer that says what a column holds.
func KeyField(i int) string { return keyField(i) }

// Answered is the table with the columns that a person named.
func (t Table) Answered(a Answers) Table {
	t.Columns = slices.Clone(t.Columns)
	for i := range t.Columns {
		f, ok := a[keyField(i)]
		if !ok {
			continue
		}
		for j := range t.Columns { // one column per field; the newest word counts
			if _, said := a[keyField(j)]; j != i && !said && t.Columns[j].Field == Field(f) && Field(f) != Note {
				t.Columns[j].Field = Skip
			}
		}
		t.Columns[i].Field = Field(f)
	}
	t.spare()
	return t
}

// spare leaves out the columns of which nothing is known, once those are named that a
// deal cannot do without: a list without headings asks two questions, not one for each.
func (t Table) spare() {
	if len(t.Lacks()) > 0 {
		return
	}
	for i, c := range t.Columns {
		if c.Field == Unclear && c.Guess == Unclear {
			t.Columns[i].Field = Skip
		}
	}
}

// NextColumn is the next column that has to be asked about.
func (t Table) NextColumn() (Question, bool) {
	for i, c := range t.Columns {
		if c.Field == Unclear {
			return t.AboutColumn(i), true
		}
	}
	return Question{}, false
}

// AboutColumn is the question what a column holds: what it most likely does comes first.
func (t Table) AboutColumn(i int) Question {
	c := t.Columns[i]
	q := Question{Key: keyField(i), Ask: AskField, Column: c, Label: c.Label(i)}
	for _, f := range Fields() {
		if f == c.Guess {
			q.Choices = slices.Insert(q.Choices, 0, string(f))
			continue
		}
		q.Choices = append(q.Choices, string(f))
	}
	return q
}

// Answerable is how a key that somebody typed is written, and what may answer it: no
// choices for what is no key of this list.
func (t Table) Answerable(key string) (written string, choices []string) {
	about, what, _ := strings.Cut(key, ".")
	switch Ask(about) {
	case AskField, AskDates:
		i, err := strconv.Atoi(what)
		if err != nil || i < 0 || i >= len(t.Columns) {
			return key, nil
		}
		if Ask(about) == AskDates {
			return keyDates(i), dayOrders()
		}
		return keyField(i), t.AboutColumn(i).Choices
	case AskStage:
		return keyStage(what), stageChoices()
	case AskOwner:
		return keyOwner(what), ownerChoices()
	}
	return key, nil
}

func dayOrders() []string { return []string{DayFirst, MonthFirst} }

func ownerChoices() []string { return []string{Mine, LeaveOut} }

func stageChoices() []string {
	var out []string
	for _, s := range sales.Stages() {
		out = append(out, string(s))
	}
	return append(out, LeaveOut)
}

// Lacks are the fields without which no row can become a deal.
func (t Table) Lacks() []Field {
	if t.Has(Number) {
		return nil
	}
	var out []Field
	for _, f := range []Field{Name, Customer} {
		if !t.Has(f) {
			out = append(out, f)
		}
	}
	return out
}

// mostWords is how many unknown stages or owners of a list are asked about; the rows of
// further ones are left out, with their reason.
const mostWords = 12

// Survey looks at all lines of a list whose columns are known for what else is unclear.
type Survey struct {
	r                      Reading
	Rows                   int
	dayFirst, monthFirst   map[int]bool
	either                 map[int]string
	stages, owners         []string
	seenStages, seenOwners map[string]bool
}

// NewSurvey begins one.
func NewSurvey(r Reading) *Survey {
	return &Survey{r: r, dayFirst: map[int]bool{}, monthFirst: map[int]bool{}, either: map[int]string{}, seenStages: map[string]bool{}, seenOwners: map[string]bool{}}
}

// See looks at a line.
func (s *Survey) See(l Line) {
	s.Rows++
	for i, c := range s.r.Columns {
		if i >= len(l.Cells) || s.r.Words.isBlank(l.Cells[i]) {
			continue
		}
		cell := strings.TrimSpace(l.Cells[i])
		switch c.Field {
		case Close, Found:
			s.day(i, cell)
		case Stage:
			_, known := s.r.Names.Stages[folded(cell)]
			if !known && !s.r.Words.closed[folded(cell)] {
				s.stages = word(s.stages, s.seenStages, cell)
			}
		case Owner:
			if _, known := s.r.Names.person(cell); !known {
				s.owners = word(s.owners, s.seenOwners, cell)
			}
		default:
		}
	}
}

// word adds a word that was not seen before.
func word(list []string, seen map[string]bool, w string) []string {
	if len(list) == mostWords || len([]rune(w)) > longestName || seen[folded(w)] {
		return list
	}
	seen[folded(w)] = true
	return append(list, w)
}

func (s *Survey) day(i int, cell string) {
	if g := withTime.FindStringSubmatch(cell); g != nil {
		cell = strings.TrimSpace(g[1])
	}
	g := slashed.FindStringSubmatch(cell)
	if g == nil {
		return
	}
	a, b := atoi(g[1]), atoi(g[2])
	switch {
	case a > 12 && b <= 12:
		s.dayFirst[i] = true
	case b > 12 && a <= 12:
		s.monthFirst[i] = true
	case a != b && a <= 12 && s.either[i] == "":
		s.either[i] = cell
	}
}

// Table is the table with what the survey found out by itself: a column in which 25/12
// stands has the day first throughout.
func (s *Survey) Table() Table {
	t := s.r.Table
	t.Columns = slices.Clone(t.Columns)
	for i := range t.Columns {
		if s.dayFirst[i] != s.monthFirst[i] {
			first := s.monthFirst[i]
			t.Columns[i].MonthFirst = &first
		}
	}
	return t
}

// Questions are what is still to be asked, in the order of the columns.
func (s *Survey) Questions(a Answers) []Question {
	var out []Question
	add := func(q Question) {
		if _, said := a[q.Key]; !said {
			out = append(out, q)
		}
	}
	for i, c := range s.r.Columns {
		label := c.Label(i)
		switch c.Field {
		case Close, Found:
			if s.either[i] != "" && s.dayFirst[i] == s.monthFirst[i] {
				add(Question{Key: keyDates(i), Ask: AskDates, Column: c, Label: label, Word: s.either[i], Choices: dayOrders()})
			}
		case Stage:
			for _, w := range s.stages {
				add(Question{Key: keyStage(w), Ask: AskStage, Column: c, Label: label, Word: w, Choices: stageChoices()})
			}
		case Owner:
			for _, w := range s.owners {
				add(Question{Key: keyOwner(w), Ask: AskOwner, Column: c, Label: label, Word: w, Choices: ownerChoices()})
			}
		default:
		}
	}
	return out
}

// EitherDay are the two days that a cell such as 3/4/2026 may be.
func EitherDay(cell string) (dayFirst, monthFirst i18n.Date) {
	g := slashed.FindStringSubmatch(cell)
	if g == nil {
		return "", ""
	}
	yes, no := true, false
	dayFirst, _ = slashedDay(g[1:], &no)    // both are days: neither part is over twelve
	monthFirst, _ = slashedDay(g[1:], &yes) // as above
	return dayFirst, monthFirst
}
