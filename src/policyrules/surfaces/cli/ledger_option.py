"""Which ledgers does `--ledger` name?"""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.suggest import near
from policyrules.frozen import field, frozen
from policyrules.plugins.ledgers import ADDRESS, known_addresses, scheme_of
from policyrules.surfaces.cli.mistakes import UsageError
from policyrules.surfaces.unreadable import unreadable

if TYPE_CHECKING:
    from policyrules.plugins.ledgers import LedgerOpener
    from policyrules.semantics.schema import RecordSchema, Titled

LEDGER: Final = Phrase(
    "a record's ledger, RECORD=FILE (.csv, .xlsx, .jsonl, …) or RECORD=URL of a database, or a URL alone for all "
    "records; may be repeated",
    "记录的台账，写作 记录=文件（.csv、.xlsx、.jsonl 等）或 记录=数据库网址，只写网址的用于全部记录，可重复",
)
LEDGER_NAME: Final = Phrase("RECORD=FILE", "记录=文件")

_WRITTEN: Final = re.compile(r"([^=＝]*)[=＝](.*)", re.DOTALL)
_SHOWN: Final = 12


@frozen
class LedgerFile:
    """A file with the entries of a record's ledger; `path` may name a sheet (`visits.xlsx#走访`)."""

    record: str
    """The record's first name."""
    path: str


@frozen
class LedgerDatabase:
    """A database with a record's ledger, or, where `record` is none, with all records'."""

    record: str | None
    url: str = field(repr=False)
    """It may hold a password."""


@frozen
class LedgerSources:
    """Where the ledgers are that `--ledger` named."""

    by_record: Mapping[str, LedgerFile | LedgerDatabase]
    """By the record's first name."""
    others: LedgerDatabase | None
    """The database of all records not named themselves."""


def ledger_sources(
    written: Sequence[str], records: Mapping[str, RecordSchema], openers: Mapping[str, LedgerOpener]
) -> LedgerSources:
    """Return what `--ledger RECORD=FILE`, `--ledger RECORD=URL` and `--ledger URL` say, each record once.

    `records` are the policies', by first name; `openers` the plugins', by scheme. Raises `UsageError`, and `InputError` for a file there is not.
    """
    found: dict[str, LedgerFile | LedgerDatabase] = {}
    others: LedgerDatabase | None = None
    for text in written:
        source = _source(text.strip(), records, openers)
        if source.record is None:
            if others is not None:
                raise _twice(Phrase("for all records", "全部记录"))
            others = source
            continue
        if source.record in found:
            names = records[source.record].names
            raise _twice(Phrase(f"for `{names.first}`", f"`{names.for_people()}` "))
        found[source.record] = source
    return LedgerSources(found, others)


def _source(
    text: str, records: Mapping[str, RecordSchema], openers: Mapping[str, LedgerOpener]
) -> LedgerFile | LedgerDatabase:
    if ADDRESS.fullmatch(text):
        return LedgerDatabase(None, _known_database(text, openers))
    match = _WRITTEN.fullmatch(text)
    if match is None or not match[1].strip():
        raise _whose(text if match is None else match[2].strip(), records)
    name, place = match[1].strip(), match[2].strip()
    if not place:
        raise UsageError(
            Phrase(f"`--ledger {text}` names no file", f"`--ledger {text}` 没有写明文件"),
            Phrase(f"--ledger {name}=FILE", f"--ledger {name}=文件"),
        )
    record = _record(name, records)
    if ADDRESS.fullmatch(place):
        return LedgerDatabase(record, _known_database(place, openers))
    if (file := _database_file(place)) is not None:
        raise UsageError(
            Phrase(f"`{place}` is no ledger file", f"`{place}` 不是台账文件"),
            Phrase(
                f"a SQLite database is written `--ledger {name}=sqlite:///{file}`",
                f"SQLite 数据库请写作 `--ledger {name}=sqlite:///{file}`",
            ),
        )
    return LedgerFile(record, _known_file(place))


