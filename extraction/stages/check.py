"""Check: every identity within and between the tables and the prose, as data. Never a model."""

from extraction.checking import check_all
from extraction.kinds import kinds_of
from schemas.document import Document
from schemas.settings import Settings


def check(document: Document, settings: Settings) -> Document:
    """The document with its checks, and with the findings that the prose alone gives."""
    checked = check_all(document.tables, document.paragraphs, kinds_of(settings))
    return document.model_copy(
        update={
            "checks": checked.checks,
            "findings": (*document.findings, *checked.findings),
        }
    )
