"""What learned headers are worth, and what they cost: a family of documents, and the shipped cases.

    python -m evals.bench.learning [--documents N] [--cases FOLDER ...]

The family: disclosures of N departments (style ``street``) in which some headers are printed in
words that no kind declares. At a desk the columns of the first are given their fields, as a person
does who knows what the words mean; what that teaches is accepted; the others are extracted without
and with it, and as they are with their own headers. Cells are compared with the gold.

The cases: their texts are extracted without synonyms, with those of the family, and with a great
many: every field of every kind that is read by headers, in words of other kinds, and with words
around its own, as far as they may be accepted at all. Printed is how many cells say something else.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from evals.cases.case import find_cases
from evals.comparison import CellScore, GoldTable, compare
from evals.sweep import gold_of
from evals.synthetic import Options, make_disclosure
from extraction.export.payload import document_payload
from extraction.export.result import parse_result
from extraction.headers.vocabulary import field_headers
from extraction.kinds import declared_kinds
from extraction.learning.contradictions import contradiction
from extraction.learning.lessons import Lessons
from extraction.learning.synonymfile import taught
from extraction.pipeline import extract
from extraction.review.desk import Desk
from extraction.stages.export import export
from schemas.document import Document
from schemas.review import ReviewState, SetField, SetKind
from schemas.settings import Settings
from schemas.synonym import Synonym

FIRST_SEED = 5000
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "项目支出": "专项业务经费",
        "基本支出": "日常运转开支",
        "人员经费": "在编开支",
        "公用经费": "办公开支",
        "一般公共预算": "本级财力安排",
    }
)
"""Declared headers, and the words that the family prints for them."""
SHIPPED = Path(__file__).parents[1] / "cases" / "shipped"
_FLAT = MappingProxyType({k.kind: k for k in declared_kinds(None) if k.layout == "rows"})
SETTINGS = Settings(_env_file=None, schema_file=None)


def foreign(text: str) -> str:
    """A disclosure with the family's words over its columns."""
    return "\n".join(
        "\t".join(WORDS.get(cell.strip(), cell) for cell in line.split("\t"))
        if line.count("\t") > 1
        else line
        for line in text.split("\n")
    )


def correct(desk: Desk, source: Path, gold: Sequence[GoldTable]) -> tuple[int, int]:
    """Put tables and columns of a document right: how many kinds and how many fields were set.

    A table gets the kind that its title has in the gold, a column the field whose header its words
    stand for.
    """
    result = export(extract(source, SETTINGS), source.parent / "out")
    state = desk.open(desk.bring_in(result, source=source.parent).document_id, "bench")
    titles = {table.title: table.kind for table in gold if table.kind in _FLAT}
    kinds_set = 0
    while True:
        wrong = [
            (table, titles[table.title])
            for table in state.document.tables
            if titles.get(table.title, table.kind) != table.kind
        ]
        if not wrong:
            break
        table, kind = wrong[0]
        edit = SetKind(kind=table.kind, ordinal=table.ordinal, who="bench", to=kind)
        state = desk.edit(state.document_id, state.version, edit).state
        kinds_set += 1
    fields_set = 0
    for table in state.document.tables:
        if table.kind not in _FLAT:
            continue
        while (change := _next_edit(desk, state, table.kind, table.ordinal)) is not None:
            state = desk.edit(state.document_id, state.version, change).state
            fields_set += 1
    return kinds_set, fields_set


def _next_edit(desk: Desk, state: ReviewState, kind: str, ordinal: int) -> SetField | None:
    """The next column of a table that is another field than its header stands for."""
    headings = desk.headings(state.document_id, kind, ordinal)
    wrong = [(field, leaf) for field, leaf in headings.over.items()]
    wrong += [(one.printed, one.leaf) for one in headings.unplaced]
    for name, leaf in wrong:
        meant = _meant(kind, leaf.path)
        if meant is not None and meant != name:
            return SetField(kind=kind, ordinal=ordinal, who="bench", field=name, to=meant)
    return None


def _meant(kind: str, path: tuple[str, ...]) -> str | None:
    """The field that a header stands for, its words put back into those that are declared."""
    own = {word: header for header, word in WORDS.items()}
    real = tuple(own.get(part, part) for part in path)
    headers = field_headers(_FLAT[kind])
    for wanted in (real, real[-1:]):
        found = {header.field for header in headers if header.path == wanted}
        if len(found) == 1:
            return found.pop()
    return None


