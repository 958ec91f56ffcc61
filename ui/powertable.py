"""The power of the sums on the terminal: one mutation or one kind a line."""

from collections.abc import Sequence

from evals.power.effort_report import EffortReport
from evals.power.report import PowerReport, PowerRow, Share
from evals.power.running import SINGLE_ERRORS
from ui.console import Heading, Item, Mark, Screen

_WIDE = ("caught", "located", "rightly", "wrongly")
_NARROW = ("alone", "among", "tail", "missed")
_BY_KIND = (SINGLE_ERRORS, "2 % wrong")


def show_power(screen: Screen, report: PowerReport, *, by_kind: bool) -> None:
    """Print what was measured, shares in per cent of the wrong figures with their intervals."""
    covered = report.covered / report.figures if report.figures else 0
    screen.line(
        f"{len(report.documents)} documents, {report.figures} figures, of which"
        f" {report.covered} ({100 * covered:.1f} %) stand in an identity that holds"
    )
    screen.line(f"{report.trials} trials of each mutation, seed {report.seed}")
    screen.line("")
    if by_kind:
        for name in _BY_KIND:
            rows = [row for row in report.kinds if row.mutation == name]
            _table(screen, name, [(row.kind or "", row) for row in rows], report)
            screen.line("")
    else:
        rows = list(report.mutations)
        _table(screen, "mutation", [(row.mutation, row) for row in rows], report)
        screen.line("")
    _explain(screen, report)


def show_effort(screen: Screen, report: EffortReport) -> None:
    """Print what each order of looking takes, and how ours compares."""
    screen.line(
        f"{report.reviews} reviews of {report.documents} documents, {100 * report.share:g} % of"
        f" the figures misread; of them {report.wrong} wrong ones that an identity covers,"
        f" seed {report.seed}"
    )
    screen.line("")
    names = ("looks per wrong figure", "median of documents", "area, %")
    screen.table(
        [Heading("order"), *(Heading(name, figures=True) for name in names)],
        [
            [row.order, f"{row.looks:.2f}", f"{row.middle:.2f}", f"{100 * row.area:.2f}"]
            for row in report.rows
        ],
    )
    screen.line("")
    ours = report.row("ours")
    screen.line(
        f"our queue: {ours.queue or 0:.2f} looks for every wrong figure until it is empty,"
        f" {100 * (ours.left or 0):.2f} % of the wrong figures never in it"
    )
    screen.line(f"confidence alone takes {report.ratio:.1f} times as many looks as our order")
    screen.line("looks until no covered figure is wrong; area: under the curve of errors left")


def _table(
    screen: Screen, head: str, rows: Sequence[tuple[str, PowerRow]], report: PowerReport
) -> None:
    mended = ("mended", "mismended") if report.recogniser else ()
    names = ("trials", "wrong", *_WIDE, *mended, *_NARROW, "price")
    screen.table(
        [Heading(head), *(Heading(name, figures=True) for name in names)],
        [_row(name, row, mended) for name, row in rows],
    )


def _row(name: str, row: PowerRow, mended: Sequence[str]) -> Sequence[Item]:
    shares = [_with_interval(row.share(one)) for one in (*_WIDE, *mended)]
    plain = [percent(row.share(one)) for one in _NARROW]
    price = "–" if row.price is None else f"{row.price:.1f}"
    style = "bold" if row.mutation == SINGLE_ERRORS and row.kind is None else ""
    figures = (str(row.trials), str(row.tally.wrong), *shares, *plain, price)
    return [Mark(name, style), *(Mark(figure, style) for figure in figures)]


def percent(share: Share) -> str:
    """A share in per cent, cut and not rounded where it is almost all; a dash of nothing."""
    if share.share is None:
        return "–"
    cut = min(share.share * 100, 99.99) if share.share < 1 else share.share * 100
    return f"{cut:.2f}"


def _with_interval(share: Share) -> str:
    if share.share is None:
        return "–"
    return f"{percent(share)} [{100 * share.low:.2f}, {100 * share.high:.2f}]"


def _explain(screen: Screen, report: PowerReport) -> None:
    screen.line(
        "shares in % of the wrong figures. caught: suspect, or named by a finding; located: accused"
        " (alone) or a candidate (among);"
    )
    screen.line(
        "rightly, wrongly: a value suggested, true or not; tail: only a rounding finding tells;"
        " missed: nothing tells of it;"
    )
    mended = "mended, mismended: repaired without a person; " if report.recogniser else ""
    screen.line(f"{mended}price: right figures that become suspect, for every wrong one.")
    screen.line(f"intervals: {report.intervals}")
