"""Which periods is somebody asking about?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from policyrules.core.facts.refused import Refused
from policyrules.core.facts.times import read_date
from policyrules.core.period_names import UNITS, period_called, period_name, unit_called
from policyrules.core.periods import last_day_of, period_of
from policyrules.core.values import CannotTell, Period
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import RequestError

if TYPE_CHECKING:
    from policyrules.core.ir import Program
    from policyrules.semantics.schema import RecordSchema
    from policyrules.syntax.ast.clauses import PeriodUnit

Asked = tuple["PeriodUnit", Period]
"""A period of the calendar with its unit."""

_EXAMPLE: Final = date(2026, 3, 2)


def units_asked(program: Program, schema: RecordSchema, unit: object = None) -> tuple[PeriodUnit, ...]:
    """Return the units that are asked about, the shortest first: the one named, or all there are lists for.

    Raises `RequestError` where there is no such list.
    """
    record, people = schema.names.first, schema.names.for_people()
    units = tuple(each for each in UNITS if program.periodic.get((record, each)))
    if not units:
        raise RequestError(
            Phrase(
                f"the policies have no periodic list about `{record}`; "
                f"one begins `list NAME for {record} each month`",
                f"政策文件中没有按期适用于 `{people}` 的清单；此类清单写作 `规定 名称 适用于 {people} 每月`",
            )
        )
    if unit is None:
        return units
    wanted = unit_called(unit) if isinstance(unit, str) else None
    if wanted is None:
        known = ", ".join(f"`{said.en}`" for said in UNITS.values())
        known_zh = "、".join(said.zh for said in UNITS.values())
        raise RequestError(
            Phrase(f"`unit` is one of {known}, not {unit!r}", f"`unit` 应为{known_zh}之一，而非 {unit!r}")
        )
    _require_lists(wanted, units, schema)
    return (wanted,)


def periods_asked(
    program: Program, schema: RecordSchema, period: object, unit: object = None
) -> tuple[Asked, ...]:
    """Return the periods that are asked about, the shortest first.

    `period` is a period by its name in either language, one with its unit (a pair, or a `Period` beside
    `unit`), or a day: then the period that contains it, of each unit there are lists for. Raises
    `RequestError` for anything else, and for a period that no list is about.
    """
    units = units_asked(program, schema, unit)
    if isinstance(period, Period) and unit is not None:
        period = (units[0], period)
    asked = _period(period)
    if asked is None or (asked[0] == "day" and "day" not in units):
        day = _day(period) if asked is None else asked[1].start
        if day is None:
            raise _no_period(period, units)
        return tuple((each, period_of(each, day)) for each in units)
    _require_lists(asked[0], units, schema)
    return (asked,)


def span_asked(first: object, last: object) -> Period:
    """Return the days from the first day of one period to the last of another; none: of the same.

    Each is given as in `periods_asked`. Raises `RequestError`.
    """
    begins, ends = (_days(each) for each in (first, first if last is None else last))
    if ends.finish is None or ends.finish < begins.start:
        raise RequestError(
            Phrase(
                f"the last period ends on {ends.finish}, before the first one begins on {begins.start}",
                f"末期止于 {ends.finish}，早于首期起始之日 {begins.start}",
            )
        )
    return Period(begins.start, ends.finish)


def periods_ending_in(units: Sequence[PeriodUnit], days: Period) -> Iterator[Asked]:
    """Yield the periods of these units that end on one of the days, in that order, the shortest first.

    >>> march = Period(date(2026, 3, 1), date(2026, 3, 31))
    >>> [(unit, period.finish.day) for unit, period in periods_ending_in(["half month", "month"], march)]
    [('half month', 15), ('half month', 31), ('month', 31)]
    """
    coming = {unit: period_of(unit, days.start) for unit in sorted(units, key=_RANK.__getitem__)}
    while coming:
        unit = min(coming, key=lambda each: last_day_of(coming[each]))
        period = coming.pop(unit)
        if last_day_of(period) not in days:
            return
        yield unit, period
        if last_day_of(period) < date.max:
            coming[unit] = period_of(unit, date.fromordinal(last_day_of(period).toordinal() + 1))
            coming = dict(sorted(coming.items(), key=lambda pair: _RANK[pair[0]]))


_RANK: Final = {unit: rank for rank, unit in enumerate(UNITS)}


# --- what is given --------------------------------------------------------------------------


def _period(given: object) -> Asked | None:
    """Return the period that is given with its unit; None for what is none, a day perhaps.

    Raises `RequestError` for days that are no whole period of their unit.
    """
    match given:
        case str():
            return period_called(given)
        case (str() as word, Period() as days):
            unit = unit_called(word)
            if unit is None:
                return None
            try:
                whole = period_of(unit, days.start)
            except CannotTell:
                return None
            if whole != days:
                raise _not_whole(unit, days, whole)
            return unit, days
        case _:
            return None


def _day(given: object) -> date | None:
    try:
        return read_date(given)
    except Refused:
        return None


def _days(given: object) -> Period:
    asked = _period(given)
    if asked is not None:
        return asked[1]
    day = _day(given)
    if day is None:
        raise _no_period(given, tuple(UNITS))
    return Period(day, day)


# --- what cannot be asked about -------------------------------------------------------------


def _require_lists(unit: PeriodUnit, units: Sequence[PeriodUnit], schema: RecordSchema) -> None:
    if unit in units:
        return
    record, people = schema.names.first, schema.names.for_people()
    there = ", ".join(f"each {each}" for each in units)
    there_zh = "、".join(f"每{UNITS[each].zh}" for each in units)
    offer = _examples(units)
    raise RequestError(
        Phrase(
            f"no list about `{record}` is for each {unit}; there are lists for {there}: ask about {offer.en}",
            f"没有按每{UNITS[unit].zh}适用于 `{people}` 的清单；现有清单按{there_zh}适用，期间写作 {offer.zh}",
        )
    )


def _no_period(given: object, units: Sequence[PeriodUnit]) -> RequestError:
    offer = _examples(units)
    said = repr(given)[:100]
    return RequestError(
        Phrase(
            f"{said} is no period and no day; write {offer.en}, or a day such as `{_EXAMPLE}`",
            f"{said} 不是期间，也不是日期；请写 {offer.zh}，或日期（如 `{_EXAMPLE}`）",
        )
    )


def _not_whole(unit: PeriodUnit, days: Period, whole: Period) -> RequestError:
    return RequestError(
        Phrase(
            f"the days from {days.start} to {days.finish} are no whole {unit}; "
            f"`{period_name(unit, whole).en}` is from {whole.start} to {whole.finish}",
            f"{days.start} 至 {days.finish} 不是一个完整的{UNITS[unit].zh}；"
            f"`{period_name(unit, whole).zh}` 为 {whole.start} 至 {whole.finish}",
        )
    )


def _examples(units: Sequence[PeriodUnit]) -> Phrase:
    names = [period_name(unit, period_of(unit, _EXAMPLE)) for unit in units]
    return Phrase(
        " or ".join(f"`{name.en}`" for name in names), " 或 ".join(f"`{name.zh}`" for name in names)
    )
