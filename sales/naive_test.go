package sales_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/sales"
)

// life is a random company of two teams: its deals after every commit, and their log.
type life struct {
	r       *rand.Rand
	zone    *time.Location
	rates   sales.Rates
	deals   []sales.Deal
	commits []commit
	log     []sales.Change
}

// commit is one deal before and after, as the naive model sees it.
type commit struct {
	at            time.Time
	before, after sales.Deal
	version       int64
}

var (
	lifeTeams  = []string{"east", "south", "north"}
	lifePeople = []string{"lin", "bob", "chen"}
)

func live(seed uint64) *life {
	r := rand.New(rand.NewPCG(seed, 7))
	names := []string{"Europe/Berlin", "Asia/Shanghai", "America/New_York"}
	zone, err := time.LoadLocation(names[r.IntN(len(names))])
	if err != nil {
		panic(err)
	}
	l := &life{r: r, zone: zone, rates: sales.Rates{To: "CNY", Digits: 2}}
	begin := time.Date(2026, 10, 5, 0, 0, 0, 0, zone)
	for _, day := range []int{-400, 3, 17, 24} { // euros have no rate before the 8th of October
		l.rates.List = append(l.rates.List, sales.Rate{Currency: "USD", From: sales.DateOf(begin.AddDate(0, 0, day)), Worth: decimal.New(int64(700000+r.IntN(50000)), -5)})
		if day > 0 {
			l.rates.List = append(l.rates.List, sales.Rate{Currency: "EUR", From: sales.DateOf(begin.AddDate(0, 0, day)), Worth: decimal.New(int64(780000+r.IntN(50000)), -5)})
		}
	}
	at := begin.AddDate(0, 0, -10)
	for range 120 {
		// Half of all commits share their minute with the one before.
		if r.IntN(2) == 0 {
			at = at.Add(time.Duration(r.IntN(36*60)) * time.Minute)
		}
		l.step(at.Add(time.Duration(r.IntN(2)) * time.Second))
		at = at.Add(2 * time.Second)
	}
	return l
}

func (l *life) money() sales.Money {
	if l.r.IntN(6) == 0 {
		return sales.Money{}
	}
	return sales.Money{Amount: decimal.New(l.r.Int64N(1_000_000_00), -2), Currency: []string{"CNY", "CNY", "USD", "EUR", "GBP"}[l.r.IntN(5)]}
}

// step does one random thing to one deal.
func (l *life) step(at time.Time) {
	if len(l.deals) == 0 || l.r.IntN(4) == 0 {
		n := len(l.deals) + 1
		d := sales.Deal{
			ID: fmt.Sprintf("d%02d", n), Number: int64(n), Name: "deal", Team: l.any(lifeTeams), Owner: l.any(lifePeople), Outcome: sales.Open,
			Stage: sales.Stages()[l.r.IntN(4)], Amount: l.money(), Backfilled: l.r.IntN(3) == 0, Close: l.day(), CreatedAt: at, StageSince: at,
		}
		l.save(at, sales.Deal{}, d)
		return
	}
	before := l.deals[l.r.IntN(len(l.deals))]
	after := before.Clone()
	l.change(&after, at)
	l.save(at, before, after)
}

func (l *life) change(d *sales.Deal, at time.Time) {
	if !d.IsOpen() {
		switch l.r.IntN(3) {
		case 0:
			d.Outcome, d.Closing = sales.Open, nil
		case 1:
			d.Closing = &sales.Closing{At: at, Reason: "other", Learned: fmt.Sprint(l.r.IntN(9))}
		default:
			d.Outcome = sales.Void
		}
		return
	}
	switch l.r.IntN(11) {
	case 0, 1:
		d.Amount = l.money()
	case 2:
		d.MoveTo(sales.Stages()[l.r.IntN(4)], at)
	case 3:
		d.Team, d.Owner = l.any(lifeTeams), l.any(lifePeople)
		if l.r.IntN(3) == 0 {
			d.Amount = l.money()
		}
	case 4:
		d.Owner = l.any(lifePeople)
	case 5:
		d.Outcome = sales.Won
		if l.r.IntN(2) == 0 {
			d.Amount = l.money()
		}
	case 6:
		d.Outcome = []sales.Outcome{sales.Lost, sales.Lost, sales.Void}[l.r.IntN(3)]
	case 7:
		d.Hold = &sales.Hold{Until: l.day(), Since: at, Reason: "budget"}
	case 8:
		d.SetClose(l.day())
	case 9:
		d.Assess.Loose = []sales.Stage{"", sales.Project, sales.Ours}[l.r.IntN(3)]
	case 10:
		d.Assess.Answers = map[string]sales.Answer{}
		for key, a := range d.Assess.Answers {
			d.Assess.Answers[key] = a
		}
		d.Assess.Answers[fmt.Sprintf("q%d", 1+l.r.IntN(3))] = sales.Answer{Mark: sales.Marks()[l.r.IntN(3)], At: at}
	}
}

