import { act, el, link, web } from "./dom.js";
import { card } from "./card.js";
import { mention } from "./inline.js";

const colours = ["#3f6f8f", "#7a5c99", "#8a6d2f", "#4b7f5c", "#96564a", "#54688a"];
export function face(id, name, bot) {
  let n = 0;
  for (const c of id) n = (n * 31 + c.codePointAt(0)) >>> 0;
  return el("span", { class: "face", "aria-hidden": "true", style: bot ? "" : "background:" + colours[n % colours.length] }, [...(name || "")][0] || "?");
}

let drawn = new Map(), shown = "", count = 0, pressed = "";

// feed draws a chat's messages; only what changed is drawn anew, so that an open
// menu or a half filled form stays.
export function feed(box, list, base) {
  const here = base.me + base.place + base.locale;
  if (here !== shown) { drawn = new Map(); box.replaceChildren(); }
  const atEnd = here !== shown || box.scrollHeight - box.scrollTop - box.clientHeight < 140 || list.length > count;
  shown = here;
  count = list.length;
  const nodes = [], next = new Map();
  const keep = (key, make) => {
    const node = drawn.get(key) || make();
    next.set(key, node);
    nodes.push(node);
  };
  let day = "";
  for (const m of list) {
    const d = new Date(m.created).toLocaleDateString(base.locale, { weekday: "long", month: "long", day: "numeric" });
    if (d !== day) { day = d; keep("day" + d, () => el("div", { class: "day" }, el("span", {}, d))); }
    const parent = m.parent ? list.find((x) => x.id === m.parent) : null;
    keep(JSON.stringify(m), () => message(m, parent, base));
  }
  if (!list.length) nodes.push(el("p", { class: "empty" }, base.words.empty));
  drawn = next;
  place(box, nodes);
  if (atEnd) box.scrollTop = box.scrollHeight;
  // Who pressed a button by keyboard goes on from the card that came instead.
  if (pressed && document.activeElement === document.body) box.querySelector(`.card[data-message="${CSS.escape(pressed)}"]`)?.focus({ preventScroll: true });
}

// place puts nodes in order without touching those that stand right.
function place(box, nodes) {
  const wanted = new Set(nodes);
  for (const c of [...box.children]) if (!wanted.has(c)) c.remove();
  nodes.forEach((n, i) => { if (box.children[i] !== n) box.insertBefore(n, box.children[i] || null); });
}

function nameOf(id, base) { return base.names[id] || id; }

function message(m, parent, base) {
  const { words, me, locale } = base;
  const bot = !base.state.people.some((p) => p.id === m.sender), mine = m.sender === me, name = nameOf(m.sender, base);
  const reply = Boolean(m.parent || m.root);
  const kind = ["msg", bot ? "bot" : "", mine ? "mine" : "", reply ? "reply" : ""].filter(Boolean).join(" ");
  return el("div", { class: kind, "data-id": m.id, "data-sender": m.sender, "data-parent": m.parent || m.root },
    face(m.sender, name, bot),
    el("div", { class: "body" },
      el("div", { class: "meta" }, el("b", {}, name), bot ? el("span", { class: "tag" }, words.bot) : null,
        el("time", {}, new Date(m.created).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" })), m.edited ? el("span", {}, " · " + words.edited) : null),
      parent ? el("div", { class: "quoted" }, words.to + " " + nameOf(parent.sender, base) + (base.zh ? "：" : ": ") + brief(parent, base)) : null,
      content(m, base),
      m.file ? el("a", { class: "file", "data-file": m.file.key, href: "ui/file/" + encodeURIComponent(m.file.key), download: m.file.name }, "📄 " + m.file.name, el("small", {}, " " + Math.ceil(m.file.size / 1024) + " kB")) : null,
      m.image ? el("img", { class: "picture", src: m.image, alt: words.picture, loading: "lazy" }) : null),
    el("span", { class: "acts" },
      el("button", { type: "button", class: "pass-on", title: words.forward, "aria-label": words.forward, onclick: () => base.forward(m.id) }, "↪"),
      el("button", { type: "button", class: "reply-to", onclick: () => base.replyTo(m.id, name) }, words.reply)));
}

function content(m, base) {
  if (m.type === "interactive" && m.card) {
    const ctx = { ...base, click: (at, option, form) => { pressed = m.id; return act({ do: "click", user: base.me, message: m.id, at, option, ...(form ? { form } : {}) }).finally(() => setTimeout(() => { if (pressed === m.id) pressed = ""; }, 1500)); } };
    try { return card(m, ctx); } catch (e) { return el("div", { class: "c-unknown" }, String(e)); } // a card that no client could draw
  }
  if (m.merged) return el("div", { class: "bubble" }, el("b", {}, base.words.merged), m.merged.map((x) => el("div", { class: "quoted" }, nameOf(x.sender, base) + (base.zh ? "：" : ": ") + brief(x, base))));
  return m.text ? el("div", { class: "bubble" }, ...spoken(m.text, base)) : null;
}

function brief(m, base) {
  const head = m.type === "interactive" ? ((m.card || {}).header || {}).title : null;
  const line = head ? (head.i18n_content || {})[base.zh ? "zh_cn" : "en_us"] || head.content : m.text;
  return [...String(line || "…").split("\n")[0]].slice(0, 60).join("");
}

// spoken draws a text message: mentions and addresses stand out.
function spoken(text, base) {
  const known = [base.bot, ...Object.values(base.names), "所有人", "all"].filter(Boolean).sort((a, b) => b.length - a.length).map((n) => "@" + n);
  const out = [];
  const t = /<at\s+(?:user_id|id|open_id)\s*=\s*["']?([\w-]+)["']?\s*>([^<]*)<\/at>|https?:\/\/[^\s<>"'，。；！？、（）]+|@/g;
  let from = 0, m;
  while ((m = t.exec(text))) {
    if (m[0] === "@") {
      const name = known.find((n) => text.startsWith(n, m.index));
      if (!name) continue;
      out.push(text.slice(from, m.index), el("span", { class: name === "@" + base.names[base.me] ? "mention self" : "mention" }, name));
      from = t.lastIndex = m.index + name.length;
      continue;
    }
    out.push(text.slice(from, m.index), m[1] ? mention(m[1], base, m[2]) : web(m[0]) ? link(m[0], m[0]) : m[0]);
    from = t.lastIndex;
  }
  out.push(text.slice(from));
  return out;
}
