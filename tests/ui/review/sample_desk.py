"""Small desks to sit at: texts and drawn pages with planted errors, served to a browser."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from extraction.pipeline import extract
from extraction.records.store import PageStore
from extraction.review.desk import Desk
from extraction.stages.export import export
from schemas.document import Document
from schemas.page import Page
from schemas.source import Extent, Source
from schemas.table import Cell, Row, Table
from tests.builders import SETTINGS

ROOT = Path(__file__).parents[3]
BROWSER = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

HEAD = "2026年支出预算总表\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
ROWS = (
    "\t合计\t1,300.00\t1,100.00\t200.00",
    "201\t一般公共服务支出\t1,180.00\t1,000.00\t180.00",
    "20103\t政府办公厅（室）及相关机构事务\t1,180.00\t1,000.00\t180.00",
    "2010301\t行政运行\t1,000.00\t1,000.00\t",
    "2010302\t一般行政管理事务\t180.00\t\t180.00",
    "208\t社会保障和就业支出\t120.00\t100.00\t26.00",
    "20805\t行政事业单位养老支出\t120.00\t100.00\t20.00",
    "2080501\t行政单位离退休\t100.00\t100.00\t",
    "2080505\t机关事业单位基本养老保险缴费支出\t20.00\t\t20.00",
)
"""The project figure of 208 should be 20.00: three sums say so."""
ACCUSED = "expenditure_by_function#1/5/project"

_FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
_WIDTHS = (60, 200, 90, 90, 90)
_LEFT, _TOP, _TALL, _DOTS = 40, 90, 22, 2


def sample_text(*extra: str) -> str:
    """The table with the planted error, and further lines after it."""
    return HEAD + "\n".join((*ROWS, *extra)) + "\n"


def extracted(folder: Path, name: str, text: str) -> Document:
    """A text put into a folder and extracted."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return extract(path, SETTINGS)


def as_page(document: Document, store: PageStore, *, kept: bool = True) -> Document:
    """The document as if it had been read from a page: its cells get boxes, the page an image."""
    table = document.tables[0]
    fields = ("code", "name", "total", "basic", "project")
    rows = []
    size = (595.0, 842.0)
    image = Image.new("L", (int(size[0] * _DOTS), int(size[1] * _DOTS)), 250)
    pen = ImageDraw.Draw(image)
    font = _font(13 * _DOTS)
    pen.text((_LEFT * _DOTS, 40 * _DOTS), table.title or "", fill=20, font=font)
    for index, row in enumerate(table.rows):
        cells: dict[str, Cell] = {}
        for column, field in enumerate(fields):
            x0 = _LEFT + sum(_WIDTHS[:column])
            y0 = _TOP + index * _TALL
            box = (float(x0), float(y0), float(x0 + _WIDTHS[column]), float(y0 + _TALL))
            pen.rectangle(tuple(int(v * _DOTS) for v in box), outline=120)
            if field not in row.cells:
                continue
            made = row.cells[field]
            cells[field] = made.model_copy(update={"source": Source(page=1, box=box)})
            place = ((x0 + 4) * _DOTS, (y0 + 3) * _DOTS)
            pen.text(place, made.printed or "", fill=20, font=font)
        rows.append(Row(values=row.values, cells=cells))
    from io import BytesIO

    buffer = BytesIO()
    image.save(buffer, "PNG")
    digest = store.keep_file(buffer.getvalue()) if kept else "0" * 64
    page = Page(number=1, width=size[0], height=size[1], image=digest)
    shown = Table(**{**dict(table), "rows": tuple(rows), "source": Extent(pages=(1,))})
    info = document.info.model_copy(update={"media_type": "application/pdf"})
    return document.model_copy(update={"tables": (shown,), "pages": (page,), "info": info})


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype(_FONT, size)
    except OSError:
        return ImageFont.load_default(size)


def make_desk(data: Path, results: Path, documents: list[Document]) -> None:
    """A data folder with these documents at the desk; texts are looked for in ``results``."""
    results.mkdir(parents=True, exist_ok=True)
    with Desk(data, settings=SETTINGS) as desk:
        for document in documents:
            pages = data if document.pages else None
            desk.bring_in(export(document, results), source=results, pages=pages)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """A desk served as a person starts it: ``gouji review``."""

    def __init__(self, data: Path, who: str = "Li", port: int | None = None) -> None:
        self.data = data
        self.who = who
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        arguments = (
            "-m", "ui.cli", "review", str(self.data), "--no-browser",
            "--port", str(self.port), "--who", self.who,
        )  # fmt: skip
        self.process = subprocess.Popen(
            (sys.executable, *arguments),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).close()
                return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None or time.monotonic() > until:
                    raise AssertionError(f"not served: {self.stopped()}") from None
                time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def stopped(self) -> str:
        """Stop it; what it has said."""
        self.process.terminate()
        said, _ = self.process.communicate(timeout=20)
        return said.decode("utf-8", "replace")
