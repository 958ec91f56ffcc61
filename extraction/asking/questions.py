"""Who is asked, and what a question may end in when it stays without an answer."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from pydantic import BaseModel

from extraction.models.client import Answered
from extraction.models.port import Message
from schemas.errors import AnswerError, CostError, EndpointError, PendingError, UsageError

T = TypeVar("T", bound=BaseModel)

NO_ANSWER = (AnswerError, EndpointError, UsageError, CostError, PendingError)
"""What a question may end in; the document goes on without its answer."""


class Desk(Protocol):
    """Whoever answers: a model behind an endpoint, a record, a batch file."""

    async def ask(self, messages: Sequence[Message], answer_type: type[T]) -> Answered[T]:
        """The answer of the model as the type says. Raises one of `NO_ANSWER`."""
        ...
