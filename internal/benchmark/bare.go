package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/slack-go/slack"
)

// serveBare is the limit: it verifies the signature and encodes a constant
// card, with no store and no rules.
func serveBare(ctx context.Context, addr string) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /slack/commands", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		v, err := slack.NewSecretsVerifier(r.Header, signingSecret)
		if err == nil {
			_, _ = v.Write(body)
			err = v.Ensure()
		}
		if err != nil {
			http.Error(w, "refused", http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(constantCard())
	})
	srv := &http.Server{Addr: addr, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	return srv.ListenAndServe()
}

// constantCard has the blocks of a deal card: heading, eight facts, a warning,
// buttons and a footer.
func constantCard() map[string]any {
	plain := func(s string) *slack.TextBlockObject {
		return &slack.TextBlockObject{Type: slack.PlainTextType, Text: s}
	}
	var fields []*slack.TextBlockObject
	for range 8 {
		fields = append(fields, plain("Stage\n「Our project」 · 20 days"))
	}
	button := func(label string) slack.BlockElement {
		return &slack.ButtonBlockElement{Type: slack.METButton, ActionID: label, Text: plain(label), Value: `{"v":"forward","o":"d17"}`}
	}
	return map[string]any{"response_type": "ephemeral", "text": "D-17", "blocks": []slack.Block{
		&slack.HeaderBlock{Type: slack.MBTHeader, Text: plain("D-17 Data centre extension")},
		&slack.SectionBlock{Type: slack.MBTSection, Fields: fields},
		&slack.SectionBlock{Type: slack.MBTSection, Text: plain("The close date has passed: set a new one or close the deal.")},
		&slack.ActionBlock{Type: slack.MBTAction, Elements: &slack.BlockElements{ElementSet: []slack.BlockElement{
			button("Forward"), button("Note"), button("Edit"), button("Won"),
		}}},
		&slack.ContextBlock{Type: slack.MBTContext, ContextElements: slack.ContextElements{Elements: []slack.MixedElement{plain("Updated by Lin, 2 h ago")}}},
	}}
}
