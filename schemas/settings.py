"""Settings by environment (`GOUJI_...`), `.env` file and flags."""

from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

Engine = Literal["headers"]


class Settings(BaseSettings):
    """How a run is made. Sizes are limits that protect the machine from hostile input."""

    model_config = SettingsConfigDict(
        env_prefix="GOUJI_", env_file=".env", extra="ignore", frozen=True
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
    dpi: int = 200
    page_seconds: float = 120.0
