import { act, closePopups, el, popup, toast } from "./dom.js";
import { blocks } from "./blocks.js";
import { face, feed } from "./feed.js";
import { modals } from "./modal.js";
import { side } from "./traffic.js";
import { offers, words as wordsOf } from "./words.js";

const $ = (id) => document.getElementById(id);
const at = new URLSearchParams(location.hash.slice(1));
const remembered = (k) => { try { return localStorage.getItem(k) || ""; } catch { return ""; } };
let me = at.get("person") || remembered("person");
let place = at.get("channel") || "";
let target = at.get("message") || "";
let tab = "messages", thread = null, state, words, homeDrawn = "";
const drafts = {}, read = {};

const person = () => state.people.find((p) => p.id === me) || state.people[0];
const dm = () => "D" + person().id;

// base is what drawing needs to know of the workspace.
function base() {
  return {
    state, words, me, place, target, locale: person().locale, people: state.people, channelList: state.channels || [], channels: state.names || {},
    names: Object.fromEntries([...state.people.map((p) => [p.id, p.name]), ["UBOT", state.bot]]),
    replyTo: (ts, name) => { thread = { ts, name }; threadLine(); $("input").focus(); },
    forward: (ref) => act({ do: "forward", user: me, channel: dm(), ref }),
    found: () => { target = ""; },
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
      const res = await fetch("/ui/state?person=" + encodeURIComponent(asked));
      if (!res.ok) throw new Error(res.status + " " + (await res.text()));
      const got = await res.json();
      if (asked !== me) { stale = true; continue; } // somebody else was chosen meanwhile
      state = got;
      if (!state.people.some((p) => p.id === me)) { me = state.people[0].id; stale = true; continue; }
      draw();
    } while (stale);
  } catch (e) { toast(String(e.message || e)); } finally { loading = false; }
}

function draw() {
  words = wordsOf(person().locale);
  document.documentElement.lang = person().locale;
  if (!place || (place !== dm() && !(state.channels || []).some((c) => c.id === place))) place = dm();
  if (place !== dm()) tab = "messages";
  $("banner").textContent = words.banner;
  $("team").textContent = state.team;
  for (const [id, w] of [["plus", "shortcuts"], ["send", "send"], ["tools", "tools"], ["menu", "menu"]]) $(id).setAttribute("aria-label", words[w]);
  $("input").placeholder = words.placeholder;
  rail();
  head();
  const home_ = tab === "home";
  $("feed").hidden = home_; $("home").hidden = !home_; $("composer").hidden = home_;
  const b = base();
  if (home_) home(b); else { feed($("feed"), state.messages[place] || [], b); read[me + place] = (state.messages[place] || []).length; }
  threadLine();
  modals(state, person(), b);
  side(state, words, person().locale);
  if (draftOf !== me + place) giveDraft();
  document.body.dataset.ready = me;
}

function rail() {
  $("people-title").textContent = words.people;
  const tag = (p) => (p.guest ? words.guest : p.external ? words.external : "");
  $("people").replaceChildren(...state.people.map((p) => el("button", { type: "button", "data-person": p.id, "aria-current": String(p.id === me), onclick: () => become(p.id) },
    face(p.id, p.name), el("span", { class: "who" }, el("b", {}, p.name, tag(p) ? el("span", { class: "tag" }, tag(p)) : null), el("small", {}, p.title)))));
  $("channels-title").textContent = words.channels;
  const entry = (id, mark, name) => {
    const n = (state.messages[id] || []).length, before = read[me + id];
    if (before === undefined) read[me + id] = n;
    const fresh = before !== undefined && n > before && id !== place;
    return el("button", { type: "button", "data-channel": id, "aria-current": String(place === id), class: fresh ? "fresh" : "", onclick: () => go(id) }, el("span", { class: "mark" }, mark), name, fresh ? el("span", { class: "dot" }, "●") : null);
  };
  $("channels").replaceChildren(entry(dm(), "✦", words.direct), ...(state.channels || []).map((c) => entry(c.id, c.private ? "🔒" : "#", c.name)));
  linkState(state.connected ? "● " + words.connected : "○ " + words.waiting, state.connected);
}
function linkState(text, ok) { $("link-state").textContent = text; $("link-state").dataset.connected = String(ok); }

function become(id) {
  keepDraft();
  me = id; place = ""; tab = "messages"; thread = null;
  try { localStorage.setItem("person", me); } catch { /* private window */ }
  document.body.classList.remove("menu");
  load();
}
function go(id) {
  keepDraft();
  place = id; tab = "messages"; thread = null;
  document.body.classList.remove("menu");
  draw();
}
function keepDraft() { if (draftOf) drafts[draftOf] = $("input").value; }
let draftOf = "";
function giveDraft() { draftOf = me + place; $("input").value = drafts[me + place] || ""; grow(); hint(); }

