package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"dealmate/desk"
	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
)

// now is Monday, 23 November 2026, ten in the morning in Shanghai.
var now = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// fakeDesk is a desk over a map, with the permissions of the real organisation.
// What the bot asked for is in calls.
type fakeDesk struct {
	Importing // of no lists: plays bring them
	Hearing   // nothing: plays tell it
	org       org.Organisation
	people    map[string]org.Person
	langs     map[string]i18n.Lang // by user
	deals     []sales.Deal
	notes     []string
	opened    desk.Opening
	submit    func(values map[string]string) (desk.Submitted, error)
	fail      error // of every reading
	calls     []string
	tracks    []sales.Place
	bound     []desk.Found
	// newcomer is who has never had a deal, welcomed the event that welcomed them.
	newcomer, welcomed string
	samples            []desk.View
}

func newFakeDesk() *fakeDesk {
	d := &fakeDesk{
		org: org.Organisation{
			Key: "main", Language: "zh-CN", Timezone: "Asia/Shanghai", Currency: "CNY", Admins: []string{"p-ops"},
			Teams: []org.Team{
				{Key: "east", Name: "East", Managers: []string{"p-chen"}, Members: []string{"p-lin", "p-bob"}, Channels: map[string]string{"slack": "C-EAST"}, Language: "en"},
				{Key: "west", Name: "West", Members: []string{"p-wu"}, Channels: map[string]string{"slack": "C-WEST"}},
			},
		},
		people: map[string]org.Person{},
		langs:  map[string]i18n.Lang{"U-LIN": i18n.Chinese, "U-BOB": i18n.English, "U-CHEN": i18n.Chinese, "U-WU": i18n.English, "U-NEW": i18n.English},
	}
	for id, name := range map[string]string{"p-lin": "林一", "p-bob": "Bob", "p-chen": "陈静", "p-wu": "Wu", "p-ops": "Ops"} {
		user := "U-" + strings.ToUpper(strings.TrimPrefix(id, "p-"))
		d.people[id] = org.Person{
			ID: id, Name: name, Email: strings.TrimPrefix(id, "p-") + "@example.com", Identities: map[string]string{"slack": user},
		}
	}
	d.deals = []sales.Deal{
		{
			ID: "d1", Number: 17, Name: "云帆 ERP", Customer: "云帆科技", Team: "east", Owner: "p-lin", Stage: sales.Project,
			StageSince: now.AddDate(0, 0, -12), Outcome: sales.Open, Close: "2026-11-18", Pushes: 1,
			Amount:    sales.Money{Amount: decimal.New(5_230_000, 0), Currency: "CNY"},
			UpdatedAt: now.Add(-time.Hour), UpdatedBy: "p-lin",
		},
		{
			ID: "d2", Number: 18, Name: "Acme North plant", Customer: "Acme", Team: "east", Owner: "p-bob", Stage: sales.Winnable,
			StageSince: now, Outcome: sales.Open, Collaborators: []string{"p-lin"}, UpdatedAt: now, UpdatedBy: "p-bob",
		},
		{
			ID: "d3", Number: 19, Name: "Acme South plant", Customer: "Acme", Team: "east", Owner: "p-bob", Stage: sales.Potential,
			StageSince: now, Outcome: sales.Open, UpdatedAt: now, UpdatedBy: "p-bob",
		},
	}
	return d
}

func (d *fakeDesk) called(format string, args ...any) {
	d.calls = append(d.calls, fmt.Sprintf(format, args...))
}

func (d *fakeDesk) who(p org.Person, lang i18n.Lang) desk.Who {
	return desk.Who{Person: p, Lang: lang, Zone: org.Location("Asia/Shanghai"), From: "slack"}
}

func (d *fakeDesk) Identify(_ context.Context, platform, user string) (desk.Who, error) {
	if d.fail != nil {
		return desk.Who{}, d.fail
	}
	p, ok := d.ByUser(platform, user)
	if !ok {
		return desk.Who{}, fault.New(fault.Unauthenticated, "error.unknown_user")
	}
	return d.who(p, d.langs[user]), nil
}

