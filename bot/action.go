package bot

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"dealmate/bot/card"
)

// verbSay is a button that stands for a line the person could have typed.
const verbSay = "say"

// carry is what a button brings beside its deal.
type carry struct {
	// here says that the message with the button makes way for the answer: it
	// is the deal's own card, or only asked a question.
	here bool
	text string
}

const here = "here"

// maxValue keeps an action within the smallest button value of a platform
// (Slack: 2,000 characters for the whole action).
const maxValue = 1600

func (c carry) String() string {
	s := ""
	if c.here {
		s = here
	}
	if c.text != "" {
		s += "|" + c.text
	}
	return s
}

func readCarry(v string) carry {
	first, text, _ := strings.Cut(v, "|")
	return carry{here: first == here, text: text}
}

// fits reports whether a text can be carried by a button.
func fits(text string) bool {
	raw, err := json.Marshal(text)
	return err == nil && utf8.RuneCount(raw) <= maxValue
}

// cutToFit shortens a text by runes until a button can carry it.
func cutToFit(text string) string {
	r := []rune(text)
	for n := len(r); !fits(string(r[:n])); {
		n = n * 9 / 10
		r = r[:n]
	}
	return string(r)
}

// act is an action on a deal from a message that makes way for the answer.
func act(verb, deal, text string) card.Action {
	return card.Action{Verb: verb, Object: deal, Value: carry{here: true, text: text}.String()}
}

// beside is an action whose answer stands beside the message with the button.
func beside(verb, deal string) card.Action {
	return card.Action{Verb: verb, Object: deal}
}
