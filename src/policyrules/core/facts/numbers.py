"""How are whole numbers and exact decimals read?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from policyrules.core.facts.given import shown
from policyrules.core.facts.refused import Read, Refused, needs
from policyrules.diagnostics.phrase import Phrase

INTEGER_DIGITS: Final = 18
INTEGER_BOUND: Final = 10**INTEGER_DIGITS

_INTEGER: Final = Phrase("a whole number", "整数")
_NUMBER: Final = Phrase("a number", "数值")
_NO_QUOTES: Final = Phrase("write the number without quotes", "数字不加引号")


def _too_long(given: object) -> Refused:
    found = shown(given)
    return Refused(
        "too-many-digits",
        Phrase(
            f"a whole number has at most {INTEGER_DIGITS} digits, and this is {found.en}",
            f"整数最多 {INTEGER_DIGITS} 位，所给为{found.zh}",
        ),
    )


def read_integer(given: Any) -> int:
    """Return a whole number of at most 18 digits; never yes or no, never text."""
    if type(given) is int:
        if -INTEGER_BOUND < given < INTEGER_BOUND:
            return given
        raise _too_long(given)
    whole = _whole(given)
    if whole is None:
        helps = (_NO_QUOTES,) if issubclass(type(given), str) else ()
        raise needs(_INTEGER, given, *helps)
    return read_integer(whole)


def _whole(given: Any) -> int | None:
    """Return the int in a subclass of int, or in another kind of whole number; None for the rest."""
    kind = type(given)
    if kind is bool or issubclass(kind, str | float | Decimal):
        return None
    if issubclass(kind, int):
        return int.__index__(given)
    index = getattr(kind, "__index__", None)
    if index is None:
        return None
    whole = index(given)
    return int.__index__(whole) if issubclass(type(whole), int) and type(whole) is not bool else None


def number_reader(scale: int, precision: int) -> Read:
    """Return how numbers of a field are read: exactly, or not at all.

    A float counts as the shortest decimal that means it (0.1 is 0.1). The value has no zeros at
    the end and no exponent, so that equal facts print equal.
    """
    whole_digits = precision - scale
    bound = 10**whole_digits

    def too_big(given: object) -> Refused:
        found = shown(given)
        return Refused(
            "too-many-digits",
            Phrase(
                f"a number here has at most {whole_digits} digits before the point, and this is {found.en}",
                f"此处的数小数点前最多 {whole_digits} 位，所给为{found.zh}",
            ),
        )

    def from_decimal(value: Decimal, given: object) -> Decimal:
        if not value.is_finite():
            raise needs(_NUMBER, given)
        if not value:
            return Decimal(0)
        if value.adjusted() >= whole_digits:
            raise too_big(given)
        sign, digits, exponent = value.as_tuple()
        places = -int(exponent)
        drop = 0
        while places - drop > 0 and digits[-1 - drop] == 0:
            drop += 1
        if places - drop > scale:
            found = shown(given)
            raise Refused(
                "too-many-decimals",
                Phrase(
                    f"at most {scale} decimals are kept here, and this is {found.en}",
                    f"此处最多保留 {scale} 位小数，所给为{found.zh}",
                ),
                (Phrase(f"round it to {scale} decimals first", f"先按 {scale} 位小数取整"),),
            )
        if drop:
            return Decimal((sign, digits[:-drop], int(exponent) + drop))
        if places < 0:
            return Decimal(int(value))
        return value

    def read(given: Any) -> Decimal:
        kind = type(given)
        if kind is int:
            if -bound < given < bound:
                return Decimal(given)
            raise too_big(given)
        if kind is Decimal:
            return from_decimal(given, given)
        if issubclass(kind, float):
            written = float.__repr__(given)
            whole_part, _, places = written.partition(".")
            if len(places) <= scale and len(whole_part) <= whole_digits and places.isdigit() and given:
                return Decimal(whole_part if places == "0" else written)
            return from_decimal(Decimal(written), given)
        if issubclass(kind, Decimal):
            return from_decimal(Decimal(given), given)
        whole = _whole(given)
        if whole is None:
            raise needs(_NUMBER, given, *((_NO_QUOTES,) if issubclass(kind, str) else ()))
        return read(whole)

    return read
