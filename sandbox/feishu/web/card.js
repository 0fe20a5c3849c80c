import { el } from "./dom.js";
import { button, container, overflow } from "./buttons.js";
import { chart } from "./chart.js";
import { field, isField } from "./fields.js";
import { draftsOf, form } from "./forms.js";
import { chip, colour, person, picture } from "./inline.js";
import { table } from "./table.js";
import { markdown, say, text } from "./texts.js";

// card draws card JSON 2.0. Every component knows its JSON pointer in the card,
// which is how a click tells the tenant where it was.
// https://open.feishu.cn/document/feishu-cards/card-json-v2-structure
export function card(message, base) {
  const c = message.card, config = c.config || {}, body = c.body || {};
  const ctx = {
    ...base, message, near: "", form: null, sizes: (config.style || {}).text_size || {}, colours: (config.style || {}).color || {},
    drafts: draftsOf(base.me, message), draw: elements,
  };
  const inner = el("div", { class: "c-body" }, elements(body.elements, "/body/elements", ctx));
  arrange(inner, body);
  const width = ["compact", "fill"].includes(config.width_mode) ? " " + config.width_mode : "";
  return el("article", { class: "card" + width, "data-message": message.id, tabIndex: -1, "aria-label": c.header ? say(c.header.title, ctx) : undefined }, c.header ? header(c.header, ctx) : null, inner);
}

const templates = ["blue", "wathet", "turquoise", "green", "yellow", "orange", "red", "carmine", "violet", "purple", "indigo", "grey"];
function header(h, ctx) {
  const mine = (h.i18n_text_tag_list || {})[ctx.zh ? "zh_cn" : "en_us"];
  const tags = (mine || h.text_tag_list || []).slice(0, 3);
  return el("header", { class: "c-head " + (templates.includes(h.template) ? h.template : "plain") },
    el("div", { class: "c-titles" }, text(h.title, ctx, "c-title"), tags.length ? el("span", { class: "c-tags" }, tags.map((t) => chip(say(t.text, ctx), t.color || "blue"))) : null),
    h.subtitle && say(h.subtitle, ctx) ? text(h.subtitle, ctx, "c-subtitle") : null);
}

// elements draws a list; a text stands near the field that follows it.
export function elements(list, at, ctx) {
  let near = "";
  return (list || []).map((e, i) => {
    const node = element(e, at + "/" + i, { ...ctx, near });
    if (e.tag === "div" || e.tag === "markdown") near = node.textContent.trim(); else if (e.tag !== "hr") near = "";
    const margin = lengths(e.margin, true);
    if (margin) node.style.margin = margin;
    if (e.element_id) node.dataset.element = e.element_id;
    return node;
  });
}

function element(e, at, ctx) {
  if (isField(e.tag)) return field(e, at, ctx);
  switch (e.tag) {
    case "markdown": return styled(markdown(say(e, ctx), ctx), e, ctx);
    case "plain_text": case "lark_md": return text(e, ctx);
    case "div": return division(e, ctx);
    case "hr": return el("hr", { class: "c-hr" });
    case "img": return image(e, ctx);
    case "img_combination": return el("div", { class: "c-images" }, (e.img_list || []).map((i) => picture(i.img_key, ctx.words.picture)));
    case "column_set": return columns(e, at, ctx);
    case "column": return column(e, at, ctx);
    case "form": return form(e, at, ctx);
    case "collapsible_panel": return panel(e, at, ctx);
    case "interactive_container": return container(e, at, ctx, arrange(el("div", {}, elements(e.elements, at + "/elements", ctx)), e));
    case "button": return button(e, at, ctx);
    case "overflow": return overflow(e, at, ctx);
    case "table": return table(e, ctx);
    case "chart": return chart(e, ctx);
    case "person": return el("div", {}, person(e.user_id, ctx));
    case "person_list": return el("div", { class: "c-people" }, (e.persons || []).map((p) => person(p.id, ctx)));
  }
  return el("div", { class: "c-unknown" }, "[" + e.tag + "]");
}

function styled(node, e, ctx) {
  const held = text({ ...e, tag: "plain_text", content: "", i18n_content: null }, ctx);
  node.style.cssText = held.style.cssText;
  return node;
}

function division(e, ctx) {
  const fields = (e.fields || []).map((f) => el("div", { class: f.is_short ? "short" : "" }, text(f.text, ctx)));
  return el("div", { class: "c-div", style: px(e.width) ? "width:" + px(e.width) : "" }, text(e.text, ctx), fields.length ? el("div", { class: "c-fields" }, fields) : null);
}

