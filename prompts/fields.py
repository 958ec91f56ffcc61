"""The fields of a kind as they are offered to a model."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from schemas.frozen import Frozen
from schemas.kinds.kind import FieldSpec, FieldType, KindRow

SIDES = ("revenue", "expenditure")
"""The two halves of a table side by side, the left one first."""

_GIVEN = MappingProxyType(
    {
        "indicators": frozenset({"project", "target"}),
        "project_funding": frozenset({"project"}),
        "project_spending": frozenset({"project"}),
    }
)
"""Fields that stand outside the printed table: the form around it gives them."""

_SAYS: Mapping[FieldType, str] = MappingProxyType(
    {
        "amount": "amount",
        "quantity": "number",
        "code": "code",
        "label": "name",
        "text": "text",
        "share": "percent",
        "figure": "target",
        "side": "revenue or expenditure",
    }
)


class PlanField(Frozen):
    """A field by the name that an answer uses, its printed headers and what it holds.

    ``name`` is ``revenue/item`` where the table has two sides, else the field's key. ``says`` is
    one word for a model on what stands in it.
    """

    name: str
    headers: tuple[str, ...]
    type: FieldType
    says: str


@cache
def plan_fields(kind: type[KindRow]) -> tuple[PlanField, ...]:
    """The fields of a kind that a plan can name, in export order.

    A kind of two sides has each field once for either side; fields that the surroundings give
    are left out.
    """
    given = _GIVEN.get(kind.kind, frozenset())
    specs = [spec for spec in kind.fields() if spec.name not in given]
    if kind.layout != "sides":
        return tuple(_plan_field(spec.name, spec) for spec in specs)
    printed = [spec for spec in specs if spec.type != "side"]
    return tuple(_plan_field(f"{side}/{spec.name}", spec) for side in SIDES for spec in printed)


@cache
def row_fields(kind: type[KindRow]) -> tuple[PlanField, ...]:
    """The fields of a kind that a row of an answer can have, in export order."""
    given = _GIVEN.get(kind.kind, frozenset())
    return tuple(_plan_field(spec.name, spec) for spec in kind.fields() if spec.name not in given)


def describe(kind: type[KindRow], headers: int = 3) -> str:
    """One line for each field that a plan can name: ``total: 合计 | 总计 (amount)``.

    A kind with a wildcard takes any printed header as the name of a column without a field.
    """
    lines = described(plan_fields(kind), headers)
    if kind.wildcard is None:
        return lines
    return f"{lines}\nany other column of figures: its lowest printed header is the field's name"


def described(fields: Iterable[PlanField], headers: int = 3) -> str:
    """One line for each field: its name, so many of its printed headers, what it holds."""
    return "\n".join(line_of(field, headers) for field in fields)


def line_of(field: PlanField, headers: int) -> str:
    """The name of a field with so many of its printed headers and what it holds."""
    printed = " | ".join(field.headers[:headers])
    return f"{field.name}: {printed} ({field.says})" if printed else f"{field.name}: {field.says}"


def _plan_field(name: str, spec: FieldSpec) -> PlanField:
    return PlanField(name=name, headers=spec.headers, type=spec.type, says=_SAYS[spec.type])
