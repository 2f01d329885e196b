"""How much of the policies do their tests show, and what is left?

What can be shown is taken from the rules themselves: every item broken and not broken (a permission
matched and not), every stage of an item spoken, every condition answered yes and no, every row of a
decision table taken. A quota, a deadline and a match are the whole test of their item, and count with it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from policyrules.core import ir
from policyrules.core.explain.nearest import one_text
from policyrules.core.explain.proof import text_of
from policyrules.core.parts import parts
from policyrules.core.rests_on import everything
from policyrules.core.rule_parts import ASKED
from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import define, field, frozen
from policyrules.semantics.schema import Titled
from policyrules.semantics.types import BooleanType, required
from policyrules.syntax.ast.declarations import ActionCell, TableDeclaration

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from policyrules.engine.policy_set import PolicySet
    from policyrules.semantics.checked import CheckedItem
    from policyrules.syntax.ast.declarations import File
    from policyrules.testing.observed import Seen

Kind = Literal["item", "stage", "condition", "row"]


@frozen
class Point:
    """One thing tests can show.

    It can come out in the ways of `ways` (yes: broken, matched, spoken, taken), and was `seen` to come
    out so. `owner` is the item, derived fact or table it belongs to, `rule` the item's rule if it is one.
    """

    kind: Kind
    policy: str
    owner: Titled
    text: str
    place: Place = field(repr=False)
    ways: frozenset[bool]
    seen: frozenset[bool]
    rule: ir.Rule | None = field(default=None, repr=False, eq=False)

    @property
    def missing(self) -> tuple[bool, ...]:
        """The ways it was never seen to come out, yes first."""
        return tuple(sorted(self.ways - self.seen, reverse=True))


@define
class Count:
    """So many of so many."""

    seen: int = 0
    total: int = 0

    def add(self, seen: int, total: int) -> None:
        """Count more."""
        self.seen += seen
        self.total += total

    @property
    def percent(self) -> float:
        """How many of a hundred, to one place and never rounded up to all of them; of nothing, all."""
        if self.seen == self.total:
            return 100.0
        return int(1000 * self.seen / self.total) / 10


@frozen
class PolicyCoverage:
    """How much of one policy was seen: items, conditions and table rows apart, and all together."""

    policy: Titled
    items: Count = field(factory=Count)
    conditions: Count = field(factory=Count)
    rows: Count = field(factory=Count)
    whole: Count = field(factory=Count)


@frozen
class Coverage:
    """Everything tests can show of a policy set, in the order written, and what they have shown."""

    points: tuple[Point, ...]
    policies: tuple[PolicyCoverage, ...]

    @property
    def whole(self) -> Count:
        """All policies together."""
        count = Count()
        for policy in self.policies:
            count.add(policy.whole.seen, policy.whole.total)
        return count

    @property
    def uncovered(self) -> tuple[tuple[Point, ...], ...]:
        """What was not shown, what belongs to one item, derived fact or table together, in the order written.

        Of an item no test decides only that is said, not each of its conditions.
        """
        owners: dict[tuple[str, str, str], list[Point]] = defaultdict(list)
        for point in self.points:
            owners[point.policy, point.place.source.name, point.owner.first].append(point)
        found = []
        for points in owners.values():
            undecided = [point for point in points if point.kind == "item" and not point.seen]
            missing = tuple(point for point in undecided or points if point.missing)
            if missing:
                found.append(missing)
        return tuple(found)


def coverage_of(policies: PolicySet, seen: Seen, files: Collection[str] = ()) -> Coverage:
    """Return what there is to show of a policy set, and what was seen of it.

    Of some `files` (names of sources) only what stands in them, unless they hold nothing but tests.
    """
    points = [*_of_items(policies, seen), *_of_derived(policies, seen), *_of_tables(policies, seen)]
    points = [point for point in points if point.place.source.name in files] or points
    order = {file.source.name: number for number, file in enumerate(policies.files)}
    points.sort(key=lambda point: (order.get(point.place.source.name, len(order)), point.place.span.start))
    return Coverage(tuple(points), tuple(_counted(policies, points)))


def _counted(policies: PolicySet, points: Sequence[Point]) -> Iterator[PolicyCoverage]:
    found: dict[str, PolicyCoverage] = {}
    for point in points:
        name = point.policy
        if name not in found:
            found[name] = PolicyCoverage(policies.policies[name].names)
        own = found[name]
        part = own.conditions if point.kind == "condition" else own.rows if point.kind == "row" else own.items
        for count in (part, own.whole):
            count.add(len(point.seen & point.ways), len(point.ways))
    yield from found.values()


# --- items ------------------------------------------------------------------------------------

_BOTH = frozenset((True, False))
_TAKEN = frozenset((True,))


def _of_items(policies: PolicySet, seen: Seen) -> Iterator[Point]:
    declared = {
        ir.RuleId(item.policy, item.names.first): item
        for listed in policies.checked.lists
        for item in listed.items
    }
    program = seen.whole(policies.program)
    for rules in (*program.rules.values(), *program.periodic.values()):
        for rule in rules:
            item = declared.get(rule.id.whole)
            if item is None or rule.place is None or rule.id.part == ASKED:
                continue
            whole = not rule.id.part
            spoken = {True} if rule.id in seen.stages else set()
            answers = seen.items.get(rule.id, set()) if whole else spoken
            yield Point(
                "item" if whole else "stage",
                rule.id.policy,
                rule.names,
                rule.names.first if whole else rule.id.part,
                _head(item, rule.place),
                _BOTH if whole else _TAKEN,
                frozenset(answers),
                rule,
            )
            if whole:
                asked = [rule.applies, rule.when, *(each.condition for each in rule.exempt)]
                asked += [] if rule.test is None else [rule.test]
                yield from _conditions(asked, rule.id.policy, rule.names, seen, rule=rule)


def _head(item: CheckedItem, place: Place) -> Place:
    """Return where an item is named, with its title."""
    declaration = item.declaration
    names = declaration.names
    if names is None:
        stop = place.span.start + len(place.text.split("\n", 1)[0].split("{", 1)[0].rstrip())
        return Place(place.source, Span(place.span.start, stop))
    last = (names.second or names.first).span if declaration.title is None else declaration.title.span
    return Place(place.source, Span(names.first.span.start, last.stop))


# --- conditions -------------------------------------------------------------------------------


def _conditions(
    exprs: Sequence[ir.Expr],
    policy: str,
    owner: Titled,
    seen: Seen,
    *,
    rule: ir.Rule | None = None,
    tables: frozenset[int] = frozenset(),
) -> Iterator[Point]:
    """Yield the conditions of some expressions, what stands at one place once."""
    found: dict[Place, tuple[ir.Expr, set[bool]]] = {}
    for expr in exprs:
        for atom in _atoms(expr, tables):
            if atom.place is not None:
                answers = found.setdefault(atom.place, (atom, set()))[1]
                answers |= seen.conditions.get(id(atom), set())
    for place, (atom, answers) in found.items():
        yield Point("condition", policy, owner, text_of(atom), place, _BOTH, frozenset(answers), rule)


_MEASURES = (ir.AtMost, ir.Used, ir.Deadline, ir.Overdue, ir.Match)


def _atoms(expr: ir.Expr, tables: frozenset[int]) -> Iterator[ir.Expr]:
    """Yield the conditions an expression is made of, and those asked of entries and in choices."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        match node:
            case ir.And(operands) | ir.Or(operands) if not one_text(node):
                waiting.extend(reversed(operands))
                continue
            case ir.AtLeast(count=count, operands=operands):
                waiting.extend(reversed((count, *operands)))
                continue
            case ir.Not(operand) if not one_text(node) or isinstance(operand, ir.And | ir.Or | ir.AtLeast):
                waiting.append(operand)
                continue
            case ir.Const():
                continue
            case _ if _is_condition(node):
                if not any(isinstance(inside, _MEASURES) for inside in everything(node)):
                    yield node
                waiting.extend(_asked_inside(node, tables))
            case _:
                waiting.extend(_asked_inside(node, tables))


