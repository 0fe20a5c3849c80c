package storage_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
	"dealmate/storage"
)

// furnish enters two deals of 云帆科技 and one of 华天机械, with notes, forms and
// messages in which the name and a person stand.
func furnish(t *testing.T, s shop) {
	t.Helper()
	lin, err := s.EnsurePerson(t.Context(), "lin@example.com", func() string { return "p-lin" })
	require.NoError(t, err)
	lin.Name, lin.Identities = "林晓梅", map[string]string{"slack": "U777"}
	d1 := newDeal(1)
	d1.Pressure, d1.Value = "云帆科技年底要上线", "秘密价值"
	d1.Hold = &sales.Hold{Reason: "秘密原因", SaidBy: "王大锤", Until: "2026-05-01", Since: now()}
	d1 = s.save(t, "1", sales.Deal{}, d1)
	d2 := newDeal(2)
	d2.Customer = "云帆科技"
	s.save(t, "2", sales.Deal{}, d2)
	d3 := newDeal(3)
	d3.Name, d3.Customer, d3.Value = "华天 ERP", "华天机械", "照 云帆科技 那样做"
	d3 = s.save(t, "3", sales.Deal{}, d3)
	again := d1.Clone()
	again.Name = "秘密改名"
	again.Hold = nil
	again.MoveTo(sales.Project, now())
	tx := s.Begin("4", now())
	c := cause("4")
	c.Reason = "王大锤说的"
	tx.SaveDeal(d1, again, sales.Diff(d1, again, c))
	note := sales.NewChange(d3, cause("4"), d3.Version+1, sales.FieldNote, "", "n2")
	tx.SaveDeal(d3, d3, []sales.Change{note})
	tx.Save(lin)
	tx.Save(sales.Note{ID: "n2", Deal: "d3", Author: "p-lin", Text: "王大锤 从云帆科技来了, lin@example.com 认识他", Link: "https://example.com/x"})
	tx.Save(sales.Note{ID: "n3", Deal: "d3", Author: "p-lin", Text: "天气好"})
	tx.Save(dialogs.State{ID: "about", Subject: "d2", Person: "p-bob", Touched: 1, Values: map[string]string{"x": "要删的"}})
	tx.Save(dialogs.State{ID: "typed", Person: "p-lin", Touched: 2, Values: map[string]string{"customer": "云帆科技"}})
	tx.Save(dialogs.State{ID: "else", Person: "p-bob", Touched: 3, Values: map[string]string{"customer": "别家"}})
	tx.Save(sales.Feed{Person: "p-lin", Address: "https://example.com/lin.ics", Found: []sales.Appointment{{Key: "k1", Title: "拜访云帆科技"}, {Key: "k2", Title: "王大锤"}, {Key: "k3", Title: "华天"}}})
	tx.Send(scheduler.Message{ID: "m1", Destination: "person:p-bob", Kind: "x", Facts: map[string]string{"deal": "d1", "why": "云帆科技"}})
	_, _, err = tx.Commit(t.Context(), "result of 云帆科技")
	require.NoError(t, err)
}

func TestAnErasedCustomerIsNowhereAnyMore(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		ctx := t.Context()
		furnish(t, s)
		before := dumpText(t, s.db)
		would, err := s.EraseCustomer(ctx, "云帆科技股份有限公司", false)
		require.NoError(t, err)
		require.Equal(t, before, dumpText(t, s.db), "asked only")
		did, err := s.EraseCustomer(ctx, "云帆科技股份有限公司", true)
		require.NoError(t, err)
		require.Equal(t, would, did)
		require.Equal(t, 7, did.Records, "three deals, a note, two dialogs, a calendar")

		after := dumpText(t, s.db)
		for _, gone := range []string{"云帆科技", "yun fan ke ji", "秘密价值", "秘密原因", "秘密改名", "王大锤说的", "云帆项目", "要删的", "拜访云帆科技", "k1"} {
			require.Contains(t, before, gone)
			require.NotContains(t, after, gone)
		}
		for _, kept := range []string{"华天机械", "华天 ERP", "天气好", "别家", "林晓梅", "2026-05-01||", "5230000.5", "lin.ics", "k3"} {
			require.Contains(t, after, kept)
		}
		s.isSound(t)
		s.selects(t, sales.Selection{Customer: "云帆科技"})
		d1 := s.deal(t, "d1")
		require.Empty(t, d1.Name)
		require.Equal(t, sales.Project, d1.Stage)
		changes, err := s.Changes(ctx, "d1")
		require.NoError(t, err)
		last := changes[len(changes)-1]
		require.Equal(t, sales.FieldErased, last.Field)
		require.Equal(t, d1.Version, last.Version)
		notes, err := s.Notes(ctx, "n2", "n3")
		require.NoError(t, err)
		require.Empty(t, notes[0].Text)
		require.Equal(t, "天气好", notes[1].Text)
		m := s.leases(t, now(), "t")
		require.Len(t, m, 1)
		require.Equal(t, map[string]string{"deal": "d1", "why": ""}, m[0].Facts)

		_, err = s.EraseCustomer(ctx, "云帆科技", true)
		require.Equal(t, fault.NotFound, fault.CodeOf(err), "nothing is left to erase")
	})
}

func TestErasingKeepsEveryFigureOfTheLog(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		furnish(t, s)
		before, err := s.Changes(t.Context(), "d1")
		require.NoError(t, err)
		_, err = s.EraseCustomer(t.Context(), "云帆科技", true)
		require.NoError(t, err)
		after, err := s.Changes(t.Context(), "d1")
		require.NoError(t, err)
		require.Len(t, after, len(before)+1)
		for i, was := range before {
			is := after[i]
			if was.Field == "stage" || was.Field == "amount" {
				require.Equal(t, was.New, is.New)
			}
			was.Old, was.New, was.Reason = "", "", ""
			is.Old, is.New, is.Reason = "", "", ""
			require.Equal(t, was, is)
		}
	})
}

