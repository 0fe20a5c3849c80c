import { el } from "./dom.js";
import { agreed, busy } from "./buttons.js";
import { unflag } from "./forms.js";
import { say } from "./texts.js";

const makers = {
  input: typed, select_static: chosen, select_person: chosen, multi_select_static: several, multi_select_person: several,
  date_picker: (e, p) => dated("date", p), picker_time: (e, p) => dated("time", p), picker_datetime: (e, p) => dated("datetime-local", p), checker: checked,
};
export const isField = (tag) => Object.hasOwn(makers, tag);
let last = 0;

// field draws what a person fills in. In a form its value waits for the form to
// be sent; alone it tells the bot as soon as it changed.
export function field(e, at, ctx) {
  const label = say(e.label, ctx), placeholder = say(e.placeholder, ctx), name = e.name || at;
  const shown = e.tag === "checker" ? say(e.text, ctx) : label || placeholder;
  const id = "f" + ++last;
  const part = makers[e.tag](e, { id, ctx, placeholder: placeholder || (e.tag === "input" ? "" : ctx.words.choose), say: label || ctx.near || placeholder || ctx.words.choose, own: Boolean(label) });
  const box = el("div", {
    class: "input " + e.tag + (e.label_position === "left" ? " beside" : "") + (e.width === "fill" || !e.width ? "" : " fit"), "data-name": e.name ?? "", "data-label": shown, "data-near": ctx.near || undefined, "data-at": at,
  }, label && e.tag !== "checker" ? el("label", { htmlFor: id }, label, e.required ? el("span", { class: "must", "aria-hidden": "true" }, "*") : null) : null, part.node);
  if (/^\d{1,4}px$/.test(e.width || "")) box.style.width = e.width;
  const initial = initialOf(e);
  part.write(ctx.drafts.has(name) ? ctx.drafts.get(name) : initial);
  if (e.disabled) for (const n of [part.control, ...part.node.querySelectorAll("input")]) n.disabled = true;
  if (e.required) part.control.setAttribute("aria-required", "true");
  const keep = () => { ctx.drafts.set(name, part.read()); unflag(box); };
  part.node.addEventListener("input", keep);
  part.node.addEventListener("change", keep);
  if (ctx.form && e.name) ctx.form.add(name, { read: part.read, write: part.write, initial, box, focus: () => part.control.focus({ preventScroll: true }) });
  else if (!ctx.form) part.node.addEventListener("change", () => busy(part.control, async () => {
    if (!(await agreed(e, ctx))) { part.write(initial); ctx.drafts.delete(name); return; }
    const v = part.read();
    await ctx.click(at, Array.isArray(v) ? v.join(",") : String(v));
  }));
  return box;
}

function initialOf(e) {
  switch (e.tag) {
    case "input": return String(e.default_value ?? "");
    case "select_static": case "select_person": return e.initial_option ?? ((e.options || [])[(e.initial_index || 0) - 1] || {}).value ?? "";
    case "multi_select_static": case "multi_select_person": return e.selected_values || [];
    case "date_picker": return (e.initial_date || "").slice(0, 10);
    case "picker_time": return (e.initial_time || "").slice(0, 5);
    case "picker_datetime": return (e.initial_datetime || "").slice(0, 16);
  }
  return Boolean(e.checked);
}

const simple = (control) => ({ node: control, control, read: () => control.value, write: (v) => { control.value = v ?? ""; } });

function typed(e, p) {
  const common = { id: p.id, placeholder: p.placeholder, maxLength: e.max_length || 1000, "aria-label": p.own ? undefined : p.say };
  const c = e.input_type === "multiline_text" ? el("textarea", { ...common, rows: Math.min(12, e.rows || 5) }) : el("input", { ...common, type: e.input_type === "password" ? "password" : "text", autocomplete: "off" });
  return simple(c);
}

// dated shows its placeholder itself: browsers have none for dates.
function dated(type, p) {
  const c = el("input", { type, id: p.id, "aria-label": p.own ? undefined : p.say, max: type === "date" ? "9999-12-31" : undefined });
  const node = el("span", { class: "dated", "data-placeholder": p.placeholder }, c);
  const mark = () => c.classList.toggle("void", !c.value);
  node.addEventListener("change", mark);
  const wall = type === "datetime-local"; // "2026-12-31 09:00" for the tenant, with a T for the browser
  return { node, control: c, read: () => (wall ? c.value.replace("T", " ").slice(0, 16) : c.value), write: (v) => { c.value = wall ? String(v || "").replace(" ", "T") : v || ""; mark(); } };
}

// optionsOf: a person's name is not in the card, and no options are everybody
// in the chat.
function optionsOf(e, ctx) {
  const people = /person$/.test(e.tag);
  const list = (e.options || []).length || !people ? e.options || [] : ctx.members.map((id) => ({ value: id }));
  return list.map((o) => ({ value: o.value, text: say(o.text, ctx) || (people ? ctx.names[o.value] : "") || o.value }));
}

function chosen(e, p) {
  const options = optionsOf(e, p.ctx);
  const c = el("select", { id: p.id, "aria-label": p.own ? undefined : p.say }, el("option", { value: "" }, p.placeholder), options.map((o) => el("option", { value: o.value }, o.text)));
  const mark = () => c.classList.toggle("void", !c.value);
  c.addEventListener("change", mark);
  return { ...simple(c), write: (v) => { c.value = options.some((o) => o.value === v) ? v : ""; mark(); } };
}

// several is a list of check boxes that opens below a line which says what is
// chosen.
function several(e, p) {
  const { ctx } = p, options = optionsOf(e, ctx);
  const line = el("summary", { id: p.id });
  const rows = options.map((o) => el("label", {}, el("input", { type: "checkbox", value: o.value }), el("span", {}, o.text)));
  const node = el("details", { class: "multi" }, line, el("div", { class: "checks", role: "group", "aria-label": p.say }, rows.length ? rows : el("span", { class: "quiet" }, ctx.words.none)));
  const boxes = rows.map((r) => r.firstChild);
  const read = () => boxes.filter((b) => b.checked).map((b) => b.value);
  const mark = () => {
    const names = options.filter((o, i) => boxes[i].checked).map((o) => o.text);
    line.textContent = names.length ? names.join(ctx.zh ? "、" : ", ") : p.placeholder;
    line.classList.toggle("void", !names.length);
    line.setAttribute("aria-label", p.say + ": " + (names.length ? ctx.words.chosen.replace("{n}", names.length) : p.placeholder));
  };
  node.addEventListener("change", mark);
  node.addEventListener("keydown", (ev) => { if (ev.key === "Escape" && node.open) { ev.stopPropagation(); node.open = false; line.focus(); } });
  return { node, control: line, read, write: (v) => { boxes.forEach((b) => { b.checked = (v || []).includes(b.value); }); mark(); } };
}
document.addEventListener("click", (ev) => { for (const d of document.querySelectorAll(".multi[open]")) if (!d.contains(ev.target)) d.open = false; });

function checked(e, p) {
  const c = el("input", { type: "checkbox", id: p.id });
  const node = el("label", { class: "checker" }, c, el("span", {}, say(e.text, p.ctx)));
  return { node, control: c, read: () => c.checked, write: (v) => { c.checked = v === true || v === "true"; } };
}
