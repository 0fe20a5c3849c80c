package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"dealmate/bot/card"
	"dealmate/sales"
	"dealmate/storage"
	"dealmate/storage/redis"
)

// questions is how many the assessment has.
const questions = 20

// answer is part (e): clicks on an answer at 32 connections, each acknowledged
// after its commit, beside `/deal show` in the same run. The message that a click
// updates is sent afterwards and counted apart.
func (b *bench) answer(ctx context.Context) error {
	const connections = 32
	var updates atomic.Int64
	api := slackAPI(&updates)
	defer api.Close()
	url, server, err := b.redis(ctx)
	if err != nil {
		return err
	}
	defer server.stop()
	if err := b.fillRedis(ctx, url, 1000); err != nil {
		return err
	}
	addr, bot, err := b.serve(ctx, api.URL, fmt.Sprintf("[redis]\nurl = %q\n", url))
	if err != nil {
		return err
	}
	defer bot.stop()
	show := func(i int64) request {
		n := strconv.FormatInt(i%teamSize+1, 10)
		return request{text: "show D-" + n, want: "D-" + n}
	}
	if _, err := load(ctx, "http://"+addr+"/slack/commands", 8, 2*time.Second, show); err != nil {
		return err // warm-up
	}
	shown, err := load(ctx, "http://"+addr+"/slack/commands", connections, b.length, show)
	if err != nil {
		return err
	}
	var clicks atomic.Int64
	next := func(int64) request { return request{payload: click(clicks.Add(1)-1, api.URL+respondPath)} }
	given, err := load(ctx, "http://"+addr+"/slack/interactivity", connections, b.length, next)
	if err != nil {
		return err
	}
	calm, err := paced(ctx, "http://"+addr+"/slack/interactivity", connections, given.rate/2, b.length, next)
	if err != nil {
		return err
	}
	committed, err := answers(ctx, url)
	if err != nil {
		return err
	}
	if committed != clicks.Load() {
		return fmt.Errorf("%d clicks were acknowledged, %d answers are in the store", clicks.Load(), committed)
	}
	fmt.Printf("\n| %d connections | req/s | p50 | p99 | of show |\n|--|--:|--:|--:|--:|\n", connections)
	fmt.Printf("| /deal show | %.0f | %s | %s | 1 |\n", shown.rate, ms(shown.p50), ms(shown.p99))
	fmt.Printf("| an answer, committed | %.0f | %s | %s | %.2f |\n", given.rate, ms(given.p50), ms(given.p99), given.rate/shown.rate)
	fmt.Printf("| an answer, at half that rate | %.0f | %s | %s | – |\n", calm.rate, ms(calm.p50), ms(calm.p99))
	fmt.Printf("\n%d answers in the store; %d messages updated by the end of the measurement.\n", committed, updates.Load())
	return nil
}

// click is the i-th answer: the deals of the rep in turn, then the next question,
// then another mark.
func click(i int64, respond string) string {
	deal, rest := i%teamSize, i/teamSize
	question, round := rest%questions+1, rest/questions
	action := card.Action{
		Verb: "answer", Object: "bench-" + strconv.FormatInt(deal, 10),
		Value: fmt.Sprintf("here|all/q%d/%s/", question, sales.Marks()[round%2]), Version: round,
	}
	value, _ := json.Marshal(action)        //nolint:errchkjson // strings and a number
	body, _ := json.Marshal(map[string]any{ //nolint:errchkjson // likewise
		"type": "block_actions", "trigger_id": trigger(i), "team": map[string]any{"id": "T1"},
		"user":      map[string]any{"id": "U0BENCH", "team_id": "T1"},
		"container": map[string]any{"type": "message", "message_ts": "1.0", "channel_id": "D1", "is_ephemeral": true},
		"channel":   map[string]any{"id": "D1", "name": "directmessage"}, "response_url": respond,
		"actions": []any{map[string]any{"type": "button", "value": string(value)}},
	})
	return string(body)
}

// answers counts how many changes of answers are in the store.
func answers(ctx context.Context, url string) (int64, error) {
	e, err := redis.Open(ctx, redis.Config{URL: url, Org: "bench"})
	if err != nil {
		return 0, err
	}
	defer func() { _ = e.Close() }()
	var ids []string
	for i := range teamSize {
		ids = append(ids, "bench-"+strconv.Itoa(i))
	}
	deals, err := storage.New(e, time.Now).Deals(ctx, ids...)
	var n int64
	for _, d := range deals {
		for _, a := range d.Assess.Answers {
			n += a.Rev
		}
	}
	return n, err
}
