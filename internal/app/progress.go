package app

import (
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress shows how far a long command is to somebody who watches; to a pipe or a file
// it writes nothing.
type progress struct {
	all *mpb.Progress
	bar *mpb.Bar
}

func (c *cli) progress(label string, total int) progress {
	if !isTerminal(c.env.Out) || total == 0 {
		return progress{}
	}
	all := mpb.New(mpb.WithOutput(c.env.Out), mpb.WithWidth(80))
	return progress{all: all, bar: all.AddBar(int64(total),
		mpb.PrependDecorators(decor.Name(label, decor.WCSyncSpaceR), decor.CountersNoUnit("%d / %d", decor.WCSyncSpaceR)),
		mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5})),
	)}
}

// at moves the bar to how many are done.
func (p progress) at(done int) {
	if p.bar != nil {
		p.bar.SetCurrent(int64(done))
	}
}

// end leaves the bar as it is; what is printed next stands below it.
func (p progress) end() {
	if p.bar == nil {
		return
	}
	p.bar.Abort(false)
	p.all.Wait()
}
