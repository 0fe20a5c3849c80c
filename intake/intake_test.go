package intake_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/intake"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

const today = i18n.Date("2026-07-14")

func names() intake.Names {
	people := map[string]string{"林晓": "lin", "lin@acme.test": "lin", "bob stone": "bob"}
	return intake.Names{
		Stages:  map[string]sales.Stage{"潜在商机": sales.Potential, "落实项目": sales.Project, "confirmed project": sales.Project, "winnable": sales.Winnable},
		Sources: map[string]string{"转介绍": "referral", "referral": "referral"},
		People:  func(s string) (string, bool) { id, ok := people[strings.ToLower(s)]; return id, ok },
	}
}

func words(t *testing.T) *intake.Vocabulary {
	t.Helper()
	v, err := intake.NewVocabulary()
	require.NoError(t, err)
	return v
}

// lines are rows with cells between bars.
func lines(rows ...string) []intake.Line {
	var out []intake.Line
	for i, r := range rows {
		var cells []string
		for _, c := range strings.Split(r, "|") {
			cells = append(cells, strings.TrimSpace(c))
		}
		out = append(out, intake.Line{At: i + 1, Cells: cells})
	}
	return out
}

func fields(t intake.Table) string {
	var out []string
	for _, c := range t.Columns {
		f := string(c.Field)
		if c.Field == intake.Unclear {
			f = "?" + string(c.Guess)
		}
		out = append(out, f)
	}
	return strings.Join(out, " ")
}

func TestColumnsAreKnownByTheirNamesAndByWhatIsInThem(t *testing.T) {
	for name, c := range map[string]struct {
		rows []string
		want string
		head int
	}{
		"Chinese headings": {[]string{"商机名称|客户名称|预计金额(万元)|预计成交日期|销售阶段|负责人|来源|备注", "扩容|云帆|523|2026-12-31|落实项目|林晓|转介绍|x"}, "name customer amount close stage owner source note", 1},
		"English headings of a CRM": {
			[]string{"Opportunity Name|Account Name|Amount|Close Date|Stage|Opportunity Owner|Created Date|Probability (%)", "Dock|Gannet|50000|12/31/2026|Winnable|Bob Stone|1/2/2026|20"},
			"name customer amount close stage owner found skip", 1,
		},
		"titles above the headings":          {[]string{"华东区商机汇总", "2026 年 7 月", "项目名称|客户|金额", "扩容|云帆|523万"}, "name customer amount", 3},
		"headings with stars and brackets":   {[]string{"*商机名称（必填）|*客户名称【必填】|币种", "扩容|云帆|USD"}, "name customer currency", 1},
		"columns of no use":                  {[]string{"序号|商机|客户|省份|竞争对手", "1|扩容|云帆|上海|华港"}, "skip name customer skip skip", 1},
		"a heading that nobody knows":        {[]string{"商机|甲方单位|金额", "扩容|云帆科技有限公司|523万"}, "name customer amount", 1},
		"a longer heading":                   {[]string{"商机|客户名称全称|合同金额不含税", "扩容|云帆|523万"}, "name customer amount", 1},
		"a customer known by what it is":     {[]string{"商机|对象|金额", "扩容|云帆科技有限公司|523万", "二期|江南大学|50万"}, "name ?customer amount", 1},
		"the same heading twice":             {[]string{"商机|客户|金额|金额", "扩容|云帆|523万|10万"}, "name customer amount ?skip", 1},
		"no headings at all":                 {[]string{"扩容|云帆科技有限公司|523万|2026-12-31|林晓", "二期|江南大学|50万|2026-11-30|林晓"}, "? customer amount close owner", 0},
		"two columns of days without a name": {[]string{"商机|客户|日期一|日期二", "扩容|云帆|2026-12-31|2026-01-31"}, "name customer ?close ?close", 1},
		"days that Excel counts":             {[]string{"商机|客户|签约日期|金额", "扩容|云帆|46387|1200000"}, "name customer close amount", 1},
		"numbers under the deals":            {[]string{"Deal|Customer|Amount", "D-17|b|5万", "d-18|c|6万"}, "number customer amount", 1},
		"numbers of deals":                   {[]string{"编号|商机|客户", "D-17|扩容|云帆"}, "number name customer", 1},
		"a status that is a date":            {[]string{"商机|客户|状态", "扩容|云帆|2026-12-31", "二期|云帆|2026-11-30"}, "name customer ?close", 1},
		"an empty column":                    {[]string{"商机|客户||金额", "扩容|云帆||1万"}, "name customer skip amount", 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := words(t).Recognise(lines(c.rows...), names(), today)
			require.Equal(t, c.want, fields(got))
			require.Equal(t, c.head, got.Head)
		})
	}
}

