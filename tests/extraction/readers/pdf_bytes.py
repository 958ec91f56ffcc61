"""PDF files written by hand, so that tests know every coordinate in them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """A page: content stream in PDF operators, size in points, and rotation in degrees."""

    content: str
    width: float = 595
    height: float = 842
    rotate: int = 0
    extra: str = ""


def text_at(x: float, y: float, text: str, size: float = 10, mode: int = 0) -> str:
    return f"BT /F1 {size} Tf {mode} Tr 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"


def codes_at(x: float, y: float, codes: str, size: float = 10) -> str:
    """Hexadecimal codes of the CID font, whose map to Unicode is that of ``pdf_bytes``."""
    return f"BT /F2 {size} Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> str:
    return f"{width} w {x0} {y0} m {x1} {y1} l S\n"


def pdf_bytes(sheets: list[Sheet], unicode_map: dict[str, str] | None = None) -> bytes:
    """A file of the sheets; ``unicode_map`` is of four hexadecimal digits to UTF-16BE ones."""
    pairs = "".join(f"<{code}> <{text}>\n" for code, text in (unicode_map or {}).items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /T def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(unicode_map or {})} beginbfchar\n{pairs}endbfchar\nendcmap end end"
    )
    kids = " ".join(f"{10 + 2 * index} 0 R" for index in range(len(sheets)))
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>",
        3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
        "/DescendantFonts [5 0 R] /ToUnicode 7 0 R >>",
        5: "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /FontDescriptor 6 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>",
        6: "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -120 1000 880] "
        "/Ascent 880 /Descent -120 /ItalicAngle 0 /CapHeight 880 /StemV 80 >>",
        7: f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    }
    for index, sheet in enumerate(sheets):
        own = 10 + 2 * index
        objects[own] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.width} {sheet.height}] "
            f"/Rotate {sheet.rotate} /Resources << /Font << /F1 3 0 R /F2 4 0 R >> "
            f"/ExtGState << /Clear << /CA 0 /ca 0 >> >> >> {sheet.extra} "
            f"/Contents {own + 1} 0 R >>"
        )
        body = sheet.content
        objects[own + 1] = f"<< /Length {len(body)} >>\nstream\n{body}\nendstream"
    return _assembled(objects)


def _assembled(objects: dict[int, str]) -> bytes:
    data = b"%PDF-1.7\n"
    places = {}
    for number, body in objects.items():
        places[number] = len(data)
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(data)
    data += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        data += f"{number} 1\n{place:010d} 00000 n \n".encode()
    size = max(objects) + 1
    return data + f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
