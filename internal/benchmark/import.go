package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"dealmate/bot"
	"dealmate/desk"
	"dealmate/internal/sheet"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/storage"
	"dealmate/storage/embedded"
)

// dealsBefore are in the store before a list is taken in, whose owners are so many
// people, and chatStep how many rows the chat takes in at a time: after each it reads the
// list again and redraws its message.
const (
	dealsBefore = 5_000
	sellers     = 500
	chatStep    = 5_000
)

// bring is part (j): a list of deals taken in through the desk, read, judged row by row
// and recorded. All at once is what the command line does, in steps the chat.
func (b *bench) bring(ctx context.Context) error {
	fmt.Printf("\n| store | list | rows | size | checked in | recorded in | rows per second | peak of the heap | in the chat's steps |\n|--|--|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, engine := range []string{"embedded", "redis"} {
		for _, format := range []string{"csv", "xlsx"} {
			for _, n := range exports() {
				if err := b.bringOf(ctx, engine, format, n); err != nil {
					return fmt.Errorf("%s, %d rows of %s: %w", engine, n, format, err)
				}
			}
		}
	}
	return nil
}

func (b *bench) bringOf(ctx context.Context, engine, format string, n int) error {
	data, err := listed(format, n)
	if err != nil {
		return err
	}
	once, err := b.brought(ctx, engine, data, n, n)
	if err != nil {
		return err
	}
	steps, err := b.brought(ctx, engine, data, n, chatStep)
	if err != nil {
		return err
	}
	fmt.Printf("| %s | %s | %d | %.1f MB | %.1f s | %.1f s | %.0f | %.0f MB | %.1f s |\n", engine, format, n, float64(len(data))/1e6,
		once.checked.Seconds(), once.recorded.Seconds(), float64(n)/(once.checked+once.recorded).Seconds(), float64(once.peak)/1e6, (steps.checked + steps.recorded).Seconds())
	return nil
}

// took is what an import took.
type took struct {
	checked, recorded time.Duration
	peak              uint64
}

// brought takes a list in, at most so many rows at a time.
func (b *bench) brought(ctx context.Context, engine string, data []byte, n, most int) (took, error) {
	store, done, err := b.storeOf(ctx, engine, dealsBefore)
	if err != nil {
		return took{}, err
	}
	defer done()
	d, err := sellersOf(ctx, store)
	if err != nil {
		return took{}, err
	}
	who := desk.Who{Person: org.Person{ID: "boss"}, Lang: "en", Zone: time.UTC, From: "cli"}
	rows := bot.ListRows(data)
	peak, stop := watchHeap()
	defer stop()
	begin := time.Now()
	i, err := d.BeginImport(ctx, who, desk.Brought{Attended: true}, rows, "bench")
	if err != nil {
		return took{}, err
	}
	if i, err = d.CheckImport(ctx, who, i.ID, rows, func(desk.Judged) error { return nil }); err != nil {
		return took{}, err
	}
	out := took{checked: time.Since(begin)}
	begin = time.Now()
	if i, err = d.TakeImport(ctx, who, i.ID, desk.StepRun, sales.Place{}, "run"); err != nil {
		return out, err
	}
	for i.Phase == desk.Running {
		if i, err = d.RunImport(ctx, who, i.ID, rows, most, strconv.Itoa(i.Done)); err != nil {
			return out, err
		}
	}
	out.recorded, out.peak = time.Since(begin), peak.Load()
	if i.Counts[desk.RowNew] != n {
		return out, fmt.Errorf("%v of %d rows", i.Counts, n)
	}
	return out, nil
}

// sellersOf is the desk of a team whose members a list names.
func sellersOf(ctx context.Context, store *storage.Store) (*desk.Desk, error) {
	team := org.Team{Key: "team0", Name: "Team", Managers: []string{"boss"}}
	for i := range sellers {
		p, err := store.EnsurePerson(ctx, sellerOf(i)+"@example.com", func() string { return "p-" + sellerOf(i) })
		if err != nil {
			return nil, err
		}
		team.Members = append(team.Members, p.ID)
	}
	d, err := reporter(ctx, store, []org.Team{team})
	if err != nil {
		return nil, err
	}
	for i := range sellers {
		name := sellerOf(i)
		if err := d.Bind(ctx, "bench", desk.Found{User: name, Name: name, Email: name + "@example.com"}); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// storeOf is a store of either kind with n deals.
func (b *bench) storeOf(ctx context.Context, engine string, n int) (*storage.Store, func(), error) {
	if engine == "redis" {
		return b.filled(ctx, n)
	}
	e, err := embedded.Open(ctx, filepath.Join(b.dir, "bring"+strconv.FormatInt(time.Now().UnixNano(), 36)), embedded.Options{})
	if err != nil {
		return nil, nil, err
	}
	if err := fill(ctx, e, n); err != nil {
		return nil, nil, err
	}
	return storage.New(e, time.Now), func() { _ = e.Close() }, nil
}

// listed is a list of n deals, of customers that have deals already and of new ones.
func listed(format string, n int) ([]byte, error) {
	head := []string{"商机名称", "客户名称", "预计金额", "预计成交日期", "销售阶段", "负责人", "备注"}
	if format == "csv" {
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		_ = w.Write(head) // what fails is in Error
		for i := range n {
			_ = w.Write(cellsOf(i)) // as above
		}
		w.Flush()
		return bytes.Clone(out.Bytes()), w.Error() // without the room to grow
	}
	book, err := sheet.NewBook()
	if err != nil {
		return nil, err
	}
	rows, err := book.Sheet("deals", head...)
	if err != nil {
		return nil, err
	}
	for i := range n {
		var cells []sheet.Cell
		for _, c := range cellsOf(i) {
			cells = append(cells, sheet.Text(c))
		}
		if err := rows.Add(cells...); err != nil {
			return nil, err
		}
	}
	return book.Bytes()
}

// cellsOf is a row: every other is of a customer of fill's deals, the others of new ones.
func cellsOf(i int) []string {
	x, customer := deal(i, ""), "蓝湾集团 "+strconv.Itoa(i/3)
	if i%2 == 0 {
		customer = deal(i/2%dealsBefore, "").Customer
	}
	row := strconv.Itoa(i)
	return []string{"扩容 Dock " + row, customer, x.Amount.Amount.String(), string(x.Close), string(x.Stage), sellerOf(i), "第 " + row + " 行"}
}

func sellerOf(i int) string { return "seller" + strconv.Itoa(i%sellers) }
