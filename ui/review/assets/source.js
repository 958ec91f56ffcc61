// Where a figure was read: the page with its cell, or the lines of a text.

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
