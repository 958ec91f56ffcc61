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

// What was decided and is not yet known to be stored. It outlives a dead server, and a reload.
class Outbox {
  constructor(name, send) {
    this.name = `gouji-${name}`;
    this.send = send;
    this.items = [];
    this.busy = false;
    try {
      this.items = JSON.parse(sessionStorage.getItem(this.name) || "[]");
    } catch { /* A reload without storage starts empty. */ }
    this.timer = setInterval(() => this.items.length && this.again(), 1000);
  }
  // What stays without an answer is sent again; where the server is there and silent, the page is
  // loaded again. What is in the outbox outlives that.
  async again() {
    if (Date.now() - this.pushedAt < (this.retrying ? 1500 : 8000)) return undefined;
    this.retrying = false;
    this.unanswered = (this.unanswered || 0) + 1;
    if (this.unanswered < 4) return this.push();
    this.unanswered = 0;
    try {
      const health = await fetch("/_stcore/health", { cache: "no-store" });
      if (health.ok) location.reload();
    } catch { /* The server is away: the next time. */ }
    return undefined;
  }
  add(item) {
    item.id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
    this.items.push(item);
    this.keep();
    this.push();
    return item;
  }
  push() {
    this.pushedAt = Date.now();
    for (const item of this.items) {
      item.again = Boolean(item.pushed);
      item.pushed = true;
    }
    this.keep();
    this.send({ at: Date.now(), items: this.items });
  }
  keep() {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.items));
    } catch { /* Without storage a reload loses what was not stored; the sign says so. */ }
  }
  // Takes out what the server has answered; returns those answers with their items.
  answered(answers) {
    const found = [];
    this.unanswered = answers.length ? 0 : this.unanswered;
    for (const answer of answers) {
      const index = this.items.findIndex((item) => item.id === answer.id);
      if (index < 0) continue;
      if (answer.retry) {
        this.retrying = true;
        this.pushedAt = Date.now();
        found.push({ answer, item: this.items[index] });
        continue;
      }
      found.push({ answer, item: this.items.splice(index, 1)[0] });
    }
    this.keep();
    return found;
  }
  leave() {
    clearInterval(this.timer);
  }
}

// Where an image begins that fills its frame as far as it can.
function inside(start, frame, image) {
  return image <= frame ? (frame - image) / 2 : Math.min(0, Math.max(frame - image, start));
}

