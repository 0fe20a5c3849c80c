package app

import (
	"log/slog"
	"os"
	"sync"

	"dealmate/internal/chart"
)

// fonts are TrueType files with Latin and Chinese letters, where systems have them.
func fonts() []string {
	return []string{
		"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
		"/usr/share/fonts/truetype/noto/NotoSansSC-Regular.ttf", "/System/Library/Fonts/STHeiti Light.ttc",
		"C:\\Windows\\Fonts\\msyh.ttc", "C:\\Windows\\Fonts\\simhei.ttf",
	}
}

// pen opens what draws pictures when the first one is needed.
func pen(configured string, log *slog.Logger) func() *chart.Pen {
	return sync.OnceValue(func() *chart.Pen { return openPen(configured, log) })
}

// openPen takes the configured font, else one of the system's, else the library's
// own, which writes Latin letters only. A font that cannot be read is no reason not to
// start: charts have tables.
func openPen(configured string, log *slog.Logger) *chart.Pen {
	candidates := fonts()
	if configured != "" {
		candidates = []string{configured}
	}
	for _, path := range candidates {
		data, err := os.ReadFile(path)
		if err == nil {
			var p *chart.Pen
			if p, err = chart.NewPen(data); err == nil {
				return p
			}
		}
		if configured != "" {
			log.Warn("font not read; pictures have Latin letters only", "font", path, "err", err)
		}
	}
	return chart.Latin()
}
