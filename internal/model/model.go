// Package model asks a language model with an OpenAI-compatible address what a sentence
// seems to change. Only the sentence, the day and the currency leave the house; what comes
// back is hostile until it is checked, and is only ever proposed to a person.
package model

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"dealmate/sentence"
)

//go:embed prompt.txt
var prompt string

// Options say which model reads.
type Options struct {
	Address string // of the API, such as http://127.0.0.1:8000/v1
	Name    string // of the model
	Key     string // "" for an address that wants none
	Timeout time.Duration
}

// Model reads sentences. It is safe for concurrent use.
type Model struct {
	client *openai.Client
	name   string
	within time.Duration
}

// mostAnswered is how many bytes of an answer are read: some dozen proposals are a few
// thousand.
const mostAnswered = 1 << 20

// brief reads no answer beyond its bound.
type brief struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b brief) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(answer.Body, mostAnswered), answer.Body}
	return answer, nil
}

// New makes a Model; nothing is sent before the first sentence.
func New(o Options) *Model {
	c := openai.DefaultConfig(o.Key)
	c.BaseURL = strings.TrimSuffix(o.Address, "/")
	// A key must not follow a redirect to somebody else's house.
	c.HTTPClient = &http.Client{Transport: brief{http.DefaultTransport}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &Model{client: openai.NewClientWithConfig(c), name: o.Name, within: o.Timeout}
}

// Text is a sentence with what is needed to read it.
type Text struct {
	Text     string `json:"text"`
	Today    string `json:"today"`   // YYYY-MM-DD
	Weekday  string `json:"weekday"` // of today
	Currency string `json:"currency"`
}

// errSilent is a model that answered nothing.
var errSilent = errors.New("model: no answer")

// Read asks the model. An error is a model that is away, refuses, or answers what is no
// list of proposals; of a list what does not hold is left out. No error shows the key.
func (m *Model) Read(ctx context.Context, t Text) ([]sentence.Proposal, error) {
	ctx, cancel := context.WithTimeout(ctx, m.within)
	defer cancel()
	asked, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	answer, err := m.client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{
		Model:          m.name,
		ResponseFormat: &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject},
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: prompt},
			{Role: openai.ChatMessageRoleUser, Content: string(asked)},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if len(answer.Choices) == 0 {
		return nil, errSilent
	}
	return proposals(answer.Choices[0].Message.Content, t)
}
