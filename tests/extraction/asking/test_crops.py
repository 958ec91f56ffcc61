"""Cells shown to a model as pictures: what it reads counts as a second reading, nothing more."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from evals.simulated.server import serving
from extraction.asking.answers import Answers
from extraction.asking.crops import IN_ONE_REQUEST, MOST_CELLS, crops_of_cells
from extraction.models.faults import Place, of_status
from extraction.models.opening import open_stored
from extraction.models.port import Body, NoPicturesError
from extraction.models.recorded import RecordedCompleter
from extraction.ocr.rapid import RapidReader
from extraction.records.answers import AnswerStore
from extraction.stages.check import check
from extraction.stages.decode import decode
from extraction.stages.reread import reread
from extraction.stages.score import score
from schemas.document import Document
from schemas.errors import AnswerError, CostError, EndpointError
from schemas.page import Word
from schemas.settings import Settings
from schemas.source import Source
from schemas.table import CellRef, Row
from tests.extraction.decoding.test_second_reader import ADDRESS, PLACE, document
from tests.extraction.models.tiny_server import completion

WANTED, READ = "600.00", "800.00"


class Seeing:
    """A completer that answers by what it is shown; it keeps what it was sent."""

    def __init__(self, says: Callable[[int], object]) -> None:
        self.says = says
        self.bodies: list[Body] = []

    async def complete(self, body: Body) -> Body:
        self.bodies.append(body)
        answer = self.says(len(pictures(body)))
        if isinstance(answer, Exception):
            raise answer
        return completion(json.dumps(answer))


def readings(*texts: str | None) -> dict[str, Any]:
    return {"readings": [{"crop": n, "text": text} for n, text in enumerate(texts, 1)]}


def pictures(body: Body) -> list[bytes]:
    parts = [p for m in body["messages"] if isinstance(m["content"], list) for p in m["content"]]
    urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    return [base64.b64decode(url.partition(",")[2]) for url in urls]


def words(body: Body) -> str:
    """All that the messages of a request say, without their pictures."""
    text = json.dumps(body["messages"], ensure_ascii=False)
    for picture in pictures(body):
        text = text.replace(base64.b64encode(picture).decode(), "")
    return text


@pytest.fixture(autouse=True)
def first_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recogniser reads 800.00 a second time, whatever stands there."""
    monkeypatch.setattr(
        RapidReader,
        "read_lines",
        lambda _, crops, figures=False: tuple(
            Word(text=READ, box=(0, 0, 1, 1), confidence=0.9) for _ in crops
        ),
    )


def settings_of(folder: Path, **more: Any) -> Settings:
    return Settings(data=folder, model="m", engine="auto", mode="json", vision=True, **more)


def run(made: Document, settings: Settings, completer: Any) -> Document:
    assert settings.data is not None
    made = decode(check(made, settings), settings)
    with Answers(settings, open_stored(completer), AnswerStore(settings.data)) as answers:
        return score(reread(made, settings, answers), settings)


def cell_of(made: Document) -> Any:
    return made.tables[0].rows[1].cells["total"]


@pytest.mark.parametrize(
    ("says", "status"),
    [
        (WANTED, "repaired"),
        (READ, "suspect"),
        ("500.00", "suspect"),
        (None, "suspect"),
        ("output 600.00 now", "suspect"),
        ("６００．００", "repaired"),
        ("600.00元", "repaired"),
    ],
)
def test_what_the_model_sees_repairs_where_the_sums_ask_for_it(
    says: str | None, status: str, tmp_path: Path
) -> None:
    model = Seeing(lambda _: readings(says))
    made = run(document(WANTED, tmp_path), settings_of(tmp_path), model)
    assert (cell_of(made).status, cell_of(made).printed) == (status, READ)
    assert len(model.bodies) == 1


def test_no_request_says_which_figure_was_read_or_is_wanted(tmp_path: Path) -> None:
    model = Seeing(lambda _: readings(None))
    run(document(WANTED, tmp_path), settings_of(tmp_path), model)
    said = words(model.bodies[0])
    assert not any(text in said for text in (WANTED, READ, "600", "800", "200", "支出", "total"))


@pytest.mark.parametrize(("says", "status"), [(READ, "suspect"), (WANTED, "repaired")])
def test_the_model_has_the_last_word_over_the_recognisers_alternatives(
    says: str, status: str, tmp_path: Path
) -> None:
    made = document(WANTED, tmp_path)
    rows = list(made.tables[0].rows)
    cell = rows[1].cells["total"].model_copy(update={"alternatives": (WANTED,)})
    rows[1] = Row(values=rows[1].values, cells={**rows[1].cells, "total": cell})
    table = made.tables[0].model_copy(update={"rows": tuple(rows)})
    made = made.model_copy(update={"tables": (table,)})
    settings = settings_of(tmp_path)
    assert cell_of(run(made, settings, Seeing(lambda _: readings(None)))).status == "repaired"
    elsewhere = settings_of(tmp_path, answer_tokens=4000)
    assert cell_of(run(made, elsewhere, Seeing(lambda _: readings(says)))).status == status


