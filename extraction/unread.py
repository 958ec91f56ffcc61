"""What of a document was not read: its result says less than the document does."""

from collections import Counter

from schemas.document import Document


def unread_parts(document: Document) -> tuple[str, ...]:
    """Why pages were not read and questions to the model not answered, a sentence for each."""
    pages = (page.notes[0] for page in document.pages if page.image is None and page.notes)
    return (*pages, *_unanswered(document))


def _unanswered(document: Document) -> tuple[str, ...]:
    reasons = Counter(asked.failure for asked in document.run.asked if asked.failure is not None)
    return tuple(
        f"{count} question{'s' if count > 1 else ''} to the model without answer: {reason}"
        for reason, count in reasons.items()
    )
