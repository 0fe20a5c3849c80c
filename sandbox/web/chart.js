import { el } from "./dom.js";

const tones = ["#1d6fa5", "#e0a23c", "#2a9d74", "#9a6ae8", "#d35d8b", "#7a8699"];

// chart draws a data visualization as Slack shows it: bars or lines for each category,
// with a legend where there are several series. Values are told to who cannot see it.
export function chart(b, ctx, mark) {
  const { type, series, axis_config: axis } = b.chart;
  const told = (v) => v.toLocaleString(ctx.locale, { maximumFractionDigits: 2 });
  const all = series.flatMap((s) => s.data.map((p) => p.value)), top = Math.max(1, ...all), low = Math.min(0, ...all);
  const height = (v) => ((v - low) / (top - low)) * 100;
  const label = axis.categories.map((c) => c + " " + series.map((s) => told(s.data.find((p) => p.label === c).value)).join(" / ")).join(", ");
  const legend = series.length > 1 ? el("div", { class: "legend" }, series.map((s, i) => el("span", {}, el("i", { style: "background:" + tones[i] }), s.name))) : null;
  const plot = type === "bar" ? bars(series, axis, height, told) : lines(series, axis, height, told);
  return el("figure", { class: "b-chart", "data-type": type, role: "img", "aria-label": label, ...mark }, el("figcaption", {}, b.title), legend, plot,
    el("div", { class: "axis" }, axis.categories.map((c) => el("span", { title: c }, c))));
}

function bars(series, axis, height, told) {
  return el("div", { class: "plot" }, axis.categories.map((c) => el("div", { class: "group" }, series.map((s, i) => {
    const v = s.data.find((p) => p.label === c).value;
    return el("div", { class: "bar", title: s.name + " " + told(v), style: `height:${height(v)}%;background:${tones[i]}` });
  }))));
}

function lines(series, axis, height, told) {
  const ns = "http://www.w3.org/2000/svg", each = 100 / axis.categories.length;
  const draw = (tag, props) => { const n = document.createElementNS(ns, tag); for (const [k, v] of Object.entries(props)) n.setAttribute(k, v); return n; };
  const pic = draw("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", class: "lines" });
  series.forEach((s, i) => {
    const points = s.data.map((p, n) => [each * (n + 0.5), 100 - height(p.value)]);
    pic.append(draw("polyline", { points: points.map((p) => p.join(",")).join(" "), fill: "none", stroke: tones[i], "stroke-width": 2, "vector-effect": "non-scaling-stroke" }));
    const title = draw("title", {});
    title.textContent = s.name + ": " + s.data.map((p) => told(p.value)).join(", ");
    pic.lastChild.append(title);
  });
  return el("div", { class: "plot" }, pic);
}
