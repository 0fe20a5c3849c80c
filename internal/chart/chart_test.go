package chart_test

import (
	"bytes"
	"image/png"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"dealmate/internal/chart"
)

// microhei is a TrueType font with Latin and Chinese letters, of Debian's fonts-wqy-microhei.
const microhei = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"

func stages(names ...string) chart.Picture {
	return chart.Picture{
		Title: names[0], Names: names[1:], Label: func(v float64) string { return strconv.Itoa(int(v)) },
		Series: []chart.Series{{Name: names[0], Values: []float64{5, 4, 3, 1}}},
	}
}

func pen(t testing.TB) *chart.Pen {
	t.Helper()
	font, err := os.ReadFile(microhei)
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("no TrueType font with Chinese letters: ", err)
	}
	require.NoError(t, err)
	p, err := chart.NewPen(font)
	require.NoError(t, err)
	return p
}

func TestAPictureIsDrawnWithChineseNames(t *testing.T) {
	for name, pic := range map[string]chart.Picture{
		"bars": stages("销售漏斗（CNY）", "潜在商机", "落实项目", "我的项目", "项目胜算"),
		"lines": {
			Title: "每周走势", Line: true, Names: []string{"7月5日", "7月12日", "7月19日"}, Label: func(v float64) string { return strconv.Itoa(int(v)) + "万" },
			Series: []chart.Series{{Name: "在手商机", Values: []float64{29357, 28973, 30473}}, {Name: "赢单", Values: []float64{98, 384, 0}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := pen(t).PNG(pic)
			require.NoError(t, err)
			img, err := png.Decode(bytes.NewReader(data))
			require.NoError(t, err)
			require.Equal(t, 720, img.Bounds().Dx())
			colours := map[any]bool{}
			for y := range img.Bounds().Dy() {
				for x := range img.Bounds().Dx() {
					colours[img.At(x, y)] = true
				}
			}
			require.Greater(t, len(colours), 10, "something is drawn")
			if dir := os.Getenv("CHART_SHOTS"); dir != "" {
				require.NoError(t, os.WriteFile(dir+"/chart-"+name+".png", data, 0o600))
			}
		})
	}
}

func TestAPictureThatTheFontCannotWriteIsNotDrawn(t *testing.T) {
	latin := chart.Latin()
	_, err := latin.PNG(stages("Funnel", "Potential", "Confirmed", "Ours", "Winnable"))
	require.NoError(t, err)
	_, err = latin.PNG(stages("漏斗", "Potential", "Confirmed", "Ours", "Winnable"))
	require.ErrorIs(t, err, chart.ErrGlyph)
	_, err = chart.NewPen([]byte("no font"))
	require.Error(t, err)
}

func BenchmarkPicture(b *testing.B) {
	p := pen(b)
	for b.Loop() {
		if _, err := p.PNG(stages("销售漏斗（CNY）", "潜在商机", "落实项目", "我的项目", "项目胜算")); err != nil {
			b.Fatal(err)
		}
	}
}
