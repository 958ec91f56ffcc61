"""Texts as vectors by their runs of one to three characters: no model, nothing to download.

Titles of one form in two departments share most of their characters, which is all that is asked
here. Each run is hashed to a place and a sign (crc32), so that unlike runs that meet in a place
cancel out on average.
"""

import math
import zlib
from collections import Counter
from collections.abc import Sequence

from schemas.label import normal_form, without_year

DIMENSIONS = 1024
_LONGEST = 3


def ngram_vector(text: str) -> list[float]:
    """The vector of a text, of length 1; all zeros where the text says nothing.

    Years are left out, and runs that come often count little more than those that come once.
    """
    plain = without_year(normal_form(text))
    runs = Counter(
        plain[start : start + length]
        for length in range(1, _LONGEST + 1)
        for start in range(len(plain) - length + 1)
    )
    vector = [0.0] * DIMENSIONS
    for run, count in runs.items():
        digest = zlib.crc32(run.encode("utf-8", "replace"))
        sign = -1.0 if digest & 0x8000_0000 else 1.0
        vector[digest % DIMENSIONS] += sign * (1.0 + math.log(count)) * len(run)
    size = math.sqrt(math.fsum(value * value for value in vector))
    return [value / size for value in vector] if size else vector


def ngram_vectors(texts: Sequence[str]) -> list[list[float]]:
    """The vectors of several texts, in their order."""
    return [ngram_vector(text) for text in texts]
