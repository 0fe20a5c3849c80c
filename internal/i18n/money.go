package i18n

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"
	"golang.org/x/text/currency"
)

// Money is an exact amount; an empty currency means none is known. Its fields
// are those of sales.Money, so that one converts into the other.
type Money struct {
	Amount   decimal.Decimal
	Currency string
}

// Exact is Money that is shown with all its digits, where figures must add up before
// the reader's eyes.
type Exact Money

// IsZero reports whether no amount is known. An amount of 0 is known.
func (m Money) IsZero() bool { return m.Currency == "" }

// Equal compares value and currency, not the way the number was written.
func (m Money) Equal(o Money) bool {
	return m.Currency == o.Currency && m.Amount.Equal(o.Amount)
}

// wireMoney is Money in JSON: the amount as a text, for JSON numbers are floats.
type wireMoney struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// MarshalJSON writes {"amount":"523.00","currency":"CNY"}.
func (m Money) MarshalJSON() ([]byte, error) {
	return json.Marshal(wireMoney{digits(m), m.Currency})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (m *Money) UnmarshalJSON(data []byte) error {
	var w wireMoney
	if err := json.Unmarshal(data, &w); err != nil {
		return fmt.Errorf("money: %w", err)
	}
	if w.Amount == "" {
		w.Amount = "0"
	}
	a, err := decimal.NewFromString(w.Amount)
	if err != nil {
		return fmt.Errorf("money: %w", err)
	}
	*m = Money{Amount: a, Currency: w.Currency}
	return nil
}

// digits is the amount with all the decimals its currency has, or more where
// it has more.
func digits(m Money) string {
	n := scale(m.Currency)
	if !m.Amount.Equal(m.Amount.Round(n)) {
		return m.Amount.String()
	}
	return m.Amount.StringFixed(n)
}

// Decimals is the number of decimals of a currency by ISO 4217, 2 if unknown.
func Decimals(code string) int32 { return scale(code) }

// scale is the number of decimals of a currency by ISO 4217, 2 if unknown.
func scale(code string) int32 {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 2
	}
	n, _ := currency.Standard.Rounding(unit)
	return int32(n)
}
