// Package chart draws numbers as pictures, for places that draw no charts themselves.
// Every picture has its numbers as a table beside it.
package chart

import (
	"errors"
	"fmt"

	"github.com/go-analyze/charts"
	"github.com/golang/freetype/truetype"
)

// Picture is numbers to draw: lying bars from the top down, or lines from left to
// right.
type Picture struct {
	Title  string
	Line   bool
	Names  []string // along the axis
	Series []Series
	// Label words a value on the picture.
	Label func(float64) string
}

// Series is a row of numbers, one for each name.
type Series struct {
	Name   string
	Values []float64
}

// ErrGlyph says that the pen's font cannot write a text of the picture: nothing is drawn,
// as a missing letter would show as a gap.
var ErrGlyph = errors.New("chart: the font lacks a letter of the picture")

// Pen draws with one font. It is safe for concurrent use.
type Pen struct{ font *truetype.Font }

// Latin is a pen with the library's own font, which writes Latin letters.
func Latin() *Pen { return &Pen{charts.GetFont("")} }

// NewPen reads a TrueType font.
func NewPen(font []byte) (*Pen, error) {
	f, err := truetype.Parse(font)
	if err != nil {
		return nil, fmt.Errorf("chart: no TrueType font: %w", err)
	}
	return &Pen{f}, nil
}

// Writes reports whether the font has every letter of a text.
func (p *Pen) Writes(text string) bool {
	for _, r := range text {
		if r > ' ' && p.font.Index(r) == 0 {
			return false
		}
	}
	return true
}

// The size of a picture in pixels.
const (
	width  = 720
	height = 360
)

// PNG draws a picture. ErrGlyph: the font cannot write it.
func (p *Pen) PNG(pic Picture) ([]byte, error) {
	texts := append([]string{pic.Title}, pic.Names...)
	values := make([][]float64, len(pic.Series))
	legend := make([]string, len(pic.Series))
	for i, s := range pic.Series {
		values[i], legend[i] = s.Values, s.Name
		texts = append(texts, s.Name)
		for _, v := range s.Values {
			texts = append(texts, pic.Label(v))
		}
	}
	for _, t := range texts {
		if !p.Writes(t) {
			return nil, fmt.Errorf("%w: %q", ErrGlyph, t)
		}
	}
	paper := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: width, Height: height, Font: p.font},
		charts.PainterThemeOption(charts.GetTheme(charts.ThemeLight)))
	var err error
	if pic.Line {
		err = paper.LineChart(p.lines(pic, values, legend))
	} else {
		err = paper.BarChart(p.bars(pic, values, legend))
	}
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	data, err := paper.Bytes()
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return data, nil
}

func (p *Pen) bars(pic Picture, values [][]float64, legend []string) charts.BarChartOption {
	o := charts.NewBarChartOptionWithData(values)
	o.Horizontal = true
	o.Title.Text, o.CategoryAxis.Labels = pic.Title, reversed(pic.Names)
	o.ValueFormatter = pic.Label
	for i := range o.SeriesList {
		o.SeriesList[i].Values = reversed(o.SeriesList[i].Values)
		o.SeriesList[i].Label = charts.SeriesLabel{Show: charts.Ptr(true), ValueFormatter: pic.Label, FontStyle: charts.FontStyle{Font: p.font}}
	}
	written := charts.FontStyle{Font: p.font}
	o.CategoryAxis.LabelFontStyle = written
	for i := range o.ValueAxis { // a bar is as long as its number: the axis begins at nothing
		o.ValueAxis[i].LabelFontStyle, o.ValueAxis[i].Min = written, charts.Ptr(0.0)
	}
	o.Legend.Show = charts.Ptr(len(legend) > 1)
	o.Legend.SeriesNames = legend
	return o
}

func (p *Pen) lines(pic Picture, values [][]float64, legend []string) charts.LineChartOption {
	o := charts.NewLineChartOptionWithData(values)
	o.Title.Text, o.XAxis.Labels = pic.Title, pic.Names
	o.ValueFormatter = pic.Label
	written := charts.FontStyle{Font: p.font}
	o.XAxis.LabelFontStyle = written
	for i := range o.YAxis {
		o.YAxis[i].LabelFontStyle, o.YAxis[i].Min = written, charts.Ptr(0.0)
	}
	o.Legend.SeriesNames = legend
	o.Legend.Offset = charts.OffsetRight
	return o
}

// reversed is a list from its end: bars are drawn from the bottom up.
func reversed[T any](list []T) []T {
	out := make([]T, len(list))
	for i, x := range list {
		out[len(list)-1-i] = x
	}
	return out
}
