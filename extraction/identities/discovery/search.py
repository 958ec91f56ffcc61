"""The search for sums along one direction of a table.

After AggreCol (Jiang, Vitagliano, Hameed and Naumann, "Aggregation Detection in CSV Files", EDBT
2022): sums of adjacent lines are found first, their parts are then passed over, so that totals
of totals become sums of adjacent lines too. Other than there, words take part, signs are free
where words name a difference, and a bound on accidents (`chance`) decides what is kept, not a
share of lines alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import log

from extraction.identities.discovery.axis import Axis, Parts
from extraction.identities.discovery.candidates import (
    LONGEST_RUN,
    Group,
    differences,
    plus,
    preferred,
    runs,
    runs_that_hold,
    selections,
)
from extraction.identities.discovery.chance import (
    ARITHMETIC_ALLOWANCE,
    LABEL_ALLOWANCE,
    TOTAL_ALLOWANCE,
)
from extraction.identities.discovery.outline import outlines
from extraction.identities.discovery.words import Role

_ROUNDS = 4
_LONGEST_OF_WHICH = 6
_UNSPOKEN_RUN = 40
_UNSPOKEN_SHARE = 0.6
_RULE_SHARE = 0.8
_RULE_SUMS = 3
_ENTRIES = 4
"""Two axes in two directions share the allowance of sums that no word supports."""


class Search:
    """What was found so far: for every total its parts, and the lines that are parts."""

    def __init__(self, axis: Axis) -> None:
        self.axis = axis
        self.found: dict[int, Parts] = {}
        self.parts_of: dict[int, int] = {}
        self.suggested: set[int] = set()
        """Totals whose parts are a run that words and place suggest."""
        self.unexplained: dict[int, Parts] = {}
        self.again = False
        self.weak: dict[int, tuple[Parts, float]] = {}
        """Suggested sums that hold on every line, but prove too little each for itself."""

    def run(self) -> tuple[Parts, ...]:
        """All sums, in the order of their totals."""
        for scheme in outlines(self.axis):
            self._take_outline(scheme)
        for _ in range(_ROUNDS):
            before = len(self.found)
            for spoken in (True, False):
                for downwards in (True, False):
                    self._pass(spoken, downwards)
            if len(self.found) == before:
                if self.again:
                    break
                self.again = True
        self._keep_together()
        self._keep_by_rule()
        return tuple(self.found[total] for total in sorted(self.found))

    def _take_outline(self, sums: Sequence[Parts]) -> None:
        """The sums of a scheme of labels, if it is borne out as a whole."""
        axis = self.axis
        new = [s for s in sums if s.total not in self.found]
        weighed = [(s, axis.weigh(s)) for s in new]
        applying = [(s, w) for s, w in weighed if w.lines]
        good = [
            (s, w)
            for s, w in applying
            if 2 * len(w.held) >= w.lines and axis.chance_without_near(s) <= log(LABEL_ALLOWANCE)
        ]
        for one, _ in good:
            self._accept(one)
        held = [(s, w) for s, w in applying if len(w.held) == w.lines]
        if len(held) == len(applying) and sum(w.chance for _, w in held) <= log(LABEL_ALLOWANCE):
            for one, _ in held:
                self._accept(one)
            return
        share = len(good) / len(applying) if applying else 0.0
        if len(good) >= _RULE_SUMS and share >= _RULE_SHARE:
            for one, weighing in applying:
                if one.total not in self.found and weighing.near:
                    self._accept(one)

    def _accept(self, one: Parts) -> None:
        self.found[one.total] = one
        for _, part in one.parts:
            self.parts_of[part] = one.total

    def _pass(self, spoken: bool, downwards: bool) -> None:
        """Once over all lines; ``downwards`` looks for totals below their parts."""
        axis = self.axis
        order: Iterable[int] = range(len(axis.items))
        chain: list[int] = []
        plain: list[int] = []
        closed: set[int] = set(self.found)
        for index in order if downwards else reversed(range(len(axis.items))):
            item = axis.items[index]
            if index in self.parts_of and index in self.found:
                continue
            if index not in self.found and (chain or self.again):
                self._try(index, chain, plain, frozenset(closed), spoken, downwards)
            if index in self.found:
                gone = {part for _, part in self.found[index].parts}
                chain = [i for i in chain if i not in gone]
                plain = [i for i in plain if i not in gone]
                closed.add(index)
            elif spoken and downwards and item.role is Role.TOTAL and chain:
                chain = self._set_aside(index, chain, frozenset(closed))
                closed.add(index)
            if index not in self.parts_of:
                chain.append(index)
                plain.append(index)

    def _may_total(self, index: int) -> bool:
        item = self.axis.items[index]
        return item.role in (Role.TOTAL, Role.RESULT) or item.resulting or not item.label

    def _set_aside(self, total: int, chain: list[int], closed: frozenset[int]) -> list[int]:
        """A total that nothing explains stands for the lines that it most likely adds up."""
        if total in self.weak:
            gone = {part for _, part in self.weak[total][0].parts}
            return [i for i in chain if i not in gone]
        nearest = chain[::-1]
        length = preferred(self.axis, total, nearest, closed)[0]
        candidate = Parts(total, plus(self.axis, nearest[:length]))
        if len(candidate.parts) > 1:
            self.unexplained[total] = candidate
            return chain[: len(chain) - length]
        return chain

    def _try(
        self,
        total: int,
        chain: list[int],
        plain: list[int],
        closed: frozenset[int],
        spoken: bool,
        downwards: bool,
    ) -> None:
        """Look for the parts of a line among the open ones.

        ``plain`` are those that are open if no total was set aside with its likely parts.
        """
        if spoken and not self._speaks(total, chain, downwards):
            return
        if not spoken:
            # Enough for every run that is tried here; a look at all lines would be quadratic.
            chain = chain[-2 * _UNSPOKEN_RUN :]
        views = self._views(total, chain, downwards)
        if spoken and plain != chain:
            views = list(dict.fromkeys((*views, tuple(plain[::-1]))))
        if not views:
            return
        if not spoken:
            self._try_unspoken(total, views)
            return
        best: tuple[float, Parts, bool] | None = None
        for number, group in enumerate(self._groups(total, views, closed)):
            for candidate in group.candidates:
                score = self._score(candidate, group)
                if score is not None and (best is None or score > best[0]):
                    best = score, candidate, number == 0
            if number >= 1 and best is not None and not self.axis.items[total].resulting:
                break
            if number == 0 and best is None:
                self._note_weak(total, group)
        if best is not None:
            self._accept(best[1])
            if best[2]:
                self.suggested.add(total)

    def _views(self, total: int, chain: list[int], downwards: bool) -> list[tuple[int, ...]]:
        """The open lines, nearest first: all, and without those named by 其中 or of which.

        How many lines go on with 其中 is not printed, so each count is a view. Once nothing
        else is found, lines that are parts of other sums are looked at again: exports and
        imports are parts of the trade and of its balance.
        """
        items = self.axis.items
        full = tuple(chain[::-1])
        longest = max((items[i].loose for i in full), default=0)
        cuts = {0, *range(1, min(longest, _LONGEST_OF_WHICH) + 1), longest}
        views = [tuple(i for i in full if not 0 < items[i].loose <= cut) for cut in sorted(cuts)]
        if self.again:
            beside = range(total - 1, -1, -1) if downwards else range(total + 1, len(items))
            views.append(tuple(beside)[:_UNSPOKEN_RUN])
        return [view for view in dict.fromkeys(views) if view]

    def _speaks(self, total: int, chain: Sequence[int], downwards: bool) -> bool:
        """Whether words or place call this line a total of the lines on that side."""
        items = self.axis.items
        if items[total].role is Role.RATE:
            return False
        if self._may_total(total):
            return True
        if downwards or not chain:
            return False
        nearest = items[chain[-1]]
        return nearest.role is Role.OF_WHICH or nearest.indent > items[total].indent

    def _groups(
        self, total: int, views: Sequence[Sequence[int]], closed: frozenset[int]
    ) -> Iterator[Group]:
        yield from runs(self.axis, total, views, closed)
        item = self.axis.items[total]
        if item.resulting or item.role is Role.RESULT:
            yield from differences(self.axis, total, views[:1])
        if self._may_total(total):
            yield from selections(self.axis, total, views[0])

    def _score(self, candidate: Parts, group: Group) -> float | None:
        """The log odds of a candidate, None where the bound or the share of lines rules it out."""
        axis = self.axis
        weighing = axis.weigh(candidate)
        if not weighing.lines or self._is_known(candidate):
            return None
        close = len(weighing.held) + (len(weighing.near) if group.prior == 0.0 else 0)
        if close < group.share * weighing.lines or not close:
            return None
        suggested = group.prior == 0.0
        chance = weighing.chance if suggested else axis.chance_without_near(candidate)
        allowed = LABEL_ALLOWANCE / 2 * group.allowance
        if suggested and len(weighing.held) == weighing.lines:
            allowed = max(allowed, self._allowed_to_totals(candidate.total) * group.allowance)
        if chance > log(allowed):
            return None
        if len(candidate.parts) == 1 and len(weighing.held) < weighing.lines:
            return None
        return weighing.odds + group.prior

    def _is_known(self, candidate: Parts) -> bool:
        """Whether a sum is over the very lines of one that was found (a = b + c is c = a - b)."""
        lines = {candidate.total, *(part for _, part in candidate.parts)}
        return any(
            lines == {one.total, *(part for _, part in one.parts)}
            for index in (candidate.total, *(part for _, part in candidate.parts[:3]))
            if (one := self.found.get(index)) is not None
            or (one := self.found.get(self.parts_of.get(index, -1))) is not None
        )

    def _note_weak(self, total: int, group: Group) -> None:
        """Note a suggested sum of a line called a total that holds wherever it applies."""
        if self.axis.items[total].role is not Role.TOTAL:
            return
        for candidate in group.candidates:
            weighing = self.axis.weigh(candidate)
            if weighing.lines == len(weighing.held) > 0 and len(candidate.parts) > 1:
                self.weak[total] = candidate, weighing.chance - log(group.allowance)
                return

    def _keep_together(self) -> None:
        """Keep the weak sums where it is unlikely that all of them hold by accident."""
        weak = {t: one for t, one in self.weak.items() if t not in self.found}
        if weak and sum(chance for _, chance in weak.values()) <= log(LABEL_ALLOWANCE):
            for candidate, _ in weak.values():
                self._accept(candidate)

    def _allowed_to_totals(self, total: int) -> float:
        """What a line with the words of a total is allowed, in each of the two directions."""
        return TOTAL_ALLOWANCE / 2 if self.axis.items[total].role is Role.TOTAL else 0.0

    def _try_unspoken(self, total: int, views: Sequence[Sequence[int]]) -> None:
        """A run that arithmetic alone bears out, on two lines or more."""
        axis = self.axis
        if axis.items[total].role in (Role.OF_WHICH, Role.RATE):
            return
        share = ARITHMETIC_ALLOWANCE / _ENTRIES / len(axis.items)
        allowance = log(share / sum(min(_UNSPOKEN_RUN, len(view)) for view in views))
        best: tuple[float, Parts] | None = None
        for view in views:
            signed = plus(axis, view)
            for length in runs_that_hold(axis, total, signed, min(LONGEST_RUN, _UNSPOKEN_RUN)):
                candidate = Parts(total, signed[:length])
                weighing = axis.weigh(candidate)
                enough = len(weighing.held) == weighing.lines >= 2 or (
                    weighing.lines >= 4 and len(weighing.held) >= _UNSPOKEN_SHARE * weighing.lines
                )
                if not enough or self._is_known(candidate):
                    continue
                if axis.chance_without_near(candidate) > allowance:
                    continue
                if axis.real_parts(candidate) >= 2 and (best is None or weighing.odds > best[0]):
                    best = weighing.odds, candidate
        if best is not None:
            self._accept(best[1])

    def _keep_by_rule(self) -> None:
        """Totals that fail are kept where nearly all others are borne out by words and place."""
        unexplained = [t for t in self.unexplained if t not in self.found]
        kept = len(self.suggested)
        if kept < _RULE_SUMS or kept < _RULE_SHARE * (kept + len(unexplained)):
            return
        for total in unexplained:
            if self.axis.weigh(self.unexplained[total]).near:
                self._accept(self.unexplained[total])