func (d *fakeDesk) Bind(_ context.Context, platform string, f desk.Found) error {
	d.bound = append(d.bound, f)
	if f.Email != "new@example.com" {
		return fault.New(fault.Forbidden, "error.stranger", "Admins", "ops@example.com")
	}
	d.people["p-new"] = org.Person{ID: "p-new", Name: f.Name, Email: f.Email, Identities: map[string]string{platform: f.User}}
	d.org.Teams[0].Members = append(d.org.Teams[0].Members, "p-new")
	return nil
}

func (d *fakeDesk) LangOf(_, user string) i18n.Lang {
	if l, ok := d.langs[user]; ok {
		return l
	}
	return i18n.Chinese
}

func (d *fakeDesk) Org() org.Organisation { return d.org }

func (d *fakeDesk) Person(id string) org.Person {
	if p, ok := d.people[id]; ok {
		return p
	}
	return org.Person{ID: id}
}

func (d *fakeDesk) ByUser(platform, user string) (org.Person, bool) {
	for _, p := range d.people {
		if p.Identities[platform] == user {
			return p, true
		}
	}
	return org.Person{}, false
}

func (d *fakeDesk) Open(_ context.Context, _ desk.Who, o desk.Opening) (desk.Opened, error) {
	d.opened = o
	d.called("open %s %s", o.Form, o.Deal)
	f := dialogs.Form{ID: o.Form, Version: 1, Fields: []dialogs.Field{{Key: "name", Kind: dialogs.Line}}}
	return desk.Opened{Form: f, State: dialogs.State{ID: "dlg", Form: o.Form, Values: o.Prefill, Context: o.Context}}, nil
}

func (d *fakeDesk) Met(_ context.Context, p org.Person, platform, locale string) {
	d.called("met %s %s %s", p.ID, platform, locale)
}

func (d *fakeDesk) Submit(_ context.Context, _ desk.Who, f desk.Filled) (desk.Submitted, error) {
	d.called("submit %s", f.Dialog)
	return d.submit(f.Values)
}

func (d *fakeDesk) Cancel(_ context.Context, _ desk.Who, dialog string) error {
	d.called("cancel %s", dialog)
	return nil
}

func (d *fakeDesk) find(id string) (*sales.Deal, error) {
	for i := range d.deals {
		if d.deals[i].ID == id {
			return &d.deals[i], nil
		}
	}
	return nil, fault.New(fault.NotFound, "error.not_found")
}

func (d *fakeDesk) changed(w desk.Who, deal *sales.Deal, field string) desk.Done {
	deal.UpdatedBy, deal.UpdatedAt = w.ID, now
	return desk.Done{Deal: *deal, Changes: []sales.Change{{Field: field}}, By: w.Person, At: now}
}

func (d *fakeDesk) allowed(w desk.Who, v org.Verb, id string) (*sales.Deal, error) {
	if d.fail != nil {
		return nil, d.fail
	}
	deal, err := d.find(id)
	if err != nil {
		return nil, err
	}
	if !d.org.May(w.ID, v, owned(*deal)) {
		return nil, fault.New(fault.Forbidden, "error.forbidden")
	}
	return deal, nil
}

func owned(d sales.Deal) org.Owned {
	return org.Owned{Team: d.Team, Owner: d.Owner, Collaborators: d.Collaborators}
}

func (d *fakeDesk) Forward(_ context.Context, w desk.Who, id string, from sales.Stage, commit string) (desk.Done, error) {
	d.called("forward %s %s %s", id, from, commit)
	deal, err := d.allowed(w, org.Change, id)
	if err != nil {
		return desk.Done{}, err
	}
	if deal.Stage != from {
		return desk.Done{Deal: *deal, Already: true, By: d.Person(deal.UpdatedBy), At: deal.UpdatedAt}, nil
	}
	next, _ := from.Next()
	deal.MoveTo(next, now)
	return d.changed(w, deal, "stage"), nil
}

