"""Whole disclosures: laid out, read back by geometry, mapped, and compared with gold."""

import time
from random import Random
from typing import Any

import pytest

from evals.comparison import CellScore, GoldTable, compare
from evals.synthetic.model import Style, Unit
from extraction.export.payload import document_payload
from extraction.export.result import parse_result
from extraction.layout import blocks_of
from extraction.stages.classify import classify
from extraction.stages.map import map_segments
from schemas.document import Document, DocumentInfo
from schemas.page import Page
from tests.builders import SETTINGS
from tests.extraction.layout.disclosure import disclosure, typeset


def scored(pages: list[Page], gold: dict[str, Any]) -> CellScore:
    info = DocumentInfo(name="x.pdf", sha256="0" * 64, media_type="application/pdf")
    blocks = tuple(block for page in pages for block in blocks_of(page))
    document = Document(info=info, blocks=blocks)
    mapped = map_segments(classify(document, SETTINGS), SETTINGS)
    tables = [
        GoldTable(kind=t["kind"], ordinal=t["ordinal"], rows=tuple(t["rows"]))
        for t in gold["tables"]
    ]
    return compare(tables, parse_result(document_payload(mapped)))


@pytest.mark.parametrize(("style", "unit"), [("street", "元"), ("office", "万元")])
def test_ruled_pages_give_every_cell(style: Style, unit: Unit) -> None:
    draft, gold = disclosure(2, style, unit)
    score = scored(typeset(draft, Random(2)), gold)
    assert score.misses == ()
    assert score.tables_found == score.tables


@pytest.mark.parametrize(("style", "unit"), [("street", "元"), ("office", "万元")])
def test_pages_without_rules_give_nearly_every_cell(style: Style, unit: Unit) -> None:
    draft, gold = disclosure(1, style, unit, forms=False)
    score = scored(typeset(draft, Random(1), ruled=False), gold)
    assert score.amounts_right >= 0.99 * score.amounts
    assert score.cells_right >= 0.98 * score.cells


def test_a_dense_page_takes_little_time() -> None:
    draft, _ = disclosure(1, "office", "万元")
    pages = typeset(draft, Random(1))
    dense = max(pages, key=lambda page: len(page.words))
    assert len(dense.words) > 250
    blocks_of(dense)
    started = time.process_time()
    for _ in range(5):
        blocks_of(dense)
    assert (time.process_time() - started) / 5 < 0.15  # seconds; alone it takes a tenth of that
