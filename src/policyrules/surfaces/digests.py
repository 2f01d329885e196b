"""Is it the same text, the same bytes?"""

from __future__ import annotations

from hashlib import sha256


def digest_of(raw: bytes) -> str:
    """Return the SHA-256 of bytes."""
    return sha256(raw).hexdigest()


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return digest_of(text.encode("utf-8", "surrogatepass"))
