"""`gouji examples add --from-desk`: the tables of reviewed documents, as the desk has them."""

from collections.abc import Sequence
from pathlib import Path

from extraction.learning.deskexamples import DeskExamples, Offer
from extraction.records.opening import DATABASE
from extraction.review.desk import Desk
from schemas.errors import UsageError
from schemas.settings import Settings
from ui.console import Screen
from ui.deskcommands import find_document


def add_from_desk(data: Path, names: Sequence[str], settings: Settings) -> int:
    """Add the tables of documents at the desk whose checks hold; how many were added.

    Examples that were added before, of whatever document, are put right first.

    Raises:
        UsageError: nothing was imported there, or there is no such document.
    """
    if settings.database is None and not (data / DATABASE).is_file():
        raise UsageError(f"{data}: holds no review; gouji import OUT_DIR makes one, see --data")
    screen = Screen()
    added = 0
    with Desk(data, settings=settings) as desk:
        examples = DeskExamples(desk)
        for ident in sorted(examples.documents()):
            followed = examples.follow(ident)
            for gone in followed.removed:
                screen.line(f"removed {gone}  its table has changed since")
        idents = [find_document(desk, name).document_id for name in names]
        for ident in idents or examples.finished():
            ready, left = examples.add_ready(ident)
            for offer in ready:
                assert offer.example is not None  # it is ready
                screen.line(f"added {offer.example.id}  {offer.document}  {offer.table}")
            _tell_left(screen, left)
            added += len(ready)
    if not added:
        screen.line("nothing was added: a document is taken when nothing in it is in doubt")
    return added


def _tell_left(screen: Screen, left: Sequence[Offer]) -> None:
    reasons: dict[str, list[str]] = {}
    for offer in left:
        reasons.setdefault(offer.why or "", []).append(offer.table)
    for reason, tables in reasons.items():
        screen.line(f"left out ({reason}): {', '.join(tables)}")
