import { act, closePopups, el, popup, toast } from "./dom.js";
import { blocks, mrkdwn } from "./blocks.js";
import { modals } from "./modal.js";
import { side } from "./side.js";
import { commands, words as wordsOf } from "./words.js";

const $ = (id) => document.getElementById(id);
const saved = new URLSearchParams(location.hash.slice(1));
let me = saved.get("person") || localStorage.getItem("person") || "";
let place = saved.get("channel") || "";
let tab = "messages";
let thread = "";
let state, words, seen = {};

const person = () => state.people.find((p) => p.id === me) || state.people[0];
const dm = () => "D" + person().id;
const names = () => Object.fromEntries([...state.people.map((p) => [p.id, p.name]), ["UBOT", state.bot]]);

let loading = false, stale = false;
async function load() {
  if (loading) { stale = true; return; }
  loading = true;
  try {
    do {
      stale = false;
      state = await (await fetch("/ui/state?person=" + encodeURIComponent(me))).json();
      if (!state.people.some((p) => p.id === me)) { me = state.people[0].id; stale = true; continue; }
      draw();
    } while (stale);
  } catch (e) { toast(String(e)); } finally { loading = false; }
}

function draw() {
  words = wordsOf(person().locale);
  document.documentElement.lang = person().locale;
  if (!place || (!place.startsWith("D") && !(state.channels || []).some((c) => c.id === place))) place = dm();
  $("banner").textContent = words.banner;
  $("team").textContent = state.team;
  $("input").placeholder = words.placeholder;
  rail();
  top_();
  $("feed").hidden = tab === "home"; $("home").hidden = tab !== "home"; $("composer").hidden = tab === "home";
  if (tab === "home") home(); else feed();
  modals(state, person(), words, names());
  side(state, words, person().locale);
}

function face(p) { return el("span", { class: "face" }, [...p.name].slice(0, /^[\x00-\x7f]/.test(p.name) ? 1 : 1).join("")); }

function rail() {
  $("people-title").textContent = words.people;
  $("people").replaceChildren(...state.people.map((p) => el("button", { "data-person": p.id, "aria-current": String(p.id === me), onclick: () => { me = p.id; place = ""; tab = "messages"; thread = ""; localStorage.setItem("person", me); document.body.classList.remove("menu"); load(); } },
    face(p), el("span", { class: "who" }, el("b", {}, p.name), el("small", {}, p.title)))));
  $("channels-title").textContent = words.channels;
  const go = (id) => () => { place = id; tab = "messages"; thread = ""; document.body.classList.remove("menu"); draw(); };
  $("channels").replaceChildren(
    el("button", { "data-channel": dm(), "aria-current": String(place === dm()), onclick: go(dm()) }, "✦ " + words.direct),
    ...(state.channels || []).map((c) => el("button", { "data-channel": c.id, "aria-current": String(place === c.id), onclick: go(c.id) }, "# " + c.name)));
  $("link-state").textContent = (state.connected ? "● " + words.connected : "○ " + words.waiting);
  $("link-state").dataset.connected = state.connected;
}

function top_() {
  const c = (state.channels || []).find((x) => x.id === place);
  $("place").textContent = c ? "# " + c.name : words.direct;
  const t = (id, label, run) => el("button", { id, type: "button", "aria-selected": String((id === "home-tab") === (tab === "home")), onclick: run }, label);
  $("tabs").replaceChildren(...(c ? [] : [
    t("home-tab", words.home, async () => { tab = "home"; draw(); await act({ do: "home", user: me }); }),
    t("messages-tab", words.messages, () => { tab = "messages"; draw(); })]));
}

function home() {
  const ctx = { names: names(), words, click: (block, action, value) => act({ do: "click", user: me, ref: { home: true }, block, action, value }) };
  $("home").replaceChildren(el("div", {}, state.home ? blocks(state.home, ctx) : el("p", { class: "empty" }, words.homeEmpty)));
}

