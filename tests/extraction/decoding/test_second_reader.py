"""A second engine reads crops of the page: what it says counts, and it is told nothing."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from extraction.decoding.agreement import AGREED, with_second_readings
from extraction.decoding.evidence import Evidence, second_readings
from extraction.export.key import result_key
from extraction.ocr import second, tesseract
from extraction.ocr.port import Image
from extraction.ocr.rapid import RapidReader
from extraction.ocr.second import LANGUAGES, second_reader
from extraction.ocr.tesseract import available
from extraction.readers.png_file import png_of
from extraction.records.store import PageStore
from extraction.stages.check import check
from extraction.stages.decode import decode
from extraction.stages.reread import reread
from extraction.stages.score import score
from schemas.document import Document
from schemas.errors import InputError, UsageError
from schemas.page import Page, Word
from schemas.settings import Settings
from schemas.source import Source
from schemas.table import Cell, CellRef
from tests.extraction.decoding.test_repair import INFO, table
from tests.extraction.ocr.drawing import DPI, lettering

ADDRESS = CellRef(kind="expenditure_by_function", ordinal=1, row=1, field="total")
PLACE = (72.0, 72.0, 180.0, 90.0)


class StandIn:
    """A reader that says the same of every crop, and remembers what it was given."""

    name, version = "stand-in", "1"

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked: list[tuple[int, bool]] = []

    def read_page(self, image: Image, dpi: float) -> tuple[Word, ...]:
        raise AssertionError("only crops are read a second time")

    def read_lines(self, crops: Sequence[Image], *, figures: bool = False) -> tuple[Word, ...]:
        self.asked.append((len(crops), figures))
        return tuple(Word(text=self.text, box=(0, 0, 1, 1), confidence=0.9) for _ in crops)


class Failing(StandIn):
    """A reader that can't read the crops."""

    def read_lines(self, crops: Sequence[Image], *, figures: bool = False) -> tuple[Word, ...]:
        raise InputError("too slow")


