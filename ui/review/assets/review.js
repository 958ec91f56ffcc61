// The review page: one doubtful figure at a time, one key for most.

const GUARD = 250; // ms in which keys are ignored after the figure changed by itself
const ONWARD = 1500; // ms for which a finished document is told of before the next one opens

class Review {
  constructor(root) {
    this.root = root;
    this.key = (event) => this.pressed(event);
    this.hold = () => this.stay();
    document.addEventListener("keydown", this.key);
    document.addEventListener("pointerdown", this.hold);
    this.changedAt = 0;
  }

  leave() {
    document.removeEventListener("keydown", this.key);
    document.removeEventListener("pointerdown", this.hold);
    this.outbox?.leave();
    clearTimeout(this.onward);
    clearTimeout(this.fading);
    clearTimeout(this.slow);
  }

  frame() {
    const words = this.data.words;
    this.source = new SourceView(words);
    this.where = el("div", { class: "where" });
    this.panel = el("div", { class: "panel", tabindex: "-1" });
    this.status = el("div", { class: "saved", role: "status", "aria-live": "polite" });
    this.actions = el("div", { class: "actions" });
    this.side = el("section", { class: "side" }, this.where, this.panel, this.actions, this.status);
    this.root.replaceChildren(el("div", { class: "review" }, this.source.node, this.side));
    this.outbox ??= new Outbox("review", (sent) => this.component.setStateValue("outbox", sent));
  }

  render(data) {
    const language = this.data?.words.language;
    const other = this.data?.document.id !== data.document.id;
    const first = !this.data;
    this.data = data;
    if (language !== data.words.language) this.frame();
    if (other) {
      this.card = null;
      this.stay();
      // The next document came by itself: a key pressed for the last one is not meant for it.
      if (!first) this.changedAt = performance.now();
    }
    this.answers(this.outbox.answered(data.answers));
    if (this.outbox.items.length && !this.sent) this.outbox.push();
    this.sent = true;
    if (this.undoing && !this.outbox.items.length) this.undo();
    this.choose(other);
    this.progress();
    this.prefetch();
    this.root.dataset.version = data.document.version;
    this.root.dataset.waiting = this.outbox.items.length;
  }

  answers(pairs) {
    const words = this.data.words;
    for (const { answer, item } of pairs) {
      if (answer.ok) {
        const text = { undo: words.undone, redo: words.redone }[item.do] || words.saved;
        const more = answer.settled ? fill(words.settled, { n: answer.settled }) : "";
        this.say([text, more].filter(Boolean).join(" · "), answer.settled ? "good" : "");
        this.returning = item.do === "undo" ? answer.cell : null;
        // What comes back was asked for: the next key is meant for it.
        if (item.do !== "decide") this.changedAt = 0;
        this.root.dataset.settled = answer.settled;
      } else {
        this.say(answer.message, "bad", !answer.retry);
        if (!answer.retry) this.returning = item.key;
      }
    }
  }

  // Which figure to show now; the one on the screen stays as long as it is in doubt.
  choose(other) {
    const open = this.open();
    const wanted = this.returning || (other ? this.data.focus : null);
    const back = wanted && this.data.cards.find((card) => card.key === wanted);
    this.returning = back ? null : this.returning;
    if (back && !this.waiting(back.key)) {
      this.asked = back.key;
      return this.showIf(back);
    }
    const own = this.asked === this.card?.key ? this.data.cards : open;
    const same = this.card && own.find((card) => card.key === this.card.key && !this.waiting(card.key));
    if (same) return this.showIf(same);
    if (this.typed) return undefined;
    const shown = this.card;
    this.show(open[0] || null);
    if (shown) this.changedAt = performance.now();
    return undefined;
  }

  showIf(card) {
    const changed = JSON.stringify(card) !== JSON.stringify(this.card);
    if (changed && !this.typed) this.show(card);
    else if (changed) this.card = card;
  }

  waiting(key) {
    return this.outbox.items.some((item) => item.key === key && item.do === "decide");
  }

  open() {
    const { document: own, cards, doubtful } = this.data;
    return cards.filter(
      (card) => doubtful.includes(card.key) &&
        !this.outbox.items.some((i) => i.document === own.id && i.key === card.key)
    );
  }

  show(card) {
    clearTimeout(this.onward);
    this.card = card;
    this.typed = null;
    this.root.dataset.card = card ? card.key : "";
    const words = this.data.words;
    if (!card) return this.empty();
    this.where.replaceChildren(
      el("div", { class: "table", text: card.table }),
      el("div", { class: "address" },
        el("b", { text: card.row }), el("span", { class: "sep", text: "›" }),
        el("b", { text: card.field }),
        el("span", { class: "unit", text: card.unit || "" }))
    );
    const parts = [reading(card, words), reason(card), sums(card, words), this.others(card)];
    this.panel.replaceChildren(...parts.filter(Boolean));
    this.panel.scrollTop = 0;
    this.buttons(card, words);
    this.source.show(card.place);
    return undefined;
  }

