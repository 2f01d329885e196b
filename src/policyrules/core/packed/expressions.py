"""How is each expression of the core written as plain JSON?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core import ir
from policyrules.core.packed.classes import Kinds, Parts, Standing
from policyrules.core.packed.forms import (
    FLAG,
    FUNCTION,
    TEXT,
    TYPE,
    WHOLE,
    Each,
    InTurn,
    Maybe,
    OneOf,
    TextOr,
)
from policyrules.core.packed.tables import PATH, VERSION
from policyrules.core.packed.values import VALUE
from policyrules.core.values import Duration

if TYPE_CHECKING:
    from policyrules.core.packed.forms import Form
    from policyrules.diagnostics.span import Place


class _Reads(Standing):
    """What reads a row: whether it reads the earlier version, or on to another row, is told beside it."""

    __slots__ = ()

    def notes(self, known: dict[str, Any]) -> list[str]:
        """Return the lines that note the word, which row is read, and how far on."""
        known |= {"VERSION": VERSION, "PATH": PATH}
        lines = [*super().notes(known), 'if value.row == "before":', "    writing.met.add(VERSION)"]
        if self.of is ir.Field:
            lines += ["if len(value.steps) > 1:", "    writing.met.add(PATH)"]
        return lines


UNIT: Final = OneOf("day", "week", "half month", "month", "quarter", "half year", "year")
"""A period lists are asked in, and quotas count by."""
HIT: Final = OneOf("first", "unique", "collect")
EXPRESSION: Final = Kinds()
"""Any expression."""
EXPRESSIONS: Final = Each(EXPRESSION)
RULE_ID: Final = Parts(ir.RuleId, policy=TEXT, item=TEXT, part=TEXT)
BRANCHES: Final = Each(InTurn(EXPRESSION, EXPRESSION))


def _quota(*parts: Any, place: Place | None) -> ir.Quota:
    *in_order, classifier = parts
    made: Any = ir.Quota
    quota: ir.Quota = made(*in_order, classifier=classifier, place=place)
    return quota


_CONST: Final = Standing(ir.Const, value=VALUE, type=TYPE)
_ROWS: Final = Standing(ir.Rows, record=TEXT, type=TYPE, equal=Each(InTurn(TEXT, EXPRESSION)))
_QUOTA: Final = Standing(
    ir.Quota,
    _quota,
    rule=RULE_ID,
    record=TEXT,
    measure=OneOf("count", "different", "total"),
    value=Maybe(EXPRESSION),
    keys=EXPRESSIONS,
    window=Parts(
        ir.Window,
        kind=OneOf("calendar", "sliding", "ever"),
        unit=Maybe(UNIT),
        length=Maybe(Parts(Duration, months=WHOLE, days=WHOLE, working_days=WHOLE, minutes=WHOLE)),
    ),
    first=Maybe(EXPRESSION),
    last=Maybe(EXPRESSION),
    classifier=TEXT,
)
_DEADLINE: Final = Standing(
    ir.Deadline,
    done=EXPRESSION,
    start=EXPRESSION,
    length=Maybe(EXPRESSION),
    lead=Maybe(EXPRESSION),
    ahead=FLAG,
    calendar=Maybe(TEXT),
    rolls=FLAG,
    type=TYPE,
)
_MATCH_KEYS: Final = Each(
    Standing(
        ir.MatchKey,
        mine=EXPRESSION,
        theirs=EXPRESSION,
        within=Maybe(EXPRESSION),
        like=Maybe(EXPRESSION),
        relative=FLAG,
    )
)
AGGREGATE: Final = Standing(
    ir.Aggregate,
    kind=OneOf("any", "count", "sum", "min", "max", "mean", "median", "distinct"),
    variable=TEXT,
    source=EXPRESSION,
    where=EXPRESSION,
    value=Maybe(EXPRESSION),
    type=TYPE,
)
TEXT_FOR_PEOPLE: Final = Standing(
    ir.Text, parts=Each(TextOr(EXPRESSION, TEXT)), language=OneOf("en", "zh"), type=TYPE
)
_OPERAND: Final[dict[str, Form]] = {"operand": EXPRESSION, "type": TYPE}
_SIDES: Final[dict[str, Form]] = {"left": EXPRESSION, "right": EXPRESSION, "type": TYPE}
_SPAN: Final[dict[str, Form]] = {"start": EXPRESSION, "finish": EXPRESSION, "type": TYPE}
_NAMED: Final[dict[str, Form]] = {"row": TEXT, "record": TEXT}

EXPRESSION.add(
    const=_CONST,
    field=_Reads(ir.Field, **_NAMED, steps=Each(TEXT), type=TYPE),
    variable=Standing(ir.Variable, name=TEXT, type=TYPE),
    derived=_Reads(ir.Derived, **_NAMED, name=TEXT, type=TYPE),
    parameter=Standing(ir.Parameter, name=TEXT, keys=EXPRESSIONS, type=TYPE),
    today=Standing(ir.Today, type=TYPE),
    known=Standing(ir.Known, **_OPERAND),
    present=Standing(ir.Present, **_OPERAND),
    at_least=Standing(ir.AtLeast, count=EXPRESSION, operands=EXPRESSIONS, type=TYPE),
    compare=Standing(ir.Compare, operator=OneOf("=", "!=", "<", "<="), **_SIDES),
    case=Standing(ir.Case, hit=HIT, branches=BRANCHES, otherwise=EXPRESSION, type=TYPE),
    arithmetic=Standing(ir.Arithmetic, operator=OneOf("+", "-", "*"), **_SIDES),
    divide=Standing(ir.Divide, **_SIDES),
    round=Standing(ir.Round, operand=EXPRESSION, places=WHOLE, type=TYPE),
    shift=Standing(
        ir.Shift,
        moment=EXPRESSION,
        sign=OneOf(1, -1),
        duration=EXPRESSION,
        calendar=Maybe(TEXT),
        type=TYPE,
        rolls=FLAG,
    ),
    between=Standing(ir.Between, **_SPAN),
    make_period=Standing(ir.MakePeriod, **_SPAN),
    make_duration=Standing(ir.MakeDuration, amount=EXPRESSION, unit=TEXT, type=TYPE),
    in_period=Standing(ir.InPeriod, operand=EXPRESSION, period=EXPRESSION, type=TYPE),
    in_calendar=Standing(ir.InCalendar, operand=EXPRESSION, calendar=TEXT, type=TYPE),
    like=Standing(ir.Like, operand=EXPRESSION, pattern=TEXT, type=TYPE),
    contains=Standing(
        ir.Contains,
        operator=OneOf("contains", "starts with", "ends with"),
        operand=EXPRESSION,
        other=EXPRESSION,
        type=TYPE,
    ),
    call=Standing(
        ir.Call,
        function=FUNCTION,
        arguments=EXPRESSIONS,
        named=Each(InTurn(TEXT, EXPRESSION)),
        type=TYPE,
    ),
    words=Standing(ir.WordSet, words=Each(TEXT), type=TYPE),
    rows=_ROWS,
    before=Standing(ir.Before, record=TEXT, type=TYPE),
    this_period=Standing(ir.ThisPeriod, type=TYPE),
    aggregate=AGGREGATE,
    broken=Standing(ir.Broken, rule=RULE_ID, type=TYPE),
    at_most=Standing(ir.AtMost, quota=_QUOTA, limit=EXPRESSION, type=TYPE),
    used=Standing(ir.Used, quota=_QUOTA, limit=EXPRESSION, share=EXPRESSION, type=TYPE),
    deadline=_DEADLINE,
    overdue=Standing(ir.Overdue, deadline=_DEADLINE, by=EXPRESSION, type=TYPE),
    match=Standing(
        ir.Match,
        record=TEXT,
        variable=TEXT,
        source=_ROWS,
        alternatives=Each(_MATCH_KEYS),
        comparing=_MATCH_KEYS,
        at_most=Maybe(EXPRESSION),
        date=Maybe(EXPRESSION),
        wait=Maybe(EXPRESSION),
        calendar=Maybe(TEXT),
        type=TYPE,
    ),
    text=TEXT_FOR_PEOPLE,
    # these three are words of Python, or read as names of builtins
    **{
        "not": Standing(ir.Not, **_OPERAND),
        "and": Standing(ir.And, operands=EXPRESSIONS, type=TYPE),
        "or": Standing(ir.Or, operands=EXPRESSIONS, type=TYPE),
        "in": Standing(ir.In, operand=EXPRESSION, members=Each(_CONST), type=TYPE),
    },
)
