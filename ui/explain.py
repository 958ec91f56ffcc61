"""What `gouji explain` prints of one cell: its proof, or its contradiction, as on paper."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from extraction.export.arithmetic import figure_in, recompute
from extraction.export.columns import Kinds, columns_of
from extraction.export.marks import SIGNS
from extraction.export.result import (
    Address,
    Result,
    ResultCell,
    ResultCheck,
    ResultSuggestion,
    ResultTable,
)
from extraction.export.suggested import Trials
from schemas.amount import plain_decimal
from ui.cellnames import column_name, row_name, table_title
from ui.explainwords import Words
from ui.identities import Book, on_paper
from ui.paper import money
from ui.slips import slip

_FIGURES = frozenset({"amount", "quantity", "share"})


class Explanation:
    """The lines that explain one cell of a result, in one language."""

    def __init__(self, result: Result, kinds: Kinds, address: Address, words: Words) -> None:
        self.result, self.kinds, self.address, self.words = result, kinds, address, words
        self.book = Book(result, kinds, words)
        self.table: ResultTable = self.book.tables[address[:2]]
        row = self.table.rows[address[2]]
        self.value = row.values.get(address[3])
        self.cell: ResultCell | None = row.cells.get(address[3])

    def lines(self) -> list[str]:
        """What is printed and where, every identity, the contradiction, and the limits."""
        return [*self._head(), "", *self._body(), self.words("limits")]

    @cached_property
    def _checks(self) -> tuple[ResultCheck, ...]:
        return tuple(check for check in self.result.checks if self.address in check.cells)

    @cached_property
    def _failing(self) -> tuple[ResultCheck, ...]:
        return tuple(check for check in self._checks if not check.holds)

    @cached_property
    def _suggestions(self) -> Mapping[Address, ResultSuggestion]:
        return {suggestion.cell: suggestion for suggestion in self.result.suggestions or ()}

    def _head(self) -> Iterator[str]:
        words, cell = self.words, self.cell
        unit = f" ({words('unit')}{words.colon}{self.table.unit})" if self.table.unit else ""
        row, field = self.address[2:]
        name = f"{row_name(self.table, row)} / {column_name(self.table, self.kinds, field)}"
        yield f"{table_title(self.table, self.kinds)}{unit} / {name}"
        yield f"  {self.table.name}:{row}:{field}"
        printed = (None if cell is None else cell.printed) or words("blank")
        yield f"  {words('printed')}{words.colon}{printed}  [{self._place()}]"
        if cell is None:
            yield f"  {words('status')}{words.colon}{words('unchecked')}"
            return
        if cell.status in ("repaired", "corrected"):
            yield f"  {words('value')}{words.colon}{self.value or words('blank')}"
        sign = SIGNS[cell.status]
        status = f"{sign} {words(cell.status)}" if sign else words(cell.status)
        confidence = words("confidence", f"{cell.confidence:g}")
        yield f"  {words('status')}{words.colon}{status} ({confidence})"
        yield f"  {self._strength(cell)}"

    def _place(self) -> str:
        source = None if self.cell is None else self.cell.source
        if source is None or (source.line is None and source.page is None):
            return self.words("nowhere")
        if source.page is None:
            column = "" if source.column is None else self.words("column", source.column)
            return self.words("line", source.line) + column
        box = source.box
        where = "" if box is None else self.words("box", ", ".join(f"{edge:g}" for edge in box))
        return self.words("page", source.page) + where

    def _strength(self, cell: ResultCell) -> str:
        if cell.proof is None:
            return self.words("untold")
        if not cell.proof.rank:
            return self.words("no_strength")
        return self.words(
            "strength", cell.proof.rank, plain_decimal(cell.proof.tolerance or Decimal(0))
        )

    def _body(self) -> Iterator[str]:
        if not self._checks:
            yield self.words("uncovered" if self._is_figure() else "text")
        for number, check in enumerate(sorted(self._checks, key=lambda c: c.holds), start=1):
            yield from on_paper(self.book, check, number, self.address)
            yield ""
        yield from self._contradiction()

    def _is_figure(self) -> bool:
        column = next(
            (c for c in columns_of(self.table, self.kinds) if c.field == self.address[3]), None
        )
        if column is not None and column.type is not None:
            return column.type in _FIGURES
        return self.cell is not None and figure_in(self.cell, self.value) is not None

    def _contradiction(self) -> Iterator[str]:
        words, cell = self.words, self.cell
        status = None if cell is None else cell.status
        if self._failing:
            yield words("contradiction", len(self._failing), len(self._checks))
        if status == "confirmed":
            yield words("as_printed" if self._failing else "seen")
        elif status == "corrected":
            yield words("changed")
        elif self.address in self._suggestions:
            yield from self._suggested(self._suggestions[self.address])
        elif self._failing:
            yield from self._elsewhere()
        if cell is not None and cell.reason:
            yield words("reason", cell.reason)

    def _suggested(self, suggestion: ResultSuggestion) -> Iterator[str]:
        words = self.words
        printed = self.book.figures.get(self.address)
        if printed is None:
            why = words("filled")
        else:
            found = slip(printed, suggestion.value, words)
            why = words("no_slip", money(printed)) if found is None else words("slip", found)
        yield f"{words('suggestion', money(suggestion.value))} - {why}"
        partners = [a for a in suggestion.together if a in self._suggestions]
        if partners:
            named = (f"{self.book.place(a)} {self._suggestions[a].value}" for a in partners)
            yield words("together", "; ".join(named))
        yield from self._mended(suggestion)

    def _mended(self, suggestion: ResultSuggestion) -> Iterator[str]:
        """What holds with the change put in place: computed here, not taken as said."""
        figures = self.book.figures
        sums = {check.id: recompute(check, figures) for check in self.result.checks}
        trial = Trials(self.result, figures, sums).of(suggestion)
        if trial.mended and not trial.failing and not trial.broken:
            yield self.words("mends", ", ".join(trial.mended))

    def _elsewhere(self) -> Iterator[str]:
        failing = {check.id for check in self._failing}
        others = [s for s in self._suggestions.values() if failing & set(s.checks)]
        if others:
            yield self.words("bystander")
            for other in others:
                figure = self.book.figures.get(other.cell)
                printed = self.words("blank") if figure is None else money(figure)
                change = f"{printed} → {money(other.value)}"
                yield f"    {self.book.place(other.cell)}{self.words.colon}{change}"
            return
        over = {
            term.cell
            for check in self._failing
            for term in (*check.left, *check.right)
            if term.cell is not None
        } | {cell for check in self._failing for cell in check.cells}
        rivals = [one for one in self.result.candidates if one.cell in over]
        if rivals:
            yield self.words("rivals")
            for one in sorted(rivals, key=lambda r: -r.probability):
                marker = "→" if one.cell == self.address else " "
                yield f"  {marker} {one.probability:.0%}  {self.book.place(one.cell)}"
