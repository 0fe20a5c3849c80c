import { el } from "./dom.js";
import { colour, inline } from "./inline.js";

// say is a text in the reader's language, else in one that it has.
export function say(o, ctx, key = "content") {
  if (o === undefined || o === null) return "";
  if (typeof o === "string") return o;
  const all = o["i18n_" + key] || {};
  const mine = ctx.zh ? ["zh_cn", "zh_hk", "zh_tw"] : ["en_us"];
  for (const l of mine) if (all[l] !== undefined) return String(all[l]);
  return String(o[key] ?? all.en_us ?? Object.values(all)[0] ?? "");
}

const sizes = {
  "heading-0": 30, "heading-1": 24, "heading-2": 20, "heading-3": 18, "heading-4": 16, heading: 16, normal: 14, notation: 12,
  "xxxx-large": 30, "xxx-large": 24, "xx-large": 20, "x-large": 18, large: 16, medium: 14, small: 12, "x-small": 10,
};
export function look(o, ctx) {
  const custom = Object.hasOwn(ctx.sizes || {}, o.text_size) ? ctx.sizes[o.text_size] : null;
  const name = custom ? (innerWidth <= 820 && custom.mobile) || custom.pc || custom.default : o.text_size;
  const css = [];
  if (Object.hasOwn(sizes, name)) css.push(`font-size:${sizes[name]}px`, name.startsWith("heading") ? "font-weight:600" : "");
  if (o.text_color && colour(o.text_color, ctx)) css.push("color:" + colour(o.text_color, ctx));
  if (["left", "center", "right"].includes(o.text_align)) css.push("text-align:" + o.text_align);
  if (Number(o.lines) > 0) css.push("display:-webkit-box;-webkit-box-orient:vertical;overflow:hidden;-webkit-line-clamp:" + Number(o.lines));
  return css.filter(Boolean).join(";");
}

// text draws a text object.
export function text(o, ctx, cls = "") {
  if (!o) return null;
  if (typeof o === "string") return el("div", { class: "text " + cls }, o);
  const content = say(o, ctx);
  return el("div", { class: "text " + cls, style: look(o, ctx) }, ...(o.tag === "lark_md" ? inline(content, ctx) : [content]));
}

// markdown draws the blocks: headings, lists, quotes, code, tables, paragraphs.
export function markdown(src, ctx) {
  const box = el("div", { class: "md" });
  blocks(String(src ?? "").replace(/\r\n?/g, "\n").split("\n"), box, ctx);
  return box;
}

const item = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/, fence = /^\s*(```+|~~~+)\s*([\w+#.-]*)\s*$/, heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const rule = /^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/, quote = /^\s{0,3}>\s?(.*)$/, divider = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

function blocks(lines, box, ctx) {
  let run = [];
  const flush = () => {
    if (run.length) box.append(el("p", {}, ...inline(run.join("\n"), ctx)));
    run = [];
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const f = fence.exec(line), h = heading.exec(line);
    if (f) {
      flush();
      const held = [];
      for (i++; i < lines.length && !(lines[i].trim().startsWith(f[1]) && !lines[i].trim().slice(f[1].length).trim()); i++) held.push(lines[i]);
      box.append(el("pre", {}, held.join("\n")));
    } else if (h) {
      flush();
      box.append(el("h" + Math.min(6, h[1].length + 2), { class: "h" + h[1].length }, ...inline(h[2], ctx)));
    } else if (rule.test(line)) {
      flush();
      box.append(el("hr"));
    } else if (quote.test(line)) {
      flush();
      const held = [];
      for (; i < lines.length && quote.test(lines[i]); i++) held.push(quote.exec(lines[i])[1]);
      i--;
      const q = el("blockquote");
      blocks(held, q, ctx);
      box.append(q);
    } else if (item.test(line)) {
      flush();
      const held = [];
      for (; i < lines.length && (item.test(lines[i]) || (/^\s{2,}\S/.test(lines[i]) && held.length)); i++) held.push(lines[i]);
      i--;
      list(held, box, ctx);
    } else if (line.includes("|") && i + 1 < lines.length && lines[i + 1].includes("-") && divider.test(lines[i + 1]) && cells(line).length === cells(lines[i + 1]).length) {
      flush();
      const marks = cells(lines[i + 1]), rows = [];
      const head = cells(line);
      for (i += 2; i < lines.length && lines[i].includes("|"); i++) rows.push(cells(lines[i]));
      i--;
      box.append(grid(head, marks, rows, ctx));
    } else if (line.trim()) run.push(line);
    else flush();
  }
  flush();
}

// list nests by how far a line is indented.
function list(lines, box, ctx) {
  const open = []; // {indent, node}
  for (const line of lines) {
    const m = item.exec(line);
    if (!m) { open.at(-1).node.lastChild.append("\n", ...inline(line.trim(), ctx)); continue; }
    const indent = m[1].length, tag = m[2] ? "ol" : "ul";
    while (open.length && open.at(-1).indent > indent && open.length > 1) open.pop();
    let at = open.at(-1);
    if (!at || indent > at.indent + 1 || (at.node.localName !== tag && indent === at.indent)) {
      if (at && indent <= at.indent + 1) open.pop();
      const parent = open.length && indent > open.at(-1).indent + 1 ? open.at(-1).node.lastChild : open.length ? open.at(-1).node.parentNode : box;
      at = { indent, node: el(tag, m[2] ? { start: Number(m[2]) } : {}) };
      parent.append(at.node);
      open.push(at);
    }
    at.node.append(el("li", {}, ...inline(m[3], ctx)));
  }
}

const cells = (line) => line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "").split(/(?<!\\)\|/).map((c) => c.trim());
function grid(head, marks, rows, ctx) {
  const align = marks.map((m) => (/^:-+:$/.test(m) ? "center" : /-:$/.test(m) ? "right" : ""));
  return el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, head.map((c, i) => el("th", { class: align[i] }, ...inline(c, ctx))))),
    el("tbody", {}, rows.map((r) => el("tr", {}, head.map((_, i) => el("td", { class: align[i] }, ...inline(r[i] ?? "", ctx))))))));
}
