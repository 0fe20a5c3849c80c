package i18n

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// chineseDigit is the value of a figure, in everyday and in bank writing.
func chineseDigit(r rune) (int64, bool) {
	for i, forms := range []string{"零〇", "一壹", "二两贰兩", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"} {
		if strings.ContainsRune(forms, r) {
			return int64(i), true
		}
	}
	return 0, false
}

// chineseUnit is the power of ten of a unit.
func chineseUnit(r rune) (power int32, ok bool) {
	switch r {
	case '十', '拾':
		return 1, true
	case '百', '佰':
		return 2, true
	case '千', '仟':
		return 3, true
	case '万', '萬':
		return 4, true
	case '亿', '億':
		return 8, true
	}
	return 0, false
}

var errOrder = errors.New("units are not in their order")

// figures adds up a number with Chinese units: 3百万, 1亿2000万, 三万亿, 两亿半.
type figures struct {
	total, section decimal.Decimal
	current        decimal.Decimal // the figures since the last unit
	has            bool            // whether there are any
	length         int             // how many figures they are, 0 for 半
	units          int             // how many units were read
	zero           bool            // a 零 came since the last unit
	numbers        int             // how many numbers were read
	fraction       bool            // one of them has decimals
	last           int32           // power of the last unit, 0 for none
	small          int32           // last small unit in this section
	big, biggest   int32           // last and largest of 万, 亿
}

// parseChinese reads a number whose figures and units may be Chinese. Figures
// alone are the plainest such number.
func parseChinese(s string) (decimal.Decimal, error) {
	s = strings.TrimSuffix(strings.TrimSuffix(s, "整"), "正")
	var f figures
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimLeft(s, " ") {
		rest, err := f.take(s)
		if err != nil {
			return decimal.Zero, err
		}
		s = rest
	}
	return f.sum()
}

// take reads one number or unit off the front.
func (f *figures) take(s string) (rest string, err error) {
	r, size := utf8.DecodeRuneInString(s)
	rest = s[size:]
	if r >= '0' && r <= '9' {
		n, rest, err := cutNumber(s)
		if err != nil {
			return "", err
		}
		return rest, f.number(n, arabicLength(s, rest))
	}
	if d, ok := chineseDigit(r); ok {
		if d == 0 && f.last > 0 && !f.has && rest != "" {
			f.zero = true // 一千零五十: the 零 only fills
			return rest, nil
		}
		return f.chinese(d, rest)
	}
	if power, ok := chineseUnit(r); ok {
		return rest, f.unit(power)
	}
	switch r {
	case '个', '個': // 两个亿
		if next, _ := utf8.DecodeRuneInString(rest); f.has && strings.ContainsRune("亿億万萬", next) {
			return rest, nil
		}
	case '半':
		return rest, f.half(rest)
	}
	return "", fmt.Errorf("%q is neither a number nor a unit", string(r))
}

// arabicLength is how many figures were taken off.
func arabicLength(s, rest string) int {
	n := 0
	for _, r := range s[:len(s)-len(rest)] {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// chinese reads a figure, with its decimals after 点.
func (f *figures) chinese(d int64, rest string) (string, error) {
	n := decimal.New(d, 0)
	after, dot := strings.CutPrefix(rest, "点")
	if !dot {
		after, dot = strings.CutPrefix(rest, "點")
	}
	if !dot {
		return rest, f.number(n, 1)
	}
	place := int32(0)
	for after != "" {
		r, size := utf8.DecodeRuneInString(after)
		d, ok := chineseDigit(r)
		if !ok {
			break
		}
		place--
		n = n.Add(decimal.New(d, place))
		after = after[size:]
	}
	if place == 0 {
		return "", errors.New("no figures after 点")
	}
	f.fraction = true
	return after, f.number(n, 1)
}

func (f *figures) number(n decimal.Decimal, length int) error {
	if f.has {
		return errors.New("two numbers without a unit between them")
	}
	f.current, f.has, f.length = n, true, length
	f.numbers++
	f.fraction = f.fraction || !n.IsInteger()
	return nil
}

// half is 半亿, or two and a half in 两亿半.
func (f *figures) half(rest string) error {
	if f.last == 0 {
		return f.number(decimal.New(5, -1), 0)
	}
	if f.has || rest != "" || f.units > 1 {
		return errOrder // 三百万半 may mean two things
	}
	f.total = f.total.Add(decimal.New(5, -1).Shift(f.last))
	return nil
}

func (f *figures) unit(power int32) error {
	f.units++
	if power >= 4 {
		return f.bigUnit(power)
	}
	if !f.has {
		if power != 1 || (f.small != 0 && !f.zero) {
			return errOrder // 百万 alone is no number; 十万 is
		}
		f.current = decimal.New(1, 0)
		f.numbers++
	}
	if f.small != 0 && power >= f.small {
		return errOrder
	}
	f.section = f.section.Add(f.current.Shift(power))
	f.small, f.last = power, power
	f.clear()
	return nil
}

func (f *figures) bigUnit(power int32) error {
	section := f.section.Add(f.current)
	bare := !f.has && f.small == 0
	switch {
	case bare && (f.big == 0 || power <= f.big):
		return errOrder
	case f.big == 0 || power < f.big:
		f.total = f.total.Add(section.Shift(power))
	case power > f.biggest: // 三万亿
		f.total = f.total.Add(section).Shift(power)
	default:
		return errOrder
	}
	f.big, f.last, f.biggest = power, power, max(f.biggest, power)
	f.section, f.small = decimal.Zero, 0
	f.clear()
	return nil
}

func (f *figures) clear() {
	f.current, f.has, f.length, f.zero = decimal.Zero, false, 0, false
}

// sum is the whole. A figure left after a unit stands for the next lower place
// (三万五 is 35,000), unless a 零 or as many figures as the unit has say
// otherwise (1万2000 is 12,000); 1万200 is refused, for it may mean either.
func (f *figures) sum() (decimal.Decimal, error) {
	if f.numbers == 0 {
		return decimal.Zero, errors.New("no number")
	}
	if f.fraction && f.numbers > 1 {
		return decimal.Zero, errors.New("decimals within a number with several units")
	}
	if f.has {
		switch {
		case f.length == 0:
			return decimal.Zero, errors.New("half of what")
		case f.last == 0 || f.zero || int32(f.length) == f.last:
		case f.length == 1 && f.last > 1:
			f.current = f.current.Shift(f.last - 1)
		default:
			return decimal.Zero, errOrder
		}
	}
	return f.total.Add(f.section).Add(f.current), nil
}
