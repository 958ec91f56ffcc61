import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extraction.export.result import load_export, parse_result, read_result
from extraction.stages.export import export
from schemas.document import Document
from schemas.errors import EmptyInputError, InputError, OutputError, VerificationError
from tests.extraction.export.worked_example import document


def exported(folder: Path) -> dict[str, Any]:
    return load_export(export(document(), folder))


def test_the_keys_of_the_contract_stand_in_its_order(tmp_path: Path) -> None:
    result = exported(tmp_path)
    assert list(result) == [
        *("document", "tables", "checks", "findings", "run"),
        *("suggestions", "candidates"),
    ]
    assert list(result["document"]) == ["name", "sha256", "media_type", "pages"]
    table = result["tables"][0]
    assert list(table) == ["kind", "ordinal", "title", "unit", "source", "rows", "notes"]
    assert table["source"] == {"lines": [11, 14]}
    assert result["tables"][1]["source"] == {"pages": [3]}
    assert table["rows"][0]["values"]["total"] == "1300000.10"
    assert table["rows"][0]["cells"]["total"] == {
        "printed": "1,300,000.10",
        "status": "proved",
        "confidence": 0.999,
        "source": {"line": 12, "column": 3},
        "checks": ["c1", "c5"],
        "suggestion": None,
        "reason": None,
        "proof": {"rank": 2, "tolerance": "0"},
    }
    check = result["checks"][2]
    assert (check["found"], check["expected"], check["difference"]) == (
        "120000.00",
        "120001.00",
        "-1.00",
    )
    assert check["holds"] is False
    assert check["left"] == [
        {"coefficient": "1", "cell": ["expenditure_by_function", 1, 2, "total"]}
    ]
    assert result["findings"][0]["class"] == "sum"
    assert result["findings"][0]["cells"][0] == ["expenditure_by_function", 1, 2, "total"]


def test_a_decimal_never_has_an_exponent(tmp_path: Path) -> None:
    made = document()
    check = made.checks[0].model_copy(
        update={"tolerance": Decimal("1E-8"), "found": Decimal("1E+3")}
    )
    path = export(made.model_copy(update={"checks": (check,)}), tmp_path)
    written = load_export(path)["checks"][0]
    assert (written["tolerance"], written["found"]) == ("0.00000001", "1000")


def test_chinese_is_written_as_it_is_and_a_row_is_a_line(tmp_path: Path) -> None:
    text = export(document(), tmp_path).read_text(encoding="utf-8")
    assert "一般公共服务支出" in text
    lines = [line for line in text.splitlines() if '"values"' in line]
    assert len(lines) == 3 + 1 + 9


def test_writing_twice_gives_the_same_bytes_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = export(document(), tmp_path)
    first = path.read_bytes()
    assert export(document(), tmp_path).read_bytes() == first
    assert sorted(file.name for file in tmp_path.iterdir()) == ["示例.json", "示例.xlsx"]


def test_a_document_without_tables_is_a_result_too(tmp_path: Path) -> None:
    bare = Document(info=document().info)
    assert read_result(export(bare, tmp_path)).tables == ()


def test_a_stem_keeps_its_inner_dots_and_may_be_long(tmp_path: Path) -> None:
    assert export(document("a.b.txt"), tmp_path).name == "a.b.json"
    long = "预" * 80
    assert export(document(f"{long}.txt"), tmp_path).exists()


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("here")
    with pytest.raises(OutputError, match="can't be written"):
        export(document(), blocked)


def test_nothing_half_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = export(document(), tmp_path)
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        export(document(), tmp_path)
    assert path.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["示例.json", "示例.xlsx"]


def test_what_is_read_back_is_what_was_written(tmp_path: Path) -> None:
    result = read_result(export(document(), tmp_path))
    assert result.document.name == "示例.txt"
    assert result.checks[0].found == Decimal("1300000.10")
    assert result.tables[1].rows[0].cells["project"].status == "repaired"


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", EmptyInputError, "empty"),
        (b"\x00\x01\xff\xfe", VerificationError, "no JSON"),
        (b"[1, 2]", VerificationError, "no JSON object"),
        (b"[" * 100_000, VerificationError, "no JSON"),
        (b"{}", VerificationError, "not an extraction result: at document"),
        (b'{"document": 1}', VerificationError, "not an extraction result"),
    ],
)
def test_a_file_that_is_no_result_is_one_sentence(
    tmp_path: Path, content: bytes, error: type[Exception], words: str
) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(error, match=words) as raised:
        read_result(path)
    assert "\n" not in str(raised.value)


def test_a_result_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        read_result(tmp_path / "none.json")


@pytest.mark.parametrize("figure", ["1E+999999999", "NaN", "Infinity", "1,000.00", "", 12.5, None])
def test_a_figure_that_is_no_plain_decimal_is_refused(tmp_path: Path, figure: object) -> None:
    result = exported(tmp_path)
    result["checks"][0]["found"] = figure
    with pytest.raises(VerificationError, match=r"checks\.0\.found"):
        parse_result(json.loads(json.dumps(result)))


def test_keys_beyond_the_contract_are_left_alone(tmp_path: Path) -> None:
    result = exported(tmp_path)
    result["more"] = result["tables"][0]["more"] = 1
    assert parse_result(result).document.name == "示例.txt"
