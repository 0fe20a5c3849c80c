package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dealmate/internal/i18n"
	"dealmate/sentence"
)

// longestSentence is how long a line may be that is read, in bytes.
const longestSentence = 1 << 20

// reading is how sentences from standard input are read.
type reading struct {
	lang, today, currency string
}

// read reads sentences from standard input, one a line.
func (c *cli) read() *cobra.Command {
	var how reading
	cmd := c.command("read", "read", cobra.NoArgs, func(_ context.Context, _ []string) error {
		if how.lang != string(sentence.Chinese) && how.lang != string(sentence.English) {
			return misuse{errors.New(c.say("cli.read.lang"))}
		}
		if !i18n.Date(how.today).Valid() {
			return misuse{errors.New(c.say("cli.read.today"))}
		}
		if _, err := i18n.ParseMoney("1", how.currency); err != nil {
			return misuse{errors.New(c.say("cli.read.currency"))}
		}
		return c.propose(how)
	})
	cmd.Flags().StringVar(&how.lang, "lang", string(sentence.Chinese), c.say("cli.flag.read_lang"))
	cmd.Flags().StringVar(&how.today, "today", "", c.say("cli.flag.read_today"))
	cmd.Flags().StringVar(&how.currency, "currency", "CNY", c.say("cli.flag.read_currency"))
	return cmd
}

// propose prints a JSON array of proposals for every line. A line break within
// a sentence is typed as \n.
func (c *cli) propose(how reading) error {
	r, err := sentence.New()
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	out := json.NewEncoder(c.env.Out)
	out.SetEscapeHTML(false)
	in := bufio.NewScanner(c.env.In)
	in.Buffer(nil, longestSentence)
	for in.Scan() {
		text := strings.ReplaceAll(in.Text(), `\n`, "\n")
		all := r.Read(sentence.Lang(how.lang), text, i18n.Date(how.today), how.currency)
		if all == nil {
			all = []sentence.Proposal{}
		}
		for i := range all {
			all[i].Words = "" // what is proposed, not where it stands
		}
		if err := out.Encode(all); err != nil {
			return fmt.Errorf("read: %w", err)
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	return nil
}
