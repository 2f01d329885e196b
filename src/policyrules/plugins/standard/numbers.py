"""By how much did it fall, and how is a share written?"""

from decimal import Decimal
from fractions import Fraction

from policyrules.core.numbers import written
from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.functions import function
from policyrules.semantics.types import ErrorType, Type, is_numeric
from policyrules.semantics.wording import kind_of

_MOST_PLACES = 6


@function(
    "reduction",
    "降幅",
    arguments={"before": "原数", "after": "现数"},
    about="由原数到现数下降的比例（上升为负）；原数须大于零，否则无从计算。",
)
def reduction(before: Decimal, after: Decimal) -> Fraction:
    """By what share something fell from before to after; negative where it rose.

    From zero or less there is no share to tell.

    >>> reduction(Decimal(98), Decimal(49))
    Fraction(1, 2)
    """
    if before <= 0:
        raise CannotTell(Phrase(f"there is no reduction from {before}", f"原数为 {before}，无从计算降幅"))
    return 1 - Fraction(after) / Fraction(before)


def percent(value: Fraction, places: int = 1) -> str:
    """A share as a percentage, rounded half up to at most `places` (1) after the point.

    >>> percent(Fraction(8, 15)), percent(Fraction(1, 2))
    ('53.3%', '50%')
    """
    if not 0 <= places <= _MOST_PLACES:
        raise CannotTell(
            Phrase(
                f"a percentage has 0 to {_MOST_PLACES} places, not {places}",
                f"百分比的小数位应为 0 至 {_MOST_PLACES}，而非 {places}",
            )
        )
    scaled = abs(value) * 100 * 10**places
    digits = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if value < 0 and digits else ""
    return f"{sign}{written(Decimal(digits).scaleb(-places))}%"


def percent_takes(types: tuple[Type, ...]) -> Phrase | None:
    """Return what keeps `percent` from taking arguments of these types, or None."""
    if not types or is_numeric(types[0]) or isinstance(types[0], ErrorType):
        return None
    words = kind_of(types[0])
    return Phrase(
        f"`percent` is of a number or a ratio, and this is {words.en}",
        f"`百分比` 只用于数或比值，而此处是{words.zh}",
    )
