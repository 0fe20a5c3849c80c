import { act, closePopups, el, here, toast } from "./dom.js";
import { face, feed } from "./feed.js";
import { side } from "./traffic.js";
import { chinese, offers, words as wordsOf } from "./words.js";

const $ = (id) => document.getElementById(id);
const hash = () => new URLSearchParams(location.hash.slice(1));
const remembered = () => { try { return localStorage.getItem("feishu-person") || ""; } catch { return ""; } };
let me = hash().get("person") || remembered();
let place = hash().get("chat") || "";
let state, words, thread = null, passing = [], entered = "", draftOf = "";
const drafts = {}, read = {};

const person = () => state.people.find((p) => p.id === me) || state.people[0];
const isGroup = () => place !== state.p2p;
const chatOf = (id) => state.chats.find((c) => c.id === id);

// base is what drawing needs to know of the tenant.
function base() {
  const names = { ...state.names };
  for (const p of state.people) names[p.id] = p.name;
  names.ou_bot = state.bot;
  return {
    state, words, me, place, names, locale: person().locale, zh: chinese(person().locale), bot: state.bot,
    members: isGroup() ? (chatOf(place) || {}).members || [] : [me],
    replyTo: (id, name) => { thread = { id, name }; passing = []; threadLine(); $("input").focus(); },
    forward: (id) => { thread = null; passing = passing.includes(id) ? passing.filter((x) => x !== id) : [...passing, id]; threadLine(); },
  };
}

let loading = false, stale = false;
async function load() {
  if (loading) { stale = true; return; }
  loading = true;
  try {
    do {
      stale = false;
      const asked = me;
      const res = await fetch(here("ui/state?person=" + encodeURIComponent(asked)));
      if (!res.ok) throw new Error(res.status + " " + (await res.text()));
      const got = await res.json();
      if (asked !== me) { stale = true; continue; } // somebody else was chosen meanwhile
      if (!got.people.some((p) => p.id === me)) { me = got.people[0].id; stale = true; continue; }
      state = { ...got, chats: got.chats || [], menu: got.menu || [], messages: got.messages || {} };
      draw();
    } while (stale);
  } catch (e) { toast(String(e.message || e), "error"); } finally { loading = false; }
}

function draw() {
  words = wordsOf(person().locale);
  document.documentElement.lang = person().locale;
  if (place !== state.p2p && !chatOf(place)) place = state.p2p;
  history.replaceState(null, "", "#" + new URLSearchParams({ person: me, chat: place }));
  $("banner").textContent = words.banner;
  $("team").textContent = state.tenant;
  for (const [id, w] of [["send", "send"], ["tools", "tools"], ["menu", "menu"], ["rail", "nav"], ["menu-bar", "botMenu"]]) $(id).setAttribute("aria-label", words[w]);
  $("input").placeholder = isGroup() ? words.groupPlaceholder.replace("{bot}", state.bot) : words.placeholder;
  $("place").textContent = isGroup() ? chatOf(place).name + " · " + (chatOf(place).members || []).length : state.bot;
  const list = state.messages[place] || [];
  feed($("feed"), list, base());
  read[me + place] = list.length;
  rail();
  menuBar();
  threadLine();
  side(state, words, person().locale);
  if (draftOf !== me + place) giveDraft();
  document.body.dataset.ready = me;
  if (entered !== me) { entered = me; if (!isGroup()) enter(); }
}

// enter tells the bot that a person opened the private chat with it.
function enter() { act({ do: "enter", user: me }); }

// fill draws a list anew only when it changed, so that focus stays.
function fill(box, key, make) {
  if (box.dataset.key === key) return;
  const held = box.contains(document.activeElement) ? document.activeElement.dataset : null;
  box.replaceChildren(...make());
  box.dataset.key = key;
  if (held) [...box.querySelectorAll("button")].find((b) => b.dataset.person === held.person && b.dataset.chat === held.chat && b.dataset.menu === held.menu)?.focus({ preventScroll: true });
}

function rail() {
  $("people-title").textContent = words.people;
  $("chats-title").textContent = words.chats;
  fill($("people"), me + words.people + JSON.stringify(state.people), () => state.people.map((p) => el("button", { type: "button", "data-person": p.id, "aria-current": String(p.id === me), onclick: () => become(p.id) },
    face(p.id, p.name), el("span", { class: "who" }, el("b", {}, p.name, p.external ? el("span", { class: "tag" }, words.external) : null), el("small", {}, p.title || "")))));
  const all = [{ id: state.p2p, name: state.bot, mark: "✦" }, ...state.chats.filter((c) => c.id !== state.p2p).map((c) => ({ ...c, mark: "#" }))].map((c) => {
    const n = (state.messages[c.id] || []).length;
    read[me + c.id] ??= n;
    return { ...c, fresh: n > read[me + c.id] && c.id !== place };
  });
  fill($("chats"), me + place + words.chats + JSON.stringify(all), () => all.map((c) => el("button", { type: "button", "data-chat": c.id, "aria-current": String(place === c.id), class: c.fresh ? "fresh" : "", onclick: () => go(c.id) },
    el("span", { class: "mark", "aria-hidden": "true" }, c.mark), el("span", { class: "name" }, c.name), c.fresh ? el("span", { class: "dot" }, "●") : null)));
  $("other").hidden = !state.both;
  $("other").textContent = words.other;
  linkState(state.connected ? "● " + words.connected : "○ " + words.waiting, state.connected);
}
function linkState(text, ok) { $("link-state").textContent = text; $("link-state").dataset.connected = String(Boolean(ok)); }