function head() {
  const c = (state.channels || []).find((x) => x.id === place);
  $("place").textContent = c ? (c.private ? "🔒 " : "# ") + c.name : "✦ " + words.direct;
  const t = (id, label, run) => el("button", { id, type: "button", role: "tab", "aria-selected": String((id === "home-tab") === (tab === "home")), onclick: run }, label);
  $("tabs").replaceChildren(...(c ? [] : [
    t("home-tab", words.home, () => { tab = "home"; draw(); act({ do: "home", user: me }); }),
    t("messages-tab", words.messages, () => { tab = "messages"; draw(); })]));
}

function home(b) {
  const key = me + b.locale + JSON.stringify(state.home);
  if (key === homeDrawn) return;
  homeDrawn = key;
  const ctx = { ...b, click: (block, action, value) => act({ do: "click", user: b.me, ref: { home: true }, block, action, value }) };
  $("home").replaceChildren(el("div", {}, state.home ? blocks(state.home, ctx) : el("p", { class: "empty" }, words.homeEmpty)));
}

function threadLine() {
  $("thread").hidden = !thread;
  if (!thread) return;
  $("thread").replaceChildren(el("span", {}, "↳ " + words.replying + " · " + thread.name), el("button", { type: "button", class: "icon", "aria-label": words.cancel, onclick: () => { thread = null; threadLine(); } }, "✕"));
}

let picked = -1;
function hint() {
  const v = $("input").value;
  const all = state ? offers(v, person().locale) : [];
  const done = all.length === 1 && all[0][0].trim() === v.trim();
  $("hint").hidden = !all.length || done;
  picked = -1;
  $("hint").replaceChildren(...all.map(([c, tip]) => el("button", { type: "button", onclick: () => take(c) }, el("b", {}, c), el("span", {}, tip))));
}
function take(c) { $("input").value = c; $("input").focus(); hint(); $("hint").hidden = true; }
function walk(step) {
  const all = [...$("hint").children];
  picked = (picked + step + all.length) % all.length;
  all.forEach((b, i) => b.classList.toggle("on", i === picked));
  all[picked].scrollIntoView({ block: "nearest" });
}

let entered = false;
async function send() {
  const v = $("input").value.trim();
  if (!v) return;
  $("input").value = ""; drafts[me + place] = ""; grow(); hint();
  const body = v.startsWith("/") ? { do: "command", user: me, channel: place, text: v } : { do: "say", user: me, channel: place, text: v, thread: thread ? thread.ts : "" };
  thread = null; threadLine();
  await act(body);
}
function grow() { const t = $("input"); t.style.height = "auto"; t.style.height = Math.min(t.scrollHeight, 140) + "px"; }

// A file goes as it is; the page gives its bytes to the workspace.
$("file").addEventListener("change", (e) => {
  const f = e.target.files[0];
  if (!f) return;
  const reader = new FileReader();
  reader.onload = () => act({ do: "share", user: me, channel: place, name: f.name, data: String(reader.result).split(",")[1] || "" });
  reader.readAsDataURL(f);
  e.target.value = "";
});
$("composer").addEventListener("submit", (e) => { e.preventDefault(); send(); });
$("input").addEventListener("keydown", (e) => {
  if (e.isComposing || e.keyCode === 229) return; // an input method is at work: Enter chooses a word
  const open = !$("hint").hidden;
  if (open && (e.key === "ArrowDown" || e.key === "ArrowUp")) { e.preventDefault(); walk(e.key === "ArrowDown" ? 1 : -1); return; }
  if (open && (e.key === "Tab" || e.key === "Enter") && picked >= 0) { e.preventDefault(); $("hint").children[picked].click(); return; }
  if (e.key === "Enter" && !e.shiftKey) { e.preventDefault(); entered = true; send(); }
  if (e.key === "Escape") { $("hint").hidden = true; closePopups(); }
});
// Browser drivers send the line break apart from the key that was handled.
$("input").addEventListener("beforeinput", (e) => { if (entered && e.inputType === "insertLineBreak") e.preventDefault(); });
$("input").addEventListener("keyup", () => { entered = false; });
$("input").addEventListener("input", () => { grow(); hint(); });
$("menu").addEventListener("click", (e) => { e.stopPropagation(); document.body.classList.toggle("menu"); });
document.querySelector("main").addEventListener("click", () => document.body.classList.remove("menu"));
$("tools").addEventListener("click", () => { $("side").hidden = !$("side").hidden; if (state) draw(); });
$("plus").addEventListener("click", (e) => {
  e.stopPropagation();
  popup(e.currentTarget, state.shortcuts.filter((s) => !s.on_message).map((s) => [s.name, () => act({ do: "shortcut", user: me, action: s.callback, ref: {} }), { "data-shortcut": s.callback }]));
});
window.addEventListener("hashchange", () => {
  const h = new URLSearchParams(location.hash.slice(1));
  if (h.get("channel")) { target = h.get("message") || ""; go(h.get("channel")); }
});
window.addEventListener("error", (e) => toast(e.message));
window.addEventListener("unhandledrejection", (e) => toast(String(e.reason)));

const events = new EventSource("/ui/events");
events.onmessage = load;
events.onerror = () => { if (words) linkState("○ " + words.lostPage, false); };
load();
