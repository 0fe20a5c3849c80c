package bottest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/internal/app"
	"dealmate/internal/i18n"
)

// oracle is a model that proposes what it is told to, or nothing at all.
func oracle(t *testing.T, status int, proposals string) (address string, asked func() string) {
	t.Helper()
	var mu sync.Mutex
	var got string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			mu.Lock()
			got = string(body)
			mu.Unlock()
		}
		w.WriteHeader(status)
		_, err = io.WriteString(w, `{"choices":[{"message":{"role":"assistant","content":`+proposals+`}}]}`)
		if err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1", func() string {
		mu.Lock()
		defer mu.Unlock()
		return got
	}
}

func TestAModelsProposalsAreConfirmedLikeAnyOthers(t *testing.T) {
	address, asked := oracle(t, http.StatusOK, `"{\"proposals\":[{\"kind\":\"contact\"},{\"kind\":\"amount\",\"value\":\"7000000\",\"currency\":\"CNY\"},{\"kind\":\"erase\"}]}"`)
	crosswise(t, func(t *testing.T, _ *stage, me tongue) {
		me.records("Crew app", six)
		me.types("Crew app 今天见了王总，他们加到七百万").seesSomewhere(me.w("heard.button.amount"), me.w("heard.button.contact"))
		require.Contains(t, asked(), "七百万")
		require.NotContains(t, asked(), "Gannet", "what the sentence does not say stays in the house")
		me.presses(me.w("heard.button.amount")).seesSomewhere("✅")
		me.types("/deal show D-31").sees("Crew app", map[i18n.Lang]string{i18n.Chinese: "700万", i18n.English: "7M"}[me.lang])
	}, func(o *app.LocalOptions) { o.Model = address })
}

func TestRulesReadWhatAModelCannot(t *testing.T) {
	address, _ := oracle(t, http.StatusInternalServerError, `""`)
	crosswise(t, func(_ *testing.T, _ *stage, me tongue) {
		me.records("Crew app", six)
		me.types("Crew app 今天见了王总，预算批下来了").seesSomewhere(me.q("q4"), me.label("q4", "plus"))
	}, func(o *app.LocalOptions) { o.Model = address })
}
