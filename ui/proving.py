"""What `gouji verify` prints: what was proved again, or each claim that does not hold."""

from collections import Counter
from pathlib import Path

from extraction.export.result import read_result
from extraction.verification import verify_result
from schemas.errors import GoujiError
from ui.console import Mark, Screen
from ui.failures import complain


def verify_file(path: Path) -> bool:
    """Prove one result again and print how it went; whether every claim holds."""
    try:
        result = read_result(path)
        problems = verify_result(result)
    except GoujiError as error:
        complain(str(error))
        return False
    screen = Screen()
    if problems:
        screen.line(Mark(f"{path}: {len(problems)} claims do not hold", "bold red"))
        for problem in problems:
            screen.line(f"  {problem.claim}: {problem.message}")
        return False
    statuses = Counter(
        cell.status for table in result.tables for row in table.rows for cell in row.cells.values()
    )
    ranks = Counter(
        cell.proof.rank
        for table in result.tables
        for row in table.rows
        for cell in row.cells.values()
        if cell.status == "proved" and cell.proof is not None
    )
    failing = sum(not check.holds for check in result.checks)
    screen.line(
        Mark(f"{path}: every claim holds", "green"),
        f": {len(result.checks)} checks computed again ({failing} fail, as stated),"
        f" {statuses.total()} cells looked at, {statuses['proved']} proved"
        f"{_twice(ranks)},"
        f" {statuses['suspect']} suspect",
    )
    return True


def _twice(ranks: Counter[int]) -> str:
    """How many are proved by two independent identities or more, where the result tells."""
    if not ranks:
        return ""
    return f" ({sum(count for rank, count in ranks.items() if rank > 1)} at least twice over)"
