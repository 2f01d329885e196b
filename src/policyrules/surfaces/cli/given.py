"""Which facts was a decision asked about: from a file, from stdin, from `--set`?"""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial as partial_of
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.dates import zone_of
from policyrules.core.facts import Facts
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import FactProblem, InputError, PolicyRulesError
from policyrules.frozen import field, frozen
from policyrules.semantics.types import EnumType, ListType, OptionalType, TextType, required
from policyrules.surfaces import json_facts
from policyrules.surfaces.cli.assignments import assignments, typed
from policyrules.surfaces.cli.mistakes import UsageError
from policyrules.surfaces.cli.stdin import STDIN
from policyrules.surfaces.ledger_files import (
    TABLES,
    LedgerRows,
    file_and_sheet,
    read_facts,
    save_as_workbook,
)
from policyrules.surfaces.unreadable import unreadable

if TYPE_CHECKING:
    from policyrules.engine import PolicySet
    from policyrules.semantics.schema import FieldSchema, RecordSchema

Located = Callable[[Sequence[FactProblem]], Sequence[FilePlace]]
"""Where in a file what problems are about stands."""

_LINES: Final = frozenset({".jsonl", ".ndjson"})
_UNKNOWN: Final = frozenset({"unknown", "不详"})


@frozen
class Given:
    """The facts of one record as given, or why there are none; its file, and line where lines count."""

    file: str
    line: int | None
    facts: Mapping[str, Any] | Facts | None
    problem: PolicyRulesError | None = None
    at: FilePlace | None = None
    """Where the record stands, if it is more than the line that says so."""
    located: Located | None = None
    """Where what problems are about stands in the file; without it, where the record does."""

    @property
    def place(self) -> FilePlace:
        """Where it was given: file, or file and line, or row of a sheet."""
        return self.at or FilePlace(self.file, self.line)

    def places_of(self, problems: Sequence[FactProblem]) -> Sequence[FilePlace]:
        """Return where what each problem is about stands."""
        return [self.place] * len(problems) if self.located is None else self.located(problems)


@frozen
class GivenFacts:
    """All records given; `many` when there is one a line."""

    records: Iterable[Given]
    many: bool


def given_facts(
    name: str, schema: "RecordSchema", policies: "PolicySet", *, told: Collection[str], partial: bool = False
) -> GivenFacts:
    """Return the facts in a file, by its suffix, or on stdin.

    `told` are fields (by first name) that other sources tell: a table need not have them. Raises
    `DataError` for a table whose rows cannot all be used, `InputError` or the reader's error for a file
    that cannot be read at all.
    """
    if name == STDIN:
        return _stdin()
    path = Path(name)
    suffix = path.suffix.lower()
    reader = None if suffix == ".json" or suffix in _LINES else policies.plugins.reader_for(path)
    if reader is not None:
        return GivenFacts([Given(name, None, reader.facts(path, schema))], many=False)
    file = file_and_sheet(name)[0]
    if Path(file).suffix.lower() in TABLES:
        zone = zone_of(policies.program, schema.names.first)
        read = read_facts(name, schema, records=policies.records, zone=zone, partial=partial, given=told)
        return GivenFacts(_rows(read), many=True)
    if suffix != ".json" and suffix not in _LINES and path.is_file():
        raise _not_read(name, policies)
    try:
        if suffix in _LINES:
            records = _lines(path, name)
            first = list(islice(records, 1))  # begun, so that a file which cannot be read is said at once
            return GivenFacts(chain(first, records), many=True)
        raw = path.read_bytes()
    except OSError as error:
        raise unreadable(name, error) from None
    return GivenFacts(_named([json_facts.one_record(json_facts.decoded(raw, name), name)], name), many=False)


def _not_read(name: str, policies: "PolicySet") -> InputError:
    readers = {suffix for each in policies.plugins.readers for suffix in each.suffixes}
    known = sorted(readers | {".json", ".jsonl"} | TABLES)
    help_ = save_as_workbook(name) or Phrase(
        f"files that can be read: {', '.join(known)}", f"可读取的文件：{'、'.join(known)}"
    )
    return InputError(
        Phrase(f"nothing here reads `{name}`; {help_.en}", f"没有读取器能读 `{name}`；{help_.zh}")
    )


def _rows(read: LedgerRows) -> Iterator[Given]:
    for row in read.rows:

        def located(problems: Sequence[FactProblem], at: FilePlace = row.at) -> list[FilePlace]:
            return [at.at(at.line or 1, _column(problem, read.columns)) for problem in problems]

        yield Given(read.file, row.at.line, row.facts, at=row.at, located=located)


def _column(problem: FactProblem, columns: Mapping[str, int]) -> int | None:
    first = problem.names[0] if len(problem.steps) <= 1 else problem.steps[0]
    return columns.get(str(first))


def _lines(path: Path, name: str) -> Iterator[Given]:
    with path.open("rb") as stream:
        yield from _named(json_facts.each_line(stream, name), name)


