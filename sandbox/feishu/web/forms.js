import { el } from "./dom.js";

// What a person typed into a card's forms: it outlives every redraw of the page
// and ends when the card itself changes, for then its own values count.
const kept = new Map(); // person and message → {hash, values}

function hashOf(card) {
  let n = 5381;
  for (const c of JSON.stringify(card)) n = ((n * 33) ^ c.codePointAt(0)) >>> 0;
  return n;
}

export function draftsOf(me, message) {
  const key = me + " " + message.id, hash = hashOf(message.card);
  if ((kept.get(key) || {}).hash !== hash) kept.set(key, { hash, values: new Map() });
  return kept.get(key).values;
}

// form gathers the fields drawn within it: name → {read, write, initial, box}.
export function form(e, at, ctx) {
  const fields = new Map();
  const own = {
    add: (name, f) => fields.set(name, f),
    reset: () => {
      for (const [name, f] of fields) { ctx.drafts.delete(name); f.write(f.initial); unflag(f.box); }
    },
    submit: async (button) => {
      for (const f of fields.values()) unflag(f.box);
      const out = await ctx.click(button, "", Object.fromEntries([...fields].map(([name, f]) => [name, f.read()])));
      let first = true;
      for (const [name, f] of fields) {
        if (!(out.missing || []).includes(name)) continue;
        flag(f.box, ctx.words.missing);
        if (first) { f.box.scrollIntoView({ block: "nearest" }); f.focus(); }
        first = false;
      }
      return out;
    },
  };
  const box = el("div", { class: "c-form c-flex", role: "group", "data-form": e.name, "data-at": at }, ctx.draw(e.elements, at + "/elements", { ...ctx, form: own }));
  const gap = { small: "4px", medium: "8px", large: "12px", extra_large: "16px" }[e.vertical_spacing] || (/^\d{1,2}px$/.test(e.vertical_spacing || "") ? e.vertical_spacing : "");
  if (gap) box.style.rowGap = gap;
  return box;
}

function flag(box, words) {
  unflag(box);
  box.classList.add("bad");
  box.append(el("div", { class: "field-error", role: "alert" }, words));
  box.querySelector("input, select, textarea, summary")?.setAttribute("aria-invalid", "true");
}
export function unflag(box) {
  box.classList.remove("bad");
  box.querySelector(".field-error")?.remove();
  box.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
}
