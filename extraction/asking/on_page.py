"""Rows that a model read from the picture of a page, tied to the words recognised there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extraction.asking.page_words import PageWord
from extraction.asking.placed import CONSTANTS, PlacedRow, matching_form
from extraction.headers.similarity import similarity
from schemas.answer import AnsweredRow, RowsAnswer
from schemas.grid import GridCell
from schemas.kinds import KindRow
from schemas.kinds.kind import FieldType

NOT_RECOGNISED = (
    "A model read {text} here on the page's picture; it is not among the words recognised in the "
    "row."
)
OTHER_WORDS = "A model read {text} here on the page's picture."
_FIGURES: frozenset[FieldType] = frozenset({"amount", "quantity", "share"})
_ALIKE = 0.7
"""Likeness from which two readings are of one word: a figure of seven signs with two misread."""
_UNSURE = 0.5
"""Confidence of a word that was read in two ways."""
_LONGEST = 60

Line = tuple[PageWord, ...]


@dataclass(frozen=True, slots=True)
class Tied:
    """What the words of a page bear out of an answer.

    ``nowhere`` are answered rows (by their order, from 1) of which the page shows nothing.
    ``figures`` counts those answered, ``found`` those that stand in the row's own line, and
    ``left_over`` the figures of the page between the first and the last row that are in none.
    """

    rows: tuple[PlacedRow, ...]
    nowhere: tuple[int, ...]
    figures: int
    found: int
    left_over: int


@dataclass
class _Open:
    """An answered row on its way to the words of its line."""

    line: int
    texts: dict[str, str]
    cells: dict[str, tuple[GridCell, ...]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    exact: int = 0


def tied(answer: RowsAnswer, lines: Sequence[Line], kind: type[KindRow]) -> Tied:
    """The answered rows as printed cells: every text and figure is a word of the page.

    A figure that is read otherwise by the model alone stays as recognised, with the model's as
    another reading; one that is nowhere in its line has no value and is marked.
    """
    types = {name: kind.types().get(name, "amount") for name in _names(answer)}
    free = [list(line) for line in lines]
    rows: list[_Open] = []
    nowhere: list[int] = []
    at = 0
    for number, answered in enumerate(answer.rows, 1):
        texts = _texts(answered)
        line = _line_of(texts, types, free, lines, at)
        if line is None:
            nowhere.append(number)
            continue
        at = line
        rows.append(_tied_row(texts, types, line, free, lines))
    placed = tuple(
        PlacedRow((number,), row.cells, row.constants, row.marks)
        for number, row in enumerate(rows, 1)
        if row.cells
    )
    used = {row.line for row in rows}
    span = range(min(used, default=0), max(used, default=-1) + 1)
    return Tied(
        rows=placed,
        nowhere=tuple(nowhere),
        figures=sum(types[n] in _FIGURES for a in answer.rows for n in _texts(a)),
        found=sum(row.exact for row in rows),
        left_over=sum(word.is_money for index in span for word in free[index]),
    )


def _names(answer: RowsAnswer) -> set[str]:
    return {name for answered in answer.rows for name in _texts(answered)}


def _texts(answered: AnsweredRow) -> dict[str, str]:
    given = answered.model_dump(exclude={"r", "more"})
    texts = {name: str(text) for name, text in given.items() if text and str(text).strip()}
    return texts | {m.header: m.text for m in getattr(answered, "more", ()) if m.text.strip()}


def _line_of(
    texts: dict[str, str],
    types: dict[str, FieldType],
    free: Sequence[Sequence[PageWord]],
    lines: Sequence[Line],
    after: int,
) -> int | None:
    """The line that prints most of a row, from the last row's on before those above it."""
    best: tuple[int, bool, int] | None = None
    for index, words in enumerate(free):
        worth = 0
        forms = [word.form for word in words]
        whole = "".join(word.form for word in lines[index])
        for name, text in texts.items():
            form = matching_form(text)
            if types[name] in _FIGURES:
                hit = form in forms
                if hit:
                    forms.remove(form)
                worth += 2 * hit
            else:
                worth += types[name] != "side" and form in whole
        rank = (worth, index >= after, -index)
        if worth and (best is None or rank > best):
            best = rank
    return None if best is None else -best[2]