func (d *fakeDesk) Reopen(_ context.Context, w desk.Who, id, _ string) (desk.Done, error) {
	deal, err := d.allowed(w, org.Change, id)
	if err != nil {
		return desk.Done{}, err
	}
	deal.Outcome, deal.Hold, deal.Closing = sales.Open, nil, nil
	return d.changed(w, deal, "outcome"), nil
}

func (d *fakeDesk) Note(_ context.Context, w desk.Who, id, text, link, commit string) (desk.Done, error) {
	d.called("note %s %q %q %s", id, text, link, commit)
	deal, err := d.allowed(w, org.Change, id)
	if err != nil {
		return desk.Done{}, err
	}
	d.notes = append(d.notes, text)
	return d.changed(w, deal, sales.FieldNote), nil
}

func (d *fakeDesk) Assign(_ context.Context, w desk.Who, id, person, _ string) (desk.Done, error) {
	d.called("assign %s %s", id, person)
	deal, err := d.allowed(w, org.Assign, id)
	if err != nil {
		return desk.Done{}, err
	}
	deal.Owner = person
	return d.changed(w, deal, "owner"), nil
}

func (d *fakeDesk) view(w desk.Who, deal sales.Deal) desk.View {
	team, _ := d.org.Team(deal.Team)
	v := desk.View{
		Deal: deal, Owner: d.Person(deal.Owner), Team: team, LastBy: d.Person(deal.UpdatedBy),
		Warnings: sales.Warnings(deal, sales.DefaultLimits(), now), Stage: deal.DaysInStage(now), May: map[org.Verb]bool{},
	}
	for _, c := range deal.Collaborators {
		v.Helpers = append(v.Helpers, d.Person(c))
	}
	for _, verb := range []org.Verb{org.See, org.Change, org.Assign} {
		v.May[verb] = d.org.May(w.ID, verb, owned(deal))
	}
	return v
}

func (d *fakeDesk) View(_ context.Context, w desk.Who, id string) (desk.View, error) {
	deal, err := d.allowed(w, org.See, id)
	if err != nil {
		return desk.View{}, err
	}
	return d.view(w, *deal), nil
}

func (d *fakeDesk) Resolve(_ context.Context, w desk.Who, text string) ([]desk.View, error) {
	if d.fail != nil {
		return nil, d.fail
	}
	var out []desk.View
	for _, deal := range d.deals {
		hit := number(deal) == text || strings.Contains(strings.ToLower(deal.Name+" "+deal.Customer), strings.ToLower(text))
		if hit && text != "" && d.org.May(w.ID, org.See, owned(deal)) {
			out = append(out, d.view(w, deal))
		}
	}
	return out, nil
}

func (d *fakeDesk) List(ctx context.Context, w desk.Who, l desk.Listing) (desk.Page, error) {
	d.called("list %s %s %d", l.Scope, l.Find, l.Page)
	if d.fail != nil {
		return desk.Page{}, d.fail
	}
	var all []desk.View
	for _, deal := range d.deals {
		mine := deal.Owner == w.ID || deal.IsHelped(w.ID)
		found := l.Find != "" && strings.Contains(deal.Name+deal.Customer, l.Find)
		if d.org.May(w.ID, org.See, owned(deal)) && (found || (l.Find == "" && (mine || l.Scope != "mine"))) {
			all = append(all, d.view(w, deal))
		}
	}
	p := desk.Page{Listing: l, Total: len(all)}
	from := min(l.Page*l.PerPage, len(all))
	p.Deals = all[from:min(from+l.PerPage, len(all))]
	return p, nil
}