def _asked_inside(expr: ir.Expr, tables: frozenset[int]) -> list[ir.Expr]:
    """Return the conditions asked somewhere inside an expression, the outermost of each, last first."""
    match expr:
        case ir.Aggregate(source=source, where=where, value=value):
            inner = [source] if value is None else [source, value]
            return [*(each for part in inner for each in _asked_inside(part, tables)), where]
        case ir.Case(branches=branches, otherwise=otherwise):
            results = [result for _, result in branches]
            asked = [] if id(expr) in tables else [condition for condition, _ in reversed(branches)]
            return [*(_nested((*results, otherwise), tables)), *asked]
        case _:
            return list(_nested(parts(expr), tables))


def _nested(exprs: Sequence[ir.Expr], tables: frozenset[int]) -> Iterator[ir.Expr]:
    for part in exprs:
        if isinstance(part, ir.And | ir.Or | ir.Not | ir.AtLeast):
            yield part
        else:
            yield from _asked_inside(part, tables)


def _is_condition(expr: ir.Expr) -> bool:
    return isinstance(required(expr.type), BooleanType)


# --- derived facts and tables -----------------------------------------------------------------


def _of_derived(policies: PolicySet, seen: Seen) -> Iterator[Point]:
    tables = frozenset(
        id(each.value) for each in policies.program.defines.values() if _is_table(each, policies)
    )
    for key, each in policies.program.defines.items():
        policy = policies.checked.derived[key].policy
        yield from _conditions([each.value], policy, each.names, seen, tables=tables)


