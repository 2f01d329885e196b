"""How full is a quota, asked of the tables? What an entry changes there, and what is read of it.

The same as `ledgers/counting.py` says of counters in memory, and counted by the same functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from policyrules.core import numbers
from policyrules.core.dates import add_days
from policyrules.core.history import Days, Use
from policyrules.core.periods import period_number
from policyrules.core.usage import total_of
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.frozen import define
from policyrules.ledgers.cells import Amounts, CountCell, TotalCell, ValueCell, together
from policyrules.ledgers.counting import days_around, fullest_stretch
from policyrules.ledgers.span_counting import fullest_of_spans, zone_of_span
from policyrules.ledgers.sql.count_statements import DECADE, SHORT, YEAR, CountStatements, length_of
from policyrules.ledgers.sql.keys import key_writer, read_key, read_value, written_key, written_value

if TYPE_CHECKING:
    from policyrules.core.ir import RuleId, Window
    from policyrules.ledgers.sql.connection import Connection
    from policyrules.ledgers.sql.plan import PlannedQuota
    from policyrules.ledgers.sql.stored import Backend

_BACK: Final = (SHORT, YEAR, DECADE)

_REMEMBERED: Final = 50_000
"""So many days keep the number of their period; then they are forgotten together."""

AMOUNTS: Final = ("low", "high", "least", "most", "untold")
"""What a count comes to: for entries that are counted, the first two say it."""


class KeptQuota:
    """A quota and the number it has in the tables. What is asked of it for each decision is worked out once."""

    __slots__ = (
        "amounts",
        "backend",
        "counts_entries",
        "is_one_count",
        "number",
        "periods",
        "planned",
        "quota",
        "written",
    )

    def __init__(self, number: int, planned: PlannedQuota, backend: Backend) -> None:
        self.number = number
        self.planned = planned
        self.backend = backend
        self.quota = planned.quota
        self.counts_entries = planned.quota.measure == "count"
        """Whether it counts entries, and not their values."""
        self.amounts = AMOUNTS[:2] if self.counts_entries else AMOUNTS
        """The columns of a count that say how full it is."""
        self.is_one_count = planned.shape == "periods" and planned.quota.measure != "different"
        """Whether one count says how full it is."""
        self.periods = _Periods(planned.quota.window)
        self.written = key_writer(planned.key_types)
        """Gives a key as text."""

    @property
    def rule(self) -> RuleId:
        """The rule that has it."""
        return self.quota.rule

    # --- what is written ----------------------------------------------------------------------

    def row(self, use: Use, key: str, number: int | None) -> tuple[Any, ...]:
        """Return what is written of what an entry adds, in the order of `USED`; the key as text."""
        value = use.value
        surely: bool | int = use.counts is True
        untold: bool | int = value is UNKNOWN
        if self.backend == "sqlite":  # whose driver takes a boolean for something that it must first adapt
            surely, untold = int(surely), int(untold)
        return (
            self.number,
            key,
            number,
            surely,
            self.day(use.first),
            self.day(use.last),
            length_of(_days_of(use)) if self.planned.shape == "spans" else None,
            None if untold or value is None else written_value(value),
            untold,
        )

    def day(self, day: date | None) -> Any:
        """Return a day as its column has it."""
        return day if day is None or self.backend == "postgresql" else day.isoformat()

    def change(self, use: Use, key: str, sign: int) -> CountChange | None:
        """Return how an entry changes a count, coming (1) or going (-1); None for spans, which are not counted."""
        if self.planned.shape == "spans":
            return None
        value = use.value
        change = CountChange(self.number, key, self.periods[use.first])
        match self.quota.measure:
            case "count":
                change.high = sign
                change.low = sign if use.counts is True else 0
            case "total":
                change.high = sign
                least, most = (0, 0) if value is UNKNOWN else total_of(use)
                change.least = numbers.calculate("*", sign, least)
                change.most = numbers.calculate("*", sign, most)
                change.untold = sign if value is UNKNOWN else 0
            case "different":
                change.untold = sign if value is UNKNOWN else 0
                if value is not UNKNOWN and value is not None:
                    change.value = written_value(value)
                    change.value_low = sign if use.counts is True else 0
                    change.value_high = sign
        return change

    # --- what is read -------------------------------------------------------------------------

    def use(self, key: tuple[Any, ...], row: Sequence[Any]) -> Use:
        """Return what an entry adds, from `surely`, `first`, `last`, `value` and `untold`."""
        surely, first, last, value, untold = row
        told: Any = UNKNOWN if untold else None
        if value is not None:
            of = self.quota.value
            assert of is not None, "a value is of something"
            told = read_value(value, of.type, self.planned.zone)
        return Use(
            self.rule, key, True if surely else UNKNOWN, self.read_day(first), self.read_day(last), told
        )

    def key(self, text: str) -> tuple[Any, ...]:
        """Return a key as it was before it was written."""
        return read_key(text, self.planned.key_types, self.planned.zone)

    def read_day(self, day: Any) -> date | None:
        """Return a day from its column."""
        return day if day is None or self.backend == "postgresql" else date.fromisoformat(day)


class _Periods(dict["date | None", int]):
    """The number of the period, or of the day, that a day is counted in; worked out for each day once."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def __missing__(self, day: date | None) -> int:
        window = self._window
        if day is None or window.kind == "ever":
            return 0
        if len(self) >= _REMEMBERED:
            self.clear()
        unit = "day" if window.kind == "sliding" else window.unit
        assert unit is not None, "a calendar period has a unit"
        number = self[day] = period_number(unit, day)
        return number


