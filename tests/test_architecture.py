"""Rules of the source tree that no linter knows. Import directions are in pyproject.toml."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("schemas", "prompts", "extraction", "evals", "ui")
FILES = tuple(
    sorted(file.relative_to(ROOT) for name in PACKAGES for file in (ROOT / name).rglob("*.py"))
)

# What a browser is given counts as code.
ASSETS = tuple(
    sorted(
        file.relative_to(ROOT)
        for name in PACKAGES
        for kind in ("*.js", "*.css")
        for file in (ROOT / name).rglob(kind)
    )
)

# One door for each outside library: the library -> exactly the files that import it.
DOORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "PIL": (
            "evals/bench/long_pdf.py",
            "evals/bench/scan_pages.py",
            "evals/noise/stamps.py",
            "evals/rendering/draw.py",
            "evals/rendering/fonts.py",
            "evals/rendering/pdf.py",
            "extraction/readers/image_file.py",
            "extraction/readers/png_file.py",
            "ui/pagedrawing.py",
            "ui/statussigns.py",
        ),
        "alembic": (
            "extraction/records/migrating.py",
            "extraction/records/migrations/env.py",
            "extraction/records/migrations/versions/r0001_pages_answers_review.py",
            "extraction/records/migrations/versions/r0002_jobs.py",
            "extraction/records/migrations/versions/r0003_clients.py",
            "extraction/records/migrations/versions/r0004_owners.py",
        ),
        "anyio": (
            "ui/api/backend.py",
            "ui/api/results.py",
        ),
        "charset_normalizer": ("extraction/readers/character_encoding.py",),
        "chromadb": ("prompts/examples.py",),
        "cv2": (
            "evals/noise/geometry.py",
            "evals/noise/optics.py",
            "extraction/imaging/light.py",
            "extraction/imaging/orientation.py",
            "extraction/imaging/perspective.py",
            "extraction/imaging/raster.py",
            "extraction/imaging/rules.py",
            "extraction/imaging/seals.py",
            "extraction/imaging/skew.py",
            "extraction/imaging/speckle.py",
            "extraction/imaging/trust.py",
            "extraction/ocr/reread.py",
        ),
        "dask": ("ui/cluster/engine.py",),
        "distributed": ("ui/cluster/engine.py",),
        "fastapi": (
            "evals/simulated/server.py",
            "ui/api/access.py",
            "ui/api/app.py",
            "ui/api/health_routes.py",
            "ui/api/job_routes.py",
            "ui/api/kind_routes.py",
            "ui/api/picture_routes.py",
            "ui/api/problems.py",
            "ui/api/result_routes.py",
            "ui/api/review_routes.py",
            "ui/api/tracing.py",
        ),
        "fsspec": ("extraction/storage/place.py",),
        "httpx": (
            "evals/bench/chaos_storm.py",
            "evals/bench/large_uploads.py",
            "evals/bench/service_load.py",
            "ui/client.py",
        ),
        "huey": ("extraction/jobs/dispatch.py",),
        "instructor": ("extraction/models/client.py",),
        "jinja2": ("evals/reports/html.py",),
        "langchain_chroma": ("prompts/examples.py",),
        "langchain_core": (
            "extraction/chunking/loader.py",
            "prompts/template.py",
        ),
        "langchain_text_splitters": ("extraction/chunking/splitter.py",),
        "lxml": ("extraction/readers/html_tables.py",),
        "openai": ("extraction/models/endpoint.py",),
        "openpyxl": ("extraction/export/workbook.py",),
        "opentelemetry": ("ui/api/tracing.py",),
        "pebble": (
            "extraction/pages/pool.py",
            "extraction/jobs/processes.py",
        ),
        "prometheus_client": ("ui/api/metrics.py",),
        "pyarrow": (
            "extraction/export/cells.py",
            "extraction/export/parts.py",
        ),
        "pypdfium2": (
            "extraction/readers/pdf_file.py",
            "extraction/readers/pdf_objects.py",
        ),
        "rapidfuzz": (
            "evals/measures/grits.py",
            "extraction/headers/similarity.py",
        ),
        "rapidocr": ("extraction/ocr/rapid.py",),
        "rich": ("ui/console.py",),
        "scipy": (
            "evals/calibration/fitting.py",
            "extraction/headers/assign.py",
        ),
        "sqlalchemy": (
            "extraction/records/answers.py",
            "extraction/records/client_tables.py",
            "extraction/records/clients.py",
            "extraction/records/connecting.py",
            "extraction/records/dumping.py",
            "extraction/records/jobs.py",
            "extraction/records/migrating.py",
            "extraction/records/migrations/versions/r0001_pages_answers_review.py",
            "extraction/records/migrations/versions/r0002_jobs.py",
            "extraction/records/migrations/versions/r0003_clients.py",
            "extraction/records/migrations/versions/r0004_owners.py",
            "extraction/records/opening.py",
            "extraction/records/page_tables.py",
            "extraction/records/review_tables.py",
            "extraction/records/reviews.py",
            "extraction/records/schema.py",
            "extraction/records/service_tables.py",
            "extraction/records/store.py",
            "extraction/records/trouble.py",
            "extraction/records/upserting.py",
            "extraction/records/words.py",
        ),
        "starlette": (
            "ui/api/app.py",
            "ui/api/asked.py",
            "ui/api/health_routes.py",
            "ui/api/job_routes.py",
            "ui/api/picture_routes.py",
            "ui/api/problems.py",
            "ui/api/result_routes.py",
            "ui/api/results.py",
            "ui/api/uploads.py",
            "ui/review/serving.py",
        ),
        "streamlit": (
            "ui/review/app.py",
            "ui/review/chrome.py",
            "ui/review/document_page.py",
            "ui/review/examples_page.py",
            "ui/review/learned_page.py",
            "ui/review/quality_page.py",
            "ui/review/queue_page.py",
            "ui/review/review_page.py",
            "ui/review/serving.py",
        ),
        "structlog": ("ui/api/logs.py",),
        "table_recognition_metric": ("evals/measures/literature.py",),
        "typer": (
            "ui/backups.py",
            "ui/batch.py",
            "ui/cli.py",
            "ui/cluster/commands.py",
            "ui/database.py",
            "ui/evalcompare.py",
            "ui/evaleffort.py",
            "ui/evalpower.py",
            "ui/evaluation.py",
            "ui/examples.py",
            "ui/failures.py",
            "ui/flags.py",
            "ui/gold.py",
            "ui/keys.py",
            "ui/modelflags.py",
            "ui/noise.py",
            "ui/records.py",
            "ui/serving.py",
            "ui/synonyms.py",
        ),
        "uvicorn": (
            "evals/simulated/server.py",
            "ui/api/running.py",
        ),
    }
)
# Libraries that any file may import.
OPEN = frozenset({"pydantic", "pydantic_settings", "numpy"})

LINES_BELOW = 400
EMPTY_NAMES = frozenset(
    {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc"}
)
MUTABLE_CALLS = frozenset(
    {"list", "dict", "set", "bytearray", "defaultdict", "OrderedDict", "Counter", "deque"}
)
MUTABLE_LITERALS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


def parse(file: Path) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), filename=str(file))


def imported(tree: ast.Module) -> set[str]:
    """Top-level names of all absolute imports, inside functions too."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


