// The forms over the table of a document: what an edit needs to be told.

class SheetForms {
  constructor(sheet) {
    this.sheet = sheet;
  }

  form(head, fields, act) {
    const { words } = this.sheet.data;
    const close = () => {
      this.sheet.over.hidden = true;
      this.sheet.grid.focus({ preventScroll: true });
    };
    const form = el("form", { onsubmit: (event) => { event.preventDefault(); act(); close(); } },
      el("h4", { text: head }), ...fields,
      el("div", { class: "formend" }, keyed(words.store, "↵", { type: "submit", class: "main" }), keyed(words.cancel, "Esc", { onclick: close })));
    form.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") close();
    });
    this.sheet.over.replaceChildren(form);
    this.sheet.over.hidden = false;
    form.querySelector("input, select, button").focus();
  }

  // A printed column that no field has becomes one of those that are blank.
  placing(header) {
    const { words } = this.sheet.data;
    const taken = new Set(this.sheet.table.columns.map((column) => column.field));
    const free = this.sheet.table.fields.filter(([field]) => !taken.has(field));
    const select = el("select", { "data-edit": "place_field" }, ...free.map(([value, text]) => el("option", { value, text })));
    this.form(fill(words.place_head, { header: header.replaceAll("/", " ") }),
      [el("label", {}, el("small", { text: words.field }), select)],
      () => this.sheet.change({ action: "set_field", kind: this.sheet.table.kind, ordinal: this.sheet.table.ordinal, field: header, to: select.value }));
    this.sheet.buttons();
  }

  splitting() {
    const { words } = this.sheet.data;
    const inputs = [];
    const lines = this.sheet.table.columns.flatMap((column, index) => {
      const text = this.sheet.table.rows[this.sheet.row][index][0];
      if (!text) return [];
      const parts = text.split(/\s+/);
      const stays = el("input", { type: "text", "aria-label": `${column.header} ${words.stays}` });
      const goes = el("input", { type: "text", "aria-label": `${column.header} ${words.goes}` });
      stays.value = parts.length === 2 ? parts[0] : text;
      goes.value = parts.length === 2 ? parts[1] : "";
      inputs.push({ field: column.field, text, stays, goes });
      return [el("label", { class: "two" }, el("small", { text: column.header }), stays, goes)];
    });
    const top = el("div", { class: "two" }, el("small"), el("small", { text: words.stays }), el("small", { text: words.goes }));
    this.form(words.split_head, [top, ...lines], () => {
      const used = inputs.filter((one) => one.goes.value.trim());
      const first = used.filter((one) => one.stays.value.trim()).map((one) => [one.field, one.stays.value.trim()]);
      const second = used.map((one) => [one.field, one.goes.value.trim()]);
      this.sheet.change({ action: "split_row", kind: this.sheet.table.kind, ordinal: this.sheet.table.ordinal, row: this.sheet.row,
        first: Object.fromEntries(first), second: Object.fromEntries(second) });
    });
  }

  adding() {
    const { words, document: own, selected } = this.sheet.data;
    const names = this.sheet.table.columns.length ? this.sheet.table.columns : this.sheet.table.fields.map(([field, header]) => ({ field, header }));
    const inputs = names.map((column) => [column.field, el("input", { type: "text" }), column.header]);
    const where = el("input", { type: "text", inputmode: "numeric" });
    where.value = (own.lines ? selected?.place?.line : selected?.place?.page) ?? "";
    const lines = inputs.map(([, input, header]) => el("label", {}, el("small", { text: header }), input));
    lines.push(el("label", {}, el("small", { text: own.lines ? words.line : words.page }), where));
    this.form(words.add_head, lines, () => {
      const values = inputs.map(([field, input]) => [field, input.value.trim()]).filter(([, text]) => text);
      const place = parseInt(where.value, 10);
      const row = this.sheet.cellKey === null ? this.sheet.table.rows.length : this.sheet.row;
      this.sheet.change({ action: "add_row", kind: this.sheet.table.kind, ordinal: this.sheet.table.ordinal, row,
        values: Object.fromEntries(values), ...(place ? { [own.lines ? "line" : "page"]: place } : {}) });
    });
  }

  removing() {
    this.form(this.sheet.data.words.remove_head, [], () => this.sheet.change(
      { action: "remove_row", kind: this.sheet.table.kind, ordinal: this.sheet.table.ordinal, row: this.sheet.row }));
  }
}
