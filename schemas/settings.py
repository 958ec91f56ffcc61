"""Settings by environment (`GOUJI_...`), `.env` file and flags."""

from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.synonym import Synonym

Engine = Literal["headers", "model", "auto"]
"""headers: by the printed headers alone · model: every table is put to the language model ·
auto: headers first, the model only for what they leave open."""

Ask = Literal["plan", "rows"]
"""plan: the model says which column is which field · rows: it returns the rows themselves."""

Mode = Literal["auto", "tools", "json_schema", "json"]
"""How an endpoint is held to a schema; auto takes the best that it supports."""

SecondReader = Literal["none", "tesseract"]
"""An engine of another make, which reads accused and doubted figures of pages again."""


class Settings(BaseSettings):
    """How a run is made. Sizes are limits that protect the machine from hostile input.

    The text under a field is its line in docs/configuration.md.
    """

    model_config = SettingsConfigDict(
        env_prefix="GOUJI_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        validate_default=False,
        use_attribute_docstrings=True,
    )

    engine: Engine = "headers"
    """How tables are read: by the printed headers, by the model, or by the model where headers
    leave something open (`auto`, which is taken where a model is named)."""
    schema_file: Path | None = None
    """A Python file that declares table kinds of your own."""
    synonyms_file: Path | None = None
    """What people have said of printed headers (`gouji synonyms`); `synonyms.jsonl` of the data
    folder where none is given."""
    synonyms: tuple[Synonym, ...] = ()
    """What that file comes to; a run fills it in once, so that all its documents are read alike."""
    max_bytes: int = 64 * 1024 * 1024
    """The largest text file that is read, in bytes."""
    max_line_characters: int = 1_000_000
    """The longest line of a text that is read, in characters."""
    max_columns: int = 1_000
    """The most columns of a table."""
    max_rows: int = 200_000
    """The most rows of a table."""
    max_scan_bytes: int = 2 * 1024 * 1024 * 1024
    """The largest PDF or image that is read, in bytes."""
    max_pages: int = 5_000
    """The most pages of a document."""
    max_pixels: int = 100_000_000
    """The most pixels of a page image."""
    jobs: int = 1
    """Pages of a scan read side by side, each in a process."""
    data: Path | None = None
    """The data folder: page readings, page images, answers of the model, reviews; `.gouji` beside
    the results where none is given."""
    database: str | None = None
    """The URL of the database; a file in the data folder where none is given."""
    dpi: int = 200
    """The resolution at which pages of a PDF are drawn to be recognised."""
    second_reader: SecondReader = "none"
    """A recogniser of another make that reads accused and doubted figures once more."""
    page_seconds: float = 120.0
    """A page that takes longer to read is given up, in seconds."""

    queue: str | None = None
    """Where jobs are dispatched: ``redis://...`` or ``postgresql://...`` for workers on several
    machines; a file in the data folder where none is given."""
    document_seconds: float = Field(default=1800.0, gt=0)
    """How long a try of a document may take in a worker; pages that were read are kept."""
    document_memory: int | None = Field(default=None, ge=256 * 1024 * 1024)
    """The most address space, in bytes, of the process that works on a document."""
    tries: int = Field(default=3, ge=1)
    """How often a document's own work may die or run out of time before it is set aside."""
    lease_seconds: float = Field(default=30.0, gt=0)
    """How long a job stays with a worker that gives no sign of life."""

    model: str | None = None
    """The language model, as its endpoint names it."""
    base_url: str | None = None
    """The endpoint of the model, of the OpenAI kind; OpenAI's own where none is given."""
    api_key: SecretStr | None = None
    """The key of the endpoint. It is never written anywhere."""
    ask: Ask = "plan"
    """Whether the model says which column is which field, or returns the rows."""
    mode: Mode = "auto"
    """How the endpoint is held to a schema; the best that it supports by default."""
    vision: bool = False
    """Whether the model reads doubtful cells again from their pictures."""
    concurrency: int = Field(default=8, ge=1, le=1024)
    """Requests to the model under way side by side."""
    request_seconds: float = Field(default=180.0, gt=0)
    """A request that takes longer is given up, in seconds."""
    attempts: int = Field(default=6, ge=1)
    """How often a request is sent where the endpoint is busy or down."""
    reasks: int = Field(default=2, ge=0)
    """How often rows are asked again because their answer can't stand."""
    piece_tokens: int = Field(default=3000, ge=200)
    """The most tokens (estimated) of table text in one request."""
    answer_tokens: int = Field(default=8000, ge=200)
    """The most tokens of one answer; a piece whose answer is longer is cut smaller."""
    max_cost: Decimal | None = None
    """Asking stops when so much is spent, in the currency of the price list."""
    prices: Path | None = None
    """A price list in place of the one that comes along (TOML)."""
    examples: int = Field(default=2, ge=0)
    """How many examples of the store a request shows at most."""
    examples_from_desk: bool = False
    """Whether the tables of a document are added to the examples by themselves as soon as nothing
    in it is in doubt at the review desk."""
    embeddings: str | None = None
    """An embedding model of the endpoint; character n-grams where none is named."""
    chroma_url: str | None = None
    """A Chroma server for the examples; a folder in the data folder where none is given."""

    upload_bytes: int = Field(default=256 * 1024 * 1024, ge=1)
    """The largest upload that the service takes, a document or an archive."""
    upload_seconds: float = Field(default=300.0, gt=0)
    """How long one upload may take to arrive."""
    uploads_at_once: int = Field(default=8, ge=1)
    """How many uploads the service receives side by side; further ones are told to come again."""
    archive_entries: int = Field(default=1000, ge=1)
    """The most entries of an uploaded archive."""
    archive_bytes: int = Field(default=1024 * 1024 * 1024, ge=1)
    """The most bytes that an uploaded archive may unpack to."""
    waiting_per_client: int = Field(default=500, ge=1)
    """How many documents of one client may wait; further uploads are told to come again."""
    waiting_in_all: int = Field(default=5000, ge=1)
    """How many documents of all clients may wait."""
    requests_per_second: float = Field(default=50.0, gt=0)
    """How many requests a second one client may send on the long run."""
    requests_at_once: int = Field(default=100, ge=1)
    """How many requests one client may send in one go, after a pause."""
    cors_origins: tuple[str, ...] = ()
    """Web pages from elsewhere that a browser lets call the service (a JSON list); none."""
    api_docs: bool = False
    """Whether the service has a page /docs; its script comes from a public network (jsDelivr)."""
    otel: bool = False
    """Whether the service sends OpenTelemetry traces, to where OTEL_EXPORTER_OTLP_... says."""

    @model_validator(mode="before")
    @classmethod
    def _auto_where_a_model_is_named(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("engine") is None:
            return {**given, "engine": "auto" if given.get("model") else "headers"}
        return given
