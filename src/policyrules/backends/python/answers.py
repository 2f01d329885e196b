"""What do the rules that were found come to, and which are they?

Functions number rules as it suits them. An answer is a pair of masks over the rules that stand alone; where others
are looked up in groups, stretches of those that surely, and that only possibly, say something stand beside the
masks. All rules of a stretch have one effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core.effect import Effect, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Masks = tuple[int, int]
Stretches = tuple["Sequence[int]", ...]
Answer = Masks | tuple[int, int, Stretches, Stretches]
"""Masks of the rules that surely, and possibly, say something; then stretches of others that surely, and only
possibly, do."""

_RANKS: Final = {effect.value: effect.rank for effect in Effect}
_RETURN, _WARN = Effect.RETURN.rank, Effect.WARN.rank
_OUTCOMES: Final = tuple(Outcome(effect.value) for effect in Effect)


class Worst:
    """The worst that rules come to, which are numbered as their effects are."""

    __slots__ = ("_certain", "_effects", "_open", "_unknown", "_unsettled", "_withheld")

    def __init__(self, effects: Sequence[tuple[str, str]]) -> None:
        """`effects` are each rule's effect, and the one it has for want of facts."""
        ranks = [_RANKS[effect] for effect, _ in effects]
        kept = {"block": _RETURN, "warn": _WARN}
        self._effects = _by_rank(enumerate(ranks))
        """From the worst effect down: its rank, and the rules that have it."""
        self._unknown = _by_rank(
            (number, kept[unknown]) for number, (_, unknown) in enumerate(effects) if unknown in kept
        )
        """The same of the rules that have another effect for want of facts (`if unknown block`, `warn`)."""
        self._unsettled = _by_rank(
            (number, ranks[number])
            for number, (_, unknown) in enumerate(effects)
            if unknown == "undetermined"
        )
        """The same of the rules that leave the outcome open for want of facts."""
        self._certain = bytes(ranks)
        self._withheld = bytes(kept.get(unknown, 0) for _, unknown in effects)
        self._open = bytes(
            rank if unknown == "undetermined" else 0
            for (_, unknown), rank in zip(effects, ranks, strict=True)
        )

    def outcome(self, sure: int, possible: int, said: Stretches = (), unsaid: Stretches = ()) -> Outcome:
        """Return what an answer comes to: the worst certain effect, unless a possible one is worse."""
        low = high = 0
        if possible:
            unsure = possible & ~sure
            low = max(_worst(self._effects, sure), _worst(self._unknown, unsure))
            high = _worst(self._unsettled, unsure)
        for stretch in said:
            rank = self._certain[stretch[0]]
            low = max(low, rank)
        for stretch in unsaid:
            rule = stretch[0]
            low = max(low, self._withheld[rule])
            high = max(high, self._open[rule])
        return _OUTCOMES[low] if high <= low else Outcome.UNDETERMINED

    def of(self, answer: tuple[int, int, Stretches, Stretches]) -> Outcome:
        """Return what an answer with stretches comes to."""
        return self.outcome(*answer)


def _by_rank(ranked: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return, from the worst rank down to the last that matters, the mask of the rules that have it."""
    bits: list[list[int]] = [[] for _ in Effect]
    for number, rank in ranked:
        bits[rank].append(number)
    return tuple((rank, mask_of(bits[rank])) for rank in range(len(bits) - 1, 0, -1) if bits[rank])


def _worst(masks: tuple[tuple[int, int], ...], items: int) -> int:
    for rank, mask in masks:
        if mask & items:
            return rank
    return 0


def mask_of(numbers: Iterable[int]) -> int:
    """Return the mask of some rules."""
    numbers = list(numbers)
    if len(numbers) < 8:
        return sum(1 << number for number in numbers)
    bits = bytearray((max(numbers) >> 3) + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def numbers_in(mask: int) -> list[int]:
    """Return the rules of a mask, in order.

    >>> numbers_in(0b1001)
    [0, 3]
    """
    found: list[int] = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found


def rules_in(numbers: Sequence[int], answer: Any) -> tuple[list[int], list[int]]:
    """Return the rules that surely say something, and those that only possibly do.

    `numbers` says which rule of the record each rule of an answer is.
    """
    sure, possible, *stretches = answer
    said, unsaid = stretches or ((), ())
    certain = [*numbers_in(sure), *(rule for stretch in said for rule in stretch)]
    unsure = [*numbers_in(possible & ~sure), *(rule for stretch in unsaid for rule in stretch)]
    return [numbers[rule] for rule in certain], [numbers[rule] for rule in unsure]
