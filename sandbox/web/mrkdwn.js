import { el } from "./dom.js";

// mrkdwn as Slack reads it (docs.slack.dev/messaging/formatting-message-text).
// Everything ends as text nodes: nothing a person typed becomes markup.
const emoji = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", tada: "🎉", moneybag: "💰", memo: "📝", pushpin: "📌",
  bell: "🔔", fire: "🔥", rocket: "🚀", eyes: "👀", bulb: "💡", calendar: "📅", clock3: "🕒", hourglass: "⌛", star: "⭐",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", large_green_circle: "🟢", large_yellow_circle: "🟡",
  large_orange_circle: "🟠", red_circle: "🔴", white_circle: "⚪", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎",
  wave: "👋", handshake: "🤝", trophy: "🏆", checkered_flag: "🏁", lock: "🔒", mag: "🔍", question: "❓", exclamation: "❗",
  information_source: "ℹ️", arrow_right: "➡️", arrow_left: "⬅️", no_entry: "⛔", smile: "😄", slightly_smiling_face: "🙂",
};
export const emojiOf = (name) => emoji[name] || ":" + name + ":";

export const plain = (s) => s.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const leaf = (s) => plain(s).replace(/:([a-z0-9_+-]+):/g, (m, n) => emoji[n] || m);

export function mrkdwn(text, ctx) {
  const out = [];
  const parts = String(text).split(/```/);
  parts.forEach((part, i) => {
    if (i % 2 === 1 && i < parts.length - 1) out.push(el("pre", {}, plain(part.replace(/^\n/, ""))));
    else out.push(...quotes((i % 2 === 1 ? "```" : "") + part, ctx));
  });
  return out;
}

// quotes are runs of lines that begin with >.
function quotes(text, ctx) {
  const out = [];
  let run = [], quoted = false;
  const flush = () => {
    if (!run.length) return;
    const body = inline(run.join("\n"), ctx);
    out.push(...(quoted ? [el("blockquote", {}, ...body)] : body));
    run = [];
  };
  for (const line of text.split("\n")) {
    const q = line.startsWith("&gt;");
    if (q !== quoted) { const had = run.length > 0; flush(); if (had && !quoted && !q) out.push("\n"); quoted = q; }
    run.push(q ? line.slice(4).trimStart() : line);
  }
  flush();
  return out;
}

