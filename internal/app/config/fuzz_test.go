package config

import (
	"errors"
	"os"
	"testing"
)

// FuzzParse feeds anything as a file: it is a configuration or a list of
// problems, the same each time, and never a panic.
func FuzzParse(f *testing.F) {
	example, err := os.ReadFile("../../../config.example.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	f.Add([]byte(admin + tokens))
	f.Add([]byte("[[teams]]\nname=\"a\"\n[[teams]]\nparent=\"a\"\n[teams.x]\ny=[[{a.b=1}]]"))
	f.Add([]byte("a.\"b.c\".'d[0]' = { e = [1, {f = 2}] }\n[a.\"b.c\".g]"))
	f.Add([]byte("teams = [{key='a',parent='b'},{key='b',parent='a'}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("f", data, env("DEALMATE_SLACK_BOT_TOKEN", "xoxb-example"))
		if err == nil {
			if c.Slack.BotToken != "xoxb-example" || c.Organisation.Key == "" || c.Slack.APIURL == "" {
				t.Fatalf("incomplete: %+v", c)
			}
			for _, team := range c.Teams {
				if team.Key == "" || team.Name == "" {
					t.Fatalf("incomplete: %+v", team)
				}
			}
			return
		}
		problems, ok := errors.AsType[*Problems](err)
		if !ok || len(problems.Items) == 0 {
			t.Fatalf("not a list of problems: %v", err)
		}
		for _, p := range problems.Items {
			if p.Text == "" || p.Line < 0 || (p.Line == 0) != (p.Column == 0) {
				t.Fatalf("no place: %+v", p)
			}
		}
		if _, again := Parse("f", data, env("DEALMATE_SLACK_BOT_TOKEN", "xoxb-example")); again.Error() != err.Error() {
			t.Fatalf("not the same twice:\n%v\n%v", err, again)
		}
	})
}
