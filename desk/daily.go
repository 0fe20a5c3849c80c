package desk

import (
	"context"
	"time"

	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
)

// bundlesTake is how long after the morning the day's bundles are spread.
const bundlesTake = 10 * time.Minute

// DailyQuestions sends everybody who wants it the next best question of their
// largest open deal, once per working day: those whose bundle has it already get
// nothing more, and for the others it is the day's bundle.
func (d *Desk) DailyQuestions(ctx context.Context, run scheduler.Run) (int, error) {
	if d.current == 0 {
		return 0, nil
	}
	people, err := d.o.Records.People(ctx)
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, p := range people {
		team, ok := d.o.Org.HomeTeam(p.ID)
		who, now := d.person(p.ID, team.Key), d.o.Now()
		if !p.Prefs.Question || !ok || !who.Allowed(now) || now.Before(who.Morning(startOf(now, who.Zone)).Add(bundlesTake)) {
			continue
		}
		did, err := d.dailyQuestion(ctx, who, run, now)
		if err != nil {
			return sent, err
		}
		if did {
			sent++
		}
	}
	return sent, nil
}

func startOf(t time.Time, zone *time.Location) time.Time {
	y, m, day := t.In(zone).Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

func (d *Desk) dailyQuestion(ctx context.Context, who org.Attention, run scheduler.Run, now time.Time) (bool, error) {
	deal, question, err := d.questionOfDay(ctx, who.Person)
	if err != nil || question == "" {
		return false, err
	}
	id := bundleID(who, now)
	tx := d.o.Begin(id, now)
	tx.Send(run.Mark(scheduler.Message{
		ID: id, Destination: "person:" + who.Person, Due: now, Kind: "question",
		Facts: map[string]string{"deal": deal, "question": question},
	}))
	_, repeated, err := tx.Commit(ctx, "")
	return err == nil && !repeated, err
}

// questionOfDay is the next best question of a person's largest open deal, "" for
// none.
func (d *Desk) questionOfDay(ctx context.Context, person string) (deal, question string, err error) {
	deals, err := d.o.Deals.Select(ctx, sales.Selection{Owner: person, Outcome: sales.Open})
	if err != nil {
		return "", "", err
	}
	var best sales.Deal
	for _, x := range deals {
		q, err := d.questionsOf(x)
		if err != nil || x.Hold != nil {
			continue
		}
		if b, ok := q.rules.NextBest(x); ok && (question == "" || x.Amount.Amount.GreaterThan(best.Amount.Amount)) {
			best, question = x, b.Question
		}
	}
	return best.ID, question, nil
}
