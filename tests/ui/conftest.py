import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner, Result

from schemas.document import Document, DocumentInfo
from schemas.errors import EmptyInputError, UnknownFormatError
from schemas.settings import Settings
from tests.extraction.export.worked_example import document
from ui.cli import app

Gouji = Callable[..., Result]


@pytest.fixture
def gouji() -> Gouji:
    """Run the command line with these arguments."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A pipeline that finds the worked example in every text; gives the paths it was asked for."""
    asked: list[Path] = []

    def extract(
        path: Path, settings: Settings, on_page: object = None, answers: object = None
    ) -> Document:
        asked.append(path)
        content = path.read_bytes()
        if not content:
            raise EmptyInputError(f"{path.name}: the file is empty; supply the document again")
        if b"\x00" in content:
            raise UnknownFormatError("this is no text; supply a text, Markdown or HTML file")
        if b"crash" in content:
            raise ZeroDivisionError("a defect\nof ours")
        made = document(path.name)
        info = DocumentInfo(name=path.name, sha256="cd" * 32, media_type="text/plain")
        return made.model_copy(update={"info": info})

    module = ModuleType("extraction.pipeline")
    module.extract = extract  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "extraction.pipeline", module)
    return asked
