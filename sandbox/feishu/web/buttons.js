import { el, popup, sure, web } from "./dom.js";
import { colour } from "./inline.js";
import { say } from "./texts.js";

const types = ["default", "primary", "danger", "text", "primary_text", "danger_text", "primary_filled", "danger_filled", "laser"];

// button draws a button: in a form it may send it or set it back.
export function button(e, at, ctx) {
  const label = say(e.text, ctx);
  const node = el("button", {
    type: "button", class: ["btn", types.includes(e.type) ? e.type : "default", e.size || "", e.width === "fill" ? "wide" : ""].join(" "),
    "data-at": at, "data-name": e.name, disabled: Boolean(e.disabled), title: say(e.disabled ? e.disabled_tips : e.hover_tips, ctx) || undefined,
    onclick: (ev) => {
      ev.stopPropagation();
      return busy(node, async () => {
        if (!(await agreed(e, ctx))) return;
        if (ctx.form && e.form_action_type === "reset") return ctx.form.reset();
        follow(e);
        if (ctx.form && (e.form_action_type === "submit" || e.action_type === "form_submit")) return ctx.form.submit(at);
        if (calls(e)) await click(ctx, at);
      });
    },
  }, label);
  if (/^\d{1,4}px$/.test(e.width || "")) node.style.width = e.width;
  return node;
}

// overflow is a menu behind three dots.
export function overflow(e, at, ctx) {
  const node = el("button", {
    type: "button", class: "btn default dots", "data-at": at, "aria-label": "more", title: ctx.words.more, "aria-haspopup": "menu",
    onclick: (ev) => {
      ev.stopPropagation();
      popup(node, (e.options || []).map((o) => [say(o.text, ctx), () => busy(node, async () => {
        if (!(await agreed(e, ctx))) return;
        if (o.multi_url) return visit(o.multi_url.url || o.multi_url.default_url);
        await click(ctx, at, o.value);
      }), { "data-option": o.value ?? "" }]));
    },
  }, "⋯");
  return node;
}

// container makes a whole area clickable.
export function container(e, at, ctx, box) {
  box.classList.add("c-container");
  if (e.has_border) box.style.border = "1px solid " + (colour(e.border_color, ctx) || "#dee0e3");
  if (/^\d{1,3}px$/.test(e.corner_radius || "")) box.style.borderRadius = e.corner_radius;
  if (/^\d{1,4}px$/.test(e.width || "")) box.style.width = e.width;
  if (at) box.dataset.at = at;
  if (!(e.behaviors || []).length) return box;
  const go = () => busy(box, async () => {
    if (!(await agreed(e, ctx))) return;
    follow(e);
    if (at && calls(e)) await click(ctx, at);
  });
  box.setAttribute("role", "button");
  if (e.disabled) { box.setAttribute("aria-disabled", "true"); box.title = say(e.disabled_tips, ctx); return box; }
  box.tabIndex = 0;
  if (e.hover_tips) box.title = say(e.hover_tips, ctx);
  box.addEventListener("click", (ev) => { if (!ev.target.closest("a, input, select, textarea, summary, label, button")) { ev.stopPropagation(); go(); } });
  box.addEventListener("keydown", (ev) => { if (ev.target === box && (ev.key === "Enter" || ev.key === " ")) { ev.preventDefault(); go(); } });
  return box;
}

// click tells the tenant; it comes back when the bot has answered.
export function click(ctx, at, option) { return ctx.click(at, option ?? "", undefined); }

// agreed asks first where the card wants it.
export async function agreed(e, ctx) {
  return e.confirm ? sure(say(e.confirm.title, ctx), say(e.confirm.text, ctx), ctx.words) : true;
}

const calls = (e) => (e.behaviors || []).some((b) => b.type === "callback");
function follow(e) { for (const b of e.behaviors || []) if (b.type === "open_url") visit(b.pc_url || b.default_url); }
function visit(url) { if (web(url)) open(web(url), "_blank", "noopener,noreferrer"); }

// busy keeps a second press away while the bot thinks.
export async function busy(node, run) {
  if (node.getAttribute("aria-busy") === "true") return;
  const held = document.activeElement === node;
  node.setAttribute("aria-busy", "true");
  if ("disabled" in node) node.disabled = true;
  try { await run(); } finally {
    node.removeAttribute("aria-busy");
    if ("disabled" in node) node.disabled = false;
    if (held && node.isConnected && document.activeElement === document.body) node.focus({ preventScroll: true });
  }
}
