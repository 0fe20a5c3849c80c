package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Keys are in the store: what a name gives today it must give for ever.
func TestTheKeyOfANameStays(t *testing.T) {
	for name, want := range map[string]string{
		"East":                         "east",
		"East & North 2":               "east-north-2",
		"  Süd-Ost / Équipe ":          "sud-ost-equipe",
		"华东":                           "hua-dong",
		"华东一区":                         "hua-dong-yi-qu",
		"KA大客户部":                       "ka-da-ke-hu-bu",
		"绿能组":                          "lv-neng-zu",
		"Ｅａｓｔ １":                       "east-1",
		"東京":                           "dong-jing",
		"★ / !":                        "",
		strings.Repeat("长", 20):        "zhang-zhang-zhang-zhang-zhang-zhang",
		strings.Repeat("a", 60) + " b": strings.Repeat("a", 40),
	} {
		t.Run(name, func(t *testing.T) {
			got := Slug(name)
			require.Equal(t, want, got)
			require.True(t, got == "" || (keyPattern.MatchString(got) && len(got) <= longestKey), got)
		})
	}
}
