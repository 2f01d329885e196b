"""Which of the known names was probably meant?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

_LONGEST: Final = 100
"""Names are never longer; a longer text is no name, and comparing it would cost time."""


def near(name: str, candidates: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Return the candidates spelt nearly like the name, nearest first, at most `limit`.

    One slip (a character changed, left out, put in, or two swapped) is allowed in a name of two
    characters, two from six on, three from ten on. Upper and lower case and the
    marks `_`, `-` are no difference in spelling. A Chinese name that holds the given one, or is
    held by it, is near too: people shorten names. Equal distances keep the order of the candidates.

    >>> near("页树", ["标题", "页数", "页面数"])
    ('页数',)
    >>> near("organizer", ["organiser", "tier"])
    ('organiser',)
    """
    wanted = _folded(name)
    if not wanted or len(wanted) > _LONGEST:
        return ()
    found: list[tuple[float, str]] = []
    for candidate in dict.fromkeys(candidates):
        if candidate == name:
            continue
        distance = _distance(wanted, _folded(candidate))
        if distance is not None:
            found.append((distance, candidate))
    found.sort(key=lambda pair: pair[0])
    return tuple(candidate for _, candidate in found[:limit])


def akin(name: str, candidates: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Return the Chinese candidates that share at least half of their characters with the name, in order.

    Weaker than `near`: another word for the same thing, not a slip. Only to be offered, never to be
    taken for the name.

    >>> akin("印发时间", ["页数", "印发日期", "日期"])
    ('印发日期',)
    """
    if name.isascii() or not _SHORTEST_AKIN <= len(name) <= _LONGEST:
        return ()
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415  # only mistakes need it

    found: list[tuple[int, int, str]] = []
    for candidate in dict.fromkeys(candidates):
        shared = LCSseq.similarity(name, candidate)
        if shared >= 2 and 2 * shared >= max(len(name), len(candidate)) and candidate != name:
            found.append((-shared, candidate[:1] != name[:1], candidate))
    return tuple(candidate for *_, candidate in sorted(found, key=lambda each: each[:2])[:limit])


_SHORTEST_AKIN: Final = 3


def _folded(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def _slips(length: int) -> int:
    if length < 2:
        return 0
    if length < 6:
        return 1
    return 2 if length < 10 else 3


def _distance(wanted: str, candidate: str) -> float | None:
    """Return how far apart two folded names are; None when nobody would take one for the other."""
    if not candidate:
        return None
    most = _slips(max(len(wanted), len(candidate)))
    if abs(len(wanted) - len(candidate)) > most:  # each slip changes the length by one at most
        return _held(wanted, candidate, most)
    from rapidfuzz.distance import OSA  # noqa: PLC0415  # only mistakes need it

    distance = OSA.distance(wanted, candidate, score_cutoff=most)
    if distance <= most and distance < max(len(wanted), len(candidate)):
        return float(distance)
    return _held(wanted, candidate, most)


def _held(wanted: str, candidate: str, most: int) -> float | None:
    """Return how far apart two names are of which one holds the other."""
    shorter, longer = sorted((wanted, candidate), key=len)
    if len(shorter) >= 2 and not shorter.isascii() and shorter in longer:
        return most + len(longer) / 100
    return None


def slip_of(name: str, candidates: Iterable[str]) -> str | None:
    """Return the one candidate that a name surely is a slip of; None where it is not sure.

    Only one is near at all, and one character is changed, left out, put in or swapped with the next.
    Not in names of two characters, of which that is half; not a digit; not at the beginning, where
    a character turns a word into its opposite; and not a character that does so anywhere.

    >>> slip_of("organizer", ["organiser", "tier"])
    'organiser'
    >>> slip_of("未备案", ["已备案"]), slip_of("limit_1", ["limit_2"]), slip_of("页树", ["页数"])
    (None, None, None)
    """
    near_ones = near(name, candidates, limit=2)
    if len(near_ones) != 1:
        return None
    wanted, meant = _folded(name), _folded(near_ones[0])
    if wanted == meant:
        return near_ones[0]
    from rapidfuzz.distance import OSA  # noqa: PLC0415  # only mistakes need it

    if OSA.distance(wanted, meant) != 1 or min(len(wanted), len(meant)) < _SHORTEST:
        return None
    changed = (Counter(wanted) - Counter(meant)) | (Counter(meant) - Counter(wanted))
    if wanted[0] != meant[0] or any(each.isdecimal() or each in _OPPOSITES for each in changed):
        return None
    return near_ones[0]


_SHORTEST: Final = 3
_OPPOSITES: Final = frozenset("不未非无没否有已上下大小多少前后先高低内外始终起止正负增减收发进出男女左右")
"""Characters that turn the meaning of a Chinese name round."""
