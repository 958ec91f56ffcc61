// The document page: tables, one of them whole, its cells to be edited, beside the page.

const LINE = 27;

class Sheet {
  constructor(root) {
    this.root = root;
    this.forms = new SheetForms(this);
    this.key = (event) => this.pressed(event);
    document.addEventListener("keydown", this.key);
  }

  leave() {
    document.removeEventListener("keydown", this.key);
    this.outbox?.leave();
  }

  frame() {
    const words = this.data.words;
    this.outbox ??= new Outbox("sheet", (sent) => this.component.setStateValue("outbox", sent));
    this.source = new SourceView(words);
    this.rail = el("nav", { class: "rail" });
    this.tools = el("div", { class: "edits" });
    this.head = el("div", { class: "ghead" });
    this.space = el("div", { class: "gspace" });
    this.grid = el("div", { class: "grid", tabindex: "0", role: "grid", onscroll: () => this.rows() },
      this.head, this.space);
    this.detail = el("div", { class: "detail" });
    this.status = el("div", { class: "saved", role: "status", "aria-live": "polite" });
    this.over = el("div", { class: "over", hidden: true });
    const middle = el("section", { class: "middle" }, this.tools, this.grid, this.status, this.over);
    const right = el("section", { class: "beside" }, this.source.node, this.detail);
    this.root.replaceChildren(el("div", { class: "sheet" }, this.rail, middle, right));
    new ResizeObserver(() => this.table && this.rows()).observe(this.grid);
  }

  render(data) {
    const language = this.data?.words.language;
    const other = this.data?.document.id !== data.document.id;
    this.data = data;
    if (language !== data.words.language) this.frame();
    if (other) this.table = null;
    this.answers(this.outbox.answered(data.answers));
    if (this.outbox.items.length && !this.sent) this.outbox.push();
    this.sent = true;
    const fresh = data.table !== null;
    if (fresh) {
      this.table = data.table;
      this.have = data.have;
    }
    if (data.selected) this.at(data.selected.key);
    else if (fresh && this.table.key !== this.shownKey) this.row = this.column = null;
    if (fresh) this.columns();
    this.shownKey = this.table?.key;
    this.contents();
    this.buttons();
    this.rows();
    if (fresh || data.selected?.key !== this.seen) this.reveal();
    this.seen = data.selected?.key;
    this.inspect();
    Object.assign(this.root.dataset, {
      version: data.document.version, waiting: this.outbox.items.length, table: this.table?.key || "",
      cell: data.selected?.key || "",
    });
  }

  answers(pairs) {
    const words = this.data.words;
    for (const { answer, item } of pairs) {
      if (!answer.ok) this.say(answer.message, "bad");
      else {
        const more = answer.settled ? ` · ${fill(words.settled, { n: answer.settled })}` : "";
        const text = { undo: words.undone, redo: words.redone }[item.do] || words.saved;
        this.say(text + more, answer.settled ? "good" : "");
      }
    }
  }

  say(text, kind) {
    this.status.className = `saved ${kind}`;
    this.status.textContent = text;
  }

  at(key) {
    const [, row, field] = /\/(\d+)\/(.*)$/.exec(key);
    this.row = Number(row);
    this.column = this.table ? this.table.columns.findIndex((one) => one.field === field) : null;
  }

  get cellKey() {
    if (this.row === null || this.row === undefined || this.column === null || this.column < 0) return null;
    const column = this.table.columns[this.column];
    return column && this.table.rows[this.row] ? `${this.table.key}/${this.row}/${column.field}` : null;
  }

  look(view) {
    this.component.setStateValue("view", { document: this.data.document.id, have: this.have, ...view });
  }

