"""Chinese fonts of the system, found by their usual places or by fontconfig."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from PIL import ImageFont

Family = Literal["serif", "sans", "hei"]

PACKAGES: Mapping[Family, str] = MappingProxyType(
    {"serif": "fonts-noto-cjk", "sans": "fonts-noto-cjk", "hei": "fonts-wqy-zenhei"}
)
_FILES: Mapping[tuple[Family, bool], tuple[str, int]] = MappingProxyType(
    {
        ("serif", False): ("NotoSerifCJK-Regular.ttc", 2),
        ("serif", True): ("NotoSerifCJK-Bold.ttc", 2),
        ("sans", False): ("NotoSansCJK-Regular.ttc", 2),
        ("sans", True): ("NotoSansCJK-Bold.ttc", 2),
        ("hei", False): ("wqy-zenhei.ttc", 0),
        ("hei", True): ("wqy-zenhei.ttc", 0),
    }
)
"""File name, and the index of the simplified face in a collection."""
_FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/opentype/noto-cjk",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/truetype/wqy",
    "/usr/share/fonts/wqy-zenhei",
    "/usr/local/share/fonts",
)
_MEASURED_AT = 200


class MissingFontError(RuntimeError):
    """No Chinese font is installed; the message names the package that has it."""


def find_font(family: Family, bold: bool = False) -> tuple[Path, int]:
    """The file and collection index of a family.

    Raises:
        MissingFontError: it is not installed.
    """
    name, index = _FILES[family, bold]
    for folder in (*_FOLDERS, str(Path.home() / ".fonts")):
        path = Path(folder) / name
        if path.is_file():
            return path, index
    for path in _listed():
        if path.name == name:
            return path, index
    raise MissingFontError(
        f"the font {name} is not installed; on Debian: apt-get install {PACKAGES[family]}"
    )


def _listed() -> tuple[Path, ...]:
    command = shutil.which("fc-list")
    if command is None:
        return ()
    done = subprocess.run(
        [command, ":lang=zh", "file"], capture_output=True, text=True, check=False
    )
    return tuple(Path(line.split(":")[0].strip()) for line in done.stdout.splitlines())


class Typeface:
    """A family in regular and bold: widths in points, and fonts for drawing at a size."""

    def __init__(self, family: Family) -> None:
        self._files = {bold: find_font(family, bold) for bold in (False, True)}
        self._fonts: dict[tuple[int, bool], ImageFont.FreeTypeFont] = {}

    def at(self, pixels: int, bold: bool = False) -> ImageFont.FreeTypeFont:
        """The font at an em size in pixels."""
        key = (max(pixels, 1), bold)
        if key not in self._fonts:
            path, index = self._files[bold]
            self._fonts[key] = ImageFont.truetype(str(path), key[0], index=index)
        return self._fonts[key]

    def width(self, text: str, size: float) -> float:
        """The width of a text in points at a size in points."""
        return float(self.at(_MEASURED_AT).getlength(text)) * size / _MEASURED_AT


class HalfWidths:
    """Widths where Latin is half an em and everything else a whole one; needs no font."""

    def width(self, text: str, size: float) -> float:
        """The width of a text in points at a size in points."""
        return sum(0.5 if char < "\u0100" else 1.0 for char in text) * size
