"""Lists of the prose: an amount and the parts that it is said to consist of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extraction.narrative.prose import Marker, Passage, marker_of
from extraction.narrative.statements import Statement

_LONGEST_RUN = 200


@dataclass(frozen=True, slots=True)
class Blank:
    """An item of a numbered list that states no amount: its text, number and lines."""

    text: str
    number: int
    lines: tuple[int, ...]
    passage: int


@dataclass(frozen=True, slots=True)
class Group:
    """Amounts that may be the whole, the likeliest first, and the parts listed under it.

    ``shorter`` are the parts up to the first 「；」, where the list may already end.
    ``numbered`` says that every part has its own number.
    """

    wholes: tuple[Statement, ...]
    parts: tuple[Statement, ...]
    shorter: tuple[Statement, ...] = ()
    numbered: bool = False
    blanks: tuple[Blank, ...] = ()


@dataclass(slots=True)
class _Open:
    whole: Statement | None
    depth: int
    parts: list[Statement] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def groups_of(passages: Sequence[Passage], statements: Sequence[Statement]) -> tuple[Group, ...]:
    """Every list, those inside sentences first, then those over several paragraphs."""
    amounts: dict[int, list[Statement]] = {}
    for statement in statements:
        if statement.role == "value" and statement.unit != "%":
            amounts.setdefault(statement.passage, []).append(statement)
    inside = [g for n in amounts for g in _inside(n, passages[n], amounts)]
    return (*inside, *_over_paragraphs(passages, amounts))


def _inside(number: int, passage: Passage, amounts: dict[int, list[Statement]]) -> Iterator[Group]:
    stack: list[_Open] = []
    done: list[_Open] = []
    previous: Statement | None = None
    for statement in amounts[number]:
        _close(stack, done, statement)
        nested = previous is not None and statement.depth > previous.depth
        if statement.opens or nested:
            stack.append(_Open(whole=previous, depth=statement.depth))
        if stack:
            stack[-1].parts.append(statement)
            stack[-1].gaps.append(statement.gap)
        previous = statement
    before = _before(number, passage, amounts)
    for opened in (*done, *stack):
        yield from _group(opened, amounts[number], before)


def _close(stack: list[_Open], done: list[_Open], statement: Statement) -> None:
    """Close the lists that end before this amount."""
    while stack:
        top = stack[-1]
        stops = "。" in statement.gap and not (statement.marker and top.parts[0].marker)
        separated = "；" in statement.gap and len(top.parts) > 1 and "；" not in top.gaps[1]
        if not (stops or statement.depth < top.depth or (separated and not statement.opens)):
            return
        done.append(stack.pop())
        if separated and not stops:
            return


def _before(number: int, passage: Passage, amounts: dict[int, list[Statement]]) -> Statement | None:
    """The leading amount of the paragraph just above, where this one goes on with its parts."""
    if passage.text[:2] in ("收入", "支出", "其中", "包括", "具体") and number - 1 in amounts:
        return amounts[number - 1][0]
    if passage.text[:2] in ("收入", "支出", "其中", "包括", "具体") and number - 2 in amounts:
        return amounts[number - 2][0]
    return None


def _group(
    opened: _Open, all_amounts: Sequence[Statement], before: Statement | None
) -> Iterator[Group]:
    first = opened.parts[0]
    head = next((s for s in all_amounts if s.depth == 0), None)
    head = head if head is not None and head.order < first.order else None
    wholes = [s for s in (opened.whole, head, before) if s is not None]
    if not wholes:
        return
    cut = next((i for i, gap in enumerate(opened.gaps) if i and "；" in gap), len(opened.parts))
    numbers = [s.marker for s in opened.parts]
    yield Group(
        wholes=tuple(dict.fromkeys(wholes)),
        parts=tuple(opened.parts),
        shorter=tuple(opened.parts[:cut]) if 1 < cut < len(opened.parts) else (),
        numbered=all(numbers) and len(opened.parts) > 1,
        blanks=tuple(_skipped_inside(opened.parts)),
    )


def _skipped_inside(parts: Sequence[Statement]) -> Iterator[Blank]:
    """Items whose number is in the text between two amounts but whose amount is not."""
    for before, after in pairwise(parts):
        if before.marker is None or after.marker is None:
            continue
        if after.marker.number != before.marker.number + 2 or "；" not in after.gap:
            continue
        for piece in after.gap.split("；"):
            marker = marker_of(piece)
            if marker and marker.number == before.marker.number + 1 and len(piece) > marker.length:
                yield Blank(piece[marker.length :], marker.number, after.lines, after.passage)


def _over_paragraphs(
    passages: Sequence[Passage], amounts: dict[int, list[Statement]]
) -> Iterator[Group]:
    for number, passage in enumerate(passages):
        if number not in amounts or not passage.text.endswith((":", "如下。", "情况。")):
            continue
        run = _run(passages, number)
        parts = tuple(amounts[n][0] for n in run if n in amounts)
        wholes = [s for s in amounts[number] if s.depth == 0]
        if len(run) < 2 or not wholes:
            continue
        numbered = all(passages[n].marker for n in run)
        yield Group(
            wholes=tuple(dict.fromkeys((wholes[-1], *wholes))),
            parts=parts,
            numbered=numbered,
            blanks=tuple(_blanks(passages, run, amounts)) if numbered else (),
        )


def _run(passages: Sequence[Passage], number: int) -> list[int]:
    """The paragraphs that are the items of the list which paragraph ``number`` announces."""
    first = passages[number + 1].marker if number + 1 < len(passages) else None
    level = first.level if first else None
    run: list[int] = []
    for n in range(number + 1, min(number + 1 + _LONGEST_RUN, len(passages))):
        passage = passages[n]
        if _ends(passage, first):
            break
        if (passage.marker.level if passage.marker else None) == level:
            run.append(n)
    return run


def _ends(passage: Passage, first: Marker | None) -> bool:
    if passage.heading and passage.marker is None:
        return True
    if first is None:
        return passage.marker is not None
    return passage.marker is not None and passage.marker.level < first.level


def _blanks(
    passages: Sequence[Passage], run: Sequence[int], amounts: dict[int, list[Statement]]
) -> Iterator[Blank]:
    for n in run:
        passage = passages[n]
        if n in amounts or passage.marker is None:
            continue
        name = passage.body.partition("，")[0].partition("。")[0]
        lines = passage.lines_of(0, len(passage.text))
        yield Blank(name, passage.marker.number, lines, n)
