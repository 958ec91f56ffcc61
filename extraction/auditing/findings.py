"""Failing checks and rounding tails to findings, one for each thing that is wrong."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extraction.auditing.wording import arithmetic, left_cell, line_note, money, place
from extraction.identities.ledger import Ledger
from schemas.amount import plain_decimal
from schemas.check import Check
from schemas.document import Suggestion
from schemas.finding import SERIOUSNESS, Finding, FindingClass
from schemas.source import Extent
from schemas.table import CellRef

_BETWEEN_TABLES = frozenset({"same_figure_in_two_tables", "same_goods_same_price"})


def findings_of(
    ledger: Ledger,
    checks: Sequence[Check],
    suggestions: Sequence[Suggestion],
    told: frozenset[CellRef] = frozenset(),
) -> tuple[Finding, ...]:
    """Findings from the checks: misread figures, sums that fail, tables that disagree, tails.

    Of ``told`` cells another finding says already what they should hold.
    """
    explained = {identity for s in suggestions for identity in s.checks}
    by_id = {check.id: check for check in checks}
    made = [_misread(ledger, s, by_id) for s in suggestions if s.cell not in told]
    failing = [c for c in checks if not c.holds and c.id not in explained and c.cells]
    made += [_broken(ledger, group) for group in _groups(failing)]
    made += list(_tails(ledger, checks))
    return tuple(made)


def by_seriousness(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings, the most serious first, then by line."""
    rank = {name: i for i, name in enumerate(SERIOUSNESS)}
    return tuple(
        sorted(findings, key=lambda f: (rank[f.finding_class], (f.source.lines or (0, 0))[0]))
    )


def _extent(ledger: Ledger, cells: Sequence[CellRef]) -> Extent:
    lines = sorted(line for cell in cells if (line := ledger.line(cell)) is not None)
    return Extent(lines=(lines[0], lines[-1])) if lines else Extent()


def _misread(ledger: Ledger, suggestion: Suggestion, by_id: dict[str, Check]) -> Finding:
    cell = suggestion.cell
    reasons = [
        arithmetic(ledger, by_id[i]) for i in suggestion.checks if left_cell(by_id[i]) == cell
    ]
    count = len(suggestion.checks)
    why = f": {'; '.join(reasons[:2])}" if reasons else ""
    printed = ledger.figures.get(cell)
    says = "is blank" if printed is None else f"is printed {money(printed)}"
    more = f", with {len(suggestion.together)} more figures read otherwise"
    away = "one misread figure away" if printed is not None else "a lost figure"
    lone = count == 1 and by_id[suggestion.checks[0]].rule in _BETWEEN_TABLES
    return Finding(
        finding_class="cross_table" if lone else "ocr_digit" if printed is not None else "sum",
        cells=(cell,),
        printed=None if printed is None else plain_decimal(printed),
        expected=plain_decimal(suggestion.value),
        message=(
            f"{place(ledger, cell)} {says}{line_note(ledger, cell)}, but "
            f"{count} identit{'y over it holds' if count == 1 else 'ies over it hold'} only with "
            f"{money(suggestion.value)}{more if suggestion.together else ''}, {away}{why}."
        ),
        source=_extent(ledger, (cell,)),
    )


def _groups(failing: Sequence[Check]) -> Iterator[list[Check]]:
    """Failing checks that share a cell belong to one thing that is wrong."""
    left = list(failing)
    while left:
        group = [left.pop(0)]
        cells = set(group[0].cells)
        grown = True
        while grown:
            touching = [c for c in left if cells & set(c.cells)]
            grown = bool(touching)
            for check in touching:
                left.remove(check)
                group.append(check)
                cells |= set(check.cells)
        yield group


def _broken(ledger: Ledger, group: Sequence[Check]) -> Finding:
    main = next((c for c in group if c.rule not in _BETWEEN_TABLES), group[0])
    finding_class: FindingClass = "cross_table" if main.rule in _BETWEEN_TABLES else "sum"
    cells = tuple(dict.fromkeys(cell for check in group for cell in check.cells))
    left = left_cell(main)
    more = (
        f" ({len(group) - 1} more identities over the same figures fail)" if len(group) > 1 else ""
    )
    found = ledger.figures.get(left) if left is not None else main.found
    where = place(ledger, left) if left is not None else main.rule
    line = line_note(ledger, left) if left is not None else ""
    says = "is blank" if found is None else f"is printed {money(found)}"
    return Finding(
        finding_class=finding_class,
        cells=cells,
        printed=None if found is None else plain_decimal(found),
        expected=plain_decimal(main.expected),
        message=(
            f"{where} {says}{line}, but {arithmetic(ledger, main)}, "
            f"a difference of {money(abs(main.difference))}{more}."
        ),
        source=_extent(ledger, cells),
    )


def _tails(ledger: Ledger, checks: Sequence[Check]) -> Iterator[Finding]:
    """Rounding tails, those of one printed figure together."""
    seen: dict[tuple[Decimal, Decimal], list[Check]] = {}
    for check in checks:
        cell = left_cell(check)
        if check.tail and cell is not None and check.rule != "share_of_total":
            seen.setdefault((check.found, _rounded(check)), []).append(check)
    for (found, expected), group in seen.items():
        for cells in _same_project(group):
            yield _tail(ledger, found, expected, cells, group[0])


def _rounded(check: Check) -> Decimal:
    exponent = check.found.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 2
    return check.expected.quantize(Decimal(1).scaleb(-max(places, 2)))


def _same_project(group: Sequence[Check]) -> Iterator[list[CellRef]]:
    """The left cells of tails, those of one project's form together, others by themselves."""
    forms: list[CellRef] = []
    for check in group:
        cell = left_cell(check)
        if cell is None:
            continue
        if cell.kind.startswith("project_"):
            forms.append(cell)
        else:
            yield [cell]
    if forms:
        yield list(dict.fromkeys(forms))


def _tail(
    ledger: Ledger, found: Decimal, expected: Decimal, cells: Sequence[CellRef], check: Check
) -> Finding:
    cell = cells[0]
    return Finding(
        finding_class="rounding",
        cells=tuple(cells),
        printed=plain_decimal(found),
        expected=plain_decimal(expected),
        message=(
            f"{place(ledger, cell)} is printed {money(found)}{line_note(ledger, cell)}, "
            f"{arithmetic(ledger, check)} rounds to {money(expected)}: "
            f"a rounding tail of {money(abs(found - expected))}."
        ),
        source=_extent(ledger, cells),
    )
