import { el } from "./dom.js";
import { chip, colour, inline, moment, person } from "./inline.js";
import { markdown, say } from "./texts.js";

const pages = new Map(); // person, message and table → the page that was looked at

// table draws the table component, a page at a time.
// https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/table
export function table(e, ctx) {
  const key = ctx.me + ctx.message.id + JSON.stringify(e), rows = e.rows || [], size = Math.min(10, Math.max(1, e.page_size || 5));
  const count = Math.max(1, Math.ceil(rows.length / size));
  const style = e.header_style || {}, columns = e.columns || [];
  const head = el("tr", {}, columns.map((c) => el("th", { class: align(c, style.text_align), scope: "col", style: width(c) }, say(c, ctx, "display_name") || c.name)));
  if (style.background_style === "none") head.className = "bare";
  if (style.bold === false) head.style.fontWeight = "400";
  if (style.text_color && colour(style.text_color, ctx)) head.style.color = colour(style.text_color, ctx);
  const body = el("tbody"), place = el("span", {});
  const turn = (label, which, step) => el("button", { type: "button", class: "btn small", "aria-label": label, "data-page": which, onclick: () => show(page + step) }, step < 0 ? "‹" : "›");
  const back = turn(ctx.words.back, "back", -1), next = turn(ctx.words.next, "next", 1);
  let page = 0;
  const show = (n) => {
    page = Math.max(0, Math.min(n, count - 1));
    pages.set(key, page);
    body.replaceChildren(...rows.slice(page * size, (page + 1) * size).map((r) => el("tr", {}, columns.map((c) => el("td", { class: align(c) }, cell(r[c.name], c, ctx))))));
    place.textContent = `${page + 1} / ${count}`;
    back.disabled = page === 0;
    next.disabled = page === count - 1;
  };
  show(pages.get(key) || 0);
  return el("div", { class: "c-table" }, el("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": columns.map((c) => say(c, ctx, "display_name")).join(", ") },
    el("table", { class: (e.freeze_first_column ? "frozen " : "") + (e.row_height || "low") }, el("thead", {}, head), body)),
  count > 1 ? el("div", { class: "pages" }, back, place, next) : null);
}

const align = (c, other) => (["left", "center", "right"].includes(c.horizontal_align) ? c.horizontal_align : c.data_type === "number" ? "right" : other || "left");
const width = (c) => (/^\d{1,3}(px|%)$/.test(c.width || "") ? "min-width:" + c.width.replace("%", "px") : "");

function cell(v, c, ctx) {
  if (v === undefined || v === null || v === "") return c.data_type === "number" ? "" : "–";
  switch (c.data_type) {
    case "number": return number(v, c.format || {}, ctx);
    case "lark_md": return el("span", { class: "text" }, ...inline(say(v, ctx), ctx));
    case "markdown": return markdown(say(v, ctx), ctx);
    case "options": return (Array.isArray(v) ? v : [v]).map((o) => chip(say(o, ctx, "text"), o.color || "neutral"));
    case "persons": return (Array.isArray(v) ? v : [v]).map((id) => person(String(id), ctx));
    case "date": return date(Number(v), c.date_format, ctx);
  }
  return say(v, ctx);
}

function number(v, f, ctx) {
  const n = Number(v);
  if (Number.isNaN(n)) return String(v);
  const digits = f.precision === undefined ? {} : { minimumFractionDigits: Number(f.precision), maximumFractionDigits: Number(f.precision) };
  return (f.symbol || "") + n.toLocaleString(ctx.locale, { useGrouping: Boolean(f.separator), ...digits });
}

function date(ms, format, ctx) {
  if (!format) return moment(ms, "date_num", ctx);
  const zone = (ctx.state.people.find((p) => p.id === ctx.me) || {}).tz || "UTC";
  const shift = (timeZone) => Object.fromEntries(new Intl.DateTimeFormat("en-GB", { timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).formatToParts(ms).map((p) => [p.type, p.value]));
  try {
    const p = shift(zone);
    return format.replace(/YYYY|MM|DD|HH|mm|ss/g, (k) => ({ YYYY: p.year, MM: p.month, DD: p.day, HH: p.hour, mm: p.minute, ss: p.second })[k]);
  } catch { return moment(ms, "date_num", ctx); }
}