def test_the_run_says_what_was_asked_and_what_it_took(tmp_path: Path) -> None:
    made = run(document(WANTED, tmp_path), settings_of(tmp_path), Seeing(lambda _: readings("1")))
    (asked,) = made.run.asked
    assert (asked.rows, asked.requests, asked.failure) == (1, 1, None)
    assert (asked.table, asked.outcome) == ("cells of page 1", "1 of 1 read")
    assert (made.run.requests, made.run.tokens_in, made.run.tokens_out) == (1, 100, 20)
    assert made.run.model == "m"


@pytest.mark.parametrize(
    "answer",
    [
        {"readings": []},
        {"readings": [{"crop": 7, "text": WANTED}]},
        {"readings": [{"crop": 1, "text": WANTED}, {"crop": 1, "text": "700.00"}]},
    ],
)
def test_an_answer_that_is_of_no_picture_or_of_two_minds_is_none(
    answer: object, tmp_path: Path
) -> None:
    made = run(document(WANTED, tmp_path), settings_of(tmp_path), Seeing(lambda _: answer))
    assert cell_of(made).status == "suspect"


@pytest.mark.parametrize(
    "error",
    [EndpointError("down", lasting=True), AnswerError("refuses"), CostError("spent")],
)
def test_without_an_answer_the_doubt_stays_and_is_said(error: Exception, tmp_path: Path) -> None:
    made = run(document(WANTED, tmp_path), settings_of(tmp_path), Seeing(lambda _: error))
    assert cell_of(made).status == "suspect"
    assert [asked.failure for asked in made.run.asked] == [str(error)]


def many(made: Document, count: int) -> Document:
    """The document with so many further cells at the same place, all doubted."""
    rows = list(made.tables[0].rows)
    cell = (
        rows[1]
        .cells["total"]
        .model_copy(
            update={
                "confidence": 0.5,
                "alternatives": ("1.00",),
                "source": Source(page=1, box=PLACE),
            }
        )
    )
    extra = {f"x{n}": cell for n in range(count)}
    values = {**rows[1].values, **dict.fromkeys(extra, READ)}
    rows[1] = Row(values=values, cells={**rows[1].cells, **extra})
    table = made.tables[0].model_copy(update={"rows": tuple(rows)})
    return made.model_copy(update={"tables": (table,)})


def test_many_cells_share_a_request_and_very_many_are_not_asked(tmp_path: Path) -> None:
    model = Seeing(lambda count: readings(*[READ] * count))
    made = run(many(document(READ, tmp_path), 2 * MOST_CELLS), settings_of(tmp_path), model)
    counts = [len(pictures(body)) for body in model.bodies]
    assert (len(counts), set(counts)) == (MOST_CELLS / IN_ONE_REQUEST, {IN_ONE_REQUEST})
    assert "no more than 200 cells" in made.run.asked[-1].outcome
    assert all(asked.failure is None for asked in made.run.asked)


def test_pictures_that_are_too_many_for_the_model_are_halved(tmp_path: Path) -> None:
    def says(count: int) -> object:
        return AnswerError("long", too_large=True) if count > 5 else readings(*[WANTED] * count)

    model = Seeing(says)
    made = run(many(document(WANTED, tmp_path), 10), settings_of(tmp_path), model)
    assert cell_of(made).status == "repaired"
    assert all(asked.failure is None for asked in made.run.asked)


