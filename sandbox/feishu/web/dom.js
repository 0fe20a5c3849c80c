// Small helpers. User text only ever enters the page through text nodes.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) {
    if (v === undefined || v === null || v === false) continue;
    if (k === "class") node.className = v;
    else if (k.startsWith("on")) node.addEventListener(k.slice(2), v);
    else if (k in node && k !== "list" && k !== "form") node[k] = v;
    else node.setAttribute(k, v === true ? "" : v);
  }
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

// svg makes a part of a drawing.
export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [k, v] of Object.entries(props)) if (v !== undefined) node.setAttribute(k, v);
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

// here is an address beside the page's own files, wherever it is served.
export const here = (path) => new URL(path, import.meta.url).href;

// web is an address that a link may lead to, "" for any other.
export function web(href) {
  try {
    const u = new URL(String(href || ""));
    return ["http:", "https:", "mailto:", "tel:"].includes(u.protocol) ? u.href : "";
  } catch { return ""; }
}
export const link = (href, ...label) => (web(href) ? el("a", { href: web(href), target: "_blank", rel: "noreferrer noopener" }, ...label) : label);

// act asks the tenant to do something as a person; trouble appears as a toast.
export async function act(body) {
  try {
    const res = await fetch(here("ui/act"), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (!res.ok) throw new Error(res.status + " " + (await res.text()));
    const out = await res.json();
    if (out.error) toast(out.error, "error");
    else if (out.toast && out.toast.content) toast(out.toast.content, out.toast.type);
    return out;
  } catch (e) {
    toast(String(e.message || e), "error");
    return { ok: false };
  }
}

let hide;
export function toast(text, type) {
  const t = document.getElementById("toast");
  const kind = ["success", "warning", "error"].includes(type) ? type : "info";
  t.textContent = text;
  t.className = kind;
  t.dataset.type = kind;
  t.hidden = false;
  clearTimeout(hide);
  hide = setTimeout(() => { t.hidden = true; }, 4000);
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
    else if (e.key === "Escape" || e.key === "Tab") { e.stopPropagation(); closePopups(); anchor.focus(); if (e.key === "Tab") return; }
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

// sure asks before what cannot be undone; it resolves to yes or no.
export function sure(title, text, words) {
  const before = document.activeElement;
  return new Promise((done) => {
    const end = (yes) => { box.remove(); before?.focus?.({ preventScroll: true }); done(yes); };
    const button = (answer, label, kind) => el("button", { type: "button", class: "btn " + kind, "data-confirm": answer, onclick: () => end(answer === "yes") }, label);
    const box = el("div", {
      class: "shade", onclick: (e) => { if (e.target === box) end(false); },
      onkeydown: (e) => {
        if (e.key === "Escape") end(false);
        if (e.key !== "Tab") return;
        e.preventDefault(); // focus stays between the two buttons
        box.querySelector(document.activeElement.dataset.confirm === "yes" ? "[data-confirm=no]" : "[data-confirm=yes]").focus();
      },
    }, el("div", { class: "ask", role: "alertdialog", "aria-modal": "true", "aria-label": title }, el("h3", {}, title), el("p", {}, text),
      el("footer", {}, button("no", words.cancel, ""), button("yes", words.ok, "primary_filled"))));
    document.body.append(box);
    box.querySelector("[data-confirm=yes]").focus();
  });
}