// menuBar is the bot's menu, which exists in private chats only.
function menuBar() {
  $("menu-bar").hidden = isGroup() || !state.menu.length;
  const zh = chinese(person().locale);
  fill($("menu-bar"), me + JSON.stringify(state.menu), () => state.menu.map((m) => el("button", { type: "button", "data-menu": m.key, onclick: () => act({ do: "menu", user: me, key: m.key }) }, zh ? m.name : m.name_en || m.name)));
}

function become(id) {
  keepDraft();
  me = id; place = ""; thread = null; passing = []; entered = "";
  try { localStorage.setItem("feishu-person", me); } catch { /* private window */ }
  document.body.classList.remove("menu");
  load();
}
function go(id) {
  keepDraft();
  place = id; thread = null; passing = [];
  document.body.classList.remove("menu");
  draw();
  if (!isGroup()) enter();
}
function keepDraft() { if (draftOf) drafts[draftOf] = $("input").value; }
function giveDraft() { draftOf = me + place; $("input").value = drafts[me + place] || ""; grow(); hint(); }

// threadLine says what is replied to, or what was picked to be forwarded: one message as
// it is, several merged into one.
function threadLine() {
  $("thread").hidden = !thread && !passing.length;
  if ($("thread").hidden) return;
  const text = thread ? "↳ " + words.replying + " " + thread.name : "↪ " + words.forwarding.replace("{n}", passing.length);
  const pass = thread ? null : el("button", { type: "button", "data-pass": passing.length, onclick: () => { act({ do: "forward", user: me, chat: state.p2p, messages: passing }); passing = []; threadLine(); } }, words.pass);
  $("thread").replaceChildren(el("span", {}, text), pass || "", el("button", { type: "button", class: "icon", "aria-label": words.cancel, onclick: () => { thread = null; passing = []; threadLine(); $("input").focus(); } }, "✕"));
}

let picked = -1;
function hint() {
  const typed = $("input").value;
  const names = state ? [state.bot, ...((chatOf(place) || {}).members || []).filter((id) => id !== me && id !== "ou_bot").map((id) => state.names[id] || id)] : [];
  const all = state ? offers(typed, { locale: person().locale, bot: state.bot, group: isGroup(), names }) : [];
  picked = -1;
  $("hint").hidden = !all.length || (all.length === 1 && all[0][0].trim() === typed.trim());
  $("hint").replaceChildren(...all.map(([line, tip, label]) => el("button", { type: "button", onclick: () => take(line) }, el("b", {}, label), el("span", {}, tip))));
}
function take(line) { $("input").value = line; $("input").focus(); grow(); $("hint").hidden = true; }
function walk(step) {
  const all = [...$("hint").children];
  picked = picked < 0 && step < 0 ? all.length - 1 : (picked + step + all.length) % all.length;
  all.forEach((b, i) => b.classList.toggle("on", i === picked));
  all[picked].scrollIntoView({ block: "nearest" });
}

async function send() {
  const text = $("input").value.trim();
  if (!text || !state) return;
  $("input").value = ""; drafts[me + place] = ""; grow(); hint();
  const parent = thread ? thread.id : "";
  thread = null; passing = []; threadLine();
  await act({ do: "say", user: me, chat: place, text, parent });
}
function grow() { const t = $("input"); t.style.height = "auto"; t.style.height = Math.min(t.scrollHeight, 140) + "px"; }

// A file goes as it is; the page gives its bytes to the workspace.
$("file").addEventListener("change", (e) => {
  const f = e.target.files[0];
  if (!f) return;
  const reader = new FileReader();
  reader.onload = () => act({ do: "share", user: me, chat: place, name: f.name, data: String(reader.result).split(",")[1] || "" });
  reader.readAsDataURL(f);
  e.target.value = "";
});
let sent = false;
$("composer").addEventListener("submit", (e) => { e.preventDefault(); send(); });
$("input").addEventListener("keydown", (e) => {
  if (e.isComposing || e.keyCode === 229) return; // an input method is at work: Enter chooses a word
  const open = !$("hint").hidden;
  if (open && (e.key === "ArrowDown" || e.key === "ArrowUp")) { e.preventDefault(); walk(e.key === "ArrowDown" ? 1 : -1); return; }
  if (open && (e.key === "Tab" || e.key === "Enter") && picked >= 0) { e.preventDefault(); $("hint").children[picked].click(); return; }
  if (e.key === "Enter" && !e.shiftKey) { e.preventDefault(); sent = true; send(); }
  if (e.key === "Escape") { $("hint").hidden = true; closePopups(); }
});
// Browser drivers send the line break apart from the key that was handled.
$("input").addEventListener("beforeinput", (e) => { if (sent && e.inputType === "insertLineBreak") e.preventDefault(); });
$("input").addEventListener("keyup", () => { sent = false; });
$("input").addEventListener("input", () => { grow(); hint(); });
$("menu").addEventListener("click", (e) => { e.stopPropagation(); document.body.classList.toggle("menu"); });
document.querySelector("main").addEventListener("click", () => document.body.classList.remove("menu"));
document.addEventListener("keydown", (e) => { if (e.key === "Escape") document.body.classList.remove("menu"); });
$("tools").addEventListener("click", () => { $("side").hidden = !$("side").hidden; if (state) side(state, words, person().locale); });
window.addEventListener("hashchange", () => {
  const who = hash().get("person"), where = hash().get("chat");
  if (who && who !== me) { become(who); place = where || ""; return; }
  if (where && where !== place && state) go(where);
});
window.addEventListener("error", (e) => { if (!/ResizeObserver/.test(e.message)) toast(e.message, "error"); });
window.addEventListener("unhandledrejection", (e) => toast(String(e.reason), "error"));

const events = new EventSource(here("ui/events"));
events.onmessage = load;
events.onerror = () => { if (words) linkState("○ " + words.lostPage, false); };
load();
