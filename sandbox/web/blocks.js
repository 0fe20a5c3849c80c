import { el, popup } from "./dom.js";
import { chart } from "./chart.js";
import { control } from "./controls.js";
import { emojiOf, link, markdown, text } from "./mrkdwn.js";

// blocks draws Block Kit. ctx: names, channels, locale, words, people,
// channelList, click(block, action, value), input(block, mark) in forms.
export function blocks(list, ctx) {
  return el("div", { class: "blocks" }, (list || []).map((b) => block(b, ctx)));
}

function block(b, ctx) {
  const mark = { "data-block": b.block_id };
  switch (b.type) {
    case "header": return el("div", { class: "b-header", ...mark }, ...text(b.text, ctx));
    case "divider": return el("hr", { class: "b-divider" });
    case "section": return section(b, ctx, mark);
    case "context": return el("div", { class: "b-context", ...mark }, b.elements.map((e) => (e.type === "image"
      ? el("img", { src: e.image_url, alt: e.alt_text }) : el("span", { class: "text" }, ...text(e, ctx)))));
    case "actions": return el("div", { class: "b-actions", ...mark }, b.elements.map((e) => element(e, b, ctx)));
    case "input": return ctx.input ? ctx.input(b, mark) : lone(b, ctx, mark);
    case "rich_text": return el("div", { class: "text", ...mark }, b.elements.map((e) => rich(e, ctx)));
    case "markdown": return el("div", mark, markdown(b.text));
    case "alert": return el("div", { class: "b-alert " + (b.level || ""), ...mark }, ...text(b.text, ctx));
    case "image": return el("figure", { class: "b-image", ...mark }, b.title ? el("figcaption", {}, ...text(b.title, ctx)) : null, el("img", { src: b.image_url, alt: b.alt_text }));
    case "table": return table(b, ctx, mark);
    case "data_visualization": return chart(b, ctx, mark);
  }
  return el("div", { class: "text unknown" }, "[" + b.type + "]");
}

function section(b, ctx, mark) {
  const body = el("div", { class: "b-body" });
  if (b.text) body.append(el("div", { class: "text" }, ...text(b.text, ctx)));
  if (b.fields) body.append(el("div", { class: "fields" }, b.fields.map((f) => el("div", { class: "text" }, ...text(f, ctx)))));
  return el("div", { class: "b-section", ...mark }, body, b.accessory ? el("div", { class: "b-accessory" }, element(b.accessory, b, ctx)) : null);
}

// lone is an input outside a form: it tells the bot when it is left.
function lone(b, ctx, mark) {
  return el("div", { class: "input", ...mark }, el("label", {}, b.label.text), element(b.element, b, ctx), b.hint ? el("div", { class: "tip" }, b.hint.text) : null);
}

function rich(e, ctx) {
  switch (e.type) {
    case "rich_text_list": return el(e.style === "ordered" ? "ol" : "ul", { style: "margin-left:" + (e.indent || 0) * 18 + "px" }, e.elements.map((x) => el("li", {}, rich(x, ctx))));
    case "rich_text_quote": return el("blockquote", {}, e.elements.map((x) => leaf(x, ctx)));
    case "rich_text_preformatted": return el("pre", {}, e.elements.map((x) => leaf(x, ctx)));
  }
  return el("div", {}, (e.elements || []).map((x) => leaf(x, ctx)));
}

function leaf(x, ctx) {
  let node = x.text || "";
  switch (x.type) {
    case "user": node = el("span", { class: "mention" }, "@" + (ctx.names[x.user_id] || x.user_id)); break;
    case "channel": node = el("span", { class: "mention" }, "#" + ((ctx.channels || {})[x.channel_id] || x.channel_id)); break;
    case "broadcast": node = el("span", { class: "ping" }, "@" + x.range); break;
    case "usergroup": node = el("span", { class: "ping" }, "@" + x.usergroup_id); break;
    case "emoji": node = emojiOf(x.name); break;
    case "link": node = link(x.url, x.text || x.url); break;
    case "date": node = new Date(x.timestamp * 1000).toLocaleString(ctx.locale, { dateStyle: "medium", timeStyle: "short" }); break;
  }
  const s = x.style || {};
  for (const [k, tag] of [["bold", "b"], ["italic", "i"], ["strike", "s"], ["code", "code"]]) if (s[k]) node = el(tag, {}, node);
  return node;
}

function table(b, ctx, mark) {
  const settings = b.column_settings || [];
  return el("div", { class: "b-scroll", ...mark }, el("table", { class: "b-table" }, b.rows.map((r, n) => el("tr", {}, r.map((c, i) =>
    el(n ? "td" : "th", { class: (settings[i] || {}).align || "" }, c.type === "rich_text" ? c.elements.map((e) => rich(e, ctx)) : c.text))))));
}

// element draws something to click or choose outside a form's inputs.
function element(e, b, ctx) {
  const mark = { "data-action": e.action_id, "data-block": b.block_id };
  const go = (value) => confirmed(e.confirm, ctx, () => ctx.click(b.block_id, e.action_id, value));
  switch (e.type) {
    case "image": return el("img", { class: "thumb", src: e.image_url, alt: e.alt_text });
    case "button": return el("button", {
      type: "button", class: "btn " + (e.style || ""), "aria-label": e.accessibility_label, ...mark,
      onclick: async (ev) => {
        const t = ev.currentTarget;
        if (e.url && /^https?:/.test(e.url)) open(e.url, "_blank", "noopener,noreferrer");
        t.disabled = true;
        try { await go(""); } finally { t.disabled = false; }
      },
    }, ...text(e.text, ctx));
    case "overflow": return el("button", {
      type: "button", class: "btn", "aria-label": "more", title: ctx.words.more, "aria-haspopup": "menu", ...mark,
      onclick: (ev) => { ev.stopPropagation(); popup(ev.currentTarget, e.options.map((o) => [o.text.text, () => go(o.value), { "data-option": o.value }])); },
    }, "⋯");
  }
  return control(e, { ctx, mark, value: undefined, changed: go });
}

// confirmed asks first where the app wants it.
function confirmed(c, ctx, run) {
  if (!c) return run();
  return new Promise((done) => {
    const end = (yes) => { box.remove(); done(yes ? run() : undefined); };
    const box = el("div", { class: "shade confirm", onkeydown: (e) => { if (e.key === "Escape") end(false); } }, el("div", { class: "modal", role: "alertdialog", "aria-modal": "true" },
      el("header", {}, el("h3", {}, c.title.text)), el("div", { class: "inner" }, el("div", { class: "text" }, ...text(c.text, ctx))),
      el("footer", {}, el("button", { class: "btn", "data-confirm": "no", onclick: () => end(false) }, c.deny.text), el("button", { class: "btn " + (c.style || "primary"), "data-confirm": "yes", onclick: () => end(true) }, c.confirm.text))));
    document.body.append(box);
    box.querySelector("[data-confirm=yes]").focus();
  });
}
