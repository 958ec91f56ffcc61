"""Text that comes from an HTML parser in pieces."""

import re

from schemas.grid import Paragraph
from schemas.source import Source

_LAYOUT_BLANKS = str.maketrans("\t\n\r\f", "    ")
# What a reader of cell text would take for markup, though here it is printed.
_LOOKS_LIKE_MARKUP = re.compile(r"<[A-Za-z/!]|&[A-Za-z#]")


class CellText:
    """The text of one cell; breaks of markup are line breaks, those of the source are blanks."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def add(self, piece: str) -> None:
        """Append text as it stands in the source."""
        self._pieces.append(piece.translate(_LAYOUT_BLANKS))

    def break_line(self) -> None:
        """Begin a new printed line."""
        self._pieces.append("\n")

    def take(self) -> str:
        """The text without layout blanks, and begin anew."""
        lines = (_one_blank(line) for line in "".join(self._pieces).split("\n"))
        text = "\n".join(line for line in lines if line)
        self._pieces.clear()
        return text


class ParagraphText:
    """The text of one paragraph and the line in which it begins."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._line = 0

    def add(self, piece: str, line: int) -> None:
        """Append text that begins in ``line`` of the source."""
        if not self._pieces:
            body = piece.lstrip()
            if not body:
                return
            self._line = line + piece.count("\n", 0, len(piece) - len(body))
        self._pieces.append(piece.translate(_LAYOUT_BLANKS))

    def take(self) -> list[Paragraph]:
        """The paragraph, if any text has come, and begin anew."""
        text = _one_blank("".join(self._pieces)).strip()
        self._pieces.clear()
        return [Paragraph(text=text, source=Source(line=self._line))] if text else []


def escaped(text: str) -> str:
    """The text with HTML escapes where printed signs look like markup.

    So they survive the cleaning of cell text, which takes markup out.
    """
    if _LOOKS_LIKE_MARKUP.search(text):
        return text.replace("&", "&amp;").replace("<", "&lt;")
    return text


def _one_blank(text: str) -> str:
    # Only layout blanks: an ideographic space is printed and may indent.
    return " ".join(word for word in text.split(" ") if word)
