"""Draws tests with tables of examples: every kind of column, and cells spelt like the words of outcomes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from policyrules.syntax.ast import expressions as e
from policyrules.syntax.ast import tests as t
from policyrules.syntax.ast.names import ItemRef
from tests.properties.world import AT, name, path

if TYPE_CHECKING:
    from policyrules.syntax.ast.names import Name

NAMES: Final = ("a", "pages", "pass", "late", "permit", "通过", "逾期", "提醒", "页数", "报告")
ITEMS: Final = ("IN-01", "过长", "x")

_names = st.sampled_from(NAMES)
_paths = st.lists(_names, min_size=1, max_size=2).map(lambda steps: path(*steps))
_items = st.builds(
    ItemRef, st.one_of(st.none(), st.just(name("other"))), st.sampled_from(ITEMS).map(name), st.just(AT)
)
_several_items = st.lists(_items, min_size=1, max_size=2).map(tuple)
_days = st.dates(date(2000, 1, 1), date(2030, 12, 31))


def _number(value: int) -> e.Expression:
    literal = e.NumberLiteral(Decimal(abs(value)), AT, written=str(abs(value)))
    return literal if value >= 0 else e.Negative(literal, AT)


_plain: st.SearchStrategy[e.Expression] = st.one_of(
    st.integers(-20, 20).map(_number),
    st.text(alphabet="ab报 |", max_size=4).map(lambda text: e.TextLiteral(text, AT)),
    st.booleans().map(lambda value: e.BooleanLiteral(value, AT)),
    st.just(e.NoneLiteral(AT)),
    _paths,
)
_values: st.SearchStrategy[e.Expression] = st.one_of(
    _plain,
    st.just(e.UnknownLiteral(AT)),
    st.lists(_plain, max_size=2).map(lambda members: e.ListLiteral(tuple(members), AT)),
    st.tuples(_names, _plain).map(
        lambda pair: e.RecordLiteral((e.RecordField(name(pair[0]), pair[1], AT),), AT)
    ),
)

_verdicts: st.SearchStrategy[t.Expectation] = st.one_of(
    st.builds(
        t.ExpectOutcome,
        st.sampled_from(["permit", "advise", "warn", "refer", "return", "forbid", "undetermined"]),
        st.one_of(st.just(()), _several_items),
        st.lists(_paths, max_size=2).map(tuple),
        st.just(AT),
    ),
    st.builds(t.ExpectNot, _items, st.just(AT)),
    st.builds(
        t.ExpectAnswer,
        st.sampled_from(["pass", "fail", "not applicable", "unknown"]),
        _several_items,
        st.just(AT),
    ),
    st.builds(
        t.ExpectDeadline,
        st.sampled_from(["on time", "late", "pending", "due soon", "overdue"]),
        _several_items,
        st.just(AT),
    ),
)
_given_columns: st.SearchStrategy[t.GivenColumn] = st.one_of(
    _paths.map(lambda fact: t.FactColumn(fact, AT)),
    st.just(t.DayColumn(AT)),
    st.builds(t.ParameterColumn, _names.map(name), st.lists(_plain, max_size=2).map(tuple), st.just(AT)),
)
_expected_columns: st.SearchStrategy[t.ExpectedColumn] = st.one_of(
    st.just(t.ExpectColumn(AT)), _paths.map(lambda fact: t.ValueColumn(fact, AT))
)


def _given(column: t.GivenColumn) -> st.SearchStrategy[e.Expression | None]:
    if isinstance(column, t.DayColumn):
        return st.one_of(st.none(), _days.map(lambda day: e.DateLiteral(day, AT, day.isoformat())))
    return st.one_of(st.none(), _values)


def _expected(column: t.ExpectedColumn) -> st.SearchStrategy[t.Expectation | None]:
    if isinstance(column, t.ExpectColumn):
        return st.one_of(st.none(), _verdicts)
    operators = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    return st.one_of(
        st.none(), st.builds(t.ExpectValue, operators, st.just(column.path), _values, st.just(AT))
    )


@st.composite
def written_tests(draw: st.DrawFn) -> t.TestDeclaration:
    """A test that gives a record, expects something or nothing, and has a table of examples."""
    given = draw(st.lists(_given_columns, min_size=1, max_size=3))
    expected = draw(st.lists(_expected_columns, min_size=1, max_size=3))
    rows = tuple(
        t.ExampleRow(
            tuple(draw(_given(column)) for column in given),
            tuple(draw(_expected(column)) for column in expected),
            AT,
        )
        for _ in range(draw(st.integers(1, 3)))
    )
    record: Name = name("Case")
    steps = (t.GivenRecord(record, e.RecordLiteral((), AT), AT), *draw(st.lists(_verdicts, max_size=2)))
    examples = t.Examples(tuple(given), tuple(expected), rows, AT)
    return t.TestDeclaration(e.TextLiteral("an example", AT), steps, examples, (), AT)
