"""Which statements decide the rules of one shape?

The rules whose constants fit the facts are looked up, and only of those is asked what else must hold. Where a fact
they are looked up by is unknown, all are asked, keys and all: any of them may speak. What needs no constant is
asked once for all: first, if it costs little, else as soon as a rule is found.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

from policyrules.backends.python.conditions import denied, possibly, settled, surely
from policyrules.backends.python.index.columns import RULE, Columns
from policyrules.backends.python.index.indexes import Beside, held_by
from policyrules.backends.python.index.keys import Asked, Bound, conditions_asked
from policyrules.backends.python.index.shapes import holes_in
from policyrules.backends.python.nodes import certainty
from policyrules.backends.python.operands import operand
from policyrules.backends.python.unit import UNKNOWN, Unit
from policyrules.frozen import frozen

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

    from policyrules.backends.python.computations import Computations
    from policyrules.backends.python.index.in_force import DaysInForce
    from policyrules.backends.python.index.indexes import Index
    from policyrules.backends.python.index.plan import Group
    from policyrules.backends.python.index.planned import Planned
    from policyrules.backends.python.unit import Operand
    from policyrules.core import ir

SAID, BESIDE, UNSAID = "_said", "_beside", "_unsaid"
"""The local variables of what groups found, as in an `Answer`: stretches of rules that surely say something, others
that do and stand beside one another, and stretches of rules that only possibly do."""


@frozen
class Told:
    """The local variables a group adds what it finds to."""

    said: str = SAID
    beside: str = BESIDE
    unsaid: str = UNSAID

    def numbered(self, number: int) -> Told:
        """Return variables of one's own."""
        return Told(*(f"{name}{number}" for name in self.all))

    @property
    def all(self) -> tuple[str, str, str]:
        """The variables, as they stand in an answer."""
        return (self.said, self.beside, self.unsaid)


_LEAF, _FOUND, _ELEMENT, _HITS, _UNSURE = "_leaf", "_found", "_e", "_hits", "_unsure"
_UNDER = "_under"
_CHEAP: Final = 8
"""A condition of at most so many parts, all of them facts of the record, is asked before rules are looked up."""