  others(card) {
    if (!card.alternatives.length) return null;
    const words = this.data.words;
    const buttons = card.alternatives.map((one, index) =>
      el("div", { class: "alternative" },
        keyed(one.value, index < 9 ? `${index + 1}` : "", {
          onclick: () => this.decide("correct", one.value),
        }),
        el("small", { text: one.origin }))
    );
    return el("section", { class: "others" }, el("h4", { text: words.alternatives }),
      el("div", {}, ...buttons));
  }

  buttons(card, words) {
    const action = (name, key, act, more = {}) =>
      keyed(fill(words[name], { value: card.suggestion, printed: card.printed ?? words.blank }), key,
        { onclick: act, "data-action": name, ...more });
    this.actions.replaceChildren(
      action("accept", "↵", () => this.decide("accept"), {
        class: "main", disabled: card.suggestion === null, hidden: card.suggestion === null,
      }),
      action("keep", "K", () => this.decide("confirm"), { class: card.suggestion ? "" : "main" }),
      action("type", "E", () => this.type()),
      action("as_published", "P", () => this.decide("as_published"), { title: words.as_published_more }),
      action("skip", "S", () => this.decide("skip")),
      action("undo", "U", () => this.undo()),
      this.data.document.redoable === null ? "" : action("redo", "R", () => this.redo()),
      action("in_table", "D", () => this.go("document"), { class: "quiet" })
    );
  }

