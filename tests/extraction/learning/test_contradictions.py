"""Nothing that is declared can be taken over by what people say, and nothing doubtful is proved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.headers.rows import Mapped, map_rows
from extraction.headers.vocabulary import field_headers, field_scores, vocabulary
from extraction.kinds import with_synonyms
from extraction.learning.contradictions import contradiction
from schemas.kinds import builtin_kinds
from schemas.synonym import Synonym
from tests.builders import segment
from tests.extraction.learning.family import KIND

KINDS = builtin_kinds()
FLAT = tuple(kind for kind in KINDS if kind.layout == "rows")
DECLARED = [(kind, header) for kind in FLAT for header in field_headers(kind)]


@given(st.sampled_from(DECLARED), st.data())
def test_no_declared_header_can_be_taken_over(declared: tuple, data: st.DataObject) -> None:
    kind, header = declared
    own = {h.field for h in field_headers(kind) if h.path == header.path}
    others = [spec.name for spec in kind.fields() if spec.name not in own]
    field = data.draw(st.sampled_from(others))
    synonym = Synonym(kind=kind.kind, header=header.path, field=field)
    assert contradiction(synonym, KINDS, ()) is not None


@pytest.mark.parametrize(
    ("kind", "header", "field", "why"),
    [
        (KIND, ("合计",), "total", "nothing to learn"),
        (KIND, ("合计基本支出",), "total", "two columns read as one"),
        (KIND, ("2025",), "total", "too short"),
        (KIND, ("专项业务费",), "profit", "no field profit"),
        ("invoices", ("专项业务费",), "total", "no kind invoices"),
        ("indicators", ("专项业务费",), "name", "not read by the headers"),
        ("revenue_expenditure_summary", ("用款数",), "amount", "not read by the headers"),
        ("revenue_by_unit", ("小计",), "carryover_total", "declared header of current_total"),
        ("revenue_by_unit", ("支出总表",), None, "names expenditure_by_function"),
        (KIND, ("支出总表",), None, "declared title"),
        (KIND, ("附件",), None, "too short"),
        ("project_profile", ("某项目情况一览",), None, "labels of its form"),
    ],
)
def test_a_contradiction_is_told(
    kind: str, header: tuple[str, ...], field: str | None, why: str
) -> None:
    found = contradiction(Synonym(kind=kind, header=header, field=field), KINDS, ())
    assert found is not None
    assert why in found


def test_two_meanings_of_one_header_are_refused_in_one_kind_and_allowed_in_two() -> None:
    one = Synonym(kind=KIND, header=("专项业务费",), field="project")
    other = one.model_copy(update={"field": "operating"})
    elsewhere = one.model_copy(update={"kind": "general_budget_by_function"})
    assert contradiction(other, KINDS, (one,)) is not None
    assert contradiction(elsewhere, KINDS, (one,)) is None
    assert contradiction(one, KINDS, (one,)) is None


BODY = "201 | 一般公共服务支出 | 10.00 | 7.00 | 3.00 | 3.00"


def mapped(header: str, *learned: tuple[str, str]) -> Mapped:
    synonyms = tuple(Synonym(kind=KIND, header=(h,), field=f) for h, f in learned)
    kind = next(k for k in with_synonyms(KINDS, synonyms) if k.kind == KIND)
    return map_rows(segment(KIND, header, BODY), kind, lambda _: None)


def test_two_headers_that_claim_a_column_leave_it_suspect() -> None:
    one, two = ("专项业务费", "project"), ("专项用款", "project")
    header = "科目编码 | 科目名称 | 合计 | 基本支出 | 专项业务费 | 专项用款"
    (row,) = mapped(header, one).rows
    assert row.cells["project"].status == "unchecked"
    (row,) = mapped(header, one, two).rows
    assert row.cells["project"].status == "suspect"
    assert "专项业务费 and 专项用款" in (row.cells["project"].reason or "")
    (row,) = mapped("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出额 | 专项用款", two).rows
    assert row.cells["project"].status == "suspect"


def test_a_declared_header_in_the_table_goes_before_a_learned_one() -> None:
    header = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 | 专项用款"
    learned = mapped(header, ("专项用款", "project"))
    assert learned.rows == mapped(header).rows
    assert learned.notes == mapped(header).notes


def test_a_learned_header_is_taken_exactly_or_not_at_all() -> None:
    synonym = Synonym(kind=KIND, header=("专项业务费合计数",), field="project")
    kinds = with_synonyms(KINDS, (synonym,))
    kind = next(k for k in kinds if k.kind == KIND)
    words = vocabulary(kinds)
    assert field_scores(synonym.header, kind) == {"project": 0.97}
    assert words.knows("专项业务费合计数")
    for near in ("专项业务费合计", "专项业务费用合计数"):
        assert not field_scores((near,), kind)
        assert not words.knows(near)
    assert not field_scores(("本年", *synonym.header), kind)
