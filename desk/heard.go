package desk

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"dealmate/dialogs"
	"dealmate/internal/fault"
	"dealmate/internal/i18n"
	"dealmate/org"
	"dealmate/sales"
	"dealmate/scheduler"
	"dealmate/sentence"
)

// formHeard is the kind of a dialog in which a sentence is kept while it is asked about,
// and kindHeard the message by which it is read where that takes longer: heard.
const (
	formHeard = "heard"
	kindHeard = "heard"
)

// Listener reads what a sentence seems to change of a deal. Errors are for the log: rules
// read it then.
type Listener interface {
	Listen(ctx context.Context, s Sentence) ([]sentence.Proposal, error)
}

// Sentence is what a Listener gets to know: nothing of the deal, nothing of its people but
// what the sentence says.
type Sentence struct {
	Lang     i18n.Lang
	Text     string
	Today    sales.Date
	Currency string // of amounts that name none
}

// Heard is a sentence that somebody told the bot, and what it seems to change.
type Heard struct {
	ID     string    `json:"-"`
	Person string    `json:"-"`
	Text   string    `json:"text"`
	Link   string    `json:"link,omitempty"` // of the message that it was forwarded from
	At     time.Time `json:"at"`
	Deal   string    `json:"deal,omitempty"` // "" until somebody said which
	// Said is what it seems to change; nil until it is read.
	Said []sentence.Proposal `json:"said,omitempty"`
	// Taken are the proposals that were confirmed, with the value that was taken.
	Taken map[int]string `json:"taken,omitempty"`

	stored int64
}

// Telling is a sentence as it came.
type Telling struct {
	Text, Link string
	// Deal is the one that was named with it, "" for none.
	Deal string
	// Doubtful says that it may be a command with a slip: it must then change something.
	Doubtful bool
}

// longestTelling is how much of a sentence, or of lines that were forwarded, is kept: what
// a note holds.
const longestTelling = maxNote

// Hear keeps a sentence that tells something of a deal, with what it seems to change; of
// any other Said is empty and nothing is kept. Where a model reads, Said is empty too, the
// ID is not, and a message follows. The commit is the event's idempotency key.
func (d *Desk) Hear(ctx context.Context, w Who, t Telling, commit string) (Heard, error) {
	h := Heard{ID: "heard|" + commit, Person: w.ID, Text: strings.TrimSpace(t.Text), Link: t.Link, At: d.o.Now().UTC(), Deal: t.Deal}
	if n := utf8.RuneCountInString(h.Text); n > longestTelling {
		return h, fault.New(fault.Invalid, "error.too_long", "Max", longestTelling, "Have", n)
	}
	said := d.rules(w, h)
	if tellsNothing(t, said) {
		return Heard{}, nil
	}
	if d.o.Listener == nil {
		h.Said = said
		return h, d.keepHeard(ctx, &h, "hear|"+commit, nil)
	}
	return h, d.keepHeard(ctx, &h, "hear|"+commit, func(tx Tx) {
		tx.Send(scheduler.Message{
			ID: h.ID, Destination: "person:" + w.ID, Due: d.o.Now(), Kind: kindHeard, Facts: map[string]string{"heard": h.ID, "platform": w.From},
		})
	})
}

// Tells reports whether a text tells something of a deal: Hear would keep it. It asks no
// store, as most that is said to a bot is something else.
func (d *Desk) Tells(w Who, t Telling) bool {
	return !tellsNothing(t, d.rules(w, Heard{Text: strings.TrimSpace(t.Text), At: d.o.Now()}))
}

// tellsNothing is a text of which nothing is proposed, or no more than to note a word.
func tellsNothing(t Telling, said []sentence.Proposal) bool {
	only := len(said) == 1 && said[0].Kind == sentence.Note
	return len(said) == 0 || only && (t.Doubtful || isScrap(strings.TrimSpace(t.Text)))
}

