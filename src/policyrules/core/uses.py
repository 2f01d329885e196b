"""What does an accepted record add to the quotas of its ledger?

It is settled when the record is accepted, as of its own date: what is learnt or changed later does not
take an entry out of a count, nor put it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.core.combine import standing_of
from policyrules.core.dates import NO_CALENDARS
from policyrules.core.evaluate.evaluation import Evaluation
from policyrules.core.evaluate.paths import names_of
from policyrules.core.evaluate.quotas import own_uses
from policyrules.core.history import Entry, ListedHistory, Use
from policyrules.core.limits import quotas_of
from policyrules.core.lower.order import AskedOf
from policyrules.core.rests_on import conditions_of
from policyrules.core.values import UNKNOWN, CannotTell, Row
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.semantics.schema import Titled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from policyrules.core.dates import WorkingDay
    from policyrules.core.parameters import ParameterValues


@frozen(eq=False)
class Counted:
    """What counts the records of one ledger: its quotas by rule, and the rules that tell what counts."""

    quotas: Mapping[ir.RuleId, ir.Quota]
    rules: tuple[ir.Rule, ...]


def counted(program: ir.Program, record: str) -> Counted:
    """Return what counts a record's ledger, for settling what any number of its entries add."""
    return Counted(quotas_of(program, record), asked_to_count(program, record))


def asked_to_count(
    program: ir.Program, record: str, *, quotas: Iterable[ir.RuleId] | None = None
) -> tuple[ir.Rule, ...]:
    """Return the rules that tell what counts: those with quotas, those that set them aside, those these ask.

    `quotas` names the rules to begin with; without it all that have quotas.
    """
    begin = list(quotas_of(program, record) if quotas is None else quotas)
    if not begin:
        return ()
    rules = program.rules.get(record, ())
    by_id = {rule.id: rule for rule in rules}
    asked = AskedOf(program.defines)
    overriders: dict[ir.RuleId, list[ir.RuleId]] = {}
    for rule in rules:
        for beaten in rule.overrides:
            overriders.setdefault(beaten, []).append(rule.id)
    wanted: set[ir.RuleId] = set()
    waiting = begin
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

    def __init__(self, evaluation: Evaluation, quota: ir.Quota, fields: tuple[ir.Expr, ...]) -> None:
        item = quota.rule.item
        names = evaluation.program.records[evaluation.record].names
        key = key_of(evaluation.program, evaluation.row)
        named = "" if key is None else f" `{key}`"
        called = [_names(evaluation.program, expr) for expr in fields]
        en = ", ".join(f"`{each.first}`" for each in called)
        zh = "、".join(f"`{each.for_people()}`" for each in called)
        super().__init__(
            Phrase(
                f"the entry{named} of `{names.first}` does not say {en}, by which `{item}` counts it",
                f"{names.for_people()}{named}{' ' if named else ''}未载明 {zh}，而 `{item}` 须据以计数",
            )
        )
        self.quota = quota
        self.fields = fields


class PlainUses:
    """What records add to quotas, where single facts say it: whatever the facts, the record surely counts.

    `quotas` are each quota's rule, and which facts are its keys, its day and what is totalled or told apart. So what an
    entry adds need not be kept beside its facts.
    """

    __slots__ = ("quotas",)

    def __init__(self, quotas: tuple[PlainQuota, ...]) -> None:
        self.quotas = quotas

    def of(self, values: tuple[Any, ...]) -> tuple[Use, ...]:
        """Return what a record with these facts adds; its keys and days must be known."""
        return tuple(
            [
                Use(rule, key, True, day, day, None if value_at is None else values[value_at])
                for rule, keys, day_at, value_at in self.quotas
                for key, day in plain_place(values, keys, day_at)
            ]
        )

    def tells(self, values: tuple[Any, ...]) -> bool:
        """Return whether all keys and days are known."""
        if UNKNOWN not in values:
            return True
        for _, keys, day_at, _ in self.quotas:
            for at in keys:
                if values[at] is UNKNOWN:
                    return False
            if day_at is not None and values[day_at] is UNKNOWN:
                return False
        return True


def plain_place(
    values: tuple[Any, ...], keys: tuple[int, ...], day_at: int | None
) -> tuple[tuple[tuple[Any, ...], date | None], ...]:
    """Return the key and the day a record counts under, by single facts; nothing where one is none or not known."""
    key = tuple([values[at] for at in keys])
    day = None if day_at is None else values[day_at]
    if None in key or UNKNOWN in key or day is UNKNOWN or (day is None and day_at is not None):
        return ()
    return ((key, day),)


PlainQuota = tuple["ir.RuleId", "tuple[int, ...]", "int | None", "int | None"]
"""A quota's rule, and which facts are its keys, its day and its value."""
Uses = tuple[Use, ...] | PlainUses
"""What an entry adds to quotas, or what says it of its facts."""


def uses_told(uses: Uses, values: tuple[Any, ...]) -> tuple[Use, ...]:
    """Return what an entry with these facts adds."""
    return uses if type(uses) is tuple else uses.of(values)  # type: ignore[union-attr]  # it is one of the two


def _names(program: ir.Program, expr: ir.Expr) -> Titled:
    if isinstance(expr, ir.Field):
        return names_of(program, expr.record, ".".join(expr.steps)).names
    return Titled(expr.name) if isinstance(expr, ir.Derived) else Titled("a key", "统计要素")


def uses_of(evaluation: Evaluation, asked: Counted | None = None) -> tuple[Use, ...]:
    """Return what a record adds to each quota of its ledger; the evaluation must be fresh.

    `asked` is what `counted` gives for the record. Raises `Unplaced` where it counts, or may, under a key or on
    a day that is not known.
    """
    if asked is None:
        asked = counted(evaluation.program, evaluation.record)
    if not asked.quotas:
        return ()
    found: list[Use] = []
    for standing in standing_of(asked.rules, evaluation):
        quota = asked.quotas.get(standing.rule.id)
        if quota is None or standing.counts is False:
            continue
        own = own_uses(evaluation, quota, standing.counts, evaluation.root)
        if own is UNKNOWN:
            raise Unplaced(evaluation, quota, tuple(_untold(evaluation, quota)))
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

    Each sees the other ledgers whole, and of its own the rows before it. A row with the key of one before it is a
    new version of that, which stands no more. Raises `Unplaced`.
    """
    found = {
        record: [Entry(record, key_of(program, row), row, number) for number, row in enumerate(rows, 1)]
        for record, rows in ledgers.items()
    }
    whole = {record: standing(entries) for record, entries in found.items()}
    for record, entries in found.items():
        asked = counted(program, record)
        if not asked.quotas:
            continue
        for number, entry in enumerate(entries):
            evaluation = Evaluation(
                program,
                record,
                entry.row,
                on=None,
                parameters=parameters,
                calendars=calendars,
                history=ListedHistory({**whole, record: standing(entries[:number])}, record, entry.key),
            )
            entries[number] = Entry(record, entry.key, entry.row, entry.number, uses_of(evaluation, asked))
    return {record: standing(entries) for record, entries in found.items()}


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries without those of which a later one, with the same key, is a new version."""
    last = {entry.key: entry for entry in entries}
    return [entry for entry in entries if entry.key is None or last[entry.key] is entry]


def key_of(program: ir.Program, row: Row) -> str | None:
    """Return what names an entry: the value of its record's key field, as text; None where it has none."""
    name = program.records[row.record].key
    value = None if name is None else row.values.get(name)
    return None if value is None or value is UNKNOWN else str(value)
