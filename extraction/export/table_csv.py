"""One table of a result as CSV, as it is printed: a line of headers, a line for each row."""

import csv
import io

from extraction.export.columns import Kinds, columns_of
from extraction.export.inert import csv_text
from extraction.export.result import ResultTable

MARK = "\ufeff"
"""Without it a spreadsheet takes Chinese UTF-8 for another encoding."""


def table_csv(table: ResultTable, kinds: Kinds) -> str:
    """The values of a table under their printed headers and, below those, their field keys.

    No field can run as a formula in a spreadsheet. Blank is empty.
    """
    columns = columns_of(table, kinds)
    text = io.StringIO(newline="")
    text.write(MARK)
    lines = csv.writer(text)
    lines.writerow([csv_text(column.header) for column in columns])
    lines.writerow([csv_text(column.field) for column in columns])
    for row in table.rows:
        values = (row.values.get(column.field) for column in columns)
        lines.writerow([None if value is None else csv_text(value) for value in values])
    return text.getvalue()
