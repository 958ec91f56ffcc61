"""Write what the commands print into the pages that quote them.

A quoted block stands between `<!-- output: NAME -->` and `<!-- end -->`. The quick ones are
rewritten always, those that take minutes (the sweeps, the benchmarks, the sample scans) with
`--slow`, or only those that it names.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from evals.docs_settings import settings_table

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "README.md",
    "README.zh-CN.md",
    "docs/configuration.md",
    "docs/evaluation.md",
    "docs/own-kinds.md",
    "docs/power.md",
    "docs/proof.md",
    "docs/reading.md",
    "docs/scaling.md",
    "docs/decisions/0001-placement.md",
    "docs/decisions/0005-alternatives.md",
)
_BLOCK = re.compile(r"<!-- output: ([\w-]+) -->\n.*?<!-- end -->", re.DOTALL)
_SAMPLE = "fengting-emergency-2025"
_TABLE = "general_budget_by_function"
_SUSPECT = f"{_TABLE}:合计:基本支出/公用经费"
_PROVED = f"{_TABLE}:22401:项目支出"
_QUOTED_CLASSES = ("ocr_digit", "cross_table", "narrative")
_QUOTED_ROWS = frozenset({0, 16, 17, 18, 19, 20})
_BENCH_OF_SCANS = (
    *("--conditions", "clean200", "fax", "fax150", "heavy150", "phone", "seal"),
    *("--pages", "6"),
)
_PEERS_OF_SCANS = (
    *("--peers", "--pages", "2", "--conditions", "clean200", "fax", "seal", "phone"),
    *("heavy150", "three-line", "borderless"),
)
_POWER = ("--trials", "60", "--jobs", "2")
_POWER_RECOGNISER = ("--trials", "20", "--jobs", "2")
_EFFORT = ("--rounds", "3", "--jobs", "2")
_CHART = ("--svg", "docs/images/effort.svg", "--json", "evals/power/effort.json")
_SCALING = ("--documents", "60")
_DECODER = ("--count", "6", "--trials", "4")
_POWER_ROWS = ("any single error", "two at once", "2 % wrong", "5 % wrong")
_POWER_COLUMNS = ("mutation", "wrong", "caught", "located", "rightly", "wrongly", "price")
_KINDS = "docs/examples/my_kinds.py"


def run(*arguments: str) -> str:
    """What `python -m ARGUMENTS` prints, run in the root of the project."""
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


@cache
def printed() -> Mapping[str, str]:
    """What the commands of the pages print on the samples and the example, in full."""
    samples = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("samples/*-20*.*"))
    with TemporaryDirectory() as folder:
        summary = run("ui.cli", "extract", *samples, "--out", folder)
        sample = f"{folder}/{_SAMPLE}.json"
        grants = f"{folder}/grants.json"
        own = ("--schema", _KINDS)
        run("ui.cli", "extract", "docs/examples/grants.txt", "--out", folder, *own)
        return MappingProxyType(
            {
                "summary": summary.replace(folder, "out/demo"),
                "overview": run("ui.cli", "show", sample),
                "table": run("ui.cli", "show", sample, "--table", _TABLE),
                "verify": run("ui.cli", "verify", sample).replace(folder, "out/demo"),
                "explain": run("ui.cli", "explain", sample, _SUSPECT),
                "explain-zh": run("ui.cli", "explain", sample, _PROVED, "--lang", "zh"),
                "explain-all": run("ui.cli", "explain", sample),
                "grants": run("ui.cli", "show", grants, "--table", "grants", *own),
            }
        )


@cache
def scanned() -> tuple[str, str]:
    """What the commands print on the sample scans: the summary, and the count against gold."""
    samples = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("samples/scans/*.pdf"))
    with TemporaryDirectory() as folder:
        summary = run("ui.cli", "extract", *samples, "--out", folder, "--jobs", "2")
        return summary.replace(folder, "out/scans"), run("evals.scan_samples", folder)


def _findings() -> Iterable[str]:
    lines = printed()["overview"].splitlines()
    for name in _QUOTED_CLASSES:
        yield from [line for line in lines if re.match(rf"\d+\. {name}: ", line)][:1]


def _table() -> Iterable[str]:
    skipped = False
    for line in printed()["table"].splitlines():
        number = re.match(r" +(\d+)  ", line)
        if number is not None and int(number[1]) not in _QUOTED_ROWS:
            if not skipped:
                yield "  …"
            skipped = True
        elif not line.startswith("- unchecked"):
            yield line


def _fenced(text: str, language: str = "") -> str:
    return f"```{language}\n{text.strip(chr(10))}\n```"


def _kinds_source() -> str:
    return _fenced((ROOT / _KINDS).read_text(encoding="utf-8"), "python")


def result_table(name: str) -> str:
    """A table of docs/results.md, as Markdown; see `evals.results`."""
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- table: {re.escape(name)} -->\n(.*?)\n<!-- end -->", page, re.DOTALL)
    return found[1] if found else "not run"


def _columns(block: str) -> list[list[str]]:
    return [re.split(r" {2,}", line.strip()) for line in block.splitlines()]


def power_table() -> str:
    """Some lines of docs/power.md, as Markdown."""
    page = (ROOT / "docs" / "power.md").read_text(encoding="utf-8")
    blocks = {match[1]: match[0] for match in _BLOCK.finditer(page)}
    split = _columns(blocks["power"])
    head = next((cells for cells in split if cells[0] == "mutation"), None)
    if head is None:
        return "not run"
    at = [head.index(name) for name in _POWER_COLUMNS]
    rows = [cells for cells in split if cells[0] in _POWER_ROWS and len(cells) == len(head)]
    lines = ["| " + " | ".join(cells[i] for i in at) + " |" for cells in (head, *rows)]
    lines.insert(1, "|---|" + "---:|" * (len(at) - 1))
    told = [line for line in blocks["effort"].splitlines() if line.startswith("confidence alone")]
    looks = [cells for cells in _columns(blocks["effort"]) if cells[0] == "ours"]
    effort = [f"ours: {cells[1]} looks for every wrong figure; {told[0]}" for cells in looks]
    return "\n".join((*lines, "", *effort))


QUICK: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "summary": lambda: _fenced(printed()["summary"]),
        "findings": lambda: _fenced("\n".join(_findings())),
        "table": lambda: _fenced("\n".join(_table())),
        "verify": lambda: _fenced(printed()["verify"]),
        "grants": lambda: _fenced(printed()["grants"]),
        "explain": lambda: _fenced(printed()["explain"]),
        "explain-zh": lambda: _fenced(printed()["explain-zh"]),
        "explain-all": lambda: _fenced(printed()["explain-all"]),
        "my-kinds": _kinds_source,
        "results-text": lambda: result_table("text"),
        "power-short": power_table,
        "scaling-plan": cache(lambda: _fenced(run("evals.scaling_plan"))),
        "settings": settings_table,
    }
)
"""Blocks that take a second or two; a test keeps them in step."""

SLOW: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "sweep": cache(lambda: _fenced(run("evals.sweep", "--count", "90"))),
        "sweep-errors": cache(
            lambda: _fenced(run("evals.sweep", "--count", "90", "--mangle", "0.2", "--errors", "3"))
        ),
        "bench": cache(lambda: _fenced(run("evals.bench.headers"))),
        "scans-bench": cache(lambda: _fenced(run("evals.bench.scans", *_BENCH_OF_SCANS))),
        "scans-peers": cache(lambda: _fenced(run("evals.bench.scans", *_PEERS_OF_SCANS))),
        "power": cache(lambda: _fenced(run("ui.cli", "eval", "power", *_POWER))),
        "power-recogniser": cache(
            lambda: _fenced(run("ui.cli", "eval", "power", "--recogniser", *_POWER_RECOGNISER))
        ),
        "effort": cache(lambda: _fenced(run("ui.cli", "eval", "effort", *_EFFORT, *_CHART))),
        "effort-recogniser": cache(
            lambda: _fenced(run("ui.cli", "eval", "effort", "--recogniser", *_EFFORT))
        ),
        "scaling": cache(lambda: _fenced(run("evals.bench.scaling", *_SCALING))),
        "decoder": cache(lambda: _fenced(run("evals.bench.decoder", *_DECODER))),
        "scans": lambda: _fenced(scanned()[0]),
        "scans-gold": lambda: _fenced(scanned()[1]),
    }
)
"""Blocks that take minutes."""


def with_output(text: str, blocks: Mapping[str, Callable[[], str]]) -> str:
    """The text of a page with what the commands print in those of its blocks."""

    def filled(match: re.Match[str]) -> str:
        name = match[1]
        if name not in blocks:
            return match[0]
        return f"<!-- output: {name} -->\n{blocks[name]()}\n<!-- end -->"

    return _BLOCK.sub(filled, text)


def names_in(text: str) -> tuple[str, ...]:
    """The names of the blocks of a page."""
    return tuple(match[1] for match in _BLOCK.finditer(text))


def main() -> None:
    """Rewrite the blocks of every page."""
    parser = argparse.ArgumentParser(prog="python -m evals.docs_output", description=__doc__)
    parser.add_argument(
        "--slow", nargs="*", choices=tuple(SLOW), metavar="NAME", help="slow blocks; all if bare"
    )
    slow = parser.parse_args().slow
    wanted = () if slow is None else slow or tuple(SLOW)
    blocks = {**QUICK, **{name: SLOW[name] for name in wanted}}
    for name in PAGES:
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        path.write_text(with_output(text, blocks), encoding="utf-8")


if __name__ == "__main__":
    main()
