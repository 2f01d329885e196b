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
from policyrules.backends.python.index.groups import GroupStatements, Told
from policyrules.backends.python.index.in_force import GOVERNS, DaysInForce
from policyrules.backends.python.nodes import certainty
from policyrules.backends.python.unit import (
    BLANK,
    CONTEXT,
    FACTS,
    GOVERNING,
    HISTORY_ASKED,
    MARKS,
    PARAMETERS_ASKED,
    SENTINELS,
    TODAY_ASKED,
    UNKNOWN,
    Unit,
)
from policyrules.backends.python.worst import SURE, UNSURE, worst_of
from policyrules.core import ir
from policyrules.core.rests_on import conditions_of, everything
from policyrules.frozen import frozen

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator, Sequence

    from policyrules.backends.python.computations import Computations
    from policyrules.backends.python.index.plan import Group
    from policyrules.backends.python.index.planned import Planned
    from policyrules.backends.python.nodes import Line
    from policyrules.backends.python.worst import Effects

BLANKS = "_blanks"
"""The global tuple of as many blanks as values are kept in the context."""

ENTRY_ARGUMENTS = (FACTS, GOVERNS, TODAY_ASKED, PARAMETERS_ASKED, HISTORY_ASKED)
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
        planned: Planned,
        apart: bool = False,
    ) -> None:
        self._code = code
        self._marks = marks
        self._called = called
        self._effects = [(rule.effect, rule.if_unknown) for rule in rules]
        place = rules[0].place if rules else groups[0][0].rule.place
        self.unit = Unit(code.schema, place)
        if apart:
            self.unit.new_context = self.new_context
            self.unit.counts_are_seen = code.counts_are_seen
        self._in_force = DaysInForce(code, self.unit.line)
        self._may_be_unsure = False
        self.told: dict[Effects, Told] = {}
        """The variables to which groups add whose rules have these effects; they are told `apart`, or all alike."""
        self.used: set[str] = set()
        """Those of them that anything is added to."""
        self._body = self._decided(rules)
        for group, first in groups:
            told = self._told_of(group.rule) if apart else Told()
            empty = apart and self.used.isdisjoint(told.all)
            written = GroupStatements(
                code, self.unit, self._in_force, group, first, planned=planned, told=told, empty=empty
            )
            self._body += written.statements()
            self.used |= written.used

    def _told_of(self, rule: ir.Rule) -> Told:
        return self.told.setdefault((rule.effect, rule.if_unknown), Told().numbered(len(self.told)))

    def new_context(self, *, keeps: bool = True) -> ast.expr:
        """Return a new context, with places for what functions keep for one another if they keep anything."""
        line = self.unit.line
        today = line.either(
            _is(line, TODAY_ASKED, line.constant(None)), line.name(UNKNOWN), line.name(TODAY_ASKED)
        )
        governing = line.either(
            _is(line, GOVERNS, line.name(UNKNOWN)), line.constant(None), line.name(GOVERNS)
        )
        context = [today, governing, line.name(PARAMETERS_ASKED), self.unit.history()]
        return line.list_of(context, BLANKS if keeps else None)

    def part(self) -> ast.FunctionDef:
        """Return the function as one of several: it is given context and marks, and gives marks back."""
        line = self.unit.line
        beginning = self._governing()
        ending = line.give(line.tuple_of([*self.masks(), line.name(MARKS)]))
        return self._function((FACTS, CONTEXT, MARKS), beginning, ending)

    def group(self) -> ast.FunctionDef:
        """Return the function of groups only: it is given what has been found so far, and gives it back."""
        line = self.unit.line
        told = Told().all
        ending = line.give(line.tuple_of(map(line.name, told)))
        arguments = (FACTS, CONTEXT, MARKS, *told)
        return self._function(arguments, self._governing(), ending)

    def _governing(self) -> list[ast.stmt]:
        if not self._in_force.is_asked:
            return []
        line = self.unit.line
        return [line.set(GOVERNS, line.item(line.name(CONTEXT), GOVERNING))]

    def masks(self) -> list[ast.expr]:
        """Return what reads the masks of the rules that surely, and that possibly, say something."""
        line = self.unit.line
        if not self._effects:
            return [line.constant(0), line.constant(0)]
        return [line.name(SURE), line.joined(SURE, UNSURE) if self._may_be_unsure else line.name(SURE)]

    def key(self) -> ast.expr:
        """Return what reads the `key_of` the masks."""
        line = self.unit.line
        if not self._may_be_unsure:
            return self.masks()[0]
        return line.either(line.name(UNSURE), line.tuple_of(self.masks()), line.name(SURE))

    def worst(self) -> list[ast.stmt]:
        """Return the statements that say what the rules that were found come to."""
        return worst_of(
            self.unit.line, self._effects, self.told, self.used, may_be_unsure=self._may_be_unsure
        )

    def _function(
        self, arguments: Sequence[str], beginning: list[ast.stmt], ending: ast.stmt
    ) -> ast.FunctionDef:
        body = [*beginning, *self.unit.reading(), *self.statements(), ending]
        return self.function(arguments, body)

    def function(self, arguments: Sequence[str], body: Sequence[ast.stmt]) -> ast.FunctionDef:
        """Return a function with these arguments and the two that generated code has always."""
        line = self.unit.line
        return line.function(self._called, [*arguments, *SENTINELS], body, defaults=len(SENTINELS))

    def statements(self) -> list[ast.stmt]:
        """Return the statements that ask the items and groups, where the facts have been read."""
        line = self.unit.line
        masks = [SURE, UNSURE] if self._may_be_unsure else [SURE] if self._effects else []
        return [
            *self.unit.rest_of_beginning(),
            *self._in_force.beginning(),
            *(line.set(mask, line.constant(0)) for mask in masks),
            *self._body,
        ]

    @property
    def asks_marks(self) -> bool:
        """Whether items tell later ones what they say."""
        return bool(self._marks.says or self._marks.holds)

    @property
    def asks_on_days(self) -> bool:
        """Whether the governing date, the day, parameters or ledgers are asked for."""
        return self.unit.uses_context or self.unit.may_use_context or self._in_force.is_asked

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
        self._may_be_unsure = self._may_be_unsure or certainty(certain) is not True
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


