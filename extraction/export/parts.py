"""A Parquet data set of many documents' cells: a part for each document, merged by bucket.

A part is made anew with its document and takes the place of the old one, so no row of an
earlier result stays. Its metadata hold what must be known without reading the result.
"""

import hashlib
import io
import json
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from extraction.export.cells import arrow_schema, arrow_table, flat_cells
from extraction.export.columns import Kinds
from extraction.export.result import Result
from schemas.errors import VerificationError

BUCKETS = 256
"""Documents are dealt to so many buckets by their names: at a million documents about 4,000 to
each, which is a file of tens of MB."""

_FACTS = b"gouji"
_STAMP = b"gouji.parts"
_ROWS = 200_000
"""Rows of a row group of a merged file, more or less: what is held in memory at once."""


def bucket_of(name: str) -> int:
    """The bucket of a document, by its name within the input alone."""
    return int(_digest(name)[:8], 16) % BUCKETS


def part_name(name: str) -> str:
    """The file of a document's part within the results."""
    return f"parts/bucket={bucket_of(name)}/{_digest(name)[:32]}.parquet"


def merged_name(bucket: int) -> str:
    """The file of a bucket's cells within the results; `cells/` is the data set."""
    return f"cells/bucket={bucket}/cells.parquet"


def part_content(name: str, result: Result, kinds: Kinds, facts: Mapping[str, object]) -> bytes:
    """The part of a document: all its cells, its name in column ``path``, facts in the metadata.

    ``facts`` is anything that JSON can say. Equal arguments give equal bytes.
    """
    told = json.dumps(facts, sort_keys=True).encode()
    schema = _schema().with_metadata({_FACTS: told})
    cells = list(flat_cells(result, kinds))
    table = arrow_table(cells)
    paths = pa.array([name] * len(cells), pa.string())
    file = io.BytesIO()
    pq.write_table(table.add_column(0, "path", paths).cast(schema), file, compression="zstd")
    return file.getvalue()


def facts_of(part: bytes) -> Mapping[str, object]:
    """The facts of a part; none where it is none of ours, or is damaged."""
    try:
        told = (pq.read_schema(io.BytesIO(part)).metadata or {}).get(_FACTS)
        facts = {} if told is None else json.loads(told)
    except (pa.ArrowException, ValueError, OSError):
        return MappingProxyType({})
    return MappingProxyType(facts if isinstance(facts, dict) else {})


def stamp_of(merged: BinaryIO) -> str | None:
    """What a merged file was made of, as it was told; None where it is damaged."""
    try:
        told = (pq.read_schema(merged).metadata or {}).get(_STAMP)
    except (pa.ArrowException, ValueError, OSError):
        return None
    return None if told is None else told.decode()


def merge(parts: Iterable[tuple[str, bytes]], target: Path, stamp: str) -> int:
    """Write the rows of all parts to one file, in their order; say how many rows.

    About 200,000 rows are held at once. Each part comes with what it is called.
    Raises VerificationError where one is no part.
    """
    schema = _schema().with_metadata({_STAMP: stamp.encode()})
    held: list[pa.Table] = []
    rows = count = 0
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for name, part in parts:
            table = _table(name, part).cast(schema)
            held.append(table)
            rows += table.num_rows
            count += table.num_rows
            if rows >= _ROWS:
                writer.write_table(pa.concat_tables(held))
                held, rows = [], 0
        if held:
            writer.write_table(pa.concat_tables(held))
    return count


def _table(name: str, part: bytes) -> pa.Table:
    try:
        return pq.read_table(io.BytesIO(part), schema=_schema())
    except (pa.ArrowException, OSError):
        raise VerificationError(
            f"{name}: is no part of a result; remove it and run again"
        ) from None


def _schema() -> pa.Schema:
    return arrow_schema().insert(0, pa.field("path", pa.string()))


def _digest(name: str) -> str:
    # In one Unicode form, as names of results are compared.
    return hashlib.sha256(unicodedata.normalize("NFC", name).encode()).hexdigest()