func (l *life) any(of []string) string { return of[l.r.IntN(len(of))] }

func (l *life) day() sales.Date {
	return sales.DateOf(time.Date(2026, 10, 1+l.r.IntN(150), 0, 0, 0, 0, time.UTC))
}

func (l *life) save(at time.Time, before, after sales.Deal) {
	c := sales.Cause{Commit: fmt.Sprint(len(l.commits)), At: at, Actor: "lin", From: "test"}
	changes := sales.Diff(before, after, c)
	if len(changes) == 0 {
		return
	}
	l.log = append(l.log, changes...)
	after.Version = before.Version + 1
	l.commits = append(l.commits, commit{at: at, before: before, after: after, version: after.Version})
	if i := slices.IndexFunc(l.deals, func(d sales.Deal) bool { return d.ID == after.ID }); i >= 0 {
		l.deals[i] = after
		return
	}
	l.deals = append(l.deals, after)
}

// past is what the store returns for some teams since a moment: their open deals, and
// every commit that their indexes name.
func (l *life) past(since time.Time, teams ...string) sales.Past {
	type at struct {
		deal    string
		version int64
	}
	named := map[at]bool{}
	for _, c := range l.log {
		if !c.RecordedAt.Before(since) && (slices.Contains(teams, c.Team) || c.Field == sales.FieldTeam && slices.Contains(teams, c.Old)) {
			named[at{c.Deal, c.Version}] = true
		}
	}
	var read []sales.Change
	for _, c := range l.log {
		if named[at{c.Deal, c.Version}] {
			read = append(read, c)
		}
	}
	p := sales.Past{Now: map[string]sales.Standing{}, Steps: sales.Steps(read)}
	for _, d := range l.deals {
		if d.IsOpen() && slices.Contains(teams, d.Team) {
			p.Now[d.ID] = sales.StandingOf(d)
		}
	}
	return p
}

// naive is a window as a replay of everything from the beginning tells it.
type naive struct {
	start, end                 decimal.Decimal
	startCount, endCount       int
	terms                      map[sales.FlowKind]decimal.Decimal
	counts                     map[sales.FlowKind]int
	won, lost, new, pushed     []string
	advanced, regressed, loose []string
	turned                     []string
	unrated                    map[string]int
}

// replay goes through all commits with a table of deals, and day by day through the
// rates; it knows nothing of logs, steps or ledgers.
func (l *life) replay(in func(sales.Deal) bool, from, to time.Time) naive {
	n := naive{
		terms: map[sales.FlowKind]decimal.Decimal{}, counts: map[sales.FlowKind]int{}, unrated: map[string]int{},
	}
	table := map[string]sales.Deal{}
	next := 0
	for ; next < len(l.commits) && l.commits[next].at.Before(from); next++ {
		table[l.commits[next].after.ID] = l.commits[next].after
	}
	counts := func(d sales.Deal) bool { return d.Outcome == sales.Open && in(d) }
	value := func(d sales.Deal, day time.Time) decimal.Decimal {
		v, ok := decimal.Zero, d.Amount.Currency == "CNY"
		if ok {
			v = d.Amount.Amount
		}
		for _, r := range l.rates.List { // they are in the order of their days
			if r.Currency == d.Amount.Currency && r.From <= sales.DateOf(day) {
				v = d.Amount.Amount.Mul(r.Worth).Round(2)
			}
		}
		return v
	}
	total := func(day time.Time) (sum decimal.Decimal, count int) {
		for _, d := range table {
			if counts(d) {
				sum, count = sum.Add(value(d, day)), count+1
			}
		}
		return sum, count
	}
	n.start, n.startCount = total(from)
	touched := map[string][]commit{}
	for day := from; day.Before(to); {
		following := day.AddDate(0, 0, 1)
		for ; next < len(l.commits) && l.commits[next].at.Before(following); next++ {
			c := l.commits[next]
			touched[c.after.ID] = append(touched[c.after.ID], c)
			n.book(c, counts(c.before) && c.before.ID != "", counts(c.after), value(c.before, day), value(c.after, day))
			table[c.after.ID] = c.after
		}
		old, _ := total(day)
		fresh, _ := total(following)
		n.terms[sales.FlowRate] = n.terms[sales.FlowRate].Add(fresh.Sub(old))
		day = following
	}
	n.end, n.endCount = total(to)
	for _, d := range table {
		if counts(d) && d.Amount.Currency == "GBP" || counts(d) && d.Amount.Currency == "EUR" && sales.DateOf(to) < l.rates.List[2].From {
			n.unrated[d.Amount.Currency]++
		}
	}
	n.lists(table, touched, in)
	return n
}

