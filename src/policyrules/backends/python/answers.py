"""What do the rules that were found come to, and which are they?

Functions number rules as it suits them. An answer is a pair of masks over the rules that stand alone; where others
are looked up in groups, stretches of those that surely, and that only possibly, say something stand beside the
masks. All rules of a stretch have one effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core.effect import Effect, Outcome
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Masks = tuple[int, int]
Stretches = tuple["Sequence[int]", ...]
Places = tuple[Any, ...]
Answer = Masks | tuple[int, int, Stretches, Places, Stretches]
"""Masks of the rules that surely, and possibly, say something; then stretches of others that surely do, and more of
them whose rules stand beside one another (of each stretch in turn the `Beside` it is of, the key and the place); then
stretches of those that only possibly do."""

RANKS: Final = {effect.value: effect.rank for effect in Effect}
WITHHELD: Final = {"block": Effect.RETURN.rank, "warn": Effect.WARN.rank}
"""What a rule comes to for want of facts, where it says so."""
OUTCOMES: Final = tuple(Outcome(effect.value) for effect in Effect)


def key_of(answer: Masks) -> int | Masks:
    """Return by what is kept what masks come to: one number does where nothing is only possible."""
    sure, possible = answer
    return sure if sure == possible else answer


@frozen(eq=False)
class _RankedMasks:
    """From the worst effect down: its rank, and the rules that have it."""

    effects: tuple[tuple[int, int], ...]
    unknown: tuple[tuple[int, int], ...]
    """Of the rules that have another effect for want of facts (`if unknown block`, `warn`), that one."""
    unsettled: tuple[tuple[int, int], ...]
    """Of the rules that leave the outcome open for want of facts, theirs."""


class Worst:
    """The worst that rules come to, which are numbered as their effects are."""

    __slots__ = ("_certain", "_given", "_masks", "_open", "_withheld")

    def __init__(self, effects: Sequence[tuple[str, str]]) -> None:
        """`effects` are each rule's effect, and the one it has for want of facts."""
        self._given = effects
        self._masks: _RankedMasks | None = None
        certain = {pair: RANKS[pair[0]] for pair in {*effects}}
        self._certain = bytes([certain[pair] for pair in effects])
        withheld = {pair: WITHHELD.get(pair[1], 0) for pair in certain}
        self._withheld = bytes([withheld[pair] for pair in effects])
        left_open = {pair: rank if pair[1] == "undetermined" else 0 for pair, rank in certain.items()}
        self._open = bytes([left_open[pair] for pair in effects])

    def outcome(
        self, sure: int, possible: int, said: Stretches = (), beside: Places = (), unsaid: Stretches = ()
    ) -> Outcome:
        """Return what an answer comes to: the worst certain effect, unless a possible one is worse."""
        low = high = 0
        if possible:
            masks = self._masks or self._masked()
            unsure = possible & ~sure
            low = max(_worst(masks.effects, sure), _worst(masks.unknown, unsure))
            high = _worst(masks.unsettled, unsure)
        for stretch in said:
            low = max(low, self._certain[stretch[0]])
        for stretch in _beside_in(beside):
            low = max(low, self._certain[stretch[0]])
        for stretch in unsaid:
            rule = stretch[0]
            low = max(low, self._withheld[rule])
            high = max(high, self._open[rule])
        return OUTCOMES[low] if high <= low else Outcome.UNDETERMINED

    def of(self, answer: tuple[int, int, Stretches, Places, Stretches]) -> Outcome:
        """Return what an answer with stretches comes to."""
        return self.outcome(*answer)

    def _masked(self) -> _RankedMasks:
        """Return the rules by rank, as masks: made when a rule that stands alone is first found."""
        ranks = self._certain
        found = self._masks = _RankedMasks(
            _by_rank(enumerate(ranks)),
            _by_rank((number, rank) for number, rank in enumerate(self._withheld) if rank),
            _by_rank(
                (number, ranks[number])
                for number, (_, unknown) in enumerate(self._given)
                if unknown == "undetermined"
            ),
        )
        return found


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


def _beside_in(places: Places) -> Iterator[range]:
    """Return the stretches of rules that stand beside one another."""
    return (
        of.rules(key, place) for of, key, place in zip(places[::3], places[1::3], places[2::3], strict=True)
    )


def rules_in(numbers: Sequence[int], answer: Any) -> tuple[list[int], list[int]]:
    """Return the rules that surely say something, and those that only possibly do.

    `numbers` says which rule of the record each rule of an answer is.
    """
    sure, possible, *groups = answer
    said, beside, unsaid = groups or ((), (), ())
    said = (*said, *_beside_in(beside))
    certain = [*numbers_in(sure), *(rule for stretch in said for rule in stretch)]
    unsure = [*numbers_in(possible & ~sure), *(rule for stretch in unsaid for rule in stretch)]
    return [numbers[rule] for rule in certain], [numbers[rule] for rule in unsure]
