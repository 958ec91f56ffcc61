"""How a model is held to a schema: JSON schema, tools or JSON, whichever its endpoint takes."""

from typing import Literal

from extraction.records.answers import AnswerStore
from schemas.settings import Settings

StructuredMode = Literal["json_schema", "tools", "json"]

ORDER: tuple[StructuredMode, ...] = ("json_schema", "tools", "json")
"""The order in which they are tried, from the one that binds a model the most."""


class Modes:
    """The mode that an endpoint takes, remembered in the data folder by URL and model."""

    def __init__(self, settings: Settings, store: AnswerStore | None = None) -> None:
        self._store = store
        self._name = f"mode {settings.base_url or 'default'} {settings.model}"
        self._fixed = settings.mode != "auto"
        self._current: StructuredMode = settings.mode if settings.mode != "auto" else ORDER[0]
        known = store.fact(self._name) if store is not None and not self._fixed else None
        self._kept = known
        for mode in ORDER:
            if mode == known:
                self._current = mode

    @property
    def current(self) -> StructuredMode:
        """The mode to ask in."""
        return self._current

    def refused(self, mode: StructuredMode) -> StructuredMode | None:
        """The mode to try after the endpoint has refused this one, or None if there is none.

        A mode that was set is never changed for another.
        """
        if mode != self._current:
            return self._current
        place = ORDER.index(mode) + 1
        if self._fixed or place == len(ORDER):
            return None
        self._current = ORDER[place]
        return self._current

    def took(self, mode: StructuredMode) -> None:
        """The endpoint has taken this mode: the next runs begin with it."""
        if self._store is None or self._fixed or self._kept == mode:
            return
        self._store.keep_fact(self._name, mode)
        self._kept = mode
