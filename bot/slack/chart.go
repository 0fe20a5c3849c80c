package slack

import (
	"strconv"

	"github.com/shopspring/decimal"
	"github.com/slack-go/slack"

	"dealmate/bot/card"
	"dealmate/internal/i18n"
)

// chart draws a native chart where there can be one, with its table below it: numbers
// are read from the table. Slack has no funnel: its stages are bars.
// https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
func (d *drawer) chart(c card.Chart) {
	if b := d.visual(c); b != nil {
		d.out = append(d.out, b)
	}
	d.table(c.Table())
}

func (d *drawer) visual(c card.Chart) *slack.DataVisualizationBlock {
	if d.basic || !d.charts || d.visuals() == maxCharts || len(c.Names) == 0 || len(c.Names) > maxPoints ||
		len(c.Series) == 0 || len(c.Series) > maxSeries || !complete(c) {
		return nil
	}
	labels := d.labels(c.Names)
	var series []slack.DataVisualizationDataSeries
	for i, name := range d.labels(names(c.Series)) {
		s := slack.DataVisualizationDataSeries{Name: name}
		for j, v := range c.Series[i].Values {
			s.Data = append(s.Data, slack.NewDataVisualizationDataPoint(labels[j], number(v)))
		}
		series = append(series, s)
	}
	axis := slack.NewDataVisualizationAxisConfig(labels...)
	b := &slack.DataVisualizationBlock{Type: slack.MBTDataVisualization, Title: cut(oneLine(d.say(c.Title)), maxChartTitle)}
	if b.Title == "" {
		b.Title = nothing
	}
	if c.Kind == card.Line {
		b.Chart = slack.NewDataVisualizationLineChart(axis, series...)
	} else {
		b.Chart = slack.NewDataVisualizationBarChart(axis, series...)
	}
	return b
}

// complete reports whether every series has a value for every name, as Slack demands.
func complete(c card.Chart) bool {
	for _, s := range c.Series {
		if len(s.Values) != len(c.Names) {
			return false
		}
	}
	return true
}

func names(series []card.Series) []i18n.Text {
	out := make([]i18n.Text, len(series))
	for i, s := range series {
		out[i] = s.Name
	}
	return out
}

// labels are short, and no two are alike.
func (d *drawer) labels(texts []i18n.Text) []string {
	seen := map[string]bool{}
	out := make([]string, len(texts))
	for i, t := range texts {
		label := cut(oneLine(d.say(t)), maxPointLabel)
		for n := 2; label == "" || seen[label]; n++ {
			label = cut(oneLine(d.say(t)), maxPointLabel-len(strconv.Itoa(n))-1) + " " + strconv.Itoa(n)
		}
		seen[label], out[i] = true, label
	}
	return out
}

// number is for the picture only; figures are read from the table.
func number(v decimal.Decimal) float64 {
	f, _ := v.Float64()
	return f
}

// visuals counts the charts that are drawn.
func (d *drawer) visuals() int {
	n := 0
	for _, b := range d.out {
		if b.BlockType() == slack.MBTDataVisualization {
			n++
		}
	}
	return n
}
