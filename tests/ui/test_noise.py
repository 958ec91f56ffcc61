"""`gouji noise`: documents and cases in, the same with known faults out."""

import json
from pathlib import Path

import pytest

from evals.cases.case import load_cases
from evals.noise.faults import FAULTS, Rates
from evals.synthetic import Options, make_disclosure
from schemas.errors import UsageError
from tests.ui.conftest import Gouji
from ui.noise import USUAL_RATE, make_rates


@pytest.fixture
def text(tmp_path: Path) -> Path:
    made = make_disclosure(3100, Options(style="notice"))
    path = tmp_path / "in" / "notice.txt"
    path.parent.mkdir()
    path.write_text(made.text, encoding="utf-8")
    gold = {**made.gold, "document": path.name}
    path.with_suffix(".json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    return path


def test_flags_become_rates() -> None:
    assert make_rates(()) == Rates(**dict.fromkeys(FAULTS, USUAL_RATE))
    assert make_rates(("digits=0.1",)) == Rates(digits=0.1)
    assert make_rates(("0.2", "wraps=0")) == Rates(**{**dict.fromkeys(FAULTS, 0.2), "wraps": 0})


@pytest.mark.parametrize("flag", ["typo=0.1", "digits=much", "digits=2", "0,1"])
def test_a_wrong_rate_is_told(flag: str) -> None:
    with pytest.raises(UsageError):
        make_rates((flag,))


def test_a_text_with_gold_becomes_a_case(gouji: Gouji, text: Path, tmp_path: Path) -> None:
    outs = [tmp_path / name for name in "ab"]
    for out in outs:
        done = gouji("noise", "text", text, "--out", out, "--rate", "0.2", "--seed", "4")
        assert done.exit_code == 0, done.output
        assert "faults" in done.output
    files = ("case.toml", "gold.json", "noise.json", "notice.txt")
    for file in files:
        assert (outs[0] / "notice" / file).read_bytes() == (outs[1] / "notice" / file).read_bytes()
    (case,) = load_cases([outs[0]])
    assert (case.name, case.tags[0]) == ("notice", "noised")
    told = json.loads((outs[0] / "notice" / "noise.json").read_text(encoding="utf-8"))
    assert told["seed"] == 4
    assert told["faults"]
    assert case.source.read_bytes() != text.read_bytes()
    again = gouji("noise", "text", outs[0], "--out", tmp_path / "c", "--rate", "0")
    assert again.exit_code == 0, again.output
    (copied,) = load_cases([tmp_path / "c"])
    assert copied.tags == case.tags
    assert copied.gold == case.gold
    assert copied.source.read_bytes() == case.source.read_bytes()


def test_a_text_without_gold_stays_a_text(gouji: Gouji, text: Path, tmp_path: Path) -> None:
    text.with_suffix(".json").unlink()
    done = gouji("noise", "text", text.parent, "--out", tmp_path / "out", "--rate", "0")
    assert done.exit_code == 0, done.output
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["notice.txt"]
    assert (tmp_path / "out" / "notice.txt").read_bytes() == text.read_bytes()


def test_a_result_beside_a_text_is_no_gold(gouji: Gouji, text: Path, tmp_path: Path) -> None:
    result = '{"document": {}, "tables": [], "checks": []}'
    text.with_suffix(".json").write_text(result, encoding="utf-8")
    assert gouji("noise", "text", text, "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "notice.txt").is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("text", "{in}/notice.txt", "--out", "{in}"), "notice.txt: "),
        (("text", "{in}/none.txt", "--out", "{in}/o"), "there is no such file"),
        (("text", "{in}/notice.txt", "--gold", "{in}/g.json", "--out", "o"), "no such gold file"),
        (("image", "{in}/notice.txt", "--out", "{in}/o", "-c", "fax"), "is of no such kind"),
        (("image", "{in}/notice.txt", "--out", "{in}/o", "-c", "rain"), "there is no condition"),
    ],
)
def test_what_is_wrong_is_told(
    gouji: Gouji, text: Path, arguments: tuple[str, ...], says: str
) -> None:
    if says == "notice.txt: ":
        text.with_suffix(".json").unlink()
    given = [argument.replace("{in}", str(text.parent)) for argument in arguments]
    done = gouji("noise", *given)
    assert done.exit_code == 1
    assert says in done.output


def test_gold_of_the_wrong_shape_is_told(gouji: Gouji, text: Path, tmp_path: Path) -> None:
    gold = json.loads(text.with_suffix(".json").read_text(encoding="utf-8"))
    gold["tables"][0]["kind"] = "no_kind"
    text.with_suffix(".json").write_text(json.dumps(gold), encoding="utf-8")
    done = gouji("noise", "text", text, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "no_kind is no known kind" in done.output
