package intake_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/intake"
)

func TestAUnitIsNoLetterOfACurrency(t *testing.T) {
	for cell, want := range map[string]string{
		"523": "5230000 CNY", "523 RMB": "5230000 CNY", "RMB 523": "5230000 CNY", "523 HKD": "5230000 HKD", "GBP 523": "5230000 GBP", "523元": "5230000 CNY",
		"523k": "523000 CNY", "523kusd": "523000 USD", "3 million": "3000000 CNY", "3mn": "3000000 CNY", "1亿2000万": "120000000 CNY", "三百万": "3000000 CNY", "50W": "500000 CNY",
	} {
		got := reading(t, nil, "商机|客户|金额(万元)", "扩容|云帆|"+cell)[0]
		require.Empty(t, got.Wrong, cell)
		require.Equal(t, want, got.Amount.String(), cell)
	}
}

func TestACurrencyIsReadAsPeopleCallIt(t *testing.T) {
	const head = "商机|客户|金额|币种"
	for cell, want := range map[string]string{
		"CNY": "5 CNY", "人民币": "5 CNY", "RMB": "5 CNY", "元": "5 CNY", "¥": "5 CNY", "美元": "5 USD", "usd": "5 USD", "$": "5 USD", "港币": "5 HKD", "EUR": "5 EUR", "€": "5 EUR", "": "5 CNY",
	} {
		got := reading(t, nil, head, "扩容|云帆|5|"+cell)[0]
		require.Empty(t, got.Wrong, cell)
		require.Equal(t, want, got.Amount.String(), cell)
	}
	for cell, want := range map[string]string{"CNY/USD": "import.wrong.currency", "100": "import.wrong.currency", "#REF!": "import.wrong.formula"} {
		got := reading(t, nil, head, "扩容|云帆|5|"+cell)[0]
		require.NotEmpty(t, got.Wrong, cell)
		require.Equal(t, want, got.Wrong[0].Text.Key)
	}
}

func TestWhatNobodySeesIsLeftOutOfNames(t *testing.T) {
	for cell, want := range map[string]string{
		"机房\u202e搬迁": "机房搬迁", "\u2067a\u2069": "a", "a\u200bb\ufeff": "ab", "a\x1b[31mb": "a [31mb", "a\x07\tb": "a b", "👨\u200d👩\u200d👧": "👨\u200d👩\u200d👧", "e\u0301": "e\u0301", "a\u200d": "a",
	} {
		got := reading(t, nil, "商机|客户", cell+"|云帆")[0]
		require.Empty(t, got.Wrong)
		require.Equal(t, want, got.Name)
	}
	got := reading(t, nil, "商机|客户", "\u202e\u200b|云帆")[0]
	require.Equal(t, "import.wrong.missing", got.Wrong[0].Text.Key)
	got = reading(t, nil, "商机|客户|备注", "a|b|x\n\u202ey\r\n")[0]
	require.Equal(t, "x\ny", got.Note, "a note keeps its lines")
}

func TestNothingOfACellIsCutOffInSilence(t *testing.T) {
	const head = "商机|客户|来源|备注"
	for _, cells := range []string{"a|b|" + strings.Repeat("远", 201) + "|", "a|b||" + strings.Repeat("长", 10_001), "a|b|x\x00|", "a|b||\ufffd", "a|" + strings.Repeat("b", 201) + "||"} {
		got := reading(t, nil, head, cells)[0]
		require.NotEmpty(t, got.Wrong, cells)
		require.LessOrEqual(t, len([]rune(got.Wrong[0].Cell)), 60, "what is wrong is told in a line")
	}
}

func TestALongCellIsKeptOnceInTheList(t *testing.T) {
	long := strings.Repeat("长", 300_000)
	table := words(t).Recognise(lines("商机|客户|备注", "a|b|"+long), names(), today)
	require.LessOrEqual(t, len([]rune(table.Columns[2].Samples[0])), 60)
}

func TestHeadingsThatComeAgainAreNoDeal(t *testing.T) {
	got := reading(t, nil, "商机|客户|金额", "商机 | 客户|金额", "商机|云帆|")
	require.Equal(t, "import.wrong.heads", got[0].Wrong[0].Text.Key)
	require.Empty(t, got[1].Wrong)
}

func TestNoMoreIsAskedThanADealNeeds(t *testing.T) {
	table := words(t).Recognise(lines("扩容|云帆|x|y|z|2026-12-31", "二期|蓝湾|x|y|z|2026-12-31"), names(), today)
	a := intake.Answers{}
	for _, f := range []intake.Field{intake.Name, intake.Customer} {
		q, ask := table.NextColumn()
		require.True(t, ask)
		a[q.Key] = string(f)
		table = table.Answered(a)
	}
	_, ask := table.NextColumn()
	require.False(t, ask, "nothing is known of the other columns")
	require.Equal(t, "name customer skip skip skip close", fields(table))
}

func TestAYearOfFourNoughtsIsNone(t *testing.T) {
	for _, cell := range []string{"31/12/0000", "31/12/1900", "0000-00-00", "1900-01-00", "2026-02-30"} {
		require.NotEmpty(t, reading(t, nil, "商机|客户|预计签约日期", "a|b|"+cell)[0].Wrong, cell)
	}
	require.EqualValues(t, "2026-12-31", reading(t, nil, "商机|客户|预计签约日期", "a|b|31/12/26")[0].Close)
}
