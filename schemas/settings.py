"""Settings by environment (`GOUJI_...`), `.env` file and flags."""

from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

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
    """How a run is made. Sizes are limits that protect the machine from hostile input."""

    model_config = SettingsConfigDict(
        env_prefix="GOUJI_", env_file=".env", extra="ignore", frozen=True, validate_default=False
    )

    engine: Engine = "headers"
    schema_file: Path | None = None
    max_bytes: int = 64 * 1024 * 1024
    max_line_characters: int = 1_000_000
    max_columns: int = 1_000
    max_rows: int = 200_000
    max_scan_bytes: int = 2 * 1024 * 1024 * 1024
    max_pages: int = 5_000
    max_pixels: int = 100_000_000
    jobs: int = 1
    data: Path | None = None
    database: str | None = None
    """The URL of the review database; a file in the data folder where none is given."""
    dpi: int = 200
    second_reader: SecondReader = "none"
    page_seconds: float = 120.0

    model: str | None = None
    base_url: str | None = None
    api_key: SecretStr | None = None
    ask: Ask = "plan"
    mode: Mode = "auto"
    vision: bool = False
    concurrency: int = Field(default=8, ge=1, le=1024)
    request_seconds: float = Field(default=180.0, gt=0)
    attempts: int = Field(default=6, ge=1)
    """How often a request is sent where the endpoint is busy or down."""
    reasks: int = Field(default=2, ge=0)
    """How often rows are asked again because their answer can't stand."""
    piece_tokens: int = Field(default=3000, ge=200)
    """The most tokens (estimated) of table text in one request."""
    answer_tokens: int = Field(default=8000, ge=200)
    max_cost: Decimal | None = None
    prices: Path | None = None
    examples: int = Field(default=2, ge=0)
    embeddings: str | None = None
    """An embedding model of the endpoint; character n-grams where none is named."""
    chroma_url: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _auto_where_a_model_is_named(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("engine") is None:
            return {**given, "engine": "auto" if given.get("model") else "headers"}
        return given
