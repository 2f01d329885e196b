"""What do generated functions call for values? The same modules the reference is built on.

Every function here takes values that may be none or unknown and gives one; what cannot be told is
unknown. (Why it cannot, and whose fault that is, the reference says when a decision is read.)
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from policyrules.backends.python.blank import BLANK
from policyrules.core import dates, ir, numbers
from policyrules.core.calendars import holds
from policyrules.core.comparing import compare, distinct_key, fully_known, order, same
from policyrules.core.evaluate import dates as evaluate_dates
from policyrules.core.evaluate.calling import fitted, positional
from policyrules.core.evaluate.numbers import negative
from policyrules.core.logic import MAYBE, Kleene, any_of
from policyrules.core.lower.literals import duration_of
from policyrules.core.patterns import UnreadablePattern, matches
from policyrules.core.values import UNKNOWN, CannotTell, Duration, Period, Row
from policyrules.core.words import words
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.types import DurationType, IntegerType, OptionalType, Type, required

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, tzinfo

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.semantics.schema import FunctionSchema

Context = list[Any]
"""What a decision is made with: see the places named in `unit`."""


_GOVERNING, _PARAMETERS = 1, 2


def told(work: Callable[..., Any], *values: Any) -> Any:
    """Return what `work` makes of values; unknown where it cannot tell."""
    try:
        return work(*values)
    except CannotTell:
        return UNKNOWN


# --- facts and parameters -------------------------------------------------------------------


def walked(steps: Sequence[str], value: Any) -> Any:
    """Return what steps from a row lead to: none beyond a none, unknown beyond an unknown."""
    for step in steps:
        if value is None or value is UNKNOWN:
            return value
        if not isinstance(value, Row):
            return UNKNOWN
        value = value.values.get(step, UNKNOWN)
    return value


def parameter(name: str, context: Context, *keys: Any) -> Any:
    """Return a parameter's value for its keys on the governing date."""
    if any(key is None for key in keys):
        return None
    if any(key is UNKNOWN for key in keys):
        return UNKNOWN
    return context[_PARAMETERS].value(name, keys, context[_GOVERNING])


class PreparedCall:
    """A function's value for the values of its arguments, those given by name last.

    Whatever is the same in every decision is prepared. Raises `CannotTell`.
    """

    __slots__ = ("_function", "_names", "_needed")

    def __init__(self, node: ir.Call) -> None:
        self._function: FunctionSchema = node.function
        self._names = tuple(name for name, _ in node.named)
        by_name = {schema.names.first: schema for schema in node.function.arguments}
        schemas = (
            *positional(node.function, len(node.arguments)),
            *(by_name[name] for name in self._names),
        )
        self._needed = tuple(not isinstance(schema.type, OptionalType) for schema in schemas)

    def __call__(self, *values: Any) -> Any:
        """Return the value: none for a none where none is no answer, unknown for an unknown."""
        for value, is_needed in zip(values, self._needed, strict=True):
            if value is None and is_needed:
                return None
        for value in values:
            if value is UNKNOWN or (isinstance(value, tuple | Row) and not fully_known(value)):
                return UNKNOWN
        count = len(values) - len(self._names)
        by_name = dict(zip(self._names, values[count:], strict=True))
        return fitted(self._function, self._function.call, values[:count], by_name)


# --- comparisons ----------------------------------------------------------------------------


def compared(
    operator: Literal["=", "!=", "<", "<="], type_: Type, zone: tzinfo, left: Any, right: Any
) -> Kleene:
    """Return how two values compare (see `compare`)."""
    return compare(operator, left, right, type_, zone)


def among(members: Sequence[Any], type_: Type, zone: tzinfo, value: Any) -> Kleene:
    """Return whether a value equals one of some constants; no when it is none."""
    if value is None:
        return False
    if value is UNKNOWN:
        return MAYBE
    return any(compare("=", value, member, type_, zone) is True for member in members)


def contained(
    operator: Literal["contains", "starts with", "ends with"],
    type_: Type,
    zone: tzinfo,
    value: Any,
    other: Any,
) -> Kleene:
    """Return whether a text contains, starts or ends with another, or a list has an equal element."""
    if value is None or other is None:
        return False
    if isinstance(value, tuple):
        return any_of(compare("=", part, other, type_, zone) for part in value)
    if value is UNKNOWN or other is UNKNOWN:
        return MAYBE
    if operator == "contains":
        return other in value
    return bool(value.startswith(other) if operator == "starts with" else value.endswith(other))


def like(pattern: str, value: Any) -> Kleene:
    """Return whether a whole text matches a pattern; no when it is none."""
    if value is None:
        return False
    if value is UNKNOWN:
        return MAYBE
    try:
        return matches(pattern, value)
    except UnreadablePattern:
        return MAYBE


def agrees(zone: tzinfo, first: Any, second: Any) -> bool:
    """Return whether two results of a choice are surely the same."""
    return same(first, second, zone) is True


# --- numbers --------------------------------------------------------------------------------


def calculated(operators: Sequence[Literal["+", "-", "*"]], first: Any, *rest: Any) -> Any:
    """Return what a chain of sums, differences and products comes to. Raises `CannotTell`."""
    result = first
    for operator, value in zip(operators, rest, strict=True):
        if result is None or value is None:
            result = None
        elif result is UNKNOWN or value is UNKNOWN:
            result = UNKNOWN
        elif isinstance(result, Duration):
            result = result + (value if operator == "+" else negative(value))
        else:
            result = numbers.calculate(operator, result, value)
    return result


