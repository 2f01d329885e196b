"""Which Python functions decide a record as the core says?"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from policyrules.backends.python.bodies import WrittenFunction, write
from policyrules.backends.python.computations import Computations
from policyrules.backends.python.generated import Generated
from policyrules.backends.python.index.refusals import asked_of_others, refusals_of, rests_on_facts
from policyrules.backends.python.rules import Stretch, Whole, marks_of
from policyrules.core.simplify import simplified_rule, with_simplified_facts
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from policyrules.backends.python.index.plan import Group
    from policyrules.backends.python.index.planned import Planned
    from policyrules.core import ir
    from policyrules.core.dates import WorkingDay
    from policyrules.core.packed.alike import FactTest
    from policyrules.diagnostics.source import Source

GROUPS = 8
"""So many groups of one shape at most are decided by the function that decides the other items."""


@frozen(eq=False)
class Awaited:
    """A group whose function is written when a record first passes the tests of single facts."""

    tests: Sequence[FactTest]


class Translation:
    """Everything that decides one record, a function at a time, so that no tree is kept longer than needed.

    First `parts`, then `groups`, then `computations`, then `entry`, each to the end. With one item per function
    a profiler tells items apart, at the cost of a call for each.
    """

    def __init__(
        self,
        program: ir.Program,
        record: str,
        calendars: Mapping[str, WorkingDay],
        *,
        complete: bool,
        keeps_looks: bool = False,
        items_per_function: int,
        planned: Planned,
        counts_are_seen: bool = False,
    ) -> None:
        self.rules = program.rules.get(record, ())
        program = with_simplified_facts(program)
        self._record = record
        self.complete = complete
        """Whether it is only for facts of which all that must be known is."""
        self._code = Computations(
            program,
            record,
            calendars,
            complete=complete,
            keeps_looks=keeps_looks,
            counts_are_seen=counts_are_seen,
        )
        self._planned = planned
        plan = planned.plan
        self.alone: Sequence[int] = plan.alone
        """The rules that are asked one after the other; only these ask of others, or set others aside."""
        alone = [simplified_rule(self.rules[number]) for number in plan.alone]
        asked = (
            {rule for group in plan.groups for rule in asked_of_others(group.rule)}
            if plan.known is None
            else {rule for group in plan.known.groups for rule in group.asks}
        )
        self._marks = marks_of(alone, asked, program.defines.values())
        self._code.marks.update(self._marks.says)
        self._together = list(_together(alone, items_per_function))
        self._plan = plan
        self._firsts: list[int] = []
        self.numbers = array("l", plan.alone)
        """Which rule of the record each rule is, as functions number them: those that stand alone first."""
        for group in plan.groups if plan.known is None else plan.known.groups:
            self._firsts.append(len(self.numbers))
            self.numbers.extend(group.numbers)
        self._whole: Stretch | None = None
        if items_per_function > 1 and self._fits_one_function():
            start, together = self._together[0] if self._together else (0, ())
            groups = list(zip(plan.groups, self._firsts, strict=True))
            self._whole = self._stretch(start, together, groups, apart=True)
        self.kept = 0
        """So many values functions share in the context; known once the computations are written."""

    def _fits_one_function(self) -> bool:
        if len(self._together) > 1 or len(self._plan.groups) > GROUPS:
            return False
        sources = {_source(together[0]) for _, together in self._together}
        sources |= {_source(group.rule) for group in self._plan.groups}
        return len(sources) == 1

    @property
    def is_whole(self) -> bool:
        """Whether one function decides the record whole."""
        return self._whole is not None

    @property
    def has_groups(self) -> bool:
        """Whether rules are looked up, not only asked one after the other."""
        return bool(self._firsts)

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

    def groups(self) -> Iterator[Generated | Awaited]:
        """Yield the functions that decide rules of one shape each; none when one function decides all.

        Those that ask for nothing but facts of the record are written when one of their rules may speak: what others
        work out must be known at once, since functions keep it for one another.
        """
        if self._whole is not None:
            return
        for number in range(len(self._firsts)):
            tests = self._tests(number)
            if tests is not None:
                yield Awaited(tests)
            else:
                yield self._group(number)

    def _tests(self, number: int) -> Sequence[FactTest] | None:
        """Return the tests of a group that is awaited; None for one that is not."""
        known = self._plan.known
        if known is not None:
            return known.groups[number].tests
        group = self._plan.groups[number]
        return refusals_of(group, self._code.schema) if rests_on_facts(group.rule) else None

    def _group(self, number: int) -> Generated:
        group = self._plan.groups[number]
        called = f"{self._record} like {group.rule.id.item}"
        groups = [(group, self._firsts[number])]
        stretch = Stretch(self._code, self._marks, (), called, groups=groups, planned=self._planned)
        return Generated(f"_group{number}", stretch.group(), stretch.unit.source)

    def awaited(self, number: int) -> Iterator[Generated]:
        """Yield the function of a group that was awaited, then those it calls that were not there before.

        It writes to what is known of all functions of the record: only one may write at a time.
        """
        yield self._group(number)
        for function in self._written():
            # no decision under way has a place for its value
            yield Generated(function.computation.name, function.function(None), function.unit.source)

    def _written(self) -> list[WrittenFunction]:
        code = self._code
        written: list[WrittenFunction] = []
        while code.waiting:
            written.append(write(code, code.waiting.popleft()))
        return written

    def computations(self) -> Iterator[Generated]:
        """Yield the functions that work out values."""
        for function in self._written():
            place: int | None = None
            if function.computation.shared:
                place = self.kept
                self.kept += 1
            yield Generated(function.computation.name, function.function(place), function.unit.source)

    def entry(self) -> Generated | None:
        """Return the function that decides the record whole, when one can."""
        whole = self.whole()
        return None if whole is None else Generated("_decide", whole.entry(), whole.unit.source)

    def whole(self) -> Whole | None:
        """Return the statements that ask all rules, when they fit one function."""
        return None if self._whole is None else Whole(self._whole, self.kept)

    def _stretch(
        self,
        start: int,
        rules: Sequence[ir.Rule],
        groups: Sequence[tuple[Group, int]] = (),
        *,
        apart: bool = False,
    ) -> Stretch:
        called = _called(self._record, rules, start)
        return Stretch(
            self._code, self._marks, rules, called, groups=groups, planned=self._planned, apart=apart
        )


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
    if not rules:
        return record
    if len(rules) == 1:
        return rules[0].id.item
    return f"{record} {start + 1}-{start + len(rules)}"
