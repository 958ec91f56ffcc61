"""Archives for the tests."""

import io
import zipfile


def zipped(files: dict[str, bytes]) -> bytes:
    """The bytes of a zip archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
