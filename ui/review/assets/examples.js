// The examples page: what a model is shown of tables that were read right, and what could be added.

class Examples {
  constructor(root) {
    this.root = root;
    this.at = 0;
  }

  render(data) {
    this.data = data;
    // The one that was looked at stays in sight when others come and go.
    const known = data.rows.findIndex((one) => one.id === this.id);
    this.at = known >= 0 ? known : Math.min(this.at, data.rows.length - 1);
    const words = data.words;
    const one = data.rows[this.at];
    this.id = one.id;
    const entry = (each, index) => el("button", {
      type: "button", class: `${index === this.at ? "on" : ""}${each.add ? " offered" : ""}`,
      onclick: () => { this.id = data.rows[index].id; this.render(this.data); },
    }, el("span", { text: each.title }), el("small", { text: each.kind }));
    const entries = data.rows.map(entry);
    const kept = data.rows.filter((each) => !each.add).length;
    const group = (name, some) => some.length ? [el("div", { class: "groups", text: `${words[name]} · ${some.length}` }), ...some] : [];
    const list = el("div", { class: "railist" },
      ...group("ex_kept", entries.slice(0, kept)), ...group("ex_offered", entries.slice(kept)));
    const scrolled = this.root.querySelector(".railist")?.scrollTop || 0;
    const lines = one.table.map((cells) =>
      el("tr", {}, ...(cells.length > 1 ? cells.map((text) => el("td", { text }))
        : [el("td", { class: "prose", colspan: 99, text: cells[0] ?? "" })])));
    this.root.replaceChildren(el("div", { class: "examples" },
      el("nav", { class: "rail" }, list),
      el("section", {},
        el("h3", { text: one.title }),
        one.add ? el("div", { class: "why", text: [fill(words.ex_from, one), one.on_word ? words.ex_add_word_more : ""].filter(Boolean).join(" · ") }) : null,
        el("h4", { text: words.ex_shown }),
        el("div", { class: "lines" }, el("table", {}, el("tbody", {}, ...lines))),
        el("h4", { text: words.ex_answer }),
        el("pre", { text: one.answer }),
        this.actions(one))));
    Object.assign(this.root.dataset, { kept, offered: data.rows.length - kept });
    list.scrollTop = scrolled;
  }

  actions(one) {
    const words = this.data.words;
    const send = (name, value) => () => this.component.setTriggerValue(name, value);
    if (!one.add) {
      return el("div", { class: "actions" }, keyed(words.ex_remove, "", {
        title: words.ex_remove_more, "data-action": "remove", onclick: send("remove", one.id),
      }));
    }
    return el("div", { class: "actions" },
      keyed(one.on_word ? words.ex_add_word : words.ex_add, "", {
        class: "main", title: one.on_word ? words.ex_add_word_more : words.ex_add_more,
        "data-action": "add", onclick: send("add", one.add),
      }),
      this.data.ready > 1 ? keyed(`${words.ex_add_all} (${this.data.ready})`, "", {
        "data-action": "add-all", onclick: send("add", "*"),
      }) : null);
  }
}

export default function (component) {
  return mounted(component, (root) => new Examples(root));
}
