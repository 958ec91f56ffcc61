// The learned page: headers that people took for a field, with what speaks for each.

class Learned {
  constructor(root) {
    this.root = root;
  }

  render(data) {
    this.data = data;
    const { words, said } = data;
    const rows = data.rows.map((one) => this.row(one));
    this.root.replaceChildren(el("div", { class: "learned" },
      el("div", { class: `saved ${said?.kind || ""}`, role: "status", "aria-live": "polite", text: said?.text || "" }),
      rows.length ? el("ul", { "aria-label": words.page_learned }, ...rows) : null));
  }

  row(one) {
    const { words } = this.data;
    const meant = one.field === null ? fill(words.means_table, one) : fill(words.means_field, one);
    const sums = one.fails ? fill(words.sums_fail, one) : one.holds ? fill(words.sums_hold, one) : words.sums_none;
    const more = one.documents.length > 3 ? ` +${one.documents.length - 3}` : "";
    const documents = one.documents.slice(0, 3).join(", ") + more;
    const where = fill(words.learned_from, { people: one.people.join(", "), documents });
    const decided = one.decided && fill(words[`by_${one.standing}`], { who: one.decided[0], at: one.decided[1] });
    const button = (name, more = {}) => keyed(words[`do_${name}`], "", {
      "data-action": name, title: words[`do_${name}_more`], ...more,
      onclick: () => this.component.setTriggerValue("decide", { do: name, id: one.id }),
    });
    const open = one.standing === "candidate";
    return el("li", { class: one.standing, "data-id": one.id },
      el("div", { class: "meant" },
        el("b", { text: one.header }), el("span", { class: "sep", text: "→" }), el("span", { text: meant }),
        el("small", { class: "standing", text: words[`standing_${one.standing}`] })),
      el("div", { class: "evidence" },
        el("span", { text: where, title: one.documents.join("\n") }),
        el("span", { class: one.fails ? "bad" : one.holds ? "good" : "", text: sums }),
        one.recognised ? el("span", { text: words.from_picture }) : null,
        decided ? el("span", { text: [decided, one.decided[2]].filter(Boolean).join(" · ") }) : null,
        one.refused ? el("span", { class: "bad", text: `${words.not_acceptable}: ${one.refused}` }) : null),
      el("div", { class: "actions" },
        open ? button("accept", { class: "main", disabled: Boolean(one.refused) || one.fails > 0 }) : null,
        open ? button("reject") : button("remove")));
  }
}

export default function (component) {
  return mounted(component, (root) => new Learned(root));
}
