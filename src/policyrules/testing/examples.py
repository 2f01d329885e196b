"""Which test does a row of examples make?"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from policyrules.frozen import evolve
from policyrules.semantics.types import RecordType, required
from policyrules.syntax.ast.expressions import DateLiteral, RecordField, RecordLiteral
from policyrules.syntax.ast.tests import (
    DayColumn,
    FactColumn,
    GivenColumn,
    GivenParameter,
    GivenRecord,
    OnDate,
    ParameterColumn,
)
from policyrules.testing.written_values import written_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyrules.engine.policy_set import PolicySet
    from policyrules.semantics.checked import CheckedTest
    from policyrules.semantics.schema import RecordSchema
    from policyrules.syntax.ast.expressions import Expression
    from policyrules.syntax.ast.names import Name
    from policyrules.syntax.ast.tests import ExampleRow, TestStep


def steps_of(test: CheckedTest, row: ExampleRow | None, policies: PolicySet) -> tuple[TestStep, ...]:
    """Return the steps of a test for one row: what the row gives instead of what the test gives, then both's expectations.

    Without a row, the test's own.
    """
    if row is None:
        return test.declaration.steps
    facts: list[tuple[FactColumn, Expression]] = []
    given: list[TestStep] = []
    for column, value in _given(test, row):
        match column:
            case FactColumn():
                facts.append((column, value))
            case DayColumn():
                assert isinstance(value, DateLiteral), "the checker wants a date"
                given.append(OnDate(value.value, row.span))
            case ParameterColumn(name=name, keys=keys):
                given.append(GivenParameter(name, keys, value, row.span))
            case _:
                assert_never(column)
    replaced = {_identity(step, policies) for step in given}
    own = [
        _with_facts(step, facts, row, policies)
        for step in test.declaration.steps
        if not isinstance(step, OnDate | GivenParameter) or _identity(step, policies) not in replaced
    ]
    return (*given, *own, *(each for each in row.expected if each is not None))


def values_said(test: CheckedTest, row: ExampleRow) -> tuple[tuple[str, str], ...]:
    """Return what a row gives, as it is written: each column that is not left as it is, with its cell."""
    text = test.file.source.text

    def words(start: int, stop: int) -> str:
        return " ".join(text[start:stop].split())

    return tuple(
        (words(column.span.start, column.span.stop), words(value.span.start, value.span.stop))
        for column, value in _given(test, row)
    )


def row_said(test: CheckedTest, row: ExampleRow) -> str:
    """Return the title of a row: the test's with what the row gives."""
    title = test.declaration.title.value
    values = [f"{name} {value}" for name, value in values_said(test, row)]
    if not values:
        return title
    return (
        f"{title}（{'、'.join(values)}）" if test.file.language == "zh" else f"{title} ({', '.join(values)})"
    )


def _given(test: CheckedTest, row: ExampleRow) -> Iterator[tuple[GivenColumn, Expression]]:
    examples = test.declaration.examples
    assert examples is not None, "a row stands in a table"
    for column, value in zip(examples.given, row.given, strict=True):
        if value is not None:
            yield column, value


def _identity(step: TestStep, policies: PolicySet) -> tuple[object, ...]:
    """Return what a step gives a value: two that give the same are the same."""
    if isinstance(step, GivenParameter):
        schemas = policies.program.parameters.values()
        named = (each.names.first for each in schemas if step.name.text in each.names.spellings)
        return (next(named, step.name.text), *(repr(written_value(key)) for key in step.keys))
    return (type(step),)


def _with_facts(
    step: TestStep, facts: Sequence[tuple[FactColumn, Expression]], row: ExampleRow, policies: PolicySet
) -> TestStep:
    """Return the record given with a row's facts in it, which stands where the row does."""
    if not isinstance(step, GivenRecord) or not facts:
        return step
    schema = policies.record_named(step.record.text)
    literal = step.facts
    for column, value in facts:
        literal = _with_fact(literal, column.path.names, value, schema, policies)
    return evolve(step, facts=literal, span=row.span)


def _with_fact(
    literal: RecordLiteral,
    names: Sequence[Name],
    value: Expression,
    schema: RecordSchema | None,
    policies: PolicySet,
) -> RecordLiteral:
    """Return a record value with one fact in it, in place of the one of that field, by whichever name."""
    name, *inside = names
    field = None if schema is None else schema.field_named(name.text)
    spellings = {name.text} if field is None else set(field.names.spellings)
    before = next((each for each in literal.fields if each.name.text in spellings), None)
    if inside:
        inner = None if field is None else required(field.type)
        held = before.value if before is not None and isinstance(before.value, RecordLiteral) else None
        value = _with_fact(
            RecordLiteral((), value.span) if held is None else held,
            inside,
            value,
            policies.records[inner.record] if isinstance(inner, RecordType) else None,
            policies,
        )
    kept = (each for each in literal.fields if each is not before)
    return RecordLiteral((*kept, RecordField(name, value, value.span)), literal.span)
