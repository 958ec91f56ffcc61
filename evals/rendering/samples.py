"""Rewrite the scanned documents in `samples/scans/` and their gold, always the same.

The images depend on the versions of the fonts and of Pillow; the gold does not.
"""

from __future__ import annotations

import json
from pathlib import Path

from evals.noise.conditions import Condition, scan_page
from evals.noise.geometry import photographed, rotation, skew
from evals.noise.optics import blur, fax, jpeg, noise, speckle, tinted, uneven_light
from evals.noise.scan import Scan, carried
from evals.noise.stamps import red_seal
from evals.rendering.borndigital import write_text_pdf
from evals.rendering.document import Selection, draft_document, place_document
from evals.rendering.fonts import HalfWidths, Typeface
from evals.rendering.paper import Style
from evals.rendering.pdf import Sheet, write_scans
from evals.rendering.placed import PlacedDocument, TrueCell
from evals.synthetic.model import Options
from schemas.frozen import Frozen

ROOT = Path(__file__).resolve().parents[2]
SCANS = ROOT / "samples" / "scans"
GOLD = ROOT / "tests" / "gold" / "scans"


class ScanSample(Frozen):
    """A shipped scan: its disclosure, its look, how it is spoilt and stored.

    ``quality`` is that of JPEG inside the PDF, None 1-bit; ``dpi`` None is born-digital.
    """

    file: str
    seed: int
    options: Options
    selection: Selection
    style: Style
    dpi: float | None = 200
    quality: int | None = 70


def _options(style: str, unit: str, place: tuple[str, str, int], **more: object) -> Options:
    district, trade, year = place
    given = {"style": style, "unit": unit, "district": district, "trade": trade, "year": year}
    return Options.model_validate(
        {**given, "forms": False, "full": True, "tails": False, "units": 1, "projects": 3, **more}
    )


_SUMMARIES = (
    "revenue_expenditure_summary",
    "expenditure_by_function",
    "general_budget_by_function",
    "general_budget_by_unit",
)
_BASIC = ("general_budget_by_function", "general_basic_by_economic", "three_public")
SAMPLES = (
    ScanSample(
        file="qingyu-science-2024",
        seed=5101,
        options=_options("office", "万元", ("青屿区", "科学技术", 2024)),
        selection=Selection(kinds=_SUMMARIES),
        style=Style(),
    ),
    ScanSample(
        file="lanxi-urban-2023",
        seed=5102,
        options=_options("office", "万元", ("岚溪区", "城市管理", 2023)),
        selection=Selection(kinds=(*_BASIC, "general_budget_by_unit")),
        style=Style(family="sans", size=9.5),
        quality=55,
    ),
    ScanSample(
        file="songyan-subdistrict-2024",
        seed=5103,
        options=_options("street", "元", ("松砚区", "街道", 2024)),
        selection=Selection(kinds=("general_budget_by_function", "three_public")),
        style=Style(repeat_header=False, amounts="center", page_numbers="plain"),
        dpi=150,
        quality=45,
    ),
    ScanSample(
        file="yunting-market-2022",
        seed=5104,
        options=_options("office", "万元", ("云汀区", "市场监督", 2022)),
        selection=Selection(kinds=(*_SUMMARIES, "project_expenditure")),
        style=Style(family="hei", size=9.5),
        quality=None,
    ),
    ScanSample(
        file="fenghe-culture-2025",
        seed=5105,
        options=_options("office", "万元", ("枫荷区", "文化", 2025)),
        selection=Selection(kinds=("general_basic_by_economic",)),
        style=Style(size=10),
        quality=65,
    ),
    ScanSample(
        file="luming-emergency-2024",
        seed=5106,
        options=_options("office", "万元", ("鹭鸣区", "应急", 2024)),
        selection=Selection(kinds=("expenditure_by_function", "general_budget_by_function")),
        style=Style(),
        quality=60,
    ),
    ScanSample(
        file="zhelan-office-2023",
        seed=5107,
        options=_options("office", "元", ("蔗澜区", "人民政府", 2023)),
        selection=Selection(kinds=("fiscal_appropriation_summary", *_BASIC)),
        style=Style(family="sans", rules="three-line", pad=4.0, own_pages=False),
        dpi=150,
        quality=55,
    ),
    ScanSample(
        file="hengqiao-subdistrict-2025",
        seed=5108,
        options=_options(
            "street", "元", ("蘅桥区", "街道", 2025), units=2, projects=5, funds=True, errors=2,
            error_kinds=("digit", "total"),
        ),
        selection=Selection(),
        style=Style(size=10, rule_width=0.8),
        quality=None,
    ),
    ScanSample(
        file="yanzhou-science-2025",
        seed=5109,
        options=_options("office", "万元", ("雁洲区", "科学技术", 2025)),
        selection=Selection(prose=True),
        style=Style(),
        dpi=None,
    ),
)  # fmt: skip


