import { act, el } from "./dom.js";

// side draws the drawer with the clock, trouble on request and raw traffic.
export async function side(state, words, locale) {
  const box = document.getElementById("side");
  if (box.hidden) return;
  const traffic = await (await fetch("/ui/traffic")).json();
  const open = new Set([...box.querySelectorAll("details[open]")].map((d) => d.dataset.at));
  const b = (label, body, id) => el("button", { class: "btn", id, onclick: () => act(body) }, label);
  box.replaceChildren(
    el("button", { class: "btn", id: "side-close", onclick: () => { box.hidden = true; } }, words.close),
    el("h3", {}, words.clock, " ", el("span", { id: "clock", class: state.moved ? "moved" : "" }, new Date(state.now).toLocaleString(locale, { weekday: "short", year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }))),
    el("div", { class: "row" },
      b(words.monday, { do: "move", to: nextMonday(state.now) }, "clock-monday"), b(words.hour, { do: "advance", seconds: 3600 }), b(words.day, { do: "advance", seconds: 86400 }, "clock-day"),
      b(words.week, { do: "advance", seconds: 604800 }, "clock-week"), b(words.real, { do: "real" }, "clock-real")),
    el("h3", {}, words.trouble),
    el("div", { class: "row" },
      b(words.t429, { do: "fault", fault: { status: 429, retry_after: 5, times: 1 } }, "fault-429"), b(words.t500, { do: "fault", fault: { status: 500, times: 1 } }), b(words.lost, { do: "fault", fault: { status: 200, drop_after: true, times: 1 } }),
      b(words.twice, { do: "duplicate" }, "fault-twice"), b(words.reconnect, { do: "reconnect" }, "fault-reconnect")),
    el("h3", {}, words.traffic),
    ...traffic.toReversed().slice(0, 120).map((t, i) => {
      const d = el("details", {}, el("summary", {}, new Date(t.at).toLocaleTimeString(locale) + " · " + t.kind + " · " + t.name));
      d.dataset.at = t.at + t.kind + i;
      if (open.has(d.dataset.at)) d.open = true;
      d.append(el("pre", {}, "→ " + JSON.stringify(t.sent, null, 1)), el("pre", {}, "← " + JSON.stringify(t.answer ?? null, null, 1)));
      return d;
    }));
}

function nextMonday(now) {
  const d = new Date(now);
  d.setDate(d.getDate() + (((8 - d.getDay()) % 7) || 7));
  d.setHours(9, 0, 0, 0);
  return d.toISOString();
}
