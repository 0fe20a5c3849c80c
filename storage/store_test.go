package storage_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
	"dealmate/storage"
	"dealmate/storage/embedded"
	"dealmate/storage/redis"
	"dealmate/storage/storagetest"
)

func now() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

// shop is a store with the database under it.
type shop struct {
	*storage.Store
	db storagetest.Database
}

func openEmbedded(t testing.TB) shop {
	t.Helper()
	db, err := embedded.Open(t.Context(), t.TempDir(), embedded.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return shop{storage.New(db, now), db}
}

func openRedis(t testing.TB) shop {
	t.Helper()
	url, _ := storagetest.StartRedis(t)
	db, err := redis.Open(context.Background(), redis.Config{URL: url, Org: "main"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return shop{storage.New(db, now), db}
}

// onBoth runs a test on both engines.
func onBoth(t *testing.T, test func(t *testing.T, s shop)) {
	t.Helper()
	t.Parallel()
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		test(t, openEmbedded(t))
	})
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		test(t, openRedis(t))
	})
}

func newDeal(n int64) sales.Deal {
	return sales.Deal{
		ID: "d" + strconv.FormatInt(n, 10), Number: n, Name: fmt.Sprintf("云帆项目 %d", n), Customer: "云帆科技有限公司",
		Team: "east", Owner: "p-lin", Collaborators: []string{"p-bob"}, Stage: sales.Potential, Outcome: sales.Open,
		Amount:    sales.Money{Amount: decimal.RequireFromString("5230000.50"), Currency: "CNY"},
		CreatedAt: now(), UpdatedAt: now(), StageSince: now(),
	}
}

func cause(commit string) sales.Cause {
	return sales.Cause{Commit: commit, At: now(), Actor: "p-lin", From: "slack"}
}

// save is one commit as desk makes it; it returns the deal as it is then.
func (s shop) save(t testing.TB, commit string, before, after sales.Deal) sales.Deal {
	t.Helper()
	tx := s.Begin(commit, now())
	tx.SaveDeal(before, after, sales.Diff(before, after, cause(commit)))
	_, _, err := tx.Commit(t.Context(), after.ID)
	require.NoError(t, err)
	return s.deal(t, after.ID)
}

func (s shop) deal(t testing.TB, id string) sales.Deal {
	t.Helper()
	deals, err := s.Deals(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, deals, 1)
	return deals[0]
}

func (s shop) isSound(t testing.TB) {
	t.Helper()
	r, err := s.Check(t.Context(), s.db, false)
	require.NoError(t, err)
	require.Zero(t, r.Missing)
	require.Zero(t, r.Extra)
	require.False(t, r.Counter)
}

func ids(deals []sales.Deal) []string {
	out := []string{}
	for _, d := range deals {
		out = append(out, d.ID)
	}
	return out
}

func (s shop) selects(t testing.TB, sel sales.Selection, want ...string) {
	t.Helper()
	deals, err := s.Select(t.Context(), sel)
	require.NoError(t, err)
	if want == nil {
		want = []string{}
	}
	require.Equal(t, want, ids(deals), "%+v", sel)
}

