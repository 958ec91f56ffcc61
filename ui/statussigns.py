"""The signs and colours of statuses as they are drawn on a page image, without a font."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from PIL import ImageDraw, ImageFont

from schemas.table import Status

Colour = tuple[int, int, int]
Spot = tuple[float, float, float]
"""The left edge, the top and the side of a square, in pixels."""

GRAVITY: tuple[Status, ...] = (
    "suspect",
    "repaired",
    "corrected",
    "confirmed",
    "unchecked",
    "proved",
)
"""The statuses, what needs a look first. Of cells that share a place the first is shown."""

COLOURS: Mapping[Status, Colour] = MappingProxyType(
    {
        "proved": (0, 138, 100),
        "repaired": (0, 100, 178),
        "suspect": (204, 51, 17),
        "unchecked": (118, 118, 118),
        "confirmed": (150, 60, 140),
        "corrected": (176, 112, 0),
    }
)
"""Told apart by people with colour blindness too; the signs say the same without colour."""


class Pen(NamedTuple):
    """What a sign is drawn with: the canvas, a colour and a line width in pixels."""

    canvas: ImageDraw.ImageDraw
    colour: Colour
    width: int


def draw_sign(canvas: ImageDraw.ImageDraw, status: Status, spot: Spot) -> None:
    """Draw the sign of a status into a square."""
    pen = Pen(canvas, COLOURS[status], max(1, round(spot[2] / 7)))
    _SIGNS[status](pen, spot)


def _path(pen: Pen, spot: Spot, *points: tuple[float, float]) -> None:
    """A line through points that are given as shares of the square."""
    x, y, side = spot
    places = [(x + side * a, y + side * b) for a, b in points]
    pen.canvas.line(places, fill=pen.colour, width=pen.width, joint="curve")


def _circle(pen: Pen, spot: Spot, radius: float) -> None:
    x, y, side = spot
    low, high = side * (0.5 - radius), side * (0.5 + radius)
    pen.canvas.ellipse((x + low, y + low, x + high, y + high), outline=pen.colour, width=pen.width)


def _tick(pen: Pen, spot: Spot) -> None:
    _path(pen, spot, (0.1, 0.55), (0.4, 0.85), (0.9, 0.15))


def _plus_minus(pen: Pen, spot: Spot) -> None:
    _path(pen, spot, (0.15, 0.4), (0.85, 0.4))
    _path(pen, spot, (0.5, 0.05), (0.5, 0.7))
    _path(pen, spot, (0.15, 0.9), (0.85, 0.9))


def _question(pen: Pen, spot: Spot) -> None:
    x, y, side = spot
    font = ImageFont.load_default(max(6.0, side * 1.3))
    middle = (x + side / 2, y + side / 2)
    pen.canvas.text(
        middle, "?", fill=pen.colour, font=font, anchor="mm", stroke_width=pen.width // 2
    )


def _dash(pen: Pen, spot: Spot) -> None:
    _path(pen, spot, (0.15, 0.5), (0.85, 0.5))


def _rings(pen: Pen, spot: Spot) -> None:
    _circle(pen, spot, 0.48)
    _circle(pen, spot, 0.2)


def _pencil(pen: Pen, spot: Spot) -> None:
    _path(pen, spot, (0.95, 0.05), (0.3, 0.7))
    _path(pen, spot, (0.05, 0.95), (0.35, 0.95))
    _path(pen, spot, (0.3, 0.7), (0.1, 0.95))


_SIGNS: Mapping[Status, Callable[[Pen, Spot], None]] = MappingProxyType(
    {
        "proved": _tick,
        "repaired": _plus_minus,
        "suspect": _question,
        "unchecked": _dash,
        "confirmed": _rings,
        "corrected": _pencil,
    }
)
