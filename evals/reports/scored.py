"""A case and its export to a case of a report."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from evals.cases.case import Case, TrueBox, load_boxes
from evals.measures.document import score_document
from evals.measures.places import Places
from evals.measures.score import DocumentScore, Spent
from evals.reports.report import CaseReport
from extraction.export.result import Result, ResultDocument, ResultRun, load_export, parse_result
from extraction.readers.formats import is_paged
from extraction.readers.text_file import read_bytes, text_of
from schemas.errors import InputError, VerificationError
from schemas.settings import Settings


def score_case(
    case: Case, export: Path, *, recorded: Spent | None = None, literature: bool = False
) -> CaseReport:
    """The report of a case whose export stands in a JSON file.

    ``recorded`` is what recorded answers took when they were paid for, None where none stood in
    for a model. ``literature`` adds the slower measures of `evals.measures.literature`.

    Raises:
        InputError: the export, the source or the boxes can't be read.
        VerificationError: the file is no export.
    """
    result, rules = _read(export)
    boxes = load_boxes(case)
    places = Places(source_lines(case.source), boxes)
    score = score_document(case.gold.tables, case.gold.findings, result, places)
    score = score.model_copy(update={"checks": rules})
    if recorded is not None:
        spent = recorded.model_copy(update={"seconds": score.spent.seconds})
        score = score.model_copy(update={"spent": spent})
    if literature:
        from evals.measures.literature import likeness

        score = score.model_copy(
            update={"likeness": likeness(case.gold.tables, result, _grounded(score, boxes))}
        )
    return CaseReport(
        name=case.name,
        source=case.source.name,
        tags=case.tags,
        engine=result.run.engine,
        model=result.run.model,
        replayed=recorded is not None,
        score=score,
    )


def _read(export: Path) -> tuple[Result, dict[str, int]]:
    """The result in a file without its checks, which are many; and how many of each rule it has."""
    content = load_export(export)
    try:
        rules = Counter(str(check["rule"]) for check in content.get("checks", ()))
        result = parse_result({**content, "checks": []})
    except VerificationError as error:
        raise VerificationError(f"{export}: {error}") from None
    except (TypeError, KeyError):
        raise VerificationError(
            f"{export}: this is not an extraction result: at checks; extract the document again"
        ) from None
    return result, dict(sorted(rules.items()))


def _grounded(score: DocumentScore, boxes: Sequence[TrueBox]) -> tuple[int, int, int] | None:
    """Right cells in their place, cells whose place gold knows, and cells that claim one."""
    if not boxes:
        return None
    placed = sum(counts.placed for counts in score.kinds.values())
    located = sum(counts.located for counts in score.kinds.values())
    known = sum(1 for box in boxes if box.text.strip() and box.field != "side")
    return placed, known, located + sum(miss.found is not None for miss in score.misses)


def failed_case(case: Case, engine: str, sentence: str) -> CaseReport:
    """The report of a case without a result: nothing of it is read."""
    nothing = Result(
        document=ResultDocument(name=case.source.name, sha256="", media_type="", pages=0),
        tables=(),
        checks=(),
        findings=(),
        run=ResultRun(engine=engine),
    )
    return CaseReport(
        name=case.name,
        source=case.source.name,
        tags=case.tags,
        engine=engine,
        error=sentence,
        score=score_document(case.gold.tables, case.gold.findings, nothing),
    )


def find_export(case: Case, folder: Path) -> Path:
    """The export of a case in a folder of results, by the name of the case or of its source.

    Raises:
        InputError: there is none.
    """
    stem = case.source.stem
    tried = (folder / case.name / f"{stem}.json", folder / f"{case.name}.json")
    for path in (*tried, folder / f"{stem}.json"):
        if path.is_file():
            return path
    raise InputError(
        f"{folder}: holds no result of {case.name} ({stem}.json); extract {case.source} into it"
    )


def source_lines(source: Path) -> Sequence[str]:
    """The lines of a text, item 0 is line 1; none of a document with pages.

    Raises:
        InputError: the text can't be read.
    """
    if is_paged(source):
        return ()
    settings = _limits()
    return text_of(read_bytes(source, settings), source, settings).split("\n")


@cache
def _limits() -> Settings:
    return Settings(engine="headers")