func TestADealIsReadAsItWasSaved(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		want := newDeal(1)
		want.Hold = &sales.Hold{Reason: "预算", SaidBy: "张总", Until: "2026-05-01", Since: now()}
		want.Closing = &sales.Closing{At: now(), Reason: "other", Other: "x"}
		want.Origin = sales.Origin{Platform: "slack", Channel: "C1", Message: "1.2", Link: "https://example.com"}
		got := s.save(t, "c1", sales.Deal{}, want)
		want.Version = 1
		require.True(t, want.Amount.Equal(got.Amount))
		want.Amount = got.Amount
		require.Equal(t, want, got)

		got2, err := s.Numbered(t.Context(), 1)
		require.NoError(t, err)
		require.Equal(t, got, got2)
		last, err := s.LastNumber(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 1, last)
		changes, err := s.Changes(t.Context(), "d1")
		require.NoError(t, err)
		require.Equal(t, sales.FieldCreated, changes[0].Field)
		require.Len(t, changes, len(sales.Diff(sales.Deal{}, want, cause("c1"))))
		s.isSound(t)
	})
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		ctx := t.Context()
		for name, ask := range map[string]func() error{
			"deal 7":     func() error { _, err := s.Numbered(ctx, 7); return err },
			"deal 0":     func() error { _, err := s.Numbered(ctx, 0); return err },
			"a negative": func() error { _, err := s.Numbered(ctx, -1); return err },
			"a person":   func() error { _, err := s.Person(ctx, "p"); return err },
			"an e-mail":  func() error { _, err := s.PersonByEmail(ctx, "x@example.com"); return err },
		} {
			f, ok := fault.As(ask())
			require.True(t, ok, name)
			require.Equal(t, fault.NotFound, f.Code, name)
			require.Equal(t, "error.not_found", f.Key, name)
		}
		_, err := s.Dialog(ctx, "x")
		f, _ := fault.As(err)
		require.Equal(t, "error.expired", f.Key)
		deals, err := s.Deals(ctx, "a", "b")
		require.NoError(t, err)
		require.Empty(t, deals)
		deals, err = s.Deals(ctx)
		require.NoError(t, err)
		require.Empty(t, deals)
		changes, err := s.Changes(ctx, "a")
		require.NoError(t, err)
		require.Empty(t, changes)
	})
}

func TestAListFollowsItsDealsThroughTheirLives(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		d1 := s.save(t, "1", sales.Deal{}, newDeal(1))
		d2 := s.save(t, "2", sales.Deal{}, newDeal(2))
		d3 := s.save(t, "3", sales.Deal{}, newDeal(3))
		team := sales.Selection{Team: "east", Outcome: sales.Open}
		s.selects(t, team, "d1", "d2", "d3")
		s.selects(t, sales.Selection{Team: "east", Outcome: sales.Open, Newest: true, Limit: 2}, "d3", "d2")
		s.selects(t, sales.Selection{Owner: "p-lin", Outcome: sales.Open, Limit: 1}, "d1")
		s.selects(t, sales.Selection{Helper: "p-bob", Outcome: sales.Open}, "d1", "d2", "d3")
		s.selects(t, sales.Selection{Customer: sales.FoldCustomer("云帆科技")}, "d1", "d2", "d3")
		s.selects(t, sales.Selection{Team: "west", Outcome: sales.Open})

		moved := d2.Clone()
		moved.Team, moved.Owner, moved.Collaborators, moved.Customer = "west", "p-wu", nil, "Acme Ltd."
		d2 = s.save(t, "4", d2, moved)
		s.selects(t, team, "d1", "d3")
		s.selects(t, sales.Selection{Owner: "p-wu", Outcome: sales.Open}, "d2")
		s.selects(t, sales.Selection{Customer: "acme"}, "d2")
		s.selects(t, sales.Selection{Helper: "p-bob", Outcome: sales.Open}, "d1", "d3")

		won := func(d sales.Deal, at time.Time) sales.Deal {
			d = d.Clone()
			d.Outcome, d.Closing = sales.Won, &sales.Closing{At: at, Reason: "fit"}
			return d
		}
		d3 = s.save(t, "5", d3, won(d3, now()))
		s.save(t, "6", d1, won(d1, now().Add(time.Hour)))
		s.selects(t, team)
		s.selects(t, sales.Selection{Team: "east", Outcome: sales.Won, Newest: true}, "d1", "d3")
		s.selects(t, sales.Selection{Team: "east", Outcome: sales.Won}, "d1", "d3")
		s.selects(t, sales.Selection{Team: "east", Outcome: sales.Won, Newest: true, Limit: 1}, "d1")
		s.selects(t, sales.Selection{Customer: "云帆科技"}, "d1", "d3")

		open := d3.Clone()
		open.Outcome, open.Closing = sales.Open, nil
		s.save(t, "7", d3, open)
		s.selects(t, team, "d3")
		s.selects(t, sales.Selection{Team: "east", Outcome: sales.Won}, "d1")
		s.isSound(t)
		require.EqualValues(t, 2, d2.Version)
	})
}

