"""A process that works for another ends when that one does, however it ended."""

import os
import signal
import threading
import time
from collections.abc import Callable

_LOOK = 0.5
"""Seconds between two looks for the other process."""
_ORPHANED = 3


def end_with(parent: int) -> None:
    """End this process soon after its parent process (by its id) is gone.

    A killed process can tell its children nothing, and what they would go on with is nobody's.
    """
    _watch(parent, lambda: os._exit(_ORPHANED))


def stop_with(parent: int) -> None:
    """As `end_with`, but as if this process were told to stop (SIGTERM)."""
    _watch(parent, lambda: os.kill(os.getpid(), signal.SIGTERM))


def _watch(parent: int, act: Callable[[], None]) -> None:
    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK)
        act()

    threading.Thread(target=watch, daemon=True).start()
