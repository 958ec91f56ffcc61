"""Questions with pictures: put to a model until it is known to take none."""

import base64
from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel

from extraction.asking.questions import Desk
from extraction.models.client import Answered
from extraction.models.port import Message, NoPicturesError

T = TypeVar("T", bound=BaseModel)


class Refusal:
    """What a run knows of whether its model takes pictures. Text it may be asked all the same."""

    def __init__(self) -> None:
        self._said: NoPicturesError | None = None

    async def ask(
        self, desk: Desk, messages: Sequence[Message], answer_type: type[T]
    ) -> Answered[T]:
        """Ask, unless pictures were refused before: then fail as then. Raises as `Desk.ask`."""
        if self._said is not None:
            raise NoPicturesError(str(self._said))
        try:
            return await desk.ask(messages, answer_type)
        except NoPicturesError as error:
            self._said = error
            raise


def data_url(png: bytes) -> str:
    """A PNG picture as the URL that a request holds."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")
