"""Write `docs/kinds.md` from the kinds, always the same."""

from collections.abc import Iterator
from pathlib import Path

from schemas.kinds import KindRow, builtin_kinds
from schemas.kinds.identity import (
    CodeHierarchy,
    ColumnSum,
    GrandTotal,
    Identity,
    NumberedHierarchy,
    Product,
    ShareOfTotal,
)

PATH = Path(__file__).resolve().parents[1] / "docs" / "kinds.md"
_HEAD = """# Table kinds

Made by `python -m evals.docs_kinds` from `schemas/kinds/`; do not edit by hand. `gouji kinds`
prints the list, `gouji kinds KIND` one kind. What the identities mean is in
[checks.md](checks.md), how to declare a kind of your own in [own-kinds.md](own-kinds.md).

A header `group/leaf` stands in two rows of the page. The first header of a field is the usual
one, the others are read as well. A table of no kind below is exported as kind `table`: its
fields are the printed headers.
"""


def kinds_page() -> str:
    """The text of the page."""
    kinds = builtin_kinds()
    lines = [_HEAD, "| kind | title | fields |", "|---|---|---|"]
    lines += [f"| [`{k.kind}`](#{k.kind}) | {k.title} | {len(k.fields())} |" for k in kinds]
    for kind in kinds:
        lines += ["", *_section(kind)]
    return "\n".join(lines) + "\n"


def _section(kind: type[KindRow]) -> Iterator[str]:
    yield f"## {kind.kind}"
    yield ""
    yield f"Titles: {'、'.join(kind.all_titles())}"
    yield ""
    yield f"Key: {', '.join(f'`{name}`' for name in kind.key) or 'none (one row at most)'}."
    yield ""
    yield "| field | type | printed headers |"
    yield "|---|---|---|"
    for spec in kind.fields():
        yield f"| `{spec.name}` | {spec.type} | {'、'.join(spec.headers)} |"
    if kind.wildcard is not None:
        yield f"| `*` | {kind.wildcard} | every further printed column, under its own header |"
    if kind.identities:
        yield ""
        yield from (f"- {sentence(identity)}" for identity in kind.identities)


def sentence(identity: Identity) -> str:
    """One line that says what an identity demands."""
    if isinstance(identity, ColumnSum):
        return f"`{identity.total}` = {_sum(identity.parts)}"
    if isinstance(identity, Product):
        return f"`{identity.amount}` = `{identity.quantity}` × `{identity.price}`"
    if isinstance(identity, ShareOfTotal):
        return f"`{identity.share}` = `{identity.amount}` over that of the 合计 row of its side"
    if isinstance(identity, GrandTotal):
        fields = "every column" if identity.every_column else _list(identity.amounts)
        across = "; `total` = sum of the other columns" if identity.every_column else ""
        return f"the 合计 row = sum of the other rows, in {fields}{across}"
    if isinstance(identity, NumberedHierarchy):
        sides = "; both sides have one total" if identity.side is not None else ""
        return f"rows add up by their numbering, in {_list(identity.amounts)}{sides}"
    return _tree(identity)


def _tree(identity: CodeHierarchy) -> str:
    how = "prefix of the code" if identity.style == "prefix" else "level of the code"
    text = f"rows add up by {how}, in {_list(identity.amounts)}"
    if identity.customary:
        text += f" (by custom also {_list(identity.customary)})"
    return text


def _sum(fields: tuple[str, ...]) -> str:
    return " + ".join(f"`{field}`" for field in fields)


def _list(fields: tuple[str, ...]) -> str:
    return ", ".join(f"`{field}`" for field in fields)


if __name__ == "__main__":
    PATH.write_text(kinds_page(), encoding="utf-8")
