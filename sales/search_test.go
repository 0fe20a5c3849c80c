package sales_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

func TestFoldBringsSpellingsTogether(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"nothing stays nothing":            {"", ""},
		"only spaces are nothing":          {" \t\n　", ""},
		"capitals":                         {"ACME", "acme"},
		"full-width letters and digits":    {"ＡＢＣ１２", "abc12"},
		"a full-width space is a space":    {"云帆　科技", "云帆 科技"},
		"accents":                          {"Crème Brûlée", "creme brulee"},
		"a capital of letter and mark":     {"İSTANBUL", "istanbul"},
		"spaces collapse":                  {"  a \t\n b  ", "a b"},
		"invisible and direction marks go": {"a\u200bb\u202ec", "abc"},
		"control characters part words":    {"a\x00b", "a b"},
		"circled digits":                   {"①期", "1期"},
		"bytes that are no text":           {"a\xff", "a\ufffd"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, sales.Fold(c.in))
		})
	}
}

func TestFoldCustomerDropsWhatKindOfCompanyItIs(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"华天科技股份有限公司":                      "华天科技",
		"华天科技（股份）有限公司":                    "华天科技",
		"华天科技集团有限公司":                      "华天科技",
		"华天科技集团":                          "华天科技",
		"华天科技":                            "华天科技",
		"公司":                              "公司",
		"有限公司":                            "有限公司",
		"Acme Inc.":                       "acme",
		"ACME, Inc":                       "acme",
		"Acme Co., Ltd.":                  "acme",
		"Müller GmbH":                     "muller",
		"Müller GmbH & Co. KG":            "muller",
		"Disco":                           "disco",
		"Cisco Corp":                      "cisco",
		"Inc":                             "inc",
		"":                                "",
		"Acme (Shanghai) Trading Co. Ltd": "acme (shanghai) trading",
	} {
		require.Equal(t, want, sales.FoldCustomer(in), in)
	}
}

func TestASearchFindsPartsInitialsAndPinyin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, customer, query string
		want                  bool
	}{
		{"ERP 二期", "云帆科技有限公司", "科技", true},
		{"ERP 二期", "云帆科技有限公司", "erp", true},
		{"ERP 二期", "云帆科技有限公司", "ＥＲＰ", true},
		{"ERP 二期", "云帆科技有限公司", "云帆 erp", true},
		{"ERP 二期", "云帆科技有限公司", "yfkj", true},
		{"ERP 二期", "云帆科技有限公司", "kj", true},
		{"ERP 二期", "云帆科技有限公司", "yunfan", true},
		{"ERP 二期", "云帆科技有限公司", "yun fan ke ji", true},
		{"ERP 二期", "云帆科技有限公司", "yunfkj", true},
		{"ERP 二期", "云帆科技有限公司", "yunfanke", true},
		{"ERP 二期", "云帆科技有限公司", "YFKJ", true},
		{"ERP 二期", "云帆科技有限公司", "unfan", false},
		{"ERP 二期", "云帆科技有限公司", "云帆 机械", false},
		{"ERP 二期", "云帆科技有限公司", "", false},
		{"ERP 二期", "云帆科技有限公司", "  ", false},
		{"重庆轨道", "", "chongqing", true},
		{"重庆轨道", "", "cqgd", true},
		{"重庆轨道", "", "zhongqing", false},
		{"单总的项目", "", "shanzong", true},
		{"单总的项目", "", "dzdxm", true},
		{"曾先生", "", "zxs", true},
		{"仇老师", "", "qiu", true},
		{"解放路", "", "jiefanglu", true},
		{"长沙银行", "", "csyh", true},
		{"Café Ülm", "", "cafe ulm", true},
		{"<!channel> *x*", "", "<!channel>", true},
		{"a\tb", "云", "b", true},
		{"100% 云", "", "100%", true},
	} {
		require.Equal(t, c.want, sales.Matches(sales.SearchText(c.name, c.customer), c.query), "%s / %s / %s", c.name, c.customer, c.query)
	}
}

func TestAVeryLongNameIsSearchedInItsBeginning(t *testing.T) {
	t.Parallel()
	s := sales.SearchText(strings.Repeat("重", 100_000), "")
	require.Less(t, len(s), 8000)
	require.True(t, sales.Matches(s, "重重"))
}

func TestSimilarNamesMayBeOneDeal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"ERP 二期", "erp二期", true},
		{"智慧工厂平台", "智慧工厂平台项目", true},
		{"MES rollout", "MES roll-out", true},
		{"云平台建设", "云平台建没", true},
		{"ERP", "CRM", false},
		{"智慧工厂", "数据中台", false},
		{"A", "a", true},
		{"A", "AB", false},
		{"", "", false},
		{"", "x", false},
		{"!!!", "???", false},
	} {
		require.Equal(t, c.want, sales.SimilarNames(c.a, c.b), "%s / %s", c.a, c.b)
		require.Equal(t, c.want, sales.SimilarNames(c.b, c.a), "%s / %s", c.b, c.a)
	}
}

func FuzzFoldingTwiceIsFoldingOnce(f *testing.F) {
	for _, s := range []string{"", "云帆科技有限公司", "İ ǅ ß ﬁ", "Co., Ltd.", "a\xff\x00\u202e", "ẛ̣", "公司公司"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := sales.Fold(s)
		require.Equal(t, once, sales.Fold(once))
		require.True(t, utf8.ValidString(once))
		customer := sales.FoldCustomer(s)
		require.Equal(t, customer, sales.FoldCustomer(customer))
		require.Equal(t, once == "", customer == "")
	})
}

func FuzzANameIsFoundByItself(f *testing.F) {
	f.Add("云帆科技", "Acme")
	f.Add("a\tb", "\x00|\n")
	f.Add("aa aa aa aa 云", strings.Repeat("a", 60))
	f.Fuzz(func(t *testing.T, name, query string) {
		s := sales.SearchText(name, query)
		require.NotContains(t, s, "\x00")
		sales.Matches(s, query)
		if q := sales.Fold(name); q != "" && utf8.RuneCountInString(name) <= 400 {
			require.True(t, sales.Matches(s, name))
		}
	})
}

func BenchmarkMatches200Names(b *testing.B) {
	s := sales.SearchText("智慧工厂平台二期", "云帆科技有限公司")
	for b.Loop() {
		for range 200 {
			sales.Matches(s, "科技")
		}
	}
}

func BenchmarkSearchText(b *testing.B) {
	for b.Loop() {
		sales.SearchText("智慧工厂平台二期", "云帆科技有限公司")
	}
}

func TestPinyinIsToneless(t *testing.T) {
	t.Parallel()
	require.Equal(t, "绿女儿嗯\n\tlv nv er n", sales.SearchText("绿女儿嗯", ""))
}
