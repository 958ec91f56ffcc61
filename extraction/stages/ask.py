"""Ask: pieces to a language model, whose reading is kept where the identities bear it out."""

from extraction.asking.answers import Answers
from schemas.document import Document
from schemas.settings import Settings


def ask(document: Document, settings: Settings, answers: Answers | None = None) -> Document:
    """The document with what the model reads better than the printed headers, and the usage.

    ``answers`` are shared by the documents of a run; without them this document has its own.
    """
    if not document.pieces:
        return document
    if answers is not None:
        return answers.read(document, settings)
    with Answers.live(settings) as own:
        return own.read(document, settings)
