package coach_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/coach"
)

func TestEachRuleIsNamed(t *testing.T) {
	c := newCoach(t)
	for _, tt := range []struct {
		name     string
		lang     coach.Lang
		who, why string
		want     coach.Rule
	}{
		{"An empty purpose has no result", coach.Chinese, "王总", " ", coach.RuleResult},
		{"A mutual process is no result", coach.Chinese, "", "与客户深入交流，增进感情", coach.RuleResult},
		{"A meeting is no result", coach.English, "Priya", "Have a meeting with Priya", coach.RuleResult},
		{"A visit with a date is no result", coach.Chinese, "", "6月3日拜访王总", coach.RuleResult},
		{"What we present is ours", coach.Chinese, "王总", "介绍我们的方案和成功案例", coach.RuleCustomer},
		{"What we present is ours in English", coach.English, "", "Present our solution and references", coach.RuleCustomer},
		{"A visit in order to present is ours", coach.Chinese, "", "拜访王总，介绍新方案", coach.RuleCustomer},
		{"What we find out is ours", coach.English, "", "Find out who approves the budget", coach.RuleCustomer},
		{"To understand commits to nothing", coach.Chinese, "", "让王总充分了解我们的优势", coach.RuleCommits},
		{"To receive commits to nothing, even by a date", coach.English, "", "Dr. Lee receives our proposal by Friday", coach.RuleCommits},
		{"An act without a date cannot be measured", coach.Chinese, "", "王总尽快安排测试", coach.RuleMeasurable},
		{"An act of nobody cannot be asked for", coach.Chinese, "", "6月3日前同意安排机房勘查", coach.RuleMeasurable},
		{"The customer is nobody whom one could ask", coach.English, "", "They approve the budget by March", coach.RuleMeasurable},
		{"Help is nothing to be seen", coach.English, "", "Dr. Lee agrees to cooperate", coach.RuleMeasurable},
		{"The people of the activity are the subject", coach.Chinese, "王总", "6月3日前同意安排机房勘查", ""},
		{"In the meeting is a date", coach.English, "", "Make sure the CIO names one owner in the meeting", ""},
		{"What the customer wrote is a result", coach.Chinese, "", "拿到采购何经理对付款条件的书面确认", ""},
		{"What we do may be the way to a result", coach.Chinese, "", "介绍方案，让王总同意6月3日前测试", ""},
		{"A causative is judged by the customer's verb", coach.English, "", "Persuade the dean to sign the application by Friday", ""},
		{"Chinese characters decide the language", coach.English, "", "王总在会上同意6月3日前安排机房勘查", ""},
		{"A champion of ours is the customer's", coach.English, "", "Our champion Lisa forwards the business case by Monday", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := c.Judge(tt.lang, tt.who, tt.why)
			require.Equal(t, tt.want, v.Rule)
			require.Equal(t, tt.want == "", v.Good)
			require.Equal(t, tt.want == "", v.Rewrite == "")
		})
	}
}

func TestMatterOfATenderIsWarnedOf(t *testing.T) {
	c := newCoach(t)
	for _, tt := range []struct {
		why  string
		want bool
	}{
		{"王总在会上说出标底", true},
		{"拿到评委名单", true},
		{"了解对手的报价", true},
		{"请王总在会上说出竞争对手投标价", true},
		{"王总在会上确认招标计划", false},
		{"提交我们的报价", false},
		{"Priya tells us the reserve price in the call", true},
		{"Get the names of the evaluators", true},
		{"Find out the competitors' quotes", true},
		{"Find out our competitor's price", true},
		{"Priya names the date of the tender in the call", false},
		{"Send our quote", false},
	} {
		t.Run(tt.why, func(t *testing.T) {
			require.Equal(t, tt.want, c.Judge(coach.English, "", tt.why).Confidential)
		})
	}
}

func TestACompanyAddsItsWords(t *testing.T) {
	why := "王总在会上蓝标"
	require.Equal(t, coach.Rule(""), newCoach(t).Judge(coach.Chinese, "", why).Rule)
	own := newCoach(t, coach.Words{Lang: coach.Chinese, Weak: []string{"蓝标"}, Confidential: []string{"天狼"}})
	require.Equal(t, coach.RuleCommits, own.Judge(coach.Chinese, "", why).Rule)
	require.True(t, own.Judge(coach.Chinese, "", "王总在会上说出天狼").Confidential)
}

func TestWordsOfNoLanguageAreRefused(t *testing.T) {
	_, err := coach.New(coach.Words{Lang: "fr", Weak: []string{"savoir"}})
	require.Error(t, err)
	_, err = coach.New(coach.Words{Lang: coach.English, Weak: []string{" "}})
	require.Error(t, err)
}

func FuzzJudge(f *testing.F) {
	c := newCoach(f)
	f.Add("zh", "王总", "王总在会上同意6月3日前安排机房勘查")
	f.Add("en", "", "Get Mr. Chen's signed NDA; then \xff — have lunch")
	f.Add("", "我们,", "让")
	f.Add("zh", "@", "向于安总经理")
	f.Fuzz(func(t *testing.T, lang, who, why string) {
		v := c.Judge(coach.Lang(lang), who, why)
		require.Equal(t, v.Rule == "", v.Good)
		require.Equal(t, v.Good, v.Rewrite == "")
		require.Equal(t, v, c.Judge(coach.Lang(lang), who, why))
	})
}