def _record(name: str, records: Mapping[str, RecordSchema]) -> str:
    """Return the first name of the record that either name spells."""
    for schema in records.values():
        if name in schema.names.spellings:
            return schema.names.first
    spellings = [spelling for schema in records.values() for spelling in schema.names.spellings]
    meant = near(name, spellings)
    if meant:
        help_ = Phrase(
            f"did you mean {' or '.join(f'`{each}`' for each in meant)}?",
            f"是否指 {' 或 '.join(f'`{each}`' for each in meant)}？",
        )
    else:
        help_ = _known_records(records)
    raise UsageError(
        Phrase(f"the policies have no record `{name}`", f"政策文件中没有名为 `{name}` 的记录"), help_
    )


def _known_records(records: Mapping[str, RecordSchema]) -> Phrase:
    if not records:
        return Phrase("they declare no records", "其中没有声明任何记录")
    names = [schema.names for schema in records.values()]
    more = "…" if len(names) > _SHOWN else ""
    return Phrase(
        f"there are {', '.join(f'`{each.first}`' for each in names[:_SHOWN])}{more}",
        f"现有 {'、'.join(f'`{each.for_people()}`' for each in names[:_SHOWN])}{more}",
    )


def _whose(text: str, records: Mapping[str, RecordSchema]) -> UsageError:
    """Return what to say where only a file is named: whose ledger it is must be told.

    The example is of a record that is likely to have one: with a key, or dated.
    """
    if (file := _database_file(text)) is not None:
        return UsageError(
            Phrase(f"`--ledger {text}` names no database", f"`--ledger {text}` 不是数据库网址"),
            Phrase(f"--ledger sqlite:///{file}", f"--ledger sqlite:///{file}"),
        )
    kept = sorted(records.values(), key=lambda schema: schema.key is None and schema.dated is None)
    names: Titled | None = next((schema.names for schema in kept), None)
    first = "RECORD" if names is None else names.first
    people = "记录" if names is None else names.for_people()
    return UsageError(
        Phrase(
            f"`--ledger {text}` does not say whose ledger it is",
            f"`--ledger {text}` 没有写明是哪种记录的台账",
        ),
        Phrase(f"--ledger {first}={text or 'FILE'}", f"--ledger {people}={text or '文件'}"),
    )


def _database_file(text: str) -> str | None:
    """Return the file that a text means where it looks like a SQLite database; None where it does not."""
    path = text.removeprefix("sqlite:").lstrip("/") if text.startswith("sqlite:") else text
    if text.startswith("sqlite:") or Path(path).suffix.lower() in (".db", ".sqlite", ".sqlite3"):
        return path or "ledger.db"
    return None


def _twice(whose: Phrase) -> UsageError:
    return UsageError(
        Phrase(f"`--ledger` is given more than once {whose.en}", f"{whose.zh}的 `--ledger` 重复给出"),
        Phrase("give each record one ledger, with all its entries", "每种记录只给一处台账，其中列全各条"),
    )


def _known_database(url: str, openers: Mapping[str, LedgerOpener]) -> str:
    """Return the address of a ledger that can be opened; what is said of others leaves passwords out."""
    scheme = scheme_of(url)
    if scheme in openers:
        return url
    meant = near(scheme, openers)
    known = known_addresses(openers)
    raise UsageError(
        Phrase(f"no ledger can be read from `{scheme}://…`", f"无法从 `{scheme}://…` 读取台账"),
        *(Phrase(f"did you mean `{each}://…`?", f"是否指 `{each}://…`？") for each in meant[:1]),
        Phrase(f"databases that can be read: {known.en}", f"可读取的数据库：{known.zh}"),
    )


def _known_file(path: str) -> str:
    """Return the path of a file that is there and can hold a ledger."""
    from policyrules.surfaces.ledger_files import SUFFIXES, file_and_sheet, not_read

    file, _sheet = file_and_sheet(path)
    if Path(file).suffix.lower() not in SUFFIXES:
        raise UsageError(*not_read(file))
    try:
        mode = Path(file).stat().st_mode
    except OSError as error:
        raise unreadable(file, error) from None
    if stat.S_ISDIR(mode):
        raise unreadable(file, IsADirectoryError())
    return path
