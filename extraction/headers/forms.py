"""Performance forms come apart into their parts: head, money, spending, goals, indicators."""

from dataclasses import dataclass, field

from extraction.headers.celltypes import filled, has_figures, is_amount_text, is_note
from extraction.headers.context import is_page_furniture
from extraction.headers.formlabels import (
    goal_row,
    is_indicator_header,
    known_label,
    list_header,
    opens_composition,
    opens_funding,
    opens_spending,
    profile_field,
)
from extraction.headers.formwords import (
    is_block_label,
    is_goal_table,
    is_indicator_header_word,
    is_level_two,
    level_one_of,
)
from schemas.amount import parse_unit
from schemas.document import Segment
from schemas.grid import GridRow
from schemas.kinds import GENERIC
from schemas.label import normal_form
from schemas.source import Extent

PROFILE, FUNDING, SPENDING = "project_profile", "project_funding", "project_spending"
COMPOSITION, INDICATORS = "funding_composition", "indicators"
_HEAD = "head"
_GOALS = "goals"


@dataclass
class _Part:
    kind: str
    title: str | None
    header: list[GridRow] = field(default_factory=list)
    body: list[GridRow] = field(default_factory=list)
    parents: list[tuple[str, str, int]] = field(default_factory=list)
    unit: str | None = None