func TestNamesAreOfTheWholeTeamAndMatchSearches(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		d1 := s.save(t, "1", sales.Deal{}, newDeal(1))
		d2 := newDeal(2)
		d2.Name, d2.Customer = "ERP", "华天机械"
		s.save(t, "2", sales.Deal{}, d2)
		void := d1.Clone()
		void.Outcome = sales.Void
		s.save(t, "3", d1, void)
		names, err := s.Names(t.Context(), "east")
		require.NoError(t, err)
		require.Len(t, names, 2)
		require.Equal(t, "d1", names[0].ID)
		require.Equal(t, sales.Void, names[0].Outcome)
		require.EqualValues(t, 2, names[1].Number)
		require.True(t, sales.Matches(names[0].Search, "科技"))
		require.True(t, sales.Matches(names[1].Search, "htjx"))
		require.False(t, sales.Matches(names[0].Search, "华天"))
		none, err := s.Names(t.Context(), "west")
		require.NoError(t, err)
		require.Empty(t, none)
	})
}

func TestHoldsAreDueFromTheirDateOn(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		for n, until := range map[int64]sales.Date{1: "2026-03-02", 2: "2026-03-03", 3: "2026-02-01"} {
			_ = n
			last, err := s.LastNumber(t.Context())
			require.NoError(t, err)
			d := newDeal(last + 1)
			d.ID = "on-" + string(until)
			d.Hold = &sales.Hold{Until: until}
			s.save(t, d.ID, sales.Deal{}, d)
		}
		due, err := s.HoldsDue(t.Context(), "2026-03-02")
		require.NoError(t, err)
		require.Equal(t, []string{"on-2026-02-01", "on-2026-03-02"}, ids(due))
		free := due[0].Clone()
		free.Hold = nil
		s.save(t, "free", due[0], free)
		due, err = s.HoldsDue(t.Context(), "2026-03-02")
		require.NoError(t, err)
		require.Equal(t, []string{"on-2026-03-02"}, ids(due))
		s.isSound(t)
	})
}

func TestARepeatReturnsTheFirstResultAndChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		d := newDeal(1)
		commit := func(result string) (string, bool) {
			tx := s.Begin("dialog|1", now())
			tx.SaveDeal(sales.Deal{}, d, sales.Diff(sales.Deal{}, d, cause("dialog|1")))
			tx.Send(scheduler.Message{ID: "m", Destination: "person:p", Kind: "assigned"})
			first, repeated, err := tx.Commit(t.Context(), result)
			require.NoError(t, err)
			return first, repeated
		}
		first, repeated := commit("one")
		require.Equal(t, "one", first)
		require.False(t, repeated)
		before, err := s.Changes(t.Context(), "d1")
		require.NoError(t, err)
		first, repeated = commit("two")
		require.Equal(t, "one", first)
		require.True(t, repeated)
		after, err := s.Changes(t.Context(), "d1")
		require.NoError(t, err)
		require.Equal(t, before, after)
		require.EqualValues(t, 1, s.deal(t, "d1").Version)
	})
}

func TestAStaleWriterChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		first := s.save(t, "1", sales.Deal{}, newDeal(1))
		named := first.Clone()
		named.Name = "second"
		s.save(t, "2", first, named)
		stale := first.Clone()
		stale.Name, stale.Owner = "stale", "p-x"
		tx := s.Begin("3", now())
		tx.SaveDeal(first, stale, sales.Diff(first, stale, cause("3")))
		tx.Save(sales.Note{ID: "n", Deal: "d1", Text: "lost"})
		_, _, err := tx.Commit(t.Context(), "")
		f, _ := fault.As(err)
		require.Equal(t, fault.Conflict, f.Code)
		require.Equal(t, "error.conflict", f.Key)
		require.Equal(t, "second", s.deal(t, "d1").Name)
		notes, err := s.Notes(t.Context(), "n")
		require.NoError(t, err)
		require.Empty(t, notes)
		s.isSound(t)
	})
}

func TestNumbersAreUniqueWithSixteenCreatorsAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		const creators, each = 16, 5
		var wg sync.WaitGroup
		failed := make(chan error, creators)
		for c := range creators {
			wg.Go(func() {
				for i := range each {
					if err := s.create(t.Context(), fmt.Sprintf("d%d-%d", c, i)); err != nil {
						failed <- err
						return
					}
				}
			})
		}
		wg.Wait()
		close(failed)
		require.NoError(t, <-failed)
		for n := int64(1); n <= creators*each; n++ {
			d, err := s.Numbered(t.Context(), n)
			require.NoError(t, err)
			require.Equal(t, n, d.Number)
		}
		last, err := s.LastNumber(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, creators*each, last)
		s.isSound(t)
	})
}

