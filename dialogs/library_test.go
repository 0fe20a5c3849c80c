package dialogs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/dialogs"
	"dealmate/internal/i18n"
	"dealmate/sales"
)

func library(t *testing.T) dialogs.Library {
	t.Helper()
	lib, err := dialogs.Load()
	require.NoError(t, err)
	return lib
}

// questions are the fields of the assessment: each question and its evidence.
func questions() string {
	var out []string
	for n := 1; n <= 20; n++ {
		out = append(out, fmt.Sprintf("q%d q%d_said", n, n))
	}
	return strings.Join(out, " ")
}

func TestTheFormsAreThoseOfTheProduct(t *testing.T) {
	want := map[string]string{
		"new":        "name* customer* amount close source source_other pressure value collaborators stage found team",
		"edit":       "name* customer* amount close source source_other pressure value collaborators",
		"note":       "text*",
		"back":       "reason*",
		"won":        "amount* reason* reason_other learned",
		"lost":       "reason* reason_other rival competitor amount learned revisit",
		"hold":       "reason* said_by* until*",
		"void":       "reason*",
		"assign":     "owner* reason",
		"settings":   "language* timezone quiet_from quiet_to question*",
		"assess":     questions(),
		"background": "environment core_business finances need project process goals payback risk weight date",
		"evidence":   "text* said_by said_on link",
		"rival":      "rival rival_new question* mark*",
		"override":   "reason*",
		"snooze":     "until*",
		"ask":        "text*",
		"reply":      "text*",
		"after":      "did* said next next_day hours expenses",
		"done":       "who who_new type* said next next_day",
		"plan":       "who who_new why day time minutes* type* where place timezone",
		"why":        "why*",
		"whom":       "who who_new",
		"calendar":   "address*",
		"week":       "done* next* help",
		"unhold":     "word*",
		"approve":    "word",
		"refuse":     "word*",
		"keep":       "reason*",
	}
	got := map[string]string{}
	for id, f := range library(t) {
		var fields []string
		for _, fl := range f.Fields {
			key := fl.Key
			if fl.Required {
				key += "*"
			}
			fields = append(fields, key)
		}
		got[id] = strings.Join(fields, " ")
		require.Equal(t, id, f.ID)
	}
	require.Equal(t, want, got)
}

func TestEveryFieldOfEveryFormHasItsWordsInBothLanguages(t *testing.T) {
	c, err := i18n.Load()
	require.NoError(t, err)
	has := func(key string) { t.Helper(); require.True(t, c.Has(key), "the catalogs lack %s", key) }
	used := map[string]bool{"form.submit": true}
	for id, f := range library(t) {
		has("form." + id + ".title")
		has("form." + id + ".submit")
		used["form."+id+".title"], used["form."+id+".submit"] = true, true
		for _, fl := range f.Fields {
			has(f.Text(fl, "label"))
			for _, part := range []string{"label", "hint", "placeholder"} {
				used[f.Text(fl, part)] = true
			}
			if fl.Asks() {
				has(f.Text(fl, "hint"))
				has("question." + fl.Key + ".plus")
				has("question." + fl.Key + ".minus")
			}
			if fl.Heading != "" && id == "assess" {
				has("heading." + fl.Heading)
			}
			for _, o := range fl.Options {
				has(fl.Labels + "." + o)
			}
		}
	}
	for _, key := range c.Keys() {
		if strings.HasPrefix(key, "form.") {
			require.True(t, used[key], "%s belongs to no form", key)
		}
	}
}

func TestEveryListOfTheMethodHasItsWordsInBothLanguages(t *testing.T) {
	c, err := i18n.Load()
	require.NoError(t, err)
	has := func(key string) { t.Helper(); require.True(t, c.Has(key), "the catalogs lack %s", key) }
	lists := sales.DefaultLists()
	for _, s := range sales.Stages() {
		has("stage." + string(s))
	}
	for _, s := range lists.Sources {
		has("source." + s)
	}
	for _, r := range lists.Won {
		has("won." + r)
	}
	for _, class := range sales.Classes() {
		has("class." + string(class))
		for _, r := range lists.Lost[class] {
			has("lost." + string(class) + "." + r)
		}
	}
}