def _tied_row(
    texts: dict[str, str],
    types: dict[str, FieldType],
    line: int,
    free: list[list[PageWord]],
    lines: Sequence[Line],
) -> _Open:
    row = _Open(line, texts)
    words = free[line]
    rest: list[tuple[str, str]] = []
    for name, text in texts.items():
        if types[name] == "side" and text in CONSTANTS:
            row.constants[name] = text
            continue
        word = next((w for w in words if w.form == matching_form(text)), None)
        if word is None:
            rest.append((name, text))
        else:
            _take(row, name, word.cell, [word], words)
            row.exact += types[name] in _FIGURES
    for name, text in rest:
        if types[name] not in _FIGURES and types[name] != "code":
            _like_label(row, name, text, words, lines)
        elif not _like_figure(row, name, text, words):
            row.marks[name] = NOT_RECOGNISED.format(text=text[:_LONGEST])
    _in_their_places(row, [name for name in row.marks if types[name] in _FIGURES], words)
    return row


def _take(
    row: _Open, name: str, cell: GridCell, taken: Sequence[PageWord], words: list[PageWord]
) -> None:
    row.cells[name] = (cell,)
    words[:] = [word for word in words if not any(word is one for one in taken)]


def _like_figure(row: _Open, name: str, text: str, words: list[PageWord]) -> bool:
    """Take the one word of the line that may be the figure, read otherwise."""
    form = matching_form(text)
    likely = [w for w in words if w.form[:1].isdigit() and similarity(w.form, form) >= _ALIKE]
    if len(likely) == 1:
        _take(row, name, _read_twice(likely[0].cell, text), likely, words)
    return len(likely) == 1


def _in_their_places(row: _Open, names: Sequence[str], words: list[PageWord]) -> None:
    """Give figures that the line does not print the money words left there, where as many are.

    They are what the page says in these places; the marks stay.
    """
    left = [word for word in words if word.is_money]
    if len(left) == len(names):
        for name, word in zip(names, left, strict=True):
            _take(row, name, _read_twice(word.cell, row.texts[name]), [word], words)


def _read_twice(cell: GridCell, text: str) -> GridCell:
    """A cell as recognised, with what the model reads as another reading of it."""
    return GridCell(
        text=cell.text,
        source=cell.source,
        confidence=min(_UNSURE, cell.confidence),
        alternatives=tuple(dict.fromkeys((text.strip(), *cell.alternatives))),
    )


def _like_label(
    row: _Open, name: str, text: str, words: list[PageWord], lines: Sequence[Line]
) -> None:
    """Words of the line, or of it and its neighbours, that print a label; else one like it."""
    form = matching_form(text)
    for run in _runs(words):
        if "".join(word.form for word in run) == form:
            _take(row, name, run[0].cell.with_text("".join(w.cell.clean for w in run)), run, words)
            return
    near = [w for at in (row.line - 1, row.line, row.line + 1) for w in _line(lines, at)]
    for run in _runs([word for word in near if not word.is_money]):
        if form in "".join(word.form for word in run):
            row.cells[name] = (run[0].cell.with_text(text.strip()),)
            return
    labels = [word for word in words if not word.is_money]
    best = max(labels, key=lambda word: similarity(word.form, form), default=None)
    if best is None or similarity(best.form, form) < _ALIKE:
        row.marks[name] = NOT_RECOGNISED.format(text=text[:_LONGEST])
        return
    row.marks[name] = OTHER_WORDS.format(text=text[:_LONGEST])
    _take(row, name, best.cell, [best], words)


def _line(lines: Sequence[Line], index: int) -> Line:
    return lines[index] if 0 <= index < len(lines) else ()


def _runs(words: Sequence[PageWord]) -> Iterator[list[PageWord]]:
    """Neighbouring words, at most six together, the shortest runs first."""
    for length in range(1, 7):
        for start in range(len(words) - length + 1):
            yield list(words[start : start + length])
