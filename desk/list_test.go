package desk_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
	"dealmate/internal/fault"
	"dealmate/sales"
)

// portfolio: lin's deals of every state, one of bob's, one of wu's that lin
// helps on, one of wu's.
func portfolio(t *testing.T) *company {
	c := open(t)
	c.deal("lin", "安静", values{"close": "2027-01-31"})
	c.deal("lin", "过期", values{"close": "2026-11-20"})
	c.deal("lin", "没有金额", values{"amount": "", "close": "2026-12-30"})
	c.deal("lin", "更近", values{"close": "2026-12-01", "stage": "ours"})
	held := c.deal("lin", "暂缓中")
	c.must("lin", c.open("lin", "hold", held.ID), values{"reason": "预算", "said_by": "王总", "until": "2027-01-10"})
	for _, name := range []string{"先赢", "后赢"} {
		c.must("lin", c.open("lin", "won", c.deal("lin", name).ID), values{"reason": "fit"})
		c.now = c.now.Add(1e9)
	}
	c.must("lin", c.open("lin", "lost", c.deal("lin", "丢了").ID), values{"reason": "dropped.margin"})
	c.deal("bob", "鲍勃的", values{"close": "2027-05-01"})
	c.deal("wu", "西区的", values{"close": "2027-06-01"})
	c.deal("wu", "西区求助", values{"close": "2027-04-01", "collaborators": "lin"})
	return c
}

func TestListsAreByWhatNeedsAttention(t *testing.T) {
	c := portfolio(t)
	tests := []struct {
		who  string
		l    desk.Listing
		want []string
	}{
		{"lin", desk.Listing{Scope: "mine"}, []string{"过期", "没有金额", "更近", "暂缓中", "安静", "西区求助"}},
		{"lin", desk.Listing{}, []string{"过期", "没有金额", "更近", "暂缓中", "安静", "西区求助"}},
		{"lin", desk.Listing{Scope: "team"}, []string{"过期", "没有金额", "更近", "暂缓中", "安静", "西区求助", "鲍勃的"}},
		{"bob", desk.Listing{Scope: "mine"}, []string{"鲍勃的"}},
		{"bob", desk.Listing{Scope: "team"}, []string{"过期", "没有金额", "更近", "暂缓中", "安静", "鲍勃的"}},
		{"zhou", desk.Listing{Scope: "team"}, []string{"过期", "没有金额", "更近", "暂缓中", "安静", "鲍勃的"}},
		{"zhao", desk.Listing{Scope: "team"}, []string{"西区求助", "西区的"}},
		{"ops", desk.Listing{Scope: "team"}, []string{"过期", "没有金额", "更近", "暂缓中", "安静", "西区求助", "鲍勃的", "西区的"}},
		{"ops", desk.Listing{Scope: "mine"}, []string{}},
		{"lin", desk.Listing{Scope: "stage", Stage: sales.Ours}, []string{"更近"}},
		{"lin", desk.Listing{Scope: "hold"}, []string{"暂缓中"}},
		{"bob", desk.Listing{Scope: "won"}, []string{"后赢", "先赢"}},
		{"bob", desk.Listing{Scope: "lost"}, []string{"丢了"}},
		{"wu", desk.Listing{Scope: "won"}, []string{}},
	}
	for _, x := range tests {
		t.Run(fmt.Sprintf("%s asks for %s%s", x.who, x.l.Scope, x.l.Stage), func(t *testing.T) {
			x.l.PerPage = 10
			page, err := c.desk.List(t.Context(), c.as(x.who), x.l)
			require.NoError(t, err)
			require.Equal(t, x.want, ids(page.Deals))
			require.Equal(t, len(x.want), page.Total)
			require.False(t, page.More)
		})
	}
}

