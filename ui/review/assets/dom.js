// Shared by all components of the desk. Text of documents goes into textContent alone.

const SVG = "http://www.w3.org/2000/svg";

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function svg(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

// "{n} left" with {n: 3} is "3 left".
function fill(template, values = {}) {
  return (template || "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// Dark where the page's own background is.
function markTheme(root) {
  const colour = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  const probe = /^#([0-9a-f]{6})/i.exec(colour);
  const parts = probe ? [0, 2, 4].map((i) => parseInt(probe[1].slice(i, i + 2), 16)) : [255];
  root.dataset.theme = parts.reduce((a, b) => a + b, 0) / parts.length < 128 ? "dark" : "light";
}

// The component's root in its host, made once; render() of the object is called with new data.
function mounted(component, make) {
  const host = component.parentElement;
  let root = [...host.children].find((child) => child.classList.contains("desk"));
  if (!root) {
    root = el("div", { class: "desk" });
    host.append(root);
  }
  if (!root.made) root.made = make(root);
  root.made.component = component;
  markTheme(root);
  root.made.render(component.data);
  // This is called before every new drawing too: only what has left the page is let go.
  return () => setTimeout(() => {
    if (root.isConnected || !root.made) return;
    root.made.leave?.();
    root.made = null;
  }, 500);
}

// A key with its name, as it stands on a button.
function keyed(text, key, attributes = {}) {
  return el(
    "button", { type: "button", ...attributes },
    el("span", { text }), key ? el("kbd", { text: key }) : null
  );
}

function typing(event) {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

// Whether a key with Ctrl (or Cmd) takes back or does again, as in other programs; null for others.
function backOrAgain(event) {
  if (!event.ctrlKey && !event.metaKey) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" ? "redo" : null;
}
