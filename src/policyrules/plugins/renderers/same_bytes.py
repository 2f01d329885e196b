"""How does the same document come out as the same file, whenever it is written?"""

from __future__ import annotations

import io
import zipfile
from typing import Final

_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip archive can name."""


def same_bytes(archive: bytes) -> bytes:
    """Return a zip archive with every entry dated alike, in the order it has."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            dated = zipfile.ZipInfo(entry.filename, _BEGINNING)
            dated.compress_type = zipfile.ZIP_DEFLATED
            dated.external_attr = 0o600 << 16
            dated.create_system = 3
            new.writestr(dated, old.read(entry))
    return stream.getvalue()
