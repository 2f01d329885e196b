"""How are facts read that do not simply fit, and what is said of them?

Nothing given can take more than time and memory in proportion to its size: depth, number of values
and number of problems are bounded, cycles are found, and the caller's own classes are asked only
for their declared fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from policyrules.core.facts.given import excerpt, shown
from policyrules.core.facts.pairs import pairs_of
from policyrules.core.facts.refused import Refused, did_you_mean, needs
from policyrules.core.facts.values import text_list
from policyrules.core.normal_text import UnreadableText
from policyrules.core.values import UNKNOWN, Row
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import FactError, FactProblem
from policyrules.semantics.types import ListType, OptionalType, RecordType, TextType, Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyrules.core.facts.records import RecordReader, RecordReaders
    from policyrules.semantics.schema import FieldSchema

VALUES: Final = 2_000_000
"""So many facts may one record hold, list elements and those of nested records included."""
DEPTH: Final = 64
"""So deep may lists and nested records stand in one another."""
PROBLEMS: Final = 1_000
"""So many problems are kept; the rest are counted."""

_SHOWN: Final = 12
"""So many of a record's fields are listed for a name that is none of them."""

_T = TypeVar("_T")
_Names: TypeAlias = tuple[str | None, str | None]


def read_thoroughly(
    readers: RecordReaders, reader: RecordReader, given: object, *, partial: bool
) -> tuple[Any, ...]:
    """Return the values of a record in field order; raises `FactError` with every problem."""
    reading = _Reading(readers, partial=partial)
    values = reading.all(lambda: reading.record(reader, given))
    if reading.problems or values is None:
        raise reading.error(reader)
    return values


def read_field_thoroughly(
    readers: RecordReaders, reader: RecordReader, given: tuple[str, object], *, partial: bool
) -> Any:
    """Return the value of one field, given under one of its names; raises `FactError` with every problem."""
    name, value = given
    at = reader.index_of(name)
    if at is None:
        raise KeyError(name)
    field = reader.schema.fields[at]
    reading = _Reading(readers, partial=partial)
    reading.path.append(name)
    names = (field.names.first, field.names.second)
    read = reading.all(lambda: reading.value(reader, field.type, value, names))
    if reading.problems:
        raise reading.error(reader)
    return read


def is_required(field: FieldSchema) -> bool:
    """Return whether leaving the field out is a problem (unless facts may be partial)."""
    return not field.has_default and not isinstance(field.type, OptionalType)


class _EnoughError(Exception):
    """There is no sense in reading on."""

    def __init__(self, problem: FactProblem) -> None:
        super().__init__(problem.path)
        self.problem = problem


