// The queue: documents by doubt left. Only the rows in sight are in the page.

const TALL = 34;

class Queue {
  constructor(root) {
    this.root = root;
    this.key = (event) => this.pressed(event);
    document.addEventListener("keydown", this.key);
    this.at = 0;
  }

  leave() {
    document.removeEventListener("keydown", this.key);
  }

  render(data) {
    this.data = data;
    const words = data.words;
    this.head = el("div", { class: "qhead", role: "row" },
      ...["document", "department", "doubts", "findings", "figures", "progress", "held"].map((name) =>
        el("span", { class: name, role: "columnheader", text: words[`q_${name}`] })));
    this.list = el("div", { class: "qlist", tabindex: "0", role: "rowgroup", onscroll: () => this.draw() });
    this.space = el("div", { class: "qspace" });
    this.space.style.height = `${data.rows.length * TALL}px`;
    this.list.append(this.space);
    this.root.replaceChildren(el("div", { class: "queue", role: "table" }, this.head, this.list));
    if (!data.rows.length) this.list.replaceChildren(el("div", { class: "missing", text: words.q_none }));
    this.at = Math.min(this.at, Math.max(0, data.rows.length - 1));
    this.root.dataset.rows = data.rows.length;
    this.draw();
    this.head.style.paddingRight = `${this.list.offsetWidth - this.list.clientWidth + 14}px`;
    new ResizeObserver(() => this.draw()).observe(this.list);
  }

  draw() {
    const first = Math.max(0, Math.floor(this.list.scrollTop / TALL) - 4);
    const last = Math.min(this.data.rows.length, first + Math.ceil((this.list.clientHeight || 700) / TALL) + 9);
    const rows = [];
    for (let index = first; index < last; index += 1) rows.push(this.row(index));
    this.space.replaceChildren(...rows);
  }

  row(index) {
    const words = this.data.words;
    const [id, name, department, doubts, findings, figures, share, held] = this.data.rows[index];
    const bar = el("span", { class: "track" }, el("span", { style: `width:${Math.round(share * 100)}%` }));
    const node = el("div", {
      class: `qrow${index === this.at ? " at" : ""}${doubts ? "" : " finished"}`, role: "row", "data-id": id,
      onclick: () => this.go(id),
    },
      el("span", { class: "document", text: name, title: name }),
      el("span", { class: "department", text: department || "", title: department || "" }),
      el("span", { class: "doubts" }, doubts ? el("b", { text: doubts }) : el("i", { text: "✓", title: words.q_clear })),
      el("span", { class: "findings", text: findings || "" }),
      el("span", { class: "figures", text: figures }),
      el("span", { class: "progress" }, bar, el("small", { text: `${Math.round(share * 100)}%` })),
      el("span", { class: "held", text: held || "" }));
    node.style.top = `${index * TALL}px`;
    return node;
  }

  go(id) {
    this.component.setTriggerValue("go", { page: "review", document: id, cell: null });
  }

  pressed(event) {
    if (!this.root.isConnected || typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = this.data.rows.length;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 12, PageUp: -12 }[event.key];
    if (event.key === "Enter" && count) {
      const path = event.composedPath();
      if (!path.includes(this.root) && path[0] !== document.body) return;
      this.go(this.data.rows[this.at][0]);
    } else if (step) {
      this.at = Math.max(0, Math.min(count - 1, this.at + step));
      const top = this.at * TALL;
      if (top < this.list.scrollTop) this.list.scrollTop = top;
      if (top + TALL > this.list.scrollTop + this.list.clientHeight) {
        this.list.scrollTop = top + TALL - this.list.clientHeight;
      }
      this.draw();
    } else return;
    event.preventDefault();
  }
}

export default function (component) {
  return mounted(component, (root) => new Queue(root));
}
