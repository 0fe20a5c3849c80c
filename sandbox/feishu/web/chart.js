import { el, svg } from "./dom.js";

const brand = ["#3370ff", "#5fb8f5", "#2aa198", "#f0a03c", "#9a6ae8", "#e2668f", "#7a8699"];

// chart draws the few kinds of VChart that are common in cards; of any other it
// shows the values.
export function chart(e, ctx) {
  const spec = e.chart_spec || {};
  const title = typeof spec.title === "string" ? spec.title : (spec.title || {}).text;
  const data = rows(spec);
  const draw = { funnel, bar, line }[Array.isArray(data) && data.length ? spec.type : ""];
  const box = el("figure", { class: "c-chart", "data-type": spec.type || "" }, title ? el("figcaption", {}, String(title)) : null);
  if (!draw) { box.append(values(data, spec)); return box; }
  const known = read(spec, data);
  const room = el("div", { class: "c-drawing" });
  if (known.series.length > 1) box.append(el("div", { class: "legend" }, known.series.map((s, i) => el("span", {}, el("i", { style: "background:" + tone(i) }), s))));
  box.append(room);
  // Drawn at the width it has, so that letters keep their size on a phone.
  let was = 0;
  const at = (width) => {
    const w = Math.max(200, Math.floor(width));
    if (w === was) return;
    was = w;
    room.replaceChildren(draw(known, w, ctx));
  };
  at(540);
  new ResizeObserver((seen) => { const w = seen.at(-1).contentRect.width; if (w) at(w); }).observe(room);
  return box;
}

const tone = (i) => brand[i % brand.length];
const first = (f) => (Array.isArray(f) ? f[0] : f);
const rows = (spec) => { const d = Array.isArray(spec.data) ? spec.data[0] : spec.data; return (Array.isArray(d) ? d : (d || {}).values) || []; };
const amount = (v) => { const n = Number(v); return Number.isFinite(n) ? n : 0; };
const told = (n, ctx) => n.toLocaleString(ctx.locale, { maximumFractionDigits: 2 });

// read finds categories, series and the value of each pair.
function read(spec, data) {
  const lying = spec.type === "bar" && spec.direction === "horizontal";
  const category = spec.type === "funnel" ? spec.categoryField || "name" : first(lying ? spec.yField : spec.xField) || "name";
  const value = spec.type === "funnel" ? spec.valueField || "value" : first(lying ? spec.xField : spec.yField) || "value";
  const series = first(spec.seriesField);
  const uniq = (list) => [...new Set(list)];
  const name = (r, f) => (f && r[f] !== undefined ? String(r[f]) : "");
  const all = new Map(data.map((r) => [name(r, category) + "\n" + name(r, series), amount(r[value])]));
  return { lying, categories: uniq(data.map((r) => name(r, category))), series: uniq(data.map((r) => name(r, series))), of: (c, s) => all.get(c + "\n" + s), raw: data.map((r) => ({ name: name(r, category), value: amount(r[value]) })) };
}

