package feishu

import (
	"encoding/json"

	"dealmate/bot/card"
)

// chart is a native chart with its table below it: a stage of nothing draws
// oddly, and old clients draw nothing.
// https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/chart
func (d *drawer) chart(c card.Chart) {
	if !d.basic {
		if spec := d.spec(c); spec != nil {
			d.add(node{"tag": "chart", "aspect_ratio": "16:9", "color_theme": "brand", "chart_spec": spec})
		}
	}
	d.table(c.Table())
}

// spec is the chart in VChart's words. The funnel's own percentages divide one
// stage's stock by another's, which says nothing: they are off.
func (d *drawer) spec(c card.Chart) node {
	var values []node
	for _, s := range c.Series {
		for i, v := range s.Values {
			if i < len(c.Names) {
				values = append(values, node{"name": oneLine(d.say(c.Names[i])), "series": oneLine(d.say(s.Name)), "value": json.Number(v.String())})
			}
		}
	}
	if len(values) == 0 {
		return nil
	}
	spec := node{"data": node{"values": values}, "label": node{"visible": true}}
	if t := oneLine(d.say(c.Title)); t != "" {
		spec["title"] = node{"text": t}
	}
	switch c.Kind {
	case card.Funnel:
		spec["type"], spec["categoryField"], spec["valueField"] = "funnel", "name", "value"
		spec["isTransform"], spec["transformLabel"], spec["outerLabel"] = false, node{"visible": false}, node{"visible": false}
		return spec
	case card.Line:
		spec["type"] = "line"
	default:
		spec["type"] = "bar"
	}
	spec["xField"], spec["yField"] = "name", "value"
	if len(c.Series) > 1 {
		spec["seriesField"], spec["legends"] = "series", node{"visible": true}
	}
	return spec
}
