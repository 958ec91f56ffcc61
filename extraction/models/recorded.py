"""Answers that were carried here: a batch file was written, answered elsewhere and read back."""

from extraction.models.port import CACHED, Body, body_key
from extraction.records.answers import AnswerStore
from schemas.errors import PendingError


class RecordedCompleter:
    """Answers from the store alone and notes the requests that it can't answer."""

    def __init__(self, store: AnswerStore) -> None:
        self._store = store
        self.pending: dict[str, Body] = {}
        """Bodies of the requests without an answer, by their key, in the order of asking."""

    async def complete(self, body: Body) -> Body:
        """See `Completer.complete`; raises PendingError where the store has no answer."""
        key = body_key(body)
        known = self._store.completion(key)
        if known is not None:
            return {**known, CACHED: True}
        self.pending[key] = body
        raise PendingError(
            "answers of the model are outstanding; write the requests with gouji batch write and "
            "read the answers with gouji batch read"
        )
