package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

//go:embed catalog/*.toml
var files embed.FS

// Catalog holds every text in every language. It is safe for concurrent use.
type Catalog struct {
	bundle     *goi18n.Bundle
	localizers map[Lang]*goi18n.Localizer
	messages   map[Lang]map[string]message
	parser     template.Parser
	own        map[Lang]map[string]string
	clock      func() time.Time
	log        func(lang Lang, key string, err error)

	mu   sync.Mutex
	told map[string]bool // what was logged, so that each is logged once
}

// Option sets what a Catalog needs from outside.
type Option func(*Catalog)

// WithLog sets who hears of a text that could not be said; each once.
func WithLog(log func(lang Lang, key string, err error)) Option {
	return func(c *Catalog) { c.log = log }
}

// WithClock lets dates and times of the running year go without their year.
// Without a clock the year is always shown.
func WithClock(clock func() time.Time) Option {
	return func(c *Catalog) { c.clock = clock }
}

// WithOwn sets words of a company's own: they replace those of the catalogs, or
// add to them. A language that lacks a key says it in another one.
func WithOwn(texts map[Lang]map[string]string) Option {
	return func(c *Catalog) { c.own = texts }
}

// Load reads the embedded catalogs, all areas merged. A key that two files
// hold, an empty text and a template that does not parse are errors.
func Load(options ...Option) (*Catalog, error) { return load(files, options...) }

func load(from fs.FS, options ...Option) (*Catalog, error) {
	c := &Catalog{
		bundle:     goi18n.NewBundle(language.English),
		localizers: map[Lang]*goi18n.Localizer{},
		messages:   map[Lang]map[string]message{},
		// go-i18n's own default says "<no value>" for a missing argument.
		parser: &template.TextParser{Option: "missingkey=error"},
		told:   map[string]bool{},
	}
	for _, o := range options {
		o(c)
	}
	for _, lang := range Langs() {
		if err := c.read(from, lang); err != nil {
			return nil, err
		}
		c.localizers[lang] = goi18n.NewLocalizer(c.bundle, string(lang))
	}
	for _, from := range Langs() {
		for key, text := range c.own[from] {
			for _, lang := range Langs() {
				_, there := c.messages[lang][key]
				if lang == from || !there {
					c.messages[lang][key] = message{Other: text}
				}
			}
		}
	}
	return c, nil
}

// read merges all files of one language.
func (c *Catalog) read(from fs.FS, lang Lang) error {
	names, err := fs.Glob(from, path.Join("catalog", "*."+string(lang)+".toml"))
	if err != nil {
		return fmt.Errorf("list catalogs: %w", err)
	}
	all, origin := map[string]message{}, map[string]string{}
	for _, name := range names {
		data, err := fs.ReadFile(from, name)
		if err != nil {
			return fmt.Errorf("read catalog: %w", err)
		}
		found, err := parseCatalog(data, c.parser)
		if err != nil {
			return fmt.Errorf("%s: %w", path.Base(name), err)
		}
		for key, m := range found {
			if other, twice := origin[key]; twice {
				return fmt.Errorf("%s: key %q is in %s already", path.Base(name), key, path.Base(other))
			}
			origin[key], all[key] = name, m
		}
	}
	c.messages[lang] = all
	return c.add(lang, all)
}

func (c *Catalog) add(lang Lang, all map[string]message) error {
	out := make([]*goi18n.Message, 0, len(all))
	for key, m := range all {
		out = append(out, &goi18n.Message{ID: key, One: m.One, Other: m.Other})
	}
	if err := c.bundle.AddMessages(language.Make(string(lang)), out...); err != nil {
		return fmt.Errorf("catalog %s: %w", lang, err)
	}
	return nil
}

// Keys returns the keys of all texts, sorted.
func (c *Catalog) Keys() []string {
	all := map[string]bool{}
	for _, of := range c.messages {
		for key := range of {
			all[key] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// Has reports whether every language has a text under a key. A configured
// label of a company's own has none and is to be shown with Raw.
func (c *Catalog) Has(key string) bool {
	for _, lang := range Langs() {
		if _, ok := c.messages[lang][key]; !ok {
			return false
		}
	}
	return true
}

// Say puts a Text into a language. It never panics: a text that cannot be said
// (no such key, an argument missing) is its key in ⟦⟧ and is logged once.
// User data in arguments is inserted as it is; escaping the whole is the
// platform renderer's work.
func (c *Catalog) Say(lang Lang, t Text) string { return c.say(lang, t, 0) }

// maxNesting is how deep Texts may hold Texts; ours need three. A loop through
// an argument map must not end the process.
const maxNesting = 8

func (c *Catalog) say(lang Lang, t Text, depth int) (said string) {
	if t.Key == "" {
		return t.raw()
	}
	if _, ok := c.messages[lang]; !ok {
		lang = English
	}
	defer func() {
		if r := recover(); r != nil {
			said = c.missing(lang, t.Key, fmt.Errorf("panic: %v", r))
		}
	}()
	if depth > maxNesting {
		return c.missing(lang, t.Key, fmt.Errorf("nested deeper than %d", maxNesting))
	}
	m, ok := c.messages[lang][t.Key]
	if !ok {
		return c.missing(lang, t.Key, fmt.Errorf("no such key in %s", lang))
	}
	if m.One == "" && !strings.Contains(m.Other, "{{") {
		return m.Other // most labels: nothing to fill in
	}
	config := &goi18n.LocalizeConfig{
		MessageID: t.Key, TemplateData: c.render(lang, t.Args, depth), TemplateParser: c.parser,
	}
	if m.One != "" {
		n, ok := t.Args[countArg]
		if !ok {
			return c.missing(lang, t.Key, fmt.Errorf("argument %s is missing", countArg))
		}
		config.PluralCount = pluralCount(n)
	}
	s, err := c.localizers[lang].Localize(config)
	if err != nil {
		return c.missing(lang, t.Key, err)
	}
	return s
}

// maxTold bounds what is remembered of failures; keys made of data could be many.
const maxTold = 1000

func (c *Catalog) missing(lang Lang, key string, err error) string {
	c.mu.Lock()
	id := string(lang) + " " + key
	first := !c.told[id] && len(c.told) < maxTold
	if first {
		c.told[id] = true
	}
	c.mu.Unlock()
	if first && c.log != nil {
		c.log(lang, key, err)
	}
	return "⟦" + strings.TrimSpace(key) + "⟧"
}