func (d *fakeDesk) Overview(ctx context.Context, w desk.Who) (desk.Overview, error) {
	p, err := d.List(ctx, w, desk.Listing{Scope: "mine", PerPage: 100})
	o := desk.Overview{Mine: p.Deals}
	for _, v := range p.Deals {
		if len(v.Warnings) > 0 {
			o.NeedsMe = append(o.NeedsMe, v)
		}
	}
	o.ByStage = []desk.StageSum{{Stage: sales.Project, Count: 2, Amounts: []sales.Money{
		{Amount: decimal.New(5_230_000, 0), Currency: "CNY"}, {Amount: decimal.New(30_000, 0), Currency: "USD"},
	}, NoMoney: 1}}
	return o, err
}

func (d *fakeDesk) Entries(_ context.Context, w desk.Who, id string, _, _ int) ([]desk.Entry, int, error) {
	if _, err := d.allowed(w, org.See, id); err != nil {
		return nil, 0, err
	}
	at := sales.Change{RecordedAt: now, From: "slack"}
	entry := func(field, old, new, reason string) desk.Entry {
		c := at
		c.Field, c.Old, c.New, c.Reason = field, old, new, reason
		return desk.Entry{Change: c, Who: d.Person("p-lin")}
	}
	out := []desk.Entry{
		entry("stage", "potential", "project", "budget is there"),
		entry("amount", "", "5230000 CNY", ""),
		entry("close", "2026-11-18", "", ""),
		entry("owner", "p-bob", "p-lin", ""),
		entry("hold", "", "2026-12-01|Mr Wang|budget freeze", ""),
		entry("closing", "", "competitor|price||Rival", ""),
		entry("source", "", "other: a friend", ""),
		entry(sales.FieldCreated, "", "云帆 ERP", ""),
		entry("something_new", "a", "b", ""),
	}
	out = append(out, desk.Entry{Change: entry(sales.FieldNote, "", "n1", "").Change, Note: sales.Note{Text: "They\nagreed"}})
	return out, 37, nil
}

func (d *fakeDesk) Track(_ context.Context, p sales.Place) error {
	d.tracks = append(d.tracks, p)
	return nil
}

func (d *fakeDesk) Untrack(_ context.Context, p sales.Place) error {
	d.called("untrack %s", p.Message)
	return nil
}

// The fake desk asks no questions: plays on the real one do.

func (d *fakeDesk) Question(_ context.Context, _ desk.Who, _, _, _ string) (desk.Asked, error) {
	return desk.Asked{}, fault.New(fault.NotFound, "error.no_question")
}

func (d *fakeDesk) Answer(context.Context, desk.Who, desk.Answering) (desk.Answered, error) {
	return desk.Answered{}, fault.New(fault.NotFound, "error.no_question")
}

func (d *fakeDesk) Activities(context.Context, desk.Who, string) (desk.View, []sales.Activity, error) {
	return desk.View{}, nil, fault.New(fault.NotFound, "error.not_found")
}

func (d *fakeDesk) Meeting(context.Context, desk.Who, string, string) (desk.Meeting, error) {
	return desk.Meeting{}, fault.New(fault.NotFound, "error.not_found")
}

func (d *fakeDesk) Talk(context.Context, desk.Who, string, ...string) ([]sales.Note, error) {
	return nil, nil
}

func (d *fakeDesk) Hinted(sales.Deal, string) []string { return nil }

func (d *fakeDesk) Facts(sales.Deal) []sales.Fact { return nil }

func (d *fakeDesk) Snooze(context.Context, desk.Who, string, time.Time, string) (desk.Done, error) {
	return desk.Done{}, fault.New(fault.NotFound, "error.expired")
}

func (d *fakeDesk) Fill(context.Context, desk.Who, desk.Filling) (desk.Submitted, error) {
	return desk.Submitted{}, nil
}

func (d *fakeDesk) Proposals(context.Context, desk.Who, ...string) (sales.Feed, []desk.Proposed, error) {
	return sales.Feed{}, nil, nil
}

