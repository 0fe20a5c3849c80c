package sheet

import "strings"

// scanText reads csv, or what was copied from a sheet: by tabs, commas or semicolons,
// whichever makes its first lines most alike. A line of a Mac of old ends in CR.
func scanText(text string, b Bounds, give Give) error {
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	s, m := splitter{text: text, by: separator(text)}, b.meter(give)
	for s.at < len(text) {
		cells, ok := s.record()
		if !ok {
			return ErrTooBig
		}
		if err := m.take(cells); err != nil {
			return err
		}
	}
	if m.given == 0 {
		return ErrEmpty
	}
	return nil
}

// Separators are told by so many lines: titles may stand above the headings.
const mostTelling = 30

// separator is what stands between the cells: of each, the number that most lines have
// of it counts, times those lines. A comma that is no more than another may be a decimal's.
func separator(text string) string {
	if first, _, _ := strings.Cut(text, "\n"); strings.HasPrefix(first, "sep=") && len(strings.TrimSpace(first)) == len("sep=,") {
		return first[4:5] // Excel's own mark
	}
	lines := strings.SplitN(text, "\n", mostTelling+1)
	best, most := ",", 0
	for _, by := range []string{"\t", ";", "；", ",", "，"} {
		alike := map[int]int{}
		for _, l := range lines[:min(len(lines), mostTelling)] {
			if n := strings.Count(l, by); n > 0 {
				if alike[n] += n; alike[n] > most {
					best, most = by, alike[n]
				}
			}
		}
	}
	return best
}

// splitter takes a text apart record by record.
type splitter struct {
	text, by string
	at       int // the next cell
	end      int // of its line
	open     bool
}

// mostCells is how many cells a line of a sheet can have.
const mostCells = 16_384

// record is the next line's cells; not ok when there are more than any sheet has.
func (s *splitter) record() (cells []string, ok bool) {
	s.line()
	for len(cells) <= mostCells {
		cells = append(cells, s.cell())
		switch rest := s.text[s.at:]; {
		case strings.HasPrefix(rest, s.by):
			s.at += len(s.by)
			continue
		case strings.HasPrefix(rest, "\r\n"):
			s.at += 2
		case rest != "":
			s.at++
		}
		return cells, true
	}
	return nil, false
}

// line finds the end of the line in which the next cell begins.
func (s *splitter) line() {
	s.end, s.open = len(s.text), false
	if i := strings.IndexByte(s.text[s.at:], '\n'); i >= 0 {
		s.end = s.at + i
	}
}

// cell is the next cell. In quotes it may have separators and line breaks. A quote that
// does not close before a separator is a sign like any other, so that it swallows no
// more than its cell, or what stands in its line.
func (s *splitter) cell() string {
	if strings.HasPrefix(s.text[s.at:s.end], `"`) && !s.open {
		if end := s.closing(); end > 0 {
			return s.quoted(end)
		}
		if end := s.inLine(); end > 0 {
			return s.quoted(end)
		}
		s.open = true
	}
	from, end := s.at, s.end
	if i := strings.Index(s.text[from:end], s.by); i >= 0 {
		end = from + i
	}
	s.at = end
	if end == s.end && end < len(s.text) {
		return strings.TrimSuffix(s.text[from:end], "\r")
	}
	return s.text[from:end]
}

// closing is where the quote of a cell closes as the rules of csv have it, else 0.
func (s *splitter) closing() int {
	for i := s.at + 1; i < len(s.text); i += 2 {
		next := strings.IndexByte(s.text[i:], '"')
		if next < 0 {
			return 0
		}
		i += next
		switch after := s.text[i+1:]; {
		case s.ends(after):
			return i
		case !strings.HasPrefix(after, `"`):
			return 0
		}
	}
	return 0
}

// inLine is where a quote stands before a separator or the end of the line, else 0.
func (s *splitter) inLine() int {
	for i := s.at + 1; i < s.end; i++ {
		if s.text[i] == '"' && s.ends(s.text[i+1:]) {
			return i
		}
	}
	return 0
}

func (s *splitter) ends(after string) bool {
	return after == "" || strings.HasPrefix(after, s.by) || after[0] == '\n' || strings.HasPrefix(after, "\r\n")
}

// quoted is the cell whose quote closes there.
func (s *splitter) quoted(end int) string {
	cell := s.text[s.at+1 : end]
	if s.at = end + 1; s.at > s.end {
		s.line()
	}
	return strings.ReplaceAll(strings.ReplaceAll(cell, `""`, `"`), "\r\n", "\n")
}
