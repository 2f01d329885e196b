"""What does a record add to quotas, by generated code?

A program of its own is compiled: for each quota a rule that is broken exactly where the quota counts the record, and
one that asks how full the quota is. Whoever asks is given ledgers that write down under which key and on which
days they were asked, and know nothing of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Any, Final

from policyrules.backends.python.asking import Day
from policyrules.backends.python.load import CompiledRecord, compile_record
from policyrules.core import ir
from policyrules.core.dates import NO_CALENDARS
from policyrules.core.history import NO_HISTORY, Days, Entry, History, Use
from policyrules.core.lower.order import AskedOf
from policyrules.core.rests_on import conditions_of
from policyrules.core.uses import PlainQuota, PlainUses, counted, plain_place
from policyrules.core.values import Row, Unknown
from policyrules.frozen import evolve
from policyrules.semantics.types import DateType, IntegerType, ListType, required

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from policyrules.core.dates import WorkingDay
    from policyrules.core.ir import Program, Quota, RuleId
    from policyrules.core.logic import Kleene
    from policyrules.core.parameters import ParameterValues

_ALWAYS: Final = ir.Validity(None, None)
_YES: Final = ir.Const(True, ir.BOOLEAN)
_NOTHING: Final = ir.Const(0, IntegerType())
_COUNTS: Final = "counts"
_PLACED: Final = "placed"

Placed = tuple[tuple[Any, ...], Days, Any]
"""Where a record counts: its key, its days, and what is totalled or told apart."""


class CountedRecord:
    """What records of one kind add to their quotas. Safe to share between threads."""

    __slots__ = ("_called", "_compiled", "_quotas", "_record", "plain", "plainly")

    def __init__(
        self,
        record: str,
        compiled: CompiledRecord,
        quotas: Sequence[tuple[RuleId, int, int]],
        plain: tuple[PlainQuota, ...] | None,
        *,
        always: bool,
    ) -> None:
        self._record = record
        self._compiled = compiled
        self._quotas = tuple(quotas)
        """Each quota's rule, the bit that says whether it counts, and the bit of the one that asks how full it is."""
        self.plainly = plain
        """Where all quotas count by single facts: which these are."""
        self.plain = PlainUses(plain) if plain is not None and always else None
        """What says it all, where such quotas count every record."""
        self._called = {evolve(rule, part=_PLACED): rule for rule, _, _ in quotas}

    def uses(
        self,
        values: tuple[Any, ...],
        days: tuple[Day, Day],
        parameters: ParameterValues,
        history: History,
    ) -> tuple[Use, ...] | None:
        """Return what the record adds; `days` are the governing date and the day it is.

        None where it does not say under which key, or when: the reference says what is lacking.
        """
        asked = _Asked(self._record, history, self._called)
        sure, possible = self._compiled.masks(values, *days, parameters, asked)
        found: list[Use] = []
        for rule, counts, placed in self._quotas:
            if not possible & counts:
                continue
            places = asked.placed.get(rule)
            if places is not None:
                surely: Kleene = True if sure & counts else Unknown.UNKNOWN
                found += [Use(rule, key, surely, first, last, value) for key, (first, last), value in places]
            elif possible & placed:
                return None
            # else its key or its day is none: it takes no part
        return tuple(found)

    def places(
        self, values: tuple[Any, ...], parameters: ParameterValues
    ) -> tuple[tuple[RuleId, tuple[Any, ...], date | None], ...]:
        """Return each quota with each key the record counts under, if it counts, and the day it counts from."""
        if self.plainly is not None:
            return _plain_places(self.plainly, values)
        asked = _Asked(self._record, NO_HISTORY, self._called)
        self._compiled.masks(values, None, None, parameters, asked)
        return tuple(
            [(rule, key, days[0]) for rule, places in asked.placed.items() for key, days, _ in places]
        )


def _plain(program: Program, record: str, quotas: Mapping[RuleId, Quota]) -> tuple[PlainQuota, ...] | None:
    """Return which facts quotas count by; None where some count by more than single facts and a date."""
    at = {field.names.first: number for number, field in enumerate(program.records[record].fields)}
    found: list[PlainQuota] = []
    for rule, quota in quotas.items():
        keys = [at[name] for name in map(_single_fact, quota.keys) if name is not None]
        day = None if quota.first is None else _single_fact(quota.first)
        is_day = quota.first is None or (day is not None and isinstance(required(quota.first.type), DateType))
        value = None if quota.value is None else _single_fact(quota.value)
        if len(keys) < len(quota.keys) or not is_day:
            return None
        found.append(
            (rule, tuple(keys), None if day is None else at[day], None if value is None else at[value])
        )
    return tuple(found)


def _single_fact(expr: ir.Expr) -> str | None:
    """Return the field an expression reads, None where it is more than a single fact of the record."""
    match expr:
        case ir.Field(row="this", steps=(name,)) if not isinstance(required(expr.type), ListType):
            return name
        case _:
            return None