// create makes a deal with the next number, again and again as others take it.
func (s shop) create(ctx context.Context, id string) error {
	for {
		last, err := s.LastNumber(ctx)
		if err != nil {
			return err
		}
		d := newDeal(last + 1)
		d.ID = id
		tx := s.Begin("new|"+id, now())
		tx.SaveDeal(sales.Deal{}, d, sales.Diff(sales.Deal{}, d, cause("new|"+id)))
		if _, _, err = tx.Commit(ctx, id); fault.CodeOf(err) != fault.Conflict {
			return err
		}
	}
}

func TestANewDealMustHaveTheNextNumber(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		s.save(t, "1", sales.Deal{}, newDeal(1))
		for _, n := range []int64{1, 3, 0} {
			d := newDeal(n)
			d.ID = "other"
			tx := s.Begin("2", now())
			tx.SaveDeal(sales.Deal{}, d, nil)
			_, _, err := tx.Commit(t.Context(), "")
			require.Equal(t, fault.Conflict, fault.CodeOf(err), n)
		}
		d := newDeal(2)
		d.ID = "d1"
		tx := s.Begin("3", now())
		tx.SaveDeal(sales.Deal{}, d, nil)
		_, _, err := tx.Commit(t.Context(), "")
		require.Equal(t, fault.Conflict, fault.CodeOf(err), "a deal of that ID is there")
		last, err := s.LastNumber(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 1, last)
	})
}

func TestFieldsOfANewerDealmateSurviveASave(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		data := `{"id":"d1","number":1,"name":"a","customer":"c","team":"east","owner":"p","stage":"project","outcome":"open",` +
			`"created_at":"2026-03-02T09:00:00Z","updated_at":"2026-03-02T09:00:00Z","stage_since":"2026-03-02T09:00:00Z",` +
			`"score":{"deep":[1,2]},"hold":{"reason":"r","said_by":"s","until":"2026-04-01","since":"2026-03-02T09:00:00Z","told":true}}`
		_, err := s.db.Commit(t.Context(), storage.Batch{Now: now(), Puts: []storage.Put{{Key: "deal/d1", Schema: 1, Data: data}}})
		require.NoError(t, err)
		d := s.deal(t, "d1")
		named := d.Clone()
		named.Name = "b"
		named = s.save(t, "1", d, named)
		r, err := s.db.Read(t.Context(), "deal/d1")
		require.NoError(t, err)
		require.Contains(t, r[0].Data, `"score":{"deep":[1,2]}`)
		require.Contains(t, r[0].Data, `"told":true`)
		require.Contains(t, r[0].Data, `"name":"b"`)
		free := named.Clone()
		free.Hold = nil
		s.save(t, "2", named, free)
		r, err = s.db.Read(t.Context(), "deal/d1")
		require.NoError(t, err)
		require.NotContains(t, r[0].Data, `"hold"`, "what was taken away does not come back")
	})
}

func TestARecordOfANewerSchemaIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		require.NoError(t, s.Prepare(t.Context()))
		require.NoError(t, s.Prepare(t.Context()), "again, as at every start")
		_, err := s.db.Commit(t.Context(), storage.Batch{Now: now(), Puts: []storage.Put{
			{Key: "deal/d1", Schema: 2, Data: `{}`}, {Key: "format", Schema: 2, Data: `{"schema":2}`},
		}})
		require.NoError(t, err)
		_, err = s.Deals(t.Context(), "d1")
		require.ErrorIs(t, err, storage.ErrNewerSchema)
		require.Equal(t, fault.Internal, fault.CodeOf(err))
		require.ErrorIs(t, s.Prepare(t.Context()), storage.ErrNewerSchema)
		d := newDeal(1)
		tx := s.Begin("1", now())
		tx.SaveDeal(sales.Deal{Version: 1}, d, nil)
		_, _, err = tx.Commit(t.Context(), "")
		require.ErrorIs(t, err, storage.ErrNewerSchema, "nor written over")
	})
}

