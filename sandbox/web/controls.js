import { el } from "./dom.js";

// control draws an element that holds a value. It carries the attribute
// data-value-of, and valueOf reads it; changed is called when a person chose.
export function control(e, { ctx, mark = {}, id, value, changed }) {
  const now = value ?? initial(e);
  const placeholder = (e.placeholder || {}).text || "";
  const field = (tag, props, ...kids) => el(tag, {
    id, placeholder, ...mark, "data-value-of": e.action_id || "", "data-kind": e.type, value: now,
    onchange: changed ? (ev) => changed(read(ev.currentTarget)) : undefined, ...props,
  }, ...kids);
  const choices = optionsOf(e, ctx);
  switch (e.type) {
    case "static_select": case "users_select": case "conversations_select": case "channels_select": {
      const s = field("select", { value: undefined }, el("option", { value: "" }, placeholder || ctx.words.choose), choices.map(group));
      s.value = now;
      return s;
    }
    case "multi_static_select": case "multi_users_select": case "multi_conversations_select": case "multi_channels_select": case "checkboxes":
      return many(e, choices, now.split(","), { id, mark, changed, type: "checkbox", ctx });
    case "radio_buttons": return many(e, choices, [now], { id, mark, changed, type: "radio", ctx });
    case "datepicker": return field("input", { type: "date" });
    case "timepicker": return field("input", { type: "time" });
    case "datetimepicker": return field("input", { type: "datetime-local", value: now ? local(Number(now)) : "" });
    case "number_input": return field("input", { type: "text", inputMode: e.is_decimal_allowed ? "decimal" : "numeric" });
    case "email_text_input": return field("input", { type: "email" });
    case "url_text_input": return field("input", { type: "url" });
    case "plain_text_input":
      return e.multiline ? field("textarea", { maxLength: e.max_length || 3000, rows: 4 }) : field("input", { type: "text", maxLength: e.max_length || 3000 });
  }
  return el("span", { class: "unknown" }, "[" + e.type + "]");
}

const group = (g) => (g.label === undefined ? g.options.map(one) : el("optgroup", { label: g.label }, g.options.map(one)));
const one = (o) => el("option", { value: o.value }, o.text);

// optionsOf lists options in groups; a group without label is the plain list.
function optionsOf(e, ctx) {
  const plain = (os) => (os || []).map((o) => ({ value: o.value, text: o.text.text, tip: (o.description || {}).text }));
  if (e.option_groups) return e.option_groups.map((g) => ({ label: g.label.text, options: plain(g.options) }));
  if (/users_select$/.test(e.type)) return [{ options: ctx.people.map((p) => ({ value: p.id, text: p.name })) }];
  if (/(conversations|channels)_select$/.test(e.type)) return [{ options: (ctx.channelList || []).map((c) => ({ value: c.id, text: "#" + c.name })) }];
  return [{ options: plain(e.options) }];
}

function many(e, groups, chosen, { id, mark, changed, type, ctx }) {
  const name = "n" + Math.random().toString(36).slice(2);
  const rows = (os) => os.map((o) => el("label", {}, el("input", { type, name, value: o.value, checked: chosen.includes(o.value) }),
    el("span", {}, o.text, o.tip ? el("small", {}, o.tip) : null)));
  const list = groups.flatMap((g) => [g.label ? el("b", {}, g.label) : null, ...rows(g.options)]);
  const count = groups.reduce((n, g) => n + g.options.length, 0);
  const box = el("div", { class: "checks", role: "group", id, ...mark, "data-value-of": e.action_id || "", "data-kind": e.type, onchange: (ev) => { if (ev.target.name && changed) changed(read(box)); } },
    count > 12 ? el("input", { type: "search", class: "filter", placeholder: ctx.words.filter, oninput: (ev) => {
      const q = ev.target.value.trim().toLowerCase();
      for (const l of box.querySelectorAll("label")) l.hidden = !l.textContent.toLowerCase().includes(q) && !l.querySelector("input").checked;
    } }) : null, list);
  return box;
}

function initial(e) {
  for (const k of ["initial_value", "initial_date", "initial_time", "initial_user", "initial_conversation", "initial_channel"]) if (e[k]) return e[k];
  if (e.initial_date_time) return String(e.initial_date_time);
  if (e.initial_option) return e.initial_option.value;
  if (e.initial_options) return e.initial_options.map((o) => o.value).join(",");
  return (e.initial_users || e.initial_conversations || e.initial_channels || []).join(",");
}

const local = (unix) => { const d = new Date(unix * 1000); return new Date(d.getTime() - d.getTimezoneOffset() * 60000).toISOString().slice(0, 16); };

// read is what a control holds, as the workspace wants it.
export function read(node) {
  if (node.dataset.kind === "datetimepicker") return node.value ? String(Math.floor(new Date(node.value).getTime() / 1000)) : "";
  if (!node.classList.contains("checks")) return node.value;
  return [...node.querySelectorAll("input[name]:checked")].map((i) => i.value).join(",");
}