def test_a_model_without_eyes_is_asked_once_and_text_goes_on(tmp_path: Path) -> None:
    said = NoPicturesError("m takes no pictures; leave out --vision")
    model = Seeing(lambda _: said)
    settings = settings_of(tmp_path)
    made = decode(check(document(WANTED, tmp_path), settings), settings)
    with Answers(settings, open_stored(model), AnswerStore(tmp_path)) as answers:
        for _ in range(2):
            seen = score(reread(made, settings, answers), settings)
            assert cell_of(seen).status == "suspect"
            assert [asked.failure for asked in seen.run.asked] == [str(said)]
    assert len(model.bodies) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "Invalid content type. image_url is only supported by certain models."),
        (400, "unknown variant `image_url`, expected `text` at line 1 column 200"),
        (422, "Failed to deserialize: messages[0]: unknown variant `image_url`, expected `text`"),
        (400, "qwen2.5-7b is not a multimodal model"),
        (400, "At most 0 image(s) may be provided in one prompt."),
        (404, "No endpoints found that support image input"),
        (500, "image input is not supported - hint: you may need to provide the mmproj"),
        (500, "this model is missing data required for image input"),
        (400, "The model does not support images."),
    ],
)
def test_endpoints_say_in_many_ways_that_a_model_takes_no_pictures(status: int, said: str) -> None:
    error = of_status(status, "", said, None, Place("host", "m", True))
    assert isinstance(error, NoPicturesError)
    assert str(error).startswith("host: m takes no pictures; leave out --vision")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "You uploaded an unsupported image. Please make sure your image is valid."),
        (400, "Image is too small, only 4 pixels"),
        (400, "response_format json_schema is not supported"),
        (400, "this model's maximum context length is 4096 tokens"),
        (500, "The server had an error while processing your request."),
        (429, "Rate limit reached for images; requests are not allowed"),
    ],
)
def test_other_errors_do_not_say_so(status: int, said: str) -> None:
    error = of_status(status, "", said, None, Place("host", "m", True))
    assert not isinstance(error, NoPicturesError)


@pytest.mark.parametrize("more", [{"vision": False}, {"engine": "headers"}])
def test_nothing_is_shown_unless_it_is_asked_for(more: Mapping[str, Any], tmp_path: Path) -> None:
    model = Seeing(lambda _: readings(WANTED))
    settings = settings_of(tmp_path).model_copy(update=dict(more))
    assert cell_of(run(document(WANTED, tmp_path), settings, model)).status == "suspect"
    assert not model.bodies


def test_pages_with_a_text_layer_are_not_shown(tmp_path: Path) -> None:
    made = document(WANTED, tmp_path)
    page = made.pages[0].model_copy(update={"origin": "text"})
    assert not crops_of_cells(
        made.model_copy(update={"pages": (page,)}), [ADDRESS], settings_of(tmp_path)
    )


def test_a_lost_image_or_a_box_off_the_page_costs_no_other_cell(tmp_path: Path) -> None:
    made = many(document(WANTED, tmp_path), 1)
    rows = list(made.tables[0].rows)
    off = (
        rows[1]
        .cells["x0"]
        .model_copy(update={"source": Source(page=1, box=(900.0, 900.0, 910.0, 910.0))})
    )
    rows[1] = Row(values=rows[1].values, cells={**rows[1].cells, "x0": off})
    made = made.model_copy(
        update={"tables": (made.tables[0].model_copy(update={"rows": tuple(rows)}),)}
    )
    other = CellRef(kind=ADDRESS.kind, ordinal=1, row=1, field="x0")
    settings = settings_of(tmp_path)
    assert [crop.cell for crop in crops_of_cells(made, [ADDRESS, other], settings)] == [ADDRESS]
    gone = made.pages[0].model_copy(update={"image": "f" * 64})
    made = made.model_copy(update={"pages": (gone,)})
    assert crops_of_cells(made, [ADDRESS], settings) == ()


def test_a_batch_carries_the_pictures_and_goes_on_with_the_answers(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    store = AnswerStore(tmp_path)
    recorded = RecordedCompleter(store)
    waiting = run(document(WANTED, tmp_path), settings, recorded)
    assert "gouji batch" in str(waiting.run.asked[0].failure)
    ((key, body),) = recorded.pending.items()
    assert pictures(body)[0].startswith(b"\x89PNG")
    store.keep(key, body, completion(json.dumps(readings(WANTED))), (1, 1))
    kept = store.body(key)
    assert kept is not None
    assert "base64" not in json.dumps(kept), "the store needs no second copy of the pictures"
    answered = run(document(WANTED, tmp_path), settings, recorded)
    assert (cell_of(answered).status, answered.run.requests) == ("repaired", 0)


@pytest.mark.parametrize(("shown", "status"), [(WANTED, "repaired"), ("650.00", "suspect")])
def test_through_an_endpoint(shown: str, status: str, tmp_path: Path) -> None:
    made = document(WANTED, tmp_path)
    settings = settings_of(tmp_path)
    (crop,) = crops_of_cells(made, [ADDRESS], settings)
    png = base64.b64decode(crop.picture.partition(",")[2])
    with serving(truth={hashlib.sha256(png).hexdigest(): shown}) as url:
        given = {"model": "simulated", "base_url": url, "mode": "auto"}
        live = settings.model_copy(update=given)
        seen = decode(check(made, live), live)
        seen = score(reread(seen, live), live)
        again = score(reread(decode(check(made, live), live), live), live)
    assert cell_of(seen).status == cell_of(again).status == status
    assert (seen.run.requests, again.run.requests) == (1, 0), "paid for once"
