"""Pages spoilt by known amounts come back upright, straight and even; good ones stay as is."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from extraction.imaging.clean import CleanPage, clean
from extraction.imaging.light import evened
from extraction.imaging.orientation import orientation_of
from extraction.imaging.perspective import page_quad
from extraction.imaging.raster import Raster, as_raster, moved, to_gray
from extraction.imaging.rules import find_rules
from extraction.imaging.seals import without_seals
from extraction.imaging.skew import skew_of
from extraction.imaging.speckle import without_speckle
from tests.extraction.imaging.drawing import Drawn, page

DPI = 150.0


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return page(DPI)


def turned(image: Raster, clockwise: float) -> Raster:
    whole = Image.fromarray(image)
    return as_raster(
        np.array(whole.rotate(-clockwise, Image.Resampling.BICUBIC, expand=True, fillcolor="white"))
    )


def grainy(image: Raster, sigma: float) -> Raster:
    noise = np.random.default_rng(3).normal(0, sigma, image.shape)
    return as_raster(np.clip(image + noise, 0, 255))


def photo(image: Raster, corners: NDArray[np.float32], size: tuple[int, int]) -> Raster:
    """The page on a brown table with grain."""
    height, width = image.shape[:2]
    table = np.empty((size[1], size[0], 3), np.uint8)
    table[:] = (110, 80, 60)
    full = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(full, corners)
    seen = cv2.warpPerspective(
        image, matrix, size, dst=table, borderMode=cv2.BORDER_TRANSPARENT, flags=cv2.INTER_AREA
    )
    return grainy(as_raster(seen), 4)


CORNERS = np.array([[130, 110], [1230, 180], [1300, 1640], [60, 1580]], np.float32)
PHOTO = (1400, 1800)


def sealed(image: Raster, ink: tuple[int, int, int], strength: float = 0.85) -> Raster:
    """A ring of 42 mm with a star over the figures, as transparent as ink is."""
    height, width = image.shape[:2]
    layer = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(layer)
    x, y, radius = 700, 900, 125
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=255, width=8)
    angles = np.arange(5) * 4 * np.pi / 5
    draw.polygon([(x + 50 * np.sin(a), y - 50 * np.cos(a)) for a in angles], fill=255)
    share = np.asarray(layer)[..., None] / 255 * strength
    return as_raster(image * (1 - share) + image * (np.array(ink) / 255) * share)


def test_a_good_page_is_left_alone(drawn: Drawn) -> None:
    done = clean(drawn.image, DPI)
    assert done.notes == ()
    assert np.array_equal(done.rgb, drawn.image)
    assert np.array_equal(done.gray, to_gray(drawn.image))
    assert np.array(done.transform) == pytest.approx(np.eye(3).ravel(), abs=1e-12)
    assert (done.width, done.height) == pytest.approx((595, 842), abs=0.5)


def test_a_blank_page_is_left_alone() -> None:
    blank = np.full((1754, 1240, 3), 255, np.uint8)
    done = clean(blank, DPI)
    assert np.array_equal(done.rgb, blank) and done.gray.min() == 255


@pytest.mark.parametrize("ruled", [True, False], ids=["ruled", "plain"])
@pytest.mark.parametrize("angle", [-15, -5, -2, -0.7, -0.1, 0, 0.3, 1.2, 3.3, 5, 9, 15])
def test_skew_is_found_to_a_tenth_of_a_degree(angle: float, ruled: bool) -> None:
    image = turned(page(DPI, ruled=ruled).image, angle)
    assert skew_of(image, DPI) == pytest.approx(angle, abs=0.1)


@pytest.mark.parametrize("angle", [-3, 0, 1.2])
def test_skew_is_found_in_grain(drawn: Drawn, angle: float) -> None:
    assert skew_of(grainy(turned(drawn.image, angle), 25), DPI) == pytest.approx(angle, abs=0.1)


@pytest.mark.parametrize("ruled", [True, False], ids=["ruled", "plain"])
@pytest.mark.parametrize("size", [(595, 842), (842, 595)], ids=["portrait", "landscape"])
@pytest.mark.parametrize("lies", [0, 90, 180, 270])
@pytest.mark.parametrize("angle", [0, 4])
def test_orientation_is_found_by_geometry(
    size: tuple[float, float], lies: int, angle: float, ruled: bool
) -> None:
    upright = turned(page(DPI, size, rows=16, ruled=ruled).image, angle)
    given = as_raster(np.rot90(upright, k=lies // 90))
    found = orientation_of(given, DPI)
    assert (found.turn, found.clear) == (lies, True)


def test_recognition_decides_where_there_is_no_comma() -> None:
    image = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(image)
    for row in range(30):
        for column in range(8):
            for bar in range(5):
                left = 100 + 130 * column + 14 * bar
                draw.rectangle((left, 100 + 45 * row, left + 8, 116 + 45 * row), fill="black")
    plain = as_raster(np.array(image))
    assert not orientation_of(plain, DPI).clear
    asked: list[Raster] = []

    def recognised(given: Raster) -> float:
        asked.append(given)
        return 0.2 if len(asked) == 1 else 0.9

    assert orientation_of(plain, DPI, recognised).turn == 180
    assert len(asked) == 2


@pytest.mark.parametrize("dim", [1.0, 0.55], ids=["even", "shadow"])
def test_the_corners_of_a_photographed_page_are_found(drawn: Drawn, dim: float) -> None:
    given = photo(drawn.image, CORNERS, PHOTO)
    given = as_raster(given * np.linspace(1, dim, PHOTO[0])[None, :, None])
    quad = page_quad(given)
    assert quad is not None
    assert np.abs(quad.corners - CORNERS).max() < 0.01 * min(PHOTO)
    width, height = quad.size
    assert height / width == pytest.approx(2**0.5, rel=0.01)


def test_a_flat_scan_is_no_photo(drawn: Drawn) -> None:
    assert page_quad(drawn.image) is None
    assert page_quad(grainy(drawn.image, 20)) is None
    assert page_quad(turned(drawn.image, 3)) is None


Spoil = Callable[[Raster], tuple[Raster, float]]
SPOILT: tuple[tuple[str, Spoil], ...] = (
    ("skew", lambda image: (turned(image, 2.5), DPI)),
    ("lying", lambda image: (as_raster(np.rot90(image)), DPI)),
    ("upside down and skew", lambda image: (turned(image, 183), DPI)),
    ("photo", lambda image: (photo(image, CORNERS, PHOTO), max(PHOTO) / 11.69)),
)


@pytest.mark.parametrize(("spoil"), [s for _, s in SPOILT], ids=[name for name, _ in SPOILT])
def test_the_kept_page_has_its_rules_and_leads_back(drawn: Drawn, spoil: Spoil) -> None:
    given, dpi = spoil(drawn.image)
    done = clean(given, dpi)
    rules = find_rules(done.gray, done.dpi)
    assert len(rules) == len(drawn.rules)
    slopes = [abs(r.y1 - r.y0) / (r.x1 - r.x0) for r in rules if r.horizontal]
    assert np.rad2deg(max(slopes)) < 0.1
    assert_leads_back(done, given, dpi)


def assert_leads_back(done: CleanPage, given: Raster, dpi: float) -> None:
    """Places of the kept page show, on the given page, what they show themselves."""
    matrix = np.array(done.transform).reshape(3, 3)
    grid = np.stack(np.meshgrid(np.linspace(60, 530, 90), np.linspace(60, 640, 90)), axis=-1)
    kept = grid.reshape(-1, 2).astype(np.float64)
    back = moved(matrix, kept)
    seen = sampled(cv2.GaussianBlur(done.gray, (0, 0), 2), kept, done.dpi)
    shown = sampled(cv2.GaussianBlur(to_gray(given), (0, 0), 2), back, dpi)
    assert float(np.corrcoef(seen, shown)[0, 1]) > 0.95


def sampled(
    gray: NDArray[np.generic], points: NDArray[np.float64], dpi: float
) -> NDArray[np.float64]:
    places = (points * dpi / 72).astype(int)
    ys = places[:, 1].clip(0, gray.shape[0] - 1)
    xs = places[:, 0].clip(0, gray.shape[1] - 1)
    return np.asarray(gray[ys, xs], dtype=np.float64)


@pytest.mark.parametrize(
    ("ink", "colour"), [((215, 35, 40), "red"), ((200, 60, 70), "red"), ((40, 60, 200), "blue")]
)
def test_a_seal_goes_and_the_figures_beneath_stay(
    drawn: Drawn, ink: tuple[int, int, int], colour: str
) -> None:
    gray, colours = without_seals(sealed(drawn.image, ink), DPI)
    assert colours == (colour,)
    before = to_gray(drawn.image)
    difference = np.abs(gray.astype(int) - before)
    assert difference[before > 250].max() < 40
    assert difference[before < 60].max() < 60
    # Without the step, the seal's ink is about as dark as half a stroke.
    assert np.abs(to_gray(sealed(drawn.image, ink)).astype(int) - before).max() > 110


def test_red_text_and_filled_cells_are_no_seals(drawn: Drawn) -> None:
    given = drawn.image.copy()
    band = given[600:700]
    band[..., 1:][band[..., 1:] < 255] = 0
    band[..., 0][band[..., 0] < 255] = 220
    given[900:1000, 500:600] = (200, 30, 30)
    gray, colours = without_seals(given, DPI)
    assert colours == ()
    assert np.array_equal(gray, to_gray(given))


def test_shadows_are_evened_and_faint_print_darkened(drawn: Drawn) -> None:
    height, width = drawn.image.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width]
    before = to_gray(drawn.image)
    shadow = as_raster(before * (1 - 0.55 * (xs / width) * (ys / height)))
    gray, notes = evened(shadow, DPI)
    assert len(notes) == 1 and "light" in notes[0]
    assert gray[before > 250].min() > 225
    faint = as_raster(255 - (255 - before.astype(float)) * 0.35)
    gray, notes = evened(faint, DPI)
    assert len(notes) == 1 and "faint" in notes[0]
    assert np.median(gray[before < 20]) < 60 and gray[before > 250].min() > 240
    assert evened(before, DPI) == (before, ())


def test_speckle_goes_and_commas_stay(drawn: Drawn) -> None:
    before = to_gray(drawn.image)
    chance = np.random.default_rng(1).random(before.shape)
    given = before.copy()
    given[chance < 0.004] = 0
    given[chance > 0.996] = 255
    gray, dots = without_speckle(given, DPI)
    assert dots > 5000
    far = cv2.dilate((before < 250).astype(np.uint8), np.ones((5, 5), np.uint8)) == 0
    assert (gray[far] < 128).mean() < 0.1 * (given[far] < 128).mean()
    # Ink that was there before is there still, but for what salt took.
    assert (gray[before < 100] < 160).mean() > 0.985
    assert without_speckle(grainy(before, 20), DPI).dots == 0
    assert without_speckle(before, DPI).dots == 0


def test_a_fax_is_left_alone(drawn: Drawn) -> None:
    blurred = cv2.GaussianBlur(to_gray(drawn.image), (0, 0), 1)
    fax = as_raster((grainy(as_raster(blurred), 25) > 150) * 255)
    given = np.repeat(fax[..., None], 3, axis=2)
    done = clean(given, DPI)
    assert np.array_equal(done.gray, fax)
