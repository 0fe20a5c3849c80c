package sales_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

func TestADealIsNamedByItsNumberItsNameItsCustomerOrAPartOfThem(t *testing.T) {
	mentions := func(text string) int {
		return sales.Mentions(sales.Fold(text), "线网指挥平台", "临江地铁集团有限公司", 17)
	}
	for _, named := range []string{
		"D-17 预算批了", "d17推迟到9月", "#17 丢了", "线网指挥平台要推迟", "今天去了临江地铁", "临江地铁集团有限公司回话了", "指挥平台的事", "ｄ－１７ 先放一放",
	} {
		require.Positive(t, mentions(named), named)
	}
	for _, other := range []string{"预算批了", "D-170 预算批了", "D-1 x", "江城地铁的标", "network of the client", "", "平台", "17 号去开会"} {
		require.Zero(t, mentions(other), other)
	}
	require.Greater(t, mentions("D-17 x"), mentions("线网指挥平台 x"))
	require.Greater(t, mentions("临江地铁的线网指挥平台"), mentions("线网指挥平台"))

	english := func(text string) int { return sales.Mentions(sales.Fold(text), "Dock app", "Gannet Shipping Ltd", 4) }
	for _, named := range []string{"met Dana of Gannet today", "the dock app slips", "GANNET SHIPPING said yes", "shipping people want it"} {
		require.Positive(t, english(named), named)
	}
	for _, other := range []string{"docked", "gannets", "happy apps", "a d"} {
		require.Zero(t, english(other), other)
	}
}
