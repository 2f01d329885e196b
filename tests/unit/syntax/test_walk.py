"""Every node is reached, parents first."""

from __future__ import annotations

from policyrules.syntax.ast import clauses as c
from policyrules.syntax.ast import declarations as d
from policyrules.syntax.ast import expressions as e
from policyrules.syntax.ast import types as t
from policyrules.syntax.ast.names import Annotation, ItemRef, Name
from policyrules.syntax.walk import children, walk
from tests.unit.syntax.reading import expression, sample, sound


def test_children_are_those_below() -> None:
    node = expression("a + b > 3")
    assert list(children(node)) == [node.left, node.right]
    assert list(children(node.right)) == []


def test_walk_goes_parents_first_and_in_order() -> None:
    node = expression("a and not b")
    assert [type(found).__name__ for found in walk(node)] == ["And", "Path", "Name", "Not", "Path", "Name"]


def test_walk_reaches_every_kind_of_node() -> None:
    reached = {type(node) for node in walk(sound(sample("english")))}
    known = {
        kind
        for module in (c, d, e, t)
        for kind in vars(module).values()
        if isinstance(kind, type) and kind.__module__ == module.__name__
    }
    assert known - reached <= {e.Index, e.Negative, e.DateLiteral, e.DateTimeLiteral, e.Call, e.Argument}
    assert {Name, ItemRef, Annotation} <= reached


def test_walk_reaches_what_entries_are_taken_from() -> None:
    node = expression("count(t in tasks where t.days > 3) > 1")
    assert "tasks" in [found.text for found in walk(node) if isinstance(found, Name)]
