"""What does a record add to the quotas of its ledger, as of its own date?"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from policyrules.backends.python.counted import CountedRecord, compile_counted
from policyrules.core.dates import governing_date, today_of, zone_of
from policyrules.core.uses import Counted, PlainUses, Uses, counted, uses_of
from policyrules.core.values import UNKNOWN, Unknown
from policyrules.engine.by_reference import evaluation_of
from policyrules.semantics.types import OptionalType

if TYPE_CHECKING:
    from policyrules.core.facts import Facts
    from policyrules.core.history import History, Use
    from policyrules.core.uses import PlainQuota
    from policyrules.engine.grounds import Grounds
    from policyrules.ledgers.books import Places


class Counts:
    """Says of a record's facts what they add to quotas, as of their own date.

    By generated code, whose making is worth it for more than a few records; else by the reference evaluator.
    """

    def __init__(self, grounds: Grounds, record: str, *, by_reference: bool = False) -> None:
        self._by_reference = by_reference
        self._grounds = grounds
        self._record = record
        self._schema = grounds.program.records[record]
        self._zone = zone_of(grounds.program, record)
        names = [field.names.first for field in self._schema.fields]
        self._dated_at = None if self._schema.dated is None else names.index(self._schema.dated)

    def __call__(self, facts: Facts, on: date | None, history: History) -> Uses:
        """Return what the record adds. Raises `Unplaced`."""
        plain = self._plain
        if plain is not None and plain.tells(facts.values):
            return plain
        if not self._asked.quotas:
            return ()
        dated = None if self._dated_at is None else facts.values[self._dated_at]
        if dated is not None and dated is not UNKNOWN:
            on = None
        found = None if self._by_reference else self._quickly(facts, dated, on, history)
        if found is None:
            return uses_of(evaluation_of(self._grounds, facts, on, history), self._asked)
        return found

    def _quickly(
        self, facts: Facts, dated: object, on: date | None, history: History
    ) -> tuple[Use, ...] | None:
        days: tuple[date | Unknown, date | Unknown]
        if type(dated) is date:
            days = (dated, dated)
        else:
            about = (self._schema, facts.row, on, self._zone)
            days = (governing_date(*about), today_of(*about))
        return self._compiled.uses(facts.values, days, self._grounds.parameters, history)

    @property
    def plainly(self) -> tuple[PlainQuota, ...] | None:
        """Which facts quotas count by; None where some count by more than single facts and a date."""
        return self._compiled.plainly if self._asked.quotas else ()

    @property
    def of_every_record(self) -> Uses | None:
        """What says it of every record that is complete, whatever its facts; None where they must be looked at."""
        if self._by_reference or not self._asked.quotas:
            return None if self._by_reference else ()
        plain = self._plain
        if plain is None:
            return None
        fields = self._schema.fields
        told = [
            at for _, keys, day_at, _ in plain.quotas for at in (*keys, *([] if day_at is None else [day_at]))
        ]
        return None if any(isinstance(fields[at].type, OptionalType) for at in told) else plain

    def places(self, given: Facts | tuple[Any, ...], /) -> Places:
        """Return each quota that may count the record, with each key it counts under and the day it counts from."""
        if not self._asked.quotas:
            return ()
        values: Any = given if type(given) is tuple else given.values  # type: ignore[union-attr]  # it is one of the two
        return self._compiled.places(values, self._grounds.parameters)

    @cached_property
    def _plain(self) -> PlainUses | None:
        return None if self._by_reference or not self._asked.quotas else self._compiled.plain

    @cached_property
    def _asked(self) -> Counted:
        return counted(self._grounds.program, self._record)

    @cached_property
    def _compiled(self) -> CountedRecord:
        return compile_counted(self._grounds.program, self._record, calendars=self._grounds.calendars)
