"""Drawing a page of a result from the kept page image."""

import json
from pathlib import Path
from typing import Any

from extraction.export.result import read_result
from extraction.readers.png_file import png_pixels
from extraction.records.store import kept_file
from schemas.errors import UsageError
from ui.pagedrawing import draw_page


def draw_result_page(result: Path, page: int | None, out: Path | None, data: Path | None) -> None:
    """Draw a page of the result at ``result`` to the PNG file ``out``.

    Raises:
        UsageError: page or file is not named, or the result has no such page.
        InputError: the result or the kept image can't be read.
    """
    if page is None or out is None:
        raise UsageError("--page and --png go together: --page N --png FILE")
    read_result(result)
    content: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    pages = {p["number"]: p for p in content.get("pages", [])}
    if page not in pages:
        raise UsageError(f"{result}: has no page {page}; only PDF and images have pages")
    if pages[page]["image"] is None:
        raise UsageError(f"{result}: page {page} was not read: {'; '.join(pages[page]['notes'])}")
    picture, dpi = png_pixels(kept_file(data or result.parent / ".gouji", pages[page]["image"]))
    draw_page(content, page, picture, out, dpi)
