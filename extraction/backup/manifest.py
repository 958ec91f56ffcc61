"""What stands in a backup: a manifest that says what the other members are."""

from schemas.frozen import Frozen

FORMAT = 1
"""The form of a backup. A gouji reads its own and all lower ones."""
MANIFEST = "manifest.json"
EXAMPLES = "examples.jsonl"
TABLES = "tables/"
FILES = "files/"
OTHERS = "data/"


class TableEntry(Frozen):
    """A table: JSON arrays, one a line, in the order of the columns; hash of all lines."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


class FileEntry(Frozen):
    """A file of the data folder by its name there; size in bytes."""

    name: str
    size: int
    sha256: str


class Manifest(Frozen):
    """What a backup holds.

    ``files`` are the hashes of the content-addressed files, ``others`` are all other files of the
    data folder, ``damaged`` those whose content did not fit their hash and which were left out.
    """

    format: int = FORMAT
    gouji: str
    made_at: str
    revision: str
    tables: tuple[TableEntry, ...]
    files: tuple[str, ...]
    others: tuple[FileEntry, ...]
    examples: FileEntry
    damaged: tuple[str, ...] = ()

    def rows(self, table: str) -> int:
        """How many rows of a table it holds."""
        return sum(entry.rows for entry in self.tables if entry.name == table)
