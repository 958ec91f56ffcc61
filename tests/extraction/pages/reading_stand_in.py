"""A page reader for the tests of the pool: page 1 or 2 does what the file's name says."""

import os
import time
from pathlib import Path

from schemas.errors import OversizeError
from schemas.page import Page
from schemas.settings import Settings


def read_page(path: Path, number: int, settings: Settings) -> tuple[Page, bytes]:
    """A blank page, unless it is to hang or to die."""
    if number == 2 and path.stem == "hangs":
        time.sleep(60)
    if path.stem == "steady":
        time.sleep(0.5)
    if number == 1 and path.stem == "slow":
        time.sleep(3)
    if number == 2 and path.stem == "large":
        raise OversizeError(f"{path}: page 2 is too large; scan it coarser")
    if number == 2 and path.stem == "dies":
        os._exit(3)
    return Page(number=number, width=595, height=842), f"{path.stem} {number}".encode()


def read_any_page(_: Path, number: int, __: Settings) -> tuple[Page, bytes]:
    """A blank page, whatever the file's name says."""
    return Page(number=number, width=595, height=842), f"any {number}".encode()
