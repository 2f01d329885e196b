"""How alike are two texts?"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase

LONGEST: Final = 20_000
"""Longer texts are not compared: the work grows with the product of both lengths."""


def alike(first: str, second: str) -> Fraction:
    """Return twice the characters two texts share in order, by those of both together; of nothing, 1.

    Raises `CannotTell` for texts that are too long.

    >>> alike("关于开展安全检查的通知", "关于开展消防检查的通知")
    Fraction(9, 11)
    """
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415  # read when first asked

    if len(first) > LONGEST or len(second) > LONGEST:
        raise CannotTell(
            Phrase(
                f"texts longer than {LONGEST} characters are not compared", f"超过 {LONGEST} 字的文本不作比对"
            )
        )
    if not first and not second:
        return Fraction(1)
    return Fraction(2 * LCSseq.similarity(first, second), len(first) + len(second))