def _is_table(each: ir.Define, policies: PolicySet) -> bool:
    return isinstance(policies.checked.derived[each.record, each.names.first].declaration, TableDeclaration)


def _of_tables(policies: PolicySet, seen: Seen) -> Iterator[Point]:
    """Yield the rows of every table that give or ask something: taken where any of its columns took it."""
    actions: dict[Place | None, list[ir.TableAction]] = defaultdict(list)
    for tables in policies.program.table_actions.values():
        for table in tables:
            actions[table.place].append(table)
    for file, node in _tables(policies):
        place = Place(file.source, node.span)
        columns = list(_columns(policies, node, actions[place]))
        for number, row in enumerate(node.rows):
            branches = [(id(choice), rows.index(number)) for choice, _, rows in columns if number in rows]
            if branches:
                yield Point(
                    "row",
                    columns[0][1],
                    Titled(
                        node.names.first.text, None if node.names.second is None else node.names.second.text
                    ),
                    " ".join(Place(file.source, row.span).text.split()),
                    Place(file.source, row.span),
                    _TAKEN,
                    _TAKEN if not seen.rows.isdisjoint(branches) else frozenset(),
                )


def _tables(policies: PolicySet) -> Iterator[tuple[File, TableDeclaration]]:
    for file in policies.files:
        for node in file.declarations:
            if isinstance(node, TableDeclaration):
                yield file, node


def _columns(
    policies: PolicySet, node: TableDeclaration, actions: Sequence[ir.TableAction]
) -> Iterator[tuple[ir.Expr | ir.TableAction, str, list[int]]]:
    """Yield what each result column became, its policy, and which row each of its branches is."""
    record = policies.record_named(node.record.text)
    assert record is not None, "the checker has found the record"
    left = iter(actions)
    for number, column in enumerate(node.results):
        if column.names is None:
            table = next(left)
            asked = [n for n, row in enumerate(node.rows) if isinstance(row.results[number], ActionCell)]
            yield table, table.policy, asked
        else:
            key = (record.names.first, column.names.first.text)
            policy = policies.checked.derived[key].policy
            yield policies.program.defines[key].value, policy, list(range(len(node.rows)))
