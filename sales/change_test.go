package sales_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

func cause() sales.Cause {
	return sales.Cause{Commit: "c1", At: noon.In(time.FixedZone("CST", 8*3600)), Actor: "lin", From: "slack", Reason: "因为"}
}

func TestAChangeHoldsWhatTheDealWasAfterIt(t *testing.T) {
	before := healthy()
	before.Version, before.Team, before.Owner = 4, "east", "lin"
	after := before.Clone()
	after.Owner, after.Team, after.Backfilled = "wu", "west", true
	after.Amount.Amount = decimal.New(600, 4)
	changes := sales.Diff(before, after, cause())
	require.Len(t, changes, 3)
	for _, c := range changes {
		require.Equal(t, sales.Change{
			Schema: sales.ChangeSchema, Commit: "c1", Deal: "d1", Version: 5, RecordedAt: noon, Actor: "lin", From: "slack",
			Field: c.Field, Old: c.Old, New: c.New, Reason: "因为",
			Team: "west", Owner: "wu", Stage: sales.Ours, Outcome: sales.Open, Amount: after.Amount, Backfill: true,
		}, c)
	}
}

func TestEveryFieldOfADealIsInTheLog(t *testing.T) {
	tests := map[string]struct {
		change   func(d *sales.Deal)
		old, now string
	}{
		"name":          {func(d *sales.Deal) { d.Name = "二期" }, "云帆扩容", "二期"},
		"customer":      {func(d *sales.Deal) { d.Customer = "云帆" }, "", "云帆"},
		"team":          {func(d *sales.Deal) { d.Team = "west" }, "", "west"},
		"owner":         {func(d *sales.Deal) { d.Owner = "wu" }, "", "wu"},
		"collaborators": {func(d *sales.Deal) { d.Collaborators = []string{"a", "b"} }, "", "a,b"},
		"outcome":       {func(d *sales.Deal) { d.Outcome = sales.Won }, "open", "won"},
		"stage":         {func(d *sales.Deal) { d.Stage = sales.Winnable }, "ours", "winnable"},
		"amount":        {func(d *sales.Deal) { d.Amount = sales.Money{} }, "5230000 CNY", ""},
		"close":         {func(d *sales.Deal) { d.Close = "2027-01-01" }, "2026-12-20", "2027-01-01"},
		"source":        {func(d *sales.Deal) { d.Source, d.SourceOther = "other", "校友" }, "", "other: 校友"},
		"pressure":      {func(d *sales.Deal) { d.Pressure = "工期" }, "", "工期"},
		"value":         {func(d *sales.Deal) { d.Value = "快" }, "", "快"},
		"found":         {func(d *sales.Deal) { d.Found = "2026-08-01" }, "", "2026-08-01"},
		"hold": {func(d *sales.Deal) {
			d.Hold = &sales.Hold{Reason: "预算", SaidBy: "王总", Until: "2027-01-10"}
		}, "", "2027-01-10|王总|预算"},
		"closing": {func(d *sales.Deal) {
			d.Closing = &sales.Closing{Class: sales.Competitor, Reason: "price", Other: "x", Competitor: "甲"}
		}, "", "competitor|price|x|甲"},
		"pushes": {func(d *sales.Deal) { d.Pushes = 2 }, "", "2"},
	}
	for field, x := range tests {
		t.Run(field, func(t *testing.T) {
			before := healthy()
			after := before.Clone()
			x.change(&after)
			changes := sales.Diff(before, after, cause())
			require.Len(t, changes, 1)
			require.Equal(t, field, changes[0].Field)
			require.Equal(t, x.old, changes[0].Old)
			require.Equal(t, x.now, changes[0].New)
		})
	}
}

func TestWhatWasLearnedIsAFieldOfItsOwn(t *testing.T) {
	after := healthy()
	after.Closing = &sales.Closing{Reason: "fit", Learned: "先找信息中心"}
	changes := sales.Diff(healthy(), after, cause())
	require.Len(t, changes, 2)
	require.Equal(t, "learned", changes[1].Field)
	require.Equal(t, "先找信息中心", changes[1].New)
}

func TestADealWithoutADifferenceHasNoChange(t *testing.T) {
	require.Empty(t, sales.Diff(healthy(), healthy(), cause()))
	same := healthy()
	same.Amount.Amount = decimal.RequireFromString("5230000.00")
	same.UpdatedAt, same.UpdatedBy = noon, "wu"
	require.Empty(t, sales.Diff(healthy(), same, cause()), "the same amount, written otherwise")
}

func TestANewDealBeginsItsLog(t *testing.T) {
	d := healthy()
	d.Owner, d.Customer, d.Pressure = "lin", "云帆", "工期"
	var fields []string
	for _, c := range sales.Diff(sales.Deal{}, d, cause()) {
		require.EqualValues(t, 1, c.Version)
		fields = append(fields, c.Field)
	}
	require.Equal(t, []string{sales.FieldCreated, "owner", "stage", "amount", "close"}, fields)
}

func TestEveryClassHasReasonsAndAnother(t *testing.T) {
	lists := sales.DefaultLists()
	require.Len(t, lists.Lost, len(sales.Classes()))
	for _, class := range sales.Classes() {
		require.Contains(t, lists.Lost[class], sales.Other)
	}
	require.Contains(t, lists.Won, sales.Other)
	require.Contains(t, lists.Sources, sales.Other)
	require.Contains(t, lists.Sources, sales.SourceTender)
	for _, s := range sales.Stages() {
		require.Positive(t, sales.DefaultLimits()[s].StuckDays)
	}
}
