"""The second engine that the settings ask for: another program, which fails elsewhere."""

from extraction.ocr.port import Reader
from schemas.errors import UsageError
from schemas.settings import Settings

LANGUAGES = "chi_sim+eng"
"""Both are asked for, so that figures are read by the same model (eng) on every machine."""


def second_reader(settings: Settings) -> Reader | None:
    """The second reader of ``settings.second_reader``, or None where none is wanted.

    Raises UsageError where it is not installed.
    """
    if settings.second_reader == "none":
        return None
    from extraction.ocr.tesseract import TesseractReader, available

    if not available(LANGUAGES):
        raise UsageError(
            "tesseract with the models chi_sim and eng, the second reader that is asked for, is not"
            " installed: apt-get install tesseract-ocr tesseract-ocr-chi-sim, or leave out"
            " --second-reader"
        )
    return TesseractReader(LANGUAGES)
