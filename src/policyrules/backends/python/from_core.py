"""Which Python functions decide a record as the core says?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.backends.python.bodies import WrittenFunction, write
from policyrules.backends.python.computations import Computations
from policyrules.backends.python.rules import Stretch, marks_of
from policyrules.core.simplify import simplified_program
from policyrules.frozen import frozen

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


class Translation:
    """Everything that decides one record, a function at a time, so that no tree is kept longer than needed.

    First `parts`, then `computations`, then `entry`, each to the end. With one item per function a
    profiler tells items apart, at the cost of a call for each.
    """

    def __init__(
        self,
        program: ir.Program,
        record: str,
        calendars: Mapping[str, WorkingDay],
        *,
        complete: bool = False,
        items_per_function: int = ITEMS,
    ) -> None:
        program = simplified_program(program, record)
        self._record = record
        self._code = Computations(program, record, calendars, complete=complete)
        self._marks = marks_of(program, record)
        self._code.marks.update(self._marks.says)
        rules = program.rules.get(record, ())
        self._together = list(_together(rules, items_per_function))
        self._whole: Stretch | None = None
        if len(self._together) == 1 and items_per_function > 1:
            self._whole = self._stretch(*self._together[0])
        self.kept = 0
        """So many values functions share in the context; known once the computations are written."""

    @property
    def constants(self) -> Mapping[str, object]:
        """The global names that functions read, beside one another."""
        return self._code.constants.globals

    def parts(self) -> Iterator[tuple[Generated, int]]:
        """Yield the functions that decide stretches of items, each with as many bits as it has items.

        None when one function decides the record whole.
        """
        if self._whole is not None:
            return
        for number, (start, together) in enumerate(self._together):
            stretch = self._stretch(start, together)
            yield Generated(f"_decide{number}", stretch.part(), stretch.unit.source), len(together)

    def computations(self) -> Iterator[Generated]:
        """Yield the functions that work out values."""
        code = self._code
        written: list[WrittenFunction] = []
        while code.waiting:
            written.append(write(code, code.waiting.popleft()))
        for function in written:
            place: int | None = None
            if function.computation.shared:
                place = self.kept
                self.kept += 1
            yield Generated(function.computation.name, function.function(place), function.unit.source)

    def entry(self) -> Generated | None:
        """Return the function that decides the record whole, when one can."""
        if self._whole is None:
            return None
        return Generated("_decide", self._whole.entry(self.kept), self._whole.unit.source)

    def _stretch(self, start: int, rules: Sequence[ir.Rule]) -> Stretch:
        return Stretch(self._code, self._marks, rules, _called(self._record, rules, start))


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
