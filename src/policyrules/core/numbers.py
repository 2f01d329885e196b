"""How do we count exactly?

Integers, decimals and ratios (fractions) mix without loss. Nothing reads or changes the ambient
decimal context; a result of more than 77 digits, before or after the point, cannot be told rather than rounded.
"""

from __future__ import annotations

from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    Underflow,
)
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Number = int | Decimal | Fraction

DIGITS: Final = 77
EXACT: Final = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_UP,
    traps=[Inexact, InvalidOperation, DivisionByZero, Overflow, Underflow],
)
_BOUND: Final = 10**DIGITS


def tidied(number: Decimal) -> Decimal:
    """Return a number without zeros at the end of its decimals.

    >>> tidied(Decimal("1.50")), tidied(Decimal("-0.0"))
    (Decimal('1.5'), Decimal('0'))
    """
    if not number:
        return Decimal(0)
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def calculate(operator: Literal["+", "-", "*"], left: Number, right: Number) -> Number:
    """Return the exact sum, difference or product. Raises `CannotTell` beyond 77 digits.

    >>> calculate("+", Decimal("0.1"), Decimal("0.2")), calculate("*", 10, Decimal("0.3"))
    (Decimal('0.3'), Decimal('3.0'))
    """
    if isinstance(left, Fraction) or isinstance(right, Fraction):
        return _within(_of_fractions(operator, Fraction(left), Fraction(right)))
    if isinstance(left, int) and isinstance(right, int):
        return _within(_of_integers(operator, left, right))
    try:
        result = _of_decimals(operator, Decimal(left), Decimal(right))
    except DecimalException:
        raise too_long() from None
    if result and not (int(result.as_tuple().exponent) >= -DIGITS and result.adjusted() < DIGITS):
        raise too_long()
    return result


def divide(left: Number, right: Number) -> Fraction:
    """Return the exact ratio. Raises `CannotTell` for a zero divisor.

    >>> divide(1, Decimal("0.3"))
    Fraction(10, 3)
    """
    if not right:
        raise CannotTell(Phrase("the divisor is zero", "除数为零"))
    return Fraction(left) / Fraction(right)


def round_half_up(number: Number, places: int) -> Decimal:
    """Return the number with `places` digits after the point, a half going away from zero.

    >>> round_half_up(Fraction(1, 8), 2), round_half_up(Decimal("-2.5"), 0)
    (Decimal('0.13'), Decimal('-3'))
    """
    exact = Fraction(number)
    scaled = abs(exact) * Fraction(10) ** places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    if units >= _BOUND:
        raise too_long()
    sign = 1 if exact < 0 and units else 0
    return Decimal((sign, tuple(int(digit) for digit in str(units)), -places))


def order(left: Number, right: Number) -> int:
    """Return -1, 0 or 1 as the left number is less than, equal to or greater than the right.

    >>> order(Fraction(1, 2), Decimal("0.5")), order(1, Decimal("1.5"))
    (0, -1)
    """
    first, second = Fraction(left), Fraction(right)
    return (first > second) - (first < second)


def total(numbers: Iterable[Number]) -> Number:
    """Return the exact sum; of nothing, 0."""
    result: Number = 0
    for number in numbers:
        result = calculate("+", result, number)
    return result


def mean(numbers: Sequence[Number]) -> Fraction:
    """Return the exact mean of at least one number."""
    return Fraction(total(numbers)) / len(numbers)


def median(numbers: Sequence[Number]) -> Fraction:
    """Return the middle of at least one number; of an even count, the mean of the two in the middle."""
    ranked = sorted(Fraction(number) for number in numbers)
    middle = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[middle]
    return (ranked[middle - 1] + ranked[middle]) / 2


def plain(number: Decimal) -> Decimal:
    """Return the same decimal without trailing zeros, exponent or negative zero.

    >>> plain(Decimal("1.50")), plain(Decimal("1E+2")), plain(Decimal("-0.0"))
    (Decimal('1.5'), Decimal('100'), Decimal('0'))
    """
    if not number:
        return Decimal(0)
    try:
        short = EXACT.normalize(number)
        exponent = short.as_tuple().exponent
        return EXACT.quantize(short, Decimal(1)) if isinstance(exponent, int) and exponent > 0 else short
    except DecimalException:
        raise too_long() from None


def written(number: Number) -> str:
    """Return the number in plain digits; a ratio that is no short decimal as `numerator/denominator`.

    >>> written(Decimal("1.50")), written(Fraction(1, 3)), written(Fraction(1, 2)), written(10**20)
    ('1.5', '1/3', '0.5', '100000000000000000000')
    """
    match number:
        case int():
            return str(number)
        case Decimal():
            return format(plain(number), "f")
        case _:
            for places in range(5):
                if (number * 10**places).denominator == 1:
                    return written(round_half_up(number, places))
            return f"{number.numerator}/{number.denominator}"


def too_long() -> CannotTell:
    """Return what says that a result has more digits than are kept."""
    return CannotTell(Phrase(f"the result has more than {DIGITS} digits", f"计算结果超过 {DIGITS} 位数字"))


def _of_integers(operator: Literal["+", "-", "*"], left: int, right: int) -> int:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right


def _of_decimals(operator: Literal["+", "-", "*"], left: Decimal, right: Decimal) -> Decimal:
    match operator:
        case "+":
            return EXACT.add(left, right)
        case "-":
            return EXACT.subtract(left, right)
        case "*":
            return EXACT.multiply(left, right)


def _of_fractions(operator: Literal["+", "-", "*"], left: Fraction, right: Fraction) -> Fraction:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right


def _within(number: int | Fraction) -> int | Fraction:
    if not -_BOUND < number < _BOUND:
        raise too_long()
    return number
