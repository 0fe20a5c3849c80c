package sales

import (
	"github.com/shopspring/decimal"
)

// Rate is what one unit of a currency is worth from a day on, in the currency that
// sums are told in.
type Rate struct {
	Currency string
	From     Date
	Worth    decimal.Decimal
}

// Rates turn amounts into one currency. Different currencies are never added
// without a configured, dated rate.
type Rates struct {
	To     string // the currency of the sums
	Digits int32  // decimals of that currency
	List   []Rate
}

// Value is an amount in the currency of the sums at a day's rate, rounded half away
// from zero; not ok where there is no rate. No amount is worth nothing.
func (r Rates) Value(m Money, on Date) (value decimal.Decimal, ok bool) {
	switch {
	case m.IsZero():
		return decimal.Zero, true
	case m.Currency == r.To:
		return m.Amount, true
	}
	found, has := r.On(m.Currency, on)
	if !has {
		return decimal.Zero, false
	}
	return m.Amount.Mul(found.Worth).Round(r.Digits), true
}

// On is the rate of a currency on a day: the newest that is not after it.
func (r Rates) On(currency string, on Date) (found Rate, ok bool) {
	for _, x := range r.List {
		if x.Currency == currency && x.From <= on && (!ok || x.From > found.From) {
			found, ok = x, true
		}
	}
	return found, ok
}

// Only are the rates that count one currency and leave the others out.
func Only(currency string, digits int32) Rates { return Rates{To: currency, Digits: digits} }
