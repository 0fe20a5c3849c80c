package model_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dealmate/internal/model"
	"dealmate/sentence"
)

// served answers every request with a text, and keeps what was asked.
func served(t *testing.T, status int, content string) (address string, asked func() (string, http.Header)) {
	t.Helper()
	var body string
	var head http.Header
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/v1/chat/completions" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		body, head = string(data), r.Header
		w.Header().Set("Content-Type", "application/json")
		if status != http.StatusOK {
			w.Header().Set("Location", "http://elsewhere.invalid/v1/chat/completions")
			w.WriteHeader(status)
			return
		}
		answer := map[string]any{"choices": []any{map[string]any{"message": map[string]string{"role": "assistant", "content": content}}}}
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1", func() (string, http.Header) { return body, head }
}

func text() model.Text {
	return model.Text{Text: "见了王总，预算月底批", Today: "2026-07-14", Weekday: "Tuesday", Currency: "CNY"}
}

func TestWhatAModelAnswersIsCheckedBeforeAnybodySeesIt(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		want   []sentence.Proposal
	}{
		"a good one": {
			`{"proposals":[{"kind":"contact"},{"kind":"answer","question":4,"value":"+"},{"kind":"close_date","value":"2026-12"},{"kind":"amount","value":"6,000,000","currency":"CNY"},{"kind":"next_step","value":"技术交流","date":"2026-07-22"}]}`,
			[]sentence.Proposal{
				{Kind: sentence.Contact},
				{Kind: sentence.Answer, Question: 4, Value: "+"},
				{Kind: sentence.CloseDate, Value: "2026-12"},
				{Kind: sentence.Amount, Value: "6000000", Currency: "CNY"},
				{Kind: sentence.NextStep, Value: "技术交流", Date: "2026-07-22"},
			},
		},
		"in a fence": {"```json\n{\"proposals\":[{\"kind\":\"won\"}]}\n```", []sentence.Proposal{{Kind: sentence.Note}, {Kind: sentence.Won}}},
		"nothing":    {`{"proposals":[]}`, nil},
		"nonsense is left out": {
			`{"proposals":[{"kind":"erase"},{"kind":"answer","question":99,"value":"+"},{"kind":"answer","question":4,"value":"yes"},{"kind":"close_date","value":"soon"},{"kind":"amount","value":"-5"},{"kind":"amount","value":"5","currency":"ABC"},{"kind":"next_step","value":" "}]}`,
			[]sentence.Proposal{{Kind: sentence.Note}},
		},
		"the first of two counts":       {`{"proposals":[{"kind":"close_date","value":"2026-12"},{"kind":"close_date","value":"2027-01"}]}`, []sentence.Proposal{{Kind: sentence.Note}, {Kind: sentence.CloseDate, Value: "2026-12"}}},
		"a step in the past has no day": {`{"proposals":[{"kind":"next_step","value":"x","date":"2025-01-01"}]}`, []sentence.Proposal{{Kind: sentence.Note}, {Kind: sentence.NextStep, Value: "x"}}},
		"reasons that there are":        {`{"proposals":[{"kind":"lost","value":"price"}]}`, []sentence.Proposal{{Kind: sentence.Note}, {Kind: sentence.Lost, Value: "price"}}},
		"a reason that there is not":    {`{"proposals":[{"kind":"lost","value":"magic"},{"kind":"hold","value":"2026-10"}]}`, []sentence.Proposal{{Kind: sentence.Note}, {Kind: sentence.Lost}, {Kind: sentence.Hold, Value: "2026-10"}}},
	} {
		t.Run(name, func(t *testing.T) {
			address, _ := served(t, http.StatusOK, c.answer)
			got, err := model.New(model.Options{Address: address, Name: "m", Timeout: 10 * time.Second}).Read(t.Context(), text())
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestOnlyTheSentenceLeavesTheHouse(t *testing.T) {
	address, asked := served(t, http.StatusOK, `{"proposals":[]}`)
	_, err := model.New(model.Options{Address: address + "/", Name: "local-7b", Key: "k-1", Timeout: 10 * time.Second}).Read(t.Context(), text())
	require.NoError(t, err)
	body, head := asked()
	require.Equal(t, "Bearer k-1", head.Get("Authorization"))
	var sent struct {
		Model    string
		Messages []struct{ Role, Content string }
	}
	require.NoError(t, json.Unmarshal([]byte(body), &sent))
	require.Equal(t, "local-7b", sent.Model)
	require.Len(t, sent.Messages, 2)
	require.JSONEq(t, `{"text":"见了王总，预算月底批","today":"2026-07-14","weekday":"Tuesday","currency":"CNY"}`, sent.Messages[1].Content)
}

func TestAModelThatFailsIsAnErrorWithoutItsKey(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		answer string
	}{
		"is away":      {http.StatusServiceUnavailable, ""},
		"refuses":      {http.StatusUnauthorized, ""},
		"sends us on":  {http.StatusTemporaryRedirect, ""},
		"talks":        {http.StatusOK, "Sure! Here is what I found."},
		"is cut off":   {http.StatusOK, `{"proposals":[{"kind":`},
		"gives a list": {http.StatusOK, `[{"kind":"won"}]`},
	} {
		t.Run(name, func(t *testing.T) {
			address, _ := served(t, c.status, c.answer)
			_, err := model.New(model.Options{Address: address, Name: "m", Key: "k-secret", Timeout: 10 * time.Second}).Read(t.Context(), text())
			require.Error(t, err)
			require.NotContains(t, err.Error(), "k-secret")
		})
	}
}

func TestAnAnswerWithoutEndIsCut(t *testing.T) {
	address, _ := served(t, http.StatusOK, strings.Repeat("x", 2<<20))
	_, err := model.New(model.Options{Address: address, Name: "m", Timeout: 10 * time.Second}).Read(t.Context(), text())
	require.Error(t, err)
}

func FuzzAnswer(f *testing.F) {
	f.Add(`{"proposals":[{"kind":"answer","question":4,"value":"+"}]}`)
	f.Add("```")
	f.Fuzz(func(t *testing.T, answer string) {
		got, err := model.Proposals(answer, text())
		if err != nil {
			return
		}
		for _, p := range got {
			require.Less(t, len(p.Value), 2000)
			require.False(t, strings.ContainsAny(p.Date, "\n"))
		}
	})
}
