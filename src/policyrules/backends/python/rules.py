"""Which statements decide what each item says?

A function decides a stretch of items and returns two masks, a bit for each: those that surely say
something, and those that possibly do. Items in force on the same days, or in lists that apply to
the same records, stand together inside one test. Groups of one shape come after them (`groups.py`): each gives
stretches of rules that surely, and that only possibly, say something.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from policyrules.backends.python.conditions import denied, possibly, settled, surely
from policyrules.backends.python.index.groups import SAID, UNSAID, GroupStatements
from policyrules.backends.python.index.in_force import GOVERNS, DaysInForce
from policyrules.backends.python.unit import (
    CONTEXT,
    FACTS,
    GOVERNING,
    MARKS,
    SENTINELS,
    UNKNOWN,
    Unit,
)
from policyrules.core import ir
from policyrules.core.rests_on import conditions_of, everything
from policyrules.frozen import frozen

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator, Sequence

    from policyrules.backends.python.computations import Computations
    from policyrules.backends.python.index.plan import Group
    from policyrules.backends.python.nodes import Line

SURE, UNSURE = "_s", "_p"
_TODAY, _PARAMETERS, _HISTORY = "_t", "_q", "_h"
BLANKS = "_blanks"
"""The global tuple of as many blanks as values are kept in the context."""

ENTRY_ARGUMENTS = (FACTS, GOVERNS, _TODAY, _PARAMETERS, _HISTORY)
"""What the function that decides a whole record is given."""


# --- what later items ask -------------------------------------------------------------------


@frozen(eq=False)
class Marks:
    """The bits by which items tell later ones what they say, and whether they set them aside.

    Each is a pair: the bit for possibly, the bit for surely.
    """

    says: dict[ir.RuleId, tuple[int, int]]
    holds: dict[ir.RuleId, tuple[int, int]]
    """For items that override others: whether they are about the record, and not beaten."""
    overriders: dict[ir.RuleId, list[ir.RuleId]]

    def of_overriders(self, rule: ir.RuleId) -> tuple[int, int]:
        """Return the bits of all that override an item."""
        pairs = [self.holds[other] for other in self.overriders.get(rule, ())]
        return sum(possible for possible, _ in pairs), sum(certain for _, certain in pairs)


def marks_of(
    rules: Sequence[ir.Rule], asked_by_groups: Iterable[ir.RuleId], defines: Iterable[ir.Define]
) -> Marks:
    """Return a bit for everything that items ask of earlier ones of `rules`."""
    asked = {*asked_by_groups} | {
        node.rule
        for expr in (
            *(expr for rule in rules for expr in conditions_of(rule)),
            *(define.value for define in defines),
        )
        for node in everything(expr)
        if isinstance(node, ir.Broken)
    }
    marks = Marks({}, {}, {})
    seen: set[ir.RuleId] = set()
    bits = _bits()
    for rule in rules:
        beats = [beaten for beaten in rule.overrides if beaten not in seen]
        seen.add(rule.id)
        for beaten in beats:
            marks.overriders.setdefault(beaten, []).append(rule.id)
        if rule.id in asked or (beats and rule.test is None):
            marks.says[rule.id] = (next(bits), next(bits))
        if beats:
            # without a test, to be about a record is to be broken by it
            marks.holds[rule.id] = marks.says[rule.id] if rule.test is None else (next(bits), next(bits))
    return marks


def _bits() -> Iterator[int]:
    bit = 1
    while True:
        yield bit
        bit <<= 1


# --- a stretch of items ---------------------------------------------------------------------


class Stretch:
    """Items decided by one function, in their order; their bits count from the first.

    And groups of one shape, each with the number of its first rule.
    """

    def __init__(
        self,
        code: Computations,
        marks: Marks,
        rules: Sequence[ir.Rule],
        called: str,
        *,
        groups: Sequence[tuple[Group, int]] = (),
    ) -> None:
        self._code = code
        self._marks = marks
        self._called = called
        self._has_groups = bool(groups)
        place = rules[0].place if rules else groups[0][0].rule.place
        self.unit = Unit(code.schema, place)
        self._in_force = DaysInForce(code, self.unit.line)
        self._body = self._decided(rules)
        for group, first in groups:
            self._body += GroupStatements(code, self.unit, self._in_force, group, first).statements()

    def entry(self, kept: int) -> ast.FunctionDef:
        """Return the function as the only one of its record: it makes the context itself."""
        line = self.unit.line
        beginning: list[ast.stmt] = []
        if self.unit.uses_context:
            today = line.either(_is(line, _TODAY, None), line.name(UNKNOWN), line.name(_TODAY))
            governing = line.either(
                line.test(line.name(GOVERNS), "is", line.name(UNKNOWN)),
                line.constant(None),
                line.name(GOVERNS),
            )
            context = [today, governing, line.name(_PARAMETERS), line.name(_HISTORY)]
            beginning.append(line.set(CONTEXT, line.list_of(context, BLANKS if kept else None)))
            beginning.append(line.set(MARKS, line.constant(0)))
        elif self._marks.says or self._marks.holds:
            beginning.append(line.set(MARKS, line.constant(0)))
        found = self._masks()
        if self._has_groups:
            nothing = line.tuple_of(())
            beginning += [line.set(SAID, nothing), line.set(UNSAID, nothing)]
            found += [line.name(SAID), line.name(UNSAID)]
        return self._function(ENTRY_ARGUMENTS, beginning, line.give(line.tuple_of(found)))

    def part(self) -> ast.FunctionDef:
        """Return the function as one of several: it is given context and marks, and gives marks back."""
        line = self.unit.line
        beginning = self._governing()
        ending = line.give(line.tuple_of([*self._masks(), line.name(MARKS)]))
        return self._function((FACTS, CONTEXT, MARKS), beginning, ending)

    def group(self) -> ast.FunctionDef:
        """Return the function of groups only: it is given what has been found so far, and gives it back."""
        line = self.unit.line
        ending = line.give(line.tuple_of([line.name(SAID), line.name(UNSAID)]))
        arguments = (FACTS, CONTEXT, MARKS, SAID, UNSAID)
        return self._function(arguments, self._governing(), ending)

    def _governing(self) -> list[ast.stmt]:
        if not self._in_force.is_asked:
            return []
        line = self.unit.line
        return [line.set(GOVERNS, line.item(line.name(CONTEXT), GOVERNING))]

    def _masks(self) -> list[ast.expr]:
        line = self.unit.line
        return [line.name(SURE), line.joined(SURE, UNSURE)]

    def _function(
        self, arguments: Sequence[str], beginning: list[ast.stmt], ending: ast.stmt
    ) -> ast.FunctionDef:
        line = self.unit.line
        body = [
            *beginning,
            *self.unit.beginning(),
            *self._in_force.beginning(),
            line.set(SURE, line.constant(0)),
            line.set(UNSURE, line.constant(0)),
            *self._body,
            ending,
        ]
        return line.function(self._called, [*arguments, *SENTINELS], body, defaults=len(SENTINELS))

    # --- items ------------------------------------------------------------------------------

    def _decided(self, rules: Sequence[ir.Rule]) -> list[ast.stmt]:
        body: list[ast.stmt] = []
        numbered = list(enumerate(rules))
        for validity, together in groupby(numbered, key=lambda pair: pair[1].validity):
            inside: list[ast.stmt] = []
            for applies, same in groupby(together, key=lambda pair: pair[1].applies):
                decided = [statement for number, rule in same for statement in self._rule(rule, 1 << number)]
                inside += self.unit.line_of(applies.place).when(
                    possibly(self._code, self.unit, applies), decided
                )
            body += self.unit.line.when(self._in_force.possibly(validity), inside)
        return body

    def _rule(self, rule: ir.Rule, bit: int) -> list[ast.stmt]:
        line = self.unit.line_of(rule.place)
        set_aside = self._marks.of_overriders(rule.id)
        found: list[ast.stmt] = []
        holds = self._marks.holds.get(rule.id)
        if holds is not None and rule.test is not None:
            found += self._told(line, rule, set_aside, with_test=False, marks=[holds], bit=0)
        says = self._marks.says.get(rule.id)
        marks = [] if says is None else [says]
        return found + self._told(line, rule, set_aside, with_test=True, marks=marks, bit=bit)

    def _told(
        self,
        line: Line,
        rule: ir.Rule,
        set_aside: tuple[int, int],
        *,
        with_test: bool,
        marks: Iterable[tuple[int, int]],
        bit: int,
    ) -> list[ast.stmt]:
        """Return the statements that turn on what an item possibly, and surely, says."""
        possibly_beaten, surely_beaten = set_aside
        asked = self._asked(line, rule, with_test=with_test)
        certain = self._certain(line, rule, with_test=with_test)
        if possibly_beaten:
            asked = line.both(asked, line.not_(line.has_bit(MARKS, surely_beaten)))
            certain = line.both(certain, line.not_(line.has_bit(MARKS, possibly_beaten)))
        when_sure = [line.turn_on(MARKS, possible | sure) for possible, sure in marks]
        when_unsure = [line.turn_on(MARKS, possible) for possible, _ in marks]
        if bit:
            when_sure.append(line.add(SURE, bit))
            when_unsure.append(line.add(UNSURE, bit))
        return line.when(asked, line.when(certain, when_sure, when_unsure))

    def _asked(self, line: Line, rule: ir.Rule, *, with_test: bool) -> ast.expr:
        """Return the test that a rule possibly fails; that it may apply has been asked."""
        code, unit = self._code, self.unit
        tests = [possibly(code, unit, rule.when)]
        tests += [line.not_(surely(code, unit, exemption.condition)) for exemption in rule.exempt]
        if with_test and rule.test is not None:
            tests.append(line.not_(surely(code, unit, rule.test)))
        return line.both(*tests)

    def _certain(self, line: Line, rule: ir.Rule, *, with_test: bool) -> ast.expr:
        """Return the test that a rule surely fails, where it possibly does."""
        code, unit = self._code, self.unit
        tests = [self._in_force.surely(rule.validity)]
        tests += [settled(code, unit, rule.applies), settled(code, unit, rule.when)]
        tests += [denied(code, unit, exemption.condition) for exemption in rule.exempt]
        if with_test and rule.test is not None:
            tests.append(denied(code, unit, rule.test))
        return line.both(*tests)


def _is(line: Line, name: str, value: None) -> ast.expr:
    return line.test(line.name(name), "is", line.constant(value))