def kept_page(printed: str, folder: Path) -> Page:
    """A page on which the figure stands at `PLACE`, kept in the data folder."""
    picture = np.full((round(200 / 72 * DPI), round(300 / 72 * DPI)), 255, np.uint8)
    drawn = lettering(printed, 30)
    top, left = round(74 / 72 * DPI), round(80 / 72 * DPI)
    picture[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    store = PageStore(folder)
    digest = store.keep_file(png_of(picture, DPI))
    store.close()
    return Page(number=1, width=300, height=200, origin="ocr", image=digest)


def document(printed: str, folder: Path, read: str = "800.00") -> Document:
    """Sums ask for 600.00 where 800.00 was read; ``printed`` stands on the page."""
    plain = table(read, ())
    row = plain.rows[1]
    cell = row.cells["total"].model_copy(update={"source": Source(page=1, box=PLACE)})
    rows = (
        plain.rows[0],
        row.model_copy(update={"cells": {**row.cells, "total": cell}}),
        plain.rows[2],
    )
    tables = (plain.model_copy(update={"rows": rows}),)
    return Document(
        info=INFO, path=Path("x.pdf"), pages=(kept_page(printed, folder),), tables=tables
    )


def run(made: Document, folder: Path) -> Cell:
    """The accused cell after all stages, with the second reader on."""
    settings = Settings(data=folder, second_reader="tesseract")
    for stage in (check, decode, reread, score):
        made = stage(made, settings)
    return made.tables[0].rows[1].cells["total"]


@pytest.fixture
def first_engine(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The first engine reads 800.00 a second time, whatever stands there."""
    reader = StandIn("800.00")
    monkeypatch.setattr(
        RapidReader, "read_lines", lambda _, crops, figures=False: reader.read_lines(crops)
    )
    return reader


@pytest.mark.parametrize(
    ("says", "status"),
    [("600.00", "repaired"), ("800.00", "suspect"), ("500.00", "suspect"), ("", "suspect")],
)
def test_what_agrees_with_the_sums_is_repaired_and_nothing_else(
    says: str,
    status: str,
    first_engine: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = StandIn(says)
    monkeypatch.setattr("extraction.stages.reread.second_reader", lambda _: reader)
    assert run(document("600.00", tmp_path), tmp_path).status == status
    assert reader.asked == [(1, True)], "it reads figures, and is told nothing more"


def test_a_second_reader_that_fails_costs_nothing_of_the_first(
    tmp_path: Path, first_engine: StandIn
) -> None:
    made = document("600.00", tmp_path)
    settings = Settings(data=tmp_path)
    readings = second_readings(made, [ADDRESS], settings, Failing(""))
    assert readings == {ADDRESS: Evidence(crops=("800.00", ""))}
    first_engine.text = "600.00"
    assert second_readings(made, [ADDRESS], settings)[ADDRESS].crops == ("600.00",)


@pytest.mark.parametrize("says", ["600.00)", ".600.00", "600.00|", "600.00"])
def test_specks_and_rules_beside_a_figure_are_no_part_of_it(
    says: str, first_engine: StandIn, tmp_path: Path
) -> None:
    readings = second_readings(
        document("600.00", tmp_path), [ADDRESS], Settings(data=tmp_path), StandIn(says)
    )
    assert readings[ADDRESS].crops == ("800.00", "600.00")


@pytest.mark.parametrize(
    ("crops", "confidence", "alternatives"),
    [
        (("800.00", "800.00"), AGREED, ("900.00",)),
        (("800.00", ""), AGREED, ("900.00",)),
        (("800.00", "600.00"), 0.5, ("600.00", "900.00")),
        (("600.00", "800.00"), 0.5, ("600.00", "900.00")),
        (("", "-"), 0.5, ("900.00",)),
    ],
)
def test_a_doubt_stays_where_one_reader_disagrees(
    crops: tuple[str, ...], confidence: float, alternatives: tuple[str, ...], tmp_path: Path
) -> None:
    made = Document(info=INFO, tables=(table("800.00", ("900.00",)),))
    rows = made.tables[0].rows
    unsure = rows[1].cells["total"].model_copy(update={"confidence": 0.5})
    row = rows[1].model_copy(update={"cells": {**rows[1].cells, "total": unsure}})
    made = made.model_copy(
        update={"tables": (made.tables[0].model_copy(update={"rows": (rows[0], row, rows[2])}),)}
    )
    seen = with_second_readings(made, {ADDRESS: Evidence(crops=crops)}, [ADDRESS])
    cell = seen.tables[0].rows[1].cells["total"]
    assert (cell.confidence, cell.alternatives) == (confidence, alternatives)
    assert seen.tables[0].rows[1].values["total"] == "800.00"


@pytest.mark.skipif(not available(LANGUAGES), reason="tesseract is not installed")
@pytest.mark.parametrize(("printed", "status"), [("600.00", "repaired"), ("800.00", "suspect")])
def test_tesseract_reads_what_stands_on_the_page(
    printed: str, status: str, first_engine: StandIn, tmp_path: Path
) -> None:
    cell = run(document(printed, tmp_path), tmp_path)
    assert (cell.status, cell.printed) == (status, "800.00")


def test_without_the_setting_no_second_engine_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tesseract, "_languages", frozenset)
    assert second_reader(Settings()) is None


@pytest.mark.parametrize("there", [(), ("eng",), ("chi_sim",)])
def test_a_missing_engine_or_model_is_one_sentence_with_the_cure(
    there: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tesseract, "_languages", lambda: frozenset(there))
    with pytest.raises(UsageError, match="apt-get install tesseract-ocr tesseract-ocr-chi-sim"):
        second.second_reader(Settings(second_reader="tesseract"))


def test_another_second_reader_is_another_result() -> None:
    settings = (Settings(), Settings(second_reader="tesseract"), Settings(dpi=300))
    assert len({result_key("0" * 64, "1", each) for each in settings}) == 3


def test_a_seal_is_taken_out_before_crops_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Image] = []

    def remembering(_: object, crops: Sequence[Image], figures: bool = False) -> tuple[Word, ...]:
        given.extend(crops)
        return tuple(Word(text="", box=(0, 0, 1, 1), confidence=0.0) for _ in crops)

    monkeypatch.setattr(RapidReader, "read_lines", remembering)
    made = document("600.00", tmp_path)
    picture = np.full((417, 625, 3), 255, np.uint8)
    picture[100:300, 100:110] = picture[100:300, 300:310] = (230, 40, 40)
    picture[100:110, 100:310] = picture[300:310, 100:310] = (230, 40, 40)
    store = PageStore(tmp_path)
    sealed = made.pages[0].model_copy(update={"image": store.keep_file(png_of(picture, DPI))})
    store.close()
    second_readings(
        made.model_copy(update={"pages": (sealed,)}), [ADDRESS], Settings(data=tmp_path)
    )
    assert given[0].min() > 200
