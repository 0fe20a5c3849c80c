package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"dealmate/internal/app"
	"dealmate/sandbox"
	"dealmate/sandbox/feishu"
)

// talker is somebody's way to the bot on a platform.
type talker struct {
	name string
	say  func(ctx context.Context, user, line string) error
	wait func(ctx context.Context, holds func() bool) error
	// heard counts the bot's messages to somebody.
	heard func(user string) int
}

// people of the local workspace; they take turns, because Feishu takes five
// messages a second for a person.
var people = []string{"LIN", "BOB", "CHEN", "SU"}

// lines is how many are said on each way; between two is a pause that keeps
// below the limits.
const (
	lines = 200
	pause = 70 * time.Millisecond
)

// talk is part (d): from a line in a private chat to the card that answers it, on
// every way into the bot.
func (b *bench) talk(ctx context.Context) error {
	var ways []talker
	for _, http := range []bool{false, true} {
		l, err := app.StartLocal(ctx, app.LocalOptions{
			Listen: "127.0.0.1:0", Dir: filepath.Join(b.dir, fmt.Sprint("talk", http)), HTTP: http,
			Platforms: []string{"slack", "feishu"}, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			return err
		}
		defer func() { _ = l.Close() }()
		<-l.Bound()
		if !http {
			ways = append(ways, inSlack("Slack, socket", l.Workspace), inFeishu("Feishu, long connection", l.Feishu))
		} else {
			ways = append(ways, inSlack("Slack, HTTP", l.Workspace), inFeishu("Feishu, webhook", l.Feishu))
		}
	}
	took := make([][]time.Duration, len(ways))
	turn := time.NewTicker(pause)
	defer turn.Stop()
	for i := range lines + 8 { // the ways take turns, so that what else runs meets all of them
		for w, way := range ways {
			d, err := way.ask(ctx, people[i%len(people)])
			if err != nil {
				return fmt.Errorf("%s: %w", way.name, err)
			}
			if i >= 8 {
				took[w] = append(took[w], d)
			}
		}
		<-turn.C
	}
	fmt.Printf("\n| way | p50 | p95 | p99 | of Slack's socket, p50 |\n|---|--:|--:|--:|--:|\n")
	base := quantile(took[0], 50)
	for w, way := range ways {
		t := took[w]
		fmt.Printf("| %s | %s | %s | %s | %.2f |\n", way.name, ms(quantile(t, 50)), ms(quantile(t, 95)), ms(quantile(t, 99)), float64(quantile(t, 50))/float64(base))
	}
	return nil
}

func quantile(ds []time.Duration, p int) time.Duration {
	slices.Sort(ds)
	return ds[min(len(ds)-1, len(ds)*p/100)]
}

// ask says a line and waits for its answer.
func (t talker) ask(ctx context.Context, user string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	before, begin := t.heard(user), time.Now()
	if err := t.say(ctx, user, "list"); err != nil {
		return 0, err
	}
	if err := t.wait(ctx, func() bool { return t.heard(user) > before }); err != nil {
		return 0, errors.Join(errors.New("no answer"), err)
	}
	return time.Since(begin), nil
}

func inSlack(name string, w *sandbox.Workspace) talker {
	return talker{
		name: name, wait: w.Wait,
		say: func(ctx context.Context, user, line string) error {
			return w.Say(ctx, "U0"+user, w.DM("U0"+user), line, "")
		},
		heard: func(user string) int {
			n := 0
			for _, m := range w.Messages(w.DM("U0"+user), "U0"+user) {
				if m.User == sandbox.BotUser {
					n++
				}
			}
			return n
		},
	}
}

func inFeishu(name string, w *feishu.Workspace) talker {
	id := func(user string) string { return "ou_" + strings.ToLower(user) }
	return talker{
		name: name, wait: w.Wait,
		say: func(ctx context.Context, user, line string) error {
			return w.Say(ctx, id(user), w.P2P(id(user)), line, "")
		},
		heard: func(user string) int {
			n := 0
			for _, m := range w.Messages(w.P2P(id(user)), id(user)) {
				if m.Sender == feishu.BotOpenID {
					n++
				}
			}
			return n
		},
	}
}
