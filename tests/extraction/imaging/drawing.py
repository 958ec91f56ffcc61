"""Pages drawn by the tests: a table of figures whose every rule and word is known."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FONTS = (
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
)
NAMES = (
    "一般公共服务支出",
    "行政运行",
    "社会保障和就业支出",
    "基本养老保险缴费",
    "卫生健康支出",
    "住房公积金",
)


@dataclass(frozen=True)
class Drawn:
    """A page: RGB pixels, dpi, rules in points as (x0, y0, x1, y1), and words in points."""

    image: NDArray[np.uint8]
    dpi: float
    rules: tuple[tuple[float, float, float, float], ...]
    words: tuple[tuple[str, tuple[float, float, float, float]], ...]


def font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in FONTS:
        if path.exists():
            return ImageFont.truetype(str(path), size)
    return ImageFont.load_default(size)


def has_chinese() -> bool:
    return any(path.exists() for path in FONTS[:2])


def page(
    dpi: float = 150,
    size: tuple[float, float] = (595, 842),
    rows: int = 24,
    columns: int = 5,
    line: float = 0.75,
    ruled: bool = True,
    shade: int = 0,
    seed: int = 7,
) -> Drawn:
    """A titled table; sizes in points, ``shade`` the gray of ink (0 is black)."""
    scale = dpi / 72
    random = np.random.default_rng(seed)
    image = Image.new("RGB", (round(size[0] * scale), round(size[1] * scale)), "white")
    draw = ImageDraw.Draw(image)
    words: list[tuple[str, tuple[float, float, float, float]]] = []

    def put(text: str, x: float, y: float, height: float) -> None:
        face = font(height * scale)
        draw.text((x * scale, y * scale), text, fill=(shade,) * 3, font=face)
        box = draw.textbbox((x * scale, y * scale), text, font=face)
        words.append((text, tuple(side / scale for side in box)))  # type: ignore[arg-type]

    left, top, right = 50.0, 110.0, size[0] - 50.0
    height = min(22.0, (size[1] - top - 60) / rows)
    put("2024年一般公共预算支出表" if has_chinese() else "2024 Budget 2024", left + 120, 60, 18)
    first = 130.0
    width = (right - left - first) / (columns - 1)
    xs = [left, *(left + first + width * index for index in range(columns))]
    ys = [top + height * index for index in range(rows + 1)]
    for row in range(rows):
        name = NAMES[row % len(NAMES)] if has_chinese() else f"Item {row:03d}"
        put(name, left + 4, ys[row] + (height - 12) / 2, 9)
        for column in range(1, columns):
            amount = f"{random.integers(10_000, 9_999_999) / 100:,.2f}"
            put(amount, xs[column] + 8, ys[row] + (height - 12) / 2, 9)
    rules = []
    thick = max(1, round(line * scale))
    if ruled:
        rules = [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]
    for x0, y0, x1, y1 in rules:
        half = (thick - 1) / 2 / scale
        corner = (round((x0 - half) * scale), round((y0 - half) * scale))
        draw.rectangle(
            (*corner, corner[0] + round((x1 - x0) * scale) + thick - 1,
             corner[1] + round((y1 - y0) * scale) + thick - 1),
            fill=(shade,) * 3,
        )  # fmt: skip
    return Drawn(np.array(image), dpi, tuple(rules), tuple(words))
