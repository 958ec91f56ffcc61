"""Examples reach the model, found by its own embeddings where they are named."""

from pathlib import Path

import pytest

from evals.simulated.record import Record
from evals.simulated.server import serving
from extraction.asking.answers import Answers
from extraction.models.opening import open_stored
from extraction.models.recorded import RecordedCompleter
from extraction.pipeline import extract
from extraction.records.answers import AnswerStore
from prompts.example import Example
from prompts.examples import ExampleStore
from schemas.settings import Settings
from tests.builders import tabbed

TEXT = """
    支出总表
    单位：万元
    科目编码|科目名称|合计|基本支出|项目支出
    |合计|9.00|4.00|5.00
    201|一般公共服务支出|9.00|4.00|5.00
"""
EXAMPLE = Example(
    id="e1",
    sha256="f" * 64,
    kind="expenditure_by_function",
    title="支出总表",
    header="科目编码 科目名称 合计 基本支出 项目支出",
    table="<table>\ntitle: 支出总表\nunit: 元\nr1 | c1: 208 | c2: 青岚示例支出\n</table>",
    plan='{"kind":"expenditure_by_function"}',
    rows='{"rows":[]}',
)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(tabbed(TEXT), encoding="utf-8")
    return path


def settings(data: Path, **more: object) -> Settings:
    return Settings(_env_file=None, engine="model", model="simulated", data=data, **more)  # type: ignore[arg-type]


def test_an_example_of_another_document_is_shown(document: Path, tmp_path: Path) -> None:
    of = settings(tmp_path / "data")
    ExampleStore.of(of, tmp_path / "data").add(EXAMPLE)
    store = AnswerStore(tmp_path / "data")
    recorded = RecordedCompleter(store)
    with Answers(of, open_stored(recorded), store) as answers:
        extract(document, of, answers=answers)
    asked = [str(body["messages"]) for body in recorded.pending.values()]
    assert asked
    assert all("青岚示例支出" in text for text in asked)


def test_none_is_shown_where_none_is_wanted(document: Path, tmp_path: Path) -> None:
    of = settings(tmp_path / "data", examples=0)
    ExampleStore.of(of, tmp_path / "data").add(EXAMPLE)
    store = AnswerStore(tmp_path / "data")
    recorded = RecordedCompleter(store)
    with Answers(of, open_stored(recorded), store) as answers:
        extract(document, of, answers=answers)
    assert not any("青岚示例支出" in str(body) for body in recorded.pending.values())


def test_the_endpoint_s_embeddings_find_examples(document: Path, tmp_path: Path) -> None:
    record = Record()
    with serving(record=record) as url:
        of = settings(tmp_path / "data", base_url=url, embeddings="simulated-embeddings")
        ExampleStore.of(of, tmp_path / "data").add(EXAMPLE)
        with Answers.live(of) as answers:
            made = extract(document, of, answers=answers)
    assert made.run.requests >= 1
    assert [table.kind for table in made.tables] == ["expenditure_by_function"]
    assert (tmp_path / "data" / "examples").is_dir()