func TestListsHavePages(t *testing.T) {
	c := portfolio(t)
	var all []string
	for n := range 4 {
		page, err := c.desk.List(t.Context(), c.as("lin"), desk.Listing{Scope: "team", Page: n, PerPage: 3})
		require.NoError(t, err)
		require.Equal(t, 7, page.Total)
		require.Equal(t, n, page.Page)
		all = append(all, ids(page.Deals)...)
	}
	require.Equal(t, []string{"过期", "没有金额", "更近", "暂缓中", "安静", "西区求助", "鲍勃的"}, all)
	page, err := c.desk.List(t.Context(), c.as("lin"), desk.Listing{Scope: "team", Page: -3, PerPage: 3})
	require.NoError(t, err)
	require.Len(t, page.Deals, 3)
	_, err = c.desk.List(t.Context(), c.as("lin"), desk.Listing{Scope: "everything", PerPage: 3})
	refused(t, err, fault.Invalid, "error.choice")
}

func TestDealsThatEndedAreTheNewestFirstAcrossTeams(t *testing.T) {
	c := open(t)
	for i, name := range []string{"东一", "西一", "东二", "西二"} {
		owner := []string{"lin", "wu"}[i%2]
		c.must(owner, c.open(owner, "won", c.deal(owner, name).ID), values{"reason": "fit"})
		c.days(1)
	}
	page, err := c.desk.List(t.Context(), c.as("ops"), desk.Listing{Scope: "won", PerPage: 10})
	require.NoError(t, err)
	require.Equal(t, []string{"西二", "东二", "西一", "东一"}, ids(page.Deals))
}

func TestADealWhoseOwnerIsAlsoNamedAsHelperIsListedOnce(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	both := deal.Clone()
	both.Collaborators = []string{"lin"} // as earlier versions could leave it
	tx := c.store.Begin("older", c.now)
	tx.SaveDeal(deal, both, nil)
	_, _, err := tx.Commit(t.Context(), deal.ID)
	require.NoError(t, err)
	page, err := c.desk.List(t.Context(), c.as("lin"), desk.Listing{Scope: "mine", PerPage: 10})
	require.NoError(t, err)
	require.Equal(t, 1, page.Total)
}

func TestTheFirstScreenShowsWhatNeedsMe(t *testing.T) {
	c := portfolio(t)
	o, err := c.desk.Overview(t.Context(), c.as("lin"))
	require.NoError(t, err)
	require.Equal(t, []string{"过期", "没有金额"}, ids(o.NeedsMe))
	require.Equal(t, []sales.Warning{sales.Overdue}, o.NeedsMe[0].Warnings)
	require.Equal(t, []string{"过期", "没有金额", "更近", "暂缓中", "安静", "西区求助"}, ids(o.Mine))
	require.Len(t, o.ByStage, 4)
	require.Equal(t, 4, o.ByStage[0].Count, "held ones are apart")
	require.Equal(t, 1, o.ByStage[0].NoMoney)
	require.Equal(t, "15690000 CNY", o.ByStage[0].Amounts[0].String())
	require.Equal(t, desk.StageSum{Stage: sales.Project}, o.ByStage[1])

	c.days(60)
	o, err = c.desk.Overview(t.Context(), c.as("lin"))
	require.NoError(t, err)
	require.Equal(t, "暂缓中", o.NeedsMe[0].Deal.Name, "its date of re-contact has come")
	require.Equal(t, []sales.Warning{sales.HoldEnded}, o.NeedsMe[0].Warnings)
}

func TestCurrenciesAreNeverAdded(t *testing.T) {
	c := open(t)
	for name, amount := range map[string]string{"云帆": "10万", "星河": "$5m", "远山": "20万", "北辰": "€5m"} {
		c.deal("lin", name, values{"amount": amount})
	}
	o, err := c.desk.Overview(t.Context(), c.as("lin"))
	require.NoError(t, err)
	var sums []string
	for _, m := range o.ByStage[0].Amounts {
		sums = append(sums, m.String())
	}
	require.Equal(t, []string{"5000000 EUR", "5000000 USD", "300000 CNY"}, sums)
}
