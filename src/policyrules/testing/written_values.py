"""Which value does a test write? As an application would give it, to be read as facts are."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from policyrules.core.facts.records import RecordReaders
from policyrules.core.facts.refused import Refused, needs
from policyrules.core.facts.values import scalar_reader
from policyrules.core.lower.literals import duration_of
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import FactError, RequestError
from policyrules.semantics.types import ListType, NumberType, RatioType, RecordType, Type, required
from policyrules.syntax.ast import expressions as syntax

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from policyrules.semantics.schema import RecordSchema


def written_value(node: syntax.Expression) -> Any:
    """Return the value a literal writes; a bare name is text, for whatever takes it as a member.

    Raises `RequestError` for an expression that is not written out.
    """
    match node:
        case (
            syntax.TextLiteral(value=value)
            | syntax.BooleanLiteral(value=value)
            | syntax.DateTimeLiteral(value=value)
        ):
            return value
        case syntax.DateLiteral(value=day):
            return day
        case syntax.NumberLiteral(value=number):
            return _plain_number(number)
        case syntax.Negative(operand=operand):
            return -written_value(operand)
        case syntax.DurationLiteral(amount=amount, unit=unit):
            return duration_of(amount, unit)
        case syntax.NoneLiteral():
            return None
        case syntax.UnknownLiteral():
            return UNKNOWN
        case syntax.ListLiteral(members=members) | syntax.SetLiteral(members=members):
            return [written_value(member) for member in members]
        case syntax.RecordLiteral(fields=fields):
            return {given.name.text: written_value(given.value) for given in fields}
        case syntax.SpanOf(start=start, finish=finish):
            return {"start": written_value(start), "finish": written_value(finish)}
        case syntax.Path(names=names):
            return names[-1].text
        case _:
            raise RequestError(
                Phrase(
                    "a value in a test is written out, not worked out", "测试中的取值应直接写出，不能用算式"
                )
            )


def _plain_number(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number


def read_written(
    type_: Type, node: syntax.Expression, records: Mapping[str, RecordSchema], zone: tzinfo
) -> Any:
    """Return the runtime value of a type that a literal writes; raises `Refused`.

    Unknown and none are what they say, whatever the type.
    """
    value = written_value(node)
    return value if value is None or value is UNKNOWN else _read(type_, value, records, zone)


def _read(type_: Type, value: Any, records: Mapping[str, RecordSchema], zone: tzinfo) -> Any:
    match required(type_):
        case ListType(element):
            if not isinstance(value, list):
                raise needs(Phrase("a list", "列表"), value)
            return tuple(_read(element, each, records, zone) for each in value)
        case RecordType(record):
            try:
                return RecordReaders(records, zone).of(record).read(value, partial=True).row
            except FactError as error:
                problem = error.problems[0]
                raise Refused(problem.code, Phrase(problem.in_("en"), problem.in_("zh"))) from None
        case RatioType() | NumberType() if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return value
        case inner:
            read = scalar_reader(inner, zone)
            if read is None:
                raise needs(Phrase("a value that can be written", "可以写出的值"), value)
            return read(value)
