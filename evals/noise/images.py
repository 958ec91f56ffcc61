"""Pages of a PDF or image file spoilt under a condition; boxes of cells are carried along."""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from evals.noise.conditions import Condition, spoilt
from evals.noise.folders import Given, Written, gold_content, write_case
from evals.noise.scan import Scan, carry_box
from evals.rendering.draw import POINTS, Pixels
from evals.rendering.pdf import Sheet, write_scans
from extraction.pages.reading import open_paged
from schemas.errors import InputError
from schemas.settings import Settings

_DRAWN_AT = 300.0
"""Dots per inch at which pages are drawn before they are spoilt."""
_QUALITY = 90
"""Pages are stored as JPEG of a quality that adds little to what the condition did."""


def noise_pages(
    path: Path, condition: Condition, seed: int, cells: Sequence[Mapping[str, Any]] = ()
) -> tuple[Scan, ...]:
    """The pages of a file, each spoilt; the same arguments give the same images.

    Args:
        path: a PDF, PNG, JPEG or TIFF.
        condition: what is done to the pages.
        seed: any integer.
        cells: the true cells, so that seals and stamps are pressed over figures.

    Raises:
        InputError: the file can't be read.
    """
    scans = []
    with open_paged(path, Settings(schema_file=None)) as file:
        for number in range(1, file.page_count + 1):
            pixels = _plain(file.render(number, _DRAWN_AT))
            dpi = pixels.shape[1] * POINTS / file.size(number)[0]
            focus = _focus([cell for cell in cells if cell.get("page") == number])
            rng = np.random.default_rng([seed % 2**32, number])
            scans.append(spoilt(Scan(pixels, dpi, np.eye(3), focus), condition, rng))
    return tuple(scans)


def carried_cells(cells: Sequence[Mapping[str, Any]], scans: Sequence[Scan]) -> str:
    """The text of a file of cells whose boxes stand where they are on the spoilt pages.

    Boxes are in points from the upper left corner, to one decimal.

    Raises:
        InputError: a cell stands on a page that there is not.
    """
    lines = []
    for cell in cells:
        number = cell["page"]
        if not 1 <= number <= len(scans):
            raise InputError(f"cells: page {number} is not in the document; give its own cells")
        moved = {
            key: [round(v, 1) for v in carry_box(cell[key], scans[number - 1].matrix)]
            for key in ("box", "ink")
            if cell.get(key)
        }
        lines.append(json.dumps({**cell, **moved}, ensure_ascii=False))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def write_noised_pages(given: Given, condition: Condition, seed: int, out: Path) -> Written:
    """Spoil one document and write it as a PDF of images under ``out``.

    Its name, and that of its case, ends in the name of the condition.

    Raises:
        InputError: the document, its gold or its cells can't be read.
        OutputError: it can't be written.
    """
    cells = [] if given.cells is None else _cells(given.cells)
    scans = noise_pages(given.source, condition, seed, cells)
    quality = None if scans[0].bilevel else _QUALITY
    content = BytesIO()
    write_scans([Sheet(s.pixels, s.dpi, quality) for s in scans], content)
    named = given._replace(name=f"{given.name}.{condition.name}")
    gold = None if given.gold_file is None else _of_pages(gold_content(given.gold_file))
    told = {"seed": seed, "condition": condition.name}
    carried = carried_cells(cells, scans) if cells else None
    tags = ("noised", "scan", condition.name)
    name = f"{given.source.stem}.{condition.name}.pdf"
    return write_case(named, name, content.getvalue(), gold, out, tags, told, carried)


def _of_pages(gold: dict[str, Any]) -> dict[str, Any]:
    """The gold without the lines of a text, which pages do not have."""
    tables = [{k: v for k, v in table.items() if k != "lines"} for table in gold["tables"]]
    return {**gold, "tables": tables}


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        good = all(isinstance(c["page"], int) and len(c["box"]) == 4 for c in found)
    except (OSError, ValueError, KeyError, TypeError):
        good = False
    if not good:
        raise InputError(f"{path}: is no list of cells with page and box; correct or remove it")
    return list(found)


def _plain(pixels: Pixels) -> Pixels:
    """A page without colour as grey: a third of the work, and grain without colour."""
    same = (pixels == pixels[:, :, :1]).all()
    return np.ascontiguousarray(pixels[:, :, 0]) if same else pixels


def _focus(cells: Sequence[Mapping[str, Any]]) -> tuple[float, float] | None:
    boxes = [c["box"] for c in cells if c.get("gold_row", -1) >= 0 and "." in c.get("text", "")]
    if not boxes:
        return None
    x0, y0, x1, y1 = boxes[len(boxes) // 2]
    return (x0 + x1) / 2, (y0 + y1) / 2