  // A line to type the figure in; the keys of the page rest meanwhile.
  type(start = null) {
    const words = this.data.words;
    const card = this.card;
    if (!card || this.typed) return;
    const input = el("input", {
      type: "text", class: "typed", "aria-label": words.type_here, autocomplete: "off",
      spellcheck: "false", inputmode: card.numeric ? "decimal" : "text",
    });
    input.value = start ?? card.printed ?? "";
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === "Enter") this.decide("correct", input.value.trim());
      if (event.key === "Escape") this.untype();
    });
    this.typed = input;
    this.actions.replaceChildren(
      el("div", { class: "typing" }, input,
        keyed(words.store, "↵", { class: "main", onclick: () => this.decide("correct", input.value.trim()) }),
        keyed(words.cancel, "Esc", { onclick: () => this.untype() }))
    );
    input.focus();
    // A sign that stands in no figure is what was misread: the next key replaces it.
    const odd = card.numeric ? input.value.search(/[^\d,，.．\s\-−–+()（）%％万亿元]/) : -1;
    const end = input.value.length;
    input.setSelectionRange(odd < 0 ? end : odd, odd < 0 ? end : odd + 1);
  }

  untype() {
    this.typed = null;
    this.show(this.card);
    this.panel.focus();
  }

  decide(action, value = null) {
    const card = this.card;
    if (!card) return;
    // Whoever typed has looked at this figure already.
    if (!this.typed && performance.now() - this.changedAt < GUARD) {
      this.say(this.data.words.changed_by_itself, "wait");
      return;
    }
    if (action === "accept" && card.suggestion === null) return;
    const item = {
      do: "decide", document: this.data.document.id, key: card.key, cell: card.cell, action, value,
      seen: { printed: card.printed, value: card.value, suggestion: card.suggestion },
    };
    this.typed = null;
    this.finishing = item.document;
    this.outbox.add(item);
    this.data.document.redoable = null;
    this.asked = null;
    this.wait();
    this.show(this.next(card));
    this.panel.focus({ preventScroll: true });
  }

  // What is on its way is stored first, so that it is clear what is taken back.
  undo() {
    const event = this.data.document.undoable;
    if (this.outbox.items.length) {
      this.undoing = !this.outbox.items.some((item) => item.do === "undo");
      return;
    }
    this.undoing = false;
    if (event === null) return this.say(this.data.words.nothing_to_undo, "");
    this.outbox.add({ do: "undo", document: this.data.document.id, key: "", event });
    this.wait();
  }

  redo() {
    const event = this.data.document.redoable;
    if (this.outbox.items.length) return;
    if (event === null) return this.say(this.data.words.nothing_to_redo, "");
    this.asked = null;
    this.outbox.add({ do: "redo", document: this.data.document.id, key: "", event });
    this.wait();
  }

  // A figure of other sums first: those of the same sums may be settled in a moment.
  next(card) {
    const open = this.open();
    const own = new Set(card.checks);
    return open.find((one) => !one.checks.some((id) => own.has(id))) || open[0] || null;
  }

  wait() {
    this.root.dataset.waiting = this.outbox.items.length;
    this.root.dataset.settled = "";
    this.say(this.data.words.saving, "wait", false);
    clearTimeout(this.slow);
    this.slow = setTimeout(() => {
      if (this.outbox.items.length) this.say(this.data.words.saving_long, "wait", false);
    }, 3000);
  }

  say(text, kind, fades = true) {
    this.status.className = `saved ${kind}`;
    this.status.replaceChildren(el("span", { text }));
    clearTimeout(this.fading);
    if (fades && kind !== "bad") {
      this.fading = setTimeout(() => this.status.classList.add("old"), 4000);
    }
  }

  progress() {
    const { document: own, words } = this.data;
    this.bar ??= el("div", { class: "bar" });
    const left = fill(words.left_here, { n: own.doubts });
    const share = own.first ? 1 - own.doubts / own.first : 1;
    this.bar.replaceChildren(
      el("span", { class: "name", text: own.name, title: own.name }),
      el("span", { class: "track" }, el("span", { style: `width:${Math.round(share * 100)}%` })),
      el("span", { class: "left", text: left }),
    );
    if (this.side.firstChild !== this.bar) this.side.prepend(this.bar);
  }

  prefetch() {
    for (const card of this.data.cards) {
      const url = card.place?.image;
      if (url && !(this.images ??= new Map()).has(url)) {
        const image = new Image();
        image.src = url;
        this.images.set(url, image);
      }
    }
  }

  empty() {
    const { words, next, document: own } = this.data;
    const waiting = this.outbox.items.length > 0 || own.doubts > 0;
    const onward = next && this.finishing === own.id;
    this.where.replaceChildren();
    this.actions.replaceChildren();
    if (waiting) {
      this.panel.replaceChildren(el("p", { class: "pause", text: words.one_moment }));
      return;
    }
    this.panel.replaceChildren(
      el("div", { class: "done" },
        el("div", { class: "tick", text: "✓" }),
        el("h3", { text: fill(words.document_done, { name: own.name }) }),
        el("p", { text: next ? fill(words.next_is, next) : words.all_done }),
        onward ? el("p", { class: "pause", text: words.opens_by_itself }) : "")
    );
    if (onward) this.onward = setTimeout(() => this.data.next && this.go("next"), ONWARD);
    this.actions.replaceChildren(
      next ? keyed(words.next_document, "↵", { class: "main", "data-action": "next", onclick: () => this.go("next") }) : "",
      keyed(words.look_document, "D", { "data-action": "in_table", onclick: () => this.go("document") }),
      keyed(words.undo, "U", { "data-action": "undo", onclick: () => this.undo() }),
      this.data.document.redoable === null ? "" : keyed(words.redo, "R", { "data-action": "redo", onclick: () => this.redo() }),
      keyed(words.to_queue, "Q", { onclick: () => this.go("queue") })
    );
  }

  // A person who presses or touches anything wants to stay with the document.
  stay() {
    clearTimeout(this.onward);
    this.finishing = null;
    this.panel?.querySelector(".done .pause")?.remove();
  }

  go(page) {
    const { document: own, next } = this.data;
    const to = page === "next" ? { page: "review", document: next.id } : { page, document: own.id };
    this.component.setTriggerValue("go", { ...to, cell: this.card ? this.card.key : null });
  }

  pressed(event) {
    if (!this.root.isConnected || typing(event) || event.isComposing || event.altKey) return;
    if (!this.card && !this.data.document.doubts) this.stay();
    const key = event.key.toLowerCase();
    const both = backOrAgain(event);
    if (!both && (event.ctrlKey || event.metaKey || event.repeat)) return;
    const act = both ? () => this[both]() : this.act(key);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  act(key) {
    const always = { u: () => this.undo(), r: () => this.redo(), d: () => this.go("document"), q: () => this.go("queue") };
    if (always[key]) return always[key];
    const card = this.card;
    if (!card) return key === "enter" && this.data.next && !this.data.document.doubts ? () => this.go("next") : null;
    if (/^[1-9]$/.test(key)) {
      const one = card.alternatives[Number(key) - 1];
      return one ? () => this.decide("correct", one.value) : null;
    }
    const page = this.source.page;
    return {
      enter: card.suggestion === null ? null : () => this.decide("accept"),
      a: card.suggestion === null ? null : () => this.decide("accept"),
      k: () => this.decide("confirm"),
      e: () => this.type(),
      p: () => this.decide("as_published"),
      s: () => this.decide("skip"),
      "+": page ? () => page.zoom(1.25) : null,
      "=": page ? () => page.zoom(1.25) : null,
      "-": page ? () => page.zoom(1 / 1.25) : null,
      f: page ? () => page.fit() : null,
    }[key];
  }
}

export default function (component) {
  return mounted(component, (root) => new Review(root));
}