@dataclass
class FormReader:
    """Reads the rows of one form in order; ``segments`` gives its parts at the end."""

    title: str | None
    unit: str | None
    spans_known: bool = False
    parts: list[_Part] = field(default_factory=list)
    phase: str = _HEAD
    project: tuple[str, int] | None = None
    goals: list[tuple[str, int]] = field(default_factory=list)
    block_title: str | None = None
    heads: list[GridRow] = field(default_factory=list)
    others: list[GridRow] = field(default_factory=list)

    def read(self, row: GridRow) -> None:
        """Take the next row of the form."""
        cells = filled(row)
        if not cells or (is_note(cells[0][1].label) and len(cells) == 1) or self._repeats(row):
            return
        if self._opens(row) or self._goes_on(row):
            return
        self._free_row(row)

    def takes_alone(self, text: str) -> bool:
        """Whether a line by itself is one more source of money with a blank amount."""
        label = normal_form(text)
        return (
            self.phase == FUNDING
            and 2 <= len(label) <= 30
            and label[-1] not in "。；;:："
            and not known_label(label)
            and not is_page_furniture(text)
            and not is_note(label)
        )

    def _repeats(self, row: GridRow) -> bool:
        """Whether the row prints the head of an earlier part again, after a page break."""
        labels = [cell.label for _, cell in filled(row)]
        if len(labels) < 3 or has_figures(row) or is_indicator_header(row):
            return False
        heads = [h for part in self.parts if part.kind != INDICATORS for h in part.header]
        return any([cell.label for _, cell in filled(head)] == labels for head in heads)

    def _opens(self, row: GridRow) -> bool:
        first = filled(row)[0][1]
        if is_indicator_header(row):
            self._open_indicators(row)
        elif len(filled(row)) == 1 and is_goal_table(first.label):
            self.block_title, self.phase = first.clean, _GOALS
        elif self.phase == INDICATORS and self._continues_indicators(row):
            return True
        elif (goal := goal_row(row)) is not None:
            self.goals.append(goal)
            self.phase = _GOALS
            self.others.append(row)
        elif opens_spending(row):
            self._open(SPENDING, header=[row])
        elif opens_composition(row) and self.project is None and self.phase != FUNDING:
            self._open(COMPOSITION, header=[row])
        elif opens_funding(row) and not (self.phase == FUNDING and filled(row)[0][0] > 0):
            self._open(FUNDING, body=[row])
        elif list_header(row):
            self._open(GENERIC, header=[row])
        else:
            return False
        return True

    def _open(
        self, kind: str, header: list[GridRow] | None = None, body: list[GridRow] | None = None
    ) -> None:
        part = _Part(kind, self.title, header=header or [], body=body or [], unit=self.unit)
        rows = part.header or part.body
        stated = next((u for _, c in filled(rows[0]) if (u := parse_unit(c.text))), None)
        part.unit = stated or self.unit
        self.unit = self.unit or stated
        self.parts.append(part)
        self.phase = kind

    def _open_indicators(self, row: GridRow) -> None:
        part = _Part(INDICATORS, self.block_title or self.title, header=[row])
        goal = self._goal_of(row)
        if goal is not None:
            part.parents.append(("target", *goal))
        self.parts.append(part)
        self.phase = INDICATORS

    def _goal_of(self, row: GridRow) -> tuple[str, int] | None:
        """The goal that a block of indicators measures: by its own label, else the last one."""
        labels = [cell.label for _, cell in filled(row)]
        lead = next((label for label in labels if is_block_label(label)), self.block_title or "")
        for term in ("长期", "年"):
            if term in lead:
                fitting = [g for g in self.goals if term in g[0]]
                if fitting:
                    return fitting[-1]
        return self.goals[-1] if self.goals else None

    def _continues_indicators(self, row: GridRow) -> bool:
        part = self.parts[-1]
        labels = [cell.label for _, cell in filled(row)]
        if not part.body and all(
            is_indicator_header_word(label) or is_block_label(label) for label in labels
        ):
            part.header.append(row)
            return True
        levels = any(level_one_of(label) or is_level_two(label) for label in labels[:4])
        if levels or (goal_row(row) is None and not self._leaves_indicators(row)):
            part.body.append(row)
            return True
        return False

    def _leaves_indicators(self, row: GridRow) -> bool:
        labels = [cell.label for _, cell in filled(row)]
        if opens_funding(row) or opens_spending(row) or list_header(row):
            return True
        return (known_label(labels[0]) and not is_block_label(labels[0])) or len(labels) < 2

    def _goes_on(self, row: GridRow) -> bool:
        if self.phase not in (FUNDING, SPENDING, COMPOSITION, GENERIC):
            return False
        first = filled(row)[0][1].label
        if self.phase == COMPOSITION:
            going = has_figures(row) or not known_label(first) or first in ("合计",)
        elif self.phase == FUNDING:
            going = self._is_source(row)
        else:
            going = not known_label(first) or first.startswith(("其他资金", "合计"))
        if going and (self.phase != COMPOSITION or self._fits_composition(row)):
            self.parts[-1].body.append(row)
            return True
        self.phase = _HEAD
        return False

    @staticmethod
    def _fits_composition(row: GridRow) -> bool:
        longest = max(len(cell.label) for _, cell in filled(row))
        return longest <= 30

    @staticmethod
    def _is_source(row: GridRow) -> bool:
        """Whether a row under 资金来源 is one more source: a short label, at most a figure."""
        texts = [cell for _, cell in filled(row) if not is_amount_text(cell.clean)]
        if not texts:
            return True
        first = texts[0].label
        own = profile_field(texts[-1].clean) in ("total_budget", "current_budget")
        if known_label(first) and not own and "资金" not in first:
            return False
        return all(len(cell.label) <= 30 for cell in texts)

    def _free_row(self, row: GridRow) -> None:
        fields = [
            profile_field(cell.clean.partition("：")[0].partition(":")[0])
            for _, cell in filled(row)
        ]
        if any(fields):
            self.heads.append(row)
            if "name" in fields and self.project is None:
                index = fields.index("name")
                cells = filled(row)
                if index + 1 < len(cells) and fields[index + 1] is None:
                    self.project = (cells[index + 1][1].clean, row.line)
        else:
            self.others.append(row)
        if self.phase == INDICATORS:
            self.phase = _HEAD

    def starts_anew(self, row: GridRow) -> bool:
        """Whether the row opens another form: a second 项目名称 after the first form's parts."""
        cells = filled(row)
        if len(cells) < 2 or profile_field(cells[0][1].clean) != "name":
            return False
        return self.project is not None

    def segments(self) -> tuple[Segment, ...]:
        """The parts of the form in printed order, the head first."""
        made: list[Segment] = []
        if self.project is not None:
            extra = [row for part in self.parts if part.kind == FUNDING for row in part.body]
            head = _Part(PROFILE, self.title, body=[*self.heads, *extra], unit=self._money_unit())
            made.append(self._segment(head))
        elif self.heads:
            self.others = [*self.heads, *self.others]
        for part in self.parts:
            if self.project is not None and part.kind not in (GENERIC, COMPOSITION):
                part.parents.insert(0, ("project", *self.project))
            if part.kind in (FUNDING, SPENDING):
                part.unit = self._money_unit() or part.unit
            made.append(self._segment(part))
        if self.others:
            made.append(self._segment(_Part(GENERIC, self.title, body=self.others)))
        return tuple(made)

    def _money_unit(self) -> str | None:
        for row in (*self.heads, *(r for part in self.parts for r in part.body)):
            for _, cell in filled(row):
                if is_amount_text(cell.clean) and cell.clean.endswith(("万元", "万")):
                    return "万元"
        return self.unit

    def _segment(self, part: _Part) -> Segment:
        lines = [row.line for row in (*part.header, *part.body) if row.line]
        return Segment(
            kind=part.kind,
            title=part.title,
            unit=None if part.kind == INDICATORS else part.unit,
            header=tuple(part.header),
            body=tuple(part.body),
            extent=Extent(lines=(min(lines), max(lines)) if lines else None),
            spans_known=self.spans_known,
            parents=tuple(part.parents),
        )
