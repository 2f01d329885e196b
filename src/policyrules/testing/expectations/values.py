"""Has a fact the value that a test expects?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.core.comparing import compare
from policyrules.core.dates import zone_of
from policyrules.core.facts.refused import Refused
from policyrules.core.values import UNKNOWN, Row
from policyrules.core.words import words
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.types import RecordType, Type, required
from policyrules.syntax.ast.tests import (
    ExpectValue,
)
from policyrules.testing.expectations.decided import Decided, Failure
from policyrules.testing.expectations.named import written_path
from policyrules.testing.written_values import read_written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.syntax.ast.clauses import PeriodUnit
    from policyrules.syntax.ast.expressions import CompareOperator, Path


def value_unmet(step: ExpectValue, decided: Decided) -> Iterator[Failure]:
    """Yield that a fact has another value, is none of the record's, or cannot have the one expected."""
    found = _found(step.left, decided)
    name = written_path(step.left)
    if found is None:
        yield Failure(
            step.span,
            Phrase(
                f"`{name}` is no fact of `{decided.facts.record}`",
                f"`{name}` 不是 `{decided.facts.schema.names.for_people()}` 的事实",
            ),
        )
        return
    value, type_, unit = found
    zone = zone_of(decided.policies.program, decided.facts.record)
    try:
        expected = read_written(type_, step.right, decided.policies.records, zone)
    except Refused as refused:
        yield Failure(
            step.span,
            Phrase(f"for `{name}`, {refused.message.en}", f"`{name}` {refused.message.zh}"),
        )
        return
    if not _compares(step.operator, value, expected, type_, decided):
        said, wanted = (
            Phrase(
                *(words(each, type_, language, decided.policies.program, zone) for language in ("en", "zh"))
            )
            for each in (value, expected)
        )
        message = Phrase(
            f"expected `{name}` {step.operator} {wanted.en}, but it is {said.en}",
            f"期望 `{name}` {step.operator} {wanted.zh}，实为{said.zh}",
        )
        derived = _derived_name(step.left, decided)
        yield Failure(step.span, decided.of(unit, message), decided.decide(unit), fact=derived)


def _derived_name(path: Path, decided: Decided) -> str | None:
    """Return the first name of the derived fact a path begins with; None for a fact that was given."""
    for (owner, name), define in decided.policies.program.defines.items():
        if owner == decided.facts.record and path.names[0].text in define.names.spellings:
            return name
    return None


def _compares(operator: CompareOperator, value: Any, expected: Any, type_: Type, decided: Decided) -> bool:
    """Return whether values compare so; in tests none is none and unknown is unknown."""
    absent = (None, UNKNOWN)
    if operator in ("=", "!=") and any(each is value or each is expected for each in absent):
        return (value is expected) is (operator == "=")
    zone = zone_of(decided.policies.program, decided.facts.record)
    match operator:
        case ">":
            return compare("<", expected, value, type_, zone) is True
        case ">=":
            return compare("<=", expected, value, type_, zone) is True
        case _:
            return compare(operator, value, expected, type_, zone) is True


def _found(path: Path, decided: Decided) -> tuple[Any, Type, PeriodUnit | None] | None:
    """Return the value of a derived fact or of a fact, its type, and the period it is another in each of."""
    first, *steps = (name.text for name in path.names)
    record = decided.facts.record
    for (owner, name), define in decided.policies.program.defines.items():
        if owner == record and first in define.names.spellings:
            value = decided.decide(define.each).values[name]
            inside = _inside(value, define.type, steps, decided)
            return None if inside is None else (*inside, define.each)
    field_ = decided.facts.schema.field_named(first)
    if field_ is None:
        return None
    inside = _inside(decided.facts[first], field_.type, steps, decided)
    return None if inside is None else (*inside, None)


def _inside(value: Any, type_: Type, steps: list[str], decided: Decided) -> tuple[Any, Type] | None:
    for step in steps:
        record = required(type_)
        if not isinstance(record, RecordType):
            return None
        field_ = decided.policies.records[record.record].field_named(step)
        if field_ is None:
            return None
        value = value[field_.names.first] if isinstance(value, Row) else value
        type_ = field_.type
    return value, type_