def _plain_places(
    quotas: tuple[PlainQuota, ...], values: tuple[Any, ...]
) -> tuple[tuple[RuleId, tuple[Any, ...], date | None], ...]:
    found: list[tuple[RuleId, tuple[Any, ...], date | None]] = []
    for rule, keys, day_at, _ in quotas:
        found += [(rule, key, day) for key, day in plain_place(values, keys, day_at)]
    return tuple(found)


class _Asked:
    """Ledgers that write down how they are asked about quotas; of all else they say what others do."""

    __slots__ = ("_called", "_history", "_record", "placed")

    counters: Final = None

    def __init__(self, record: str, history: History, called: Mapping[RuleId, RuleId]) -> None:
        self._record = record
        self._history = history
        self._called = called
        self.placed: dict[RuleId, list[Placed]] = {}

    @property
    def before(self) -> Row | Unknown | None:
        """The record's earlier version."""
        return self._history.before

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there: this record's is, since it is to come into it."""
        return record == self._record or self._history.has(record)

    def entries(self, record: str, equal: Mapping[str, Any]) -> Sequence[Entry]:
        """Return the entries of a ledger."""
        return self._history.entries(record, equal)

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names."""
        return self._history.entry(record, key)

    def uses(self, quota: Quota, key: tuple[Any, ...]) -> Iterable[tuple[Entry, Use]]:
        """Return what entries add to a quota."""
        return self._history.uses(quota, key)

    def used(self, quota: Quota, key: tuple[Any, ...], day: date | None) -> int | None:
        """Return none for the quotas whose asking is written down."""
        return None if quota.rule in self._called else self._history.used(quota, key, day)

    def fullest(self, quota: Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Write down how it is asked; say of a quota that others ask about how full it is."""
        rule = self._called.get(quota.rule)
        if rule is None:
            return self._history.fullest(quota, key, days, value)
        self.placed.setdefault(rule, []).append((key, days, value))
        return -inf, inf  # it cannot be told, so that each key is asked about


def compile_counted(
    program: Program, record: str, *, calendars: Mapping[str, WorkingDay] = NO_CALENDARS
) -> CountedRecord:
    """Return what says of a record what it adds to its quotas."""
    asked = counted(program, record)
    by_id = {rule.id: rule for rule in asked.rules}
    told = AskedOf(program.defines)
    # a quota's own rule is left out, unless what counts rests on whether it is broken, or it sets another aside
    named = {other for rule in asked.rules for expr in _conditions(rule) for other in told.by(expr)}
    kept = [
        rule
        for rule in asked.rules
        if rule.id not in asked.quotas
        or rule.id in named
        or any(beaten in by_id for beaten in rule.overrides)
    ]
    rules = [_also_beats(rule, asked.quotas) for rule in kept]
    quotas: list[tuple[RuleId, int, int]] = []
    for rule_id, quota in asked.quotas.items():
        rule = by_id[rule_id]
        quotas.append((rule_id, 1 << len(rules), 2 << len(rules)))
        rules += [_counts(rule), _placed(rule, quota)]
    made = evolve(program, rules={**program.rules, record: tuple(rules)})
    review = compile_record(made, record, calendars=calendars, indexing="never")
    always = not kept and all(_always(by_id[rule_id], quota) for rule_id, quota in asked.quotas.items())
    return CountedRecord(record, review, quotas, _plain(program, record, asked.quotas), always=always)


def _always(rule: ir.Rule, quota: Quota) -> bool:
    """Return whether a quota counts every record, on one day, if nothing sets its rule aside."""
    conditions = (rule.applies, rule.when)
    counts = not rule.exempt and all(isinstance(each, ir.Const) and each.value is True for each in conditions)
    return counts and quota.last is None and (quota.value is None or _single_fact(quota.value) is not None)


def _conditions(rule: ir.Rule) -> tuple[ir.Expr, ...]:
    """Return what a rule's answer rests on, but for how full its own quota is."""
    return tuple(expr for expr in conditions_of(rule) if expr is not rule.test)


def _also_beats(rule: ir.Rule, quotas: Mapping[RuleId, Quota]) -> ir.Rule:
    beaten = tuple(evolve(each, part=_COUNTS) for each in rule.overrides if each in quotas)
    return evolve(rule, overrides=(*rule.overrides, *beaten))


def _counts(rule: ir.Rule) -> ir.Rule:
    """Return a rule that is broken where a quota counts the record: on whatever day."""
    return evolve(
        rule,
        id=evolve(rule.id, part=_COUNTS),
        modality="must not",
        validity=_ALWAYS,
        test=None,
        overrides=(),
    )


def _placed(rule: ir.Rule, quota: Quota) -> ir.Rule:
    """Return a rule that asks how full a quota is, for every record."""
    called = evolve(rule.id, part=_PLACED)
    return evolve(
        rule,
        id=called,
        validity=_ALWAYS,
        applies=_YES,
        when=_YES,
        exempt=(),
        test=ir.AtMost(evolve(quota, rule=called), _NOTHING),
        overrides=(),
    )
