package i18n

import (
	"errors"
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"github.com/pelletier/go-toml/v2"
)

// message is one text of a catalog: plain, or with the plural forms that CLDR
// knows for our languages (English one and other, Chinese other only).
type message struct {
	One   string
	Other string
}

// parseCatalog reads a catalog file. Keys may be quoted ("deal.count" = …) or
// nested tables; a table of plural forms only is one message. It is read here
// and not by go-i18n, which takes a reason called "other" for a plural form.
func parseCatalog(data []byte, parser template.Parser) (map[string]message, error) {
	var tree map[string]any
	if err := toml.Unmarshal(data, &tree); err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	out := map[string]message{}
	if err := flatten("", tree, out); err != nil {
		return nil, err
	}
	for key, m := range out {
		for _, src := range []string{m.One, m.Other} {
			if _, err := parser.Parse(src, "", ""); err != nil {
				return nil, fmt.Errorf("key %q: %w", key, err)
			}
		}
	}
	return out, nil
}

func flatten(prefix string, tree map[string]any, out map[string]message) error {
	for name, v := range tree {
		key := name
		if prefix != "" {
			key = prefix + "." + name
		}
		m, ok, err := asMessage(v)
		if err != nil {
			return fmt.Errorf("key %q: %w", key, err)
		}
		if !ok {
			if err := flatten(key, v.(map[string]any), out); err != nil {
				return err
			}
			continue
		}
		if _, twice := out[key]; twice {
			return fmt.Errorf("key %q is there twice", key)
		}
		out[key] = m
	}
	return nil
}

// asMessage reads a value as a message; ok is false for a table of further keys.
func asMessage(v any) (m message, ok bool, err error) {
	switch v := v.(type) {
	case string:
		if v == "" {
			return message{}, false, errors.New("the text is empty")
		}
		return message{Other: v}, true, nil
	case map[string]any:
		for name, form := range v {
			s, text := form.(string)
			if !text || (name != "one" && name != "other") {
				return message{}, false, nil
			}
			if name == "one" {
				m.One = s
			} else {
				m.Other = s
			}
		}
		if m.Other == "" {
			return message{}, false, errors.New("the plural form “other” is missing")
		}
		return m, true, nil
	}
	return message{}, false, fmt.Errorf("want a text, got %T", v)
}
