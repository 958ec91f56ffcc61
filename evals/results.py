"""Write docs/results.md: engine x condition x measure, from the latest runs.

Run now, in minutes: the headers engine on text cases as they are and disturbed at three rates.
Taken from what benchmarks kept in `out/bench/*.json`, with the commit and day of each: scanned
pages, other programs, the model path. What was not run is said. `--slow` runs the scans too (about
ten minutes; the other programs come from the package registry, and their environment is kept in
`out/bench`).
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from evals.bench.tables import ROOT, BenchTable, made_now, read_table, write_table
from evals.cases.case import load_cases
from evals.cases.gold import Gold, gold_of
from evals.measures.calibration import calibration
from evals.measures.counts import Counts, all_classes, total
from evals.measures.document import score_document
from evals.measures.intervals import share_interval
from evals.measures.score import DocumentScore
from evals.noise.faults import FAULTS, Rates
from evals.noise.text import noise_text
from evals.sweep import SUFFIXES, extracted
from evals.synthetic import Options, make_disclosure
from evals.synthetic.model import Form
from extraction.readers.formats import is_paged

BENCH = ROOT / "out" / "bench"
PAGE = ROOT / "docs" / "results.md"
SHIPPED = ROOT / "evals" / "cases" / "shipped"
RATES = (0.005, 0.02, 0.05)
ALONE = 0.05
"""The rate of a fault that strikes alone."""
SEED = 11
INVENTED = 12
FIRST_SEED = 5000
COLUMNS = (
    "engine", "condition", "documents", "tables", "cells right", "amounts right", "extra",
    "silent", "review", "calibration error", "misread found", "moved rows found", "s/doc",
)  # fmt: skip
EXPECTED = MappingProxyType(
    {
        "text": "python -m evals.results",
        "scans": "python -m evals.results --slow",
        "scans-peers": "python -m evals.results --slow",
        "model-dispatch": "python -m evals.bench.model --only dispatch --keep",
        "model-faults": "python -m evals.bench.model --only faults --keep",
    }
)
"""The tables of the page, and what makes each."""
_SCANS = ("--conditions", "clean200", "fax", "fax150", "heavy150", "phone", "seal", "--pages", "6")
_PEERS = ("--peers-in", "out/bench", "--conditions", "clean200", "fax", "heavy150", "--pages", "2")
_HEAD = """\
# Results

