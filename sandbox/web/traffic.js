import { act, el, toast } from "./dom.js";

const methods = ["", "chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update", "views.publish", "users.info"];
const kinds = { api: "↑", response_url: "↑", slash_commands: "↓", interactive: "↓", events_api: "↓", error: "!" };
let built = "";

// side draws the drawer: the clock, trouble on request, the raw traffic.
export async function side(state, words, locale) {
  const box = document.getElementById("side");
  if (box.hidden) return;
  if (built !== locale) { build(box, words); built = locale; }
  const clock = document.getElementById("clock");
  clock.textContent = new Date(state.now).toLocaleString(locale, { weekday: "short", year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
  clock.className = state.moved ? "moved" : "";
  try {
    list(await (await fetch("/ui/traffic")).json(), words, locale);
  } catch (e) { toast(String(e)); }
}

function build(box, words) {
  const b = (label, body, id) => el("button", { class: "btn", type: "button", id, onclick: () => act(typeof body === "function" ? body() : body) }, label);
  const method = el("select", { id: "fault-method", class: "btn", "aria-label": words.method }, methods.map((m) => el("option", { value: m }, m || words.anyCall)));
  const times = el("input", { id: "fault-times", class: "btn", type: "number", min: 1, max: 99, value: "1", "aria-label": words.times });
  const fault = (f) => () => ({ do: "fault", method: method.value, fault: { ...f, times: Number(times.value) || 1 } });
  const n = (body) => () => ({ ...body, times: Number(times.value) || 1 });
  box.replaceChildren(
    el("header", {}, el("h2", {}, words.tools), el("button", { class: "icon", type: "button", id: "side-close", "aria-label": words.close, onclick: () => { box.hidden = true; } }, "✕")),
    el("h3", {}, words.clock), el("p", { id: "clock" }),
    el("div", { class: "row" },
      b(words.monday, () => ({ do: "monday", user: document.body.dataset.ready }), "clock-monday"),
      b(words.hour, { do: "advance", seconds: 3600 }, "clock-hour"), b(words.day, { do: "advance", seconds: 86400 }, "clock-day"),
      b(words.week, { do: "advance", seconds: 604800 }, "clock-week"), b(words.real, { do: "real" }, "clock-real")),
    el("h3", {}, words.trouble),
    el("div", { class: "row" }, method, times),
    el("div", { class: "row" },
      b(words.t429, fault({ status: 429, retry_after: 5 }), "fault-429"), b(words.t429bare, fault({ status: 429 }), "fault-429-bare"), b(words.t500, fault({ status: 500 }), "fault-500"), b(words.lost, fault({ status: 200, drop_after: true }), "fault-drop"),
      b(words.twice, n({ do: "duplicate" }), "fault-twice"), b(words.late, n({ do: "delay", seconds: 4 }), "fault-late"), b(words.reconnect, { do: "reconnect" }, "fault-reconnect")),
    el("h3", {}, words.traffic), el("div", { id: "traffic" }));
}

// list adds what is new on top and leaves the rest, so that what is being read
// stays open.
function list(traffic, words, locale) {
  const box = document.getElementById("traffic");
  const known = new Set([...box.children].map((d) => d.dataset.key));
  const seen = {};
  const keys = new Set();
  for (const t of traffic) {
    let key = t.at + t.kind + t.name;
    seen[key] = (seen[key] || 0) + 1;
    key += "#" + seen[key];
    keys.add(key);
    if (known.has(key)) continue;
    const trouble = t.kind === "error" || (t.answer && (t.answer.ok === false || t.answer.acknowledged === false || t.answer.status));
    const d = el("details", { class: trouble ? "trouble" : "" }, el("summary", {}, el("b", {}, kinds[t.kind] || "·"), " ",
      el("time", {}, new Date(t.at).toLocaleTimeString(locale, { hour12: false })), " " + (t.kind === "api" ? "" : t.kind + " ") + t.name));
    d.dataset.key = key;
    d.addEventListener("toggle", () => {
      if (d.open && d.children.length === 1) d.append(el("pre", {}, "→ " + JSON.stringify(t.sent ?? null, null, 1)), el("pre", {}, "← " + JSON.stringify(t.answer ?? null, null, 1)));
    });
    box.prepend(d);
  }
  for (const d of [...box.children]) if (!keys.has(d.dataset.key)) d.remove();
}