def _days_of(use: Use) -> int | None:
    return None if use.last is None or use.first is None else (use.last - use.first).days


@define(eq=False)
class CountChange:
    """By how much a count changes; `value` is the value told apart, whose own counts change as well."""

    quota: int
    key: str
    period: int
    low: int = 0
    high: int = 0
    least: Any = None
    most: Any = None
    untold: int = 0
    value: str | None = None
    value_low: int = 0
    value_high: int = 0

    def tell(self, low: int, high: int) -> None:
        """Take in how many entries have the value now: the first of them makes one more value, the last one less."""
        self.low += _turned(low, self.value_low)
        self.high += _turned(high, self.value_high)


def _turned(now: int, change: int) -> int:
    if change > 0:
        return 1 if now == change else 0
    return -1 if change < 0 and now == 0 else 0


def uses_under(
    statements: CountStatements, connection: Connection, quota: KeptQuota, key: tuple[Any, ...], number: int
) -> list[tuple[int, Use]]:
    """Return what the entry of a number adds to a quota under a key, each beside that number."""
    text, rows = written_key(key), connection.all(statements.uses_of, {"number": number})
    return [(number, quota.use(key, row[2:])) for row in rows if row[:2] == (quota.number, text)]


class Counters:
    """The counts as one transaction sees them."""

    def __init__(self, statements: CountStatements, connection: Connection) -> None:
        self._statements = statements
        self._connection = connection

    def fullest(
        self,
        quota: KeptQuota,
        key: str,
        days: Days,
        value: Any,
        without: Sequence[tuple[int, Use]],
    ) -> Amounts:
        """Return the usage in the fullest window a record lies in, the record included.

        `key` is as text, `without` are uses under it that are left out, each with the number of its entry.
        """
        match quota.planned.shape:
            case "periods":
                return self._in_period(quota, key, days, value, [use for _, use in without])
            case "days":
                return self._in_stretch(quota, key, days, value, [use for _, use in without])
            case "spans":
                return self._of_spans(quota, key, days, value, {number for number, _ in without})

    def _in_period(
        self, quota: KeptQuota, key: str, days: Days, value: Any, without: Sequence[Use]
    ) -> Amounts:
        period = quota.periods[days[0]]
        where = {"quota": quota.number, "key": key, "period": period}
        row = self._connection.one(self._statements.count, where)
        if quota.quota.measure == "different":
            same = [use for use in without if quota.periods[use.first] == period]
            return self._different(where, row, value, same)
        return usage(quota, row, days, value, without)

    def _different(
        self, where: Mapping[str, Any], row: Sequence[Any] | None, value: Any, without: Sequence[Use]
    ) -> Amounts:
        """Return how many different values count: only those that may make a difference are looked up."""
        low, high, _, _, untold = (0, 0, None, None, 0) if row is None else row
        counts: dict[str, list[int]] = {}

        def counted(text: str) -> list[int]:
            found = counts.get(text)
            if found is None:
                kept = self._connection.one(self._statements.value, {**where, "value": text})
                found = counts[text] = [0, 0] if kept is None else list(kept)
            return found

        for use in without:
            if use.value is UNKNOWN:
                untold -= 1
            elif use.value is not None:
                found = counted(written_value(use.value))
                found[1] -= 1
                high -= found[1] == 0
                if use.counts is True:
                    found[0] -= 1
                    low -= found[0] == 0
        if value is UNKNOWN:
            untold += 1
        elif value is not None:
            found = counted(written_value(value))
            low, high = low + (found[0] == 0), high + (found[1] == 0)
        return low, high + untold

    def _in_stretch(
        self, quota: KeptQuota, key: str, days: Days, value: Any, without: Sequence[Use]
    ) -> Amounts:
        day = days[0]
        assert day is not None, "what slides has a day"
        first, last = days_around(quota.quota.window, day)
        where = {"quota": quota.number, "key": key, "first": first.toordinal(), "last": last.toordinal()}
        measure = quota.quota.measure
        rows = self._connection.all(self._statements.days, where)
        cells = {row[0]: _cell(measure, row[1:]) for row in rows}
        if measure == "different":
            for period, text, low, high in self._connection.all(self._statements.values_of_days, where):
                cell = cells[period]
                cell.all[text] = high
                if low:
                    cell.sure[text] = low
            value, without = _as_text(value), [use._replace(value=_as_text(use.value)) for use in without]
        near = [(date.fromordinal(period), cell) for period, cell in cells.items()]
        return fullest_stretch(quota.quota, day, near, value=value, without=without)

    def _of_spans(self, quota: KeptQuota, key: str, days: Days, value: Any, without: set[int]) -> Amounts:
        begins, ends = zone_of_span(quota.quota.window, days)
        where = {
            "quota": quota.number,
            "key": key,
            "begins": quota.day(begins),
            "ends": quota.day(date.max if ends is None else ends),
        }
        for kind, back in enumerate(_BACK):
            where[f"back_{kind}"] = quota.day(_earlier(begins, back))
        rows = self._connection.all(self._statements.spans, where)
        others = [quota.use((), row[1:]) for row in rows if row[0] not in without]
        return fullest_of_spans(quota.quota, days, value, others)


def usage(
    quota: KeptQuota, row: Sequence[Any] | None, days: Days, value: Any, without: Sequence[Use]
) -> Amounts:
    """Return the usage of a quota that one count tells, in the period of a day; `row` has its `amounts`, if any."""
    if quota.counts_entries and not without:
        return (1, 1) if row is None else (row[0] + 1, row[1] + 1)
    period = quota.periods[days[0]]
    same = [use for use in without if quota.periods[use.first] == period]
    measure = quota.quota.measure
    return together([] if row is None else [_cell(measure, row)], measure, value, same)


def _cell(measure: str, row: Sequence[Any]) -> Any:
    if measure == "count":
        count = CountCell()
        count.low, count.high = row[:2]
        return count
    _, high, least, most, untold = row
    if measure == "total":
        total = TotalCell()
        total.low, total.high, total.untold, total.entries = Decimal(least), Decimal(most), untold, high
        return total
    values = ValueCell()
    values.untold = untold
    return values


def _as_text(value: Any) -> Any:
    return value if value is None or value is UNKNOWN else written_value(value)


def _earlier(day: date, days: int) -> date:
    try:
        return add_days(day, -days)
    except CannotTell:
        return date.min
