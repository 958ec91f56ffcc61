"""The file formats that are read, by suffix: text files, and those read page by page."""

from pathlib import Path
from types import MappingProxyType

TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm")

PAGED_TYPES = MappingProxyType(
    {
        ".pdf": "application/pdf",
        ".png": "image/png",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".tif": "image/tiff",
        ".tiff": "image/tiff",
    }
)
"""Media types of the files that are read page by page."""

SUFFIXES = (*TEXT_SUFFIXES, *PAGED_TYPES)
"""The files that are taken from a folder."""


def is_paged(path: Path) -> bool:
    """Whether a file is read page by page (PDF and images)."""
    return path.suffix.lower() in PAGED_TYPES


def is_pdf(path: Path) -> bool:
    """Whether a file says that it is a PDF."""
    return path.suffix.lower() == ".pdf"
