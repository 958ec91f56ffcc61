"""What `gouji import`, `export` and `history` do at the review desk."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from extraction.export.history import history_row
from extraction.export.payload import event_payload
from extraction.export.result import ResultEvent
from extraction.kinds import kinds_of
from extraction.learning.deskexamples import DeskExamples
from extraction.review.desk import Desk
from extraction.review.importing import is_result, results_in
from extraction.stages.export import export, export_cells, export_history
from prompts.examples import FOLDER
from schemas.errors import EmptyInputError, GoujiError, InputError, UsageError
from schemas.review import Event, QueueEntry
from schemas.table import CellRef
from ui.console import Heading, Item, Mark, Screen
from ui.extracting import prepare
from ui.failures import complain


def bring_in(
    desk: Desk,
    places: Sequence[Path],
    *,
    source: Path | None,
    pages: Path | None,
    force: bool,
) -> bool:
    """Import the results of folders and tell of each; whether none was refused."""
    screen = Screen()
    came: Counter[str] = Counter()
    well = True
    for path in _results(places):
        try:
            made = desk.bring_in(path, source=source, pages=pages, force=force)
        except (InputError, GoujiError) as error:
            complain(str(error))
            well = False
            continue
        came[made.came] += 1
        if made.came == "replaced":
            follow_examples(desk, made.document_id)
        if made.came == "refused":
            complain(
                f"{made.name}: {made.decisions} decisions were made on an earlier result, which "
                "stays; gouji export writes it, --force replaces it"
            )
            well = False
        elif made.came != "unchanged" and not made.has_source:
            complain(
                f"{made.name}: its text or pages are not found, so that nothing is shown beside "
                "it; name the folder by --source (a text) or --pages (the data folder of a scan)"
            )
    told = ", ".join(f"{count} {name}" for name, count in sorted(came.items())) or "none"
    progress = desk.progress()
    screen.line(f"imported: {told}")
    screen.line(f"at the desk: {progress.documents} documents, {progress.doubts} cells in doubt")
    return well


def follow_examples(desk: Desk, document_id: str) -> None:
    """Put the examples of a document right, where the data folder has any."""
    if desk.settings.chroma_url is None and not (desk.data / FOLDER).exists():
        return
    DeskExamples(desk).follow(document_id)


def _results(places: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            inside = [path for path in results_in(place) if is_result(path)]
            if not inside:
                raise EmptyInputError(f"{place}: holds no result; gouji extract makes them")
            found += inside
        else:
            found.append(place)
    return found


def export_reviewed(desk: Desk, wanted: Sequence[str], folder: Path) -> None:
    """Write documents with their history into a folder, and tell what is left to do."""
    entries = [find_document(desk, name) for name in wanted] or list(desk.queue())
    if not entries:
        raise UsageError("nothing was imported yet; gouji import OUT_DIR brings results in")
    prepare(folder)
    kinds = kinds_of(desk.settings)
    stems = Counter(_stem(entry) for entry in entries)
    written = []
    for entry in sorted(entries, key=lambda e: (e.name, e.document_id)):
        document = desk.state(entry.document_id).document
        # Two documents of one name are told apart by their ids.
        alone = stems[_stem(entry)] == 1
        stem = Path(entry.name).stem + ("" if alone else f"-{entry.document_id}")
        history = desk.history(entry.document_id)
        written.append(export(document, folder, kinds, history=history, stem=stem))
    export_cells(written, folder, kinds)
    export_history(written, folder)
    screen = Screen()
    doubts = sum(entry.doubts for entry in entries)
    screen.line(f"exported: {len(written)} documents to {folder}")
    if doubts:
        screen.line(Mark(f"{doubts} cells are in doubt still", "bold red"))


def _stem(entry: QueueEntry) -> str:
    return unicodedata.normalize("NFC", Path(entry.name).stem).casefold()


def find_document(desk: Desk, name: str | None) -> QueueEntry:
    """The document of this file name or id; without one, the only document.

    Raises:
        UsageError: there is none, or more than one.
    """
    entries = desk.queue()
    if not entries:
        raise UsageError("nothing was imported yet; gouji import OUT_DIR brings results in")
    found = [e for e in entries if name in (None, e.document_id, e.name, Path(e.name).stem)]
    if not found:
        raise UsageError(f"there is no document {name} at the desk; gouji import brings it in")
    if len(found) > 1:
        ids = ", ".join(f"{e.name} ({e.document_id})" for e in found[:5])
        raise UsageError(f"name one document by --document, by its id if need be: {ids}")
    return found[0]


def show_history(desk: Desk, name: str | None, cell: CellRef | None) -> None:
    """Print the events of a document, or of a cell."""
    entry = find_document(desk, name)
    events = desk.history(entry.document_id, cell)
    screen = Screen()
    if not events:
        what = "this cell" if cell is not None else entry.name
        screen.line(f"nobody has changed or confirmed anything of {what}")
        return
    names = ("no.", "who", "at", "what", "where", "before", "after", "why", "")
    headings = [Heading(name, figures=name == "no.") for name in names]
    screen.table(headings, [_row(event) for event in events])


def _row(event: Event) -> Sequence[Item]:
    made = history_row(ResultEvent.model_validate(event_payload(event)))
    number, who, at, action, table, row, field, before, after, why, undoes, undone = (
        "" if value is None else str(value) for value in made
    )
    where = " ".join(filter(None, (table, f"row {row}" if row else "", field)))
    note = f"takes back {undoes}" if undoes else undone
    return (number, who, at, action, where, before, after, why, note)
