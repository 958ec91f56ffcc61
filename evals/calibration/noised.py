"""Noised gold to calibrate on: disturbed texts, and scanned pages under several conditions."""

from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

from evals.cases.gold import Gold, gold_of
from evals.noise.conditions import find_condition, scan_page
from evals.noise.faults import FAULTS, Rates
from evals.noise.text import noise_text
from evals.rendering.document import Selection, draft_document, place_document
from evals.rendering.fonts import Family, Typeface
from evals.rendering.paper import Style
from evals.rendering.pdf import Sheet, write_scans
from evals.rendering.placed import PlacedDocument
from evals.results import content_of, shipped_texts
from evals.sweep import SUFFIXES
from evals.synthetic import Options, make_disclosure
from evals.synthetic.look import KINDS
from evals.synthetic.model import Form, Unit

RATES = (0.0, 0.005, 0.02, 0.05)
"""Rates of every fault of `evals.noise.text`; each text is read at all of them."""
CONDITIONS = (
    "clean200", "scan150", "fax", "phone", "clean150", "fax150", "seal", "faint", "heavy150",
    "jpeg40", "blur", "clean100",
)  # fmt: skip
"""What is done to scanned pages, in turn."""
_FORMS: tuple[Form, ...] = ("txt", "md", "html")
_ERRORS = (0, 2)
"""Planted errors of the publisher, in turn."""
_UNITS: tuple[Unit, ...] = ("元", "万元")
_FAMILIES: tuple[Family, ...] = ("serif", "sans", "hei")
_TABLES = 3
"""Tables of a scanned document."""
_QUALITY = 95


class NoisedDocument(NamedTuple):
    """A document on disk with what it prints; those of one ``group`` come from one original.

    ``source`` is text or scan, ``condition`` what was done to it.
    """

    group: str
    source: Literal["text", "scan"]
    condition: str
    path: Path
    gold: Gold


def noised_texts(
    count: int, first_seed: int, folder: Path, shipped: bool = True
) -> Iterator[NoisedDocument]:
    """Invented disclosures, and the shipped texts where asked for, at every one of `RATES`.

    Each file is written when it is asked for. The same arguments give the same bytes.
    """
    originals = [(c.name, c.text, c.gold, c.suffix) for c in shipped_texts()] if shipped else []
    for number, (name, text, gold, suffix) in enumerate(originals):
        yield from _at_rates(name, text, gold, suffix, folder, first_seed + number)
    for number, form in enumerate(islice(cycle(_FORMS), count)):
        seed = first_seed + number
        made = make_disclosure(seed, Options(form=form, errors=_ERRORS[number % len(_ERRORS)]))
        yield from _at_rates(made.name, made.text, gold_of(made.gold), SUFFIXES[form], folder, seed)


def _at_rates(
    name: str, text: str, gold: Gold, suffix: str, folder: Path, seed: int
) -> Iterator[NoisedDocument]:
    for rate in RATES:
        noised = noise_text(text, Rates(**dict.fromkeys(FAULTS, rate)), seed, content_of(gold))
        assert noised.gold is not None
        path = folder / f"{name}-{rate:g}{suffix}"
        path.write_text(noised.text, encoding="utf-8")
        yield NoisedDocument(name, "text", f"all={rate:g}", path, gold_of(noised.gold))


def noised_scans(count: int, first_seed: int, folder: Path) -> Iterator[NoisedDocument]:
    """Invented disclosures of three tables each, drawn and spoilt; a PDF that is there is kept."""
    for number, condition in enumerate(islice(cycle(CONDITIONS), count)):
        seed = first_seed + number
        placed, family = _placed(seed, number)
        path = folder / f"{placed.name}-{condition}.pdf"
        if not path.exists():
            _draw(placed, family, condition, seed, path)
        yield NoisedDocument(placed.name, "scan", condition, path, gold_of(placed.gold))


def _placed(seed: int, number: int) -> tuple[PlacedDocument, Family]:
    unit = _UNITS[number // 2 % len(_UNITS)]
    options = Options(
        style=("office", "street")[number % 2],
        unit=unit,
        forms=False,
        full=True,
        tails=False,
        units=1,
        errors=_ERRORS[number % len(_ERRORS)],
    )
    kinds = tuple(Random(f"{seed}:kinds").sample(KINDS, _TABLES))
    draft = draft_document(seed, options, Selection(kinds=kinds))
    family = _FAMILIES[number % len(_FAMILIES)]
    name = f"calibration-{seed}"
    return place_document(name, draft, Style(family=family), _face(family)), family


@cache
def _face(family: Family) -> Typeface:
    return Typeface(family)


def _draw(placed: PlacedDocument, family: Family, condition: str, seed: int, path: Path) -> None:
    noise = find_condition(condition)
    scans = [scan_page(page, _face(family), noise, seed) for page in placed.pages]
    quality = None if scans[0].bilevel else _QUALITY
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        write_scans([Sheet(scan.pixels, scan.dpi, quality) for scan in scans], file)
    part.replace(path)
