import pytest

from extraction.pipeline import extract
from extraction.review.department import department_of
from tests.builders import SETTINGS


@pytest.mark.parametrize("above", ["预算04表", "单位：万元", "金额单位：万元"])
def test_what_stands_above_a_title_is_no_department(tmp_path, above: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"{above}\n2023年收支预算总表\n", encoding="utf-8")
    document = extract(file, SETTINGS)
    assert department_of(document, document) is None


def test_the_line_above_a_title_is_the_department(tmp_path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("青川市枫汀区应急管理局\n2023年部门预算\n", encoding="utf-8")
    document = extract(file, SETTINGS)
    assert department_of(document, document) == "青川市枫汀区应急管理局"
