package intake

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

// Names are what stages, sources and people are called, folded (sales.Fold).
type Names struct {
	Stages  map[string]sales.Stage
	Sources map[string]string
	// People gives the ID of whom a cell names: their name or e-mail.
	People func(text string) (id string, ok bool)
}

func (n Names) person(text string) (string, bool) {
	if n.People == nil {
		return "", false
	}
	return n.People(text)
}

func (v *Vocabulary) isBlank(s string) bool {
	s = folded(s)
	return s == "" || v.blank[s]
}

var (
	dealNumber = regexp.MustCompile(`^(?i:d)-?\d{1,7}$`)
	slashed    = regexp.MustCompile(`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$`)
	withTime   = regexp.MustCompile(`^(.*\d)[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?$`)
	serial     = regexp.MustCompile(`^\d{5}(?:\.\d+)?$`)
)

// The first and the last day that a number in a sheet may be: 1990 and 2099.
const firstSerial, lastSerial = 32874, 73050

// looksLike is what the cells of a column most likely are, and how many of them.
func (v *Vocabulary) looksLike(cells []string, n Names, today i18n.Date) (Field, float64) {
	if len(cells) == 0 {
		return Unclear, 0
	}
	count := map[Field]int{}
	for _, c := range cells {
		count[v.cellLike(c, n, today)]++
	}
	best := Unclear
	for _, f := range []Field{Number, Stage, Owner, Source, Close, Amount, Customer} {
		if count[f] > count[best] || best == Unclear && count[f] > 0 {
			best = f
		}
	}
	share := float64(count[best]) / float64(len(cells))
	if best == Unclear || share < 0.6 {
		return Unclear, 0
	}
	return best, share
}

func (v *Vocabulary) cellLike(c string, n Names, today i18n.Date) Field {
	if len(c) > 4*longestName {
		return Unclear
	}
	fold := folded(c)
	if _, ok := n.Stages[fold]; ok || v.closed[fold] {
		return Stage
	}
	if _, ok := n.Sources[fold]; ok {
		return Source
	}
	if dealNumber.MatchString(fold) {
		return Number
	}
	if _, ok := n.person(c); ok {
		return Owner
	}
	if _, err := readDay(c, nil, today); err == nil && !plainNumber(fold) || slashed.MatchString(fold) {
		return Close
	}
	if _, err := i18n.ParseMoney(c, "CNY"); err == nil && (!serial.MatchString(fold) || !isSerial(fold)) {
		if len(fold) < 4 && plainNumber(fold) {
			return Unclear // a row's number, a share
		}
		return Amount
	}
	for _, w := range v.companies {
		if strings.HasSuffix(fold, w) && (!isLatin(w) || strings.HasSuffix(fold, " "+w)) {
			return Customer
		}
	}
	return Unclear
}

func plainNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789.,") == "" }

func isSerial(s string) bool {
	whole, _, _ := strings.Cut(s, ".")
	n, err := strconv.Atoi(whole)
	return err == nil && n >= firstSerial && n <= lastSerial
}

// readDay reads a cell of a column of days: Excel's count of days, or what people
// write. Which of 3/4/2026 is the month must be known: "error.date" otherwise.
func readDay(s string, monthFirst *bool, today i18n.Date) (i18n.Date, error) {
	s = strings.TrimSpace(s)
	if serial.MatchString(s) && isSerial(s) {
		whole, _, _ := strings.Cut(s, ".")
		n, err := strconv.Atoi(whole)
		if err != nil {
			return "", fault.Wrap(err, fault.Invalid, "error.date")
		}
		return i18n.Date(time.Date(1899, time.December, 30+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)), nil
	}
	if g := withTime.FindStringSubmatch(s); g != nil {
		s = strings.TrimSpace(g[1])
	}
	if g := slashed.FindStringSubmatch(s); g != nil {
		return slashedDay(g[1:], monthFirst)
	}
	return i18n.ParseDate(s, today)
}

// slashedDay reads 31/12/2026, 12/31/26 and, where the order is known, 3/4/2026.
func slashedDay(g []string, monthFirst *bool) (i18n.Date, error) {
	a, b := atoi(g[0]), atoi(g[1])
	year := atoi(g[2])
	if len(g[2]) == 2 {
		year += 2000
	}
	month, day := b, a
	switch {
	case a > 12 || a == b:
	case b > 12 || monthFirst != nil && *monthFirst:
		month, day = a, b
	case monthFirst == nil:
		return "", fault.New(fault.Invalid, "error.date")
	}
	d := i18n.Date(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	if month < 1 || month > 12 || day < 1 || !d.Valid() || atoi(string(d[8:])) != day {
		return "", fault.New(fault.Invalid, "error.date")
	}
	return d, nil
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// readMoney reads an amount in the unit and currency of its column or, before those,
// its own.
func readMoney(s string, c Column, fallback string) (i18n.Money, error) {
	s = strings.TrimSpace(s)
	if c.Money != "" {
		fallback = c.Money
	}
	if f, ok := float(s); ok { // Excel's raw number: 1234567.891, 5.23E+6
		return i18n.ParseMoney(f.Shift(c.Unit).Round(2).String(), fallback)
	}
	m, err := i18n.ParseMoney(s, fallback)
	if err != nil || c.Unit == 0 || ownUnit.MatchString(s) {
		return m, err
	}
	m.Amount = m.Amount.Shift(c.Unit)
	return m, nil
}

// float reads a number as a program writes it.
func float(s string) (decimal.Decimal, bool) {
	if strings.Trim(s, "0123456789.eE+") != "" || s == "" {
		return decimal.Zero, false
	}
	if len(s) > 32 {
		return decimal.Zero, false
	}
	d, err := decimal.NewFromString(s)
	if err != nil || d.Exponent() > 20 || d.Exponent() < -20 {
		return decimal.Zero, false
	}
	return d, true
}