function image(e, ctx) {
  const pic = picture(e.img_key || "", say(e.alt, ctx) || ctx.words.picture);
  if (typeof pic === "string") return el("div", { class: "c-unknown" }, pic);
  if (px(e.corner_radius)) pic.style.borderRadius = px(e.corner_radius);
  if (/crop/.test(e.scale_type || "") && /^\d+px \d+px$/.test(e.size || "")) { const [w, h] = e.size.split(" "); Object.assign(pic.style, { width: w, height: h, objectFit: "cover" }); }
  return el("figure", { class: "c-img" }, e.title && say(e.title, ctx) ? el("figcaption", {}, say(e.title, ctx)) : null, pic);
}

const flexes = ["none", "flow", "bisect", "trisect", "stretch"];
function columns(e, at, ctx) {
  const box = el("div", { class: "c-columns " + (flexes.includes(e.flex_mode) ? e.flex_mode : "none") }, (e.columns || []).map((c, i) => element(c, at + "/columns/" + i, ctx)));
  box.style.columnGap = spacing(e.horizontal_spacing) || "8px";
  box.style.justifyContent = sides[e.horizontal_align] || "";
  if (e.background_style && colour(e.background_style, ctx, true)) { box.style.background = colour(e.background_style, ctx, true); box.classList.add("filled"); }
  return pressed(box, e, ctx);
}

function column(e, at, ctx) {
  const box = el("div", { class: "c-column" }, elements(e.elements, at + "/elements", ctx));
  const weight = Math.min(5, Math.max(1, Number(e.weight) || 1));
  if (e.width === "weighted" || (!e.width && e.weight)) { box.classList.add("weighted"); box.style.flexGrow = weight; } else if (px(e.width)) { box.style.flex = "0 1 " + px(e.width); } else box.classList.add("auto");
  box.style.alignSelf = { top: "flex-start", center: "center", bottom: "flex-end" }[e.vertical_align] || "";
  arrange(box, { ...e, vertical_align: undefined });
  return pressed(box, e, ctx);
}

// pressed makes what leads to an address when it is pressed.
function pressed(box, e, ctx) {
  const url = ((e.action || {}).multi_url || {}).url;
  return url ? container({ behaviors: [{ type: "open_url", default_url: url }] }, "", ctx, box) : box;
}

function panel(e, at, ctx) {
  const h = e.header || {};
  const box = el("details", { class: "c-panel", open: Boolean(e.expanded) }, el("summary", {}, text(h.title, ctx)), arrange(el("div", { class: "c-inner" }, elements(e.elements, at + "/elements", ctx)), e));
  const edge = e.border || {};
  if (edge.color && colour(edge.color, ctx)) box.style.borderColor = colour(edge.color, ctx);
  if (px(edge.corner_radius)) box.style.borderRadius = px(edge.corner_radius);
  if (h.background_color && colour(h.background_color, ctx, true)) box.firstChild.style.background = colour(h.background_color, ctx, true);
  return box;
}

const sides = { left: "flex-start", start: "flex-start", center: "center", right: "flex-end", end: "flex-end", top: "flex-start", bottom: "flex-end" };
const px = (v) => (/^\d{1,4}px$/.test(v || "") ? v : "");
const spacing = (v) => ({ small: "4px", medium: "8px", large: "12px", extra_large: "16px" })[v] || px(v);
const lengths = (v, below) => (new RegExp(`^(?:${below ? "-?" : ""}\\d{1,3}px\\s*){1,4}$`).test(v || "") ? v.trim() : "");

// arrange sets how a container lays out what it holds.
function arrange(box, e) {
  box.classList.add("c-flex");
  const s = box.style;
  if (e.direction === "horizontal") {
    s.flexFlow = "row wrap";
    s.justifyContent = sides[e.horizontal_align] || "";
    s.alignItems = sides[e.vertical_align] || "center";
  } else {
    if (e.horizontal_align && e.horizontal_align !== "left") s.alignItems = sides[e.horizontal_align] || "";
    s.justifyContent = sides[e.vertical_align] || "";
  }
  s.rowGap = spacing(e.vertical_spacing);
  s.columnGap = spacing(e.horizontal_spacing);
  s.padding = lengths(e.padding);
  if (e.background_style && colour(e.background_style, null, true)) s.background = colour(e.background_style, null, true);
  return box;
}
