"""What `gouji verify` prints: what was proved again, or each claim that does not hold."""

from collections import Counter
from pathlib import Path

from extraction.export.result import load_export, parse_result
from extraction.verification import verify
from schemas.errors import GoujiError
from ui.console import Mark, Screen
from ui.failures import complain


def verify_file(path: Path) -> bool:
    """Prove one result again and print how it went; whether every claim holds."""
    try:
        export = load_export(path)
        problems = verify(export)
    except GoujiError as error:
        sentence = str(error)
        complain(sentence if str(path) in sentence else f"{path}: {sentence}")
        return False
    screen = Screen()
    if problems:
        screen.line(Mark(f"{path}: {len(problems)} claims do not hold", "bold red"))
        for problem in problems:
            screen.line(f"  {problem.claim}: {problem.message}")
        return False
    result = parse_result(export)
    statuses = Counter(
        cell.status for table in result.tables for row in table.rows for cell in row.cells.values()
    )
    failing = sum(not check.holds for check in result.checks)
    screen.line(
        Mark(f"{path}: every claim holds", "green"),
        f": {len(result.checks)} checks computed again ({failing} fail, as stated),"
        f" {statuses.total()} cells looked at, {statuses['proved']} proved,"
        f" {statuses['suspect']} suspect",
    )
    return True
