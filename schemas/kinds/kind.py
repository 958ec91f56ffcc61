"""The root of every table kind: a pydantic row model that declares its printed headers."""

from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from schemas.amount import is_nil, parse_amount
from schemas.frozen import Frozen
from schemas.kinds.identity import CodeHierarchy, Identity
from schemas.label import clean_text

FieldType = Literal["amount", "quantity", "code", "label", "text", "share", "figure", "side"]
"""amount: money · quantity: a count or price · code · label: a name · text: a long text ·
share: a printed percentage · figure: an indicator's printed target · side: revenue or
expenditure."""

Layout = Literal["rows", "sides", "form"]
"""rows: one printed row is one row · sides: two tables side by side · form: a segment of a
performance form."""


def _read_decimal(value: object) -> object:
    if not isinstance(value, str):
        return value
    if is_nil(value):
        return None
    amount = parse_amount(value)
    if amount is None:
        raise ValueError(f"{value!r} is no printed figure")
    return amount.value


def _read_text(value: object) -> object:
    return (clean_text(value) or None) if isinstance(value, str) else value


Money = Annotated[Decimal | None, BeforeValidator(_read_decimal), "amount"]
"""An amount in the table's own unit (元 or 万元); blank is None."""
Quantity = Annotated[Decimal | None, BeforeValidator(_read_decimal), "quantity"]
Code = Annotated[str | None, BeforeValidator(_read_text), "code"]
Label = Annotated[str | None, BeforeValidator(_read_text), "label"]
Text = Annotated[str | None, BeforeValidator(_read_text), "text"]
Share = Annotated[str | None, BeforeValidator(_read_text), "share"]
Figure = Annotated[str | None, BeforeValidator(_read_text), "figure"]
Side = Annotated[Literal["revenue", "expenditure"], "side"]

_TYPES = frozenset({"amount", "quantity", "code", "label", "text", "share", "figure", "side"})


class FieldSpec(Frozen):
    """One field: its key, its printed header paths (group/leaf) and the type of its figures."""

    name: str
    headers: tuple[str, ...]
    type: FieldType


def printed(*headers: str) -> Any:
    """A field whose header is printed as one of these; a path joins the rows by ``/``."""
    return Field(default=None, json_schema_extra={"headers": list(headers)})


class KindRow(BaseModel):
    """One row of a table kind. Subclasses declare headers, key and identities."""

    model_config = ConfigDict(frozen=True, extra="allow")

    kind: ClassVar[str]
    title: ClassVar[str]
    titles: ClassVar[tuple[str, ...]] = ()
    key: ClassVar[tuple[str, ...]] = ()
    layout: ClassVar[Layout] = "rows"
    identities: ClassVar[tuple[Identity, ...]] = ()
    wildcard: ClassVar[FieldType | None] = None
    """The type of further printed columns, exported under their own leaf header."""
    learned_headers: ClassVar[tuple[tuple[tuple[str, ...], str], ...]] = ()
    """Header paths, in the form in which they are compared, that people took for a field."""
    learned_titles: ClassVar[tuple[str, ...]] = ()
    """Titles, in the form in which they are compared, that people took for this kind."""

    @classmethod
    @cache
    def fields(cls) -> tuple[FieldSpec, ...]:
        """The declared fields, in export order."""
        return tuple(_spec(name, info) for name, info in cls.model_fields.items())

    @classmethod
    @cache
    def types(cls) -> dict[str, FieldType]:
        """The type of each declared field."""
        return {spec.name: spec.type for spec in cls.fields()}

    @classmethod
    def detail(cls) -> str | None:
        """The field that only the lowest rows of the kind's tree fill, or None."""
        trees = [i for i in cls.identities if isinstance(i, CodeHierarchy)]
        return next((tree.detail for tree in trees if tree.detail is not None), None)

    @classmethod
    def all_titles(cls) -> tuple[str, ...]:
        """The printed titles, the contract's first."""
        return (cls.title, *cls.titles)


def _spec(name: str, info: Any) -> FieldSpec:
    extra = info.json_schema_extra
    headers = tuple(extra["headers"]) if isinstance(extra, dict) and "headers" in extra else ()
    declared = next((m for m in info.metadata if isinstance(m, str) and m in _TYPES), "text")
    return FieldSpec.model_validate({"name": name, "headers": headers, "type": declared})
