"""What does a record add to the quotas of its ledger, by generated Python? As `core.uses` says, only faster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from policyrules.backends.python.ledger_runtime import PreparedQuota
from policyrules.backends.python.load import Day, Review, compile_record
from policyrules.core import ir
from policyrules.core.dates import WorkingDay, zone_of
from policyrules.core.history import History, Use
from policyrules.core.logic import Kleene
from policyrules.core.lower.order import AskedOf, in_order_of_decision
from policyrules.core.parts import counted_by
from policyrules.core.rests_on import conditions_of
from policyrules.core.uses import asked_to_count, quotas_of
from policyrules.core.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyrules.core.parameters import ParameterValues

COUNTED = "counted"
"""The part of a rule that only says whether its quota counts a record."""


class CompiledUses:
    """What a record adds to each quota. Safe to share between threads.

    Called with the facts in the order of the record's fields, the governing date, the day, parameters and
    ledgers, it gives the uses, or None where a record that counts, or may, does not say under what or when:
    the reference then says so properly.
    """

    __slots__ = ("_quotas", "_review")

    def __init__(self, program: ir.Program, record: str, calendars: Mapping[str, WorkingDay]) -> None:
        quotas = quotas_of(program, record)
        counting = _counting_program(program, record, quotas)
        rules = counting.rules[record]
        places = {rule.id: number for number, rule in enumerate(rules)}
        fields = [field.names.first for field in program.records[record].fields]
        zone = zone_of(program, record)
        self._quotas: list[tuple[ir.RuleId, int, PreparedQuota, tuple[int, ...]]] = []
        for rule, quota in quotas.items():
            bit = 1 << places[evolve(rule, part=COUNTED)]
            at = tuple(
                fields.index(expr.steps[0]) for expr in counted_by(quota) if isinstance(expr, ir.Field)
            )
            self._quotas.append((rule, bit, PreparedQuota(quota, zone), at))
        self._review: Review | None = None
        if not all(_always(rule) for rule in rules):
            self._review = compile_record(counting, record, calendars=calendars)

    def __call__(
        self,
        values: tuple[Any, ...],
        governing: Day,
        on: Day,
        parameters: ParameterValues,
        history: History,
    ) -> tuple[Use, ...] | None:
        """Return what the record adds."""
        sure = possible = -1
        if self._review is not None:
            sure, possible = self._review.masks(values, governing, on, parameters, history)
        found: list[Use] = []
        for rule, bit, quota, at in self._quotas:
            if not possible & bit:
                continue
            keys, days, value = quota.counted(tuple([values[place] for place in at]))
            if keys == () or days is None:
                continue
            if keys is UNKNOWN or days is UNKNOWN:
                return None
            counts: Kleene = True if sure & bit else Unknown.UNKNOWN
            first, last = days
            found += [Use(rule, key, counts, first, last, value) for key in keys]
        return tuple(found)


def compile_uses(
    program: ir.Program, record: str, calendars: Mapping[str, WorkingDay]
) -> CompiledUses | None:
    """Return what says of a record what it adds; None where quotas count by more than plain facts."""
    quotas = quotas_of(program, record)
    if any(not _is_plain(expr) for quota in quotas.values() for expr in counted_by(quota)):
        return None
    return CompiledUses(program, record, calendars)


def _is_plain(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Field) and expr.row == "this" and len(expr.steps) == 1


def _always(rule: ir.Rule) -> bool:
    conditions = (rule.applies, rule.when)
    return (
        rule.id.part == COUNTED
        and not rule.exempt
        and all(isinstance(each, ir.Const) and each.value is True for each in conditions)
    )


def _counting_program(program: ir.Program, record: str, quotas: Mapping[ir.RuleId, ir.Quota]) -> ir.Program:
    """Return the program with the rules that tell what counts, and for each quota one that says it does."""
    asked = asked_to_count(program, record)
    through = AskedOf(program.defines)
    conditions = [expr for rule in asked for expr in conditions_of(rule) if expr is not rule.test]
    wanted = {item for expr in conditions for item in through.by(expr)}
    rules: list[ir.Rule] = []
    for rule in asked:
        if rule.id not in quotas or rule.overrides or rule.id in wanted:
            also = tuple(evolve(beaten, part=COUNTED) for beaten in rule.overrides if beaten in quotas)
            rules.append(evolve(rule, overrides=(*rule.overrides, *also)))
        if rule.id in quotas:
            counted = evolve(rule.id, part=COUNTED)
            always = ir.Validity(None, None)
            rules.append(evolve(rule, id=counted, validity=always, test=None, overrides=(), actions=()))
    return evolve(program, rules={**program.rules, record: in_order_of_decision(rules, program.defines)})
