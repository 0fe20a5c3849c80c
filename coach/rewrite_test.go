package coach_test

import (
	"os"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"github.com/stretchr/testify/require"

	"dealmate/coach"
)

// filled puts a name and a date where a rewrite left them open.
func filled(s string) string {
	return strings.NewReplacer("〈谁〉", "王总", "〈日期〉", "6月3日", "<who>", "Priya", "<date>", "3 June").Replace(s)
}

func TestEveryRewriteIsGood(t *testing.T) {
	c := newCoach(t)
	for _, lang := range []coach.Lang{coach.Chinese, coach.English} {
		raw, err := os.ReadFile("words/" + string(lang) + ".toml")
		require.NoError(t, err)
		var f struct {
			Topics []map[string]any `toml:"topics"`
		}
		require.NoError(t, toml.Unmarshal(raw, &f))
		for _, topic := range f.Topics {
			objects := append([]any{topic["object"]}, topic["objects"].([]any)...)
			for _, rule := range []string{"R1", "R2", "R3", "R4"} {
				for _, object := range objects {
					s := strings.NewReplacer("{who}", "<who>", "{date}", "<date>", "{object}", object.(string)).Replace(topic[rule].(string))
					if lang == coach.Chinese {
						s = strings.NewReplacer("<who>", "〈谁〉", "<date>", "〈日期〉").Replace(s)
					}
					v := c.Judge(lang, "", filled(s))
					require.True(t, v.Good, "%s: %s", v.Rule, s)
					require.False(t, v.Confidential, s)
				}
			}
		}
	}
}

func TestTheRewriteOfEverySampleIsGood(t *testing.T) {
	c := newCoach(t)
	for _, lang := range []coach.Lang{coach.Chinese, coach.English} {
		for _, s := range samples(t, "bad."+string(lang)+".txt", true) {
			v := c.Judge(lang, s.who, s.why)
			again := c.Judge(lang, "", filled(v.Rewrite))
			require.True(t, again.Good, "%s: %s → %s", again.Rule, s.why, v.Rewrite)
			require.False(t, again.Confidential, v.Rewrite)
		}
	}
}

func TestARewriteIsFilledWithWhatIsThere(t *testing.T) {
	c := newCoach(t)
	for _, tt := range []struct{ name, who, why, want string }{
		{"The person of the activity", "王总、李主任", "介绍我们的方案", "王总在会上说出我们方案里必须补上的两点，并同意〈日期〉前安排下一步"},
		{"The person in the text", "", "给赵总介绍我们的系统", "赵总在会上说出我们系统里必须补上的两点，并同意〈日期〉前安排下一步"},
		{"Nobody known", "", "介绍我们的方案", "〈谁〉在会上说出我们方案里必须补上的两点，并同意〈日期〉前安排下一步"},
		{"Another subject", "Priya (Finance)", "Find out the budget", "Priya states the approved budget and its release month in the meeting and introduces us to the head of finance by <date>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := c.Judge(coach.English, tt.who, tt.why)
			require.Equal(t, tt.want, v.Rewrite)
		})
	}
}

func TestARewriteNeverAsksForMatterOfATender(t *testing.T) {
	c := newCoach(t)
	for _, why := range []string{"了解标底", "打听评委名单", "拿到对手报价", "Find out the reserve price", "Learn the evaluators' names", "Get competitors' quotes"} {
		for _, who := range []string{"", "标底", "reserve price"} {
			v := c.Judge(coach.Chinese, who, why)
			require.True(t, v.Confidential, why)
			require.False(t, c.Judge(coach.Chinese, "", v.Rewrite).Confidential, v.Rewrite)
		}
	}
}
