"""Documents for the bench of chaos, and what an undisturbed run makes of them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from extraction.asking.answers import Answers
from extraction.export.payload import document_payload
from extraction.kinds import kinds_of
from extraction.pipeline import extract
from schemas.settings import Engine, Settings

SAMPLES = Path(__file__).parents[2] / "samples"
_TEXTS = ("fengting-emergency-2025.txt", "qinglan-subdistrict-2024.txt", "yunlu-culture-2023.md")
_LINES = (60, 400)
"""How many lines of a sample a document has, at least and at most."""


class Given(NamedTuple):
    """A document to be sent, and the engine that is to read it."""

    path: Path
    engine: Engine


def documents(folder: Path, count: int, seed: int, every: int) -> tuple[Given, ...]:
    """So many different documents: beginnings of the shipped samples, of different lengths.

    One in ``every`` is to be read by the model alone, the others by their headers.
    """
    random = Random(seed)
    made = []
    for number in range(count):
        sample = SAMPLES / _TEXTS[number % len(_TEXTS)]
        lines = sample.read_text(encoding="utf-8").splitlines()[: random.randint(*_LINES)]
        path = folder / f"{number:03}-{sample.name}"
        path.write_text("\n".join([*lines, "", f"第{number}份"]) + "\n", encoding="utf-8")
        made.append(Given(path, "headers" if number % every else "model"))
    return tuple(made)


def undisturbed(given: Sequence[Given], settings: Settings) -> Mapping[str, Any]:
    """What each document comes to where nothing goes wrong, by its name: all but its run."""
    found = {}
    kinds_of(settings)
    for path, engine in given:
        own = settings.model_copy(update={"engine": engine})
        if engine == "headers":
            document = extract(path, own)
        else:
            with Answers.live(own) as answers:
                document = extract(path, own, None, answers)
        found[path.name] = content(document_payload(document))
    return found


def content(payload: Mapping[str, Any]) -> Any:
    """A result without what differs from run to run: how long it took, and what it cost then."""
    kept = {key: value for key, value in payload.items() if key != "run"}
    return json.loads(json.dumps(kept, ensure_ascii=False))