def steps_of(file: str, dpi: float, entity: str) -> Condition:
    """How the pages of a sample of an entity are spoilt."""
    steps = {
        "qingyu-science-2024": (),
        "lanxi-urban-2023": (skew(0.8), rotation(-1.3), blur(0.6), noise(4.0), jpeg(45)),
        "songyan-subdistrict-2024": (rotation(0.5), blur(0.6), noise(14.0)),
        "yunting-market-2022": (rotation(0.4), blur(0.5), noise(14.0), speckle(0.0005), fax(150)),
        "fenghe-culture-2025": (
            photographed(0.05), uneven_light(0.35), tinted(1.0, 0.96, 0.88), blur(0.7),
        ),
        "luming-emergency-2024": (red_seal(entity, 0.85), rotation(-0.4)),
        "zhelan-office-2023": (blur(0.5), noise(5.0), uneven_light(0.12)),
        "hengqiao-subdistrict-2025": (rotation(-0.3), blur(0.4), fax(185)),
    }[file]  # fmt: skip
    return Condition(file, dpi, steps)


def place(sample: ScanSample) -> PlacedDocument:
    """Set the document of a sample on pages."""
    measure = HalfWidths() if sample.dpi is None else Typeface(sample.style.family)
    draft = draft_document(sample.seed, sample.options, sample.selection)
    return place_document(sample.file, draft, sample.style, measure)


def scans_of(sample: ScanSample, placed: PlacedDocument, dpi: float) -> list[Scan]:
    """Draw and spoil every page of a sample."""
    face, condition = (
        Typeface(sample.style.family),
        steps_of(sample.file, dpi, placed.gold["entity"]),
    )
    return [scan_page(page, face, condition, sample.seed) for page in placed.pages]


def write_sample(sample: ScanSample, scans: Path, gold: Path) -> None:
    """Write the PDF of a sample, its gold, and the places of its cells."""
    placed = place(sample)
    path = scans / f"{sample.file}.pdf"
    if sample.dpi is None:
        write_text_pdf(placed, path)
        cells = [page.cells for page in placed.pages]
    else:
        made = scans_of(sample, placed, sample.dpi)
        write_scans([Sheet(s.pixels, s.dpi, sample.quality) for s in made], path, sample.file)
        cells = [carried(page, scan) for page, scan in zip(placed.pages, made, strict=True)]
    text = json.dumps(placed.gold, ensure_ascii=False, indent=1)
    (gold / f"{sample.file}.json").write_text(text + "\n", encoding="utf-8")
    lines = [cell_line(cell) for page in cells for cell in page]
    body = "[\n" + ",\n".join(lines) + "\n]\n"
    (gold / f"{sample.file}.cells.json").write_text(body, encoding="utf-8")


def cell_line(cell: TrueCell) -> str:
    """One cell as one line of JSON, what says nothing left out; points to one decimal."""
    kept = cell.model_dump(exclude={"ink"}, exclude_defaults=True)
    kept["box"] = [round(value, 1) for value in cell.box]
    return json.dumps(kept, ensure_ascii=False)


def main() -> None:
    """Write every sample and its truth."""
    SCANS.mkdir(parents=True, exist_ok=True)
    GOLD.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        write_sample(sample, SCANS, GOLD)


if __name__ == "__main__":
    main()
