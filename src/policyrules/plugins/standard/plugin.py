"""What does the standard set offer?

Three functions ask more of their arguments' types than annotations can say, so their schemas are written
out here; the others are typed by their annotations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.plugins.arguments import given_as, taking
from policyrules.plugins.calendars import Countries
from policyrules.plugins.functions import schema_of
from policyrules.plugins.hookspecs import hookimpl
from policyrules.plugins.manager import STANDARD_SET
from policyrules.plugins.readers.word_facts import WORD
from policyrules.plugins.renderers.standard import STANDARD
from policyrules.plugins.standard import copying, dates, lists, numbers, periods, texts, tiers
from policyrules.plugins.standard.databases import DATABASES
from policyrules.semantics.schema import ArgumentSchema, FunctionSchema, Titled
from policyrules.semantics.types import IntegerType, RatioType, TextType, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from policyrules.plugins.calendars import WorkingCalendar
    from policyrules.plugins.ledgers import LedgerOpener
    from policyrules.plugins.readers.reader import Reader
    from policyrules.plugins.renderers.renderer import Renderer

NAME: Final = STANDARD_SET

_ANNOTATED: Final = (
    texts.characters,
    texts.mentions,
    texts.mention_count,
    texts.lower,
    texts.join,
    copying.copied_share,
    copying.similarity,
    numbers.reduction,
    dates.working_days_by,
    dates.days_between,
    dates.months_between,
    dates.end_of_month,
    dates.year,
    dates.month,
    dates.day_of_month,
    dates.weekday,
    dates.date_of,
    dates.overlaps,
    dates.streak,
    periods.days,
    periods.weeks,
    periods.months,
    periods.working_days_in_by,
    periods.first_day,
    periods.last_day,
)

_BY_CALENDAR: Final = (dates.working_days_by, periods.working_days_in_by)
"""Those that are made for the calendars there are."""


@hookimpl
def policyrules_functions(calendars: Mapping[str, WorkingCalendar]) -> Iterable[FunctionSchema]:
    """Return the standard functions."""
    for call in _ANNOTATED:
        if call in _BY_CALENDAR:
            yield _by_policy(schema_of(call(calendars), NAME))
        else:
            yield schema_of(call, NAME)
    yield from _WRITTEN_OUT


@hookimpl
def policyrules_working_calendars() -> Mapping[str, WorkingCalendar]:
    """Return every country's calendar of working days, by its ISO code."""
    return Countries()


@hookimpl
def policyrules_readers() -> Iterable[Reader]:
    """Return the reader of Word documents."""
    return (WORD,)


@hookimpl
def policyrules_renderers() -> Iterable[Renderer]:
    """Return what prints documents as Markdown, as a page of HTML, and for Word."""
    return STANDARD


@hookimpl
def policyrules_ledgers() -> Iterable[LedgerOpener]:
    """Return what opens ledgers in a SQLite file and in PostgreSQL."""
    return DATABASES


def _by_policy(schema: FunctionSchema) -> FunctionSchema:
    """Return the schema whose calendar, left out, is the policy's."""
    return evolve(
        schema,
        arguments=tuple(
            evolve(argument, of_policy="working days") if argument.names.first == "calendar" else argument
            for argument in schema.arguments
        ),
    )


def _checked(
    call: Callable[..., Any], takes: Callable[[tuple[Type, ...]], Phrase | None]
) -> Callable[[tuple[Type, ...]], Callable[..., Any] | Phrase]:
    """Return what a schema's `for_types` is, for a function whose types are only checked."""

    def for_types(types: tuple[Type, ...]) -> Callable[..., Any] | Phrase:
        return takes(types) or call

    return for_types


def _schema(
    names: Titled,
    arguments: Sequence[ArgumentSchema],
    returns: Type,
    *,
    call: Callable[..., Any],
    zh: str,
    for_types: Callable[[tuple[Type, ...]], Callable[..., Any] | Phrase],
) -> FunctionSchema:
    english = " ".join((call.__doc__ or "").split("\n\n", 1)[0].split())
    return FunctionSchema(
        names, tuple(arguments), returns, call, about=Phrase(english, zh), plugin=NAME, for_types=for_types
    )


_percent: Final = given_as(numbers.percent, (taking(RatioType()), taking(IntegerType())), rest=None, named={})

_WRITTEN_OUT: Final = (
    _schema(
        Titled("percent", "百分比"),
        (
            ArgumentSchema(Titled("value", "数值"), None),
            ArgumentSchema(Titled("places", "小数位"), IntegerType(), optional=True),
        ),
        TextType(),
        call=_percent,
        zh="比例写成百分数，四舍五入至小数点后至多一位（或所给小数位）。",
        for_types=_checked(_percent, numbers.percent_takes),
    ),
    _schema(
        Titled("length", "长度"),
        (ArgumentSchema(Titled("entries", "各项"), None),),
        IntegerType(),
        call=lists.length,
        zh="列表有几项。",
        for_types=_checked(lists.length, lists.length_takes),
    ),
    _schema(
        Titled("tiers_between", "相差级数"),
        (
            ArgumentSchema(Titled("first", "甲"), None),
            ArgumentSchema(Titled("second", "乙"), None),
        ),
        IntegerType(),
        call=tiers.tiers_between,
        zh="有序枚举的两个成员相差几级，如省与县相差两级。",
        for_types=tiers.tiers_for,
    ),
)
