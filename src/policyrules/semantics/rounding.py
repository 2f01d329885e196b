"""What is `round(x, 2)`?

The one function that is part of the language: its result has as many decimals as its second
argument says, so no schema can type it. It takes what no arithmetic takes, a ratio.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.schema import ArgumentSchema, FunctionSchema, Titled
from policyrules.semantics.types import IntegerType, NumberType

MOST_PLACES: Final = 10


def rounded(value: int | Decimal | Fraction, places: int = 0) -> int | Decimal:
    """Return a number with so many digits after the point (none: an int), a half going away from zero.

    >>> rounded(Fraction(1, 8), 2), rounded(Decimal("-2.5"))
    (Decimal('0.13'), -3)
    """
    scaled = abs(Fraction(value)) * int(10**places)
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    if value < 0:
        units = -units
    if places == 0:
        return units
    return Decimal((1 if units < 0 else 0, tuple(int(digit) for digit in str(abs(units))), -places))


ROUND: Final = FunctionSchema(
    names=Titled("round", "四舍五入"),
    arguments=(
        ArgumentSchema(Titled("value", "数值"), None),
        ArgumentSchema(Titled("places", "小数位"), IntegerType(), optional=True),
    ),
    returns=NumberType(),
    call=rounded,
    about=Phrase(
        "A number or ratio with so many digits after the point (none when left out), a half going away from zero.",
        "按所给小数位（不写为整数）四舍五入。",
    ),
)
