"""A placed document as a PDF with a text layer and drawn rules, as an office program saves it.

The font is named and not embedded (STSong-Light with the Unicode encoding that every reader
of PDF knows), so the file is small and needs no font to be written.
"""

from collections.abc import Sequence
from pathlib import Path

from evals.rendering.placed import PlacedDocument, PlacedPage

_BASELINE = 0.88
_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    " /DescendantFonts [4 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
    " /W [1 95 500 814 939 500] /FontDescriptor 5 0 R >>",
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
    " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
)
_FIRST_PAGE = 6
"""Objects 1 to 5 are the catalogue, the list of pages and the font."""


def write_text_pdf(document: PlacedDocument, path: Path) -> None:
    """Write the document as a born-digital PDF."""
    count = len(document.pages)
    kids = " ".join(f"{_FIRST_PAGE + 2 * n} 0 R" for n in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        *(part.encode() for part in _FONT),
    ]
    for number, page in enumerate(document.pages):
        content = _content(page)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width:.2f} {page.height:.2f}]"
            f" /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {_FIRST_PAGE + 2 * number + 1} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    path.write_bytes(_file(objects))


def _content(page: PlacedPage) -> bytes:
    """The operators that draw a page; PDF counts upwards from the lower left corner."""
    lines = []
    for stroke in page.strokes:
        ends = (stroke.x0, page.height - stroke.y0, stroke.x1, page.height - stroke.y1)
        x0, y0, x1, y1 = (f"{value:.2f}" for value in ends)
        lines.append(f"{stroke.width:.2f} w {x0} {y0} m {x1} {y1} l S")
    for run in page.runs:
        baseline = page.height - run.y - _BASELINE * run.size
        code = run.text.encode("utf-16-be").hex()
        lines.append(f"BT /F1 {run.size:.2f} Tf {run.x:.2f} {baseline:.2f} Td <{code}> Tj ET")
    return "\n".join(lines).encode()


def _file(objects: Sequence[bytes]) -> bytes:
    """Number the objects and append the table of their places."""
    made = bytearray(b"%PDF-1.5\n%\xe4\xb8\xad\xe6\x96\x87\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        made += b"%010d 00000 n \n" % place
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(made)
