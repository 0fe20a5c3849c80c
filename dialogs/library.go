package dialogs

import (
	"bytes"
	"embed"
	"fmt"
	"slices"

	"github.com/pelletier/go-toml/v2"
)

//go:embed forms/*.toml
var files embed.FS

// Library holds every form by ID.
type Library map[string]Form

// Load reads the forms that are built in; a form that does not parse or has
// two fields of one key is an error of ours, found by the tests.
func Load() (Library, error) {
	entries, err := files.ReadDir("forms")
	if err != nil {
		return nil, fmt.Errorf("dialogs: %w", err)
	}
	lib := Library{}
	for _, e := range entries {
		raw, err := files.ReadFile("forms/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("dialogs: %w", err)
		}
		f, err := Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("dialogs: forms/%s: %w", e.Name(), err)
		}
		lib[f.ID] = f
	}
	return lib, nil
}

// Parse reads one form and checks it.
func Parse(raw []byte) (Form, error) {
	var f Form
	decoder := toml.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields() // a slip in a key must not make a field optional
	if err := decoder.Decode(&f); err != nil {
		return Form{}, err
	}
	return f, f.Check()
}

// Check finds what would keep a form from being used.
func (f Form) Check() error {
	seen := map[string]bool{}
	for _, fl := range f.Fields {
		if fl.Key == "" || seen[fl.Key] {
			return fmt.Errorf("field %q is empty or there twice", fl.Key)
		}
		seen[fl.Key] = true
		if !slices.Contains(kinds(), fl.Kind) {
			return fmt.Errorf("field %q: no kind is called %q", fl.Key, fl.Kind)
		}
	}
	if f.ID == "" || f.Version < 1 || len(f.Fields) == 0 {
		return fmt.Errorf("a form needs an id, a version and fields")
	}
	return f.checkJudge()
}
