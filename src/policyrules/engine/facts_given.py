"""What are the facts of a record, its own key and its days, whatever was given?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from policyrules.backends.python.reading import tidying
from policyrules.core.dates import governing_date, today_of
from policyrules.core.facts import Facts
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import RequestError

if TYPE_CHECKING:
    from datetime import tzinfo

    from policyrules.core.facts.records import RecordReader
    from policyrules.engine.code import Code
    from policyrules.semantics.schema import RecordSchema


class FactsGiven:
    """Takes the facts of one kind of record: by generated code where they simply fit, else thoroughly."""

    __slots__ = ("_dated_at", "_key_at", "_partly", "_reader", "_schema", "_tidy", "_whole", "_zone")

    def __init__(
        self, schema: RecordSchema, reader: RecordReader, zone: tzinfo, *, whole: Code, partly: Code
    ) -> None:
        """`whole` and `partly` are the code for records of which all that must be known is, and for others."""
        self._schema = schema
        self._reader = reader
        self._zone = zone
        self._whole = whole
        self._partly = partly
        self._tidy = tidying(schema)
        names = [field.names.first for field in schema.fields]
        self._dated_at = names.index(schema.dated) if schema.dated is not None else None
        self._key_at = names.index(schema.key) if schema.key is not None else None

    def facts(self, given: object, *, partial: bool) -> Facts:
        """Return the facts; raises `FactError` with every problem."""
        if type(given) is Facts:
            if given.schema is self._schema:
                return given
            if given.record != self._schema.names.first:
                raise _other_record(given.record, self._schema.names.first)
            partial = True
        try:
            values = (self._partly if partial else self._whole).read(given)
        except Exception:  # noqa: BLE001  # whatever it was, the thorough pass says it properly
            return self.thoroughly(given, partial=partial)
        return self.whole(values, complete=not partial)

    def facts_or_values(self, given: object) -> Facts | tuple[Any, ...]:
        """Return the facts, or their values alone where generated code reads them: all are known then."""
        try:
            values = self._whole.read(given)
        except Exception:  # noqa: BLE001  # as above
            return self.thoroughly(given, partial=False)
        return values if self._tidy is None else self._tidy(values)

    def thoroughly(self, given: object, *, partial: bool) -> Facts:
        """Return the facts of what did not simply fit."""
        return self._reader.read_thoroughly(given, partial=partial)

    def whole(self, given: Facts | tuple[Any, ...], *, complete: bool = False) -> Facts:
        """Return facts, of values that were only read."""
        if type(given) is Facts:
            return given
        values: Any = given
        return Facts(self._schema, values if self._tidy is None else self._tidy(values), complete=complete)

    def name_of(self, values: tuple[Any, ...]) -> str | None:
        """Return what names a record in its ledger; None for one without a key."""
        key = None if self._key_at is None else values[self._key_at]
        return None if key is None or key is UNKNOWN else str(key)

    def days(self, values: tuple[Any, ...], on: date | None) -> tuple[date | None, date | None]:
        """Return the governing date and the decision's day."""
        if self._dated_at is None:
            return on, on
        dated = values[self._dated_at]
        if type(dated) is date:
            return dated, on or dated
        row = self.whole(values).row
        governing = governing_date(self._schema, row, on, self._zone)
        today = today_of(self._schema, row, on, self._zone)
        return (None if governing is UNKNOWN else governing, None if today is UNKNOWN else today)


def _other_record(given: str, wanted: str) -> RequestError:
    return RequestError(
        Phrase(
            f"these are facts of `{given}`, and a decision on `{wanted}` was asked for",
            f"所给为 `{given}` 的事实，而所求为对 `{wanted}` 的判定",
        )
    )
