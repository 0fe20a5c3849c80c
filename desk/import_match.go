package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
	"time"

	"dealmate/intake"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// matcher finds the deals that rows are about.
type matcher struct {
	d   *Desk
	w   Who
	own string // what the IDs of the import's own deals begin with
	now time.Time
	// seen are the lines of rows that become or change deals, by what they are about. Of a
	// long list all are kept, so they are kept small.
	seen map[about]int
	// same are the deals of customers, for the batch.
	same map[string][]sales.Deal
}

// about stands for what a row is about: a deal of a customer, or the deal that it changes.
type about [16]byte

func aboutOf(words ...string) about {
	sum := sha256.Sum256([]byte(strings.Join(words, "\n")))
	return about(sum[:16])
}

func (d *Desk) matcher(w Who, i Import) *matcher {
	return &matcher{d: d, w: w, own: i.ID + "-", now: d.o.Now(), seen: map[about]int{}}
}

// judge gives the rows of a batch their verdicts.
func (m *matcher) judge(ctx context.Context, rows []intake.Row) ([]Judged, error) {
	m.same = map[string][]sales.Deal{}
	out := make([]Judged, 0, len(rows))
	for _, r := range rows {
		j, err := m.one(ctx, r)
		if err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, nil
}

func (m *matcher) one(ctx context.Context, r intake.Row) (Judged, error) {
	j := Judged{Row: r}
	if len(r.Wrong) > 0 {
		p := r.Wrong[0]
		return j.is(RowError, i18n.T("import.wrong.cell", "Column", p.Head, "Cell", p.Cell, "Why", p.Text, "More", len(r.Wrong)-1)), nil
	}
	if r.Number > 0 {
		return m.numbered(ctx, j)
	}
	owner := cmp.Or(r.Owner, m.w.ID)
	team, ok := m.d.o.Org.HomeTeam(owner)
	if !ok || !m.d.mayBring(m.w, owner, team.Key) {
		return j.is(RowError, i18n.T("import.wrong.not_yours", "Owner", m.d.Person(owner).Label())), nil
	}
	same, err := m.customer(ctx, r.Customer)
	if err != nil {
		return j, err
	}
	if known, ok := m.known(same, r); ok {
		return m.about(j, known), nil
	}
	key := aboutOf(sales.FoldCustomer(r.Customer), sales.Fold(r.Name))
	if line, twice := m.seen[key]; twice {
		return j.is(RowDuplicate, i18n.T("import.same_line", "Line", line)), nil
	}
	if like, ok := m.alike(same, r); ok {
		return m.like(j, like), nil
	}
	m.seen[key] = r.Line
	j.Known = slices.ContainsFunc(same, func(x sales.Deal) bool { return !strings.HasPrefix(x.ID, m.own) })
	j.Verdict = RowNew
	return j, nil
}

func (j Judged) is(v Verdict, why i18n.Text) Judged {
	j.Verdict, j.Why = v, why
	return j
}

// customer are the deals of a customer that are not void.
func (m *matcher) customer(ctx context.Context, name string) ([]sales.Deal, error) {
	fold := sales.FoldCustomer(name)
	if known, ok := m.same[fold]; ok {
		return known, nil
	}
	same, err := m.d.o.Deals.Select(ctx, sales.Selection{Customer: fold})
	if err != nil {
		return nil, err
	}
	same = slices.DeleteFunc(same, func(x sales.Deal) bool { return x.Outcome == sales.Void })
	m.same[fold] = same
	return same, nil
}

// known is the deal of the same customer that is called as the row is: an open one first.
func (m *matcher) known(same []sales.Deal, r intake.Row) (sales.Deal, bool) {
	var out sales.Deal
	for _, x := range same {
		if sales.Fold(x.Name) == sales.Fold(r.Name) && (out.ID == "" || x.IsOpen() && !out.IsOpen()) {
			out = x
		}
	}
	return out, out.ID != ""
}

// alike is a deal whose name is nearly the row's; of those that this import made, none is.
func (m *matcher) alike(same []sales.Deal, r intake.Row) (sales.Deal, bool) {
	yearAgo := m.now.AddDate(-1, 0, 0)
	for _, x := range same {
		old := x.Closing != nil && x.Closing.At.Before(yearAgo)
		if !old && !strings.HasPrefix(x.ID, m.own) && sales.SimilarNames(x.Name, r.Name) {
			return x, true
		}
	}
	return sales.Deal{}, false
}

// like says which deal a row may be: it is left out, and a number says that it is.
func (m *matcher) like(j Judged, deal sales.Deal) Judged {
	if !m.d.o.Org.May(m.w.ID, org.See, owned(deal)) {
		return j.is(RowDuplicate, i18n.T("import.hidden", "Owner", m.d.Person(deal.Owner).Label()))
	}
	j.Deal = deal
	return j.is(RowDuplicate, i18n.T("import.like", "Number", dealNumber(deal), "Name", deal.Name))
}

func dealNumber(d sales.Deal) string { return "D-" + strconv.FormatInt(d.Number, 10) }

// numbered is a row that names its deal.
func (m *matcher) numbered(ctx context.Context, j Judged) (Judged, error) {
	deal, err := m.d.o.Deals.Numbered(ctx, j.Number)
	missing := fault.CodeOf(err) == fault.NotFound
	if err != nil && !missing {
		return j, err
	}
	if missing || !m.d.o.Org.May(m.w.ID, org.See, owned(deal)) {
		return j.is(RowError, i18n.T("import.wrong.number", "Number", "D-"+strconv.FormatInt(j.Number, 10))), nil
	}
	return m.about(j, deal), nil
}

// about is a row of a deal that there is: what the row has and the deal has otherwise is
// changed, if this person may.
func (m *matcher) about(j Judged, deal sales.Deal) Judged {
	if !m.d.o.Org.May(m.w.ID, org.See, owned(deal)) {
		return j.is(RowDuplicate, i18n.T("import.hidden", "Owner", m.d.Person(deal.Owner).Label()))
	}
	j.Deal = deal
	row := j.Row
	if row.Number == 0 { // found by its names: another way to write them is no news
		row.Name, row.Customer = "", ""
	}
	j.after = renewed(deal, row)
	for _, key := range importedFields() {
		if fieldOf(j.after, key) != fieldOf(deal, key) {
			j.Changed = append(j.Changed, key)
		}
	}
	line, twice := m.seen[aboutOf(deal.ID)]
	switch {
	case len(j.Changed) == 0:
		return j.is(RowDuplicate, i18n.T("import.same", "Number", dealNumber(deal)))
	case twice:
		return j.is(RowDuplicate, i18n.T("import.same_line", "Line", line))
	case !deal.IsOpen():
		return j.is(RowDuplicate, i18n.T("import.is_closed", "Number", dealNumber(deal)))
	case !m.d.o.Org.May(m.w.ID, org.Change, owned(deal)):
		return j.is(RowDuplicate, i18n.T("import.not_changed", "Number", dealNumber(deal), "Owner", m.d.Person(deal.Owner).Label()))
	}
	m.seen[aboutOf(deal.ID)] = j.Line
	j.Verdict = RowUpdate
	return j
}

// importedFields are what a row changes of a deal that there is. Its stage is not among
// them: stages are moved through their gates.
func importedFields() []string {
	return []string{"name", "customer", "amount", "close", "found", "source", "pressure", "value"}
}

// renewed is a deal with what a row says; what it does not say stays.
func renewed(deal sales.Deal, r intake.Row) sales.Deal {
	to := deal.Clone()
	to.Name, to.Customer = cmp.Or(r.Name, to.Name), cmp.Or(r.Customer, to.Customer)
	to.Pressure, to.Value = cmp.Or(r.Pressure, to.Pressure), cmp.Or(r.Value, to.Value)
	to.Found = cmp.Or(r.Found, to.Found)
	if !r.Amount.IsZero() && !r.Amount.Equal(to.Amount) {
		to.Amount = r.Amount
	}
	if r.Close != "" && r.Close != to.Close {
		to.SetClose(r.Close)
	}
	if r.Source != "" {
		to.Source, to.SourceOther = r.Source, r.SourceOther
	}
	return to
}
