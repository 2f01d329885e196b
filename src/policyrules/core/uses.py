"""What does an accepted record add to the quotas of its ledger?

It is settled when the record is accepted, as of its own date: what is learnt or changed later does not
take an entry out of a count, nor put it in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core import ir
from policyrules.core.combine import standing_of
from policyrules.core.evaluate import NO_CALENDARS, Evaluation
from policyrules.core.evaluate.quotas import own_uses
from policyrules.core.history import Entry, ListedHistory, Use
from policyrules.core.lower.order import AskedOf
from policyrules.core.rests_on import conditions_of, everything
from policyrules.core.values import UNKNOWN, CannotTell, Row
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from policyrules.core.dates import WorkingDay
    from policyrules.core.parameters import ParameterValues


def quotas_of(program: ir.Program, record: str) -> dict[ir.RuleId, ir.Quota]:
    """Return the quotas that count a record, by the rule that has each."""
    found: dict[ir.RuleId, ir.Quota] = {}
    for rule in program.rules.get(record, ()):
        for node in everything(rule.test) if rule.test is not None else ():
            if isinstance(node, ir.AtMost | ir.Used):
                found.setdefault(node.quota.rule, node.quota)
    return found


def asked_to_count(program: ir.Program, record: str) -> tuple[ir.Rule, ...]:
    """Return the rules that tell what counts: those with quotas, those that set them aside, those these ask."""
    rules = program.rules.get(record, ())
    by_id = {rule.id: rule for rule in rules}
    asked = AskedOf(program.defines)
    overriders: dict[ir.RuleId, list[ir.RuleId]] = {}
    for rule in rules:
        for beaten in rule.overrides:
            overriders.setdefault(beaten, []).append(rule.id)
    wanted: set[ir.RuleId] = set()
    waiting = list(quotas_of(program, record))
    while waiting:
        rule_id = waiting.pop()
        if rule_id in wanted or rule_id not in by_id:
            continue
        wanted.add(rule_id)
        waiting += overriders.get(rule_id, ())
        waiting += [other for expr in conditions_of(by_id[rule_id]) for other in asked.by(expr)]
    return tuple(rule for rule in rules if rule.id in wanted)


class Unplaced(CannotTell):
    """An entry that counts, or may, and does not say under which key or on which day."""

    def __init__(self, quota: ir.Quota, fields: tuple[ir.Expr, ...]) -> None:
        item = quota.rule.item
        super().__init__(
            Phrase(
                f"`{item}` counts this entry, which does not say under what, or when",
                f"`{item}`须统计本条，而本条未载明统计所依据的要素或日期",
            )
        )
        self.quota = quota
        self.fields = fields


def uses_of(evaluation: Evaluation) -> tuple[Use, ...]:
    """Return what a record adds to each quota of its ledger; the evaluation must be fresh.

    Raises `Unplaced` where it counts, or may, under a key or on a day that is not known.
    """
    program, record = evaluation.program, evaluation.record
    quotas = quotas_of(program, record)
    if not quotas:
        return ()
    found: list[Use] = []
    for standing in standing_of(asked_to_count(program, record), evaluation):
        quota = quotas.get(standing.rule.id)
        if quota is None or standing.counts is False:
            continue
        own = own_uses(evaluation, quota, standing.counts, evaluation.root)
        if own is UNKNOWN:
            raise Unplaced(quota, tuple(_untold(evaluation, quota)))
        found += own
    return tuple(found)


def _untold(evaluation: Evaluation, quota: ir.Quota) -> Iterable[ir.Expr]:
    for expr in (*quota.keys, quota.first, quota.last):
        if expr is not None:
            value = evaluation.value(expr)
            if value is UNKNOWN or (isinstance(value, tuple) and UNKNOWN in value):
                yield expr


def listed(
    program: ir.Program,
    ledgers: Mapping[str, Sequence[Row]],
    *,
    parameters: ParameterValues,
    calendars: Mapping[str, WorkingDay] = NO_CALENDARS,
) -> dict[str, list[Entry]]:
    """Return rows of ledgers as entries, accepted in their order: what they add settled one by one.

    Each sees the other ledgers whole, and of its own the rows before it. Raises `Unplaced`.
    """
    found = {
        record: [Entry(record, key_of(program, row), row, number) for number, row in enumerate(rows, 1)]
        for record, rows in ledgers.items()
    }
    for record, entries in found.items():
        if not quotas_of(program, record):
            continue
        for number, entry in enumerate(entries):
            seen = {**found, record: entries[:number]}
            evaluation = Evaluation(
                program,
                record,
                entry.row,
                on=None,
                parameters=parameters,
                calendars=calendars,
                history=ListedHistory(seen, record, entry.key),
            )
            entries[number] = Entry(record, entry.key, entry.row, entry.number, uses_of(evaluation))
    return found


def key_of(program: ir.Program, row: Row) -> str | None:
    """Return what names an entry: the value of its record's key field, as text; None where it has none."""
    name = program.records[row.record].key
    value = None if name is None else row.values.get(name)
    return None if value is None or value is UNKNOWN else str(value)