def _stdin() -> GivenFacts:
    records = _named(json_facts.records_of(sys.stdin.buffer, STDIN), STDIN)
    first = next(records)
    return GivenFacts(chain([first], records), many=first.line is not None)


def _named(records: Iterable[json_facts.Given], name: str) -> Iterator[Given]:
    for record in records:
        located = partial_of(record.places_of, file=name)
        yield Given(name, record.line, record.facts, record.problem, located=located)


@frozen
class Source:
    """What gave a fact beside the file: `--set`, or `@FILE`, and where in that file things stand."""

    name: str
    located: Located | None = field(default=None, eq=False)


@frozen
class Supplied:
    """Facts given beside the file's, over them; `schema` says which names are one field."""

    schema: "RecordSchema"
    facts: Mapping[str, Any]
    sources: Mapping[str, Source] = {}
    """Each name given → what gave it."""

    @property
    def told(self) -> frozenset[str]:
        """The first names of the fields given."""
        known = (self.schema.field_named(name) for name in self.facts)
        return frozenset(each.names.first for each in known if each is not None)

    def source_of(self, problem: FactProblem) -> Source | None:
        """Return what gave the fact a problem is about; None when it is the file's."""
        first = str(problem.steps[0]) if problem.steps else ""
        return next((self.sources[name] for name in self._spellings(first) if name in self.sources), None)

    def over(self, facts: "Mapping[str, Any] | Facts") -> "Mapping[str, Any] | Facts":
        """Return facts with these in the place of what either name of their fields had."""
        if not self.facts:
            return facts
        return self._over(facts.row.values if isinstance(facts, Facts) else facts)

    def and_over(self, facts: Mapping[str, Any], source: Source) -> "Supplied":
        """Return these with more facts over them, which a source gave."""
        over = Supplied(self.schema, facts)
        return Supplied(self.schema, over._over(self.facts), {**self.sources, **dict.fromkeys(facts, source)})

    def _over(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        replaced = {name for given in self.facts for name in self._spellings(given)}
        return {**{name: value for name, value in facts.items() if name not in replaced}, **self.facts}

    def _spellings(self, name: str) -> tuple[str, ...]:
        known = self.schema.field_named(name)
        return (name,) if known is None else known.names.spellings


def supplied(written: Sequence[str], schema: "RecordSchema", *, partial: bool = False) -> Supplied:
    """Return the facts that `--set NAME=VALUE` and `--set @FILE.json` give, later ones over earlier.

    Nothing after `=` is none where there may be none; 不详 or unknown, with `partial`, is not known.
    """
    found = Supplied(schema, {})
    for text in written:
        if text.startswith("@"):
            given = _from_file(text[1:])
            source = Source(text, partial_of(given.places_of, file=text[1:]))
            found = found.and_over(given.facts or {}, source)
        else:
            found = found.and_over(_assigned(text, schema, partial=partial), Source("--set"))
    return found


def _assigned(text: str, schema: "RecordSchema", *, partial: bool) -> dict[str, Any]:
    (given,) = assignments([text], "--set")
    known = schema.field_named(given.name)
    if known is None:
        return {given.name: given.value}
    if not given.value:
        if not isinstance(known.type, OptionalType):
            raise _nothing_given(given.name, known)
        return {given.name: None}
    if given.value.lower() in _UNKNOWN and not _is_member(given.value, known):
        if partial:
            return {given.name: UNKNOWN}
        if not isinstance(required(known.type), TextType):
            raise UsageError(
                Phrase(
                    f"`--set {given.name}={given.value}` leaves the fact unknown, and all facts are needed",
                    f"`--set {given.name}={given.value}` 表示该事实不详，而此处要求事实齐全",
                ),
                Phrase("add `--partial` where facts may be unknown", "允许事实不详的，请加 `--partial`"),
            )
    return {given.name: typed(given.value, known.type)}


def _nothing_given(name: str, known: "FieldSchema") -> UsageError:
    message = Phrase(
        f"`--set {name}=` gives nothing, and `{name}` cannot be none",
        f"`--set {name}=` 没有给出取值，而 `{name}` 不能为无",
    )
    if isinstance(required(known.type), ListType):
        return UsageError(
            message, Phrase(f"no entries: `--set {name}=[]`", f"没有条目的写 `--set {name}=[]`")
        )
    return UsageError(
        message,
        Phrase(
            f"write the value after `=`; if it is not known: `--set {name}=unknown --partial`",
            f"请在 `=` 后写明取值；尚不清楚的写 `--set {name}=不详 --partial`",
        ),
    )


def _is_member(value: str, known: "FieldSchema") -> bool:
    type_ = required(known.type)
    return isinstance(type_, EnumType) and value in {*type_.members, *type_.people}


def _from_file(name: str) -> json_facts.Given:
    try:
        given = json_facts.one_record(json_facts.decoded(Path(name).read_bytes(), name), name)
    except OSError as error:
        raise unreadable(name, error) from None
    if given.problem is not None:
        raise given.problem
    return given
