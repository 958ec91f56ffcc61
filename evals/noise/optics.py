"""What lenses, sensors, light and file formats do to a page image."""

from typing import cast

import cv2
import numpy as np

from evals.noise.scan import Floats, Scan, Step, as_rgb, clipped
from evals.rendering.draw import Pixels


def resampled(dpi: float) -> Step:
    """Bring the image to another resolution."""

    def step(scan: Scan, _rng: np.random.Generator) -> Scan:
        height, width = scan.pixels.shape[:2]
        ratio = dpi / scan.dpi
        size = (round(width * ratio), round(height * ratio))
        way = cv2.INTER_AREA if ratio < 1 else cv2.INTER_CUBIC
        return scan._replace(
            pixels=cast(Pixels, cv2.resize(scan.pixels, size, interpolation=way)), dpi=dpi
        )

    return step


def blur(sigma: float) -> Step:
    """Gaussian blur; sigma in pixels."""

    def step(scan: Scan, _rng: np.random.Generator) -> Scan:
        return scan._replace(pixels=cast(Pixels, cv2.GaussianBlur(scan.pixels, (0, 0), sigma)))

    return step


def noise(sigma: float) -> Step:
    """Gaussian noise; sigma in grey levels of 0..255."""

    def step(scan: Scan, rng: np.random.Generator) -> Scan:
        grain = rng.normal(0.0, sigma, scan.pixels.shape)
        return scan._replace(pixels=clipped(scan.pixels + grain))

    return step


def jpeg(quality: int) -> Step:
    """Save as JPEG and read again; quality 1..100."""

    def step(scan: Scan, _rng: np.random.Generator) -> Scan:
        options = [cv2.IMWRITE_JPEG_QUALITY, quality]
        if scan.pixels.ndim == 3:
            _, data = cv2.imencode(".jpg", scan.pixels[:, :, ::-1], options)
            read = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))[:, :, ::-1]
        else:
            _, data = cv2.imencode(".jpg", scan.pixels, options)
            read = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))
        return scan._replace(pixels=np.ascontiguousarray(read, dtype=np.uint8))

    return step


def faint(ink: float) -> Step:
    """Leave only a share of the ink, as a worn cartridge does."""

    def step(scan: Scan, _rng: np.random.Generator) -> Scan:
        return scan._replace(pixels=clipped(255 - (255 - scan.pixels.astype(float)) * ink))

    return step


def uneven_light(depth: float) -> Step:
    """Darken the page towards one side and a corner, by ``depth`` (0..1) at most."""

    def step(scan: Scan, rng: np.random.Generator) -> Scan:
        shade = _shade(scan.pixels.shape[:2], depth, rng)
        if scan.pixels.ndim == 3:
            shade = shade[:, :, None]
        return scan._replace(pixels=clipped(scan.pixels * shade))

    return step


def _shade(shape: tuple[int, ...], depth: float, rng: np.random.Generator) -> Floats:
    height, width = shape
    ys, xs = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    slope = (xs - 0.5) * np.cos(angle) + (ys - 0.5) * np.sin(angle) + 0.5
    spot = rng.uniform(0.1, 0.9, 2)
    shadow = np.exp(-(((xs - spot[0]) / 0.35) ** 2 + ((ys - spot[1]) / 0.3) ** 2))
    return np.asarray(1 - depth * np.clip(0.65 * slope + 0.35 * shadow, 0, 1), dtype=np.float64)


def tinted(red: float, green: float, blue: float) -> Step:
    """Colour the light: the three channels by their factors."""

    def step(scan: Scan, _rng: np.random.Generator) -> Scan:
        return scan._replace(pixels=clipped(as_rgb(scan.pixels) * np.array([red, green, blue])))

    return step


def speckle(share: float) -> Step:
    """Specks of dust and toner, dark and light, over a share of the pixels."""

    def step(scan: Scan, rng: np.random.Generator) -> Scan:
        drawn = rng.random(scan.pixels.shape[:2])
        dark = (drawn < share * 0.12).astype(np.uint8)
        grown = np.asarray(cv2.dilate(dark, np.ones((2, 2), np.uint8)))
        pixels = scan.pixels.copy()
        pixels[grown > 0] = 30
        pixels[drawn > 1 - share * 0.4] = 255
        return scan._replace(pixels=pixels)

    return step


def fax(threshold: int) -> Step:
    """Black and white only: what is darker than the threshold (0..255) is black."""

    def step(scan: Scan, _rng: np.random.Generator) -> Scan:
        grey = scan.pixels
        if grey.ndim == 3:
            grey = cast(Pixels, cv2.cvtColor(grey, cv2.COLOR_RGB2GRAY))
        return scan._replace(
            pixels=np.where(grey < threshold, 0, 255).astype(np.uint8), bilevel=True
        )

    return step
