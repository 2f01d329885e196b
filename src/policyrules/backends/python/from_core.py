"""Which Python functions decide a record as the core says?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from policyrules.backends.python.bodies import WrittenFunction, write
from policyrules.backends.python.computations import Computations
from policyrules.backends.python.rules import Stretch, marks_of
from policyrules.core.simplify import simplified_program

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping, Sequence

    from policyrules.core import ir
    from policyrules.core.dates import WorkingDay
    from policyrules.diagnostics.source import Source

ITEMS = 200
"""So many items at most are decided by one function."""


@frozen(eq=False)
class Generated:
    """One generated function as a tree, the policy text it stands in, and its global name."""

    name: str
    tree: ast.FunctionDef
    source: Source | None


@frozen(eq=False)
class RecordCode:
    """Everything that decides one record.

    `entry` decides it whole, when one function can; else `parts` decide stretches of its items, each
    after the one before, with as many bits as each has items. `constants` are the global names that
    all functions read; `kept` counts the values that functions share in the context.
    """

    entry: Generated | None
    parts: tuple[tuple[Generated, int], ...]
    computations: tuple[Generated, ...]
    constants: Mapping[str, object]
    kept: int


def translate(
    program: ir.Program,
    record: str,
    calendars: Mapping[str, WorkingDay],
    *,
    items_per_function: int = ITEMS,
) -> RecordCode:
    """Return the functions that decide a record.

    With one item per function a profiler tells items apart, at the cost of a call for each.
    """
    program = simplified_program(program, record)
    code = Computations(program, record, calendars)
    marks = marks_of(program, record)
    code.marks.update(marks.says)
    rules = program.rules.get(record, ())
    stretches = [
        (Stretch(code, marks, together, _called(record, together, start)), len(together))
        for start, together in _together(rules, items_per_function)
    ]
    written: list[WrittenFunction] = []
    while code.waiting:
        written.append(write(code, code.waiting.popleft()))
    shared = {
        function.computation.number: place
        for place, function in enumerate(function for function in written if function.computation.shared)
    }
    computations = tuple(
        Generated(
            function.computation.name,
            function.function(shared.get(function.computation.number)),
            function.unit.source,
        )
        for function in written
    )
    entry: Generated | None = None
    parts: tuple[tuple[Generated, int], ...] = ()
    if len(stretches) == 1 and items_per_function > 1:
        stretch = stretches[0][0]
        entry = Generated("_decide", stretch.entry(len(shared)), stretch.unit.source)
    else:
        parts = tuple(
            (Generated(f"_decide{number}", stretch.part(), stretch.unit.source), count)
            for number, (stretch, count) in enumerate(stretches)
        )
    return RecordCode(entry, parts, computations, code.constants.globals, len(shared))


def _together(rules: Sequence[ir.Rule], most: int) -> Iterator[tuple[int, Sequence[ir.Rule]]]:
    """Yield stretches of rules that stand in one file, each with the number of its first."""
    start = 0
    while start < len(rules):
        source = _source(rules[start])
        stop = start + 1
        while stop < len(rules) and stop - start < most and _source(rules[stop]) is source:
            stop += 1
        yield start, rules[start:stop]
        start = stop


def _source(rule: ir.Rule) -> Source | None:
    return None if rule.place is None else rule.place.source


def _called(record: str, rules: Sequence[ir.Rule], start: int) -> str:
    """Return what a profiler or a traceback shows for a stretch of items."""
    if len(rules) == 1:
        return rules[0].id.item
    return f"{record} {start + 1}-{start + len(rules)}"
