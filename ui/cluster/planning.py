"""What the arguments of a run on a cluster stand for: documents by place and name."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from extraction.readers.formats import SUFFIXES
from extraction.storage.place import Place, split_pattern
from schemas.errors import EmptyInputError, GoujiError, InputError, UsageError


class RemoteDocument(NamedTuple):
    """A document: the address of the place that it is in, and its name there with ``/``."""

    address: str
    name: str

    @property
    def target(self) -> str:
        """The name of its result, without suffix: the tree of the input is kept."""
        return self.name.removesuffix(PurePosixPath(self.name).suffix)

    @property
    def shown(self) -> str:
        """Where it is, as it may be told."""
        return Place(self.address).shown(self.name)


class RemoteInputs(NamedTuple):
    """The documents to extract, and what is wrong with the rest."""

    documents: tuple[RemoteDocument, ...]
    problems: tuple[GoujiError, ...]


def planned(arguments: Sequence[str]) -> RemoteInputs:
    """The documents that the arguments name: files, folders to their depths, patterns.

    Of two whose results would have the same name the first is kept. Names are compared without
    case and in one Unicode form. Never raises: what leads nowhere becomes a problem.
    """
    taken: dict[str, RemoteDocument] = {}
    problems: list[GoujiError] = []
    for argument in arguments:
        for found in _found(argument):
            if isinstance(found, GoujiError):
                problems.append(found)
                continue
            key = unicodedata.normalize("NFC", found.target).casefold()
            first = taken.setdefault(key, found)
            if first is not found and first != found:
                problems.append(
                    UsageError(
                        f"{found.shown}: has the same name as {first.shown}, so both results "
                        f"would be {found.target}.json; extract it into another folder"
                    )
                )
    return RemoteInputs(tuple(taken.values()), tuple(problems))


def _found(argument: str) -> Iterator[RemoteDocument | GoujiError]:
    try:
        yield from _documents(argument)
    except GoujiError as error:
        yield error


def _documents(argument: str) -> Iterator[RemoteDocument]:
    folder, pattern = split_pattern(argument)
    if pattern and not Path(argument).exists():
        place = Place(folder)
        names = [entry.name for entry in place.matching(pattern)]
        if not names:
            raise InputError(f"{place.shown(pattern)}: no file matches")
    else:
        place = Place(argument)
        if not place.is_folder():
            address, _, name = place.address.rpartition("/")
            yield RemoteDocument(address, _plain(address, name))
            return
        names = [entry.name for entry in place.files() if _is_document(entry.name)]
        if not names:
            known = ", ".join(SUFFIXES)
            raise EmptyInputError(f"{place.shown()}: the folder holds no document ({known})")
    yield from (RemoteDocument(place.address, name) for name in names)


def _plain(address: str, name: str) -> str:
    from urllib.parse import unquote

    return unquote(name) if address.startswith("file://") else name


def _is_document(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in SUFFIXES
