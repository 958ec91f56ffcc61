"""Examples follow the desk: a worker beside it looks at each document that changed."""

import queue
import threading
from collections.abc import Callable
from functools import partial

from extraction.learning.deskexamples import DeskExamples
from schemas.errors import GoujiError


class Follower:
    """Keeps examples right while people decide, without a decision waiting for it.

    Where it is ``by_itself``, the tables of a document are added as soon as nothing in it is in
    doubt. What was left undone (the desk was killed) is done when it starts.
    """

    def __init__(
        self,
        examples: DeskExamples,
        *,
        by_itself: bool,
        failed: Callable[[GoujiError], None] = lambda error: None,
    ) -> None:
        """Not started yet; ``failed`` hears of what went wrong, once for each document."""
        self.by_itself = by_itself
        self._examples = examples
        self._failed = failed
        self._changed: queue.Queue[str | None] = queue.Queue()
        self._worker = threading.Thread(target=self._work, name="examples", daemon=True)

    def start(self) -> None:
        """Begin, with every document that examples are from."""
        self._worker.start()

    def tell(self, document_id: str, doubts: int | None = None) -> None:
        """A document changed; ``doubts`` are the cells in doubt still, where that is known."""
        self._changed.put(document_id if doubts != 0 or not self.by_itself else f"+{document_id}")

    def wait(self) -> None:
        """Until everything that was told of is done."""
        self._changed.join()

    def close(self) -> None:
        """Finish what was told of, and end."""
        if self._worker.is_alive():
            self._changed.put(None)
            self._worker.join(timeout=30)

    def _work(self) -> None:
        self._safely(self._catch_up)
        while (told := self._changed.get()) is not None:
            finished = told.startswith("+")
            ident = told.removeprefix("+")
            self._safely(partial(self._examples.follow, ident))
            if finished:
                self._safely(partial(self._examples.add_ready, ident))
            self._changed.task_done()
        self._changed.task_done()

    def _catch_up(self) -> None:
        for ident in sorted(self._examples.documents()):
            self._examples.follow(ident)

    def _safely(self, work: Callable[[], object]) -> None:
        try:
            work()
        except GoujiError as error:
            self._failed(error)
