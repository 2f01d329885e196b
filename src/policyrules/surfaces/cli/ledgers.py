"""Which ledgers does a command read and write?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policyrules.core.dates import zone_of
from policyrules.core.limits import quotas_of
from policyrules.core.parts import counted_by
from policyrules.core.rests_on import everything
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.ledgers import LedgerRequest, scheme_of
from policyrules.surfaces.cli.ledger_option import LedgerDatabase, LedgerFile, ledger_sources
from policyrules.surfaces.cli.mistakes import UsageError

if TYPE_CHECKING:
    from policyrules.core import ir
    from policyrules.engine import PolicySet
    from policyrules.ledgers.books import Ledger


def opened_ledger(
    written: Sequence[str], policies: PolicySet, *, to_write: str | None = None, migrate: bool = False
) -> Ledger | None:
    """Return the ledgers that `--ledger` names, as one; None when it names none.

    They are only read, but for that of the record `to_write`; with `migrate` its table is brought up to the record.
    """
    sources = ledger_sources(written, policies.records, policies.plugins.ledgers)
    named = sources.by_record.values()
    ledgers: list[Ledger] = []
    files = [source for source in named if isinstance(source, LedgerFile)]
    if files:
        ledgers.append(_of_files(files, policies))
    urls: dict[str, list[str]] = {}
    for source in named:
        if isinstance(source, LedgerDatabase) and source.record is not None:
            urls.setdefault(source.url, []).append(source.record)
    if sources.others is not None:
        others = set(policies.records) - sources.by_record.keys()
        urls.setdefault(sources.others.url, []).extend(sorted(others))
    for url, records in urls.items():
        written_to = to_write in records
        request = LedgerRequest(
            url, tuple(sorted(records)), read_only=not written_to, migrate=migrate and written_to
        )
        ledgers.append(policies.plugins.ledgers[scheme_of(url)].opened(request))
    if len(ledgers) > 1:
        from policyrules.ledgers.joined import JoinedLedger

        return JoinedLedger(ledgers)
    return ledgers[0] if ledgers else None


def writable_ledger(
    written: Sequence[str], policies: PolicySet, record: str, *, dry_run: bool = False, migrate: bool = False
) -> Ledger:
    """Return the ledgers of a command that writes into a record's; a dry run only reads it.

    Raises `UsageError` if that is no database.
    """
    name = policies.records[record].names
    sources = ledger_sources(written, policies.records, policies.plugins.ledgers)
    own = sources.by_record.get(record, sources.others)
    if not isinstance(own, LedgerDatabase):
        given = "a file" if isinstance(own, LedgerFile) else "no ledger"
        given_zh = "给出的是文件" if isinstance(own, LedgerFile) else "没有给出台账"
        raise UsageError(
            Phrase(
                f"`{name.first}` is written into a database, and {given} is given for it",
                f"`{name.for_people()}` 须登记入数据库，而{given_zh}",
            ),
            Phrase("--ledger sqlite:///ledger.db", "--ledger sqlite:///台账.db"),
        )
    to_write = None if dry_run else record
    ledger = opened_ledger(written, policies, to_write=to_write, migrate=migrate)
    assert ledger is not None, "its own is named"
    return ledger


def _of_files(files: Sequence[LedgerFile], policies: PolicySet) -> Ledger:
    from policyrules.ledgers.memory import MemoryLedger
    from policyrules.surfaces.ledger_files import read_ledger

    given = {}
    for source in files:
        schema = policies.records[source.record]
        rows = read_ledger(
            source.path,
            schema,
            records=policies.records,
            zone=zone_of(policies.program, source.record),
            partial=True,
            always=_counted_by(policies.program, source.record),
        )
        given[source.record] = [row.facts for row in rows.rows]
    return MemoryLedger(given, records=given)


def _counted_by(program: ir.Program, record: str) -> frozenset[str]:
    """Return the fields that every entry must tell, since quotas count by them."""
    return frozenset(
        node.steps[0]
        for quota in quotas_of(program, record).values()
        for expr in counted_by(quota)
        if expr is not quota.value
        for node in everything(expr)
        if getattr(node, "row", None) == "this" and hasattr(node, "steps")
    )
