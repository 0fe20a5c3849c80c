import { el, link } from "./dom.js";

// The marks of Feishu's markdown inside a line. Entities are decoded last of
// all, in the leaves: an escaped star is a star and never emphasis.
const named = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", ensp: "\u2002", emsp: "\u2003", copy: "©", reg: "®", hellip: "…", mdash: "—", ndash: "–", middot: "·", bull: "•", times: "×", yen: "¥", euro: "€", pound: "£", sol: "/" };
const letter = (n) => (n > 0 && n <= 0x10ffff && !(n >= 0xd800 && n <= 0xdfff) ? String.fromCodePoint(n) : "\ufffd");
export const decode = (s) => s.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g, (all, d, x, n) => (d ? letter(Number(d)) : x ? letter(parseInt(x, 16)) : named[n] ?? all));
const leaf = (s) => decode(s.replace(/\\([!-/:-@[-`{-~])/g, "$1"));

const shades = {
  blue: ["#245bdb", "#e1eaff"], wathet: ["#0773a8", "#d9f3fd"], turquoise: ["#087a70", "#d5f6f2"], green: ["#237b19", "#d9f5d6"], lime: ["#5b7a0c", "#eef6c6"], yellow: ["#8a6100", "#faf1d1"],
  orange: ["#b05200", "#feead2"], red: ["#c02a26", "#fde2e2"], carmine: ["#b01f6b", "#fce0ee"], violet: ["#96249c", "#f8def8"], purple: ["#6425d0", "#ece2fe"], indigo: ["#3c47b8", "#e0e2fa"],
  grey: ["#646a73", "#eff0f1"], neutral: ["#4e5969", "#eff0f1"], default: ["#1f2329", "#eff0f1"], white: ["#646a73", "#ffffff"],
};
const own = (of, name) => (Object.hasOwn(of, name) ? of[name] : undefined);
const shade = (name) => own(shades, String(name || "").replace(/-\d+$/, ""));

// colour is a name of the platform, or one that the card's config gives.
export function colour(name, ctx, back) {
  const custom = own((ctx && ctx.colours) || {}, name);
  if (custom && /^[\w#(),.\s%]+$/.test(custom.light_mode || "")) return custom.light_mode;
  if (name === "default" && back) return "";
  return (shade(name) || [])[back ? 1 : 0] || "";
}
export function chip(text, name) {
  const [ink, wash] = shade(name) || shades.neutral;
  return el("span", { class: "chip", style: `color:${ink};background:${wash}` }, text);
}
export const mention = (id, ctx, label) => el("span", { class: id === "all" ? "mention all" : "mention" }, "@" + (id === "all" ? (ctx.zh ? "所有人" : "all") : own(ctx.names, id) || label || id));

// value reads an attribute of a tag of markdown.
const attribute = (attrs, name) => { const m = new RegExp("(?:^|\\s)" + name + "\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\"|([^\\s'\"/>]+))", "i").exec(attrs); return m ? decode(m[1] ?? m[2] ?? m[3] ?? "") : ""; };

const tags = "font|at|person|text_tag|number_tag|local_datetime|link|a|b|strong|i|em|s|del|u|audio|raw|code";
const token = new RegExp([
  "(?<!\\\\)(`+)(?!`)([\\s\\S]+?)(?<!`)\\1(?!`)",                       // 1 2 code
  "<(" + tags + ")((?:\\s[^<>]*)?)>([\\s\\S]*?)</\\3\\s*>",             // 3 4 5 a tag and what it holds
  "<(at|person|local_datetime|br|hr)((?:\\s[^<>]*?)?)\\s*/?>",          // 6 7 a tag alone
  "(?<!\\\\)!\\[([^\\[\\]\\n]*)\\]\\(([^()\\s]+)\\)",                   // 8 9 a picture
  "(?<!\\\\)\\[([^\\[\\]\\n]+)\\]\\(([^()\\s]*)\\)",                    // 10 11 a link
  "(?<!\\\\)\\*\\*\\*(?![\\s*])([\\s\\S]+?)(?<![\\s\\\\])\\*\\*\\*",    // 12 bold and italic
  "(?<!\\\\)\\*\\*(?![\\s*])([\\s\\S]+?)(?<![\\s\\\\])\\*\\*",          // 13 bold
  "(?<![\\\\\\p{L}\\p{N}_])__(?![\\s_])([\\s\\S]+?)(?<![\\s\\\\])__(?![\\p{L}\\p{N}_])", // 14
  "(?<![\\\\*])\\*(?![\\s*])([^*\\n]+?)(?<![\\s\\\\])\\*(?!\\*)",       // 15 italic
  "(?<![\\\\\\p{L}\\p{N}_])_(?![\\s_])([^_\\n]+?)(?<![\\s\\\\])_(?![\\p{L}\\p{N}_])", // 16
  "(?<!\\\\)~~(?!\\s)([\\s\\S]+?)(?<![\\s\\\\])~~",                     // 17 struck out
  "(https?://[^\\s<>\"'`，。；！？、（）()\\[\\]]+)",                     // 18 a bare address
].join("|"), "u");

export function inline(text, ctx) {
  const out = [];
  for (let rest = String(text ?? ""); rest;) {
    const m = token.exec(rest);
    if (!m) { out.push(leaf(rest)); break; }
    if (m.index) out.push(leaf(rest.slice(0, m.index)));
    out.push(...[marked(m, ctx)].flat());
    rest = rest.slice(m.index + m[0].length);
  }
  return out;
}

function marked(m, ctx) {
  const within = (s) => inline(s, ctx);
  if (m[2] !== undefined) return el("code", {}, m[2].trim() ? m[2].replace(/^ (.*) $/s, "$1") : m[2]);
  if (m[3]) return tagged(m[3].toLowerCase(), m[4] || "", m[5], ctx, within);
  if (m[6]) return m[6] === "br" ? el("br") : m[6] === "hr" ? el("hr") : tagged(m[6], m[7] || "", "", ctx, within);
  if (m[9] !== undefined) return picture(leaf(m[9]), leaf(m[8]), ctx);
  if (m[10] !== undefined) return link(leaf(m[11]), ...within(m[10]));
  if (m[12] !== undefined) return el("b", {}, el("i", {}, ...within(m[12])));
  if (m[13] !== undefined || m[14] !== undefined) return el("b", {}, ...within(m[13] ?? m[14]));
  if (m[15] !== undefined || m[16] !== undefined) return el("i", {}, ...within(m[15] ?? m[16]));
  if (m[17] !== undefined) return el("s", {}, ...within(m[17]));
  return link(decode(m[18]), decode(m[18]));
}

function tagged(tag, attrs, held, ctx, within) {
  switch (tag) {
    case "font": return el("span", { style: "color:" + colour(attribute(attrs, "color"), ctx) }, ...within(held));
    case "at": {
      const ids = (attribute(attrs, "ids") || attribute(attrs, "id") || attribute(attrs, "user_id") || attribute(attrs, "email")).split(",");
      return ids.map((id) => mention(id.trim(), ctx, leaf(held)));
    }
    case "person": return person(attribute(attrs, "id"), ctx);
    case "text_tag": return chip(leaf(held), attribute(attrs, "color"));
    case "number_tag": return el("span", { class: "number", style: `background:${colour(attribute(attrs, "background_color"), ctx) || "#646a73"}` }, leaf(held));
    case "local_datetime": return el("time", {}, moment(Number(attribute(attrs, "millisecond")), attribute(attrs, "format_type"), ctx));
    case "a": case "link": return link(attribute(attrs, "href") || attribute(attrs, "url"), ...within(held));
    case "b": case "strong": return el("b", {}, ...within(held));
    case "i": case "em": return el("i", {}, ...within(held));
    case "s": case "del": return el("s", {}, ...within(held));
    case "u": return el("u", {}, ...within(held));
    case "code": return el("code", {}, leaf(held));
  }
  return within(held);
}

export function person(id, ctx) {
  const name = own(ctx.names, id) || id;
  return el("span", { class: "someone" }, el("span", { class: "dotface", "aria-hidden": "true" }, [...name][0] || "?"), name);
}

// picture draws an image that was uploaded, by its key.
export function picture(key, alt) {
  return /^[\w-]+$/.test(key) ? el("img", { src: new URL("ui/image/" + encodeURIComponent(key), import.meta.url).href, alt: alt || "", loading: "lazy" }) : "[" + (alt || key) + "]";
}

export function moment(ms, format, ctx) {
  const d = new Date(ms);
  if (!ms || Number.isNaN(d.getTime())) return "";
  const as = { date_num: { year: "numeric", month: "2-digit", day: "2-digit" }, date_short: { month: "short", day: "numeric" }, date: { dateStyle: "long" }, week: { weekday: "long" }, week_short: { weekday: "short" }, time: { timeStyle: "short" }, time_sec: { timeStyle: "medium" }, timezone: { timeZoneName: "short" } };
  const zone = (ctx.state.people.find((p) => p.id === ctx.me) || {}).tz;
  const say = (more) => d.toLocaleString(ctx.locale, { ...(as[format] || { dateStyle: "medium", timeStyle: "short" }), ...more });
  try { return say({ timeZone: zone || undefined }); } catch { return say({}); } // a zone that this browser does not know
}
