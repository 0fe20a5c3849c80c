import { act, el } from "./dom.js";
import { blocks } from "./blocks.js";
import { control, read } from "./controls.js";

let drawn = "";

// modals draws the form on top of a person's stack. It is drawn anew only when
// the app changed it, so that typing (and an input method) is not disturbed.
export function modals(state, person, base) {
  const root = document.getElementById("modal-root");
  const views = state.views || [];
  const view = views.at(-1);
  const key = view ? person.id + view.id + view.hash + JSON.stringify(view.errors || {}) : "";
  if (key === drawn) return;
  drawn = key;
  const before = root.querySelector("form");
  // What is typed stays where only errors came, and where the app changed the
  // view but kept the input's block_id.
  const typed = view && before && before.dataset.view === view.id ? values(before) : {};
  const scroll = root.querySelector(".inner")?.scrollTop || 0;
  root.replaceChildren();
  if (!view) return;
  for (const [block, value] of Object.entries(typed)) if (block in (view.values || {})) view.values[block] = value;
  root.append(draw(view, views.length, person, base));
  const inner = root.querySelector(".inner");
  const bad = root.querySelector(".input.bad");
  if (bad) bad.scrollIntoView({ block: "center" }); else if (Object.keys(typed).length) inner.scrollTop = scroll;
  (bad || inner).querySelector("input, textarea, select")?.focus({ preventScroll: true });
}

function draw(view, depth, person, base) {
  const { words } = base;
  const raw = view.raw;
  let form;
  const ctx = {
    ...base,
    click: (block, action, value) => act({ do: "click", user: person.id, ref: { view: view.id }, block, action, value, values: values(form) }),
    input: (b, mark) => input(b, mark, view, ctx),
  };
  const send = el("button", { class: "btn primary", id: "modal-submit" }, (raw.submit || {}).text || "OK");
  const close = (how) => act({ do: how, user: person.id });
  form = el("form", { class: "modal", role: "dialog", "aria-modal": "true", "aria-label": view.title, "data-callback": view.callback_id, "data-view": view.id, noValidate: true,
    onsubmit: async (e) => {
      e.preventDefault();
      send.disabled = true;
      try { await act({ do: "submit", user: person.id, values: values(form) }); } finally { send.disabled = false; }
    },
    onkeydown: (e) => { if (e.key === "Escape" && !e.isComposing) { e.stopPropagation(); close("close"); } if (e.key === "Enter" && e.isComposing) e.stopPropagation(); },
  },
  el("header", {}, depth > 1 ? el("button", { type: "button", class: "icon", id: "modal-back", "aria-label": words.back, onclick: () => close("close") }, "←") : null,
    el("h3", {}, view.title), el("button", { type: "button", class: "icon", id: "modal-close", "aria-label": words.close, onclick: () => close("clear") }, "✕")),
  el("div", { class: "inner" }, (view.errors || {})[""] ? el("div", { class: "field-error general", role: "alert" }, view.errors[""]) : null, blocks(view.blocks, ctx)),
  el("footer", {}, el("button", { type: "button", class: "btn", id: "modal-cancel", onclick: () => close("close") }, (raw.close || {}).text || words.cancel), raw.submit ? send : null));
  return el("div", { class: "shade" + (depth > 1 ? " stacked" : "") }, form);
}

function input(b, mark, view, ctx) {
  const id = "in-" + b.block_id;
  const error = (view.errors || {})[b.block_id];
  const changed = b.dispatch_action ? (value) => ctx.click(b.block_id, b.element.action_id, value) : undefined;
  return el("div", { class: "input" + (error ? " bad" : ""), ...mark, "data-label": b.label.text },
    el("label", { htmlFor: id }, b.label.text, b.optional ? el("span", { class: "opt" }, " (" + ctx.words.optional + ")") : null),
    control(b.element, { ctx, id, mark: { "data-action": b.element.action_id }, value: view.values[b.block_id] || "", changed }),
    error ? el("div", { class: "field-error", role: "alert" }, error) : null,
    b.hint ? el("div", { class: "tip" }, b.hint.text) : null);
}

// values reads what is typed, by block.
function values(form) {
  const out = {};
  for (const box of form.querySelectorAll(".input[data-block]")) {
    const held = box.querySelector("[data-value-of]");
    if (held) out[box.dataset.block] = read(held);
  }
  return out;
}