class _Reading:
    """One thorough reading of one given record: where it stands and what it found."""

    def __init__(self, readers: RecordReaders, *, partial: bool) -> None:
        self.readers = readers
        self.partial = partial
        self.problems: list[FactProblem] = []
        self.omitted = 0
        self.path: list[str | int] = []
        self.open: set[int] = set()
        self.left = VALUES

    def all(self, read: Callable[[], _T]) -> _T | None:
        """Return what `read` gives; None where there was no reading to the end, which is reported."""
        try:
            return read()
        except _EnoughError as enough:
            self.problems.append(enough.problem)
        except RecursionError:
            self.problems.append(_too_deep(""))
        return None

    # -- problems --

    def error(self, reader: RecordReader) -> FactError:
        """Return everything reported, as one error."""
        names = reader.schema.names
        return FactError(names.first, self.problems, omitted=self.omitted, name=names.for_people())

    def report(
        self,
        code: str,
        message: Phrase,
        helps: tuple[Phrase, ...] = (),
        names: _Names = (None, None),
        *,
        called: str | None = None,
    ) -> None:
        """Note a problem where the reading stands; `called` is the name there, where the path says another."""
        if len(self.problems) >= PROBLEMS:
            self.omitted += 1
            return
        steps = tuple(self.path) if called is None else (*self.path[:-1], called)
        self.problems.append(
            FactProblem(self.where(), message, code=code, names=names, helps=helps, steps=steps)
        )

    def where(self) -> str:
        path = ""
        for step in self.path:
            if isinstance(step, int):
                path += f"[{step}]"
            else:
                path += f".{step}" if path else step
        return path

    def attempt(self, read: Callable[[], Any], names: _Names) -> Any:
        """Return what `read` gives, UNKNOWN after reporting why it gives nothing."""
        try:
            return read()
        except Refused as refused:
            self.report(refused.code, refused.message, refused.help, names)
        except (RecursionError, MemoryError, _EnoughError):
            raise
        except Exception as error:  # noqa: BLE001  # a caller's object may raise anything
            self.report("cannot-be-read", _raised(error), (), names)
        return UNKNOWN

    # -- containers --

    def enter(self, given: object, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise _EnoughError(_too_much(self.where()))
        if id(given) in self.open:
            raise Refused("contains-itself", Phrase("this stands inside itself", "此处包含其自身"))
        if len(self.open) >= DEPTH:
            raise _EnoughError(_too_deep(self.where()))

    def value(self, reader: RecordReader, type_: Type, given: Any, names: _Names) -> Any:
        """Return one value as read, UNKNOWN where it is unknown or was reported."""
        match type_:
            case OptionalType(element):
                if given is None or given is UNKNOWN:
                    return given
                return self.value(reader, element, given, names)
            case _ if given is UNKNOWN and self.partial:
                return UNKNOWN
            case _ if given is None or given is UNKNOWN:
                if not self.partial:
                    self.report("is-null", *_null(given), names)
                return UNKNOWN
            case ListType(element):
                return self.attempt(lambda: self.entries(reader, element, given, names), names)
            case RecordType(record):
                inner = self.readers.of(record)
                values = self.attempt(lambda: self.record(inner, given), names)
                if values is UNKNOWN or values is None:
                    return UNKNOWN
                firsts = (field.names.first for field in inner.schema.fields)
                return Row(record, dict(zip(firsts, values, strict=True)))
            case _:
                return self.attempt(lambda: self.readers.scalar(type_)(given), names)

    def entries(self, reader: RecordReader, element: Type, given: Any, names: _Names) -> Any:
        kind = type(given)
        if issubclass(kind, list):
            values = tuple(list.__iter__(given))
        elif issubclass(kind, tuple):
            values = tuple(tuple.__iter__(given))
        else:
            raise needs(_LIST, given, *_bracket(given))
        self.enter(given, len(values))
        if element == TextType():
            try:
                return text_list(values)
            except (Refused, UnreadableText):
                pass  # each entry says what is wrong with it
        self.open.add(id(given))
        read = []
        for at, entry in enumerate(values):
            self.path.append(at)
            read.append(self.value(reader, element, entry, names))
            self.path.pop()
        self.open.discard(id(given))
        return tuple(read)

    def record(self, reader: RecordReader, given: Any) -> tuple[Any, ...] | None:
        """Return the values of a (nested) record; None after reporting that it is none."""
        schema = reader.schema
        try:
            pairs = pairs_of(given)
            self.enter(given, len(pairs))
        except Refused as refused:
            self.report(refused.code, refused.message, refused.help)
            return None
        except _EnoughError:
            raise
        except Exception as error:  # noqa: BLE001  # a caller's object may raise anything
            self.report("cannot-be-read", _raised(error))
            return None
        self.open.add(id(given))
        found, strange = self.sort_out(reader, pairs)
        values = list(reader.defaults)
        people = sum(spelling == schema.fields[at].names.second for at, (spelling, _) in found.items())
        for at, field in enumerate(schema.fields):
            names: _Names = (field.names.first, field.names.second)
            if at in found:
                spelling, value = found[at]
                self.path.append(spelling)
                values[at] = self.value(reader, field.type, value, names)
                self.path.pop()
            elif is_required(field) and not self.partial:
                self.path.append(field.names.for_people() if people * 2 > len(found) else field.names.first)
                self.report("is-missing", _MISSING, _question(field), names)
                self.path.pop()
        for name in strange:
            self.stranger(reader, name)
        self.open.discard(id(given))
        return tuple(values)

    def sort_out(
        self, reader: RecordReader, pairs: list[tuple[Any, Any]]
    ) -> tuple[dict[int, tuple[str, Any]], list[Any]]:
        """Return field index → (the name used, value), and the names that are no field's."""
        found: dict[int, tuple[str, Any]] = {}
        strange: list[Any] = []
        for name, value in pairs:
            at = reader.index_of(str.__str__(name)) if issubclass(type(name), str) else None
            if at is None:
                strange.append(name)
                continue
            spelling = str.__str__(name)
            if at in found:
                field = reader.schema.fields[at]
                first = found[at][0]
                self.path.append(first)
                self.report(
                    "given-twice",
                    Phrase(
                        f"given twice, as `{first}` and as `{excerpt(spelling)}`",
                        f"以 `{first}` 和 `{excerpt(spelling)}` 两个名称重复给出",
                    ),
                    (Phrase("give it under one of its names", "只用其中一个名称"),),
                    (field.names.first, field.names.second),
                    called=spelling,
                )
                self.path.pop()
                continue
            found[at] = (spelling, value)
        return found, strange

    def stranger(self, reader: RecordReader, name: Any) -> None:
        if len(self.problems) >= PROBLEMS:
            self.omitted += 1
            return
        record = reader.schema.names
        if not issubclass(type(name), str):
            found = shown(name)
            self.report(
                "unknown-name",
                Phrase(
                    f"the name of a fact is text, not {found.en}", f"事实的名称应为文本，所给为{found.zh}"
                ),
            )
            return
        from policyrules.diagnostics.suggest import near  # noqa: PLC0415  # loads rapidfuzz, which only mistakes need

        text = str.__str__(name)
        self.path.append(excerpt(text))
        self.report(
            "unknown-name",
            Phrase(
                f"`{record.first}` has no field of this name",
                f"`{record.for_people()}` 没有这个名称的字段",
            ),
            did_you_mean(near(text, reader.spellings)) or _fields_of(reader),
            called=text,
        )
        self.path.pop()


# --- what is said ----------------------------------------------------------------------------

_LIST: Final = Phrase("a list", "列表")
_MISSING: Final = Phrase("this is needed and was not given", "缺少此项")


def _fields_of(reader: RecordReader) -> tuple[Phrase, ...]:
    """Return the help for a name that is no field's and near none: leave it out; what there is."""
    fields = [field.names for field in reader.schema.fields]
    if not fields:
        return ()
    more = "…" if len(fields) > _SHOWN else ""
    return (
        Phrase(
            f"leave it out; the fields are {', '.join(f'`{each.first}`' for each in fields[:_SHOWN])}{more}",
            f"请删去此项；字段有 {'、'.join(f'`{each.for_people()}`' for each in fields[:_SHOWN])}{more}",
        ),
    )


def _bracket(given: Any) -> tuple[Phrase, ...]:
    if not issubclass(type(given), str):
        return ()
    return (Phrase("put it in brackets: [ … ]", "单个值也放在方括号内：[ … ]"),)


def _null(given: Any) -> tuple[Phrase, tuple[Phrase, ...]]:
    if given is UNKNOWN:
        message = Phrase("this is needed and was given as unknown", "此项必填，所给为不详")
    else:
        message = Phrase("this is needed and was given as nothing (null)", "此项必填，所给为空值")
    return message, (
        Phrase(
            "leave unknown facts out and ask with `partial`", "事实尚不清楚的，可略去该项并按部分事实判定"
        ),
    )


def _question(field: FieldSchema) -> tuple[Phrase, ...]:
    if not field.question:
        return ()
    if not field.asked_of:
        return (Phrase.same(field.question),)
    return (
        Phrase(
            f"{field.question} (asked of {field.asked_of})", f"{field.question}（由{field.asked_of}回答）"
        ),
    )


def _raised(error: Exception) -> Phrase:
    name = excerpt(type(error).__name__)
    return Phrase(f"reading it failed with `{name}`", f"读取时出错（`{name}`）")


def _too_deep(path: str) -> FactProblem:
    return FactProblem(
        path,
        Phrase(
            f"lists and records stand more than {DEPTH} deep in one another here",
            f"列表和记录的嵌套超过 {DEPTH} 层",
        ),
        code="too-deep",
    )


def _too_much(path: str) -> FactProblem:
    return FactProblem(
        path,
        Phrase(f"the record holds more than {VALUES:,} values", f"一条记录所含的值超过 {VALUES:,} 个"),
        code="too-much",
    )
