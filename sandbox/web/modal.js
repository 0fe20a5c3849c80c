import { act, el } from "./dom.js";
import { blocks, options } from "./blocks.js";

let drawn = "";

// modals draws the form on top of a person's stack. It is drawn anew only when
// the app changed it, so that typing is not disturbed.
export function modals(state, person, words, names) {
  const root = document.getElementById("modal-root");
  const view = (state.views || []).at(-1);
  const key = view ? person.id + view.id + view.hash + JSON.stringify(view.errors || {}) : "";
  if (key === drawn) return;
  const kept = view && root.dataset.view === view.id + view.hash ? values(root) : null;
  drawn = key;
  root.replaceChildren();
  root.dataset.view = view ? view.id + view.hash : "";
  if (!view) return;
  if (kept) Object.assign(view.values, kept);
  root.append(draw(view, person, words, names));
  const bad = root.querySelector(".input.bad input, .input.bad textarea, .input.bad select");
  (bad || root.querySelector("input, textarea, select"))?.focus({ preventScroll: !bad });
}

function draw(view, person, words, names) {
  const raw = view.raw;
  const ctx = {
    names, words,
    click: (block, action, value) => act({ do: "click", user: person.id, ref: { view: view.id }, block, action, value }),
    input: (b, mark) => input(b, mark, view, words),
  };
  const send = el("button", { class: "btn primary", id: "modal-submit" }, (raw.submit || {}).text || "OK");
  const form = el("form", { class: "modal", role: "dialog", "aria-label": view.title, "data-callback": view.callback_id, noValidate: true, onsubmit: async (e) => {
    e.preventDefault();
    send.disabled = true;
    await act({ do: "submit", user: person.id, values: values(form) });
    send.disabled = false;
  } },
  el("header", {}, el("h3", {}, view.title), el("button", { type: "button", class: "icon", id: "modal-close", "aria-label": words.close, onclick: () => act({ do: "close", user: person.id }) }, "✕")),
  el("div", { class: "inner" }, (view.errors || {})[""] ? el("div", { class: "field-error" }, view.errors[""]) : null, blocks(view.blocks, ctx)),
  el("footer", {}, el("button", { type: "button", class: "btn", onclick: () => act({ do: "close", user: person.id }) }, (raw.close || {}).text || words.cancel), raw.submit ? send : null));
  return el("div", { class: "shade" }, form);
}

function input(b, mark, view, words) {
  const e = b.element, id = "in-" + b.block_id, value = view.values[b.block_id] || "";
  const error = (view.errors || {})[b.block_id];
  return el("div", { class: "input" + (error ? " bad" : ""), ...mark, "data-label": b.label.text },
    el("label", { htmlFor: id }, b.label.text, b.optional ? el("span", { class: "opt" }, " (" + words.optional + ")") : null),
    control(e, id, value, words),
    error ? el("div", { class: "field-error", role: "alert" }, error) : null,
    b.hint ? el("div", { class: "tip" }, b.hint.text) : null);
}

function control(e, id, value, words) {
  const placeholder = (e.placeholder || {}).text || "";
  switch (e.type) {
    case "static_select": {
      const s = el("select", { id }, el("option", { value: "" }, placeholder || words.choose), options(e));
      s.value = value;
      return s;
    }
    case "multi_static_select": {
      const chosen = value.split(",");
      return el("div", { class: "checks", id }, (e.options || e.option_groups.flatMap((g) => g.options)).map((o) =>
        el("label", {}, el("input", { type: "checkbox", value: o.value, checked: chosen.includes(o.value) }), o.text.text)));
    }
    case "datepicker": return el("input", { id, type: "date", value });
    case "timepicker": return el("input", { id, type: "time", value });
    case "number_input": return el("input", { id, type: "text", inputMode: "decimal", value, placeholder });
  }
  if (e.multiline) return el("textarea", { id, value, placeholder, maxLength: e.max_length || 3000 });
  return el("input", { id, type: "text", value, placeholder, maxLength: e.max_length || 3000 });
}

// values reads what is typed, by block.
function values(root) {
  const out = {};
  for (const box of root.querySelectorAll(".input")) {
    const checks = box.querySelector(".checks");
    out[box.dataset.block] = checks
      ? [...checks.querySelectorAll("input:checked")].map((i) => i.value).join(",")
      : (box.querySelector("input, textarea, select") || { value: "" }).value;
  }
  return out;
}