// reading reads rows under headings that are all known.
func reading(t *testing.T, a intake.Answers, rows ...string) []intake.Row {
	t.Helper()
	all := lines(rows...)
	table := words(t).Recognise(all, names(), today).Answered(a)
	r := intake.Reading{Table: table, Answers: a, Names: names(), Words: words(t), Currency: "CNY", Today: today}
	s := intake.NewSurvey(r)
	for _, l := range all[table.Head:] {
		s.See(l)
	}
	r.Table = s.Table()
	var out []intake.Row
	for _, l := range all[table.Head:] {
		out = append(out, r.Read(l))
	}
	return out
}

func TestCellsAreReadAsPeopleWriteThem(t *testing.T) {
	const head = "商机|客户|金额|预计签约日期|发现日期|阶段|负责人|来源|币种"
	for cells, want := range map[string]intake.Row{
		"扩容|云帆|523万|2026-12-31|2026年1月5日|落实项目|林晓|转介绍": {Amount: cny("5230000"), Close: "2026-12-31", Found: "2026-01-05", Stage: sales.Project, Owner: "lin", Source: "referral"},
		"扩容|云帆|1.2亿|年底|46000|Confirmed Project||设计院":  {Amount: cny("120000000"), Close: "2026-12-31", Found: "2025-12-09", Stage: sales.Project, Source: "other", SourceOther: "设计院"},
		"扩容|云帆|¥1,200,000.50|2026/8/5|2026.1.5|||":    {Amount: cny("1200000.50"), Close: "2026-08-05", Found: "2026-01-05"},
		"扩容|云帆|1.2E+6|46234.5|2026-01-05 00:00:00|||": {Amount: cny("1200000"), Close: "2026-07-31", Found: "2026-01-05"},
		"扩容|云帆|面议|待定|-|-||/":                          {},
		"扩容|云帆|80|2026Q4|昨天|||":                       {Amount: cny("80"), Close: "2026-12-31", Found: "2026-07-13"},
		"扩容|云帆|50000||||||USD":                        {Amount: sales.Money{Amount: cny("50000").Amount, Currency: "USD"}},
		"扩容|云帆|USD 50k||||||":                         {Amount: sales.Money{Amount: cny("50000").Amount, Currency: "USD"}},
		"=HYPERLINK(x)|@云帆||||||":                     {Name: "=HYPERLINK(x)", Customer: "@云帆"},
		"扩容|云帆|0|||||":                                {},
		" 扩  容 |云\u3000帆||||||":                       {Name: "扩 容", Customer: "云 帆"},
	} {
		t.Run(cells, func(t *testing.T) {
			got := reading(t, nil, head, cells)[0]
			require.Empty(t, got.Wrong)
			want.Line = 2
			if want.Name == "" {
				want.Name, want.Customer = "扩容", "云帆"
			}
			require.Equal(t, want.Amount.String(), got.Amount.String())
			want.Amount, got.Amount = sales.Money{}, sales.Money{}
			require.Equal(t, want, got)
		})
	}
}

func cny(s string) sales.Money {
	m, err := i18n.ParseMoney(s, "CNY")
	if err != nil {
		panic(err)
	}
	return sales.Money(m)
}

func TestTheUnitOfAColumnIsItsAmounts(t *testing.T) {
	for head, want := range map[string]string{
		"金额": "523 CNY", "金额(万元)": "5230000 CNY", "金额（亿）": "52300000000 CNY", "合同额/百万元": "523000000 CNY", "Amount (kUSD)": "523000 USD", "Deal value (€)": "523 EUR", "金额（千元）": "523000 CNY",
	} {
		got := reading(t, nil, "商机|客户|"+head, "扩容|云帆|523", "扩容|云帆|523万")
		require.Equal(t, want, got[0].Amount.String(), head)
		require.True(t, strings.HasPrefix(got[1].Amount.String(), "5230000 "), "a cell's own unit counts: %s %s", head, got[1].Amount)
	}
}