// A page image with boxes, to be dragged and zoomed.
class PageView {
  constructor(words) {
    this.words = words;
    this.image = el("img", { alt: "", draggable: "false" });
    this.marks = svg("svg", { class: "marks" });
    this.stage = el("div", { class: "stage" }, this.image, this.marks);
    this.message = el("div", { class: "missing", hidden: true });
    const button = (text, title, act, path) => {
      const made = el("button", { type: "button", title, "aria-label": title, text, onclick: act });
      if (path) {
        const icon = svg("svg", { viewBox: "0 0 16 16", width: 15, height: 15, class: "icon" });
        icon.append(svg("path", { d: path }));
        made.append(icon);
      }
      return made;
    };
    this.tools = el(
      "div", { class: "tools" },
      button("−", words.zoom_out, () => this.zoom(1 / 1.25)),
      button("+", words.zoom_in, () => this.zoom(1.25)),
      button("", words.whole_page, () => this.whole(), "M3 1.5h10v13h-10z"),
      button("", words.to_cell, () => this.fit(), "M8 1v4M8 11v4M1 8h4M11 8h4M5.5 5.5h5v5h-5z")
    );
    this.node = el("div", { class: "pageview" }, this.stage, this.message, this.tools);
    this.scale = 1;
    this.x = this.y = 0;
    this.image.addEventListener("load", () => this.loaded());
    this.image.addEventListener("error", () => this.failed());
    this.node.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    this.node.addEventListener("pointerdown", (event) => this.grabbed(event));
    new ResizeObserver(() => this.fit()).observe(this.node);
  }
  show(place) {
    this.place = place;
    this.message.hidden = true;
    this.stage.hidden = false;
    if (this.url !== place.image) {
      this.url = place.image;
      this.ready = false;
      this.image.src = place.image;
    } else if (this.broken) this.failed();
    else if (this.ready) this.drawn();
  }
  loaded() {
    this.broken = false;
    this.ready = true;
    this.drawn();
  }
  failed() {
    this.broken = true;
    this.stage.hidden = true;
    this.message.hidden = false;
    this.message.textContent = fill(this.words.no_image, { page: this.place.page });
  }
  // Points to pixels of the image.
  get unit() {
    return this.place.width ? this.image.naturalWidth / this.place.width : 1;
  }
  drawn() {
    const { naturalWidth: width, naturalHeight: height } = this.image;
    this.stage.style.width = `${width}px`;
    this.stage.style.height = `${height}px`;
    this.marks.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.marks.replaceChildren();
    const { row, column, box, boxes } = this.place;
    if (row) this.mark(row, "row", 1);
    if (column) this.mark(column, "column", 1);
    for (const one of boxes || []) this.mark(one.box, `status ${one.status}`, 0);
    if (box) this.mark(box, "cell", 3);
    this.fit();
  }
  mark(box, kind, margin) {
    const u = this.unit;
    this.marks.append(
      svg("rect", {
        class: kind, x: box[0] * u - margin, y: box[1] * u - margin, rx: 2,
        width: (box[2] - box[0]) * u + 2 * margin, height: (box[3] - box[1]) * u + 2 * margin,
      })
    );
  }
  // The whole row if its figures are legible then, else the cell and what is around it.
  fit() {
    if (!this.ready || !this.place) return;
    const { clientWidth: width, clientHeight: height } = this.node;
    const { box, row } = this.place;
    if (!box) return this.whole();
    const u = this.unit;
    const span = row || box;
    const tall = Math.max(1, (box[3] - box[1]) * u);
    const wide = Math.max(1, (span[2] - span[0]) * u);
    this.scale = Math.min(Math.max((width - 24) / wide, 15 / tall), 30 / tall, 3);
    const fits = wide * this.scale <= width;
    const cx = (fits ? (span[0] + span[2]) / 2 : (box[0] + box[2]) / 2) * u;
    this.x = width / 2 - cx * this.scale;
    this.y = height * 0.45 - ((box[1] + box[3]) / 2) * u * this.scale;
    this.x = inside(this.x, width, this.image.naturalWidth * this.scale);
    this.y = inside(this.y, height, this.image.naturalHeight * this.scale);
    this.place_();
  }
  whole() {
    const { clientWidth: width, clientHeight: height } = this.node;
    const { naturalWidth: w, naturalHeight: h } = this.image;
    this.scale = Math.min(width / w, height / h);
    this.x = (width - w * this.scale) / 2;
    this.y = (height - h * this.scale) / 2;
    this.place_();
  }
  zoom(by, x = this.node.clientWidth / 2, y = this.node.clientHeight / 2) {
    const scale = Math.min(8, Math.max(0.05, this.scale * by));
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.place_();
  }
  wheeled(event) {
    event.preventDefault();
    const frame = this.node.getBoundingClientRect();
    this.zoom(event.deltaY < 0 ? 1.12 : 1 / 1.12, event.clientX - frame.x, event.clientY - frame.y);
  }
  grabbed(event) {
    if (event.button !== 0 || event.target.closest(".tools")) return;
    const [x, y] = [event.clientX - this.x, event.clientY - this.y];
    const move = (e) => {
      this.x = e.clientX - x;
      this.y = e.clientY - y;
      this.place_();
    };
    this.node.setPointerCapture(event.pointerId);
    this.node.addEventListener("pointermove", move);
    const stop = () => this.node.removeEventListener("pointermove", move);
    this.node.addEventListener("pointerup", stop, { once: true });
    this.node.addEventListener("pointercancel", stop, { once: true });
  }
  place_() {
    this.stage.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    this.stage.style.setProperty("--line", `${1.6 / this.scale}px`);
  }
}

// The cell alone, large, as it stands on the page.
function loupe(place, height) {
  const node = el("div", { class: "loupe" });
  const image = new Image();
  image.onload = () => {
    const u = place.width ? image.naturalWidth / place.width : 1;
    const pad = 3 * u;
    const [x0, y0, x1, y1] = place.box.map((value) => value * u);
    const wide = x1 - x0 + 2 * pad;
    const tall = y1 - y0 + 2 * pad;
    const scale = Math.min(height / tall, (node.parentElement?.clientWidth || 400) / wide, 4);
    node.style.width = `${wide * scale}px`;
    node.style.height = `${tall * scale}px`;
    node.style.backgroundImage = `url("${place.image}")`;
    node.style.backgroundSize = `${image.naturalWidth * scale}px auto`;
    node.style.backgroundPosition = `${-(x0 - pad) * scale}px ${-(y0 - pad) * scale}px`;
  };
  image.src = place.image;
  return node;
}

