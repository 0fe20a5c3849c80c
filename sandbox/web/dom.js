// Small helpers. User text only ever enters the page through text nodes.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) {
    if (v === undefined || v === null || v === false) continue;
    if (k === "class") node.className = v;
    else if (k === "dataset") Object.assign(node.dataset, v);
    else if (k.startsWith("on")) node.addEventListener(k.slice(2), v);
    else if (k in node && k !== "list") node[k] = v;
    else node.setAttribute(k, v === true ? "" : v);
  }
  node.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}
export async function act(body) {
  try {
    const res = await fetch("/ui/act", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const out = await res.json();
    if (!out.ok && out.error) toast(out.error);
    return out;
  } catch (e) {
    toast(String(e));
    return { ok: false };
  }
}
let hide;
export function toast(text) {
  const t = document.getElementById("toast");
  t.textContent = text;
  t.hidden = false;
  clearTimeout(hide);
  hide = setTimeout(() => { t.hidden = true; }, 5000);
}
export function popup(anchor, items) {
  closePopups();
  const box = el("div", { class: "pop" });
  for (const [label, run, props] of items) box.append(el("button", { type: "button", ...(props || {}), onclick: () => { closePopups(); run(); } }, label));
  document.body.append(box);
  const r = anchor.getBoundingClientRect();
  box.style.left = Math.max(8, Math.min(r.left, innerWidth - box.offsetWidth - 8)) + "px";
  const below = r.bottom + 4 + box.offsetHeight < innerHeight;
  box.style.top = (below ? r.bottom + 4 : Math.max(8, r.top - box.offsetHeight - 4)) + "px";
  setTimeout(() => document.addEventListener("click", closePopups, { once: true }));
}
export function closePopups() { document.querySelectorAll(".pop").forEach((p) => p.remove()); }
