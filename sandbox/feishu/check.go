package feishu

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// properties.json lists what each tag may have: Feishu refuses a card with
// another. Source: the pages of the components of card JSON 2.0 at
// https://open.feishu.cn/document/feishu-cards/card-json-v2-components.
//
//go:embed properties.json
var propertiesText []byte

// Limits of cards, of the same pages.
const (
	maxElements = 200
	maxDepth    = 5
	maxTables   = 5
	maxColumns  = 50
	maxPage     = 10
	maxCharts   = 5
	maxLabel    = 100
	maxTyped    = 1000
	maxTags     = 3
	maxWeight   = 5
)

// checker holds cards against the documentation.
type checker struct {
	allowed map[string]map[string]bool
}

func newChecker() (*checker, error) {
	var lists map[string][]string
	if err := json.Unmarshal(propertiesText, &lists); err != nil {
		return nil, fmt.Errorf("sandbox: properties of cards: %w", err)
	}
	c := &checker{allowed: map[string]map[string]bool{}}
	for tag, list := range lists {
		c.allowed[tag] = map[string]bool{}
		for _, p := range list {
			c.allowed[tag][p] = true
		}
	}
	return c, nil
}

// CheckCard lists what Feishu would refuse of a card; none is fine.
func CheckCard(card json.RawMessage) []string {
	c, err := newChecker()
	if err != nil {
		return []string{err.Error()}
	}
	return c.check(card)
}

// inspection is one card's.
type inspection struct {
	*checker
	problems        []string
	names, ids      map[string]bool
	tags            int
	tables, charts  int
	submit          bool
	inForm, inPanel bool
}

func (c *checker) check(card json.RawMessage) []string {
	x := &inspection{checker: c, names: map[string]bool{}, ids: map[string]bool{}}
	quoted, err := json.Marshal(string(card))
	if err != nil || len(quoted) > maxCardBody {
		x.say("the card is larger than 30 KB")
	}
	var v map[string]any
	if err := json.Unmarshal(card, &v); err != nil {
		return []string{"the card is no JSON object"}
	}
	x.whole(v)
	return x.problems
}

func (x *inspection) say(format string, args ...any) {
	x.problems = append(x.problems, fmt.Sprintf(format, args...))
}

func (x *inspection) whole(v map[string]any) {
	x.only(v, "card", "schema", "config", "card_link", "header", "body")
	if v["schema"] != "2.0" {
		x.say("schema is not 2.0")
	}
	x.parts(v)
	if config, ok := v["config"].(map[string]any); ok {
		x.config(config)
	}
	if h, ok := v["header"].(map[string]any); ok {
		x.header(h)
	}
	body, ok := v["body"].(map[string]any)
	if !ok {
		x.say("there is no body")
		return
	}
	x.only(body, "body", "direction", "padding", "horizontal_spacing", "vertical_spacing", "horizontal_align", "vertical_align", "elements")
	x.elements(body["elements"], 0)
	if x.tags > maxElements {
		x.say("%d elements, more than %d", x.tags, maxElements)
	}
	if x.tables > maxTables {
		x.say("ErrCode: 11310 %d tables, more than %d", x.tables, maxTables)
	}
	if x.charts > maxCharts {
		x.say("%d charts, more than %d", x.charts, maxCharts)
	}
}

func (x *inspection) only(o map[string]any, what string, keys ...string) {
	for _, k := range slices.Sorted(maps.Keys(o)) {
		if !slices.Contains(keys, k) {
			x.say("ErrCode: 200621 unknown property %s of %s", k, what)
		}
	}
}

var templates = []any{"blue", "wathet", "turquoise", "green", "yellow", "orange", "red", "carmine", "violet", "purple", "indigo", "grey", "default"}

func (x *inspection) header(h map[string]any) {
	x.only(h, "header", "title", "subtitle", "template", "icon", "text_tag_list", "i18n_text_tag_list", "padding")
	x.text(h["title"], "the header's title", true)
	if s, ok := h["subtitle"]; ok {
		x.text(s, "the header's subtitle", false)
	}
	if t, ok := h["template"]; ok && !slices.Contains(templates, t) {
		x.say("header.template %v", t)
	}
	x.tagList(h)
}

// text checks a text object.
func (x *inspection) text(v any, what string, needed bool) {
	o, ok := v.(map[string]any)
	if !ok {
		x.say("%s is no text object", what)
		return
	}
	if tag := str(o, "tag"); tag != "plain_text" && tag != "lark_md" {
		x.say("%s has the tag %q", what, tag)
		return
	}
	if content, ok := o["content"].(string); !ok || needed && content == "" {
		x.say("%s is empty", what)
	}
}

func (x *inspection) allowedOnly(o map[string]any, tag string) {
	for _, k := range slices.Sorted(maps.Keys(o)) {
		if !x.allowed[tag][k] {
			x.say("ErrCode: 200621 unknown property %s of %s", k, tag)
		}
	}
}

func (x *inspection) elements(v any, depth int) {
	list, ok := v.([]any)
	if !ok && v != nil {
		x.say("elements are no list")
	}
	for _, e := range list {
		o, ok := e.(map[string]any)
		if !ok {
			x.say("an element is no object")
			continue
		}
		x.element(o, depth)
	}
}

// attached are tags that stand within an element, never as one.
var attached = []string{"plain_text", "lark_md", "standard_icon", "custom_icon", "text_tag", "column"}

func (x *inspection) element(o map[string]any, depth int) {
	tag := str(o, "tag")
	if slices.Contains(attached, tag) || tag == "" {
		x.say("unsupported tag %q as an element", tag)
	}
	if x.allowed[tag] == nil {
		return
	}
	x.named(o, tag)
	x.content(o, tag, depth)
	if interactive[tag] {
		x.behaviors(o)
		x.confirm(o)
	}
}

// named checks the names of what a form sends.
func (x *inspection) named(o map[string]any, tag string) {
	name := str(o, "name")
	if x.inForm && interactive[tag] && x.allowed[tag]["name"] && name == "" {
		x.say("ErrCode: 200530 a %s in a form has no name", tag)
	}
	if name != "" && (interactive[tag] || tag == "form") {
		if x.names[name] {
			x.say("ErrCode: 200530 the name %q is there twice", name)
		}
		x.names[name] = true
	}
}

func (x *inspection) content(o map[string]any, tag string, depth int) {
	switch tag {
	case "markdown":
		if str(o, "content") == "" {
			x.say("markdown without content")
		}
	case "div":
		x.div(o)
	case "img":
		if o["alt"] == nil || str(o, "img_key") == "" {
			x.say("an image without alt or key")
		}
	case "column_set":
		x.columns(o, depth)
	case "form":
		x.form(o, depth)
	case "collapsible_panel", "interactive_container":
		x.nested(&x.inPanel, o, depth)
	case "table":
		x.table(o, depth)
	case "chart":
		x.chart(o)
	case "button":
		x.button(o)
	case "input":
		x.input(o)
	case "select_static", "multi_select_static", "overflow", "select_person", "multi_select_person":
		x.options(o, tag)
	case "date_picker", "picker_time", "picker_datetime":
		x.moment(o, tag)
	}
}
