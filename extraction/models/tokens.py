"""How many tokens a text takes, by its characters: no tokenizer has to be downloaded.

The weights are those of the common tokenizers on budget disclosures, within a third; the usage that
an endpoint reports makes them right for its model.
"""

import json
import re
import threading

from extraction.records.answers import AnswerStore, answer_store
from extraction.records.opening import DATABASE
from extraction.records.store import data_folder
from schemas.settings import Settings

_HANZI = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_DIGITS = re.compile(r"[0-9]+")
_LATIN = re.compile(r"[A-Za-z]+")
_BLANK = re.compile(r"\s+")

# Tokens per character. Tokenizers of 2023 and later join about 3 digits, 4 Latin letters and 1.3
# Chinese characters in a token; what is left (points, bars, brackets) is mostly one by one.
_HANZI_WEIGHT = 0.8
_DIGIT_WEIGHT = 0.45
_LATIN_WEIGHT = 0.25
_BLANK_WEIGHT = 0.2
_OTHER_WEIGHT = 0.8

_SMALLEST, _LARGEST = 0.4, 2.5
_ENOUGH = 2_000  # reported tokens before they count: a greeting says nothing about tables


class TokenEstimate:
    """Estimates tokens; learns how far off it is. Safe for threads.

    What is learned counts from the next run on, so that a run cuts all its pieces alike.
    """

    def __init__(self, factor: float = 1.0) -> None:
        """``factor``: tokens of the model for each one by the characters alone."""
        self.factor = min(max(factor, _SMALLEST), _LARGEST)
        self._guessed = 0.0
        self._reported = 0
        self._lock = threading.Lock()

    @classmethod
    def load(cls, settings: Settings, document: str | None = None) -> "TokenEstimate":
        """What earlier runs learned of the model of the settings.

        With the SHA-256 of a document it is what was known when that was cut first: cut
        otherwise, its pieces would be new requests and be paid for again.
        """
        kept = settings.database is not None or (data_folder(settings) / DATABASE).exists()
        if not settings.model or (document is None and not kept):
            return cls()
        store = answer_store(settings)
        try:
            learned = store.fact(_name(settings)) or "1.0"
            if document is None:
                return cls(float(learned))
            name = f"{_name(settings)} {document}"
            pinned = store.fact(name)
            if pinned is None:
                store.keep_fact(name, learned)
            return cls(float(pinned or learned))
        finally:
            store.close()

    def tokens(self, text: str) -> int:
        """The estimated tokens of a text, at least 1 where it is not empty."""
        return self.scaled(raw_tokens(text))

    def scaled(self, raw: float) -> int:
        """Tokens for a count of `raw_tokens`."""
        return max(1, round(raw * self.factor)) if raw else 0

    def learn(self, raw: float, reported: int) -> None:
        """A text of so many `raw_tokens` took so many tokens, as the endpoint reports."""
        with self._lock:
            self._guessed += raw
            self._reported += reported

    def save(self, settings: Settings, store: AnswerStore) -> None:
        """Keep what was learned for the next run. Raises OutputError where it can't be."""
        with self._lock:
            if self._reported < _ENOUGH or not self._guessed:
                return
            factor = min(max(self._reported / self._guessed, _SMALLEST), _LARGEST)
        store.keep_fact(_name(settings), f"{factor:.3f}")


def raw_tokens(text: str) -> float:
    """Tokens by the characters alone."""
    hanzi = _length(_HANZI, text)
    digits = _length(_DIGITS, text)
    latin = _length(_LATIN, text)
    blank = _length(_BLANK, text)
    other = len(text) - hanzi - digits - latin - blank
    return (
        hanzi * _HANZI_WEIGHT
        + digits * _DIGIT_WEIGHT
        + latin * _LATIN_WEIGHT
        + blank * _BLANK_WEIGHT
        + other * _OTHER_WEIGHT
    )


def raw_schema_tokens(schema: object) -> float:
    """Tokens of a schema that goes beside the messages."""
    return raw_tokens(json.dumps(schema, ensure_ascii=False)) if schema else 0.0


def _length(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))


def _name(settings: Settings) -> str:
    return f"tokens {settings.base_url or 'default'} {settings.model}"
