package desk

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"dealmate/sales"
)

// fieldOf is a field of a deal as an import remembers it.
func fieldOf(d sales.Deal, key string) string {
	switch key {
	case "name":
		return d.Name
	case "customer":
		return d.Customer
	case "amount":
		return d.Amount.String()
	case "close":
		return string(d.Close)
	case "found":
		return string(d.Found)
	case "source":
		return d.Source + "\n" + d.SourceOther
	case "pressure":
		return d.Pressure
	case "value":
		return d.Value
	case "pushes": // how often, and by how many days, the close date was moved
		return strconv.Itoa(d.Pushes) + " " + strconv.Itoa(d.PushedDays)
	}
	return ""
}

// putBack sets a field to what fieldOf said it was.
func putBack(d *sales.Deal, key, was string) {
	switch key {
	case "name":
		d.Name = was
	case "customer":
		d.Customer = was
	case "amount":
		d.Amount = moneyOf(was)
	case "close":
		d.Close = sales.Date(was) // no push: its count comes back by itself
	case "found":
		d.Found = sales.Date(was)
	case "source":
		d.Source, d.SourceOther, _ = strings.Cut(was, "\n")
	case "pressure":
		d.Pressure = was
	case "value":
		d.Value = was
	case "pushes":
		times, days, _ := strings.Cut(was, " ")
		d.Pushes, d.PushedDays = atoi(times), atoi(days)
	}
}

// moneyOf reads what Money.String wrote.
func moneyOf(s string) sales.Money {
	amount, currency, _ := strings.Cut(s, " ")
	d, err := decimal.NewFromString(amount)
	if err != nil {
		return sales.Money{}
	}
	return sales.Money{Amount: d, Currency: currency}
}