  contents() {
    const { words, tables, findings } = this.data;
    const tab = (name, count) => el("button", {
      type: "button", class: this.tab === name ? "on" : "", role: "tab", "aria-selected": this.tab === name,
      onclick: () => { this.tab = name; this.contents(); },
    }, el("span", { text: words[name] }), el("small", { text: count }));
    this.tab ??= "tables";
    const list = el("div", { class: "railist" });
    if (this.tab === "tables") {
      for (const one of tables) {
        list.append(el("button", {
          type: "button", class: one.key === this.table?.key ? "on" : "", title: one.title, "data-table": one.key,
          onclick: () => this.look({ table: one.key, cell: null }),
        }, el("span", { text: one.title }), one.doubts ? el("b", { text: one.doubts }) : el("small", { text: one.rows })));
      }
    } else {
      for (const one of findings) {
        list.append(el("button", {
          type: "button", class: "finding", disabled: !one.cell,
          onclick: () => this.look({ table: null, cell: one.cell }),
        }, el("b", { text: one.label }), el("span", { text: one.message })));
      }
      if (!findings.length) list.append(el("div", { class: "missing", text: words.no_findings }));
    }
    const kept = this.rail.querySelector(".railist")?.scrollTop || 0;
    this.rail.replaceChildren(
      el("div", { class: "tabs", role: "tablist" }, tab("tables", tables.length), tab("findings", findings.length)),
      list);
    list.scrollTop = kept;
  }

  // Widths by what stands in a column, from its header and a sample of its rows.
  columns() {
    const wide = (text) => [...text].reduce((sum, char) => sum + (char > "\u2e7f" ? 13.6 : 8.3), 0);
    const step = Math.max(1, Math.floor(this.table.rows.length / 400));
    this.widths = this.table.columns.map((column, index) => {
      let most = 0;
      for (let row = 0; row < this.table.rows.length; row += step) {
        most = Math.max(most, wide(this.table.rows[row][index][0]));
      }
      const head = Math.min(wide(column.header), column.numeric ? 96 : 150);
      return Math.round(Math.min(Math.max(most + 40, head + 18, 62), column.numeric ? 220 : 260));
    });
    const template = `46px ${this.widths.map((w) => `${w}px`).join(" ")}`;
    const total = 46 + this.widths.reduce((a, b) => a + b, 0);
    this.template = template;
    this.head.style.cssText = `grid-template-columns:${template};width:${total}px`;
    this.space.style.cssText = `height:${Math.max(1, this.table.rows.length) * LINE}px;width:${total}px`;
    this.head.replaceChildren(el("span"), ...this.table.columns.map((column) => el("span", {
      class: column.numeric ? "figure" : "", text: column.header,
      title: [column.header, column.printed].filter((text, index, all) => text && all.indexOf(text) === index).join(" ← "),
    })));
  }

  rows() {
    if (!this.table) return;
    const { statuses, words } = this.data;
    const first = Math.max(0, Math.floor(this.grid.scrollTop / LINE) - 6);
    const last = Math.min(this.table.rows.length, first + Math.ceil((this.grid.clientHeight || 600) / LINE) + 12);
    const made = [];
    for (let index = first; index < last; index += 1) {
      const row = el("div", { class: `grow${index === this.row ? " at" : ""}`, role: "row" },
        el("span", { class: "number", text: index + 1 }));
      row.style.cssText = `top:${index * LINE}px;grid-template-columns:${this.template}`;
      this.table.rows[index].forEach(([text, status, asked], column) => {
        const name = status < 0 ? "" : statuses[status];
        const here = index === this.row && column === this.column;
        row.append(el("span", {
          role: "gridcell", class: `cell ${name}${this.table.columns[column].numeric ? " figure" : ""}${here ? " here" : ""}`,
          title: name ? words[`status_${name}`] : null, onclick: () => this.choose(index, column),
          ondblclick: () => this.edit(),
        }, el("span", { text }), el("i", { text: (words.signs[name] || "") + (asked ? "!" : ""), "aria-hidden": "true" })));
      });
      made.push(row);
    }
    if (!made.length) made.push(el("div", { class: "missing", text: words.no_rows }));
    if (!this.editor) this.space.replaceChildren(...made);
  }

  choose(row, column) {
    if (this.editor) this.unedit();
    this.row = row;
    this.column = column;
    this.rows();
    this.buttons();
    this.grid.focus({ preventScroll: true });
    clearTimeout(this.looking);
    // Several steps of an arrow key are one look.
    this.looking = setTimeout(() => this.look({ table: null, cell: this.cellKey }), 40);
  }

