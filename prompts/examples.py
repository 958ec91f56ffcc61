"""The store of examples, and the only door to chromadb and langchain's interface to it.

One collection holds every example with a vector of character runs. Where an endpoint makes the
embeddings, a second collection of its vectors is kept beside it and filled up when it is asked,
so that a change of embeddings loses no example.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from prompts.example import Example
from prompts.ngrams import ngram_vectors
from prompts.tabletext import framed
from schemas.errors import EndpointError, GoujiError, UsageError
from schemas.kinds import GENERIC
from schemas.label import normal_form, without_year
from schemas.piece import Piece
from schemas.settings import Settings

if TYPE_CHECKING:
    from langchain_chroma import Chroma

Embed = Callable[[Sequence[str]], list[list[float]]]
"""Makes the vectors of texts, all of one length."""

FOLDER = "examples"
"""The store's folder in the data folder."""

_COLLECTION = "gouji-examples"
_FETCHED = 20
_NEARNESS = 0.6


class _Vectors:
    """What langchain's store asks of embeddings, by duck typing."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embed(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._embed([text])[0]


class ExampleStore:
    """Examples in a folder, or on a chroma server.

    Every method raises UsageError where the folder is damaged, and EndpointError where the
    server does not answer.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        url: str | None = None,
        embed: Embed | None = None,
        embed_name: str = "",
    ) -> None:
        """A store in ``folder``, or at ``url`` where one is given.

        ``embed`` makes the vectors for the search in place of character runs; ``embed_name``
        (the model's name) keeps vectors of several models apart.
        """
        if folder is None and url is None:
            raise UsageError("examples need a place; pass --data DIR or set GOUJI_CHROMA_URL.")
        self._folder = folder
        self._url = url
        self._embed = embed
        self._embed_name = embed_name
        # Chroma's clients are not to be made by two threads at once.
        self._lock = threading.RLock()

    @classmethod
    def of(cls, settings: Settings, data: Path, embed: Embed | None = None) -> "ExampleStore":
        """The store that the settings name; ``data`` is the data folder of the run."""
        named = settings.embeddings or ""
        return cls(
            data / FOLDER,
            url=settings.chroma_url,
            embed=embed if named else None,
            embed_name=named,
        )

    def add(self, example: Example) -> None:
        """Keep an example; one of the same id is replaced."""
        with self._told():
            _put(self._all, [example])

    def list(self) -> tuple[Example, ...]:
        """All examples, by kind and title."""
        if self._nothing_yet:
            return ()
        with self._told():
            found = _examples(self._all.get(include=["metadatas"]))
        return tuple(sorted(found, key=lambda e: (e.kind, e.title, e.id)))

    def remove(self, example_id: str) -> None:
        """Remove an example.

        Raises:
            UsageError: there is none of this id.
        """
        if all(example.id != example_id for example in self.list()):
            raise UsageError(
                f"there is no example {example_id} {self._place}; see gouji examples list."
            )
        with self._told():
            self._all.delete(ids=[example_id])

    def similar(self, piece: Piece, count: int, not_sha256: str) -> tuple[Example, ...]:
        """At most ``count`` examples like a piece in title and header, but unlike each other.

        None is of the document with the hash ``not_sha256``. Where the kind of the piece is
        known, all are of its candidates.
        """
        if count < 1 or self._nothing_yet:
            return ()
        query = _searched_text(piece.title or "", header_text(piece))
        if not query.strip():
            return ()
        kinds = [kind for kind in piece.candidates if kind != GENERIC]
        where: list[dict[str, Any]] = [{"sha256": {"$ne": not_sha256}}]
        if kinds:
            where.append({"kind": {"$in": kinds}})
        chosen: dict[str, Example] = {}
        with self._told():
            searched = self._searched
            vector = (self._embed or ngram_vectors)([query])[0]
            while len(chosen) < count:
                # One of each shape: a second print of the same form teaches nothing more.
                unlike = [*where, *({"shape": {"$ne": shape}} for shape in chosen)]
                found = searched.max_marginal_relevance_search_by_vector(
                    vector,
                    k=count - len(chosen),
                    fetch_k=max(_FETCHED, 4 * count),
                    lambda_mult=_NEARNESS,
                    filter=cast("dict[str, str]", {"$and": unlike} if unlike[1:] else unlike[0]),
                )
                if not found:
                    break
                for document in found:
                    chosen.setdefault(document.metadata["shape"], _example(document.metadata))
        return tuple(chosen.values())

    @property
    def _place(self) -> str:
        return f"in {self._folder}" if self._url is None else "on the server of GOUJI_CHROMA_URL"

    @property
    def _nothing_yet(self) -> bool:
        """Whether the folder doesn't exist: then chroma need not be loaded to find nothing."""
        return self._url is None and self._folder is not None and not self._folder.exists()

    @cached_property
    def _client(self) -> Any:
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        quiet = ChromaSettings(anonymized_telemetry=False)
        if self._url is None:
            return chromadb.PersistentClient(path=str(self._folder), settings=quiet)
        parts = urlsplit(self._url if "//" in self._url else f"//{self._url}")
        secure = parts.scheme == "https"
        return chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if secure else 8000),
            ssl=secure,
            settings=quiet,
        )

    def _collection(self, name: str, embed: Embed) -> "Chroma":
        from langchain_chroma import Chroma

        return Chroma(
            client=self._client,
            collection_name=name,
            embedding_function=cast(Any, _Vectors(embed)),
            collection_metadata={"hnsw:space": "cosine"},
        )

    @cached_property
    def _all(self) -> "Chroma":
        return self._collection(_COLLECTION, ngram_vectors)

    @property
    def _searched(self) -> "Chroma":
        if self._embed is None:
            return self._all
        digest = hashlib.sha256(self._embed_name.encode()).hexdigest()[:12]
        searched = self._collection(f"{_COLLECTION}-{digest}", self._embed)
        wanted = {example.id: example for example in _examples(self._all.get())}
        there = set(searched.get(include=[])["ids"])
        if gone := sorted(there - wanted.keys()):
            searched.delete(ids=gone)
        _put(searched, [wanted[name] for name in sorted(wanted.keys() - there)])
        return searched

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except GoujiError:
            raise
        except BaseException as error:
            # A panic of chroma's Rust core is no Exception.
            panic = type(error).__name__ == "PanicException"
            if not isinstance(error, Exception) and not panic:
                raise
            raise self._failure() from None

    def _failure(self) -> GoujiError:
        if self._url is not None:
            host = urlsplit(self._url if "//" in self._url else f"//{self._url}").hostname
            return EndpointError(
                f"the example store at {host} does not answer as it should; start the chroma"
                " server or correct GOUJI_CHROMA_URL.",
                lasting=True,
            )
        return UsageError(
            f"{self._folder}: the example store can't be read or written; free or repair the"
            " folder, or delete it and add the examples again."
        )


