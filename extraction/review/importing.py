"""Results of an extraction into the review database, with what is kept of their sources."""

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

from extraction.export.result import load_export
from extraction.identities.ledger import Ledger
from extraction.pages.pool import page_key
from extraction.records.opening import DATABASE
from extraction.records.reviews import ReviewStore, Within
from extraction.records.store import PageStore, kept_file
from extraction.review.counting import flat, saved
from extraction.review.department import department_of
from extraction.review.imported import document_of, unscored
from extraction.review.ordering import doubtful_cells
from extraction.review.source import is_text, keep_reading, reading_of
from extraction.review.standing import standing_of
from schemas.document import Document
from schemas.errors import GoujiError, VerificationError
from schemas.kinds import KindRow
from schemas.page import Page
from schemas.settings import Settings

Came = Literal["new", "unchanged", "replaced", "refused"]


class Imported(NamedTuple):
    """What became of a result: refused where people have decided on an earlier one."""

    document_id: str
    name: str
    came: Came
    doubts: int
    has_source: bool
    decisions: int = 0


class Importing(NamedTuple):
    """Where imports go, and where sources and page images are looked for.

    ``owner`` is the client whose documents they are, None at the desk itself; ``within`` is done
    in the transaction that keeps a document, with its id.
    """

    store: ReviewStore
    files: PageStore
    settings: Settings
    kinds: tuple[type[KindRow], ...]
    source: Path | None = None
    pages: Path | None = None
    force: bool = False
    owner: str | None = None
    within: Within | None = None


def document_id_of(sha256: str, name: str, owner: str | None = None) -> str:
    """The id of a document: equal for the same bytes under the same name of the same owner."""
    parts = [sha256, name] if owner is None else [sha256, name, owner]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def import_result(path: Path, into: Importing) -> Imported:
    """Keep one result (a JSON file) for review.

    A result that is there already is left alone; another result of the same document takes its
    place, unless people have decided on the first: then only by force, and the decisions on the
    first stay in the history of that run.

    Raises:
        InputError: the file can't be read.
        VerificationError: it is no result.
    """
    export = load_export(path)
    try:
        document = document_of(export)
    except VerificationError as error:
        raise VerificationError(f"{path}: {error}") from None
    info = document.info
    ident = document_id_of(info.sha256, info.name, into.owner)
    result = into.files.keep_file(path.read_bytes())
    there = into.store.document(ident)
    if there is not None:
        kept = there["reading"] is not None
        if there["result"] == result and not into.force:
            # Images that are gone from the data folder come back so.
            _carry_images(_folder_of_pages(path, into), document, into)
            known = (there["doubts"], kept, there["decided"])
            return Imported(ident, info.name, "unchanged", *known)
        if there["version"] and not into.force:
            known = (there["doubts"], kept, there["decided"])
            return Imported(ident, info.name, "refused", *known)
    reading = _kept_reading(path, document, into)
    doubts = _add(ident, document, result, reading, into)
    came: Came = "new" if there is None else "replaced"
    return Imported(ident, info.name, came, doubts, reading is not None)


def _add(ident: str, document: Document, result: str, reading: str | None, into: Importing) -> int:
    info, run = document.info, document.run
    source = reading_of(into.files, info, reading, into.settings)
    doubts = len(doubtful_cells(document, standing_of(unscored(document)), frozenset()))
    columns = {
        "id": ident,
        "owner": into.owner,
        "name": info.name,
        "sha256": info.sha256,
        "media_type": info.media_type,
        "department": department_of(document, source),
        "first_doubts": doubts,
    }
    made = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "result": result,
        "reading": reading,
        "data": None,
        "engine": run.engine,
        "model": run.model,
        "version": run.version,
        "requests": run.requests,
        "tokens_in": run.tokens_in,
        "tokens_out": run.tokens_out,
        "cost": run.cost,
        "seconds": run.seconds,
    }
    figures = len(Ledger(document.tables, into.kinds).figures)
    into.store.add(
        columns, made, saved(document, flat(document), {}, figures, doubts, 0), into.within
    )
    return doubts


def _kept_reading(path: Path, document: Document, into: Importing) -> str | None:
    """The hash of what is kept of the source, None where it is not found."""
    info = document.info
    folder = _folder_of_pages(path, into)
    if is_text(info):
        source = find_source(path, info.name, info.sha256, into.source)
        return None if source is None else keep_reading(into.files, info, (), source)
    if not (folder / "files").is_dir():
        return None
    pages = _kept_pages(folder, document, into)
    return keep_reading(into.files, info, pages, path) if pages else None


def _kept_pages(folder: Path, document: Document, into: Importing) -> tuple[Page, ...]:
    """The readings of all pages, and their images carried over; none where some are not kept."""
    found: list[Page] = []
    with ExitStack() as opened:
        stores = [into.files]
        if (folder / DATABASE).is_file():
            # The extraction may have had the database of its folder, or that of the desk.
            stores.append(opened.enter_context(closing(PageStore(folder))))
        _carry_images(folder, document, into)
        for page in document.pages:
            key = page_key(document.info.sha256, page.number, into.settings)
            readings = (store.page(key) for store in stores)
            same = (r for r in readings if r is not None and r.image == page.image)
            found += islice(same, 1)
    return tuple(found) if len(found) == len(document.pages) else ()


def _folder_of_pages(path: Path, into: Importing) -> Path:
    return into.pages or path.parent / ".gouji"


def _carry_images(folder: Path, document: Document, into: Importing) -> None:
    if folder.resolve() == into.files.folder.resolve():
        return
    for page in document.pages:
        if page.image is not None and not into.files.file(page.image).is_file():
            _carry(folder, into.files, page.image)


def _carry(folder: Path, taken: PageStore, image: str) -> None:
    try:
        taken.keep_file(kept_file(folder, image).read_bytes())
    except OSError:
        # A page without its image is reviewed by its cells; the desk says that it is missing.
        return


def find_source(result: Path, name: str, sha256: str, given: Path | None) -> Path | None:
    """The document that a result was made of: the one given, or one of its name nearby.

    A file that says something else is not taken for it.
    """
    folder = result.resolve().parent
    places = [folder / name, folder.parent / name, Path(name)]
    if given is not None:
        places = [given / name if given.is_dir() else given, *places]
    for place in places:
        try:
            with place.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                    return place
        except OSError:
            continue
    return None


def results_in(folder: Path) -> Sequence[Path]:
    """The JSON files of a folder that may be results, in order of name."""
    return sorted(path for path in folder.glob("*.json") if not path.name.startswith("."))


def is_result(path: Path) -> bool:
    """Whether a JSON file has the keys of a result."""
    try:
        return {"document", "tables", "checks", "findings", "run"} <= load_export(path).keys()
    except GoujiError:
        return False
