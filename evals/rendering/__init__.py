"""Disclosures drawn as page images or born-digital PDFs, with the place of every cell."""

from evals.rendering.document import Selection, draft_document, place_document
from evals.rendering.draw import draw_page
from evals.rendering.paper import Style
from evals.rendering.placed import PlacedDocument, PlacedPage, TrueCell

__all__ = [
    "PlacedDocument",
    "PlacedPage",
    "Selection",
    "Style",
    "TrueCell",
    "draft_document",
    "draw_page",
    "place_document",
]
