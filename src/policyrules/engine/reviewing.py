"""How are the rows of a ledger reviewed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core.dates import zone_of
from policyrules.core.decide import decide
from policyrules.core.evaluate.shared import Shared
from policyrules.core.periods import last_day_of
from policyrules.core.words import words
from policyrules.diagnostics.phrase import Phrase
from policyrules.engine.review import PeriodReviewed, Review, RowReviewed
from policyrules.engine.rows_seen import Seen
from policyrules.semantics.types import RecordType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, tzinfo

    from policyrules.core.decision import Decision
    from policyrules.core.history import Entry
    from policyrules.core.values import Row
    from policyrules.engine.grounds import Grounds
    from policyrules.engine.periods_asked import Asked
    from policyrules.ledgers.books import Books, Session
    from policyrules.semantics.schema import RecordSchema


class Reviewer:
    """Asks the periodic lists about every row of one record's ledger, by the reference evaluator."""

    __slots__ = ("_books", "_grounds", "_record", "_schema", "_zone")

    def __init__(self, schema: RecordSchema, grounds: Grounds, books: Books) -> None:
        self._schema = schema
        self._grounds = grounds
        self._books = books
        self._record = schema.names.first
        self._zone: tzinfo = zone_of(grounds.program, self._record)

    def review(self, asked: Sequence[Asked], on: date | None) -> Review:
        """Return what the lists say of the periods, `on` a day or on the last day of each.

        All rows are reviewed against the ledgers as they are at one moment.
        """
        periods = tuple(PeriodReviewed(unit, period, on or last_day_of(period)) for unit, period in asked)
        return Review(
            self._record,
            self._schema.names,
            periods,
            self._books.read(lambda session: self._rows(session, periods)),
        )

    def _rows(self, session: Session, periods: Sequence[PeriodReviewed]) -> tuple[RowReviewed, ...]:
        seen = Seen(session.history(self._record, None))
        standing = [(kept.key, seen.one(kept.entry)) for kept in session.entries(self._record)]
        found: list[RowReviewed] = []
        for period in periods:
            shared = Shared(self._grounds.program, self._record)
            for key, entry in standing:
                decision = self._decided(entry, period, seen, shared)
                found.append(RowReviewed(key, self._called(entry.row), period, decision))
        return tuple(found)

    def _decided(self, entry: Entry, period: PeriodReviewed, seen: Seen, shared: Shared) -> Decision:
        grounds = self._grounds
        return decide(
            grounds.program,
            self._record,
            entry.row,
            on=period.on,
            parameters=grounds.parameters,
            calendars=grounds.calendars,
            history=seen.by(entry),
            period=(period.unit, period.period),
            shared=shared,
        )

    def _called(self, row: Row) -> Phrase:
        type_, program = RecordType(self._record), self._grounds.program
        return Phrase(
            words(row, type_, "en", program, self._zone), words(row, type_, "zh", program, self._zone)
        )
