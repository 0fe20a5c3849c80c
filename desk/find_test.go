package desk_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/desk"
)

func TestADealIsFoundInManyWays(t *testing.T) {
	c := open(t)
	c.deal("lin", "数据中心扩容", values{"customer": "云帆科技有限公司"})
	c.deal("lin", "ERP 升级", values{"customer": "Kestrel Bank"})
	c.deal("bob", "机房改造", values{"customer": "重庆银行"})
	c.deal("wu", "网点设备", values{"customer": "星河银行"})
	tests := map[string][]string{
		"D-1": {"数据中心扩容"}, "d1": {"数据中心扩容"}, "#1": {"数据中心扩容"}, "1": {"数据中心扩容"}, "Ｄ－１": {"数据中心扩容"}, "＃１": {"数据中心扩容"},
		"科技": {"数据中心扩容"}, "数据": {"数据中心扩容"}, "yfkj": {"数据中心扩容"}, "yunfan": {"数据中心扩容"}, "sjzx": {"数据中心扩容"},
		"erp": {"ERP 升级"}, "KESTREL": {"ERP 升级"}, "ｋｅｓｔｒｅｌ": {"ERP 升级"}, "cqyh": {"机房改造"},
		"银行": {"机房改造"}, "D-4": {}, "D-99": {}, "没有的": {}, "": {}, " ": {}, "D-": {}, "-": {},
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			found, err := c.desk.Resolve(t.Context(), c.as("lin"), text)
			require.NoError(t, err)
			require.Equal(t, want, ids(found))
		})
	}
}

func TestSeveralMatchesAreThereToPickFrom(t *testing.T) {
	c := open(t)
	c.deal("lin", "云帆扩容一期")
	c.deal("lin", "云帆扩容二期", values{"customer": "云帆科技"})
	c.must("lin", c.open("lin", "lost", c.deal("lin", "云帆咨询", values{"customer": "云帆咨询"}).ID), values{"reason": "dropped.margin"})
	found, err := c.desk.Resolve(t.Context(), c.as("lin"), "云帆")
	require.NoError(t, err)
	require.Equal(t, []string{"云帆扩容二期", "云帆扩容一期", "云帆咨询"}, ids(found), "open ones first, then the newest")
}

func TestANameThatFitsExactlyWins(t *testing.T) {
	c := open(t)
	c.deal("lin", "云帆", values{"customer": "甲"})
	for i := range 30 {
		c.deal("lin", fmt.Sprintf("云帆%d号", i), values{"customer": fmt.Sprintf("客户%c", '一'+rune(i*50))})
	}
	found, err := c.desk.Resolve(t.Context(), c.as("lin"), "云帆")
	require.NoError(t, err)
	require.Equal(t, []string{"云帆"}, ids(found), "however many others there are")
}

func TestTwoDealsOfOneNameAreBothOffered(t *testing.T) {
	c := open(t)
	c.deal("lin", "扩容", values{"customer": "云帆科技"})
	c.deal("bob", "扩容", values{"customer": "星河银行"})
	c.deal("bob", "扩容二期", values{"customer": "远山集团"})
	found, err := c.desk.Resolve(t.Context(), c.as("lin"), "扩容")
	require.NoError(t, err)
	require.Len(t, found, 2, "nobody acts on the wrong one")
}

func TestANumberThatIsNoDealMayBeAName(t *testing.T) {
	c := open(t)
	c.deal("lin", "2027 年框架")
	found, err := c.desk.Resolve(t.Context(), c.as("lin"), "2027")
	require.NoError(t, err)
	require.Equal(t, []string{"2027 年框架"}, ids(found))
}

func TestWhoHelpsFindsTheDealOfAnotherTeam(t *testing.T) {
	c := open(t)
	c.deal("wu", "西区求助", values{"collaborators": "lin"})
	c.deal("wu", "西区求稳")
	found, err := c.desk.Resolve(t.Context(), c.as("lin"), "西区")
	require.NoError(t, err)
	require.Equal(t, []string{"西区求助"}, ids(found))
}

func TestFindHasPages(t *testing.T) {
	c := open(t)
	for i := range 12 {
		c.deal("lin", fmt.Sprintf("云帆%d号", i), values{"customer": fmt.Sprintf("客户%c", '一'+rune(i*50))})
	}
	page, err := c.desk.List(t.Context(), c.as("bob"), desk.Listing{Find: "云帆", Page: 1, PerPage: 10})
	require.NoError(t, err)
	require.Equal(t, 12, page.Total)
	require.Equal(t, []string{"云帆1号", "云帆0号"}, ids(page.Deals))
	require.False(t, page.More)
}

func TestADealThatJustLeftTheTeamIsNotShown(t *testing.T) {
	c := open(t)
	deal := c.deal("lin", "云帆扩容")
	who := c.as("bob")
	_, err := c.desk.Assign(t.Context(), c.as("lin"), deal.ID, "wu", "away")
	require.NoError(t, err)
	found, err := c.desk.Resolve(t.Context(), who, "云帆")
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	good := map[string]int64{
		"D-17": 17, "d-17": 17, "D17": 17, "d 17": 17, "#17": 17, "17": 17, " 17 ": 17, "Ｄ－１７": 17, "＃１７": 17, "D–17": 17, "d-0017": 17,
	}
	for text, want := range good {
		n, ok := desk.Number(text)
		require.True(t, ok, text)
		require.Equal(t, want, n, text)
	}
	for _, text := range []string{"", "D", "D-", "0", "D-0", "1.5", "17a", "E-17", "99999999999", "十七", "1 7"} {
		_, ok := desk.Number(text)
		require.False(t, ok, text)
	}
}
