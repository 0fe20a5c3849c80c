package sandbox

import (
	"fmt"
	"slices"
)

// chart checks a data visualization of bars, lines or areas; this workspace draws no
// pies (docs.slack.dev/reference/block-kit/blocks/data-visualization-block).
func (c *checker) chart(at string, b map[string]any) {
	title, _ := b["title"].(string)
	if title == "" {
		c.wrong(at+"/title", "must be more than 0 characters")
	}
	c.short(at+"/title", title, maxChartTitle)
	chart := object(b["chart"])
	if kind, _ := chart["type"].(string); !slices.Contains([]string{"bar", "line", "area"}, kind) {
		c.wrong(at+"/chart/type", "unsupported type: %q", kind)
		return
	}
	var categories []string
	names, _ := object(chart["axis_config"])["categories"].([]any)
	for i, n := range names {
		s, _ := n.(string)
		c.label(fmt.Sprintf("%s/chart/axis_config/categories/%d", at, i), s, categories)
		categories = append(categories, s)
	}
	c.between(at+"/chart/axis_config/categories", len(categories), maxPoints)
	series := list(chart["series"])
	c.between(at+"/chart/series", len(series), maxSeries)
	var seen []string
	for i, s := range series {
		here := fmt.Sprintf("%s/chart/series/%d", at, i)
		name, _ := s["name"].(string)
		c.label(here+"/name", name, seen)
		seen = append(seen, name)
		c.points(here+"/data", list(s["data"]), categories)
	}
}

// points are exactly one for each category.
func (c *checker) points(at string, points []map[string]any, categories []string) {
	var labels []string
	for i, p := range points {
		label, _ := p["label"].(string)
		if _, ok := p["value"].(float64); !ok || !slices.Contains(categories, label) || slices.Contains(labels, label) {
			c.wrong(fmt.Sprintf("%s/%d", at, i), "must be a number for one of the categories")
		}
		labels = append(labels, label)
	}
	if len(labels) != len(categories) {
		c.wrong(at, "must have one point for each category")
	}
}

func (c *checker) label(at, s string, before []string) {
	if s == "" || slices.Contains(before, s) {
		c.wrong(at, "must be more than 0 characters and unique")
	}
	c.short(at, s, maxPointLabel)
}

func (c *checker) between(at string, n, most int) {
	if n == 0 {
		c.wrong(at, "must have at least one item")
	}
	c.atMost(at, n, most, "items")
}
