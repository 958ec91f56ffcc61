"""img2table with Tesseract and with RapidOCR on the same pages, in an environment of its own."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from evals.bench.scan_pages import MadeDocument
from evals.bench.scan_scores import Grid, Score, grids_score
from schemas.errors import UsageError

PACKAGES = ("img2table==2.0.0", "rapidocr==3.10.0", "onnxruntime", "pandas")
"""What is installed; the versions are those whose figures the pages quote."""
PEERS: Mapping[str, str] = MappingProxyType(
    {"img2table+tesseract": "tesseract", "img2table+rapidocr": "rapidocr"}
)
_READER = Path(__file__).with_name("peer_reader.py")


def make_environment(folder: Path) -> Path:
    """Make a virtual environment with the peers, unless it stands; returns its Python.

    Raises:
        UsageError: the peers can't be installed.
    """
    python = folder / "peers" / "bin" / "python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(folder / "peers")], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *PACKAGES]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(folder / "peers")
            last = (done.stderr.splitlines() or ["pip says nothing"])[-1]
            raise UsageError(f"the peers can't be installed ({last}); run without --peers")
    return python


def available_peers() -> tuple[str, ...]:
    """The peers that can run here: Tesseract needs its program and simplified Chinese."""
    command = shutil.which("tesseract")
    if command is None:
        return ("img2table+rapidocr",)
    listed = subprocess.run([command, "--list-langs"], capture_output=True, text=True, check=False)
    ready = "chi_sim" in listed.stdout + listed.stderr
    return tuple(PEERS) if ready else ("img2table+rapidocr",)


def peer_score(python: Path, peer: str, made: Sequence[MadeDocument], folder: Path) -> Score:
    """Read the pages of documents with a peer and score its grids; its errors go to stderr."""
    jobs = [str(image) for document in made for image in document.images]
    asked, told = folder / "jobs.json", folder / "answers.json"
    asked.write_text(json.dumps(jobs), encoding="utf-8")
    command = [str(python), str(_READER), PEERS[peer], str(asked), str(told)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    answers = json.loads(told.read_text(encoding="utf-8"))
    for job, answer in zip(jobs, answers, strict=True):
        if "error" in answer:
            print(f"{peer}: {Path(job).name}: {answer['error']}", file=sys.stderr)
    total = Score()
    for document in made:
        own, answers = answers[: len(document.images)], answers[len(document.images) :]
        pages = [[_grid(rows) for rows in answer["tables"]] for answer in own]
        seconds = sum(answer["seconds"] for answer in own)
        total = total.plus(grids_score(document.placed, pages, seconds))
    return total


def _grid(rows: Sequence[Sequence[Any]]) -> Grid:
    return {
        (i, j): str(text)
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
        if text is not None and str(text).strip()
    }