func TestAStoreThatIsAwayIsUnavailable(t *testing.T) {
	t.Parallel()
	s := openEmbedded(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Deals(gone, "d")
	f, _ := fault.As(err)
	require.Equal(t, fault.Unavailable, f.Code)
	require.Equal(t, "error.unavailable", f.Key)
	tx := s.Begin("1", now())
	tx.Save(sales.Note{ID: "n"})
	_, _, err = tx.Commit(gone, "")
	require.Equal(t, fault.Unavailable, fault.CodeOf(err))
	first, repeated, err := tx.Commit(t.Context(), "x")
	require.NoError(t, err, "the same commit may be tried again")
	require.False(t, repeated)
	require.Equal(t, "x", first)
}

func TestWhatCannotBeSavedIsAnError(t *testing.T) {
	t.Parallel()
	s := openEmbedded(t)
	for _, call := range []func(*storage.Tx){
		func(tx *storage.Tx) { tx.Save(7) },
		func(tx *storage.Tx) { tx.Save(&sales.Note{}) },
		func(tx *storage.Tx) { tx.Drop(sales.Note{}) },
	} {
		tx := s.Begin("1", now())
		call(tx)
		_, _, err := tx.Commit(t.Context(), "")
		require.Equal(t, fault.Internal, fault.CodeOf(err))
	}
}

func TestDialogsAreGuardedAndSwept(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		ctx := t.Context()
		put := func(d dialogs.State) error {
			tx := s.Begin("", now())
			tx.Save(d)
			_, _, err := tx.Commit(ctx, "")
			return err
		}
		require.NoError(t, put(dialogs.State{ID: "a", Form: "new", Touched: 1000, Values: map[string]string{"name": "x"}}))
		require.NoError(t, put(dialogs.State{ID: "b", Form: "new", Touched: 3000}))
		require.Equal(t, fault.Conflict, fault.CodeOf(put(dialogs.State{ID: "a", Touched: 2000})), "it is not new")
		a, err := s.Dialog(ctx, "a")
		require.NoError(t, err)
		require.EqualValues(t, 1, a.Stored)
		require.Equal(t, map[string]string{"name": "x"}, a.Values)

		old, err := s.DialogsBefore(ctx, 3000, 10)
		require.NoError(t, err)
		require.Equal(t, []dialogs.State{a}, old)
		a.Touched = 4000
		require.NoError(t, put(a))
		old, err = s.DialogsBefore(ctx, 9000, 1)
		require.NoError(t, err)
		require.Len(t, old, 1)
		require.Equal(t, "b", old[0].ID)

		drop := func(d dialogs.State) error {
			tx := s.Begin("", now())
			tx.Drop(d)
			_, _, err := tx.Commit(ctx, "")
			return err
		}
		require.Equal(t, fault.Conflict, fault.CodeOf(drop(a)), "somebody typed meanwhile")
		require.NoError(t, drop(old[0]))
		require.NoError(t, drop(old[0]), "it is gone already")
		require.NoError(t, drop(dialogs.State{ID: "a"}), "never read: not guarded")
		left, err := s.DialogsBefore(ctx, 9000, 0)
		require.NoError(t, err)
		require.Empty(t, left)
		s.isSound(t)
	})
}

func TestPlacesOfADealComeAndGo(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		place := sales.Place{Deal: "d1", Platform: "slack", Channel: "C1", Message: "1.1", Lang: "en"}
		other := sales.Place{Deal: "d1", Platform: "slack", Channel: "C1", Message: "1.2", Lang: "zh-CN"}
		do := func(call func(*storage.Tx)) []sales.Place {
			tx := s.Begin("", now())
			call(tx)
			_, _, err := tx.Commit(t.Context(), "")
			require.NoError(t, err)
			places, err := s.Places(t.Context(), "d1")
			require.NoError(t, err)
			return places
		}
		require.Equal(t, []sales.Place{place, other}, do(func(tx *storage.Tx) { tx.Save(other); tx.Save(place) }))
		place.Lang = "zh-CN"
		require.Equal(t, []sales.Place{place, other}, do(func(tx *storage.Tx) { tx.Save(place) }), "one place has one language")
		place.Lang = ""
		require.Equal(t, []sales.Place{other}, do(func(tx *storage.Tx) { tx.Drop(place); tx.Drop(place) }))
		s.isSound(t)
	})
}