// Lines of a source text around a cell; what stands in columns is set in columns.
class LinesView {
  constructor(words) {
    this.words = words;
    this.body = el("tbody");
    this.node = el("div", { class: "lines" }, el("table", {}, this.body));
  }
  show(place) {
    this.body.replaceChildren(
      ...place.lines.map((line) => {
        const here = line.number === place.line;
        const row = el("tr", { class: here ? "here" : "" }, el("th", { text: line.number }));
        if (line.cells.length < 2) {
          row.append(el("td", { class: "prose", colspan: 99, text: line.cells[0] ?? "" }));
        } else
          line.cells.forEach((text, index) => {
            const own = index + 1 === place.at;
            const kind = here && own ? "cell" : own ? "column" : "";
            const figure = /^[-−–(（]?[\d,，.．%％\s]+[)）]?$/.test(text) ? " figure" : "";
            row.append(el("td", { class: kind + figure, text }));
          });
        return row;
      })
    );
    const here = this.body.querySelector("td.cell") || this.body.querySelector("tr.here");
    if (!here) return;
    const frame = this.node;
    const spot = here.getBoundingClientRect();
    const own = frame.getBoundingClientRect();
    frame.scrollTop += spot.top - own.top - frame.clientHeight * 0.42;
    frame.scrollLeft += spot.left - own.left - frame.clientWidth * 0.6;
  }
}

// The page or the lines, whichever there is.
class SourceView {
  constructor(words) {
    this.words = words;
    this.node = el("div", { class: "source" });
  }
  show(place) {
    if (place?.image) {
      this.page ??= new PageView(this.words);
      this.put(this.page.node);
      this.page.show(place);
    } else if (place?.lines?.length) {
      this.lines ??= new LinesView(this.words);
      this.put(this.lines.node);
      this.lines.show(place);
    } else this.put(el("div", { class: "missing", text: this.words.no_source }));
  }
  put(node) {
    if (this.node.firstChild !== node) this.node.replaceChildren(node);
  }
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

function statusMark(status, words) {
  return el(
    "span", { class: `mark ${status}`, title: words[`status_${status}`] },
    el("i", { text: words.signs[status] || "·", "aria-hidden": "true" }),
    el("span", { text: words[`status_${status}`] })
  );
}

// What is printed in a cell, what is claimed and what is suggested.
function reading(card, words) {
  const place = card.place;
  const image = place?.image && place.box ? loupe(place, 76) : null;
  const value = (text, kind) =>
    el("span", { class: `value ${kind}`, text: text ?? words.blank });
  const rows = [el("dt", { text: words.printed }), el("dd", {}, value(card.printed, "printed"),
    statusMark(card.status, words))];
  if (card.value !== card.plain) {
    rows.push(el("dt", { text: words.claimed }), el("dd", {}, value(card.value, "claimed")));
  }
  if (card.suggestion) {
    rows.push(el("dt", { text: words.suggested }), el("dd", { class: "suggested" },
      digits(card), el("span", { class: "delta", text: card.delta || "" })));
  }
  return el("div", { class: "reading" }, image, el("dl", {}, ...rows));
}

// The suggestion with the characters marked in which it differs from the printed reading.
function digits(card) {
  const node = el("span", { class: "value suggestion" });
  for (const [text, differs] of card.digits) node.append(differs ? el("mark", { text }) : text);
  return node;
}

function reason(card) {
  return card.reason ? el("p", { class: "reason", text: card.reason }) : null;
}

function sums(card, words) {
  if (!card.sums.length) return null;
  const term = (one, index) => [
    index || one.sign === "−" ? el("i", { text: one.sign }) : null,
    el("span", { class: one.mine ? "term mine" : "term" },
      el("small", { text: one.name }), el("b", { text: one.value })),
  ];
  const side = (terms) => el("span", { class: "terms" }, ...terms.flatMap(term));
  const rows = card.sums.map((sum) =>
    el("li", {},
      el("div", { class: "equation" }, side(sum.left), el("i", { class: "not", text: "≠" }),
        side(sum.right), sum.more ? el("i", { text: fill(words.more_terms, sum) }) : null),
      el("div", { class: "difference" },
        el("span", { text: `${sum.found} − ${sum.expected} = ` }), el("b", { text: sum.difference }),
        sum.mended === null ? null : el("span", {
          class: sum.mended ? "holds" : "fails",
          text: (sum.mended ? "✓ " : "✗ ") +
            fill(sum.mended ? words.holds_with : words.fails_with, { value: card.suggestion }),
        })))
  );
  const head = fill(card.failing === 1 ? words.failing_one : words.failing, { n: card.failing });
  return el("section", { class: "sums" }, el("h4", { text: head }), el("ul", {}, ...rows),
    card.failing > card.sums.length
      ? el("div", { class: "rest", text: fill(words.more_sums, { n: card.failing - card.sums.length }) })
      : null);
}
