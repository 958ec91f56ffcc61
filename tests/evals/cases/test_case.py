"""Where cases lie, and what is said where a part of one is missing."""

import json
from pathlib import Path

import pytest

from evals.cases.case import find_cases, load_boxes, load_cases
from schemas.errors import EmptyInputError, InputError, UsageError

GOLD = {"document": "a.txt", "tables": [], "findings": []}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A folder with a case."""
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "a.txt").write_text("合计\t1.00\n", encoding="utf-8")
    (folder / "gold.json").write_text(json.dumps(GOLD), encoding="utf-8")
    head = 'format = 1\nsource = "a.txt"\ntags = ["text", "clean"]\n'
    (folder / "case.toml").write_text(head, encoding="utf-8")
    return folder


def test_a_case_is_found_by_its_folder_its_parent_and_its_files(case: Path) -> None:
    for path in (case, case.parent, case / "case.toml", case / "gold.json"):
        (found,) = load_cases([path])
        assert (found.name, found.tags) == ("one", ("text", "clean"))
        assert found.source.name == "a.txt"
        assert (found.answers, found.cells, load_boxes(found)) == (None, None, ())
    assert len(load_cases([case, case.parent])) == 1


def test_gold_beside_its_document_is_a_case(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("1\n", encoding="utf-8")
    (tmp_path / "b.gold.json").write_text(json.dumps(GOLD), encoding="utf-8")
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    (found,) = load_cases([tmp_path])
    assert (found.name, found.source.name) == ("b", "b.txt")
    (tmp_path / "a.txt").write_text("1\n", encoding="utf-8")
    (named,) = load_cases([tmp_path / "b.gold.json"])
    assert named.source.name == "a.txt", "the document that it names comes first"


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ('source = "b.txt"', "its source b.txt is not there; correct the path"),
        ("tags = []", 'source is missing; write source = "DOCUMENT"'),
        ('format = 2\nsource = "a.txt"', "is of format 2, and this gouji reads format 1"),
        ('source = "a.txt"\ntag = "x"', "tag is no key; it knows format, source"),
        ('source = "a.txt"\ntags = "x"', "tags are no list of texts"),
        ("source = 1", "source is no text"),
        ("source =", "is no TOML"),
        ('source = "a.txt"\ncells = "c.json"', "its cells c.json is not there"),
    ],
)
def test_a_wrong_head_is_one_sentence(case: Path, head: str, sentence: str) -> None:
    (case / "case.toml").write_text(head, encoding="utf-8")
    with pytest.raises(InputError, match=r"case\.toml") as told:
        find_cases([case])
    assert sentence in str(told.value)


def test_what_is_no_case_is_told(tmp_path: Path, case: Path) -> None:
    with pytest.raises(InputError, match="no such case"):
        find_cases([tmp_path / "none"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmptyInputError, match="gouji gold draft"):
        find_cases([tmp_path / "empty"])
    lonely = tmp_path / "lonely.json"
    lonely.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="its document is not beside it"):
        find_cases([lonely])
    again = tmp_path / "more" / "one"
    again.mkdir(parents=True)
    for file in case.iterdir():
        (again / file.name).write_bytes(file.read_bytes())
    with pytest.raises(UsageError, match="2 cases are named one"):
        find_cases([tmp_path])


def test_boxes_are_those_of_gold_values(case: Path) -> None:
    cells = [
        {"page": 1, "box": [0, 0, 9, 9], "text": "合计", "header": True, "table": "three_public#1"},
        {"page": 1, "box": [1, 2, 3, 4], "text": "1.00", "table": "three_public#1", "gold_row": 0,
         "field": "total"},
    ]  # fmt: skip
    (case / "cells.json").write_text(json.dumps(cells), encoding="utf-8")
    (case / "case.toml").write_text('source = "a.txt"\ncells = "cells.json"', encoding="utf-8")
    (found,) = load_cases([case])
    (box,) = load_boxes(found)
    assert (box.box, box.row, box.field) == ((1, 2, 3, 4), 0, "total")
    (case / "cells.json").write_text("[{}, 1]", encoding="utf-8")
    with pytest.raises(InputError, match="is no list of cells"):
        load_boxes(found)
