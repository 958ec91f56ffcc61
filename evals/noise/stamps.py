"""Stamps pressed over a page: the red round seal of an office, a blue date stamp."""

import numpy as np
from PIL import Image, ImageDraw

from evals.noise.scan import Scan, Step, as_rgb, clipped
from evals.rendering.draw import POINTS, Pixels
from evals.rendering.fonts import Typeface

RED = (205, 25, 35)
BLUE = (35, 60, 170)
_SEAL = 119.0
"""The diameter of an office seal in points (42 mm)."""
_FINE = 2
"""Stamps are drawn this many times larger and scaled down."""


def red_seal(name: str, strength: float) -> Step:
    """Press a round seal over the focus of the scan; ``strength`` is how much ink, 0..1."""

    def step(scan: Scan, rng: np.random.Generator) -> Scan:
        face = Typeface("serif")
        mask = _seal_mask(name, face, round(_SEAL * scan.dpi / POINTS), rng.uniform(-8, 8))
        return _pressed(scan, mask, RED, strength, rng)

    return step


def blue_stamp(lines: tuple[str, ...], strength: float) -> Step:
    """Press a framed stamp with some lines of text near the focus of the scan."""

    def step(scan: Scan, rng: np.random.Generator) -> Scan:
        mask = _frame_mask(lines, Typeface("hei"), scan.dpi / POINTS, rng.uniform(-6, 6))
        return _pressed(scan, mask, BLUE, strength, rng)

    return step


def _seal_mask(name: str, face: Typeface, pixels: int, turn: float) -> Pixels:
    size = pixels * _FINE
    image = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(image)
    ring = max(2, size // 32)
    pen.ellipse((ring, ring, size - ring, size - ring), outline=255, width=ring)
    middle, radius = size / 2, size * 0.17
    angles = [np.pi * (k / 5) - np.pi / 2 for k in range(10)]
    lengths = [radius if k % 2 == 0 else radius * 0.38 for k in range(10)]
    star = [
        (middle + r * float(np.cos(a)), middle + r * float(np.sin(a)))
        for a, r in zip(angles, lengths, strict=True)
    ]
    pen.polygon(star, fill=255)
    spread = 250.0
    for number, char in enumerate(name):
        degrees = -spread / 2 + spread * (number + 0.5) / len(name)
        _paste_char(image, char, face, degrees, size)
    turned = image.rotate(turn, resample=Image.Resampling.BICUBIC)
    return np.asarray(turned.resize((pixels, pixels), Image.Resampling.BOX), dtype=np.uint8)


def _paste_char(image: Image.Image, char: str, face: Typeface, degrees: float, size: int) -> None:
    """Write one character on the ring, upright from the middle, clockwise from the top."""
    em = round(size * 0.115)
    tile = Image.new("L", (em * 2, em * 2), 0)
    ImageDraw.Draw(tile).text((em, em), char, font=face.at(em, bold=True), fill=255, anchor="mm")
    tile = tile.rotate(-degrees, resample=Image.Resampling.BICUBIC)
    far = size * 0.375
    x = size / 2 + far * float(np.sin(np.radians(degrees)))
    y = size / 2 - far * float(np.cos(np.radians(degrees)))
    image.paste(255, (round(x - em), round(y - em)), tile)


def _frame_mask(lines: tuple[str, ...], face: Typeface, scale: float, turn: float) -> Pixels:
    em = round(11 * scale) * _FINE
    font = face.at(em)
    wide = round(max(font.getlength(line) for line in lines)) + em
    tall = round(len(lines) * em * 1.35 + em * 0.7)
    image = Image.new("L", (wide + 2 * em, tall + 2 * em), 0)
    pen = ImageDraw.Draw(image)
    frame = (em, em, em + wide, em + tall)
    pen.rectangle(frame, outline=255, width=max(2, em // 9))
    for number, line in enumerate(lines):
        y = em * (1.4 + 1.35 * number)
        pen.text((em + wide / 2, y), line, font=font, fill=255, anchor="ma")
    turned = image.rotate(turn, resample=Image.Resampling.BICUBIC)
    small = (turned.width // _FINE, turned.height // _FINE)
    return np.asarray(turned.resize(small, Image.Resampling.BOX), dtype=np.uint8)


def _pressed(
    scan: Scan,
    mask: Pixels,
    colour: tuple[int, int, int],
    strength: float,
    rng: np.random.Generator,
) -> Scan:
    """Multiply the colour into the page where the mask is, with gaps as ink leaves them."""
    pixels = as_rgb(scan.pixels).astype(np.float64)
    height, width = pixels.shape[:2]
    x, y = scan.focus or (scan.size[0] * 0.7, scan.size[1] * 0.4)
    left = round(x * scan.dpi / POINTS - mask.shape[1] / 2)
    top = round(y * scan.dpi / POINTS - mask.shape[0] / 2)
    left = min(max(left, 0), max(width - mask.shape[1], 0))
    top = min(max(top, 0), max(height - mask.shape[0], 0))
    part = pixels[top : top + mask.shape[0], left : left + mask.shape[1]]
    grain = rng.uniform(0.75, 1.0, part.shape[:2])
    ink = strength * grain * mask[: part.shape[0], : part.shape[1]] / 255.0
    part *= 1 - ink[:, :, None] * (1 - np.array(colour) / 255.0)
    return scan._replace(pixels=clipped(pixels))
