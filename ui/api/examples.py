"""Examples for the OpenAPI document; names and figures are invented."""

from typing import Any

_JOB = "4f1cbb7e02a94d5c8a3e6f0d9b1c2a37"


def job_example() -> dict[str, Any]:
    """A job that is worked on."""
    return {
        "job_id": _JOB,
        "client_id": "9c1e5a7b3d20",
        "name": "枫汀区应急管理局2025年部门预算.pdf",
        "sha256": "7d0a" * 16,
        "size": 1843022,
        "state": "working",
        "priority": 0,
        "tries": 1,
        "pages": 42,
        "pages_done": 17,
        "reason": None,
        "document_id": None,
        "created_at": "2026-03-02T01:12:44.120000+00:00",
        "started_at": "2026-03-02T01:12:45.003000+00:00",
        "ended_at": None,
    }


def submission_example() -> dict[str, Any]:
    """An upload that was new."""
    waiting = {"state": "waiting", "tries": 0, "pages": None, "pages_done": 0, "started_at": None}
    return {"job": {**job_example(), **waiting}, "created": True}


def receipt_example() -> dict[str, Any]:
    """An archive with one document and one link."""
    return {
        "accepted": [{"entry": "2025/枫汀区应急管理局.pdf", "submission": submission_example()}],
        "problems": [
            {"entry": "2025/latest", "detail": "it is a link or a device; pack the file itself"}
        ],
    }


def cell_example() -> dict[str, Any]:
    """The address of a cell; rows are counted from 0."""
    return {"kind": "general_budget_by_function", "ordinal": 1, "row": 0, "field": "public"}


def decision_example() -> dict[str, Any]:
    """A typed value for a misread cell."""
    return {
        "version": 3,
        "decision": {
            "action": "correct",
            "cell": cell_example(),
            "who": "Li Wen",
            "value": "69.88",
            "why": "the page says 69.88",
        },
    }


def edit_example() -> dict[str, Any]:
    """Figures of a row that stand one column too far left."""
    return {
        "version": 4,
        "edit": {
            "action": "move_row",
            "kind": "general_budget_by_function",
            "ordinal": 1,
            "row": 5,
            "by": 1,
            "who": "Li Wen",
        },
    }
