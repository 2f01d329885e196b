"""What do generated functions call for what ledgers say, and for deadlines?

Every function here is given the context, which holds the ledgers and the day it is, then values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from policyrules.backends.python.runtime import Context, told
from policyrules.backends.python.unit import HISTORY, PARAMETERS, TODAY
from policyrules.core import dates, ir, numbers
from policyrules.core.evaluate import dates as evaluate_dates
from policyrules.core.evaluate import deadlines
from policyrules.core.evaluate import quotas as evaluate_quotas
from policyrules.core.evaluate import rows as evaluate_rows
from policyrules.core.logic import MAYBE, Kleene
from policyrules.core.values import UNKNOWN, CannotTell, Row, Unknown
from policyrules.semantics.types import ListType, required

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from policyrules.backends.python.runtime import Surroundings
    from policyrules.core.history import History


def referred(steps: Sequence[tuple[str, str | None]], context: Context, value: Any) -> Any:
    """Return what steps from a value lead to, each with the ledger it reads where one comes first."""
    for step, ledger in steps:
        if ledger is not None and isinstance(value, str):
            value = evaluate_rows.referred(context[HISTORY], ledger, value)
        if value is None or value is UNKNOWN:
            return value
        if not isinstance(value, Row):
            return UNKNOWN
        value = value.values.get(step, UNKNOWN)
    return value


def exists(record: str, context: Context, key: Any) -> Kleene:
    """Return whether a ledger has the entry a reference names; no when it names none."""
    if key is None:
        return False
    if key is UNKNOWN:
        return MAYBE
    found = evaluate_rows.referred(context[HISTORY], record, key)
    return MAYBE if found is UNKNOWN else found is not None


def rows(record: str, names: Sequence[str], context: Context, *values: Any) -> Any:
    """Return the entries of a ledger, but for those whose known fields are other values; or unknown."""
    history: History = context[HISTORY]
    if not history.has(record):
        return UNKNOWN
    wanted: dict[str, Any] = {}
    for name, value in zip(names, values, strict=True):
        if value is None:
            return ()
        if value is not UNKNOWN:
            wanted[name] = value
    return tuple([entry.row for entry in history.entries(record, wanted)])


_ALL_TIME: Final = (None, None)


class PreparedQuota:
    """A quota asked of one record after another. Whatever is the same for all of them is prepared."""

    __slots__ = ("_first", "_keys", "_last", "_listed", "_value", "_zone", "quota")

    def __init__(self, quota: ir.Quota, zone: tzinfo) -> None:
        self.quota = quota
        self._zone = zone
        self._keys = len(quota.keys)
        self._listed = any(isinstance(required(key.type), ListType) for key in quota.keys)
        places = iter(range(self._keys, self._keys + 3))
        self._first = None if quota.first is None else next(places)
        self._last = None if quota.last is None else next(places)
        self._value = None if quota.value is None else next(places)

    def at_most(self, context: Context, limit: Any, *counted: Any) -> Kleene:
        """Return whether the quota holds with the record; unknown where it cannot be told."""
        try:
            keys, days, value = self.counted(counted)
            if keys == () or days is None or limit is None:
                return True
            history: History = context[HISTORY]
            if keys is UNKNOWN or days is UNKNOWN or limit is UNKNOWN or not history.has(self.quota.record):
                return MAYBE
            answer: Kleene = True
            for key in keys:
                low, high = history.fullest(self.quota, key, days, value)
                if evaluate_quotas.over(low, limit):
                    return False
                if evaluate_quotas.over(high, limit):
                    answer = MAYBE
        except CannotTell:
            return MAYBE
        return answer

    def plainly(self) -> Callable[..., Kleene]:
        """Return what says the same as `at_most`, of a plain quota, and is given the keys as one tuple.

        Ledgers mostly know one number that says it.
        """
        quota, at_most, dated = self.quota, self.at_most, self._first is not None

        def at_most_plainly(context: Context, limit: Any, key: tuple[Any, ...], day: Any = None) -> Kleene:
            used: int | None = context[HISTORY].used(quota, key, day)
            if used is not None and type(limit) is int:
                return used <= limit
            return at_most(context, limit, *key, day) if dated else at_most(context, limit, *key)

        return at_most_plainly

    def used(self, context: Context, limit: Any, share: Any, *counted: Any) -> Kleene:
        """Return whether at least a share of the limit is used; unknown where it cannot be told."""
        try:
            keys, days, value = self.counted(counted)
            if keys == () or days is None or limit is None or share is None:
                return False
            history: History = context[HISTORY]
            if keys is UNKNOWN or days is UNKNOWN or UNKNOWN in (limit, share):
                return MAYBE
            if not history.has(self.quota.record):
                return MAYBE
            part = numbers.calculate("*", max(limit, 0), share)
            answer: Kleene = False
            for key in keys:
                low, high = history.fullest(self.quota, key, days, value)
                if evaluate_quotas.reached(part, low):
                    return True
                if evaluate_quotas.reached(part, high):
                    answer = MAYBE
        except CannotTell:
            return MAYBE
        return answer

    def counted(self, values: tuple[Any, ...]) -> tuple[Any, Any, Any]:
        """Return the keys, the days and the value that the values of what is counted amount to.

        No keys, or None for days, where a record takes no part; unknown where one of them is.
        """
        count = self._keys
        keys = values if count == len(values) else values[:count]
        if self._listed:
            members: Any = evaluate_quotas.keys_of(keys)
        elif None in keys:
            members = ()
        else:
            members = Unknown.UNKNOWN if UNKNOWN in keys else (keys,)
        value = None if self._value is None else values[self._value]
        if self._first is None:
            return members, _ALL_TIME, value
        first = values[self._first]
        if self._last is None and type(first) is date:
            return members, (first, first), value
        last = first if self._last is None else values[self._last]
        return members, evaluate_quotas.days_of(first, last, self._zone), value


class ByReference:
    """What the reference evaluator says of an expression, for whatever has no faster form."""

    __slots__ = ("_around", "_expr", "_names")

    def __init__(
        self,
        expr: ir.Expr,
        program: ir.Program,
        record: str,
        calendars: Mapping[str, dates.WorkingDay],
    ) -> None:
        self._expr = expr
        self._around = (program, record, calendars)
        self._names = tuple(field.names.first for field in program.records[record].fields)

    def __call__(self, context: Context, values: tuple[Any, ...]) -> Any:
        """Return its value for the facts of a record. Raises `CannotTell`."""
        from policyrules.core.evaluate.evaluation import Evaluation  # noqa: PLC0415  # the evaluators' own package

        program, record, calendars = self._around
        today = context[TODAY]
        evaluation = Evaluation(
            program,
            record,
            Row(record, dict(zip(self._names, values, strict=True))),
            on=None if today is UNKNOWN else today,
            parameters=context[PARAMETERS],
            calendars=calendars,
            history=context[HISTORY],
        )
        evaluation.today = today
        return evaluation.told(self._expr, evaluation.root)


# --- deadlines ------------------------------------------------------------------------------


def deadline(around: Surroundings, node: ir.Deadline, context: Context, *moments: Any) -> Any:
    """Return how a deadline stands, from done, start and, where it has them, length and lead. Raises `CannotTell`."""
    done, start, *_ = moments
    lead = None if node.lead is None else moments[-1]
    due = _due(around, node, *moments)
    if due is None or due is UNKNOWN:
        return UNKNOWN
    evaluation = around.as_evaluation
    soon: Any = None
    if lead is not None:
        soon = UNKNOWN if lead is UNKNOWN else deadlines.first_warning(evaluation, node, due, lead)
    return deadlines.standing((done, start, due, soon), context[TODAY], around.zone, ahead=node.ahead)


def _due(around: Surroundings, node: ir.Deadline, _done: Any, start: Any, *lengths: Any) -> Any:
    """Return the last day or instant; none or unknown with what it rests on. Raises `CannotTell`."""
    if node.length is None or start is None or start is UNKNOWN:
        return start
    length = lengths[0]
    if length is None or length is UNKNOWN:
        return length
    return deadlines.last_day(around.as_evaluation, node, start, length)


def overdue(around: Surroundings, node: ir.Deadline, context: Context, *values: Any) -> Kleene:
    """Return whether a deadline has passed, not done, by more than a length of time. Raises `CannotTell`."""
    *moments, by = values
    found = told(deadline, around, node, context, *moments)
    if by is None or (found is not UNKNOWN and found != "overdue"):
        return False
    today = context[TODAY]
    if found is UNKNOWN or by is UNKNOWN or today is UNKNOWN:
        return MAYBE
    evaluation = around.as_evaluation
    due = _due(around, node, *moments)
    later = evaluate_dates.moved(evaluation, dates.day_of(due, around.zone), by, node.calendar)
    return bool(later < today)
