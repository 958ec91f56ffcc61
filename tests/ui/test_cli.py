import json
import subprocess
import sys
from pathlib import Path

import pytest

from extraction.stages.export import export
from schemas.document import Document
from schemas.source import Extent
from schemas.table import Cell, Row, Table
from tests.extraction.export.worked_example import document
from tests.ui.conftest import Gouji

HEAVY = ("rich", "pydantic_settings", "openpyxl", "pyarrow", "numpy", "lxml", "schemas.document")


@pytest.fixture
def result(tmp_path: Path) -> Path:
    return export(document(), tmp_path)


def wide() -> Document:
    fields = ["name", *(f"第{n}季度支出预算数" for n in range(12)), "blank"]
    values = {f: "1,234,567.89" if f not in ("name", "blank") else None for f in fields}
    values["name"] = "武汉市机关事务管理局所属事业单位"
    row = Row(
        values={f: v.replace(",", "") if v else None for f, v in values.items()},
        cells={f: Cell(printed=v) for f, v in values.items()},
    )
    table = Table(
        kind="table", ordinal=1, title="[red]宽表", unit="元", source=Extent(), rows=(row,)
    )
    return Document(info=document().info, tables=(table,))


@pytest.mark.parametrize("flags", [("--help",), ("extract", "--help"), ("--version",)])
def test_help_comes_without_anything_heavy(flags: tuple[str, ...]) -> None:
    code = (
        "import sys; from ui.cli import main; sys.argv = ['gouji', *sys.argv[1:]]\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        f"assert not set({HEAVY!r}) & set(sys.modules), set({HEAVY!r}) & set(sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code, *flags], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout


def test_help_names_every_command(gouji: Gouji) -> None:
    text = gouji("--help").stdout
    assert all(command in text for command in ("extract", "verify", "kinds", "show"))
    assert "..." not in text.split("Commands:")[1]


def test_no_arguments_print_help(gouji: Gouji) -> None:
    assert "Usage" in gouji().output


def test_a_wrong_flag_is_the_usage_error_of_every_command(gouji: Gouji) -> None:
    assert gouji("extract", "x").exit_code == 2
    assert gouji("extract", "x", "--out", "o", "--engine", "none").exit_code == 2
    assert gouji("extract", "x", "--out", "o", "--jobs", "0").exit_code == 2


def test_kinds_are_listed_with_their_titles_and_fields(gouji: Gouji) -> None:
    assert "支出总表" in gouji("kinds").stdout
    text = gouji("kinds", "expenditure_by_function").stdout
    assert "key: code, name" in text
    assert "科目编码" in text
    assert "every further printed column" in gouji("kinds", "allocation").stdout


def test_an_unknown_kind_is_one_sentence(gouji: Gouji) -> None:
    run = gouji("kinds", "none")
    assert run.exit_code == 1
    assert "there is no kind none" in run.stderr


def test_show_lists_tables_and_findings(gouji: Gouji, result: Path) -> None:
    text = gouji("show", result).stdout
    assert "expenditure_by_function#1  2026年支出总表" in text
    assert "1. sum: 社会保障和就业支出" in text


def test_show_prints_a_table_with_signs_notes_and_failing_checks(
    gouji: Gouji, result: Path
) -> None:
    text = gouji("show", result, "--table", "expenditure_by_function#1").stdout
    assert "单位：元" in text
    assert "1,300,000.10 ✓" in text
    assert "20,001.00 ?" in text
    assert "note: 本表无事业单位经营支出" in text
    assert "120000.00 - 120001.00 = -1.00" in text
    assert "? suspect: look at it" in text
    assert "经营" not in text.split("note")[0], "a column that is all blank is hidden"


def test_show_prints_the_new_value_of_a_repaired_cell(gouji: Gouji, result: Path) -> None:
    assert "5000.00 ±" in gouji("show", result, "--table", "fund_expenditure").stdout


def test_show_takes_no_markup_or_control_character_from_a_document(
    gouji: Gouji, tmp_path: Path
) -> None:
    row = Row(values={"x": "\x1b[31m[bold]y"}, cells={"x": Cell(printed="\x1b[31m[bold]y")})
    table = Table(
        kind="table", ordinal=1, title="[red]宽表", unit=None, source=Extent(), rows=(row,)
    )
    path = export(Document(info=document().info, tables=(table,)), tmp_path)
    text = gouji("show", path, "--table", "table#1").stdout
    assert "[red]宽表" in text
    assert "[31m[bold]y" in text
    assert "\x1b" not in text


def test_a_wide_table_is_printed_in_blocks_that_fit_the_terminal(
    gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export(wide(), tmp_path)
    assert len(gouji("show", path, "--table", "table").stdout.splitlines()) == 7
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    text = gouji("show", path, "--table", "table").stdout
    assert text.count("1,234,567.89") == 12, "no figure is broken or dropped"
    assert text.count("武汉市机关事务管理局所属") >= 3, "every block names its rows"
    assert "blank" not in text


def test_a_table_that_is_not_there_is_one_sentence(gouji: Gouji, result: Path) -> None:
    run = gouji("show", result, "--table", "none#1")
    assert run.exit_code == 1
    assert "the tables are: expenditure_by_function#1, " in run.stderr


def test_verify_says_what_was_proved_again(gouji: Gouji, result: Path) -> None:
    run = gouji("verify", result)
    assert run.exit_code == 0
    assert "5 checks computed again (1 fail, as stated), 29 cells looked at, 8 proved" in run.stdout


def test_verify_tells_each_claim_that_does_not_hold_and_looks_at_every_file(
    gouji: Gouji, result: Path, tmp_path: Path
) -> None:
    content = json.loads(result.read_text(encoding="utf-8"))
    content["checks"][2]["holds"] = True
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(content), encoding="utf-8")
    run = gouji("verify", bad, tmp_path / "none.json", result)
    assert run.exit_code == 1
    assert "check c3 is said to hold, but it fails" in run.stdout
    assert "none.json: can't be read" in run.stderr
    assert f"{result}: every claim holds" in run.stdout


@pytest.mark.parametrize("command", ["show", "verify"])
@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"[]", b"{}"])
def test_a_file_that_is_no_result_is_one_sentence(
    gouji: Gouji, tmp_path: Path, command: str, content: bytes
) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    run = gouji(command, path)
    assert run.exit_code == 1
    assert len(run.stderr.splitlines()) == 1
    assert "x.json" in run.stderr


def test_a_defect_is_one_sentence_and_code_70(
    gouji: Gouji, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a\nb")

    monkeypatch.setattr("ui.show.show_overview", broken)
    run = gouji("show", result)
    assert run.exit_code == 70
    assert len(run.stderr.splitlines()) == 1
    assert "please report it" in run.stderr
    monkeypatch.setenv("GOUJI_DEBUG", "1")
    assert "Traceback" in gouji("show", result).stderr


def test_a_machine_that_refuses_is_one_sentence(
    gouji: Gouji, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ui.show.show_overview", full)
    run = gouji("show", result)
    assert run.exit_code == 1
    assert run.stderr == "gouji: the machine refuses: No space left on device\n"


def test_a_long_header_is_folded_over_its_figures(gouji: Gouji, result: Path) -> None:
    text = gouji("show", result, "--table", "fund_expenditure").stdout
    assert "本年政府性基金预算支出/合计" not in text
    assert "本年政府性" in text


def test_a_terminal_that_knows_no_chinese_gets_signs_in_their_place(result: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "ui.cli", "show", str(result)],
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert b"expenditure_by_function#1" in run.stdout