function frame(w, h, label) { return svg("svg", { width: w, height: h, viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": label }); }
const summary = (d, ctx) => d.categories.map((c) => c + " " + d.series.map((s) => told(d.of(c, s) ?? 0, ctx)).join(" / ")).join(", ");
const write = (x, y, anchor, text, cls) => svg("text", { x, y, "text-anchor": anchor, "dominant-baseline": "central", class: cls || "" }, text);

// wide is about how many pixels a text takes; CJK letters are square.
const wide = (s) => [...s].reduce((n, c) => n + (c.codePointAt(0) > 0x2e80 ? 12 : 6.8), 0);
function short(s, room) {
  if (wide(s) <= room) return s;
  let out = "";
  for (const c of s) { if (wide(out + c + "…") > room) break; out += c; }
  return out + "…";
}

function funnel(d, w, ctx) {
  const step = 34, most = Math.max(1, ...d.raw.map((r) => r.value)), left = Math.min(w * 0.4, Math.max(40, ...d.raw.map((r) => wide(r.name) + 14)));
  const span = w - left - 60, mid = left + span / 2;
  const pic = frame(w, d.raw.length * step + 4, summary(d, ctx));
  d.raw.forEach((r, i) => {
    const half = (v) => Math.max(2, (v / most) * span) / 2, next = d.raw[i + 1] || r;
    const y = i * step + 2, top = half(r.value), low = Math.min(top, half(next.value) + (top - half(next.value)) * 0.4);
    pic.append(svg("polygon", { points: `${mid - top},${y} ${mid + top},${y} ${mid + low},${y + step - 4} ${mid - low},${y + step - 4}`, fill: tone(i), opacity: 0.9 }, svg("title", {}, `${r.name} ${told(r.value, ctx)}`)),
      write(0, y + step / 2 - 2, "start", short(r.name, left - 10)), write(w, y + step / 2 - 2, "end", told(r.value, ctx), "strong"));
  });
  return pic;
}

function bar(d, w, ctx) { return d.lying ? lyingBars(d, w, ctx) : standing(d, w, ctx, bars); }

function lyingBars(d, w, ctx) {
  const thick = d.series.length > 1 ? 14 : 20, group = thick * d.series.length + 12;
  const most = Math.max(1, ...d.categories.flatMap((c) => d.series.map((s) => d.of(c, s) ?? 0)));
  const left = Math.min(w * 0.4, Math.max(30, ...d.categories.map((c) => wide(c) + 10))), span = w - left - 76;
  const pic = frame(w, d.categories.length * group, summary(d, ctx));
  d.categories.forEach((c, i) => {
    pic.append(write(left - 8, i * group + group / 2, "end", short(c, left - 10)));
    d.series.forEach((s, j) => {
      const v = d.of(c, s);
      if (v === undefined) return;
      const y = i * group + 6 + j * thick, length = Math.max(1, (Math.max(0, v) / most) * span);
      pic.append(svg("rect", { x: left, y: y + 1, width: length, height: thick - 2, rx: 2, fill: tone(j) }), write(left + length + 6, y + thick / 2, "start", told(v, ctx), "strong"));
    });
  });
  return pic;
}

// standing draws the frame that upright bars and lines share.
function standing(d, w, ctx, draw) {
  const all = d.categories.flatMap((c) => d.series.map((s) => d.of(c, s) ?? 0));
  const top = nice(Math.max(0, ...all)), low = Math.min(0, ...all) < 0 ? -nice(-Math.min(...all)) : 0;
  const ticks = [0, 1, 2, 3, 4].map((i) => low + ((top - low) * i) / 4);
  const left = Math.max(...ticks.map((t) => wide(told(t, ctx)))) + 10, h = Math.min(280, Math.max(170, w * 0.46)), foot = 24;
  const y = (v) => 14 + (h - foot - 14) * (1 - (v - low) / (top - low || 1)), each = (w - left - 6) / d.categories.length;
  const pic = frame(w, h, summary(d, ctx));
  for (const t of ticks) pic.append(svg("line", { x1: left, x2: w, y1: y(t), y2: y(t), class: "grid" }), write(left - 6, y(t), "end", told(t, ctx)));
  const skip = Math.ceil(34 / each);
  d.categories.forEach((c, i) => { if (i % skip === 0) pic.append(write(left + each * (i + 0.5), h - foot / 2, "middle", short(c, each * skip - 4))); });
  draw(d, pic, { y, x: (i) => left + each * (i + 0.5), each, ctx });
  return pic;
}
function nice(v) {
  if (v <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(v));
  return [1, 2, 4, 5, 8, 10].map((n) => n * unit).find((n) => n >= v) || v;
}

function bars(d, pic, { y, x, each, ctx }) {
  const width = Math.min(40, (each * 0.7) / d.series.length);
  d.categories.forEach((c, i) => d.series.forEach((s, j) => {
    const v = d.of(c, s);
    if (v === undefined) return;
    const at = x(i) + (j - d.series.length / 2) * width;
    pic.append(svg("rect", { x: at + 1, y: Math.min(y(v), y(0)), width: Math.max(1, width - 2), height: Math.abs(y(0) - y(v)), rx: 2, fill: tone(j) }, svg("title", {}, `${c} ${s} ${told(v, ctx)}`)));
    if (wide(told(v, ctx)) <= Math.max(width, d.series.length > 1 ? 0 : each)) pic.append(write(at + width / 2, y(Math.max(0, v)) - 8, "middle", told(v, ctx), "strong"));
  }));
}

function line(d, w, ctx) {
  return standing(d, w, ctx, (_, pic, { y, x, each }) => d.series.forEach((s, j) => {
    const points = d.categories.map((c, i) => [x(i), d.of(c, s)]).filter(([, v]) => v !== undefined);
    pic.append(svg("polyline", { points: points.map(([px, v]) => `${px},${y(v)}`).join(" "), fill: "none", stroke: tone(j), "stroke-width": 2 }));
    for (const [px, v] of points) {
      pic.append(svg("circle", { cx: px, cy: y(v), r: 3, fill: "#fff", stroke: tone(j), "stroke-width": 2 }, svg("title", {}, told(v, ctx))));
      if (d.series.length === 1 && wide(told(v, ctx)) < each) pic.append(write(px, y(v) - 11, "middle", told(v, ctx), "strong"));
    }
  }));
}

function values(data, spec) {
  const list = Array.isArray(data) ? data.filter((r) => r && typeof r === "object") : [];
  const keys = [...new Set(list.flatMap((r) => Object.keys(r)))];
  return el("div", { class: "scroll" }, el("table", {}, el("caption", {}, "[" + (spec.type || "?") + "]"), el("thead", {}, el("tr", {}, keys.map((k) => el("th", {}, k)))),
    el("tbody", {}, list.map((r) => el("tr", {}, keys.map((k) => el("td", { class: typeof r[k] === "number" ? "right" : "" }, String(r[k] ?? ""))))))));
}
