import { act, el, popup } from "./dom.js";
import { blocks } from "./blocks.js";
import { emojiOf, mrkdwn } from "./mrkdwn.js";

const colours = ["#3f6f8f", "#7a5c99", "#8a6d2f", "#4b7f5c", "#96564a", "#54688a"];
export function face(id, name, bot) {
  let n = 0;
  for (const c of id) n = (n * 31 + c.codePointAt(0)) >>> 0;
  return el("span", { class: "face", "aria-hidden": "true", style: bot ? "" : "background:" + colours[n % colours.length] }, [...name][0] || "?");
}

let drawn = new Map(), shown = "", count = 0;

// feed draws a place's messages; only what changed is drawn anew, so that an
// open menu or a half chosen date stays.
export function feed(box, list, base) {
  const { words } = base;
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
  const isRoot = (m) => !m.thread_ts || m.thread_ts === m.ts || !list.some((x) => x.ts === m.thread_ts);
  for (const m of list.filter(isRoot)) {
    const d = when(m).toLocaleDateString(base.locale, { weekday: "long", month: "long", day: "numeric" });
    if (d !== day) { day = d; keep("day" + d, () => el("div", { class: "day" }, el("span", {}, d))); }
    keep(JSON.stringify(m), () => message(m, false, base));
    for (const r of list.filter((x) => x.thread_ts === m.ts && x.ts !== m.ts)) keep("r" + JSON.stringify(r), () => message(r, true, base));
  }
  if (!list.length) nodes.push(el("p", { class: "empty" }, words.empty));
  drawn = next;
  place(box, nodes);
  if (base.target && next.size) {
    const t = box.querySelector(`.msg[data-ts="${CSS.escape(base.target)}"]`);
    if (t) { t.scrollIntoView({ block: "center" }); t.classList.add("found"); base.found(); return; }
  }
  if (atEnd) box.scrollTop = box.scrollHeight;
}

// place puts nodes in order without touching those that stand right.
function place(box, nodes) {
  const wanted = new Set(nodes);
  for (const c of [...box.children]) if (!wanted.has(c)) c.remove();
  nodes.forEach((n, i) => { if (box.children[i] !== n) box.insertBefore(n, box.children[i] || null); });
}

const when = (m) => new Date(parseInt(m.ts, 10) * 1000);

function message(m, reply, base) {
  const { words, state, me } = base;
  const p = state.people.find((x) => x.id === m.user);
  const name = p ? p.name : m.user === "USLACKBOT" ? "Slackbot" : state.bot;
  const ref = { channel: m.channel, ts: m.ts };
  const ctx = { ...base, click: (block, action, value) => act({ do: "click", user: me, ref, block, action, value }) };
  const menu = () => [
    [words.reply, () => base.replyTo(m.thread_ts || m.ts, name)],
    [words.forward, () => base.forward(ref), { "data-forward": m.ts }],
    ...state.shortcuts.filter((s) => s.on_message).map((s) => [s.name, () => act({ do: "shortcut", user: me, action: s.callback, ref }), { "data-shortcut": s.callback }]),
  ];
  const more = el("button", { class: "more", type: "button", "aria-label": words.onMessage, "aria-haspopup": "menu", onclick: (ev) => { ev.stopPropagation(); popup(ev.currentTarget, menu()); } }, "⋯");
  const hasBlocks = m.blocks && m.blocks.length;
  return el("div", { class: "msg" + (p ? "" : " bot") + (m.ephemeral ? " ephemeral" : "") + (reply ? " reply" : ""), "data-ts": m.ts, "data-user": m.user },
    face(m.user, name, !p),
    el("div", { class: "body" },
      el("div", { class: "meta" }, el("b", {}, name), p ? null : el("span", { class: "tag" }, words.app),
        el("time", {}, when(m).toLocaleTimeString(base.locale, { hour: "2-digit", minute: "2-digit" })), m.edited ? el("span", {}, " · " + words.edited) : null),
      m.ephemeral ? el("div", { class: "only" }, "👁 " + words.only) : null,
      hasBlocks ? blocks(m.blocks, ctx) : m.text ? el("div", { class: "text" }, ...mrkdwn(m.text, ctx)) : null,
      (m.shared || []).map((s) => el("blockquote", { class: "shared", "data-shared": s.ts }, el("b", {}, s.author), el("div", { class: "text" }, ...mrkdwn(s.text, ctx)))),
      (m.files || []).map(file),
      (m.reactions || []).length ? el("div", { class: "reactions" }, m.reactions.map((r) => el("span", { title: ":" + r.name + ":" }, emojiOf(r.name)))) : null),
    m.ephemeral ? null : more);
}

function file(f) {
  const href = "/files/" + encodeURIComponent(f.id);
  const picture = /^image\/(png|jpeg|gif|webp)$/.test(f.mimetype);
  return el("figure", { class: "file", "data-file": f.id },
    el("figcaption", {}, el("a", { href, target: "_blank", rel: "noreferrer noopener" }, f.title || f.name), el("small", {}, " " + size(f.size))),
    picture ? el("img", { src: href, alt: f.alt_txt || f.title || f.name, loading: "lazy" }) : null);
}
const size = (n) => (n < 1024 ? n + " B" : n < 1048576 ? (n / 1024).toFixed(0) + " kB" : (n / 1048576).toFixed(1) + " MB");