def header_text(piece: Piece) -> str:
    """The header cells of a piece in one line, as examples are searched by."""
    return " ".join(
        framed(cell.text) for row in piece.header for cell in row.cells if not cell.blank
    )


def example_id(sha256: str, kind: str, table: str) -> str:
    """The id of an example: the same for the same rows of the same document."""
    return hashlib.sha256("\0".join((sha256, kind, table)).encode()).hexdigest()[:12]


def _searched_text(title: str, header: str) -> str:
    return f"{framed(title)} {header}"


def _shape(example: Example) -> str:
    """What examples of the same printed form have in common: kind, title without year, header."""
    title = without_year(normal_form(example.title))
    said = "\0".join((example.kind, title, normal_form(example.header)))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _put(collection: "Chroma", examples: Sequence[Example]) -> None:
    if examples:
        collection.add_texts(
            [_searched_text(example.title, example.header) for example in examples],
            metadatas=[{**example.model_dump(), "shape": _shape(example)} for example in examples],
            ids=[example.id for example in examples],
        )


def _examples(found: dict[str, Any]) -> tuple[Example, ...]:
    return tuple(_example(metadata) for metadata in found["metadatas"])


def _example(metadata: dict[str, Any]) -> Example:
    return Example.model_validate(
        # Examples of an earlier version know nothing of where they are from.
        {name: metadata[name] for name in Example.model_fields if name in metadata}
    )
