"""Image files: upright, in RGB, with a size in points; bad ones are refused."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from extraction.readers.image_file import open_image
from schemas.errors import (
    CorruptError,
    EmptyInputError,
    InputError,
    OversizeError,
    UnknownFormatError,
)
from schemas.settings import Settings

SETTINGS = Settings()


def marked(width: int = 600, height: int = 400) -> Image.Image:
    """White with a black upper left corner."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("black", (0, 0, width // 4, height // 4))
    return image


def corner_of(pixels: NDArray[np.uint8]) -> tuple[bool, bool]:
    """Whether the black corner is at the bottom, and at the right."""
    ys, xs = np.nonzero(pixels[:, :, 0] < 128)
    return bool(ys.mean() > pixels.shape[0] / 2), bool(xs.mean() > pixels.shape[1] / 2)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif"])
def test_an_image_with_dpi_has_its_size_in_points(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    marked(1654, 2339).save(path, dpi=(200, 200))
    with open_image(path, SETTINGS) as file:
        assert file.page_count == 1
        assert file.size(1) == pytest.approx((595.4, 842.0), abs=0.2)
        assert file.fitting_dpi(1, 300) == pytest.approx(200, abs=0.1)
        assert file.render(1, 300).shape == (2339, 1654, 3)
        assert file.render(1, 100).shape == (1170, 827, 3)


@pytest.mark.parametrize("dpi", [None, (72, 72), (1, 1), (5000, 5000)])
def test_without_a_dpi_to_believe_the_page_is_a4(
    tmp_path: Path, dpi: tuple[int, int] | None
) -> None:
    path = tmp_path / "a.png"
    image = marked(3000, 4000)
    if dpi is None:
        image.save(path)
    else:
        image.save(path, dpi=dpi)
    with open_image(path, SETTINGS) as file:
        assert max(file.size(1)) == pytest.approx(841.7, abs=0.1)


@pytest.mark.parametrize(
    ("mark", "bottom", "right"),
    [(1, False, False), (3, True, True), (6, False, True), (8, True, False), (5, False, False)],
)
def test_the_exif_mark_turns_the_page(tmp_path: Path, mark: int, bottom: bool, right: bool) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x0112] = mark
    marked().save(path, exif=exif)
    with open_image(path, SETTINGS) as file:
        pixels = file.render(1, 10_000)
        assert corner_of(pixels) == (bottom, right)
        assert pixels.shape == ((600, 400, 3) if mark in (5, 6, 8) else (400, 600, 3))
        width, height = file.size(1)
        assert width / height == pytest.approx(pixels.shape[1] / pixels.shape[0], rel=0.01)


def test_the_pixels_of_a_fax_are_made_square(tmp_path: Path) -> None:
    path = tmp_path / "fax.tif"
    marked(1728, 1145).convert("1").save(path, dpi=(204, 98))
    with open_image(path, SETTINGS) as file:
        height, width, _ = file.render(1, 300).shape
        assert (width, height) == pytest.approx((1728, 2383), abs=2)


def test_pages_of_a_tiff_come_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    pages = [Image.new("L", (400 + number, 600), number * 50) for number in range(1, 4)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    with open_image(path, SETTINGS) as file:
        assert file.page_count == 3
        assert [int(file.render(number, 1000)[0, 0, 0]) for number in (3, 1, 2)] == [150, 50, 100]
        with pytest.raises(InputError, match="no page 4"):
            file.render(4, 100)
    with pytest.raises(OversizeError, match="3 pages"):
        open_image(path, Settings(max_pages=2))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_every_kind_of_pixel_becomes_rgb(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("a.tif" if mode == "CMYK" else "a.png")
    if mode == "I;16":
        values = np.full((400, 600), 65535, np.uint16)
        values[:100, :150] = 0
        Image.fromarray(values).save(path)
    else:
        marked().convert(mode).save(path)
    with open_image(path, SETTINGS) as file:
        pixels = file.render(1, 10_000)
    assert pixels.dtype == np.uint8 and pixels.shape == (400, 600, 3)
    assert pixels[10, 10].max() < 60 and pixels[-1, -1].min() > 240


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(path)
    with open_image(path, SETTINGS) as file:
        assert file.render(1, 1000).min() == 255


def test_bad_files_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"")
    with pytest.raises(EmptyInputError, match="0 bytes"):
        open_image(path, SETTINGS)
    path.write_bytes(b"no image at all")
    with pytest.raises(UnknownFormatError, match="not a PNG, JPEG or TIFF"):
        open_image(path, SETTINGS)
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:20_000])
    with open_image(path, SETTINGS) as file, pytest.raises(CorruptError, match="page 1"):
        file.render(1, 100)
    with pytest.raises(InputError, match="no such file"):
        open_image(tmp_path / "none.png", SETTINGS)
    with pytest.raises(InputError, match="closed"):
        file.size(1)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("1", (20_000, 20_000)).save(path)
    with pytest.raises(OversizeError):
        open_image(path, SETTINGS)
    Image.new("1", (2_000, 2_000)).save(path)
    with pytest.raises(OversizeError, match="2000 x 2000"):
        open_image(path, Settings(max_pixels=1_000_000))