func TestAnErasedMemberLeavesOnlyTheirID(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		ctx := t.Context()
		furnish(t, s)
		would, err := s.ErasePerson(ctx, "Lin@example.com", false)
		require.NoError(t, err)
		did, err := s.ErasePerson(ctx, "Lin@example.com", true)
		require.NoError(t, err)
		require.Equal(t, would, did)
		after := dumpText(t, s.db)
		for _, gone := range []string{"lin@example.com", "林晓梅", "U777", `"typed"`, "lin.ics", "k3"} {
			require.NotContains(t, after, gone)
		}
		require.Contains(t, after, "云帆科技")
		require.Equal(t, "p-lin", s.deal(t, "d1").Owner)
		p, err := s.Person(ctx, "p-lin")
		require.NoError(t, err)
		require.Equal(t, org.Person{ID: "p-lin"}, p)
		log, err := s.db.Log(ctx, "erased", 0, 0)
		require.NoError(t, err)
		require.Len(t, log, 1)
		s.isSound(t)
		fresh, err := s.EnsurePerson(ctx, "lin@example.com", func() string { return "p-new" })
		require.NoError(t, err)
		require.Equal(t, "p-new", fresh.ID, "who comes back is somebody new")
	})
}

func TestSomebodyAtACustomerIsErasedByName(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		furnish(t, s)
		did, err := s.ErasePerson(t.Context(), "王大锤", true)
		require.NoError(t, err)
		require.Equal(t, storage.Erased{Records: 2, Entries: 3}, did, "the note and a meeting of the calendar; the hold's end and two more with the reason")
		after := dumpText(t, s.db)
		require.NotContains(t, after, "王大锤")
		require.Contains(t, after, "秘密改名")
		require.Contains(t, after, "天气好")
		s.isSound(t)
		_, err = s.ErasePerson(t.Context(), "王大锤", true)
		require.Equal(t, fault.NotFound, fault.CodeOf(err))
	})
}

func TestALatinNameIsErasedAsAWholeWordOnly(t *testing.T) {
	t.Parallel()
	s := openEmbedded(t)
	d := newDeal(1)
	d.Team, d.Value, d.Pressure = "lin", "Berlin, linen", "says LIN."
	s.save(t, "1", sales.Deal{}, d)
	did, err := s.ErasePerson(t.Context(), "Lin", true)
	require.NoError(t, err)
	require.Equal(t, 1, did.Records)
	got := s.deal(t, "d1")
	require.Equal(t, "Berlin, linen", got.Value)
	require.Empty(t, got.Pressure)
	_, err = s.ErasePerson(t.Context(), "Lin", true)
	require.Equal(t, fault.NotFound, fault.CodeOf(err), "a team's key is no person")
}

func TestFieldsOfANewerDealmateAreErasedToo(t *testing.T) {
	t.Parallel()
	s := openEmbedded(t)
	d := s.save(t, "1", sales.Deal{}, newDeal(1))
	r, err := s.db.Read(t.Context(), "deal/d1")
	require.NoError(t, err)
	data := strings.TrimSuffix(r[0].Data, "}") + `,"summary":"云帆科技很好"}`
	_, err = s.db.Commit(t.Context(), storage.Batch{Now: now(), Puts: []storage.Put{{Key: "deal/d1", Schema: 1, Data: data}}})
	require.NoError(t, err)
	_, err = s.EraseCustomer(t.Context(), d.Customer, true)
	require.NoError(t, err)
	require.NotContains(t, dumpText(t, s.db), "云帆")
}

func TestAnExportHasEverythingAndAPersonsOnlyWhatIsTheirs(t *testing.T) {
	onBoth(t, func(t *testing.T, s shop) {
		furnish(t, s)
		lines := func(write func(*bytes.Buffer) error) map[string]int {
			var out bytes.Buffer
			require.NoError(t, write(&out))
			kinds := map[string]int{}
			for line := range strings.Lines(out.String()) {
				var e struct {
					Kind, Key string
					Data      map[string]any
				}
				require.NoError(t, json.Unmarshal([]byte(line), &e), line)
				require.NotEmpty(t, e.Key)
				require.NotEmpty(t, e.Data)
				kinds[e.Kind]++
			}
			return kinds
		}
		all := lines(func(b *bytes.Buffer) error { return s.Export(t.Context(), b) })
		require.Equal(t, 3, all["deal"])
		require.Equal(t, 2, all["note"])
		require.Equal(t, 1, all["person"])
		require.Equal(t, 3, all["dialog"])
		require.Equal(t, 1, all["message"])
		require.Positive(t, all["change"])
		_, err := s.EnsurePerson(t.Context(), "bob@example.com", func() string { return "p-bob2" })
		require.NoError(t, err)
		bob := lines(func(b *bytes.Buffer) error { return s.ExportPerson(t.Context(), "bob@example.com", b) })
		require.Equal(t, map[string]int{"person": 1, "email": 1}, bob)
		lin := lines(func(b *bytes.Buffer) error { return s.ExportPerson(t.Context(), "lin@example.com", b) })
		require.Equal(t, 1, lin["identity"])
		require.Equal(t, 3, lin["deal"])
		require.Equal(t, 1, lin["dialog"])
		err = s.ExportPerson(t.Context(), "who@example.com", &bytes.Buffer{})
		require.Equal(t, fault.NotFound, fault.CodeOf(err))
	})
}