function feed() {
  const list = state.messages[place] || [];
  const box = $("feed");
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 120 || seen.place !== place || list.length > (seen.count || 0);
  const roots = list.filter((m) => !m.thread_ts || m.thread_ts === m.ts || !list.some((x) => x.ts === m.thread_ts));
  const nodes = [];
  for (const m of roots) {
    nodes.push(message(m, false));
    for (const r of list.filter((x) => x.thread_ts === m.ts && x.ts !== m.ts)) nodes.push(message(r, true));
  }
  box.replaceChildren(...(nodes.length ? nodes : [el("p", { class: "empty" }, words.empty)]));
  if (atEnd) box.scrollTop = box.scrollHeight;
  seen = { place, count: list.length };
}

function message(m, reply) {
  const p = state.people.find((x) => x.id === m.user);
  const bot = !p;
  const name = p ? p.name : m.user === "USLACKBOT" ? "Slackbot" : state.bot;
  const ref = { channel: m.channel, ts: m.ts };
  const ctx = { names: names(), words, click: (block, action, value) => act({ do: "click", user: me, ref, block, action, value }) };
  const more = el("button", { class: "more", "aria-label": words.onMessage, onclick: (ev) => { ev.stopPropagation(); popup(ev.currentTarget, [
    [words.reply, () => { thread = m.thread_ts || m.ts; $("input").focus(); hint(); }],
    ...state.shortcuts.filter((s) => s.on_message).map((s) => [s.name, () => act({ do: "shortcut", user: me, action: s.callback, ref }), { "data-shortcut": s.callback }])]); } }, "⋯");
  return el("div", { class: "msg" + (bot ? " bot" : "") + (m.ephemeral ? " ephemeral" : "") + (reply ? " reply" : ""), "data-ts": m.ts },
    el("span", { class: "face" }, bot ? "D" : [...name][0]),
    el("div", { class: "body" },
      el("div", { class: "meta" }, el("b", {}, name), new Date(parseInt(m.ts, 10) * 1000).toLocaleString(person().locale, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }), m.edited ? " · " + words.edited : ""),
      m.ephemeral ? el("div", { class: "only" }, "👁 " + words.only) : null,
      m.blocks ? blocks(m.blocks, ctx) : el("div", { class: "text" }, ...mrkdwn(m.text, names()))),
    m.ephemeral ? null : more);
}

function hint() {
  const v = $("input").value, zh = (person().locale || "").startsWith("zh");
  const list = v.startsWith("/") ? commands.filter(([c]) => c.trim().startsWith(v.trim()) || v === "/") : [];
  $("hint").hidden = list.length === 0 || v.trim() === list[0]?.[0].trim() && list.length === 1;
  $("hint").replaceChildren(...list.map(([c, e, z]) => el("button", { type: "button", onclick: () => { $("input").value = c; $("input").focus(); hint(); } }, el("b", {}, c), el("span", {}, zh ? z : e))));
}

async function send() {
  const v = $("input").value.trim();
  if (!v) return;
  $("input").value = ""; hint();
  const body = v.startsWith("/") ? { do: "command", user: me, channel: place, text: v } : { do: "say", user: me, channel: place, text: v, thread };
  thread = "";
  await act(body);
}

$("composer").addEventListener("submit", (e) => { e.preventDefault(); send(); });
$("input").addEventListener("keydown", (e) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); send(); }
  if (e.key === "Escape") { $("hint").hidden = true; closePopups(); }
});
$("input").addEventListener("input", hint);
$("menu").addEventListener("click", () => document.body.classList.toggle("menu"));
$("feed").addEventListener("click", () => document.body.classList.remove("menu"));
$("tools").addEventListener("click", () => { $("side").hidden = !$("side").hidden; draw(); });
$("plus").addEventListener("click", (e) => { e.stopPropagation(); popup(e.currentTarget, state.shortcuts.filter((s) => !s.on_message).map((s) => [s.name, () => act({ do: "shortcut", user: me, action: s.callback, ref: {} }), { "data-shortcut": s.callback }])); });

const events = new EventSource("/ui/events");
events.onmessage = load;
events.onerror = () => { if (words) $("link-state").textContent = "○ …"; };
load();