func (n *naive) add(k sales.FlowKind, v decimal.Decimal) {
	n.terms[k] = n.terms[k].Add(v)
	n.counts[k]++
}

func (n *naive) book(c commit, was, is bool, v, now decimal.Decimal) {
	if was && (is || c.after.Outcome != sales.Open) {
		if now.GreaterThan(v) {
			n.add(sales.FlowIncreased, now.Sub(v))
		}
		if now.LessThan(v) {
			n.add(sales.FlowDecreased, v.Sub(now))
		}
	}
	switch {
	case was && c.after.Outcome == sales.Won:
		n.add(sales.FlowWon, now)
	case was && c.after.Outcome == sales.Lost:
		n.add(sales.FlowLost, now)
	case was && c.after.Outcome == sales.Void:
		n.add(sales.FlowVoided, now)
	case was && !is:
		n.add(sales.FlowOut, v)
	case !was && is && c.before.ID == "" && c.after.Backfilled:
		n.add(sales.FlowLate, now)
	case !was && is && c.before.ID == "":
		n.add(sales.FlowNew, now)
	case !was && is && c.before.Outcome != sales.Open:
		n.add(sales.FlowReopened, now)
	case !was && is:
		n.add(sales.FlowIn, now)
	}
}

func (n *naive) lists(table map[string]sales.Deal, touched map[string][]commit, in func(sales.Deal) bool) {
	for id, commits := range touched {
		commits = slices.DeleteFunc(slices.Clone(commits), func(c commit) bool { return (c.before.ID == "" || !in(c.before)) && !in(c.after) })
		is := table[id]
		if len(commits) == 0 {
			continue
		}
		was, existed := commits[0].before, commits[0].before.ID != ""
		if !in(is) || is.Outcome == sales.Void {
			continue
		}
		if is.Outcome == sales.Won && was.Outcome != sales.Won {
			n.won = append(n.won, id)
		}
		if is.Outcome == sales.Lost && was.Outcome != sales.Lost {
			n.lost = append(n.lost, id)
		}
		if !existed {
			n.new = append(n.new, id)
		}
		if is.Outcome != sales.Open {
			continue
		}
		if existed && was.Outcome == sales.Open && is.Stage.Index() > was.Stage.Index() {
			n.advanced = append(n.advanced, id)
		}
		if existed && was.Outcome == sales.Open && is.Stage.Index() < was.Stage.Index() {
			n.regressed = append(n.regressed, id)
		}
		pushed, loosened, turned := false, false, map[string]bool{}
		for _, c := range commits {
			if c.before.Close != "" && c.after.Close > c.before.Close && c.after.Close[:7] != c.before.Close[:7] {
				pushed = true
			}
			if c.after.Assess.Loose != c.before.Assess.Loose {
				loosened = c.after.Assess.Loose != ""
			}
			for q, a := range c.after.Assess.Answers {
				if a.Mark != c.before.Assess.Answers[q].Mark {
					turned[q] = a.Mark == sales.Minus
				}
			}
		}
		if pushed {
			n.pushed = append(n.pushed, id)
		}
		if loosened {
			n.loose = append(n.loose, id)
		}
		for q, minus := range turned {
			if minus {
				n.turned = append(n.turned, id+" "+q)
			}
		}
	}
	for _, list := range [][]string{n.won, n.lost, n.new, n.advanced, n.regressed, n.pushed, n.loose, n.turned} {
		slices.Sort(list)
	}
}
