import { el, popup } from "./dom.js";

// mrkdwn as Slack reads it: escapes, mentions, links, bold, italic, strike, code.
export function mrkdwn(text, names) {
  const out = [];
  const token = /<([^<>]+)>|\*([^*\n]+)\*|_([^_\n]+)_|~([^~\n]+)~|`([^`\n]+)`/g;
  let at = 0;
  for (let m; (m = token.exec(text)); at = token.lastIndex) {
    out.push(plain(text.slice(at, m.index)));
    if (m[1]) out.push(angle(m[1], names));
    else if (m[2]) out.push(el("b", {}, ...mrkdwn(m[2], names)));
    else if (m[3]) out.push(el("i", {}, plain(m[3])));
    else if (m[4]) out.push(el("s", {}, plain(m[4])));
    else out.push(el("code", {}, plain(m[5])));
  }
  out.push(plain(text.slice(at)));
  return out;
}
const plain = (s) => s.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
function angle(s, names) {
  const [target, label] = s.split("|");
  if (target.startsWith("@")) return el("span", { class: "mention" }, "@" + (names[target.slice(1)] || label || target));
  if (target.startsWith("!")) return el("span", { class: "ping" }, target.startsWith("!date") ? label || target : "@" + target.slice(1));
  if (target.startsWith("#")) return el("span", { class: "mention" }, "#" + (label || target));
  if (/^https?:/.test(target)) return el("a", { href: target, target: "_blank", rel: "noreferrer" }, plain(label || target));
  return plain("<" + s + ">");
}
export function text(o, names) {
  if (!o) return "";
  return o.type === "mrkdwn" ? mrkdwn(o.text, names) : [o.text];
}
// drawing: ctx has names, click(block, action, value), input(block) for forms.
export function blocks(list, ctx) {
  return el("div", { class: "blocks" }, (list || []).map((b) => block(b, ctx)));
}
function block(b, ctx) {
  const mark = { "data-block": b.block_id };
  switch (b.type) {
    case "header": return el("div", { class: "b-header", ...mark }, ...text(b.text, ctx.names));
    case "divider": return el("hr", { class: "b-divider" });
    case "section": return section(b, ctx, mark);
    case "context": return el("div", { class: "b-context", ...mark }, b.elements.map((e) => el("span", { class: "text" }, ...text(e, ctx.names))));
    case "actions": return el("div", { class: "b-actions", ...mark }, b.elements.map((e) => element(e, b, ctx)));
    case "input": return ctx.input ? ctx.input(b, mark) : null;
    case "rich_text": return el("div", { class: "text", ...mark }, b.elements.map((e) => rich(e, ctx)));
    case "markdown": return el("div", { class: "text", ...mark }, b.text);
    case "image": return el("img", { src: b.image_url, alt: b.alt_text, ...mark });
    case "table": return table(b, ctx, mark);
  }
  return el("div", { class: "text" }, "[" + b.type + "]");
}
function section(b, ctx, mark) {
  const box = el("div", { class: "b-section", ...mark });
  const body = el("div", { class: "text" });
  if (b.text) body.append(el("div", { class: "text" }, ...text(b.text, ctx.names)));
  if (b.fields) body.append(el("div", { class: "fields" }, b.fields.map((f) => el("div", { class: "text" }, ...text(f, ctx.names)))));
  box.append(body);
  if (b.accessory) box.append(element(b.accessory, b, ctx));
  return box;
}
function rich(e, ctx) {
  if (e.type === "rich_text_list") {
    return el(e.style === "ordered" ? "ol" : "ul", {}, e.elements.map((x) => el("li", {}, rich(x, ctx))));
  }
  return el("div", {}, (e.elements || []).map((x) => leaf(x, ctx)));
}
function leaf(x, ctx) {
  if (x.type === "user") return el("span", { class: "mention" }, "@" + (ctx.names[x.user_id] || x.user_id));
  if (x.type === "broadcast") return el("span", { class: "ping" }, "@" + x.range);
  if (x.type === "link") return el("a", { href: x.url, target: "_blank", rel: "noreferrer" }, x.text || x.url);
  let node = x.text || "";
  const s = x.style || {};
  if (s.bold) node = el("b", {}, node);
  if (s.italic) node = el("i", {}, node);
  if (s.strike) node = el("s", {}, node);
  if (s.code) node = el("code", {}, node);
  return node;
}
function table(b, ctx, mark) {
  const settings = b.column_settings || [];
  return el("table", { class: "b-table", ...mark }, b.rows.map((r) => el("tr", {}, r.map((c, i) =>
    el("td", { class: (settings[i] || {}).align === "right" ? "right" : "" }, c.type === "rich_text" ? c.elements.map((e) => rich(e, ctx)) : c.text)))));
}
function element(e, b, ctx) {
  const mark = { "data-action": e.action_id, "data-block": b.block_id };
  const go = (value) => confirmed(e.confirm, ctx, () => ctx.click(b.block_id, e.action_id, value));
  switch (e.type) {
    case "button":
      return el("button", { type: "button", class: "btn " + (e.style || ""), ...mark, onclick: async (ev) => { const t = ev.currentTarget; t.disabled = true; await go(""); t.disabled = false; } }, e.text.text);
    case "overflow":
      return el("button", { type: "button", class: "btn", "aria-label": "more", ...mark, onclick: (ev) => { ev.stopPropagation(); popup(ev.currentTarget, e.options.map((o) => [o.text.text, () => go(o.value), { "data-option": o.value }])); } }, "⋯");
    case "static_select": {
      const s = el("select", { class: "btn", ...mark, onchange: () => go(s.value) }, el("option", { value: "" }, (e.placeholder || {}).text || ctx.words.choose), options(e));
      if (e.initial_option) s.value = e.initial_option.value;
      return s;
    }
    case "datepicker":
      return el("input", { type: "date", class: "btn", ...mark, value: e.initial_date || "", onchange: (ev) => go(ev.target.value) });
  }
  return el("span", {}, "[" + e.type + "]");
}
export function options(e) {
  const one = (o) => el("option", { value: o.value }, o.text.text);
  if (e.option_groups) return e.option_groups.map((g) => el("optgroup", { label: g.label.text }, g.options.map(one)));
  return (e.options || []).map(one);
}
function confirmed(c, ctx, run) {
  if (!c) return run();
  return new Promise((done) => {
    const end = (yes) => { box.remove(); done(yes ? run() : undefined); };
    const box = el("div", { class: "shade" }, el("div", { class: "modal", role: "alertdialog" },
      el("header", {}, el("h3", {}, c.title.text)), el("div", { class: "inner" }, el("div", { class: "text" }, ...text(c.text, ctx.names))),
      el("footer", {}, el("button", { class: "btn", onclick: () => end(false) }, c.deny.text), el("button", { class: "btn " + (c.style || "primary"), "data-confirm": "yes", onclick: () => end(true) }, c.confirm.text))));
    document.body.append(box);
  });
}
