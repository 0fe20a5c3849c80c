package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"dealmate/coach"
	"dealmate/internal/app/config"
)

// longestPurpose is how long a line may be that the coach reads, in bytes.
const longestPurpose = 64 << 10

// coach judges purposes from standard input, one a line.
func (c *cli) coach() *cobra.Command {
	var lang string
	var cmd *cobra.Command
	cmd = c.command("coach", "coach", cobra.NoArgs, func(_ context.Context, _ []string) error {
		if lang != string(coach.Chinese) && lang != string(coach.English) {
			return misuse{errors.New(c.say("cli.coach.lang"))}
		}
		var m config.Method
		if cmd.Flags().Changed("config") {
			cfg, err := config.Load(c.file, c.env.Getenv)
			if err != nil {
				return err
			}
			m = cfg.Method
		}
		k, err := coachOf(m)
		if err != nil {
			return err
		}
		return c.judge(k, coach.Lang(lang))
	})
	cmd.Flags().StringVar(&lang, "lang", string(coach.Chinese), c.say("cli.flag.coach_lang"))
	cmd.Flags().StringVarP(&c.file, "config", "c", "config.toml", c.say("cli.flag.config"))
	return cmd
}

func (c *cli) judge(k *coach.Coach, lang coach.Lang) error {
	out := json.NewEncoder(c.env.Out)
	out.SetEscapeHTML(false)
	in := bufio.NewScanner(c.env.In)
	in.Buffer(nil, longestPurpose)
	for in.Scan() {
		if err := out.Encode(k.Judge(lang, "", in.Text())); err != nil {
			return fmt.Errorf("coach: %w", err)
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("coach: %w", err)
	}
	return nil
}

// coachOf is the coach with a company's own words.
func coachOf(m config.Method) (*coach.Coach, error) {
	var own []coach.Words
	for lang, lists := range m.Coach {
		own = append(own, coach.Words{
			Lang: coach.Lang(lang), Ours: lists["ours"], Activities: lists["activities"], Weak: lists["weak"], Commits: lists["commits"],
			People: lists["people"], Documents: lists["documents"], Confidential: lists["confidential"],
		})
	}
	k, err := coach.New(own...)
	if err != nil {
		return nil, fmt.Errorf("coach: %w", err)
	}
	return k, nil
}
