"""The limits that keep hostile tables from filling the memory."""

from schemas.errors import OversizeError
from schemas.settings import Settings

# Blank places are cheap but not free: merged cells may add this many to each allowed row.
_BLANKS_PER_ROW = 10


class TableLimits:
    """Counts rows and blank places over all tables of one document; each count may raise."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self.max_columns = settings.max_columns
        self.max_rows = settings.max_rows
        self._rows = 0
        self._blanks = 0

    def check_columns(self, columns: int, line: int) -> None:
        """Raises OversizeError where a row has too many cells."""
        if columns > self.max_columns:
            raise OversizeError(
                f"{self.name}: the table row in line {line} has {columns} cells or more, over the "
                f"limit of {self.max_columns}; raise GOUJI_MAX_COLUMNS if it is really so wide"
            )

    def count_row(self, line: int) -> None:
        """Count a table row; raises OversizeError where it is one too many."""
        self._rows += 1
        if self._rows > self.max_rows:
            raise OversizeError(
                f"{self.name}: the table row in line {line} is over the limit of "
                f"{self.max_rows} rows; split the file or raise GOUJI_MAX_ROWS"
            )

    def count_blanks(self, blanks: int, line: int) -> None:
        """Count places under merged cells; raises OversizeError where they are too many."""
        self._blanks += blanks
        if self._blanks > self.max_rows * _BLANKS_PER_ROW:
            raise OversizeError(
                f"{self.name}: the merged cells of the table in line {line} cover too many "
                "places; correct its rowspan and colspan or raise GOUJI_MAX_ROWS"
            )