class GroupStatements:
    """The statements of one group in one function; its rules are numbered from `first`."""

    def __init__(
        self,
        code: Computations,
        unit: Unit,
        in_force: DaysInForce,
        group: Group,
        first: int,
        *,
        planned: Planned,
        told: Told,
        empty: bool,
    ) -> None:
        """`empty` says whether nothing has been added to the variables it is told before."""
        self._planned = planned
        self._told = told
        has_loop = any(lookup.kind == "has" for lookup in group.keys.lookups)
        self._adds_once = empty and not has_loop
        self.used: set[str] = set()
        """Those of them that it adds to."""
        self._code = code
        self._unit = unit
        self._in_force = in_force
        self._group = group
        self._first = first
        self._line = unit.line_of(group.rule.place)
        self._values: dict[str, tuple[Operand, list[ast.stmt]]] = {}
        self._asked = conditions_asked(group.rule)
        keys = set(map(id, (each.expr for each in group.keys.asked)))
        self._others = [each for each in self._asked if id(each.expr) not in keys]
        same = [each for each in self._others if not holes_in(each.expr)]
        self._at_once = [each for each in same if code.cost(each.expr) <= _CHEAP]
        self._when_found = [each for each in same if code.cost(each.expr) > _CHEAP]
        self._of_each = [each for each in self._others if holes_in(each.expr)]
        self._is_whole = not self._of_each and group.validities is None
        """Whether what remains to be asked is the same for all rules that are found."""

    def statements(self) -> list[ast.stmt]:
        """Return the statements; they add to the variables told."""
        code, line, group = self._code, self._line, self._group
        code.columns = Columns(group.columns)
        validity = group.rule.validity
        guards = [] if group.validities is not None else [self._in_force.possibly(validity)]
        guards += [self._possibly(each) for each in self._at_once]
        found = self._looked_up()
        is_unknown = self._some_key_is_unknown()
        all_asked = [] if certainty(is_unknown) is False else self._all_asked()
        inside = line.when(is_unknown, all_asked, found)
        reading = [statement for _, statements in self._values.values() for statement in statements]
        code.columns = None
        return line.when(line.both(*guards), [*reading, *inside])

    # --- conditions --------------------------------------------------------------------------

    def _possibly(self, asked: Asked) -> ast.expr:
        if asked.wanted:
            return possibly(self._code, self._unit, asked.expr)
        return self._line.not_(surely(self._code, self._unit, asked.expr))

    def _surely(self, conditions: Sequence[Asked]) -> ast.expr:
        """Return the test that conditions surely hold, where they possibly do, and that the rule is in force."""
        code, unit, group = self._code, self._unit, self._group
        if group.validities is None:
            in_force = self._in_force.surely(group.rule.validity)
        else:
            in_force = self._in_force.surely_each(group.validities)
        tests = [
            settled(code, unit, each.expr) if each.wanted else denied(code, unit, each.expr)
            for each in conditions
        ]
        return self._line.both(in_force, *tests)

    def _possibly_each(self, conditions: Sequence[Asked]) -> ast.expr:
        validities = self._group.validities
        in_force = [] if validities is None else [self._in_force.possibly_each(validities)]
        return self._line.both(*in_force, *map(self._possibly, conditions))

    # --- values that rules are looked up by -----------------------------------------------------

    def _value(self, value: ir.Expr) -> Operand:
        """Return the value, worked out before rules are looked up, if it takes working out."""
        known = self._values.get(key := repr(value))
        if known is not None:
            return known[0]
        read = operand(self._code, self._unit, value)
        first = read()
        statements: list[ast.stmt] = []
        if not _is_name(first):
            local = self._unit.fresh("_key")
            statements = [self._line.set(local, first)]
            read = type(read)(
                self._line.name(local),
                may_be_none=read.may_be_none,
                may_be_unknown=read.may_be_unknown,
                may_hold_unknown=read.may_hold_unknown,
            )
        self._values[key] = (read, statements)
        return read

    def _some_key_is_unknown(self) -> ast.expr:
        line, keys = self._line, self._group.keys
        unknown = line.name(UNKNOWN)
        tests: dict[str, ast.expr] = {}
        for key in keys.all:
            value = self._value(key.value)
            if value.may_be_unknown:
                tests.setdefault(value.called, line.test(value(), "is", unknown))
            if not isinstance(key, Bound) and key.kind == "has" and value.may_hold_unknown:
                there = self._is_there(value)
                tests[f"in {value.called}"] = line.both(there, line.test(unknown, "in", value()))
        return line.any(*tests.values())

    def _is_there(self, value: Operand) -> ast.expr:
        line = self._line
        if not value.may_be_none:
            return line.constant(True)
        return line.test(value(), "is not", line.constant(None))

    # --- looking up --------------------------------------------------------------------------

    def _looked_up(self) -> list[ast.stmt]:
        """Return the statements that find the rules whose constants fit facts that are all known."""
        group, line, constants = self._group, self._line, self._code.constants
        first = self._first if self._is_whole else 0
        index = self._planned.index(group, first)
        self._adds_once = self._adds_once and index.leaf != "tree"
        if index.table is None:
            return self._below(index, line.constant(None))
        table = line.attribute(line.name(constants.held(index.table)), "get")
        parts: list[ast.expr] = []
        listed: Operand | None = None
        for lookup in group.keys.lookups:
            value = self._value(lookup.value)
            if lookup.kind == "has":
                listed = value
                parts.append(line.name(_ELEMENT))
            else:
                parts.append(value())
        key = parts[0]
        body: list[ast.stmt] = []
        if len(parts) > 1:
            key = line.name(_UNDER)
            body.append(line.set(_UNDER, line.tuple_of(parts)))
        body += [
            line.set(_LEAF, line.call(table, [key])),
            *line.when(line.test(line.name(_LEAF), "is not", line.constant(None)), self._below(index, key)),
        ]
        if listed is None:
            return body
        different = line.call(line.name(constants.declare("_frozenset", frozenset)), [listed()])
        return line.when(self._is_there(listed), [line.for_each(_ELEMENT, different, body)])

    def _below(self, index: Index, key: ast.expr) -> list[ast.stmt]:
        """Return the statements that go on from a leaf: that under a key, or the only one."""
        line = self._line
        constants, bounds = self._code.constants, self._group.keys.bounds
        found = line.name(_FOUND)
        parts: list[ast.expr] = []
        if index.table is None:
            match index.leaf:
                case "listed" | "tree":
                    leaf: ast.expr = line.name(constants.held(index.alone))
                case _:
                    leaf = found
                    parts = [line.name(constants.held(part)) for part in index.alone]
        else:
            leaf = line.name(_LEAF)
            if index.leaf in ("bounds", "segments"):
                parts = [line.item(line.name(_LEAF), part) for part in (0, 1)]
        if index.leaf == "listed":
            return [line.set(_FOUND, leaf), *self._asked_of(found)]
        value = self._value(bounds[0].value)
        there = self._is_there(value)
        match index.leaf:
            case "beside":
                at = self._bisected(leaf, value, right=bounds[0].lower is not bounds[0].strict)
                return line.when(there, self._beside(index.alone, key, leaf, at))
            case "tree":
                held = line.name(constants.declare("_held_by", held_by))
                each = line.for_each(_FOUND, line.call(held, [leaf, value()]), self._asked_of(found))
                return line.when(there, [each])
            case "segments":
                at = self._bisected(parts[0], value, right=True)
                rules = line.lookup(parts[1], at)
                return line.when(there, [line.set(_FOUND, rules), *line.when(found, self._asked_of(found))])
            case _:
                bound = bounds[0]
                at = self._bisected(parts[0], value, right=bound.lower is not bound.strict)
                if index.table is None and not bound.none_fits and self._tells_all():
                    limits, rules_there = index.alone
                    of = Beside({None: limits}, {None: rules_there[0]}, bound.lower)
                    return line.when(there, self._beside(of, key, parts[0], at))
                rules = line.stretch(parts[1], None, at) if bound.lower else line.stretch(parts[1], at, None)
                if bound.none_fits and value.may_be_none:
                    rules = line.either(there, rules, parts[1])
                    there = line.constant(True)
                return line.when(there, [line.set(_FOUND, rules), *line.when(found, self._asked_of(found))])

    def _bisected(self, bounds: ast.expr, value: Operand, *, right: bool) -> ast.expr:
        line, constants = self._line, self._code.constants
        if right:
            bisect = constants.declare("_bisect_right", bisect_right)
        else:
            bisect = constants.declare("_bisect_left", bisect_left)
        return line.call(line.name(bisect), [bounds, value()])

    def _tell(self, told: str, *found: ast.expr) -> ast.stmt:
        self.used.add(told)
        if self._adds_once:  # it is quicker to set than to add
            return self._line.set(told, self._line.tuple_of(found))
        return self._line.extend(told, *found)

    def _tells_all(self) -> bool:
        """Return whether all rules that are found surely speak, with nothing more to ask."""
        return self._is_whole and not self._when_found and certainty(self._surely(self._others)) is True

    def _beside(self, of: Beside, key: ast.expr, bounds: ast.expr, at: ast.expr) -> list[ast.stmt]:
        """Return the statements that find rules that stand side by side, by where a value lies among their bounds."""
        line, constants = self._line, self._code.constants
        found, beside = line.name(_FOUND), line.name(constants.held(of))
        if self._tells_all():
            told = [self._tell(self._told.beside, beside, key, found)]
        else:
            rules = line.call(line.attribute(beside, "rules"), [key, found])
            told = [line.set(_FOUND, rules), *self._asked_of(found)]
        if of.lower:
            any_ = found
        else:
            length = line.call(line.name(constants.declare("_len", len)), [bounds])
            any_ = line.test(found, "<", length)
        return [line.set(_FOUND, at), *line.when(any_, told)]

    # --- asking what was found -------------------------------------------------------------------

    def _asked_of(self, rules: ast.expr) -> list[ast.stmt]:
        """Return the statements that ask of rules that were found what else must hold."""
        line = self._line
        certain = self._surely(self._others)
        if self._is_whole:
            found = line.when(
                certain, [self._tell(self._told.said, rules)], [self._tell(self._told.unsaid, rules)]
            )
        else:
            found = self._each(rules, self._possibly_each(self._of_each), certain)
        return line.when(line.both(*map(self._possibly, self._when_found)), found)

    def _all_asked(self) -> list[ast.stmt]:
        """Return the statements that ask all rules, since a fact they are looked up by is unknown."""
        line, group = self._line, self._group
        constants = self._code.constants
        count = len(group.numbers)
        values = {repr(key.value) for key in group.keys.all}
        of_a_list = any(lookup.kind == "has" for lookup in group.keys.lookups)
        if self._is_whole and len(values) == 1 and not of_a_list:
            # the one fact is unknown, so no rule surely speaks, and each may
            held = line.name(constants.held(range(self._first, self._first + count)))
            found: list[ast.stmt] = [self._tell(self._told.unsaid, held)]
        else:
            rules = line.name(constants.held(range(count)))
            asked = [each for each in self._asked if each not in (*self._at_once, *self._when_found)]
            found = self._each(rules, self._possibly_each(asked), self._surely(self._asked))
        return line.when(line.both(*map(self._possibly, self._when_found)), found)

    def _each(self, rules: ast.expr, asked: ast.expr, certain: ast.expr) -> list[ast.stmt]:
        """Return the loop that asks rules one by one, and tells those that speak from those that may."""
        line = self._line
        rule: ast.expr = line.name(RULE)
        if self._first:
            rule = line.plus(rule, self._first)
        surely = [line.do(line.call(line.attribute(line.name(_HITS), "append"), [rule]))]
        unsure = [line.do(line.call(line.attribute(line.name(_UNSURE), "append"), [rule]))]
        found = {_HITS: self._told.said}
        if certainty(certain) is not True:
            found[_UNSURE] = self._told.unsaid
        ended: list[ast.stmt] = []
        for hits, stretches in found.items():
            ended += line.when(line.name(hits), [self._tell(stretches, line.name(hits))])
        return [
            *(line.set(hits, line.new_list()) for hits in found),
            line.for_each(RULE, rules, line.when(asked, line.when(certain, surely, unsure))),
            *ended,
        ]


def _is_name(expr: ast.expr) -> bool:
    return hasattr(expr, "id")
