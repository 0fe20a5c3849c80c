package desk

import (
	_ "embed"
	"fmt"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/shopspring/decimal"

	"dealmate/org"
	"dealmate/sales"
)

//go:embed samples.toml
var samplesText []byte

// sample is a deal of the tour. See samples.toml.
type sample struct {
	Key    string
	Stage  sales.Stage
	Amount int64
	Source string
	// Forecast is the owner's judgement.
	Forecast sales.Category
	// Days are since it came to its stage, Contact since the customer was last seen;
	// with Beyond both are as long ago as the limits of the stage allow and some more.
	Days, Contact, Beyond int
	// Next and Close are ahead; 0 is none.
	Next, Close int
	NextWhat    string `toml:"next_what"`
	Marks       string
	// Proven says that there is evidence for the answers, and the background is known.
	Proven bool
}

// Samples are the deals that a person is shown around with, the most urgent first. They
// are made anew each time and kept nowhere: they have no number, nobody may do anything
// to them, and no list, index or figure knows of them. Their names are the reader's
// language's; the ID says under which keys they are.
func (d *Desk) Samples(w Who) ([]View, error) {
	var file struct{ Samples []sample }
	if err := toml.Unmarshal(samplesText, &file); err != nil {
		return nil, fmt.Errorf("samples: %w", err)
	}
	var out []View
	for _, s := range file.Samples {
		deal, err := d.sampled(w, s)
		if err != nil {
			return nil, err
		}
		v := d.view(w, deal)
		v.May = map[org.Verb]bool{org.See: true}
		if v.Assess, err = d.assess(deal, d.o.Now().In(w.zone())); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// sampled is a sample as the reader's own deal of today.
func (d *Desk) sampled(w Who, s sample) (sales.Deal, error) {
	now := d.o.Now().In(w.zone())
	if l := d.o.Limits[s.Stage]; s.Beyond > 0 {
		s.Days = l.StuckDays + s.Beyond
		s.Contact = 2*l.SilentDays + s.Beyond // working days, with weekends and holidays
	}
	team, _ := d.o.Org.HomeTeam(w.ID)
	entered := now.AddDate(0, 0, -2*(s.Days+s.Contact))
	deal := sales.Deal{
		ID: s.Key, Team: team.Key, Owner: w.ID, Stage: s.Stage, Outcome: sales.Open, Source: s.Source, Forecast: s.Forecast,
		Amount:     sales.Money{Amount: decimal.NewFromInt(s.Amount), Currency: d.o.Org.Currency},
		StageSince: now.AddDate(0, 0, -s.Days), LastContact: now.AddDate(0, 0, -s.Contact), CreatedAt: entered,
		Close: sales.DateOf(now.AddDate(0, 0, s.Close)),
	}
	if s.Next > 0 {
		deal.NextAt, deal.NextWhat = d.o.Calendar.After(now, s.Next).Add(10*time.Hour), s.NextWhat
		deal.Plans = []sales.Plan{{ID: s.Key, At: deal.NextAt, Type: s.NextWhat, Complete: true}}
	}
	return deal, d.sampleAnswers(&deal, s)
}

// sampleAnswers answers as many of the company's own questions as the sample has marks.
func (d *Desk) sampleAnswers(deal *sales.Deal, s sample) error {
	if d.current == 0 {
		return nil
	}
	q, err := d.questionsOf(*deal)
	if err != nil {
		return err
	}
	keys, a := q.rules.Under(""), &deal.Assess
	a.Version = q.rules.Version
	for i, m := range []rune(s.Marks)[:min(len(s.Marks), len(keys))] {
		mark := map[rune]sales.Mark{'+': sales.Plus, '-': sales.Minus, '?': sales.Unknown}[m]
		a.Set(keys[i], mark, deal.Owner, deal.LastContact)
		if s.Proven && mark != sales.Unknown {
			a.AddEvidence(keys[i], s.Key, deal.LastContact)
		}
	}
	if s.Proven {
		for _, fl := range d.o.Forms[formBackground].Fields {
			a.Background = append(a.Background, fl.Key)
		}
	}
	return nil
}
