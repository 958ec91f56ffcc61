"""Embeddings that need no model: hashed character n-grams, as a vector of length one."""

import math
import zlib
from collections.abc import Sequence

DIMENSIONS = 256
_LONGEST = 3


def embedding(text: str) -> Sequence[float]:
    """The vector of a text; texts that share runs of characters point the same way."""
    vector = [0.0] * DIMENSIONS
    for length in range(1, _LONGEST + 1):
        for start in range(len(text) - length + 1):
            code = zlib.crc32(text[start : start + length].encode("utf-8", "surrogatepass"))
            vector[code % DIMENSIONS] += 1.0 if code & 0x8000_0000 else -1.0
    norm = math.sqrt(sum(value * value for value in vector)) or 1.0
    return [value / norm for value in vector]
