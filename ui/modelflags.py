"""Flags of the language model, the same in every command that may ask one."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

import typer

EngineFlag = Annotated[
    Literal["headers", "model", "auto"] | None,
    typer.Option(
        help="headers: by the printed headers alone; model: every table is put to the model; "
        "auto: headers, and the model for what they leave open [auto where a model is set].",
        show_default=False,
    ),
]
AskFlag = Annotated[
    Literal["plan", "rows"] | None,
    typer.Option(
        help="plan: the model says which column is which field; rows: it returns rows [plan].",
        show_default=False,
    ),
]
ModelFlag = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="The model [GOUJI_MODEL].")
]
BaseUrlFlag = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="The model's endpoint [GOUJI_BASE_URL]."),
]
ConcurrencyFlag = Annotated[
    int | None,
    typer.Option("--concurrency", min=1, metavar="N", help="Requests sent side by side [8]."),
]
MaxCostFlag = Annotated[
    str | None,
    typer.Option("--max-cost", metavar="MONEY", help="Stop asking when so much is spent."),
]
VisionFlag = Annotated[
    bool | None,
    typer.Option(
        "--vision/--no-vision",
        help="Let the model read doubtful cells again from their pictures [no].",
        show_default=False,
    ),
]


def money(text: str | None) -> Decimal | None:
    """The limit of --max-cost, in the currency of the price table.

    Raises UsageError where it is no amount of money.
    """
    from schemas.errors import UsageError

    if text is None:
        return None
    try:
        limit = Decimal(text)
    except InvalidOperation:
        limit = Decimal(-1)
    if not limit.is_finite() or limit < 0:
        raise UsageError(f"--max-cost {text} is no amount of money; write it like 2.50")
    return limit
