"""Stage grid: text, or words and rules of pages, to paragraphs and grids in reading order."""

from extraction.readers.html_lines import split_tables
from extraction.readers.html_tables import html_blocks
from extraction.readers.plain_text import text_blocks
from extraction.readers.table_limits import TableLimits
from extraction.readers.text_lines import lines_of, normal_breaks
from schemas.document import Document
from schemas.grid import Block, Grid
from schemas.page import Page
from schemas.settings import Settings


def grid(document: Document, settings: Settings) -> Document:
    """The document with its ``blocks`` filled from its text.

    Raises:
        OversizeError: a table has more columns or the document more table rows than the
            settings allow, or HTML is nested too deeply.
    """
    if document.pages:
        return document.model_copy(update={"blocks": _blocks_of_pages(document.pages)})
    limits = TableLimits(document.info.name, settings)
    text = normal_breaks(document.text)
    blocks: list[Block] = []
    if document.info.media_type == "text/html":
        blocks = html_blocks(text, 1, limits)
    else:
        for part in split_tables(text):
            if part.table:
                blocks += html_blocks(part.text, part.line, limits)
            else:
                blocks += text_blocks(lines_of(part.text), part.line, limits)
    return document.model_copy(update={"blocks": tuple(blocks)})


def _blocks_of_pages(pages: tuple[Page, ...]) -> tuple[Block, ...]:
    """The blocks of all pages, one page after the other."""
    from extraction.layout import layout_of
    from extraction.pages.columns import settle_figures

    blocks: list[Block] = []
    for page in pages:
        layout = layout_of(page)
        for block in layout.blocks:
            recognised = isinstance(block, Grid) and page.origin == "ocr"
            blocks.append(
                settle_figures(block, layout.words)
                if recognised and isinstance(block, Grid)
                else block
            )
    return tuple(blocks)
