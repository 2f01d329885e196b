"""How does a file become the facts of a record?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import field, frozen
from policyrules.plugins.faults import ReaderError, raised
from policyrules.semantics.types import (
    BooleanType,
    DateType,
    EnumType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    RefType,
    TextType,
    Type,
    required,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from policyrules.semantics.schema import FieldSchema, RecordSchema


@frozen
class Reader:
    """What reads files with some suffixes (`.docx`) into facts.

    `read` returns facts by name: the reader's own names, or a record's. `aliases` says for each of its
    names which others mean the same, so that any record with such a field gets the fact. A fact that
    is None was looked for and is not there. `read` raises `ReaderError` for a file it cannot read.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], Mapping[str, Any]]
    aliases: Mapping[str, tuple[str, ...]] = field(factory=dict, kw_only=True)
    about: Phrase = field(default=Phrase("", ""), kw_only=True)
    plugin: str = field(default="", kw_only=True)
    """Filled in when the plugin is registered."""

    def reads(self, path: Path) -> bool:
        """Return whether the file's suffix is one of this reader's."""
        return path.suffix.casefold() in {suffix.casefold() for suffix in self.suffixes}

    def facts(self, path: Path, schema: RecordSchema) -> dict[str, Any]:
        """Return the facts of a record, by first field names, that the file gives."""
        return self.fit(self.facts_in(path), schema)

    def facts_in(self, path: Path) -> Mapping[str, Any]:
        """Return all facts the file gives; every failure is a `ReaderError`."""
        try:
            facts: object = self.read(path)
        except ReaderError:
            raise
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ReaderError(
                path.name, Phrase(f"cannot be opened ({reason})", f"无法打开（{reason}）")
            ) from error
        except Exception as error:
            failed = raised(error)
            raise ReaderError(
                path.name,
                Phrase(
                    f"cannot be read: the reader `{self.name}` of plugin `{self.plugin}` {failed.en}",
                    f"无法读取：插件 `{self.plugin}` 的读取器 `{self.name}` {failed.zh}",
                ),
            ) from error
        if not isinstance(facts, Mapping):
            kind = type(facts).__name__
            raise ReaderError(
                path.name,
                Phrase(
                    f"cannot be read: the reader `{self.name}` of plugin `{self.plugin}` "
                    f"gave {kind} where facts by name are due",
                    f"无法读取：插件 `{self.plugin}` 的读取器 `{self.name}` 应按名称给出事实，实际返回 {kind}",
                ),
            )
        return facts

    def fit(self, facts: Mapping[str, Any], schema: RecordSchema) -> dict[str, Any]:
        """Return those facts that the record has a field for, by the fields' first names.

        A field gets the fact that either of its names, or an alias of the fact, spells, if it is of
        the field's kind; a date also fits a text field. None goes only into fields that may be none;
        elsewhere the fact is left untold.
        """
        fitted: dict[str, Any] = {}
        for name, value in facts.items():
            spellings = {name, *self.aliases.get(name, ())}
            for known in schema.fields:
                if known.names.first in fitted or spellings.isdisjoint(known.names.spellings):
                    continue
                found = _as_field(value, known)
                if found is not _UNFIT:
                    fitted[known.names.first] = found
        return fitted


_UNFIT = object()


def _as_field(value: Any, known: FieldSchema) -> Any:
    if value is None:
        return None if isinstance(known.type, OptionalType) else _UNFIT
    return _as_type(value, required(known.type))


def _as_type(value: Any, type_: Type) -> Any:
    match type_:
        case TextType() | RefType() | EnumType():
            if isinstance(value, date) and not isinstance(value, datetime):
                return value.isoformat() if isinstance(type_, TextType) else _UNFIT
            return value if isinstance(value, str) else _UNFIT
        case IntegerType():
            return value if isinstance(value, int) and not isinstance(value, bool) else _UNFIT
        case NumberType():
            return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else _UNFIT
        case BooleanType():
            return value if isinstance(value, bool) else _UNFIT
        case DateType():
            return value if isinstance(value, date) and not isinstance(value, datetime) else _UNFIT
        case ListType():
            return list(value) if isinstance(value, list | tuple) else _UNFIT
        case _:
            return value
