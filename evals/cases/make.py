"""Rewrite the shipped cases in `evals/cases/shipped/`, always the same.

What comes from `samples/` is named by its path, not copied. The picture depends on the versions
of the fonts and of Pillow; all else does not.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from evals.cases.case import CASE_FILE, GOLD_FILE
from evals.cases.draft import case_toml
from evals.cases.gold import gold_json, gold_of
from evals.cases.recipes import INVENTED, PICTURED, SAMPLED, Invented, Pictured, Sampled, invent
from evals.noise.conditions import Condition, scan_page
from evals.noise.geometry import rotation
from evals.noise.optics import blur, fax
from evals.noise.scan import carried
from evals.rendering.document import Selection, draft_document, place_document
from evals.rendering.fonts import Family, Typeface
from evals.rendering.paper import Style
from evals.rendering.samples import cell_line
from extraction.readers.formats import is_paged
from extraction.readers.png_file import png_of

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = Path(__file__).resolve().parent / "shipped"

_UP = "../../../.."
"""From the folder of a case to the root of the repository."""
_FACE: Family = "serif"

Files = Mapping[str, bytes]
"""The content of files by their path below the folder of the shipped cases."""


def text_files() -> Files:
    """Every shipped file but the picture and its cells: the same on every machine."""
    made: dict[str, bytes] = {}
    for sampled in SAMPLED:
        made.update(_sampled(sampled))
    for invented in INVENTED:
        made.update(_invented(invented))
    return MappingProxyType(made)


def picture_files() -> Files:
    """The cases whose document is a picture of their own; needs the fonts of the samples."""
    made: dict[str, bytes] = {}
    for pictured in PICTURED:
        made.update(_pictured(pictured))
    return MappingProxyType(made)


_ANSWERS = "answers.jsonl"


def write(files: Files, folder: Path = SHIPPED) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _sampled(recipe: Sampled) -> dict[str, bytes]:
    stem = Path(recipe.file).stem
    scanned = is_paged(Path(recipe.file))
    below = "scans/" if scanned else ""
    gold = json.loads((ROOT / "tests" / "gold" / f"{below}{stem}.json").read_text("utf-8"))
    further = {"cells": f"{_UP}/tests/gold/scans/{stem}.cells.json"} if scanned else {}
    head = case_toml(f"{_UP}/samples/{below}{recipe.file}", recipe.tags, **further)
    return _case(stem, head, gold)


def _invented(recipe: Invented) -> dict[str, bytes]:
    text, gold = invent(recipe)
    # Answers of a model are recorded, not made: they stay where they are.
    recorded = (SHIPPED / recipe.name / _ANSWERS).exists()
    head = case_toml(gold["document"], recipe.tags, **({"answers": _ANSWERS} if recorded else {}))
    return {
        **_case(recipe.name, head, gold),
        f"{recipe.name}/{gold['document']}": text.encode(),
    }


def _pictured(recipe: Pictured) -> dict[str, bytes]:
    face = Typeface(_FACE)
    draft = draft_document(recipe.seed, recipe.options, Selection(kinds=recipe.kinds))
    placed = place_document(recipe.name, draft, Style(page_numbers="none"), face)
    (page,) = placed.pages
    condition = Condition(recipe.name, recipe.dpi, (rotation(0.3), blur(0.4), fax(170)))
    scan = scan_page(page, face, condition, recipe.seed)
    cells = ",\n".join(cell_line(cell) for cell in carried(page, scan))
    document, boxes = f"{recipe.name}.png", "cells.json"
    head = case_toml(document, recipe.tags, cells=boxes)
    return {
        **_case(recipe.name, head, {**placed.gold, "document": document}),
        f"{recipe.name}/{document}": png_of(scan.pixels, scan.dpi),
        f"{recipe.name}/{boxes}": f"[\n{cells}\n]\n".encode(),
    }


def _case(name: str, head: str, gold: Mapping[str, object]) -> dict[str, bytes]:
    return {
        f"{name}/{CASE_FILE}": head.encode(),
        f"{name}/{GOLD_FILE}": gold_json(gold_of(gold)).encode(),
    }


def main() -> None:
    """Write every shipped case."""
    write(text_files())
    write(picture_files())


if __name__ == "__main__":
    main()