func TestWhatIsWrongWithARowIsNamedAndNothingElseIsLost(t *testing.T) {
	const head = "编号|商机|客户|金额|预计签约日期|发现日期|阶段|负责人"
	for cells, want := range map[string]string{
		"||云帆|1万||||":                               "商机: import.wrong.missing",
		"|扩容||1万||||":                               "客户: import.wrong.missing",
		"|扩容|云帆|很多||||":                             "金额: error.amount",
		"|扩容|云帆|-5万||||":                            "金额: error.amount",
		"|扩容|云帆|#REF!||||":                          "金额: import.wrong.formula",
		"|#N/A|云帆|||||":                             "商机: import.wrong.formula",
		"|扩容|云帆||改天|||":                             "预计签约日期: error.date",
		"|扩容|云帆||2026-02-30|||":                     "预计签约日期: error.date",
		"|扩容|云帆||31/31/2026|||":                     "预计签约日期: error.date",
		"|扩容|云帆|||2026-12-31||":                     "发现日期: error.future_date",
		"|扩容|云帆||||谈判中|":                            "阶段: import.wrong.stage",
		"|扩容|云帆||||已成交|":                            "阶段: import.wrong.closed",
		"|扩容|云帆|||||张三":                             "负责人: import.wrong.owner",
		"D-0|扩容|云帆|||||":                            "编号: import.wrong.number",
		"|" + strings.Repeat("长", 201) + "|云帆|||||": "商机: import.wrong.long",
		"|扩\x00容|云帆|||||":                           "商机: import.wrong.text",
	} {
		t.Run(cells, func(t *testing.T) {
			got := reading(t, nil, head, cells)[0]
			require.NotEmpty(t, got.Wrong)
			require.Equal(t, want, got.Wrong[0].Head+": "+got.Wrong[0].Text.Key)
		})
	}
}

func TestWhichOfTwoIsTheMonthIsLearntOrAsked(t *testing.T) {
	const head = "商机|客户|Close date"
	got := reading(t, nil, head, "a|b|3/4/2026", "a|b|25/12/2026")
	require.EqualValues(t, "2026-04-03", got[0].Close, "the day is first in the whole column")
	got = reading(t, nil, head, "a|b|3/4/2026", "a|b|12/25/2026", "a|b|2026-08-01", "a|b|46234")
	require.EqualValues(t, "2026-03-04", got[0].Close)
	require.EqualValues(t, "2026-08-01", got[2].Close, "three kinds of dates in one column")
	require.EqualValues(t, "2026-07-31", got[3].Close)

	ask := questions(t, head, "a|b|3/4/2026")
	require.Len(t, ask, 1)
	require.Equal(t, intake.AskDates, ask[0].Ask)
	first, second := intake.EitherDay(ask[0].Word)
	require.EqualValues(t, "2026-04-03", first)
	require.EqualValues(t, "2026-03-04", second)
	require.Len(t, questions(t, head, "a|b|25/12/2026", "a|b|12/25/2026", "a|b|3/4/2026"), 1, "both orders stand there")
	require.EqualValues(t, "2026-03-04", reading(t, intake.Answers{ask[0].Key: intake.MonthFirst}, head, "a|b|3/4/2026")[0].Close)
	require.NotEmpty(t, reading(t, nil, head, "a|b|3/4/2026")[0].Wrong, "it is not guessed")
}

func questions(t *testing.T, rows ...string) []intake.Question {
	t.Helper()
	all := lines(rows...)
	table := words(t).Recognise(all, names(), today)
	s := intake.NewSurvey(intake.Reading{Table: table, Names: names(), Words: words(t), Currency: "CNY", Today: today})
	for _, l := range all[table.Head:] {
		s.See(l)
	}
	return s.Questions(nil)
}

