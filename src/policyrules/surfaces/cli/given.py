"""Which facts was a decision asked about: from a file, from stdin, from `--set`?"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import InputError, PolicyRulesError
from policyrules.semantics.types import EnumType, ListType, OptionalType, TextType, required
from policyrules.surfaces import json_facts
from policyrules.surfaces.cli.assignments import assignments, typed
from policyrules.surfaces.cli.mistakes import UsageError
from policyrules.surfaces.unreadable import unreadable

if TYPE_CHECKING:
    from policyrules.engine import PolicySet
    from policyrules.semantics.schema import FieldSchema, RecordSchema

_HEAD: Final = re.compile(r"[.\[]")
_LINES: Final = frozenset({".jsonl", ".ndjson"})
_UNKNOWN: Final = frozenset({"unknown", "不详"})
STDIN: Final = "<stdin>"
"""What `-` is called."""


@frozen
class Given:
    """The facts of one record as given, or why there are none; its file, and line where lines count."""

    file: str
    line: int | None
    facts: Mapping[str, Any] | None
    problem: PolicyRulesError | None = None

    @property
    def place(self) -> str:
        """Where it was given: file, or file and line."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


@frozen
class GivenFacts:
    """All records given; `many` when there is one a line."""

    records: Iterable[Given]
    many: bool


def given_facts(name: str, schema: "RecordSchema", policies: "PolicySet") -> GivenFacts:
    """Return the facts in a file, by its suffix, or on stdin.

    Raises `InputError` or the reader's error for a file that cannot be read at all.
    """
    if name == STDIN:
        return _stdin()
    path = Path(name)
    suffix = path.suffix.lower()
    reader = None if suffix == ".json" or suffix in _LINES else policies.plugins.reader_for(path)
    if reader is not None:
        return GivenFacts([Given(name, None, reader.facts(path, schema))], many=False)
    if suffix != ".json" and suffix not in _LINES and path.is_file():
        known = sorted({s for each in policies.plugins.readers for s in each.suffixes} | {".json", ".jsonl"})
        raise InputError(
            Phrase(
                f"nothing here reads `{name}`; files that can be read: {', '.join(known)}",
                f"没有读取器能读`{name}`；可读取的文件：{'、'.join(known)}",
            )
        )
    try:
        if suffix in _LINES:
            records = _lines(path, name)
            first = list(islice(records, 1))  # begun, so that a file which cannot be read is said at once
            return GivenFacts(chain(first, records), many=True)
        raw = path.read_bytes()
    except OSError as error:
        raise unreadable(name, error) from None
    return GivenFacts(_named([json_facts.one_record(json_facts.decoded(raw, name), name)], name), many=False)


def _lines(path: Path, name: str) -> Iterator[Given]:
    with path.open("rb") as stream:
        yield from _named(json_facts.each_line(stream, name), name)


def _stdin() -> GivenFacts:
    records = _named(json_facts.records_of(sys.stdin.buffer, STDIN), STDIN)
    first = next(records)
    return GivenFacts(chain([first], records), many=first.line is not None)


def _named(records: Iterable[json_facts.Given], name: str) -> Iterator[Given]:
    for record in records:
        yield Given(name, record.line, record.facts, record.problem)


@frozen
class Supplied:
    """Facts given beside the file's, over them; `schema` says which names are one field."""

    schema: "RecordSchema"
    facts: Mapping[str, Any]
    sources: Mapping[str, str] = {}
    """Each name given → what gave it: `--set`, or `@FILE`."""

    def source_of(self, path: str) -> str | None:
        """Return what gave the fact a path begins with; None when it is the file's."""
        return self.sources.get(_HEAD.split(path, maxsplit=1)[0])

    def over(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return facts with these in the place of what either name of their fields had."""
        if not self.facts:
            return facts
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
        in_file = text.startswith("@")
        facts = _from_file(text[1:]) if in_file else _assigned(text, schema, partial=partial)
        sources = {**found.sources, **dict.fromkeys(facts, text if in_file else "--set")}
        found = Supplied(schema, Supplied(schema, facts).over(found.facts), sources)
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
        f"`--set {name}=` 没有给出取值，而`{name}`不能为无",
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


def _from_file(name: str) -> Mapping[str, Any]:
    try:
        given = json_facts.one_record(json_facts.decoded(Path(name).read_bytes(), name), name)
    except OSError as error:
        raise unreadable(name, error) from None
    if given.problem is not None:
        raise given.problem
    return given.facts or {}
