"""Does a function get its arguments as its annotations say?

At run time a `number` may be an int, an `integer` a number without decimals, a `ratio` any of these; a
`list` is a tuple, and a list of text may stand where words are asked for (core/values.py,
semantics/fit.py). A function gets what it is annotated with.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from policyrules.semantics.types import (
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    RatioType,
    Type,
    WordsType,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Convert = Callable[[Any], Any]


def taking(type_: Type, *, as_list: bool = False) -> Convert | None:
    """Return what makes a runtime value the one an annotation promises, or None where it already is."""
    match type_:
        case IntegerType():
            return _whole
        case NumberType():
            return _decimal
        case RatioType():
            return _fraction
        case WordsType():
            return _words
        case OptionalType(element):
            inner = taking(element, as_list=as_list)
            return None if inner is None else lambda value: None if value is None else inner(value)
        case ListType(element):
            made: Convert = list if as_list else tuple
            each = taking(element)
            if each is not None:
                return lambda value: made(each(entry) for entry in value)
            return list if as_list else None
        case _:
            return None


def given_as(
    call: Callable[..., Any],
    in_order: Sequence[Convert | None],
    *,
    rest: Convert | None,
    named: Mapping[str, Convert],
) -> Callable[..., Any]:
    """Return the function with its arguments converted; itself where none needs it.

    `rest` converts arguments that repeat, after those `in_order`.
    """
    if not named and rest is None and all(convert is None for convert in in_order):
        return call

    @wraps(call)
    def called(*values: Any, **options: Any) -> Any:
        converts = chain(in_order, repeat(rest))
        return call(
            *(
                value if convert is None else convert(value)
                for value, convert in zip(values, converts, strict=False)
            ),
            **{name: named[name](value) if name in named else value for name, value in options.items()},
        )

    return called


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) else value


def _words(value: Any) -> Any:
    return value if isinstance(value, frozenset) else frozenset(word for word in value if word is not None)


def _decimal(value: Any) -> Any:
    return Decimal(value) if type(value) is int else value


def _fraction(value: Any) -> Any:
    return Fraction(value) if isinstance(value, int | Decimal) else value