// A text of fewer words, or characters of Chinese, is a name or a word that was looked for,
// unless it says what it changes.
const (
	fewestWords      = 3
	fewestCharacters = 6
)

func isScrap(text string) bool {
	wide := 0
	for _, r := range text {
		if r >= 0x2E80 {
			wide++
		}
	}
	return wide < fewestCharacters && len(strings.Fields(text)) < fewestWords
}

// rules are what the rules make of a sentence.
func (d *Desk) rules(w Who, h Heard) []sentence.Proposal {
	if d.o.Reader == nil {
		return nil
	}
	lang := sentence.English
	if w.Lang == i18n.Chinese {
		lang = sentence.Chinese
	}
	return d.o.Reader.Read(lang, h.Text, i18n.Date(sales.DateOf(h.At.In(w.zone()))), d.o.Org.Currency)
}

// Understand has a kept sentence read by the model; where that fails, by rules: its error
// is then given beside what they say.
func (d *Desk) Understand(ctx context.Context, w Who, id string) (h Heard, failed error, err error) {
	h, err = d.Heard(ctx, w, id)
	if err != nil || len(h.Said) > 0 {
		return h, nil, err
	}
	s := Sentence{Lang: w.Lang, Text: h.Text, Today: sales.DateOf(h.At.In(w.zone())), Currency: d.o.Org.Currency}
	said, failed := d.o.Listener.Listen(ctx, s)
	if failed != nil || len(said) == 0 {
		said = d.rules(w, h)
	}
	h, err = d.changeHeard(ctx, w, id, "", func(h *Heard) error {
		if len(h.Said) == 0 {
			h.Said = said
		}
		return nil
	})
	return h, failed, err
}

// Heard reads a kept sentence for who said it; not found once it was swept.
func (d *Desk) Heard(ctx context.Context, w Who, id string) (Heard, error) {
	s, err := d.o.Records.Dialog(ctx, id)
	if err != nil {
		return Heard{}, err
	}
	if s.Form != formHeard || s.Person != w.ID {
		return Heard{}, fault.New(fault.NotFound, "error.expired")
	}
	h := Heard{ID: s.ID, Person: s.Person, stored: s.Stored}
	if err := json.Unmarshal([]byte(s.Values[formHeard]), &h); err != nil {
		return Heard{}, fault.Wrap(err, fault.Internal, "")
	}
	return h, nil
}

func (d *Desk) keepHeard(ctx context.Context, h *Heard, commit string, more func(tx Tx)) error {
	data, err := json.Marshal(h)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "")
	}
	now := d.o.Now()
	tx := d.o.Begin(commit, now)
	tx.Save(dialogs.State{ID: h.ID, Form: formHeard, Version: 1, Person: h.Person, Values: map[string]string{formHeard: string(data)}, Touched: now.UnixMilli(), Stored: h.stored})
	if more != nil {
		more(tx)
	}
	_, repeated, err := tx.Commit(ctx, h.ID)
	if err == nil && !repeated {
		h.stored++
	}
	return err
}

func (d *Desk) changeHeard(ctx context.Context, w Who, id, commit string, change func(*Heard) error) (Heard, error) {
	for range tries {
		h, err := d.Heard(ctx, w, id)
		if err != nil {
			return h, err
		}
		if err := change(&h); err != nil {
			return h, err
		}
		if err = d.keepHeard(ctx, &h, commit, nil); fault.CodeOf(err) != fault.Conflict {
			return h, err
		}
	}
	return Heard{}, fault.New(fault.Conflict, "error.conflict")
}

// About says which deal a sentence is about.
func (d *Desk) About(ctx context.Context, w Who, id, deal, commit string) (Heard, error) {
	if _, err := d.deal(ctx, w, deal, org.Change); err != nil {
		return Heard{}, err
	}
	return d.changeHeard(ctx, w, id, commit, func(h *Heard) error {
		if h.Deal != deal {
			h.Deal, h.Taken = deal, nil
		}
		return nil
	})
}
