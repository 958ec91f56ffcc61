"""The documents and conditions of the bench of scans: known figures on degraded pages."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image

from evals.comparison import GoldTable
from evals.noise.conditions import Condition, find_condition, scan_page
from evals.noise.scan import Scan, carried
from evals.rendering.document import Selection, draft_document, place_document
from evals.rendering.fonts import Family, Typeface
from evals.rendering.paper import Style
from evals.rendering.pdf import Sheet, write_scans
from evals.rendering.placed import PlacedDocument, TrueCell
from evals.synthetic.model import Options
from schemas.errors import UsageError

_QUALITY = 95
"""Pages are stored as JPEG of a quality that adds nothing to what the condition did."""


class BenchCondition(NamedTuple):
    """A way to spoil pages, and the rules that tables are printed with."""

    name: str
    noise: Condition
    rules: Literal["grid", "three-line", "none"] = "grid"


class BenchDocument(NamedTuple):
    """An invented disclosure: its seed, form, unit, year, kinds of tables and typeface."""

    seed: int
    form: Literal["street", "office"]
    unit: Literal["元", "万元"]
    kinds: tuple[str, ...]
    family: Family


class MadeDocument(NamedTuple):
    """A document under one condition: its PDF, its page images and its truth.

    ``scanned`` are the true cells of each page, in points of its scan.
    """

    path: Path
    images: tuple[Path, ...]
    placed: PlacedDocument
    gold: tuple[GoldTable, ...]
    scanned: tuple[tuple[TrueCell, ...], ...] = ()


DOCUMENTS = (
    BenchDocument(
        9001,
        "office",
        "万元",
        ("revenue_expenditure_summary", "general_budget_by_function", "general_budget_by_unit"),
        "serif",
    ),
    BenchDocument(
        9002,
        "street",
        "元",
        ("expenditure_by_function", "general_basic_by_economic", "three_public"),
        "sans",
    ),
    BenchDocument(
        9003,
        "office",
        "元",
        ("fiscal_appropriation_summary", "general_budget_by_function", "project_expenditure"),
        "hei",
    ),
    BenchDocument(
        9004,
        "street",
        "元",
        ("revenue_by_unit", "general_budget_by_function", "fund_expenditure", "procurement"),
        "serif",
    ),
    BenchDocument(
        9005,
        "office",
        "万元",
        ("expenditure_by_function", "general_basic_by_economic", "asset_allocation"),
        "serif",
    ),
)
_PLAIN = (
    "clean300", "clean200", "clean150", "clean100", "rotate+2", "rotate-2", "skew", "blur", "noise",
    "jpeg40", "fax", "fax150", "faint", "scan150", "heavy150", "phone", "seal", "stamp", "speckle",
)  # fmt: skip
QUICK = (
    "clean300", "clean200", "clean150", "clean100", "rotate+2", "rotate-2", "blur", "noise",
    "jpeg40", "fax", "faint", "heavy150", "phone", "seal", "three-line", "borderless",
)  # fmt: skip


def bench_conditions(names: Sequence[str] = ()) -> tuple[BenchCondition, ...]:
    """The conditions of these names, or all.

    Raises:
        UsageError: a name is not known.
    """
    clean = find_condition("clean200")
    known = {name: BenchCondition(name, find_condition(name)) for name in _PLAIN}
    known["three-line"] = BenchCondition("three-line", clean, "three-line")
    known["borderless"] = BenchCondition("borderless", clean, "none")
    for name in names:
        if name not in known:
            raise UsageError(f"there is no condition {name}; there are: {', '.join(known)}")
    return tuple(known[name] for name in names or known)


def bench_documents(pages: int) -> tuple[BenchDocument, ...]:
    """Documents with at least so many pages together, as far as there are any."""
    chosen: list[BenchDocument] = []
    count = 0
    for document in DOCUMENTS:
        if count < pages:
            chosen.append(document)
            count += len(_placed(document, "grid").pages)
    return tuple(chosen)


def _placed(
    document: BenchDocument, rules: Literal["grid", "three-line", "none"]
) -> PlacedDocument:
    options = Options(
        style=document.form, unit=document.unit, forms=False, full=True, tails=False, units=1
    )
    draft = draft_document(document.seed, options, Selection(kinds=document.kinds))
    style = Style(family=document.family, rules=rules, pad=2.5 if rules == "grid" else 4.0)
    return place_document(f"bench-{document.seed}", draft, style, Typeface(document.family))


def make_document(document: BenchDocument, condition: BenchCondition, folder: Path) -> MadeDocument:
    """Draw, spoil and store a document; the same arguments give the same bytes."""
    placed = _placed(document, condition.rules)
    face = Typeface(document.family)
    scans = [scan_page(page, face, condition.noise, document.seed) for page in placed.pages]
    quality = None if scans[0].bilevel else _QUALITY
    stem = f"{placed.name}-{condition.name}"
    path = folder / f"{stem}.pdf"
    write_scans([Sheet(scan.pixels, scan.dpi, quality) for scan in scans], path)
    images = tuple(_page_images(scans, folder, stem))
    gold = tuple(_gold_table(table) for table in placed.gold["tables"])
    scanned = tuple(carried(page, scan) for page, scan in zip(placed.pages, scans, strict=True))
    return MadeDocument(path, images, placed, gold, scanned)


def _gold_table(table: dict[str, object]) -> GoldTable:
    known = {name: value for name, value in table.items() if name in GoldTable.model_fields}
    return GoldTable.model_validate(known)


def _page_images(scans: Sequence[Scan], folder: Path, stem: str) -> Iterable[Path]:
    """The pages as image files, for readers that take no PDF."""
    for number, scan in enumerate(scans, start=1):
        suffix = "png" if scan.bilevel else "jpg"
        path = folder / f"{stem}-{number}.{suffix}"
        image = Image.fromarray(scan.pixels)
        image.save(path, quality=_QUALITY, dpi=(scan.dpi, scan.dpi))
        yield path
