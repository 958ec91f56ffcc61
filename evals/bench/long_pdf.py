"""A long PDF with few words on each page: noisy scans and pages with a text layer by turns."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

_WIDTH, _HEIGHT = 595, 842
"""A4 in points."""
_DPI = 100
_GRAIN = 12.0
"""Standard deviation of the scan's grain, in gray levels: kept images of it are large."""
_LINES, _COLUMNS = 5, 3


def write_long_pdf(count: int, path: Path) -> None:
    """Write ``count`` A4 pages, one after the other; the odd ones are scans without text."""
    places: list[int] = []
    kids = " ".join(f"{3 + 3 * page} 0 R" for page in range(count))
    with path.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        for number, body in enumerate(_objects(count, kids), start=1):
            places.append(file.tell())
            file.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
        start = file.tell()
        file.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
        file.writelines(f"{place:010} 00000 n \n".encode() for place in places)
        trailer = f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        file.write(trailer.encode())


def _objects(count: int, kids: str) -> Iterator[bytes]:
    """The catalogue, the list of pages, and for each page itself, its content, what it shows."""
    yield b"<< /Type /Catalog /Pages 2 0 R >>"
    yield f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode()
    for page in range(count):
        first = 3 + 3 * page
        scan = page % 2 == 0
        kind = "XObject" if scan else "Font"
        yield (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] "
            f"/Contents {first + 1} 0 R /Resources << /{kind} << /R {first + 2} 0 R >> >> >>"
        ).encode()
        if scan:
            yield _stream("", f"{_WIDTH} 0 0 {_HEIGHT} 0 0 cm /R Do".encode())
            yield _scan(page + 1)
        else:
            yield _stream("", _text(page + 1))
            yield b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def _stream(entries: str, data: bytes) -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _figures(number: int) -> Iterator[tuple[float, float, str]]:
    """The figures of a page: points from the left and from the top, and the text."""
    for line in range(_LINES):
        for column in range(_COLUMNS):
            yield 90 + 150 * column, 100 + 40 * line, f"{number},{line}{column}0.00"


def _text(number: int) -> bytes:
    shown = (f"1 0 0 1 {x} {_HEIGHT - y} Tm ({text}) Tj" for x, y, text in _figures(number))
    return f"BT /R 16 Tf {' '.join(shown)} ET".encode()


def _scan(number: int) -> bytes:
    factor = _DPI / 72
    size = (round(_WIDTH * factor), round(_HEIGHT * factor))
    page = Image.new("L", size, 235)
    canvas = ImageDraw.Draw(page)
    for x, y, text in _figures(number):
        canvas.text((x * factor, y * factor), text, fill=20, font_size=24)
    grain = np.random.default_rng(number).normal(0.0, _GRAIN, (size[1], size[0]))
    pixels = np.clip(np.asarray(page, np.float64) + grain, 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="JPEG", quality=80)
    entries = (
        f"/Type /XObject /Subtype /Image /Width {size[0]} /Height {size[1]} "
        "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"
    )
    return _stream(entries, buffer.getvalue())