  reveal() {
    if (this.cellKey === null) return;
    const top = this.row * LINE;
    const tall = this.grid.clientHeight - this.head.offsetHeight;
    if (top < this.grid.scrollTop) this.grid.scrollTop = Math.max(0, top - LINE);
    if (top + 2 * LINE > this.grid.scrollTop + tall) this.grid.scrollTop = top + 2 * LINE - tall;
    const before = 46 + this.widths.slice(0, this.column).reduce((a, b) => a + b, 0);
    const after = before + this.widths[this.column];
    if (before - 46 < this.grid.scrollLeft) this.grid.scrollLeft = before - 46;
    if (after > this.grid.scrollLeft + this.grid.clientWidth) this.grid.scrollLeft = after - this.grid.clientWidth;
    this.rows();
  }

  inspect() {
    const { selected: card, words, history } = this.data;
    if (!card) {
      this.detail.replaceChildren(el("p", { class: "hint", text: words.choose_cell }));
      if (!this.source.node.firstChild) this.source.show(null);
      return;
    }
    this.source.show(card.place);
    const action = (name, key, act, more = {}) => keyed(
      fill(words[name], { value: card.suggestion, printed: card.printed ?? words.blank }), key,
      { onclick: act, "data-action": name, ...more });
    const done = history.map((one) => el("li", {}, ...one.filter(Boolean).map((text) => el("span", { text }))));
    this.detail.replaceChildren(...[
      el("div", { class: "where" }, el("div", { class: "address" }, el("b", { text: card.row }),
        el("span", { class: "sep", text: "›" }), el("b", { text: card.field }), el("span", { class: "unit", text: card.unit || "" }))),
      reading(card, words), reason(card), sums(card, words),
      done.length ? el("section", { class: "done-here" }, el("h4", { text: words.history }), el("ul", {}, ...done)) : null,
      el("div", { class: "actions" },
        card.suggestion === null ? null : action("accept", "A", () => this.decide("accept"), { class: "main" }),
        action("keep", "K", () => this.decide("confirm")),
        action("edit_cell", "↵", () => this.edit()),
        action("as_published", "P", () => this.decide("as_published"), { title: words.as_published_more })),
    ].filter(Boolean));
  }

  buttons() {
    const { words, document: own } = this.data;
    if (!this.table) return;
    const none = this.cellKey === null;
    const table = this.table;
    const choice = (name, options, value, act, disabled) => {
      const select = el("select", { "aria-label": words[name], "data-edit": name, disabled },
        ...options.map(([key, text]) => el("option", { value: key, text, selected: key === value })));
      if (!options.some(([key]) => key === value)) select.prepend(el("option", { value, text: value, selected: true }));
      select.addEventListener("change", () => act(select.value));
      return el("label", {}, el("small", { text: words[name] }), select);
    };
    const field = none ? "" : table.columns[this.column].field;
    const button = (name, text, act, disabled = none) =>
      el("button", { type: "button", "data-edit": name, title: words[name], disabled, onclick: act, text });
    const row = { kind: table.kind, ordinal: table.ordinal, row: this.row };
    const here = { kind: table.kind, ordinal: table.ordinal };
    this.tools.replaceChildren(
      choice("edit_table", table.kinds, table.kind, (to) => this.change({ action: "set_kind", ...here, to })),
      choice("edit_column", table.fields, field, (to) => this.change({ action: "set_field", ...here, field, to }), none || !table.fields.length),
      table.unplaced.length ? choice("edit_unplaced", [["", `${words.place_choose}: ${table.unplaced.length}`], ...table.unplaced], "",
        (header) => header && this.forms.placing(header)) : "",
      el("span", { class: "group" }, el("small", { text: words.edit_row }),
        button("left", "←", () => this.change({ action: "move_row", ...row, by: -1 })),
        button("right", "→", () => this.change({ action: "move_row", ...row, by: 1 })),
        button("split", words.split, () => this.forms.splitting()),
        button("join", words.join, () => this.change({ action: "join_rows", ...row })),
        button("add", words.add, () => this.forms.adding(), false),
        button("remove", words.remove, () => this.forms.removing())),
      keyed(words.undo, "U", { "data-action": "undo", disabled: own.undoable === null, onclick: () => this.undo() }),
      own.redoable === null ? "" : keyed(words.redo, "Ctrl+Y", { "data-action": "redo", onclick: () => this.redo() }),
      keyed(words.one_by_one, "R", { class: "quiet", "data-action": "review", onclick: () => this.go("review") }));
  }