func TestAPersonIsMadeOnceHoweverManyAskAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		var wg sync.WaitGroup
		got := make([]org.Person, 16)
		errs := make([]error, len(got))
		for i := range got {
			wg.Go(func() {
				got[i], errs[i] = s.EnsurePerson(t.Context(), " Lin@Example.com", func() string { return fmt.Sprintf("p%d", i) })
			})
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
		for _, p := range got {
			require.Equal(t, got[0], p)
		}
		require.Equal(t, "lin@example.com", got[0].Email)
		people, err := s.People(t.Context())
		require.NoError(t, err)
		require.Equal(t, got[:1], people)
		s.isSound(t)
	})
}

func TestTheFirstBindingOfAUserHolds(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		ctx := t.Context()
		newID := func(id string) func() string { return func() string { return id } }
		lin, err := s.EnsurePerson(ctx, "lin@example.com", newID("p1"))
		require.NoError(t, err)
		bob, err := s.EnsurePerson(ctx, "bob@example.com", newID("p2"))
		require.NoError(t, err)
		put := func(p org.Person) error {
			tx := s.Begin("", now())
			tx.Save(p)
			_, _, err := tx.Commit(ctx, "")
			return err
		}
		stale := lin
		lin.Identities = map[string]string{"slack": "U1"}
		require.NoError(t, put(lin))
		require.NoError(t, put(lin), "again")
		got, err := s.PersonByUser(ctx, "slack", "U1")
		require.NoError(t, err)
		require.Equal(t, lin, got)

		for name, p := range map[string]org.Person{
			"another user of the same person": {ID: "p1", Email: lin.Email, Identities: map[string]string{"slack": "U2"}},
			"the same user of another person": {ID: "p2", Email: bob.Email, Identities: map[string]string{"slack": "U1"}},
		} {
			f, ok := fault.As(put(p))
			require.True(t, ok, name)
			require.Equal(t, "error.bound", f.Key, name)
		}
		stale.Prefs.Language = "en"
		require.NoError(t, put(stale), "who did not know of the binding does not undo it")
		got, err = s.Person(ctx, "p1")
		require.NoError(t, err)
		require.Equal(t, map[string]string{"slack": "U1"}, got.Identities)
		require.Equal(t, "en", got.Prefs.Language)
		s.isSound(t)
	})
}

func TestCalendarsAreFoundWhenTheyAreDue(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		save := func(commit string, f sales.Feed) {
			t.Helper()
			tx := s.Begin(commit, now())
			tx.Save(f)
			_, _, err := tx.Commit(t.Context(), "")
			require.NoError(t, err)
		}
		due := func(at time.Time) (out []string) {
			feeds, err := s.FeedsDue(t.Context(), at, 10)
			require.NoError(t, err)
			for _, f := range feeds {
				out = append(out, f.Person)
			}
			return out
		}
		none, err := s.Feed(t.Context(), "lin")
		require.NoError(t, err)
		require.Equal(t, sales.Feed{Person: "lin"}, none)
		save("1", sales.Feed{Person: "lin", Address: "https://example.com/a.ics", NextAt: now().Add(time.Hour)})
		save("2", sales.Feed{Person: "bob", NextAt: now()})
		save("3", sales.Feed{Person: "wu"})
		require.Equal(t, []string{"bob"}, due(now()))
		require.Equal(t, []string{"bob", "lin"}, due(now().Add(time.Hour)))
		lin, err := s.Feed(t.Context(), "lin")
		require.NoError(t, err)
		stale := lin
		lin.NextAt = now().Add(2 * time.Hour)
		save("4", lin)
		tx := s.Begin("5", now())
		tx.Save(stale)
		_, _, err = tx.Commit(t.Context(), "")
		require.Equal(t, fault.Conflict, fault.CodeOf(err), "somebody else has read it")
		require.Equal(t, []string{"bob"}, due(now().Add(time.Hour)))
		lin, err = s.Feed(t.Context(), "lin")
		require.NoError(t, err)
		tx = s.Begin("6", now())
		tx.Drop(lin)
		_, _, err = tx.Commit(t.Context(), "")
		require.NoError(t, err)
		require.Equal(t, []string{"bob"}, due(now().Add(9*time.Hour)))
		s.isSound(t)
	})
}
