"""`gouji noise`: documents disturbed reproducibly, their gold carried along."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.failures import FAILED, complain, told

if TYPE_CHECKING:
    from evals.noise.faults import Rates
    from evals.noise.folders import Given, Written

app = typer.Typer(
    name="noise",
    help="Disturb documents as recognisers, scanners and phones do; the truth is carried along.",
    short_help="Disturb documents reproducibly, their gold carried along.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

USUAL_RATE = 0.02
ALL = "all"

Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT", help="Documents, folders, quoted patterns; case folders."),
]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder to write to.")]
Seed = Annotated[int, typer.Option(help="Another seed, other faults.")]
GoldFlag = Annotated[
    Path | None,
    typer.Option("--gold", metavar="FILE", help="The gold of the one document [beside it]."),
]


@app.command("text", short_help="Disturb recognised texts.")
def text(
    inputs: Inputs,
    out: Out,
    seed: Seed = 0,
    rate: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=RATE", help="digits=0.01; a bare 0.05 is for all faults."),
    ] = None,
    gold: GoldFlag = None,
) -> None:
    """Disturb the tables of texts: tab-separated, Markdown, HTML.

    The faults are digits, separators (a comma read as a point), characters (of like shape), wraps
    (of labels), lost_tabs, lost_blanks (the row moves left), right_shifts, and headers (a header
    row lost, split, or two in one). A rate is a share of the places where the fault can strike;
    without --rate it is 0.02 for each. Rates of 0 copy the text as it is.

    Where gold lies beside a text (gold.json, NAME.json) or is named, DIR/NAME becomes a case folder
    with the gold of the disturbed text; else DIR gets the text alone. The same seed writes the
    same bytes.
    """
    with told():
        from evals.noise.folders import write_noised_text
        from extraction.readers.formats import TEXT_SUFFIXES

        rates = make_rates(rate or ())
        given, failed = _given(inputs, gold, TEXT_SUFFIXES)
        _refuse_same_names(given)
        for one in given:
            _tell(write_noised_text(one, rates, seed, out))
    raise typer.Exit(FAILED if failed else 0)


@app.command("image", short_help="Spoil pages of PDFs and images.")
def image(
    inputs: Inputs,
    out: Out,
    condition: Annotated[
        list[str],
        typer.Option("--condition", "-c", metavar="NAME", help="heavy150; may be given often."),
    ],
    seed: Seed = 0,
    gold: GoldFlag = None,
) -> None:
    """Spoil the pages of PDFs and images; each condition makes a PDF of images of each.

    Conditions: clean300, clean200, clean150, clean100, rotate+2, rotate-2, skew, blur, noise,
    jpeg40, fax, fax150, faint, scan150, heavy150, phone, seal, stamp, speckle.

    Where gold lies beside a document or is named, DIR/NAME.CONDITION becomes a case folder; boxes
    of cells (NAME.cells.json, or those of a case) are moved to where the cells are now.
    """
    with told():
        from evals.noise.conditions import find_condition
        from evals.noise.images import write_noised_pages
        from extraction.readers.formats import PAGED_TYPES

        conditions = [find_condition(name) for name in dict.fromkeys(condition)]
        given, failed = _given(inputs, gold, tuple(PAGED_TYPES))
        _refuse_same_names(given)
        for one in given:
            for each in conditions:
                _tell(write_noised_pages(one, each, seed, out))
    raise typer.Exit(FAILED if failed else 0)


def make_rates(given: Sequence[str]) -> "Rates":
    """The rates that the flags say; ``NAME=RATE``, or a bare rate for all faults.

    Raises UsageError where a name is unknown or a rate is no share.
    """
    from evals.noise.faults import FAULTS, Rates
    from schemas.errors import UsageError

    rates: dict[str, float] = {} if given else dict.fromkeys(FAULTS, USUAL_RATE)
    for text in given:
        name, sign, value = text.partition("=")
        name, value = (name, value) if sign else (ALL, text)
        names = FAULTS if name == ALL else (name,)
        if not set(names) <= set(FAULTS):
            raise UsageError(f"{text}: no such fault; write NAME=RATE with {', '.join(FAULTS)}")
        try:
            rates |= dict.fromkeys(names, float(value))
        except ValueError:
            raise UsageError(f"{text}: {value!r} is no number; write a rate as 0.02") from None
    return Rates(**rates)


def _given(
    inputs: Sequence[str], gold: Path | None, suffixes: Sequence[str]
) -> tuple[tuple["Given", ...], bool]:
    """The documents of these suffixes that the arguments name, and whether one was refused."""
    from evals.cases.case import CASE_FILE
    from evals.noise.folders import given_cases, given_document
    from schemas.errors import EmptyInputError, UsageError
    from ui.inputs import expand

    found: list[Given] = []
    failed = False
    for argument in inputs:
        path = Path(argument)
        if path.is_dir() and any(path.rglob(CASE_FILE)):
            found += given_cases((path,))
            continue
        files = expand((argument,))
        for problem in files.problems:
            complain(str(problem))
            failed = True
        wanted = [file for file in files.files if file.suffix.lower() in suffixes]
        if not wanted and files.files:
            complain(f"{argument}: is of no such kind; name files of {', '.join(suffixes)}")
            failed = True
        found += [given_document(file, gold) for file in wanted]
    found = [one for one in found if one.source.suffix.lower() in suffixes]
    if not found and not failed:
        raise EmptyInputError(f"there is nothing to disturb; name files of {', '.join(suffixes)}")
    if gold is not None and len(found) > 1:
        raise UsageError(f"--gold is the gold of one document, not of {len(found)}; name one")
    return tuple(found), failed


def _refuse_same_names(given: Sequence["Given"]) -> None:
    from collections import Counter

    from schemas.errors import UsageError

    for name, count in Counter(one.name for one in given).items():
        if count > 1:
            raise UsageError(f"{count} documents are named {name}; disturb them into two folders")


def _tell(made: "Written") -> None:
    faults = "" if made.faults is None else f": {made.faults} faults"
    place = made.path.parent if made.is_case else made.path
    typer.echo(f"{place}{faults}")
