"""A figure of the tables with its name, and how it is taken from them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.amount import decimal_of, plain_decimal, scale_between
from schemas.check import Term
from schemas.label import normal_form
from schemas.source import Source
from schemas.table import CellRef, Table


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of one cell, or a sum of several cells of one table, under its printed name.

    ``concept`` is what prose calls it in general (``basic``, ``three.reception``, ``project:``
    …); ``value`` is in ``unit``; ``blank`` says that nothing is printed in the cells,
    ``derived`` that the table prints the figure elsewhere and these cells should add up to it.
    """

    concept: str
    name: str
    cells: tuple[CellRef, ...]
    value: Decimal
    unit: str
    table: str
    blank: bool = False
    derived: bool = False
    places: tuple[Source, ...] = ()

    @property
    def wan(self) -> Decimal:
        """The figure in 万元."""
        return self.value * scale_between(self.unit, "万元")

    def terms(self, unit: str) -> tuple[Term, ...]:
        """The cells with the coefficient that takes them to ``unit`` (元 or 万元)."""
        scale = scale_between(self.unit, unit)
        return tuple(Term(coefficient=scale, cell=cell) for cell in self.cells)

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines on which the cells stand, where they are known."""
        return tuple(dict.fromkeys(p.line for p in self.places if p.line is not None))

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages on which the cells stand, where they are known."""
        return tuple(dict.fromkeys(p.page for p in self.places if p.page is not None))

    @property
    def printed(self) -> str:
        """The figure with its unit, as a sum where it has several cells."""
        return f"{plain_decimal(self.value)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a document, by concept and in order of preference.

    ``named`` holds, by (concept, name), the facts of single items under their whole name and
    under what follows the last hyphen of it.
    """

    facts: tuple[Fact, ...]
    entities: tuple[str, ...]
    concepts: Mapping[str, tuple[Fact, ...]]
    named: Mapping[tuple[str, str], tuple[Fact, ...]]

    def of(self, concept: str) -> tuple[Fact, ...]:
        """The facts of exactly this concept."""
        return self.concepts.get(concept, ())

    def starting(self, prefix: str) -> tuple[Fact, ...]:
        """The facts whose concept begins with ``prefix``."""
        found = [name for name in self.concepts if name.startswith(prefix)]
        if len(found) < 2:
            return self.concepts[found[0]] if found else ()
        return tuple(f for f in self.facts if f.concept.startswith(prefix))


def indexed(facts: Sequence[Fact], entities: tuple[str, ...]) -> Facts:
    """The facts with what finds them quickly."""
    concepts: dict[str, list[Fact]] = {}
    named: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        concepts.setdefault(fact.concept, []).append(fact)
        for name in dict.fromkeys((fact.name, fact.name.rpartition("-")[2])):
            named.setdefault((fact.concept, name), []).append(fact)
    return Facts(
        facts=tuple(facts),
        entities=entities,
        concepts={concept: tuple(found) for concept, found in concepts.items()},
        named={key: tuple(found) for key, found in named.items()},
    )


def ref_of(table: Table, row: int, field: str) -> CellRef:
    """The address of a cell."""
    return CellRef(kind=table.kind, ordinal=table.ordinal, row=row, field=field)


def fact_of(table: Table, concept: str, name: str, rows: Iterable[int], field: str) -> Fact | None:
    """The sum of a field over rows, in the unit of the table; None where no row has the field."""
    places = [i for i in rows if field in table.rows[i].values]
    values = [decimal_of(table.rows[i].values.get(field)) for i in places]
    if not places:
        return None
    return Fact(
        concept=concept,
        name=name,
        cells=tuple(ref_of(table, i, field) for i in places),
        value=sum((v for v in values if v is not None), Decimal(0)),
        unit=table.unit or "",
        table=table.title or table.kind,
        blank=all(v is None for v in values),
        places=_places(table, places, field),
    )


def _places(table: Table, rows: Iterable[int], field: str) -> tuple[Source, ...]:
    cells = [table.rows[i].cells.get(field) for i in rows]
    return tuple(c.source for c in cells if c is not None and c.source is not None)


def some(*facts: Fact | None) -> Iterator[Fact]:
    """The facts that there are."""
    yield from (fact for fact in facts if fact is not None)


def names_of(table: Table, field: str = "name") -> list[str]:
    """What every row prints in a field, in the form in which labels are compared."""
    return [normal_form(row.values.get(field) or "") for row in table.rows]


def total_rows(names: Sequence[str]) -> list[int]:
    """The first row called 合计 or 总计, if any."""
    return [i for i, name in enumerate(names) if name in ("合计", "总计")][:1]
