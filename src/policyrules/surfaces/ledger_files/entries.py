"""What is known of a ledger's file while it is read, and what has been read of it?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.facts import Facts
from policyrules.core.facts.given import excerpt
from policyrules.core.facts.records import RecordReaders
from policyrules.core.facts.thorough import is_required
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import field, frozen
from policyrules.surfaces.ledger_files.problems import Broken, Problems, Use

if TYPE_CHECKING:
    from policyrules.semantics.schema import RecordSchema

ROWS: Final = 2_000_000
"""So many rows may a ledger's file have; beyond that a database serves better."""


@frozen
class LedgerRow:
    """One entry of a ledger: its facts, and where it stands in its file."""

    facts: Facts
    at: FilePlace = field(eq=False)

    @property
    def place(self) -> str:
        """Where it stands: `visits.csv:7`, `visits.xlsx 走访!A7`."""
        return str(self.at)


@frozen
class LedgerRows:
    """The entries a file holds, in its order; of a workbook also the sheet, and those not read."""

    rows: tuple[LedgerRow, ...]
    file: str
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()
    columns: Mapping[str, int] = {}
    """Of a table: the fields that have a column, by first name, and which, from 0."""


class Entries:
    """The entries of one record's ledger, or records to be decided, as they are read from one file.

    `always` are the fields (by first name) that every row must tell even where `partial` lets others
    be left out: those the rules read. In a ledger the key is one of them, and stands there once. `given`
    are fields that are told elsewhere: what rows say of them does not count.
    """

    def __init__(
        self,
        file: str,
        schema: RecordSchema,
        *,
        records: Mapping[str, RecordSchema],
        zone: tzinfo,
        partial: bool,
        always: Collection[str] = (),
        use: Use = "ledger",
        given: Collection[str] = (),
    ) -> None:
        self.file = file
        self.schema = schema
        self.zone = zone
        self.partial = partial
        self.readers = RecordReaders(records, zone)
        self.problems = Problems(file, schema, use)
        firsts = [each.names.first for each in schema.fields]
        self.key = None if schema.key is None or use == "facts" else firsts.index(schema.key)
        self.given = frozenset(at for at, first in enumerate(firsts) if first in given)
        self._always = frozenset(at for at, first in enumerate(firsts) if first in always or at == self.key)
        self.defaults = tuple(each.default if each.has_default else UNKNOWN for each in schema.fields)
        self.needed = tuple(
            at not in self.given
            and (
                at == self.key
                or (at in self._always and not each.has_default)
                or (is_required(each) and not partial)
            )
            for at, each in enumerate(schema.fields)
        )
        self.columns: Mapping[str, int] = {}
        """Of a table, once its headings are read: the fields that have a column, and which."""
        self._keys: dict[Any, FilePlace] = {}
        self._count = 0

    def is_always(self, at: int) -> bool:
        """Return whether every row must tell a field, by its place in the record, whatever is partial."""
        return at in self._always

    def entry(
        self,
        facts: Facts,
        at: FilePlace,
        *,
        heading: str = "",
        key_place: Callable[[], FilePlace] | None = None,
    ) -> LedgerRow | None:
        """Return an entry; None after reporting what it lacks, or that its key is another's.

        `heading` is what the key is called there, and `key_place` tells where it stands. Raises `Broken` where there are too many.
        """
        self._count += 1
        if self._count > ROWS:
            raise Broken(
                at,
                Phrase(f"a file has at most {ROWS:,} rows", f"一个文件最多 {ROWS:,} 行"),
                Phrase("divide it, or keep a ledger in a database", "请拆分文件；台账可存入数据库"),
                code="too-large",
            )
        lacking = [at_ for at_ in sorted(self._always) if facts.values[at_] is UNKNOWN]
        for lack in lacking:
            self._report_lack(lack, at)
        if lacking:
            return None
        if self.key is not None and not self._is_new(facts.values[self.key], at, key_place, heading):
            return None
        return LedgerRow(facts, at)

    def _report_lack(self, index: int, at: FilePlace) -> None:
        lacking = self.schema.fields[index]
        self.problems.of_field(
            lacking,
            at,
            heading=lacking.names.first,
            code="is-missing",
            message=Phrase("every row needs this, and it is not told here", "每行都需要此项，而此处未给出"),
        )

    def _is_new(
        self, key: Any, at: FilePlace, key_place: Callable[[], FilePlace] | None, heading: str
    ) -> bool:
        first = self._keys.setdefault(key, at)
        if first is at:
            return True
        key_field = self.schema.fields[self.key or 0]
        shown = excerpt(str(key))
        self.problems.of_field(
            key_field,
            at if key_place is None else key_place(),
            heading=heading or key_field.names.first,
            code="key-repeated",
            message=Phrase(
                f"“{shown}” is already the key of {first.in_('en')}",
                f"“{shown}”已是 {first.in_('zh')}的主键"
                if first.cell
                else f"“{shown}”已是 {first.in_('zh')} 的主键",
            ),
            helps=(Phrase("keep one of the two rows, or correct the key", "请只保留其中一行，或改正主键"),),
        )
        return False
