import { act, el, here, toast } from "./dom.js";

const paths = ["", "/open-apis/im/v1/messages", "/open-apis/auth/v3/tenant_access_token", "/open-apis/contact/v3/users", "/open-apis/im/v1/images", "/open-apis/bot/v3/info"];
const kinds = { api: "↑", event: "↓", callback: "↓", ws: "↓", webhook: "↓", error: "!" };
let built = null;

// side draws the drawer: the clock, trouble on request, the raw traffic.
export async function side(state, words, locale) {
  const box = document.getElementById("side");
  if (box.hidden) return;
  if (built !== words) { build(box, words); built = words; }
  const clock = document.getElementById("clock");
  clock.textContent = new Date(state.now).toLocaleString(locale, { weekday: "short", year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
  clock.className = state.moved ? "moved" : "";
  try {
    list((await (await fetch(here("ui/traffic"))).json()) || [], locale);
  } catch (e) { toast(String(e), "error"); }
}

function build(box, words) {
  const b = (label, body, id) => el("button", { class: "btn", type: "button", id, onclick: () => act(typeof body === "function" ? body() : body) }, label);
  const path = el("select", { id: "fault-path", "aria-label": words.path }, paths.map((p) => el("option", { value: p }, p.replace("/open-apis", "") || words.anyCall)));
  const times = el("input", { id: "fault-times", type: "number", min: 1, max: 99, value: "1", "aria-label": words.times });
  const fault = (f) => () => ({ do: "fault", path: path.value, times: Number(times.value) || 1, ...f });
  const clock = (label, by) => b(label, { do: "clock", by }, "clock-" + by);
  box.setAttribute("aria-label", words.tools);
  box.replaceChildren(
    el("header", {}, el("h2", {}, words.tools), el("button", { class: "icon", type: "button", id: "side-close", "aria-label": words.close, onclick: () => { box.hidden = true; document.getElementById("tools").focus(); } }, "✕")),
    el("h3", {}, words.clock), el("p", { id: "clock" }),
    el("div", { class: "row" }, clock(words.monday, "monday"), clock(words.hour, "hour"), clock(words.day, "day"), clock(words.week, "week"), clock(words.real, "real")),
    el("h3", {}, words.trouble),
    el("div", { class: "row" }, path, times),
    el("div", { class: "row" }, b(words.t429, fault({ status: 429, retry_after: 5 }), "fault-429"), b(words.t500, fault({ status: 500 }), "fault-500"),
      b(words.twice, { do: "twice" }, "fault-twice"), b(words.late, { do: "late" }, "fault-late"), b(words.reconnect, { do: "reconnect" }, "fault-reconnect")),
    el("h3", {}, words.traffic), el("div", { id: "traffic" }));
}

const troubled = (t) => t.kind === "error" || Boolean(t.answer && ((t.answer.code && t.answer.code !== 200) || t.answer.status >= 400 || t.answer.error));

// list adds what is new on top and leaves the rest, so that what is being read
// stays open.
function list(traffic, locale) {
  const box = document.getElementById("traffic");
  const known = new Map([...box.children].map((d) => [d.dataset.key, d]));
  const seen = {}, keys = new Set();
  for (const t of traffic) {
    let key = t.at + t.kind + t.name;
    seen[key] = (seen[key] || 0) + 1;
    key += "#" + seen[key];
    keys.add(key);
    // An exchange is listed before it is answered.
    const old = known.get(key), done = String(t.answer !== undefined && t.answer !== null);
    if (old && old.dataset.done === done) continue;
    const d = el("details", { class: troubled(t) ? "trouble" : "" }, el("summary", {}, el("b", {}, kinds[t.kind] || "·"), " ",
      el("time", {}, new Date(t.at).toLocaleTimeString(locale, { hour12: false })), " " + (t.kind === "api" ? "" : t.kind + " ") + t.name));
    d.dataset.key = key;
    d.dataset.done = done;
    d.addEventListener("toggle", () => {
      if (d.open && d.children.length === 1) d.append(el("pre", {}, "→ " + JSON.stringify(t.sent ?? null, null, 1)), el("pre", {}, "← " + JSON.stringify(t.answer ?? null, null, 1)));
    });
    if (!old) { box.prepend(d); continue; }
    old.replaceWith(d);
    d.open = old.open;
  }
  for (const d of [...box.children]) if (!keys.has(d.dataset.key)) d.remove();
}
