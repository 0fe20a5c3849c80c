// Small helpers. User text only ever enters the page through text nodes.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) {
    if (v === undefined || v === null || v === false) continue;
    if (k === "class") node.className = v;
    else if (k.startsWith("on")) node.addEventListener(k.slice(2), v);
    else if (k in node && k !== "list") node[k] = v;
    else node.setAttribute(k, v === true ? "" : v);
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

// act asks the workspace to do something as a person; trouble appears as a toast.
export async function act(body) {
  try {
    const res = await fetch("/ui/act", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (!res.ok) throw new Error(res.status + " " + (await res.text()));
    const out = await res.json();
    if (!out.ok && out.error) toast(out.error.replace(/^sandbox: /, ""));
    return out;
  } catch (e) {
    toast(String(e.message || e));
    return { ok: false };
  }
}

let hide;
export function toast(text) {
  const t = document.getElementById("toast");
  t.textContent = text;
  t.hidden = false;
  clearTimeout(hide);
  hide = setTimeout(() => { t.hidden = true; }, 6000);
}

// popup opens a menu at a button; arrow keys walk, Escape closes.
export function popup(anchor, items) {
  closePopups();
  const box = el("div", { class: "pop", role: "menu" });
  for (const [label, run, props] of items) box.append(el("button", { type: "button", role: "menuitem", ...(props || {}), onclick: () => { closePopups(); run(); } }, label));
  box.addEventListener("keydown", (e) => {
    const all = [...box.children], i = all.indexOf(document.activeElement);
    if (e.key === "ArrowDown") all[(i + 1) % all.length].focus();
    else if (e.key === "ArrowUp") all[(i - 1 + all.length) % all.length].focus();
    else if (e.key === "Escape") { e.stopPropagation(); closePopups(); anchor.focus(); }
    else return;
    e.preventDefault();
  });
  document.body.append(box);
  const r = anchor.getBoundingClientRect();
  box.style.left = Math.max(8, Math.min(r.left, innerWidth - box.offsetWidth - 8)) + "px";
  const below = r.bottom + 4 + box.offsetHeight < innerHeight;
  box.style.top = (below ? r.bottom + 4 : Math.max(8, r.top - box.offsetHeight - 4)) + "px";
  box.firstChild?.focus({ preventScroll: true });
  setTimeout(() => document.addEventListener("click", closePopups, { once: true }));
}
export function closePopups() { document.querySelectorAll(".pop").forEach((p) => p.remove()); }
