package feishu

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// foreign are the properties that hold somebody else's JSON: a "tag" in there is
// no part of the card.
var foreign = []string{"chart_spec", "rows", "value", "i18n_content"}

var elementID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,19}$`)

// parts visits everything in the card that has a tag, wherever it stands: labels,
// icons and confirmations are refused for a wrong property as elements are, and
// count as they do.
func (x *inspection) parts(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			x.parts(e)
		}
	case map[string]any:
		if tag, ok := v["tag"].(string); ok {
			x.part(v, tag)
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if !slices.Contains(foreign, k) {
				x.parts(v[k])
			}
		}
	}
}

func (x *inspection) part(o map[string]any, tag string) {
	x.tags++
	switch {
	case tag == "custom_icon":
		x.only(o, tag, "tag", "img_key", "color", "size")
	case x.allowed[tag] == nil:
		x.say("unsupported tag %q", tag)
		return
	default:
		x.allowedOnly(o, tag)
	}
	if tag == "standard_icon" && str(o, "token") == "" {
		x.say("an icon without token")
	}
	if id, ok := o["element_id"].(string); ok {
		if !elementID.MatchString(id) || x.ids[id] {
			x.say("element_id %q", id)
		}
		x.ids[id] = true
	}
}

func (x *inspection) tagList(h map[string]any) {
	tags, _ := h["text_tag_list"].([]any)
	if len(tags) > maxTags {
		x.say("more than %d tags in the header", maxTags)
	}
	for _, t := range tags {
		o, _ := t.(map[string]any)
		if str(o, "tag") != "text_tag" {
			x.say("a tag of the header has the tag %q", str(o, "tag"))
		}
		x.text(o["text"], "a tag's text", true)
	}
}

func (x *inspection) config(c map[string]any) {
	x.only(c, "config", "update_multi", "enable_forward", "enable_forward_interaction", "width_mode", "summary", "locales",
		"use_custom_translation", "streaming_mode", "streaming_config", "style")
	if c["update_multi"] == false {
		x.say("update_multi must be true")
	}
	if s, ok := c["summary"].(map[string]any); ok {
		x.only(s, "summary", "content", "i18n_content")
	}
	if m, ok := c["width_mode"]; ok && !slices.Contains([]any{"default", "compact", "fill"}, m) {
		x.say("width_mode %v", m)
	}
}

// moments are the pickers: what each begins with and how that is written.
var moments = map[string]struct{ initial, layout string }{
	"date_picker":     {"initial_date", time.DateOnly},
	"picker_time":     {"initial_time", "15:04"},
	"picker_datetime": {"initial_datetime", "2006-01-02 15:04"},
}

func (x *inspection) moment(o map[string]any, tag string) {
	m := moments[tag]
	if o["placeholder"] != nil {
		x.text(o["placeholder"], "a placeholder", false)
	} else if o[m.initial] == nil {
		x.say("a %s without placeholder", tag)
	}
	v, given := o[m.initial]
	if s, _ := v.(string); given {
		if _, err := time.Parse(m.layout, s); err != nil {
			x.say("%s %v", m.initial, v)
		}
	}
}

var actions = []string{"callback", "open_url", "form_action"}

func (x *inspection) behaviors(o map[string]any) {
	list, _ := o["behaviors"].([]any)
	for _, b := range list {
		m, _ := b.(map[string]any)
		kind := str(m, "type")
		if !slices.Contains(actions, kind) {
			x.say("a behavior of the type %q", kind)
		}
		if _, ok := m["value"].(map[string]any); kind == "callback" && !ok {
			x.say("a callback's value is no object")
		}
		if kind == "open_url" && strings.TrimSpace(str(m, "default_url")) == "" {
			x.say("an open_url without default_url")
		}
	}
}