func TestAmountsSayHowPeopleWriteThem(t *testing.T) {
	c, err := i18n.Load()
	require.NoError(t, err)
	for _, form := range []string{"new", "edit"} {
		hint := i18n.T("form." + form + ".amount.hint")
		for _, example := range []string{"523万", "1.2亿", "50k", "$3m"} {
			require.Contains(t, c.Say(i18n.Chinese, hint), example)
			_, err := i18n.ParseMoney(example, "CNY")
			require.NoError(t, err, "and that is understood")
		}
	}
}

func TestNoTextOfAFormIsTooLongForAnyPlatform(t *testing.T) {
	for id, f := range library(t) {
		for _, fl := range f.Fields {
			require.LessOrEqual(t, fl.Limit(), dialogs.MaxText, "%s.%s", id, fl.Key)
		}
	}
}

func TestWhatAFieldDependsOnIsThere(t *testing.T) {
	known := []string{"sources", "won", "lost", "stages", "people", "teams", "rivals", "questions", dialogs.MarksSource, "contacts", "activities"}
	for id, f := range library(t) {
		for _, fl := range f.Fields {
			switch fl.Kind {
			case dialogs.Choice, dialogs.Person, dialogs.People:
				require.NotEqual(t, fl.Source != "", len(fl.Options) > 0, "%s.%s has options from one place", id, fl.Key)
			default:
				require.Contains(t, []dialogs.Kind{dialogs.Line, dialogs.Area, dialogs.Amount, dialogs.Day, dialogs.Clock, dialogs.Link, dialogs.Say}, fl.Kind, "%s.%s", id, fl.Key)
			}
			if fl.Source != "" {
				require.Contains(t, known, fl.Source, "%s.%s", id, fl.Key)
			}
			if fl.With != "" {
				key, _, ok := strings.Cut(fl.With, "=")
				_, there := f.Field(key)
				require.True(t, ok && there, "%s.%s", id, fl.Key)
			}
		}
	}
}

func TestAFormThatMakesNoSenseIsRefused(t *testing.T) {
	tests := map[string]string{
		"not TOML":          "id = ",
		"no id":             "version = 1\n[[fields]]\nkey = \"a\"\nkind = \"line\"",
		"no version":        "id = \"a\"\n[[fields]]\nkey = \"a\"\nkind = \"line\"",
		"no fields":         "id = \"a\"\nversion = 1",
		"a field no name":   "id = \"a\"\nversion = 1\n[[fields]]\nkind = \"line\"",
		"two of one name":   "id = \"a\"\nversion = 1\n[[fields]]\nkey = \"a\"\nkind = \"line\"\n[[fields]]\nkey = \"a\"\nkind = \"line\"",
		"a word for a flag": "id = \"a\"\nversion = 1\n[[fields]]\nkey = \"a\"\nkind = \"line\"\nrequired = \"yes\"",
		"an unknown key":    "id = \"a\"\nversion = 1\n[[fields]]\nkey = \"a\"\nkind = \"line\"\nmandatory = true",
		"an unknown kind":   "id = \"a\"\nversion = 1\n[[fields]]\nkey = \"a\"\nkind = \"number\"",
	}
	for name, raw := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := dialogs.Parse([]byte(raw))
			require.Error(t, err)
		})
	}
}

// FuzzParse reads any bytes as a form: no panic, and what is taken can be asked.
func FuzzParse(f *testing.F) {
	f.Add([]byte("id = \"a\"\nversion = 1\n[[fields]]\nkey = \"a\"\nkind = \"line\""))
	f.Add([]byte("[[fields]]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		form, err := dialogs.Parse(raw)
		if err != nil {
			return
		}
		require.NotEmpty(t, form.Fields)
		dialogs.Advance(form, dialogs.State{}, dialogs.Event{Kind: dialogs.Submit, Today: today})
	})
}