# --- all rules of a record in one function -------------------------------------------------------


class Whole:
    """A stretch that is all there is of a record's rules: it makes the context itself, of so many `kept` values."""

    def __init__(self, stretch: Stretch, kept: int) -> None:
        self._stretch = stretch
        self._kept = kept
        self.unit = stretch.unit
        self.asks_on_days = stretch.asks_on_days

    def entry(self) -> ast.FunctionDef:
        """Return the function that is given the facts, and gives the answer."""
        body = [*self.unit.reading(), *self.statements(), self.unit.line.give(self.answer())]
        return self._stretch.function(ENTRY_ARGUMENTS, body)

    def statements(self) -> list[ast.stmt]:
        """Return the statements that ask the rules; days, parameters and ledgers are local variables."""
        line, unit, stretch = self.unit.line, self.unit, self._stretch
        found: list[ast.stmt] = []
        if unit.uses_context:
            found.append(line.set(CONTEXT, stretch.new_context(keeps=bool(self._kept))))
        elif unit.may_use_context:
            found.append(line.set(CONTEXT, line.name(BLANK)))
        if unit.uses_context or unit.may_use_context or stretch.asks_marks:
            found.append(line.set(MARKS, line.constant(0)))
        found += [line.set(name, line.tuple_of(())) for name in sorted(stretch.used)]
        return [*found, *stretch.statements()]

    def answer(self) -> ast.expr:
        """Return what reads the answer."""
        line, told = self.unit.line, self._stretch.told.values()
        found = self._stretch.masks()
        if told:
            for alike in zip(*(each.all for each in told), strict=True):
                used = [line.name(name) for name in alike if name in self._stretch.used]
                found.append(line.sum(used) if used else line.tuple_of(()))
        return line.tuple_of(found)

    def key(self) -> ast.expr | None:
        """Return what reads the `key_of` the answer; None where rules are looked up."""
        return None if self._stretch.told else self._stretch.key()

    def worst(self) -> list[ast.stmt]:
        """Return the statements that say what the answer comes to."""
        return self._stretch.worst()


def _is(line: Line, name: str, value: ast.expr) -> ast.expr:
    return line.test(line.name(name), "is", value)
