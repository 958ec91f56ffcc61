"""What the pages say of the tool is what the tool is."""

import re
from pathlib import Path

import pytest

from evals import docs_kinds, docs_output
from extraction.pipeline import STAGES, extract
from schemas.finding import SERIOUSNESS
from schemas.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = tuple(
    path.relative_to(ROOT).as_posix()
    for path in sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("samples/*.md")))
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
STEP_ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def stages_of(page: str) -> list[str]:
    """The first cells of the one table whose rows name stages."""
    return [name for name in STEP_ROW.findall(text_of(page)) if name in dict(STAGES)]


@pytest.mark.parametrize("page", READMES)
def test_the_stage_table_is_the_order_of_the_pipeline(page: str) -> None:
    assert stages_of(page) == [module for module, _ in STAGES]


def test_every_stage_is_a_file_and_every_file_a_stage() -> None:
    files = {path.stem for path in (ROOT / "extraction" / "stages").glob("*.py")}
    assert files - {"__init__"} == {module for module, _ in STAGES}


def test_the_picture_names_every_stage_in_order() -> None:
    picture = text_of("docs/images/dataflow.svg")
    names = re.findall(r'class="name"[^>]*>(\w+)</text>', picture)
    assert [name for name in names if name in dict(STAGES)] == [module for module, _ in STAGES]


def test_the_page_of_kinds_is_up_to_date() -> None:
    assert docs_kinds.PATH.read_text(encoding="utf-8") == docs_kinds.kinds_page(), (
        "run python -m evals.docs_kinds"
    )


@pytest.mark.parametrize("page", docs_output.PAGES)
def test_quoted_output_is_what_the_commands_print(page: str) -> None:
    text = text_of(page)
    names = docs_output.names_in(text)
    assert names
    assert set(names) <= {*docs_output.QUICK, *docs_output.SLOW}
    assert docs_output.with_output(text, docs_output.QUICK) == text, (
        "run python -m evals.docs_output"
    )


def test_both_readmes_quote_the_same_blocks() -> None:
    blocks = [re.findall(r"<!-- output: .*?<!-- end -->", text_of(p), re.DOTALL) for p in READMES]
    assert blocks[0] == blocks[1]


def test_the_short_table_of_power_is_in_the_readmes() -> None:
    table = docs_output.power_table()
    assert "| any single error |" in table
    assert "| 2 % wrong |" in table
    assert all(table in text_of(page) for page in READMES)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str) -> None:
    for target in LINK.findall(text_of(page)):
        if not target.startswith(("http", "#")):
            file = (ROOT / page).parent / target.partition("#")[0]
            assert file.exists(), f"{page}: {target}"


def described_rules() -> set[str]:
    names = re.findall(r"^\| `(\w+)` \|", text_of("docs/checks.md"), re.MULTILINE)
    return set(names) - set(SERIOUSNESS)


@pytest.mark.parametrize("sample", sorted(ROOT.glob("samples/*-20*.*")), ids=lambda p: p.stem)
def test_every_rule_that_a_sample_needs_is_described(sample: Path) -> None:
    checks = extract(sample, Settings(schema_file=None)).checks
    assert {check.rule for check in checks} - described_rules() == set()


def test_every_described_rule_is_in_the_code() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "extraction").rglob("*.py")
    )
    assert {rule for rule in described_rules() if f'"{rule}"' not in source} == set()


def test_every_class_of_findings_is_described() -> None:
    text = text_of("docs/checks.md")
    assert [name for name in SERIOUSNESS if f"| `{name}` |" not in text] == []