def family(count: int, folder: Path) -> tuple[Synonym, ...]:
    """Measure the family and print what came of it; what it taught."""
    disclosures = [
        make_disclosure(FIRST_SEED + n, Options(style="street")) for n in range(count + 1)
    ]
    first = folder / "first.txt"
    first.write_text(foreign(disclosures[0].text), encoding="utf-8")
    with Desk(folder / "data", settings=SETTINGS) as desk:
        kinds_set, fields_set = correct(desk, first, gold_of(disclosures[0])[0])
        lessons = Lessons(folder / "data", None, desk.observed)
        taken = [one for one in lessons.all() if one.refused is None and not one.evidence.fails]
        for lesson in taken:
            lessons.decide("accept", lesson.synonym.id, "bench")
    settings = taught(SETTINGS, folder / "data")
    print(
        f"the first document: {kinds_set} kinds and {fields_set} fields set, "
        f"{len(taken)} synonyms accepted"
    )
    for name, text_of, used in (
        ("foreign words, nothing learned", foreign, SETTINGS),
        ("foreign words, learned", foreign, settings),
        ("its own words", str, SETTINGS),
    ):
        total, doubts = CellScore(), 0
        for number, disclosure in enumerate(disclosures[1:]):
            path = folder / f"{number}.txt"
            path.write_text(text_of(disclosure.text), encoding="utf-8")
            result = parse_result(document_payload(extract(path, used)))
            total += compare(gold_of(disclosure)[0], result)
            doubts += sum(
                cell.status == "suspect"
                for table in result.tables
                for row in table.rows
                for cell in row.cells.values()
            )
        print(
            f"{name}: {total.cells_right} of {total.cells} cells right, {doubts} suspect, "
            f"{total.silent} wrong under a status that vouches for them"
        )
    return settings.synonyms


def many() -> Iterator[Synonym]:
    """Synonyms that may be accepted: words of other kinds, and words around a kind's own."""
    kinds = declared_kinds(None)
    flat = [kind for kind in kinds if kind.layout == "rows"]
    taken: set[tuple[str, tuple[str, ...]]] = set()
    for kind in flat:
        fields = [spec.name for spec in kind.fields()]
        foreign_paths = sorted({h.path for other in flat for h in field_headers(other)})
        own = [(h.field, (*h.path[:-1], word.format(h.leaf))) for h in field_headers(kind)
               for word in ("{}数", "本年{}", "{}金额")]  # fmt: skip
        spread = [(fields[n % len(fields)], path) for n, path in enumerate(foreign_paths)]
        for field, path in (*own, *spread):
            synonym = Synonym(kind=kind.kind, header=path, field=field)
            if (kind.kind, path) not in taken and contradiction(synonym, kinds, ()) is None:
                taken.add((kind.kind, path))
                yield synonym


def cells_of(document: Document) -> dict[tuple[str, int, int, str], tuple[str | None, str]]:
    """Every cell with its value and status."""
    return {
        (table.kind, table.ordinal, number, field): (row.values[field], cell.status)
        for table in document.tables
        for number, row in enumerate(table.rows)
        for field, cell in row.cells.items()
    }


def cases(places: Sequence[Path], learned: tuple[Synonym, ...]) -> None:
    """Print how many cells of the cases are others with synonyms than without."""
    sources = [case.source for case in find_cases(places) if case.source.suffix in (".txt", ".md")]
    plain = [cells_of(extract(source, SETTINGS)) for source in sources]
    count = sum(map(len, plain))
    for name, synonyms in (("the family's", learned), ("a great many", tuple(many()))):
        settings = SETTINGS.model_copy(update={"synonyms": synonyms})
        changed, touched = 0, 0
        for source, before in zip(sources, plain, strict=True):
            after = cells_of(extract(source, settings))
            other = sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())
            changed += other
            touched += bool(other)
        print(
            f"{name} {len(synonyms)} synonyms on {len(sources)} cases: {changed} of {count} cells "
            f"say something else, in {touched} documents"
        )


def main() -> None:
    """Measure both and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=8)
    parser.add_argument("--cases", nargs="+", type=Path, default=[SHIPPED])
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        learned = family(given.documents, Path(folder))
    cases(given.cases, learned)


if __name__ == "__main__":
    main()
