"""Gates: what a comparison may lose at most, written down in TOML."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import Field, ValidationError

from evals.reports.cellchanges import NEITHER, WORSE
from evals.reports.comparing import Comparison
from evals.reports.differences import NAMES, PRECISION, RECALL, SUMS, Difference
from evals.reports.report import GroupSort
from schemas.errors import UsageError
from schemas.finding import SERIOUSNESS
from schemas.frozen import Frozen

STRICT = "strict"
"""The word that names the gates file that is shipped."""

GATES_FORMAT = 1
"""The version of the shape of a gates file."""

_BOUNDS = ("max_drop", "max_increase", "max_factor", "min", "max")
_SLACK = 1e-7
"""Less than one cell of ten million, more than the rounding of the arithmetic."""


class Limit(Frozen):
    """What one measure may lose. Shares are 0..1; tokens, cost and seconds are sums.

    ``max_drop`` and ``max_increase`` bound the difference, ``max_factor`` the ratio to before,
    ``min`` and ``max`` the new value itself. ``by`` says for which groups. With ``sure`` a
    drop or increase counts only where the whole 95 % interval lies beyond the bound: for runs
    that are not the same twice. Without an interval (fewer than 3 documents) it counts as it is.
    """

    measure: str
    max_drop: float | None = Field(default=None, ge=0)
    max_increase: float | None = Field(default=None, ge=0)
    max_factor: float | None = Field(default=None, ge=0)
    min: float | None = None
    max: float | None = None
    by: tuple[GroupSort, ...] = ("all",)
    sure: bool = False


class CountLimit(Frozen):
    """How many changes of one sort there may be: its table and key in the file."""

    table: str
    key: str
    most: int = Field(ge=0)


class Gates(Frozen):
    """The gates of a file."""

    counts: tuple[CountLimit, ...] = ()
    limits: tuple[Limit, ...] = ()

    @property
    def count(self) -> int:
        """How many bounds there are."""
        own = sum(getattr(limit, key) is not None for limit in self.limits for key in _BOUNDS)
        return len(self.counts) + own


_Count = Callable[[Comparison], int]


def _cells(*changes: str) -> _Count:
    return lambda found: sum(cell.change in changes for cell in found.cells)


def _findings(change: str) -> _Count:
    return lambda found: sum(one.change == change for one in found.findings)


COUNTS: Mapping[tuple[str, str], tuple[str, _Count]] = MappingProxyType(
    {
        ("cases", "missing_max"): ("cases are missing", lambda c: len(c.only_before)),
        ("cases", "failed_max"): ("cases give no result any more", lambda c: len(c.failed)),
        ("cases", "gold_changed_max"): (
            "cases have another gold than before",
            lambda c: len(c.gold_changed),
        ),
        ("cells", "worse_max"): ("cells are worse", _cells(*WORSE)),
        **{
            ("cells", f"{change}_max"): (f"cells are {change}", _cells(change))
            for change in (*WORSE, *NEITHER)
        },
        ("findings", "missed_max"): (
            "planted errors are not found any more",
            _findings("missed"),
        ),
        ("findings", "false_max"): ("findings are new and of no error", _findings("false")),
        ("checks", "fewer_max"): (
            "rules have fewer checks in a case",
            lambda c: sum(rule.after < rule.before for rule in c.rules),
        ),
    }
)
"""The counts that a gate can bound: what is said of them, and how they are counted."""

_TABLES = tuple(dict.fromkeys(table for table, _ in COUNTS))
_BY_CLASS = (RECALL, PRECISION)
_KEYS = tuple(name for name in Limit.model_fields if name != "measure")


def load_gates(path: Path | None) -> Gates:
    """The gates of a TOML file, or the strict ones that are shipped.

    Raises:
        UsageError: it can't be read, or is no file of gates; the sentence says where and why.
    """
    file = files("evals").joinpath("gates.toml") if path is None else path
    name = STRICT if path is None else str(path)
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"{name}: can't be read: {error.strerror or error}; name a gates file, or {STRICT}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{name}: is no TOML: {error}; mend it there") from None
    version = content.pop("format", GATES_FORMAT)
    if version != GATES_FORMAT or isinstance(version, bool):
        raise UsageError(
            f"{name}: is of format {version!r}, and this gouji reads format {GATES_FORMAT};"
            " write format = 1 and the keys of docs/evaluation.md"
        )
    try:
        return _gates(content)
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from None


def broken(gates: Gates, comparison: Comparison) -> tuple[str, ...]:
    """One sentence for each gate that the comparison breaks; none where all hold."""
    return (
        *(said for limit in gates.counts for said in _count_broken(limit, comparison)),
        *(said for limit in gates.limits for said in _limit_broken(limit, comparison)),
    )


def _gates(content: Mapping[str, Any]) -> Gates:
    counts: list[CountLimit] = []
    limits: list[Limit] = []
    for table, keys in content.items():
        if not isinstance(keys, dict):
            raise ValueError(f"{table} stands outside of a table; write it under [MEASURE]")
        if table in _TABLES:
            counts += [_count_limit(table, key, most) for key, most in keys.items()]
        elif table in NAMES:
            limits += _limits(table, keys)
        else:
            raise ValueError(f"[{table}] is no measure; there are {', '.join((*_TABLES, *NAMES))}")
    if not counts and not limits:
        raise ValueError("holds no gate; write one, as [cells] and below it worse_max = 0")
    return Gates(counts=tuple(counts), limits=tuple(limits))


def _count_limit(table: str, key: str, most: object) -> CountLimit:
    known = [name for place, name in COUNTS if place == table]
    if key not in known:
        raise ValueError(f"[{table}] {key} is no key; it knows {', '.join(known)}")
    if not isinstance(most, int) or isinstance(most, bool) or most < 0:
        raise ValueError(f"[{table}] {key} = {most!r} is no count; write a number from 0")
    return CountLimit(table=table, key=key, most=most)


def _limits(measure: str, keys: Mapping[str, Any]) -> Iterator[Limit]:
    own = {key: value for key, value in keys.items() if not isinstance(value, dict)}
    classes = {key: value for key, value in keys.items() if isinstance(value, dict)}
    if own or not classes:
        yield _limit(measure, own)
    for name, bounds in classes.items():
        if measure not in _BY_CLASS or name not in SERIOUSNESS:
            places = " and ".join(f"[{one}.CLASS]" for one in _BY_CLASS)
            raise ValueError(
                f"[{measure}.{name}] is no measure; there are {places}"
                f" with {', '.join(SERIOUSNESS)}"
            )
        yield _limit(f"{measure}.{name}", bounds)


def _limit(measure: str, keys: Mapping[str, Any]) -> Limit:
    for key, value in keys.items():
        if key not in _KEYS:
            raise ValueError(f"[{measure}] {key} is no key; it knows {', '.join(_KEYS)}")
        if key not in ("by", "sure") and (
            not isinstance(value, int | float) or isinstance(value, bool) or value != value
        ):
            raise ValueError(f"[{measure}] {key} = {value!r} is no number")
    if not keys.keys() - {"by", "sure"}:
        raise ValueError(f"[{measure}] bounds nothing; write max_drop or max_increase = 0")
    by = keys.get("by", ["all"])
    by = [by] if isinstance(by, str) else by
    try:
        return Limit(**{**keys, "measure": measure, "by": by})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = first["loc"][0] if first["loc"] else ""
        raise ValueError(f"[{measure}] {place}: {first['msg'].lower()}") from None


def _count_broken(limit: CountLimit, comparison: Comparison) -> Iterator[str]:
    said, count = COUNTS[limit.table, limit.key]
    found = count(comparison)
    if found > limit.most:
        yield f"[{limit.table}] {limit.key} = {limit.most}: {found:,} {said}"


def _limit_broken(limit: Limit, comparison: Comparison) -> Iterator[str]:
    looked_at = [
        one for one in comparison.measures if one.measure == limit.measure and one.sort in limit.by
    ]
    for key in _BOUNDS:
        bound = getattr(limit, key)
        if bound is None:
            continue
        beyond = [(over, one) for one in looked_at if (over := _over(limit, key, bound, one)) > 0]
        if beyond:
            worst = max(beyond, key=lambda pair: pair[0])[1]
            more = f", and in {len(beyond) - 1} more groups" if len(beyond) > 1 else ""
            yield f"[{limit.measure}] {key} = {bound:g}: {_told(worst)}{more}"


def _over(limit: Limit, key: str, bound: float, one: Difference) -> float:
    """By how much a bound is passed; infinite where a measure is not known any more."""
    if one.after is None:
        return float("inf")
    if key == "min":
        return _beyond(bound - one.after)
    if key == "max":
        return _beyond(one.after - bound)
    if one.before is None or one.difference is None:
        return 0.0
    if key == "max_factor":
        return _beyond(one.after - bound * one.before)
    drop = key == "max_drop"
    gained = -one.difference if drop else one.difference
    if limit.sure:
        nearest = one.high if drop else one.low
        if nearest is not None:
            gained = min(gained, -nearest if drop else nearest)
    return _beyond(gained - bound)


def _beyond(by: float) -> float:
    return by if by > _SLACK else 0.0


def _told(one: Difference) -> str:
    place = "" if one.sort == "all" else f" of {one.sort} {one.group}"
    return (
        f"{one.measure}{place} went from {figure(one.measure, one.before)} to"
        f" {figure(one.measure, one.after)}"
    )


def figure(measure: str, value: float | None) -> str:
    """The value of a measure as it is told: a share in per cent, a sum as it is."""
    if value is None:
        return "unknown"
    if measure in SUMS:
        return f"{value:,.6g}" if value != int(value) else f"{int(value):,}"
    percent = value * 100 if abs(value) > _SLACK else 0.0
    # One cell of a large run must not look like none.
    return f"{percent:.3f} %" if not percent or abs(percent) >= 0.0005 else f"{percent:.1g} %"