def divided(left: Any, right: Any) -> Any:
    """Return an exact ratio. Raises `CannotTell`."""
    if left is None or right is None:
        return None
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    return numbers.divide(left, right)


def rounded(places: int, type_: Type, value: Any) -> Any:
    """Return a number with so many digits after the point. Raises `CannotTell`."""
    if value is None or value is UNKNOWN:
        return value
    result = numbers.round_half_up(Fraction(value), places)
    return int(result) if isinstance(required(type_), IntegerType) else result


def total_of(node: ir.Aggregate, zone: tzinfo, values: list[Any]) -> Any:
    """Return what the values of the entries that count come to. Raises `CannotTell`."""
    match node.kind:
        case "sum" if isinstance(required(node.type), DurationType):
            return sum(values, Duration())
        case "sum":
            return numbers.total(values)
        case "distinct":
            return len({distinct_key(value) for value in values})
        case "min":
            return _outermost(node, zone, values, sign=1)
        case "max":
            return _outermost(node, zone, values, sign=-1)
        case "mean":
            return numbers.mean(values) if values else None
        case "median":
            return numbers.median(values) if values else None
        case _:
            return len(values)


def _outermost(node: ir.Aggregate, zone: tzinfo, values: list[Any], *, sign: int) -> Any:
    if not values or node.value is None:
        return None
    result = values[0]
    for value in values[1:]:
        if sign * order(value, result, node.value.type, zone) < 0:
            result = value
    return result


def known_throughout(value: Any) -> bool:
    """Return whether nothing in a value is unknown."""
    return value is not UNKNOWN and (not isinstance(value, tuple | Row) or fully_known(value))


# --- time -----------------------------------------------------------------------------------


class Surroundings:
    """The zone a record's times are read in, and the calendars that say which days work.

    `program` has the declared calendars, `calendars` are those of working days.
    """

    __slots__ = ("calendars", "program", "zone")

    def __init__(self, program: ir.Program, zone: tzinfo, calendars: Mapping[str, dates.WorkingDay]) -> None:
        self.program = program
        self.zone = zone
        self.calendars = calendars

    @property
    def as_evaluation(self) -> Evaluation:
        """The part of an evaluation that dates need."""
        return cast("Evaluation", self)


def shifted(around: Surroundings, node: ir.Shift, moment: Any, duration: Any) -> Any:
    """Return a date or datetime moved by a duration. Raises `CannotTell`."""
    if moment is None or duration is None:
        return None
    if moment is UNKNOWN or duration is UNKNOWN:
        return UNKNOWN
    return evaluate_dates.moved(
        around.as_evaluation, moment, duration, node.calendar, sign=node.sign, rolls=node.rolls
    )


def days_between(around: Surroundings, start: Any, finish: Any) -> Any:
    """Return the days from one date to another. Raises `CannotTell`."""
    if start is None or finish is None:
        return None
    if start is UNKNOWN or finish is UNKNOWN:
        return UNKNOWN
    return dates.days_between(start, finish, around.zone)


def period(around: Surroundings, start: Any, finish: Any) -> Any:
    """Return a period: none without a start, open without a finish. Raises `CannotTell`."""
    if start is None:
        return None
    if start is UNKNOWN or finish is UNKNOWN:
        return UNKNOWN
    zone = around.zone
    return Period(dates.day_of(start, zone), None if finish is None else dates.day_of(finish, zone))


def duration(unit: str, amount: Any) -> Any:
    """Return so many of a unit. Raises `CannotTell`."""
    if amount is None or amount is UNKNOWN:
        return amount
    if amount != int(amount):
        raise CannotTell(Phrase("only whole units of time can be counted", "时长须为整数个单位"))
    return duration_of(Decimal(int(amount)), unit)  # type: ignore[arg-type]  # the checker knows the units


def in_period(around: Surroundings, moment: Any, days: Any) -> Kleene:
    """Return whether a day lies in a period; no when either is none. Raises `CannotTell`."""
    if moment is None or days is None:
        return False
    if moment is UNKNOWN or days is UNKNOWN:
        return MAYBE
    return dates.day_of(moment, around.zone) in days


class CalendarDays:
    """Whether a day belongs to a declared calendar; no when it is none. Raises `CannotTell`.

    Answers are kept, since the days of many records are the same few; what cannot be told is asked again.
    """

    __slots__ = ("_around", "_calendar", "_known", "_working_days")

    def __init__(self, around: Surroundings, calendar: str) -> None:
        self._around = around
        self._calendar = calendar
        self._working_days = partial(evaluate_dates.asked, around.as_evaluation)
        self._known: dict[date, bool] = {}

    def __call__(self, moment: Any) -> Kleene:
        """Return the answer for a date or a datetime."""
        if moment is None:
            return False
        if moment is UNKNOWN:
            return MAYBE
        day = dates.day_of(moment, self._around.zone)
        answer = self._known.get(day)
        if answer is None:
            answer = holds(self._around.program.calendars, self._calendar, day, self._working_days)
            if len(self._known) >= _DAYS_REMEMBERED:
                self._known.clear()
            self._known[day] = answer
        return answer


_DAYS_REMEMBERED: Final = 1024
"""So many days keep their answer for each question; then they are forgotten together."""


def chosen(results: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the results that were given, in order."""
    return tuple(result for result in results if result is not BLANK)


# --- texts ----------------------------------------------------------------------------------


def text(node: ir.Text, program: ir.Program, zone: tzinfo, *values: Any) -> str:
    """Return a template filled in, in the language its own words are in."""
    left = iter(values)
    return "".join(
        part if isinstance(part, str) else words(next(left), part.type, node.language, program, zone)
        for part in node.parts
    )
