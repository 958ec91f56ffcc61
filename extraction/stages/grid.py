"""Stage grid: text, or the blocks of pages, to paragraphs and grids in reading order."""

from extraction.readers.html_lines import split_tables
from extraction.readers.html_tables import html_blocks
from extraction.readers.plain_text import text_blocks
from extraction.readers.table_limits import TableLimits
from extraction.readers.text_lines import lines_of, normal_breaks
from schemas.document import Document
from schemas.grid import Block
from schemas.settings import Settings


def grid(document: Document, settings: Settings) -> Document:
    """The document with its ``blocks`` filled from its text.

    Raises:
        OversizeError: a table has more columns or the document more table rows than the
            settings allow, or HTML is nested too deeply.
    """
    if document.pages:
        # Layout is done page by page, in the workers: see `extraction.pages.reading`.
        blocks_of_pages = tuple(block for page in document.pages for block in page.blocks)
        return document.model_copy(update={"blocks": blocks_of_pages})
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
