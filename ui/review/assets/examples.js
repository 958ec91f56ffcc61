// The examples page: what a model is shown of tables that were read right.

class Examples {
  constructor(root) {
    this.root = root;
    this.at = 0;
  }

  render(data) {
    this.data = data;
    this.at = Math.min(this.at, data.rows.length - 1);
    const words = data.words;
    const list = el("div", { class: "railist" }, ...data.rows.map((one, index) =>
      el("button", {
        type: "button", class: index === this.at ? "on" : "",
        onclick: () => { this.at = index; this.render(this.data); },
      }, el("span", { text: one.title }), el("small", { text: one.kind }))));
    const kept = this.root.querySelector(".railist")?.scrollTop || 0;
    const one = data.rows[this.at];
    const lines = one.table.map((cells) =>
      el("tr", {}, ...(cells.length > 1 ? cells.map((text) => el("td", { text }))
        : [el("td", { class: "prose", colspan: 99, text: cells[0] ?? "" })])));
    this.root.replaceChildren(el("div", { class: "examples" },
      el("nav", { class: "rail" }, list),
      el("section", {},
        el("h3", { text: one.title }),
        el("h4", { text: words.ex_shown }),
        el("div", { class: "lines" }, el("table", {}, el("tbody", {}, ...lines))),
        el("h4", { text: words.ex_answer }),
        el("pre", { text: one.answer }),
        el("div", {}, keyed(words.ex_remove, "", {
          title: words.ex_remove_more, "data-action": "remove",
          onclick: () => this.component.setTriggerValue("remove", one.id),
        })))));
    list.scrollTop = kept;
  }
}

export default function (component) {
  return mounted(component, (root) => new Examples(root));
}
