"""Named conditions: a resolution and the degradations in their order."""

from typing import NamedTuple

import numpy as np

from evals.noise.geometry import photographed, rotation, skew
from evals.noise.optics import (
    blur,
    faint,
    fax,
    jpeg,
    noise,
    resampled,
    speckle,
    tinted,
    uneven_light,
)
from evals.noise.scan import Scan, Step
from evals.noise.stamps import blue_stamp, red_seal
from evals.rendering.draw import draw_page
from evals.rendering.fonts import Typeface
from evals.rendering.placed import PlacedPage
from schemas.errors import UsageError

_DRAWN_AT = 300.0
_OFFICE = "云泽市青岚区财政局预算科"


class Condition(NamedTuple):
    """A way to spoil a page: first its resolution in dots per inch, then the steps."""

    name: str
    dpi: float
    steps: tuple[Step, ...] = ()


CONDITIONS = (
    Condition("clean300", 300),
    Condition("clean200", 200),
    Condition("clean150", 150),
    Condition("clean100", 100),
    Condition("rotate+2", 200, (rotation(2.0),)),
    Condition("rotate-2", 200, (rotation(-2.0),)),
    Condition("skew", 200, (skew(1.2), jpeg(60))),
    Condition("blur", 200, (blur(1.3),)),
    Condition("noise", 200, (noise(30),)),
    Condition("jpeg40", 200, (jpeg(40),)),
    Condition("fax", 200, (blur(0.5), noise(18), speckle(0.001), fax(150))),
    Condition("fax150", 150, (blur(0.6), noise(25), fax(150))),
    Condition("faint", 200, (faint(0.45), uneven_light(0.35), noise(8))),
    Condition("scan150", 150, (rotation(1.2), blur(0.7), noise(15), jpeg(40))),
    Condition("heavy150", 150, (rotation(-1.5), blur(1.2), noise(25), jpeg(25))),
    Condition(
        "phone",
        200,
        (photographed(0.06), uneven_light(0.4), tinted(1.0, 0.96, 0.88), blur(0.8), jpeg(70)),
    ),
    Condition("seal", 200, (red_seal(_OFFICE, 0.85), jpeg(75))),
    Condition("stamp", 200, (blue_stamp(("收 讫", "2024.02.06"), 0.8), jpeg(75))),
    Condition("speckle", 200, (speckle(0.01),)),
)


def find_condition(name: str) -> Condition:
    """The condition of a name.

    Raises:
        UsageError: there is none.
    """
    for condition in CONDITIONS:
        if condition.name == name:
            return condition
    known = ", ".join(condition.name for condition in CONDITIONS)
    raise UsageError(f"there is no condition {name}; the conditions are: {known}")


def scan_page(page: PlacedPage, face: Typeface, condition: Condition, seed: int) -> Scan:
    """Draw a page and spoil it; the same seed gives the same image."""
    rng = np.random.default_rng([seed, page.number])
    dpi = _DRAWN_AT
    return spoilt(Scan(draw_page(page, face, dpi), dpi, np.eye(3), _focus(page)), condition, rng)


def spoilt(scan: Scan, condition: Condition, rng: np.random.Generator) -> Scan:
    """A page image brought to the resolution of a condition and degraded by its steps."""
    if condition.dpi != scan.dpi:
        scan = resampled(condition.dpi)(scan, rng)
    for step in condition.steps:
        scan = step(scan, rng)
    return scan


def _focus(page: PlacedPage) -> tuple[float, float] | None:
    """The middle of the figure that stands in the middle of all figures."""
    inks = [
        cell.ink
        for cell in page.cells
        if cell.ink is not None and cell.gold_row >= 0 and "." in cell.text
    ]
    if not inks:
        return None
    ink = inks[len(inks) // 2]
    return ((ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2)
