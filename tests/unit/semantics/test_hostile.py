"""Does the checker answer for any tree, in time that grows with the text?"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from decimal import Decimal

import pytest

from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Span
from policyrules.semantics.check import check
from policyrules.semantics.cycles import cycles_in
from policyrules.syntax.ast import declarations as d
from policyrules.syntax.ast import expressions as e
from policyrules.syntax.ast import types as t
from policyrules.syntax.ast.names import Name, Names
from policyrules.syntax.parse import parse_file
from tests.unit.semantics.saying import VOCABULARY, functions

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

AT = Span(0, 1)
MANY = 3000


def list_of(items: str) -> str:
    return f"list l for R {{\n{items}\n}}"


TEXTS: dict[str, Callable[[], str]] = {
    "items": lambda: list_of("\n".join(f"must not I-{i} {{ when n > {i} unless b }}" for i in range(MANY))),
    "unknown names": lambda: list_of("\n".join(f"must not I-{i} {{ when nn{i} > 1 }}" for i in range(MANY))),
    "one long item": lambda: list_of(
        "must not A { when " + " and ".join(f"x{i} > v.y{i}" for i in range(MANY)) + " }"
    ),
    "a chain of defines": lambda: (
        "\n".join(f"define d{i} for R = d{i + 1}" for i in range(MANY)) + f"\ndefine d{MANY} for R = b"
    ),
    "a circle of defines": lambda: "\n".join(f"define d{i} for R = d{(i + 1) % MANY}" for i in range(MANY)),
    "duplicates": lambda: "\n".join("record S { a: text }" for _ in range(MANY)),
    "a circle of overrides": lambda: list_of(
        "\n".join(f"must not I-{i} {{ when b overrides I-{(i + 1) % MANY} }}" for i in range(MANY))
    ),
    "a large enum": lambda: (
        "enum Big { "
        + ", ".join(f"m{i}" for i in range(MANY))
        + " }\n"
        + list_of("must not A { when " + " and ".join(f"Big.m{i} = Big.x{i}" for i in range(MANY)) + " }")
    ),
    "a long table": lambda: (
        "table h for R unique {\n| n | t | -> x |\n"
        + "\n".join(f'| {i} | "{i}" | one |' for i in range(MANY))
        + "\n}"
    ),
    "a wide table": lambda: (
        "record W { "
        + "\n".join(f"f{i}: boolean" for i in range(35))
        + " }\ntable h for W first {\n| "
        + " | ".join(f"f{i}" for i in range(35))
        + " | -> x |\n"
        + "\n".join(
            "| " + " | ".join("yes" if i == j else "no" if i == j + 1 else "*" for j in range(35)) + " | 1 |"
            for i in range(35)
        )
        + "\n}"
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_large_texts_are_answered_in_time(name: str) -> None:
    file, found = parse_file(Source("large.rules", VOCABULARY + TEXTS[name]()))
    before = time.process_time()
    check([file], functions(), found=found)
    assert time.process_time() - before < 10


def define(value: e.Expression) -> d.File:
    header = d.PolicyHeader(Names(Name("p", AT)), None, None, None, None, None, None, False, (), AT)
    field = d.FieldDeclaration(
        Names(Name("b", AT)), t.NamedType(Name("boolean", AT), span=AT), False, None, None, None, (), AT
    )
    record = d.RecordDeclaration(Names(Name("R", AT)), None, (field,), (), AT)
    node = d.DefineDeclaration(Names(Name("x", AT)), Name("R", AT), None, value, (), AT)
    return d.File(Source("deep.rules", "b"), (header, record, node), ())


@pytest.mark.parametrize(
    "deepen",
    [
        lambda inner: e.Not(inner, AT),
        lambda inner: e.Negative(inner, AT),
        lambda inner: e.And((inner, inner), AT),
        lambda inner: e.Arithmetic("+", inner, e.NumberLiteral(Decimal(1), AT), AT),
        lambda inner: e.If(inner, inner, inner, AT),
        lambda inner: e.Call(Name("characters", AT), (e.Argument(None, inner, AT),), AT),
        lambda inner: e.SetLiteral((inner,), AT),
        lambda inner: e.ListLiteral((inner,), AT),
        lambda inner: e.Template(("x", inner), AT),
        lambda inner: e.IsUnknown(inner, negated=False, span=AT),
    ],
)
def test_trees_of_any_depth_are_answered(deepen: Callable[[e.Expression], e.Expression]) -> None:
    value: e.Expression = e.Path((Name("b", AT),), AT)
    linear = not isinstance(deepen(value), e.And | e.If)
    for _ in range(5000 if linear else 8):
        value = deepen(value)
    _, diagnostics = check([define(value)], functions())
    if linear and not isinstance(value, e.ListLiteral):  # lists are refused where they stand
        assert "too-deep" in [diagnostic.code for diagnostic in diagnostics]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("compare-with-unknown", e.Compare("=", e.Path((Name("b", AT),), AT), e.UnknownLiteral(AT), AT)),
        ("unknown-as-value", e.UnknownLiteral(AT)),
        ("list-as-value", e.ListLiteral((), AT)),
        ("record-as-value", e.RecordLiteral((), AT)),
        ("set-as-value", e.SetLiteral((e.Path((Name("b", AT),), AT),), AT)),
    ],
)
def test_trees_that_no_text_writes_are_answered_too(code: str, value: e.Expression) -> None:
    _, diagnostics = check([define(value)], functions())
    assert code in [diagnostic.code for diagnostic in diagnostics]


def test_a_week_that_no_month_has() -> None:
    entry = d.CalendarEntry("add", d.WeekOfMonth(7, "monday", AT), AT)
    calendar = d.CalendarDeclaration(Names(Name("c", AT)), (entry,), (), AT)
    _, diagnostics = check([d.File(Source("weeks.rules", "c"), (calendar,), ())], {})
    assert [diagnostic.code for diagnostic in diagnostics] == ["no-such-week"]


def test_types_of_any_depth_are_answered() -> None:
    type_: t.TypeExpression = t.NamedType(Name("text", AT), span=AT)
    for _ in range(5000):
        type_ = t.ListType(type_, AT)
    field = d.FieldDeclaration(Names(Name("a", AT)), type_, False, None, None, None, (), AT)
    record = d.RecordDeclaration(Names(Name("R", AT)), None, (field,), (), AT)
    _, diagnostics = check([d.File(Source("deep.rules", "b"), (record,), ())], {})
    assert "too-deep" in [diagnostic.code for diagnostic in diagnostics]


def test_a_default_that_nests_lists_is_answered() -> None:
    depth = 60
    text = f"record R {{ a: list of text = {'[' * depth}{']' * depth} }}"
    file, found = parse_file(Source("a.rules", text))
    check([file], {}, found=found)


def test_the_stack_is_not_used_up() -> None:
    limit = sys.getrecursionlimit()
    assert limit <= 1000, "this test means the usual limit"
    text = VOCABULARY + "define x for R = " + "not (" * 60 + "b" + ")" * 60
    file, found = parse_file(Source("a.rules", text))
    _, diagnostics = check([file], functions(), found=found)
    assert not [each for each in diagnostics if each.severity.value == "error"]


def test_no_files_at_all() -> None:
    checked, diagnostics = check([], {})
    assert diagnostics == ()
    assert dict(checked.policies) == {}


def test_circles() -> None:
    assert cycles_in({"a": ["b"], "b": ["a", "c"], "c": ["c"]}) == [("a", "b"), ("c",)]
    assert cycles_in({"a": ["b"], "b": []}) == []
    assert cycles_in({"a": ["b", "a"], "b": ["a"]}) == [("a",), ("a", "b")]
