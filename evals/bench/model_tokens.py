"""What reading by a model takes in tokens, ours and naive, by one and the same estimate."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.bench.model_documents import Sent, read_by_headers, read_by_model, settings_for
from evals.bench.model_naive import cells_of, tables_retyped, whole_document
from evals.simulated.faults import Faults
from evals.simulated.server import serving
from schemas.settings import Ask, Engine

WAYS: tuple[tuple[str, Engine, Ask], ...] = (
    ("rows", "model", "rows"),
    ("plan", "model", "plan"),
    ("auto", "auto", "plan"),
)
RETYPED, WHOLE = "naive: tables re-typed", "naive: whole document"


def measured(paths: Sequence[Path]) -> tuple[int, dict[str, Sent]]:
    """The printed cells of all documents, and what each way of reading them takes."""
    found: dict[str, Sent] = dict.fromkeys((*(name for name, _, _ in WAYS), RETYPED, WHOLE), Sent())
    cells = 0
    with serving(Faults()) as url, TemporaryDirectory() as folder:
        for number, path in enumerate(paths):
            headers = read_by_headers(path)
            cells += cells_of(headers)
            found[RETYPED] = found[RETYPED].plus(tables_retyped(headers))
            found[WHOLE] = found[WHOLE].plus(whole_document(headers))
            for name, engine, ask in WAYS:
                # A data folder of its own: what one way has asked, another pays for again.
                data = Path(folder) / f"{number}-{name}"
                _, sent = read_by_model(path, settings_for(url, data, engine, ask))
                found[name] = found[name].plus(sent)
    return cells, found


def report(cells: int, found: Mapping[str, Sent]) -> Iterator[str]:
    """The table line by line, then the ratios."""
    heads = ("requests", "messages", "schemas", "out", "total")
    yield f"{cells} printed cells; tokens per 100 of them, estimated by characters"
    yield f"{'':<24}" + "".join(f"{head:>10}" for head in heads)
    for name, sent in found.items():
        parts = (sent.messages, sent.schemas, sent.out, sent.total)
        columns = "".join(f"{100 * part / max(cells, 1):>10.0f}" for part in parts)
        yield f"{name:<24}{sent.requests:>10}{columns}"
    rows, plan, auto = (found[name] for name in ("rows", "plan", "auto"))
    for name in (RETYPED, WHOLE):
        naive = found[name]
        yield (
            f"against {name.removeprefix('naive: ')}: "
            f"rows out {_ratio(naive.out, rows.out)}, plan out {_ratio(naive.out, plan.out)}, "
            f"plan total {_ratio(naive.total, plan.total)}, "
            f"auto total {_ratio(naive.total, auto.total)}"
        )


def _ratio(naive: float, ours: float) -> str:
    """Ours as one part of so many of the naive."""
    return f"1/{naive / ours:.1f}" if ours else "0"
