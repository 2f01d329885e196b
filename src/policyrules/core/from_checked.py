"""Which core program does a checked policy set mean?"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from policyrules.core import ir
from policyrules.core.lower.calendars import lower_calendar
from policyrules.core.lower.expressions import lower as lower_expression
from policyrules.core.lower.order import (
    AskedOf,
    in_order_of_decision,
    in_order_of_derivation,
    without_lost_facts,
    without_lost_rules,
    without_unasked,
)
from policyrules.core.lower.rules import lower_item
from policyrules.core.lower.scope import LeftOut, Scope
from policyrules.core.lower.tables import LoweredTable, lower_table
from policyrules.core.rests_on import asked_by, derived_in
from policyrules.diagnostics.diagnostic import Diagnostic, in_source_order
from policyrules.frozen import evolve
from policyrules.semantics.check_policies import annotations_of
from policyrules.syntax.ast.declarations import (
    CalendarDeclaration,
    DefineDeclaration,
    PolicyHeader,
    TableDeclaration,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from policyrules.core.calendars import Calendar
    from policyrules.diagnostics.source import Source
    from policyrules.semantics.checked import Checked, CheckedList, DerivedSchema
    from policyrules.syntax.ast.clauses import PeriodUnit

__all__ = ["lower"]

T = TypeVar("T")


def lower(checked: Checked) -> tuple[ir.Program, tuple[Diagnostic, ...]]:
    """Return the program a policy set means, and what of it cannot be decided yet.

    `checked` must be free of errors. Every item that cannot be decided yet is reported (`not-yet`,
    an error) and left out of the program, and so is whatever rests on it.
    """
    return _Lowering(checked).run()


class _Lowering:
    def __init__(self, checked: Checked) -> None:
        self._checked = checked
        self._diagnostics: list[Diagnostic] = []
        self._sources = _sources(checked)
        self._policies = _policies(checked)
        self._tables: dict[int, LoweredTable | None] = {}

    def run(self) -> tuple[ir.Program, tuple[Diagnostic, ...]]:
        checked = self._checked
        lowered = {key: self._define(schema) for key, schema in checked.derived.items()}
        lost = {key for key, define in lowered.items() if define is None}
        kept, lost = without_lost_facts([d for d in lowered.values() if d is not None], lost)
        defines = in_order_of_derivation(kept)
        asking = AskedOf(defines)
        listed_rules = [rule for listed in checked.lists for rule in self._list(listed)]
        rules = without_lost_rules(without_unasked(listed_rules, defines, asking), asking, lost)
        there = {rule.id for rule in rules}
        rules = [
            evolve(rule, overrides=tuple(beaten for beaten in rule.overrides if beaten in there))
            if rule.overrides
            else rule
            for rule in rules
        ]
        by_record = {
            record: in_order_of_decision(
                [rule for rule in rules if rule.record == record and rule.each is None], asking
            )
            for record in checked.records
        }
        in_periods: dict[tuple[str, PeriodUnit], list[ir.Rule]] = {}
        for rule in rules:
            if rule.each is not None:
                in_periods.setdefault((rule.record, rule.each), []).append(rule)
        program = ir.Program(
            policies=checked.policies,
            records=checked.records,
            parameters=checked.parameters,
            calendars=self._calendars(),
            defines=defines,
            rules=by_record,
            table_actions=self._table_actions(lost),
            lists=tuple(self._info(listed, there) for listed in checked.lists),
            order={rule.id: number for number, rule in enumerate(rules)},
            periodic={key: in_order_of_decision(asked, asking) for key, asked in in_periods.items()},
        )
        return program, in_source_order(self._diagnostics)

    # --- calendars --------------------------------------------------------------------------

    def _calendars(self) -> Mapping[str, Calendar]:
        lowered = [
            lower_calendar(node, self._scope(node, "", self._policies[id(file)]))
            for file in self._checked.files
            for node in file.declarations
            if isinstance(node, CalendarDeclaration)
        ]
        return {calendar.names.first: calendar for calendar in lowered}

    # --- derived facts ----------------------------------------------------------------------

    def _define(self, schema: DerivedSchema) -> ir.Define | None:
        node = schema.declaration
        scope = self._scope(node, schema.record, schema.policy)
        lowered: ir.Expr | None
        match node:
            case DefineDeclaration(value=value):
                lowered = _attempt(lambda: lower_expression(value, scope))
            case TableDeclaration():
                table = self._table(node, scope)
                lowered = (
                    None if table is None else _attempt(lambda: table.result(schema.column, schema.type))
                )
        if lowered is None:
            return None
        each = node.each if isinstance(node, DefineDeclaration) else None
        return ir.Define(schema.record, schema.names, schema.type, lowered, each, place=scope.place(node))

    def _table(self, node: TableDeclaration, scope: Scope) -> LoweredTable | None:
        """Return a table lowered, once for all its columns."""
        if id(node) not in self._tables:
            self._tables[id(node)] = _attempt(lambda: lower_table(node, scope))
        return self._tables[id(node)]

    def _table_actions(self, lost: set[tuple[str, str]]) -> Mapping[str, tuple[ir.TableAction, ...]]:
        found: dict[str, list[ir.TableAction]] = {record: [] for record in self._checked.records}
        for file in self._checked.files:
            for node in file.declarations:
                if not isinstance(node, TableDeclaration) or all(column.names for column in node.results):
                    continue
                record = self._record(node.record.text)
                scope = self._scope(node, record, self._policies[id(file)])
                table = self._table(node, scope)
                actions = None if table is None else _attempt(table.actions)
                found[record] += [action for action in actions or () if not _read_by(action) & lost]
        return {record: tuple(actions) for record, actions in found.items()}

    # --- lists ------------------------------------------------------------------------------

    def _list(self, listed: CheckedList) -> list[ir.Rule]:
        scope = self._scope(listed.declaration, listed.record, listed.policy)
        scope = evolve(scope, each=listed.declaration.each)
        return [rule for item in listed.items for rule in lower_item(item, listed, scope)]

    def _info(self, listed: CheckedList, there: set[ir.RuleId]) -> ir.ListInfo:
        node = listed.declaration
        ids = (ir.RuleId(item.policy, item.names.first) for item in listed.items)
        return ir.ListInfo(
            listed.policy,
            listed.names,
            None if node.title is None else node.title.value,
            node.kind,
            listed.record,
            tuple(rule for rule in ids if rule in there),
            annotations_of(node.annotations),
            node.each,
            place=self._scope(node, listed.record, listed.policy).place(node),
        )

    # --- where things stand -----------------------------------------------------------------

    def _scope(self, node: object, record: str, policy: str) -> Scope:
        return Scope(self._checked, self._sources[id(node)], policy, record, self._diagnostics)

    def _record(self, spelling: str) -> str:
        records = self._checked.records.items()
        return next(name for name, schema in records if spelling in schema.names.spellings)


def _attempt(lowering: Callable[[], T]) -> T | None:
    try:
        return lowering()
    except LeftOut:
        return None


def _sources(checked: Checked) -> dict[int, Source]:
    return {id(node): file.source for file in checked.files for node in file.declarations}


def _policies(checked: Checked) -> dict[int, str]:
    """Return the policy of each file: as its header says, else called after the file."""
    named: dict[int, str] = {}
    for file in checked.files:
        headers = [node for node in file.declarations if isinstance(node, PolicyHeader)]
        named[id(file)] = headers[0].names.first.text if headers else PurePath(file.source.name).stem
    return named


def _read_by(action: ir.TableAction) -> set[tuple[str, str]]:
    """Return the derived facts that a table's actions rest on."""
    return derived_in(expr for condition, plan in action.branches for expr in (condition, *asked_by(plan)))
