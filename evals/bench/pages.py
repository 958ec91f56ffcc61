"""How many pages a minute one and two page workers read, and whether memory stays flat.

A long scan is made of the pages of a sample, over and over. Pages a minute are wall time with
start-up of the workers; the ratio of two workers to one is what counts, for the machine's
speed drifts. Memory is that of the process that collects the pages (its workers hold one page
each), in MB, when page 10 and the last page are read.
"""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from extraction.pipeline import extract
from schemas.settings import Settings

_STATUS = Path("/proc/self/status")


def resident() -> float:
    """Resident memory of this process in MB, 0 where the system does not tell."""
    if not _STATUS.exists():
        return 0.0
    line = next(s for s in _STATUS.read_text().splitlines() if s.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def long_scan(count: int, folder: Path) -> Path:
    """A PDF of so many pages, a short title and figures on each, 100 dpi."""
    pages = [_page(number) for number in range(1, count + 1)]
    path = folder / "long.pdf"
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=100.0)
    return path


def _page(number: int) -> Image.Image:
    from PIL import ImageDraw

    page = Image.new("L", (827, 1169), 255)
    canvas = ImageDraw.Draw(page)
    for line in range(4):
        canvas.text((100, 120 + 40 * line), f"{number},{line}00.00", fill=0, font_size=24)
    return page


def measured(path: Path, jobs: int, folder: Path) -> tuple[float, float, float]:
    """Pages a minute, and memory at page 10 and at the last page."""
    seen: dict[int, float] = {}

    def on_page(done: int, _count: int) -> None:
        seen[done] = resident()

    started = time.perf_counter()
    document = extract(path, Settings(jobs=jobs, data=folder / f"jobs{jobs}"), on_page)
    minutes = (time.perf_counter() - started) / 60
    count = document.info.pages
    return count / minutes, seen[min(10, count)], seen[count]


def main() -> None:
    """Print a line for one worker and one for two."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.pages", description=__doc__)
    parser.add_argument("--pages", type=int, default=60, help="pages of the long scan")
    pages: int = parser.parse_args().pages
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = long_scan(pages, folder)
        rates = []
        for jobs in (1, 2):
            rate, early, late = measured(path, jobs, folder)
            rates.append(rate)
            print(
                f"jobs {jobs}: {rate:6.1f} pages/minute, memory at page {min(10, pages)} "
                f"{early:6.1f} MB, at page {pages} {late:6.1f} MB"
            )
        print(f"two workers over one: {rates[1] / rates[0]:.2f}")


if __name__ == "__main__":
    main()