func (d *fakeDesk) TakeOver(context.Context, desk.Who, string, string, string) (desk.Submitted, error) {
	return desk.Submitted{}, nil
}

func (d *fakeDesk) DropAppointment(context.Context, desk.Who, string, string) error { return nil }

func (d *fakeDesk) ReadNow(context.Context, desk.Who, string) error { return nil }

func (d *fakeDesk) StopCalendar(context.Context, desk.Who, string) error { return nil }

func (d *fakeDesk) AgreeHold(context.Context, desk.Who, string, string, string) (desk.Done, error) {
	return desk.Done{}, nil
}

func (d *fakeDesk) CallOff(context.Context, desk.Who, string, string, string) (desk.Done, error) {
	return desk.Done{}, fault.New(fault.NotFound, "error.no_activity")
}

func (d *fakeDesk) Weigh(context.Context, desk.Who, string, sales.Verdict, string) (desk.Done, error) {
	return desk.Done{}, fault.New(fault.NotFound, "error.not_found")
}

func (d *fakeDesk) Renew(context.Context, desk.Who, string, string) (desk.Done, error) {
	return desk.Done{}, fault.New(fault.NotFound, "error.not_found")
}

func (d *fakeDesk) Background(context.Context, desk.Who, string) (desk.View, []desk.Written, error) {
	return desk.View{}, nil, fault.New(fault.NotFound, "error.not_found")
}

func (d *fakeDesk) Lookback(context.Context, desk.Who, string) (desk.Lookback, error) {
	return desk.Lookback{}, fault.New(fault.NotFound, "error.not_found")
}

func (d *fakeDesk) Digest(context.Context, desk.Who, desk.Reporting) (desk.Digest, error) {
	return desk.Digest{}, fault.New(fault.NotFound, "error.team_unknown")
}

func (d *fakeDesk) Mends(context.Context, desk.Who) ([]desk.Mend, error) { return nil, nil }

func (d *fakeDesk) Value(m sales.Money, _ sales.Date) (decimal.Decimal, bool) { return m.Amount, true }

func (d *fakeDesk) Performance(context.Context, desk.Who, desk.Reporting) (sales.Performance, sales.Window, error) {
	return sales.Performance{}, sales.Window{}, nil
}

func (d *fakeDesk) TakeUpload(context.Context, desk.Who, desk.Upload, string) error { return nil }

func (d *fakeDesk) ReadCalendarFile(context.Context, desk.Who, []byte) error { return nil }

func (d *fakeDesk) TakeExport(context.Context, desk.Who, string) error { return nil }

func (d *fakeDesk) Export(context.Context, desk.Who, func(desk.Exported) error) (int, error) {
	return 0, nil
}

func (d *fakeDesk) Report(context.Context, desk.Who, string) (desk.Report, error) {
	return desk.Report{}, fault.New(fault.NotFound, "error.expired")
}

func (d *fakeDesk) Reported(string) []org.Person { return nil }

func (d *fakeDesk) Groups(desk.Digest, string) []desk.Group { return nil }

func (d *fakeDesk) Judge(context.Context, desk.Who, string, sales.Category, string) (desk.Done, error) {
	return desk.Done{}, fault.New(fault.NotFound, "error.not_found")
}

func (d *fakeDesk) Words(context.Context, desk.Who, string, string) (string, error) { return "", nil }

func (d *fakeDesk) Welcome(_ context.Context, w desk.Who, event string) (bool, error) {
	if d.newcomer != w.ID || d.welcomed != "" && d.welcomed != event {
		return false, nil
	}
	d.welcomed = event
	return true, nil
}

func (d *fakeDesk) Samples(desk.Who) ([]desk.View, error) { return d.samples, nil }

func (d *fakeDesk) Tells(desk.Who, desk.Telling) bool { return false }

func (d *fakeDesk) Likely(context.Context, desk.Who, string) ([]desk.View, bool, error) {
	return nil, false, nil
}
