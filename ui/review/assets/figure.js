// What is known of one figure, as Review and Document show it.

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
