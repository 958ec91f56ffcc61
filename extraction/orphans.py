"""A process that works for another ends when that one does, however it ended."""

import os
import threading
import time

_LOOK = 0.5
"""Seconds between two looks for the other process."""
_ORPHANED = 3


def end_with(parent: int) -> None:
    """End this process soon after its parent process (by its id) is gone.

    A killed process can tell its children nothing, and what they would go on with is nobody's.
    """
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(_ORPHANED)
