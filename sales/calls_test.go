package sales_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/sales"
)

func TestATextCallsACustomerByName(t *testing.T) {
	for name, x := range map[string]struct {
		text, customer string
		calls          bool
	}{
		"by the name without what kind of company it is": {"和江城地铁开技术交流会", "江城地铁集团有限公司", true},
		"in other letters and widths":                    {"ＨＡＲＢＯＵＲ logistics: kick-off", "Harbour Logistics GmbH", true},
		"as a whole word only":                           {"Discover new tools", "Disco Inc", false},
		"also where it stands a second time":             {"discos and a Disco visit", "Disco Inc", true},
		"beside Chinese":                                 {"拜访Disco王总", "Disco Inc", true},
		"by the domain of an address":                    {"dana@harbour-logistics.example", "Harbour Logistics GmbH", true},
		"not by another domain":                          {"dana@harbour.example", "Harbour Logistics GmbH", false},
		"not by one character":                           {"华为", "华", false},
		"not by two letters":                             {"GE review", "GE", false},
		"not where nobody is named":                      {"Weekly review", "Harbour Logistics GmbH", false},
		"not by an empty name":                           {"Weekly review", "", false},
	} {
		require.Equal(t, x.calls, sales.Calls(x.text, x.customer), name)
	}
}

func FuzzCalls(f *testing.F) {
	f.Add("和江城地铁开会 a@b.c", "江城地铁")
	f.Fuzz(func(_ *testing.T, text, name string) { sales.Calls(text, name) })
}

func TestTheFormOfAMeetingIsGuessedByItsTitle(t *testing.T) {
	for title, want := range map[string]string{
		"江城地铁 方案演示": "demo", "和王总电话": sales.ActivityCall, "Contract negotiation with Dana": "negotiation",
		"Call with Dana": sales.ActivityCall, "Recall": "", "江城地铁": "", "江城地铁述标演示": "clarification",
	} {
		require.Equal(t, want, sales.GuessType(title), title)
	}
	require.Equal(t, sales.Online, sales.GuessPlace("https://meet.example/x", "visit", "江城地铁"))
	require.Equal(t, sales.AtCustomer, sales.GuessPlace("江城地铁大厦 3F", "", "江城地铁"))
	require.Equal(t, sales.Elsewhere, sales.GuessPlace("", "hospitality", "江城地铁"))
	require.Empty(t, sales.GuessPlace("3F", "visit", "江城地铁"), "whose third floor?")
}