func TestWordsThatNobodyKnowsAreAskedOnce(t *testing.T) {
	ask := questions(t, "商机|客户|阶段|负责人", "a|b|谈判|张三", "c|d| 谈判 |张三", "e|f|立项|林晓", "g|h|赢单|李四")
	var keys []string
	for _, q := range ask {
		keys = append(keys, string(q.Ask)+" "+q.Word)
	}
	require.Equal(t, []string{"stage 谈判", "stage 立项", "owner 张三", "owner 李四"}, keys)
	rows := reading(t, intake.Answers{ask[0].Key: "ours", ask[1].Key: intake.LeaveOut, ask[2].Key: intake.Mine}, "商机|客户|阶段|负责人", "a|b|谈判|张三", "e|f|立项|林晓")
	require.Equal(t, sales.Ours, rows[0].Stage)
	require.Empty(t, rows[0].Owner, "who brings the list")
	require.Empty(t, rows[0].Wrong)
	require.Equal(t, "import.wrong.closed", rows[1].Wrong[0].Text.Key)
	var many []string
	for i := range 30 {
		many = append(many, "a|b|阶段"+strings.Repeat("x", i))
	}
	require.Len(t, questions(t, append([]string{"商机|客户|阶段"}, many...)...), 12, "not more than a person answers")
}

func TestAColumnIsWhatAPersonSays(t *testing.T) {
	table := words(t).Recognise(lines("商机|客户|金额|金额", "扩容|云帆|523万|10万"), names(), today)
	q, ask := table.NextColumn()
	require.True(t, ask)
	require.Equal(t, "skip", q.Choices[0], "what it most likely is comes first")
	require.Len(t, q.Choices, len(intake.Fields()))
	said := table.Answered(intake.Answers{q.Key: string(intake.Amount)})
	require.Equal(t, "name customer skip amount", fields(said), "the other one gives way")
	_, ask = said.NextColumn()
	require.False(t, ask)
	require.Empty(t, said.Lacks())
	require.Equal(t, []intake.Field{intake.Name, intake.Customer}, intake.Table{}.Lacks())
	require.Equal(t, []string{"A", "Z", "AA", "CV"}, []string{intake.Column{}.Label(0), intake.Column{}.Label(25), intake.Column{}.Label(26), intake.Column{}.Label(99)})
}

func FuzzRows(f *testing.F) {
	f.Add("商机\t客户\t金额\n扩容\t云帆\t523万", "3/4/2026")
	f.Add("a\tb\n#REF!\t=1", "46387.5")
	f.Fuzz(func(t *testing.T, list, cell string) {
		var all []intake.Line
		for i, l := range strings.Split(list, "\n") {
			all = append(all, intake.Line{At: i + 1, Cells: append(strings.Split(l, "\t"), cell)})
		}
		v, err := intake.NewVocabulary()
		require.NoError(t, err)
		table := v.Recognise(all, names(), today)
		r := intake.Reading{Table: table, Names: names(), Words: v, Currency: "CNY", Today: today}
		s := intake.NewSurvey(r)
		for _, l := range all {
			s.See(l)
			row := r.Read(l)
			require.False(t, len(row.Wrong) == 0 && row.Number == 0 && (row.Name == "" || row.Customer == ""), "a row is well or says what is wrong")
		}
		for _, q := range s.Questions(nil) {
			require.NotEmpty(t, q.Choices)
		}
	})
}

func TestAKeyThatSomebodyTypedHasItsChoices(t *testing.T) {
	table := words(t).Recognise(lines("商机|客户|日期|阶段", "扩容|云帆|3/4/2027|谈判"), names(), today)
	for key, want := range map[string]struct {
		written string
		choice  string
	}{
		"field.2":        {"field.2", "close"},
		"dates.02":       {"dates.2", intake.MonthFirst},
		"stage.In Talks": {"stage.in talks", intake.LeaveOut},
		"owner.ZHANG":    {"owner.zhang", intake.Mine},
	} {
		written, choices := table.Answerable(key)
		require.Equal(t, want.written, written)
		require.Contains(t, choices, want.choice)
	}
	for _, key := range []string{"", "field", "field.9", "field.-1", "dates.x", "colour.1"} {
		_, choices := table.Answerable(key)
		require.Empty(t, choices, key)
	}
}
