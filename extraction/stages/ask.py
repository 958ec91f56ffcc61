"""Ask: pieces to a language model, whose reading is kept where the identities bear it out."""

from extraction.asking.answers import Answers
from extraction.asking.page_images import lost_tables, pictures_of, read_pages
from extraction.kinds import kinds_of
from schemas.document import Document
from schemas.settings import Settings


def ask(document: Document, settings: Settings, answers: Answers | None = None) -> Document:
    """The document with what the model reads better than the printed headers, and the usage.

    Where the settings allow pictures, a page whose table came to no grid is read from its image.
    ``answers`` are shared by the documents of a run; without them this document has its own.
    """
    kinds = kinds_of(settings)
    if not document.pieces and not (settings.vision and lost_tables(document, kinds)):
        return document
    if answers is None:
        with Answers.live(settings) as own:
            return ask(document, settings, own)
    if document.pieces:
        document = answers.read(document, settings)
    return _by_pictures(document, settings, answers) if settings.vision else document


def _by_pictures(document: Document, settings: Settings, answers: Answers) -> Document:
    kinds = kinds_of(settings)
    lost = lost_tables(document, kinds)
    pictures = pictures_of(lost, settings)
    if not pictures:
        return document
    read, run = answers.put(
        lambda desk: read_pages(desk, answers.refusal, document, lost, pictures, kinds),
        document.run,
        settings,
    )
    return read.model_copy(update={"run": run.model_copy(update={"asked": read.run.asked})})
