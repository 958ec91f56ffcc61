"""Results and gold written by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.comparison import GoldTable
from extraction.export.result import Result, parse_result

Cells = Mapping[str, str | None]


def cell(printed: str | None, status: str = "unchecked", **more: Any) -> dict[str, Any]:
    return {
        "printed": printed,
        "status": status,
        "confidence": 0.9,
        "source": {"line": 1, "column": 1},
        "checks": [],
        "suggestion": None,
        "reason": "look" if status == "suspect" else None,
        **more,
    }


def row(status: str = "unchecked", **values: str | None) -> dict[str, Any]:
    return {"values": values, "cells": {field: cell(v, status) for field, v in values.items()}}


def table(
    *rows: dict[str, Any], kind: str = "fund_expenditure", ordinal: int = 1
) -> dict[str, Any]:
    return {
        "kind": kind,
        "ordinal": ordinal,
        "title": None,
        "unit": "元",
        "source": {},
        "rows": list(rows),
        "notes": [],
    }


def result(*tables: dict[str, Any], findings: Sequence[Any] = (), **more: Any) -> Result:
    return parse_result(
        {
            "document": {"name": "a.txt", "sha256": "0", "media_type": "text/plain", "pages": 1},
            "tables": list(tables),
            "checks": [],
            "findings": list(findings),
            "run": {"engine": "headers"},
            **more,
        }
    )


def gold(*rows: Cells, kind: str = "fund_expenditure", **more: Any) -> GoldTable:
    return GoldTable(kind=kind, ordinal=1, unit="元", rows=rows, **more)
