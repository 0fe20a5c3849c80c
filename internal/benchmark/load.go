package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// signingSecret is only ever shared with the processes that we start.
const signingSecret = "bench-signing-secret"

// request is a command to send and what its answer must contain, or the payload
// of a click.
type request struct{ text, want, payload string }

func (r request) body(i int64) string {
	if r.payload != "" {
		return url.Values{"payload": {r.payload}}.Encode()
	}
	return url.Values{
		"command": {"/deal"}, "text": {r.text}, "user_id": {"U0BENCH"}, "user_name": {"rep"},
		"team_id": {"T1"}, "channel_id": {"D1"}, "channel_name": {"directmessage"}, "trigger_id": {trigger(i)},
	}.Encode()
}

func trigger(i int64) string {
	return "bench." + strconv.FormatInt(i, 10) + "." + strconv.FormatInt(time.Now().UnixNano(), 36)
}

// result is what one measurement found.
type result struct {
	requests, failed int
	rate             float64 // per second
	p50, p99         time.Duration
}

// load sends commands over n connections for a while, each as fast as it is
// answered. Every request is different, because a repeated one is refused.
func load(ctx context.Context, target string, n int, length time.Duration, next func(i int64) request) (result, error) {
	return paced(ctx, target, n, 0, length, next)
}

// paced is load with so many requests per second in all, 0 for as many as go.
func paced(ctx context.Context, target string, n int, rate float64, length time.Duration, next func(i int64) request) (result, error) {
	transport := &http.Transport{MaxIdleConnsPerHost: n, MaxConnsPerHost: n}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	end, begin := time.Now().Add(length), time.Now()
	var count atomic.Int64
	times := make([][]time.Duration, n)
	var failed atomic.Int64
	var firstError atomic.Value
	var wg sync.WaitGroup
	for c := range n {
		wg.Go(func() {
			for turn := 0; time.Now().Before(end) && ctx.Err() == nil; turn++ {
				if rate > 0 { // connection c's turns are evenly between the others'
					at := begin.Add(time.Duration(float64(turn*n+c) / rate * float64(time.Second)))
					<-time.After(time.Until(at))
				}
				i := count.Add(1)
				t := time.Now()
				if err := send(ctx, client, target, i, next(i)); err != nil {
					failed.Add(1)
					firstError.CompareAndSwap(nil, err.Error())
				}
				times[c] = append(times[c], time.Since(t))
			}
		})
	}
	wg.Wait()
	all := slices.Concat(times...)
	slices.Sort(all)
	r := result{requests: len(all), failed: int(failed.Load())}
	if len(all) == 0 {
		return r, fmt.Errorf("nothing was sent")
	}
	r.rate = float64(len(all)) / time.Since(begin).Seconds()
	r.p50, r.p99 = all[len(all)/2], all[len(all)*99/100]
	if r.failed > 0 {
		return r, fmt.Errorf("%d of %d failed: %v", r.failed, r.requests, firstError.Load())
	}
	return r, nil
}

func send(ctx context.Context, client *http.Client, target string, i int64, r request) error {
	body := r.body(i)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	sign(req.Header, body)
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK || !strings.Contains(string(answer), r.want) {
		return fmt.Errorf("status %d, %q is not in %.300q", res.StatusCode, r.want, answer)
	}
	return nil
}

// sign adds the headers that Slack signs requests with, version v0.
func sign(h http.Header, body string) {
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(signingSecret))
	_, _ = io.WriteString(mac, "v0:"+stamp+":"+body)
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}