  send(item) {
    this.outbox.add({ document: this.data.document.id, key: this.cellKey || "", ...item });
    this.root.dataset.waiting = this.outbox.items.length;
    this.say(this.data.words.saving, "wait");
  }

  change(edit) {
    this.send({ do: "edit", edit });
  }

  undo() {
    if (this.data.document.undoable === null || this.outbox.items.length) return;
    this.send({ do: "undo", event: this.data.document.undoable });
  }

  redo() {
    if (this.data.document.redoable === null || this.outbox.items.length) return;
    this.send({ do: "redo", event: this.data.document.redoable });
  }

  decide(action, value = null) {
    const card = this.data.selected;
    if (!card || card.key !== this.cellKey || (action === "accept" && card.suggestion === null)) return;
    this.send({
      do: "decide", cell: card.cell, action, value,
      seen: { printed: card.printed, value: card.value, suggestion: card.suggestion },
    });
  }

  go(page) {
    this.component.setTriggerValue("go", { page, document: this.data.document.id, cell: page === "review" ? null : this.cellKey });
  }

  // A line over the cell; text as it is typed, never a number of the browser.
  edit(start = null) {
    if (this.cellKey === null || this.editor) return;
    const cell = this.table.rows[this.row][this.column];
    const input = el("input", { type: "text", class: "editor", "aria-label": this.data.words.type_here, spellcheck: "false" });
    input.value = start ?? cell[0];
    const left = 46 + this.widths.slice(0, this.column).reduce((a, b) => a + b, 0);
    input.style.cssText = `top:${this.row * LINE - 2}px;left:${left - 1}px;width:${Math.max(this.widths[this.column], 130)}px`;
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === "Enter") {
        const value = input.value.trim();
        this.unedit();
        this.decide("correct", value);
      } else if (event.key === "Escape") this.unedit();
    });
    input.addEventListener("blur", () => this.unedit());
    this.editor = input;
    this.space.append(input);
    input.focus({ preventScroll: true });
    if (start === null) input.select();
  }

  unedit() {
    const input = this.editor;
    if (!input) return;
    this.editor = null;
    input.remove();
    this.rows();
    this.grid.focus({ preventScroll: true });
  }

  pressed(event) {
    if (!this.root.isConnected || typing(event) || event.isComposing || !this.over.hidden || !this.table) return;
    const both = backOrAgain(event);
    if (!both && (event.ctrlKey || event.metaKey || event.altKey)) return;
    const act = both ? () => this[both]() : this.act(event.key);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  act(key) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageDown: [15, 0], PageUp: [-15, 0] }[key];
    if (step) return () => {
      const row = Math.max(0, Math.min(this.table.rows.length - 1, (this.row ?? 0) + step[0]));
      const column = Math.max(0, Math.min(this.table.columns.length - 1, (this.column ?? 0) + step[1]));
      this.choose(row, column);
      this.reveal();
    };
    if (/^[0-9]$/.test(key)) return this.cellKey === null ? null : () => this.edit(key);
    return {
      enter: () => this.edit(), f2: () => this.edit(), e: () => this.edit(),
      a: () => this.decide("accept"), k: () => this.decide("confirm"), p: () => this.decide("as_published"),
      u: () => this.undo(), r: () => this.go("review"), q: () => this.go("queue"),
    }[key.toLowerCase()];
  }
}

export default function (component) {
  return mounted(component, (root) => new Sheet(root));
}