// A mark counts only at the edge of a word, so that 3*4*5 stays as it is.
const token = /<([^<>]+)>|`([^`\n]+)`|(?<![\p{L}\p{N}*])\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?!\s)([^_\n]+?)(?<!\s)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?!\s)([^~\n]+?)(?<!\s)~(?![\p{L}\p{N}~])/u;
function inline(text, ctx) {
  const out = [];
  for (let rest = text; rest;) {
    const m = token.exec(rest);
    if (!m) { out.push(leaf(rest)); break; }
    if (m.index) out.push(leaf(rest.slice(0, m.index)));
    if (m[1]) out.push(angle(m[1], ctx));
    else if (m[2]) out.push(el("code", {}, plain(m[2])));
    else if (m[3]) out.push(el("b", {}, ...inline(m[3], ctx)));
    else if (m[4]) out.push(el("i", {}, ...inline(m[4], ctx)));
    else out.push(el("s", {}, ...inline(m[5], ctx)));
    rest = rest.slice(m.index + m[0].length);
  }
  return out;
}

function angle(s, ctx) {
  const bar = s.indexOf("|");
  const target = bar < 0 ? s : s.slice(0, bar), label = bar < 0 ? "" : s.slice(bar + 1);
  const names = ctx.names || {};
  if (target.startsWith("@")) return el("span", { class: "mention" }, "@" + (names[target.slice(1)] || plain(label) || target.slice(1)));
  if (target.startsWith("#")) return el("span", { class: "mention" }, "#" + (plain(label) || (ctx.channels || {})[target.slice(1)] || target.slice(1)));
  if (target.startsWith("!date^")) return el("time", {}, date(target, plain(label), ctx.locale));
  if (target.startsWith("!")) return el("span", { class: "ping" }, "@" + (plain(label).replace(/^@/, "") || target.slice(1)));
  if (/^(https?|mailto):/.test(target)) return link(plain(target), plain(label || target.replace(/^mailto:/, "")));
  return plain("<" + s + ">");
}
export const link = (href, label) => (/^(https?|mailto):/.test(href)
  ? el("a", { href, target: "_blank", rel: "noreferrer noopener" }, label) : label);

// date draws <!date^unix^{format}|fallback>.
function date(target, fallback, locale) {
  const [, unix, format] = target.split("^");
  const d = new Date(Number(unix) * 1000);
  if (!format || Number.isNaN(d.getTime())) return fallback;
  const f = (o) => d.toLocaleString(locale, o);
  const as = {
    date_num: d.toISOString().slice(0, 10), date: f({ dateStyle: "long" }), date_short: f({ dateStyle: "medium" }), date_long: f({ dateStyle: "full" }),
    date_pretty: f({ dateStyle: "long" }), date_short_pretty: f({ dateStyle: "medium" }), date_long_pretty: f({ dateStyle: "full" }),
    time: f({ timeStyle: "short" }), time_secs: f({ timeStyle: "medium" }), ago: f({ dateStyle: "medium", timeStyle: "short" }),
  };
  return format.replace(/\{(\w+)\}/g, (m, k) => as[k] ?? m);
}

// text draws a text object.
export function text(o, ctx) {
  if (!o) return [];
  if (o.type === "mrkdwn") return o.verbatim ? mrkdwn(o.text, ctx) : mrkdwn(o.text, ctx);
  return [o.emoji === false ? o.text : o.text.replace(/:([a-z0-9_+-]+):/g, (m, n) => emoji[n] || m)];
}

// markdown draws the markdown block: headings, lists, quotes, code, bold, links.
export function markdown(src) {
  const box = el("div", { class: "b-markdown" });
  let list = null, code = null;
  for (const line of src.split("\n")) {
    if (line.startsWith("```")) { if (code) { box.append(el("pre", {}, code.join("\n"))); code = null; } else code = []; list = null; continue; }
    if (code) { code.push(line); continue; }
    const h = /^(#{1,6})\s+(.*)/.exec(line), li = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)/.exec(line), q = /^>\s?(.*)/.exec(line);
    if (li) {
      const tag = li[1] ? "OL" : "UL";
      if (!list || list.tagName !== tag) { list = el(tag.toLowerCase(), {}); box.append(list); }
      list.append(el("li", {}, ...span(li[2])));
      continue;
    }
    list = null;
    if (h) box.append(el("h4", {}, ...span(h[2])));
    else if (q) box.append(el("blockquote", {}, ...span(q[1])));
    else if (/^\s*([-*_])\1{2,}\s*$/.test(line)) box.append(el("hr", { class: "b-divider" }));
    else if (line.trim()) box.append(el("p", {}, ...span(line)));
  }
  if (code) box.append(el("pre", {}, code.join("\n")));
  return box;
}
function span(s) {
  const out = [];
  const t = /`([^`]+)`|\*\*([^*]+)\*\*|~~([^~]+)~~|(?<!\w)[*_]([^*_]+)[*_](?!\w)|\[([^\]]+)\]\(([^)\s]+)\)/;
  for (let rest = s; rest;) {
    const m = t.exec(rest);
    if (!m) { out.push(rest); break; }
    out.push(rest.slice(0, m.index));
    if (m[1]) out.push(el("code", {}, m[1]));
    else if (m[2]) out.push(el("b", {}, ...span(m[2])));
    else if (m[3]) out.push(el("s", {}, m[3]));
    else if (m[4]) out.push(el("i", {}, ...span(m[4])));
    else out.push(link(m[6], m[5]));
    rest = rest.slice(m.index + m[0].length);
  }
  return out;
}
