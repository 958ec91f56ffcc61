"""`gouji gold`: what documents really print, drafted for a person and checked."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.failures import FAILED, complain, told
from ui.flags import SchemaFlag
from ui.modelflags import (
    AskFlag,
    BaseUrlFlag,
    ConcurrencyFlag,
    EngineFlag,
    MaxCostFlag,
    ModelFlag,
    VisionFlag,
    money,
)

if TYPE_CHECKING:
    from evals.cases.check import CheckedCase
    from evals.cases.draft import Target
    from evals.cases.gold import Gold
    from schemas.settings import Settings

app = typer.Typer(
    name="gold",
    help="What documents really print, to measure extractions by: draft it, check it.",
    short_help="Draft and check gold: what documents really print.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Jobs = Annotated[
    int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Pages read side by side.")
]
DataFolder = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder for pages read [.gouji]."),
]


@app.command("draft", short_help="Draft the gold of a document from an extraction.")
def draft(
    source: Annotated[Path, typer.Argument(metavar="DOC", help="The document.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", help="The folder for the case.")
    ],
    engine: EngineFlag = None,
    link: Annotated[
        bool, typer.Option("--link", help="Name the document by its path in place of a copy.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a case that is there, corrections and all.")
    ] = False,
    schema: SchemaFlag = None,
    jobs: Jobs = 1,
    data: DataFolder = None,
    ask: AskFlag = None,
    model: ModelFlag = None,
    base_url: BaseUrlFlag = None,
    concurrency: ConcurrencyFlag = None,
    max_cost: MaxCostFlag = None,
    vision: VisionFlag = None,
) -> None:
    """Extract a document and write the result as a draft of its gold, for a person to correct.

    FOLDER gets case.toml, gold.json and the document. The list `review` in gold.json names the
    cells to look at first. A draft is no gold until a person has compared it with the document:
    what the extraction reads wrong, it writes wrong.
    """
    with told():
        from evals.cases.draft import Target
        from ui.extracting import make_settings

        settings = make_settings(
            engine=engine, schema_file=schema, data=data, jobs=jobs if jobs > 1 else None, ask=ask,
            model=model, base_url=base_url, concurrency=concurrency, max_cost=money(max_cost),
            vision=vision,
        )  # fmt: skip
        code = _draft(source, Target(out, linked=link, force=force), settings)
    raise typer.Exit(code)


@app.command("check", short_help="Check gold against its documents and its own sums.")
def check(
    cases: Annotated[
        list[Path],
        typer.Argument(metavar="CASES", help="Case folders, folders of them, or gold files."),
    ],
    schema: SchemaFlag = None,
    jobs: Jobs = 1,
    data: DataFolder = None,
) -> None:
    """Refuse gold of a wrong shape, or that says what its document does not print.

    On pages that are pictures, values that recognition did not read are only warned of. Sums
    that fail over the gold's own figures are listed, with the gold finding that tells why; a
    document may really be wrong. The exit code is 1 where something is refused.
    """
    with told():
        from evals.cases.case import find_cases
        from evals.cases.check import check_case
        from extraction.kinds import kinds_of
        from ui.extracting import make_settings

        settings = make_settings(schema_file=schema, data=data, jobs=jobs if jobs > 1 else None)
        kinds = kinds_of(settings)
        checked = []
        for files in find_cases(cases):
            checked.append(check_case(files, kinds, settings))
            _tell(checked[-1])
        _sum_up(checked)
    raise typer.Exit(FAILED if any(case.refusals for case in checked) else 0)


def _draft(source: Path, target: "Target", settings: "Settings") -> int:
    from evals.cases.draft import draft_gold, refuse_to_replace, write_draft
    from extraction.kinds import kinds_of
    from extraction.pipeline import extract
    from ui.run import answering

    kinds = kinds_of(settings)
    # Asked before the document is read: a scan takes long.
    refuse_to_replace(target, source)
    with answering(settings, None) as answers:
        document = extract(source, settings, answers=answers)
    gold = draft_gold(document, kinds)
    path = write_draft(gold, source, target)
    _tell_draft(gold, len(document.tables) - len(gold.tables), path)
    return 0 if gold.tables else FAILED


def _tell_draft(gold: "Gold", left_out: int, path: Path) -> None:
    from ui.console import Screen

    screen = Screen()
    cells = sum(text is not None for t in gold.tables for row in t.rows for text in row.values())
    screen.line(
        f"{path}: a draft of {_count(len(gold.tables), 'table')}, {_count(cells, 'value')} and"
        f" {_count(len(gold.findings), 'finding')}"
    )
    if left_out:
        screen.line(f"left out: {_count(left_out, 'table')} of no declared kind")
    if not gold.tables:
        complain(f"{path}: no table of a declared kind was found; add what the document prints")
    first = f"the {_count(len(gold.review), 'cell')} under review first, " if gold.review else ""
    screen.line(
        f"next: compare gold.json with the document, {first}correct what is wrong, empty review,"
        f" set tags in case.toml, and run: gouji gold check {path.parent}"
    )


def _tell(case: "CheckedCase") -> None:
    from ui.console import Mark, Screen

    screen = Screen()
    for sentence in case.refusals:
        complain(sentence)
    for sentence in case.warnings:
        screen.line(Mark("warning: ", "yellow"), sentence)
    for sentence in case.sums:
        screen.line("sum: ", sentence)
    if case.doubts:
        doubts = _count(case.doubts, "cell")
        screen.line(f"{case.name}: {doubts} under review; look at them and empty review")


def _sum_up(cases: "list[CheckedCase]") -> None:
    from ui.console import Screen

    refusals = sum(len(case.refusals) for case in cases)
    warnings = sum(len(case.warnings) for case in cases)
    sums = sum(len(case.sums) for case in cases)
    told = f" ({sum(case.told for case in cases)} told by a finding)" if sums else ""
    Screen().line(
        f"{_count(len(cases), 'case')}, {_count(sum(case.cells for case in cases), 'value')}:"
        f" {refusals} refused, {_count(warnings, 'warning')},"
        f" {_count(sums, 'broken sum')}{told}"
    )


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