IMPORTS = MappingProxyType({file.as_posix(): frozenset(imported(parse(file))) for file in FILES})


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run on import: the module's own and those in its if, try, with and for."""
    for node in body:
        yield node
        for block in ("body", "orelse", "finalbody"):
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield from statements(getattr(node, block, []))
        for handler in getattr(node, "handlers", []):
            yield from statements(handler.body)


def is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        function = value.func
        name = function.attr if isinstance(function, ast.Attribute) else None
        name = function.id if isinstance(function, ast.Name) else name
        return name in MUTABLE_CALLS
    return isinstance(value, MUTABLE_LITERALS)


def mutable_state(tree: ast.Module) -> Iterator[str]:
    for node in statements(tree.body):
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets = [node.target]
        else:
            continue
        names = [ast.unparse(target) for target in targets]
        if is_mutable(node.value) and not all(name.startswith("__") for name in names):
            yield f"line {node.lineno}: {', '.join(names)}"
    for inner in ast.walk(tree):
        if isinstance(inner, ast.Global):
            yield f"line {inner.lineno}: global {', '.join(inner.names)}"


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_library_enters_by_its_door(library: str) -> None:
    found = {file for file, names in IMPORTS.items() if library in names}
    allowed = set(DOORS[library])
    assert found <= allowed, (
        f"{library} is imported by {sorted(found - allowed)}, which is not its door. Go through "
        f"{sorted(allowed) or 'a door'}, or name the file in DOORS[{library!r}] of {__file__}."
    )
    assert allowed <= found, (
        f"DOORS[{library!r}] names {sorted(allowed - found)}, which does not import it (any more)."
    )


def test_no_other_library_enters() -> None:
    known = {*PACKAGES, *DOORS, *OPEN, *sys.stdlib_module_names}
    strangers = {file: sorted(names - known) for file, names in IMPORTS.items() if names - known}
    assert strangers == {}, "name the library and its door in DOORS"


@pytest.mark.parametrize("file", (*FILES, *ASSETS), ids=Path.as_posix)
def test_a_file_is_short_and_aptly_named(file: Path) -> None:
    lines = len((ROOT / file).read_text(encoding="utf-8").splitlines())
    assert lines < LINES_BELOW, f"{file} has {lines} lines: split it by what it does"
    empty = {Path(part).stem for part in file.parts} & EMPTY_NAMES
    assert not empty, f"{file}: {sorted(empty)} says nothing about what is inside"


@pytest.mark.parametrize("file", FILES, ids=Path.as_posix)
def test_a_module_holds_no_mutable_state(file: Path) -> None:
    assert list(mutable_state(parse(file))) == [], (
        f"{file}: use a tuple, a frozenset or MappingProxyType, or pass the state as an argument"
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_ships_its_types(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("A = ('x',)", True),
        ("A = frozenset({'x'})", True),
        ("A = MappingProxyType({'x': 1})", True),
        ("__all__ = ['x']", True),
        ("def f():\n    a = []", True),
        ("class C:\n    a = []", True),
        ("A = ['x']", False),
        ("a: dict[str, int] = {}", False),
        ("a = {x for x in 'ab'}", False),
        ("a = collections.defaultdict(int)", False),
        ("if True:\n    a = []", False),
        ("try:\n    pass\nexcept OSError:\n    a = []", False),
        ("def f():\n    global a", False),
    ],
)
def test_mutable_state_is_seen(source: str, clean: bool) -> None:
    assert (not list(mutable_state(ast.parse(source)))) is clean
