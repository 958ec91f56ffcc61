"""How often cells were right on noised gold, by their traits: fitted numbers that are shipped.

`python -m evals.calibration` counts them anew and writes `calibrated.json` (docs/calibration.md).
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from pydantic import Field, ValidationError, model_validator

from extraction.confidence.traits import DENSITIES, READERS, Steps, Traits
from schemas.errors import InputError
from schemas.frozen import Frozen
from schemas.table import Status

SHIPPED = "calibrated.json"
PERSON: Mapping[Status, float] = MappingProxyType({"confirmed": 0.999, "corrected": 0.999})
"""What a person vouched for: a judgement, for noised gold has no people."""
ANY = "any"
"""Stands for every origin, sort or state in the name of a stratum."""


class Made(Frozen):
    """Where the numbers come from: command, day, documents by origin, cells and wrong ones."""

    command: str
    day: str
    documents: Mapping[str, int]
    cells: int
    wrong: int
    bound: str


class Stratum(Frozen):
    """Cells of one origin, sort and state, counted by the steps of their traits.

    ``shape`` says how many steps each axis of `SHAPE` has here (1 where it tells nothing);
    the counts and confidences run over it, the last axis first. A step that no cell had takes
    what those below it say.
    """

    name: str
    shape: Steps
    cells: tuple[int, ...]
    wrong: tuple[int, ...]
    confidence: tuple[float, ...]

    @model_validator(mode="after")
    def _whole(self) -> "Stratum":
        size = 1
        for steps in self.shape:
            size *= steps
        if not len(self.cells) == len(self.wrong) == len(self.confidence) == size:
            raise ValueError(f"{self.name}: counts of another shape than {self.shape}")
        if not all(0 <= one <= 1 for one in self.confidence):
            raise ValueError(f"{self.name}: a confidence is not of 0 to 1")
        return self

    def at(self, steps: Steps) -> float:
        """The confidence at these steps; those beyond the last count as the last."""
        index = 0
        for step, length in zip(steps, self.shape, strict=True):
            index = index * length + min(step, length - 1)
        return self.confidence[index]


class Calibrated(Frozen):
    """Confidence by traits. ``densities`` and ``readers`` are the bounds that it was counted by."""

    made: Made
    densities: tuple[float, ...] = DENSITIES
    readers: tuple[float, ...] = READERS
    strata: tuple[Stratum, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _of_this_version(self) -> "Calibrated":
        if (self.densities, self.readers) != (DENSITIES, READERS):
            raise ValueError("counted by other bounds than those of this version")
        if (ANY, ANY, ANY) not in self._by_name:
            raise ValueError("no stratum for cells of any kind")
        return self

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, ...], Stratum]:
        return MappingProxyType({tuple(s.name.split(".")): s for s in self.strata})

    def confidence(self, traits: Traits) -> float:
        """How often cells with these traits were right (0..1), never more than was seen.

        Where few such cells were seen, those of any origin, or any sort, answer for them.
        """
        for name in widening(traits):
            found = self._by_name.get(name)
            if found is not None:
                return found.at(traits.steps)
        raise AssertionError("the last stratum takes every cell")


def widening(traits: Traits) -> Iterator[tuple[str, str, str]]:
    """The strata that may answer for a cell, its own first."""
    yield traits.stratum
    yield (ANY, traits.sort, traits.state)
    yield (ANY, ANY, traits.state)
    yield (ANY, ANY, ANY)


@cache
def shipped() -> Calibrated:
    """The numbers that come with gouji."""
    return calibrated_of(files("extraction.confidence").joinpath(SHIPPED).read_text("utf-8"))


def load_calibrated(path: Path) -> Calibrated:
    """Fitted numbers of a file.

    Raises:
        InputError: it can't be read, or is of another shape or version.
    """
    try:
        return calibrated_of(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: can't be read: {error}") from None
    except ValidationError as error:
        raise InputError(
            f"{path}: holds no calibration of this version ({error.errors()[0]['msg']});"
            " make it anew by python -m evals.calibration"
        ) from None


def calibrated_of(text: str) -> Calibrated:
    """The numbers that a JSON text holds; raises ValueError where it holds none."""
    return Calibrated.model_validate_json(text)


def written(numbers: Calibrated) -> str:
    """The JSON text of numbers, a stratum on a line."""
    content = numbers.model_dump(mode="json")
    strata = content.pop("strata")
    head = json.dumps(content, indent=1)[:-2]
    lines = ",\n  ".join(json.dumps(stratum) for stratum in strata)
    return f'{head},\n "strata": [\n  {lines}\n ]\n}}\n'
