"""Which settings go to the workers, and which are a worker's own.

What decides a result, and the limits, travel with the work. Where things are and who may
use them is a worker's own: the key of the endpoint, price list, Chroma server, database.
"""

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from extraction import __version__
from schemas.errors import UsageError
from schemas.settings import Settings
from ui.extracting import make_settings

_TRAVEL = (
    *("engine", "max_bytes", "max_line_characters", "max_columns", "max_rows", "max_scan_bytes"),
    *("max_pages", "max_pixels", "jobs", "dpi", "second_reader", "page_seconds", "model", "ask"),
    *("mode", "vision", "concurrency", "request_seconds", "attempts", "reasks", "piece_tokens"),
    *("answer_tokens", "examples", "embeddings", "base_url", "data", "synonyms"),
)


class Orders(NamedTuple):
    """What holds for all documents of a run, as it is sent to the workers.

    ``out`` is the address of the results, ``kinds`` the text of the user's own schema file.
    """

    out: str
    settings: Mapping[str, object]
    kinds: bytes | None = None
    force: bool = False
    version: str = __version__


def orders(out: str, settings: Settings, *, force: bool = False) -> Orders:
    """What is sent to the workers; never a key.

    Raises UsageError where a setting can't be kept on a cluster, or the schema can't be read.
    """
    if settings.max_cost is not None:
        raise UsageError(
            "--max-cost is not kept on a cluster, whose workers ask side by side; "
            "set the limit at the model's provider, or leave out --cluster"
        )
    if settings.base_url is not None and "@" in urlsplit(settings.base_url).netloc:
        raise UsageError(
            "the model's URL holds a password, which is not sent to workers; "
            "set GOUJI_BASE_URL where they run"
        )
    sent = {name: getattr(settings, name) for name in _TRAVEL}
    sent = {name: value for name, value in sent.items() if value is not None}
    return Orders(out, sent, _kinds(settings.schema_file), force)


def _kinds(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: the schema can't be read: {error.strerror or error}") from None


def settings_here(given: Orders) -> Settings:
    """The settings of a worker: what was sent, and its own environment for the rest.

    Raises UsageError where the worker is of another version, or a setting of its own is wrong.
    """
    if given.version != __version__:
        raise UsageError(
            f"a worker has gouji {__version__} and the run {given.version}; "
            "install the same version everywhere"
        )
    made = make_settings(**given.settings)
    # The environment of the worker must not bring in what the run does not have.
    absent = {name: None for name in ("model", "embeddings") if name not in given.settings}
    schema = None if given.kinds is None else _kept(given.kinds)
    return made.model_copy(update={**absent, "schema_file": schema, "max_cost": None})


@lru_cache(maxsize=4)
def _kept(kinds: bytes) -> Path:
    """The schema as a file of this process, in a folder that nobody else can write."""
    folder = tempfile.mkdtemp(prefix="gouji-kinds-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder, f"own_kinds_{hashlib.sha256(kinds).hexdigest()[:12]}.py")
    path.write_bytes(kinds)
    return path
