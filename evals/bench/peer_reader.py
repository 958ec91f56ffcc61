"""Read page images with img2table; runs in an environment of its own, without gouji.

    python peer_reader.py tesseract|rapidocr JOBS.json OUT.json

JOBS is a list of paths of images. OUT gets, for each, seconds and its tables, each a list of rows
of texts (a merged cell is repeated where it lies), or an error. Tables without rules are
looked for too: a page that is spoilt loses its rules.
"""

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any


def make_engine(name: str) -> Any:
    """The OCR engine of img2table, set to simplified Chinese."""
    if name == "tesseract":
        ocr = importlib.import_module("img2table.ocr.tesseract")
        return ocr.TesseractOCR(n_threads=1, lang="chi_sim+eng", psm=11)
    ocr = importlib.import_module("img2table.ocr.rapidocr")
    languages = importlib.import_module("rapidocr").LangRec
    return ocr.RapidOCR(params={"Rec.lang_type": languages.CH, "Global.log_level": "error"})


def read_image(path: str, engine: Any) -> dict[str, Any]:
    """The tables of one image and the seconds it took."""
    document = importlib.import_module("img2table.document").Image
    started = time.perf_counter()
    try:
        tables = document(src=path, detect_rotation=True).extract_tables(
            ocr=engine, implicit_rows=False, borderless_tables=True, min_confidence=30
        )
    except Exception as error:  # another program's faults are a result here
        seconds = time.perf_counter() - started
        return {"seconds": seconds, "tables": [], "error": f"{type(error).__name__}: {error}"}
    grids = [[[cell.value for cell in row] for row in t.content.values()] for t in tables]
    return {"seconds": time.perf_counter() - started, "tables": grids}


def main() -> None:
    """Read all jobs and write the answers."""
    name, jobs, out = sys.argv[1:]
    engine = make_engine(name)
    answers = [
        read_image(job, engine) for job in json.loads(Path(jobs).read_text(encoding="utf-8"))
    ]
    Path(out).write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