Written by `python -m evals.results` from the latest runs; do not change it by hand.
Each table names the commit and the day of its run; a `+` behind the commit says that files were
changed after it. What the measures mean, and what they are blind to, stands in
[evaluation](evaluation.md).
"""


class TextCase(NamedTuple):
    """A text with its gold, and the suffix of its form."""

    name: str
    text: str
    gold: Gold
    suffix: str


def shipped_texts() -> Iterator[TextCase]:
    """The shipped cases that are texts."""
    for case in load_cases([SHIPPED]) if SHIPPED.is_dir() else ():
        if not is_paged(case.source):
            text = case.source.read_text(encoding="utf-8")
            yield TextCase(case.name, text, case.gold, case.source.suffix)


def invented_texts(count: int) -> Iterator[TextCase]:
    """Invented disclosures in turn of every form, with planted errors."""
    forms: tuple[Form, ...] = ("txt", "md", "html")
    for number in range(count):
        form = forms[number % len(forms)]
        made = make_disclosure(FIRST_SEED + number, Options(form=form, errors=2))
        yield TextCase(made.name, made.text, gold_of(made.gold), SUFFIXES[form])


def text_table(cases: Sequence[TextCase]) -> BenchTable:
    """The headers engine on texts as they are, and with every fault at each of the rates."""
    rows = []
    for name, rates in conditions():
        scores = tuple(_scores(cases, rates))
        rows.append(("headers", name, str(len(scores)), *measures(scores)))
    about = (
        f"{len(cases) - INVENTED} shipped cases that are texts, and {INVENTED} invented disclosures"
        " (two planted errors each), as they are and after `gouji noise text"
        f" --seed {SEED} --rate RATE`: *all* is the rate of every fault, a name that of this fault"
        " alone. A misread figure counts as right where the result says what is"
        " printed now. Intervals of 95 % over documents stand in brackets. *silent*: wrong or extra"
        " under a status that can be trusted; *review*: suspect cells of those that say something;"
        " *misread found*: findings of gold of class ocr_digit that some finding is about; *moved"
        " rows found*: those of class misaligned."
    )
    command = EXPECTED["text"]
    return made_now("text", "Texts, as they are and disturbed", about, command, COLUMNS, rows)


def conditions() -> Iterator[tuple[str, Rates]]:
    """What is done to the texts: nothing, all faults at each rate, each fault alone."""
    yield "as they are", Rates()
    for rate in RATES:
        yield f"all={rate:g}", Rates(**dict.fromkeys(FAULTS, rate))
    for fault in FAULTS:
        yield f"{fault}={ALONE:g}", Rates(**{fault: ALONE})


def _scores(cases: Sequence[TextCase], rates: Rates) -> Iterator[DocumentScore]:
    with TemporaryDirectory() as folder:
        for case in cases:
            noised = noise_text(case.text, rates, SEED, content_of(case.gold))
            assert noised.gold is not None
            gold = gold_of(noised.gold)
            result = extracted(noised.text, Path(folder) / f"{case.name}{case.suffix}")
            yield score_document(gold.tables, gold.findings, result)


def content_of(gold: Gold) -> dict[str, object]:
    """The gold as the content of a gold file."""
    content = gold.model_dump(mode="json", exclude={"review"})
    for table in content["tables"]:
        table["lines"] = table["lines"] and list(table["lines"])
    for finding in content["findings"]:
        finding["class"] = finding.pop("finding_class")
    return dict(content)


def measures(scores: Sequence[DocumentScore]) -> tuple[str, ...]:
    """What stands under the columns from *tables* on."""
    parts = [total(score.kinds.values()) for score in scores]
    whole = total(parts)
    classes = all_classes(score.findings for score in scores)
    seconds = sum(score.spent.seconds for score in scores) / max(len(scores), 1)
    error = calibration([score.sureties for score in scores]).error
    found = [classes.get(name) for name in ("ocr_digit", "misaligned")]
    return (
        f"{whole.tables_found}/{whole.tables}",
        _share(parts, "cells_right", "cells"),
        _share(parts, "amounts_right", "amounts"),
        str(whole.extra),
        str(whole.silent_all),
        _share(parts, "suspect", "reviewed"),
        "-" if error is None else f"{error:.4f}",
        *(f"{one.found}/{one.planted}" if one else "-" for one in found),
        f"{seconds:.2f}",
    )


def _share(parts: Sequence[Counts], part: str, whole: str) -> str:
    """A share in per cent, cut and not rounded, with its interval over documents."""
    ups = np.array([getattr(counts, part) for counts in parts], dtype=np.float64)
    downs = np.array([getattr(counts, whole) for counts in parts], dtype=np.float64)
    if not downs.sum():
        return "-"
    hundredths = int(ups.sum()) * 10_000 // int(downs.sum())
    text = f"{hundredths // 100}.{hundredths % 100:02}%"
    between = share_interval(ups, downs)
    return text if between is None else f"{text} [{between[0]:.2%}, {between[1]:.2%}]"


def page_of(tables: Sequence[BenchTable]) -> str:
    """The page: the tables that are expected in their order, then others by name."""
    known = {table.name: table for table in tables}
    sections = [_HEAD]
    for name in dict.fromkeys((*EXPECTED, *sorted(known))):
        if name in known:
            sections.append(_section(known[name]))
        else:
            sections.append(f"## {name}\n\nnot run: {_missing(name)}.\n")
    return "\n".join(sections)


def _missing(name: str) -> str:
    return f"there is no out/bench/{name}.json, where `{EXPECTED[name]}` would keep its table"


def _section(table: BenchTable) -> str:
    lines = [
        f"## {table.title}", "", table.about, "",
        f"Commit `{table.commit}`, {table.date}, `{table.command}`.", "",
        f"<!-- table: {table.name} -->", *_rows(table), "<!-- end -->", "",
    ]  # fmt: skip
    return "\n".join(lines)


def _rows(table: BenchTable) -> Iterator[str]:
    rule = ["---" if number < 2 else "---:" for number in range(len(table.columns))]
    for row in (table.columns, rule, *table.rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def latest(folder: Path) -> tuple[BenchTable, ...]:
    """The tables that benchmarks kept in a folder.

    Raises:
        InputError: a file there is no table.
    """
    return tuple(read_table(path) for path in sorted(folder.glob("*.json")))


def run_slow() -> None:
    """Read scanned pages, and let other programs read them."""
    for name, arguments in (("scans", _SCANS), ("scans-peers", _PEERS)):
        kept = str((BENCH / f"{name}.json").relative_to(ROOT))
        command = (sys.executable, "-m", "evals.bench.scans", *arguments, "--json", kept)
        subprocess.run(command, cwd=ROOT, check=True)


def main() -> None:
    """Run what is to be run and write the page."""
    parser = argparse.ArgumentParser(prog="python -m evals.results", description=__doc__)
    parser.add_argument("--slow", action="store_true", help="run the benchmarks of scans too")
    parser.add_argument("--no-run", action="store_true", help="only write the page from files")
    given = parser.parse_args()
    if not given.no_run:
        cases = (*shipped_texts(), *invented_texts(INVENTED))
        write_table(text_table(cases), BENCH / "text.json")
    if given.slow:
        run_slow()
    PAGE.write_text(page_of(latest(BENCH)), encoding="utf-8")


if __name__ == "__main__":
    main()
