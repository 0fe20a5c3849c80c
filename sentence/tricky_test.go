package sentence_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/i18n"
	"dealmate/sentence"
)

// brief writes proposals in short: "note answer4+ close_date:2026-09".
func brief(all []sentence.Proposal) string {
	var out []string
	for _, p := range all {
		s := string(p.Kind)
		switch {
		case p.Kind == sentence.Answer:
			s += ":" + string(rune('0'+p.Question/10)) + string(rune('0'+p.Question%10)) + p.Value
		case p.Date != "":
			s += ":" + p.Date
		case p.Kind != sentence.NextStep && p.Value != "":
			s += ":" + p.Value + p.Currency
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestPairsThatDifferInAWordDifferInWhatTheyPropose(t *testing.T) {
	r := newReader(t)
	for _, pair := range []struct {
		text, want string
	}{
		{"预算批了", "note answer:04+"},
		{"预算没批", "note answer:04-"},
		{"预算批了吗", ""},
		{"要是预算批了就好了", "note"},
		{"预算还在走流程", "note"},
		{"听说预算批了", "note"},
		{"合同签了", "note won"},
		{"合同还没签", "note"},
		{"合同签了没？", ""},
		{"保密协议签了", "note"},
		{"合同月底签", "note close_date:2026-07-31"},
		{"合同8月底签", "note close_date:2026-08-31"},
		{"合同8月初签", "note close_date:2026-08"},
		{"合同月底到期", "note"},
		{"我们报价480万", "note amount:4800000CNY"},
		{"对手报价480万", "note"},
		{"报价降了30万", "note"},
		{"报价降到30万", "note amount:300000CNY"},
		{"下周三去给客户演示", "note next_step:2026-07-22"},
		{"下周三客户内部上会", "note"},
		{"这单丢了", "note lost"},
		{"这单差点丢了", "note"},
		{"项目暂停", "note hold"},
		{"产线暂停了", "note"},
		{"9月签没问题", "note close_date:2026-09"},
		{"我们方案完全满足他们要求", "note answer:07+"},
		{"我们方案满足不了他们要求", "note answer:07-"},
		{"他们明显倾向我们", "note answer:13+"},
		{"他们明显倾向对手", "note answer:13-"},
		{"the budget is approved", "note answer:04+"},
		{"the budget is not approved", "note answer:04-"},
		{"is the budget approved?", ""},
		{"if the budget is approved we sign in August", "note"},
		{"we sign in August, if the budget is approved", "note"},
		{"the budget is still in the process", "note"},
		{"contract is signed", "note won"},
		{"contract is not signed yet", "note"},
		{"the NDA is signed", "note"},
		{"contract will be signed in September", "note close_date:2026-09"},
		{"their support contract ends in September", "note"},
		{"signing moved from August to October", "note close_date:2026-10"},
		{"our quote is $480k", "note amount:480000USD"},
		{"their competitor quoted $480k", "note"},
		{"they want $30k off", "note"},
		{"demo next Wednesday", "note next_step:2026-07-22"},
		{"their board meets next Wednesday", "note"},
		{"we lost the deal", "note lost"},
		{"we almost lost the deal", "note"},
		{"project is on hold", "note hold"},
		{"Their CFO is behind us", "note answer:12+"},
		{"Their CFO is not behind us", "note answer:12-"},
		{"they prefer us", "note answer:13+"},
		{"they prefer the incumbent", "note answer:13-"},
		{"已经定了恒拓", "note answer:13-"},
		{"最后选了恒拓", "note lost"},
		{"最后选了我们", "note"},
		{"they're committed to Hexagon", "note answer:13-"},
		{"they went with Hexagon", "note lost"},
		{"the contract is signed with Brightwater Malls", "note won"},
		{"客户没说倾向谁", "note"},
		{"客户要求合同签500万", "note"},
		{"customer wants the contract at $500k", "note"},
		{"还差一个签字就签了", "note"},
		{"one signature is missing, then it's signed", "note"},
		{"暂停的消息是假的", "note"},
		{"the project is on hold, they say. that is not true", "note"},
		{"他们总部那个项目批了3000万，跟我们这个不是一个盘子", "note"},
		{"昨晚做梦签了2个亿", ""},
		{"王总回了", "contact"},
		{"Dana replied", "contact"},
		{"Dana is fine with it", "contact"},
		{"11月前不整改就要停产", "note answer:05+"},
		{"if they don't comply by 31 December they lose their licence", "note answer:05+"},
		{"周五之前我要把周报交了", "note"},
		{"对手的毛利被压得很低", "note"},
		{"", ""},
		{"\n\n", ""},
		{"👍", ""},
	} {
		got := r.Read(sentence.Chinese, pair.text, today, "CNY")
		require.Equal(t, pair.want, brief(got), pair.text)
	}
}

func TestTheScriptDecidesAndTheLanguageTheRest(t *testing.T) {
	r := newReader(t)
	require.Equal(t, "note won", brief(r.Read(sentence.Chinese, "contract is signed", today, "CNY")))
	require.Equal(t, "note won", brief(r.Read(sentence.English, "合同签了", today, "USD")))
}

func TestAnAmountWithoutACurrencyTakesTheFallbackOrNone(t *testing.T) {
	r := newReader(t)
	for _, c := range []struct{ fallback, text, want string }{
		{"EUR", "our quote is 480k", "note amount:480000EUR"},
		{"", "our quote is 480k", "note amount:480000"},
		{"", "our quote is €480k", "note amount:480000EUR"},
		{"CNY", "报价480万港币", "note amount:4800000HKD"},
	} {
		require.Equal(t, c.want, brief(r.Read(sentence.English, c.text, today, c.fallback)), c.text)
	}
}

func TestAProposalQuotesTheWordsThatSayIt(t *testing.T) {
	got := newReader(t).Read(sentence.English, "Met Ann. Signing slips to September", today, "USD")
	require.Equal(t, []sentence.Proposal{
		{Kind: sentence.Contact},
		{Kind: sentence.CloseDate, Value: "2026-09", Words: "Signing slips to September"},
	}, got)
}

func TestANextStepStartsWithWhatIsDone(t *testing.T) {
	r := newReader(t)
	for text, want := range map[string]string{
		"然后下周三去做演示":                                                       "下周三去做演示",
		"budget approved and we do a demo for the night shift on 22 July": "we do a demo for the night shift on 22 July",
	} {
		got := r.Read(sentence.English, text, today, "USD")
		at := slices.IndexFunc(got, func(p sentence.Proposal) bool { return p.Kind == sentence.NextStep })
		require.GreaterOrEqual(t, at, 0, text)
		require.Equal(t, want, got[at].Value)
	}
}

func TestWhatIsOftenMistypedIsReadAsItWasMeant(t *testing.T) {
	r := newReader(t)
	for text, want := range map[string]string{
		"buget is aproved":   "note answer:04+",
		"Budget not aproved": "note answer:04-",
		"平分细则发我了，价格五成技术五成":        "contact answer:06+",
		"合同金额叁佰贰拾万元整":             "note amount:3200000CNY",
		"order value INR 85 lakh": "note amount:8500000INR",
		"我报了38万6":                 "note amount:386000CNY",
	} {
		require.Equal(t, want, brief(r.Read(sentence.Chinese, text, today, "CNY")), text)
	}
}

func TestALongTextIsReadInBoundedTimeAndUpToABound(t *testing.T) {
	r := newReader(t)
	begin := time.Now()
	for _, s := range []string{"预算批了，", "8月签 ", "(", "budget approved, ", "1,", "十", "\n", "sign in August ", "'", "the the "} {
		r.Read(sentence.Chinese, strings.Repeat(s, 100_000), today, "CNY")
	}
	require.Less(t, time.Since(begin), 20*time.Second)
	late := strings.Repeat("很好。", 2000) + "合同签了"
	require.Equal(t, "note", brief(r.Read(sentence.Chinese, late, today, "CNY")))
}

func FuzzNoTextMakesTheReaderPanic(f *testing.F) {
	for _, s := range []string{"预算批了480万，月底签", "> Dear Mark, we sign on Aug 7\n[14/07 09:12] Me: ok", "'s", "\xff\xfe", "１２３万", "$", "the 31st", "二月三十日签"} {
		f.Add(s, "zh", "2026-07-14", "CNY")
	}
	r := newReader(f)
	f.Fuzz(func(t *testing.T, text, lang, day, currency string) {
		for _, p := range r.Read(sentence.Lang(lang), text, i18n.Date(day), currency) {
			require.NotEmpty(t, p.Kind)
		}
	})
}

func BenchmarkASentence(b *testing.B) {
	r := newReader(b)
	for _, s := range []struct{ name, text string }{
		{"Chinese", "刚从市三院出来，见了信息科郑主任，预算批了480万，签合同估计要拖到9月"},
		{"English", "met Dana Whitlock at Norbrook Rail this morning, budget is approved and they want to sign end of month"},
	} {
		b.Run(s.name, func(b *testing.B) {
			for b.Loop() {
				r.Read(sentence.Chinese, s.text, today, "CNY")
			}
		})
	}
}
