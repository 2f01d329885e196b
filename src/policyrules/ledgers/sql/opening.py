"""How does a ledger come to fit a program: made where it is not there, brought up where the policies have changed?

All of it in one transaction, while nobody else changes the ledger. Where nothing has changed, nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError
from policyrules.frozen import frozen
from policyrules.ledgers.memory import MemoryLedger
from policyrules.ledgers.sql import names
from policyrules.ledgers.sql.books import Opened, SqlBooks, planned_lock
from policyrules.ledgers.sql.count_statements import CountStatements
from policyrules.ledgers.sql.counters import KeptQuota
from policyrules.ledgers.sql.entries import KeptRecord
from policyrules.ledgers.sql.fitting import Fit, Fitting
from policyrules.ledgers.sql.found import Found, FoundRecord, columns_in, fields_of, found, written_fields
from policyrules.ledgers.sql.looking import last_number, state
from policyrules.ledgers.sql.moments import Moment
from policyrules.ledgers.sql.plan import PlannedRecord, planned
from policyrules.ledgers.sql.rebuilding import PAGE, Progress, rebuild
from policyrules.ledgers.sql.session import SqlSession
from policyrules.ledgers.sql.statements import Composer
from policyrules.ledgers.sql.stored import json_text
from policyrules.ledgers.sql.tables import FORM, RecordTable, Tables, add_record, tables
from policyrules.ledgers.sql.writing import writing

if TYPE_CHECKING:
    from policyrules.core.ir import Program, RuleId
    from policyrules.ledgers.books import Books, CountUses, Kept
    from policyrules.ledgers.sql.connection import Connection, Connections
    from policyrules.ledgers.sql.stored import Backend


@frozen(eq=False)
class Wanted:
    """What a ledger is opened for, and how."""

    program: Program
    records: frozenset[str]
    count: Callable[[str], CountUses]
    prefix: str
    migrate: bool
    progress: Progress | None


class Opening:
    """Opens a ledger for a program, once."""

    def __init__(
        self,
        backend: Backend,
        connections: Connections,
        wanted: Wanted,
    ) -> None:
        self._connections = connections
        self._wanted = wanted
        self._backend = backend
        self._composer = Composer(backend)
        self._plan = planned(wanted.program, wanted.records)

    def books(self) -> SqlBooks:
        """Return the books. Raises `LedgerError` where the ledger does not fit, with what there is to do."""
        connection = self._connections.mine()
        if self._backend == "sqlite":
            # to look costs nothing there, and most ledgers fit
            there = tables(self._backend, self._wanted.prefix)
            look = found(connection, there, self._composer)
            if look is not None and self._is_as_wanted(connection, look):
                return self._books(look, 0)
        return self._made_to_fit(connection)

    def books_to_read(self, shown: str) -> Books:
        """Return the books as they are, nothing written. Raises `LedgerError` where there is no ledger, or none that fits.

        Where it is counted by other policies, what the entries add is counted in memory.
        """
        connection = self._connections.mine()
        if self._backend == "sqlite":
            connection.begin_reading(self._composer.statement(sa.select(sa.literal_column("1"))))
        else:  # as in `_made_to_fit`: others' numbers are settled then
            connection.begin_changing([planned_lock(self._wanted.prefix, shared=False)])
        try:
            look = found(connection, tables(self._backend, self._wanted.prefix), self._composer)
            if look is None:
                raise _no_ledger(shown)
            if self._is_as_wanted(connection, look):
                return self._books(look, self._last_number(connection))
            return self._counted_in_memory(connection, look)
        finally:
            connection.roll_back()

    def _counted_in_memory(self, connection: Connection, look: Found) -> Books:
        all_ = self._layout(look)
        versions: list[Kept] = []
        for name in self._plan:
            if name in look.records:
                self._require_fields(connection, look, all_.of[name])
                versions += _versions(connection, KeptRecord(all_, all_.of[name], self._composer, {}))
        versions.sort(key=lambda version: version.number)
        ledger = MemoryLedger.holding(versions, records=self._wanted.records)
        return ledger.open(self._wanted.program, self._wanted.count)

    def _require_fields(self, connection: Connection, look: Found, table: RecordTable) -> None:
        """Raise `LedgerError` where a table does not have the fields of its record as they are now."""
        kept = look.records[table.plan.name]
        fields = fields_of(table, self._wanted.program.records)
        if kept.fields == fields and kept.key == table.plan.schema.key:
            return
        fit = self._fit(connection, look, table)
        if fit.complaints:
            raise _no_longer_fits([(table.plan, fit.complaints)])

    def _made_to_fit(self, connection: Connection) -> SqlBooks:
        # on PostgreSQL also to wait for all changes that others have begun: their numbers are settled then
        connection.begin_changing([planned_lock(self._wanted.prefix, shared=False)])
        try:
            books = self._fitted(connection)
        except BaseException:
            connection.roll_back()
            raise
        connection.commit()
        return books

    def _fitted(self, connection: Connection) -> SqlBooks:
        there = tables(self._backend, self._wanted.prefix)
        look = found(connection, there, self._composer)
        if look is None:
            self._make_own(connection, there)
            look = found(connection, there, self._composer)
            assert look is not None, "it was just made"
        if not self._is_as_wanted(connection, look):
            look = self._changed(connection, look)
        return self._books(look, self._last_number(connection))

    def _last_number(self, connection: Connection) -> int:
        there = tables(self._backend, self._wanted.prefix)
        last = connection.one(
            self._composer.statement(sa.select(last_number(there)).select_from(there.ledger)), {}
        )
        assert last is not None, "a ledger has one row"
        number: int = last[0]
        return number

    # --- what is there, and what is wanted ---------------------------------------------------

    def _layout(self, look: Found) -> Tables:
        """Return the tables with those of this program's records."""
        all_ = tables(self._backend, self._wanted.prefix)
        known = {record: kept.table for record, kept in look.records.items()}
        taken = [table.name for table in all_.own]
        called = names.names_for(self._plan, known, taken, prefix=self._wanted.prefix)
        for name, plan in self._plan.items():
            kept = look.records.get(name)
            columns = {} if kept is None else {each.name: each.column for each in kept.fields.values()}
            add_record(all_, plan, called[name], columns, self._wanted.program)
        return all_

    def _is_as_wanted(self, connection: Connection, look: Found) -> bool:
        all_ = self._layout(look)
        return all(
            self._record_fits(connection, look, table)
            and set(self._digests(plan))
            == {digest for owner, digest in look.quotas.values() if owner == plan.name}
            for table, plan in ((all_.of[plan.name], plan) for plan in self._plan.values())
        ) and all(look.records[name].searched for name in self._searched() if name in look.records)

    def _record_fits(self, connection: Connection, look: Found, table: RecordTable) -> bool:
        kept = look.records.get(table.plan.name)
        if (
            kept is None
            or kept.key != table.plan.schema.key
            or not kept.looked_up >= set(table.plan.looked_up)
        ):
            return False
        fields = fields_of(table, self._wanted.program.records)
        there = columns_in(connection, table.table.name, self._composer)
        return kept.fields == fields and all(each.column in there for each in fields.values())

    def _digests(self, plan: PlannedRecord) -> list[str]:
        return [quota.digest for quota in plan.quotas.values()]

    def _searched(self) -> set[str]:
        return {other for plan in self._plan.values() for other in plan.searched}

    def _books(self, look: Found, floor: int) -> SqlBooks:
        all_ = self._layout(look)
        counts = CountStatements(all_, self._composer)
        numbers = {(owner, digest): number for number, (owner, digest) in look.quotas.items()}
        kept = {
            name: KeptRecord(
                all_,
                all_.of[name],
                self._composer,
                {
                    rule: KeptQuota(numbers[name, quota.digest], quota, self._backend)
                    for rule, quota in plan.quotas.items()
                },
            )
            for name, plan in self._plan.items()
        }
        opened = Opened(
            program=self._wanted.program,
            backend=self._backend,
            prefix=self._wanted.prefix,
            kept=kept,
            counts=counts,
            writing=writing(all_, counts, self._composer),
            state=self._composer.statement(state(all_)),
            generation=look.generation,
            searched=_searched_of(look),
            floor=floor,
            found_again=lambda connection: self._found_again(connection, all_),
        )
        return SqlBooks(opened, self._connections)

    def _found_again(self, connection: Connection, all_: Tables) -> tuple[int, frozenset[str]]:
        """Return the state of the plan by now. Raises `LedgerError` where it is another than this program's."""
        look = found(connection, all_, self._composer)
        if look is None:
            raise _gone()
        for name, plan in self._plan.items():
            kept = look.records.get(name)
            digests = {digest for owner, digest in look.quotas.values() if owner == name}
            wanted = fields_of(all_.of[name], self._wanted.program.records)
            if kept is None or kept.fields != wanted or digests != set(self._digests(plan)):
                raise _other_plan(plan)
        return look.generation, _searched_of(look)

    # --- what is made -------------------------------------------------------------------------

    def _make_own(self, connection: Connection, all_: Tables) -> None:
        if self._backend == "postgresql":
            connection.define(self._composer.definition(sa.schema.CreateSequence(all_.sequence)))
        for table in all_.own:
            self._make(connection, table)
        first = sa.insert(all_.ledger).values(
            form=sa.literal_column(str(FORM)),
            generation=sa.literal_column("0"),
            number=sa.literal_column("0"),
        )
        connection.run(self._composer.statement(first), {})

    def _make(self, connection: Connection, table: sa.Table) -> None:
        connection.define(self._composer.definition(sa.schema.CreateTable(table)))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.define(self._composer.definition(sa.schema.CreateIndex(index)))

    def _changed(self, connection: Connection, look: Found) -> Found:
        """Bring the ledger up to the program; return what is there then."""
        all_ = self._layout(look)
        fits = {name: self._fit(connection, look, all_.of[name]) for name in self._plan}
        complaints = {name: fit.complaints for name, fit in fits.items() if fit.complaints}
        if complaints:
            raise _no_longer_fits([(self._plan[name], said) for name, said in complaints.items()])
        for name, fit in fits.items():
            self._bring_up(connection, all_.of[name], fit, look.records.get(name))
        new = self._number_quotas(connection, all_, look)
        self._note(connection, all_, look)
        look = found(connection, all_, self._composer) or look
        self._count(connection, look, new)
        return look

    def _fit(self, connection: Connection, look: Found, table: RecordTable) -> Fit:
        kept = look.records.get(table.plan.name)
        if kept is None:
            if columns_in(connection, table.table.name, self._composer):
                raise _taken(table.table.name)
            return Fit(anew=True)
        records = self._wanted.program.records
        return Fitting(
            connection, self._composer, kept, table, records, migrate=self._wanted.migrate
        ).compared()

    def _bring_up(
        self, connection: Connection, table: RecordTable, fit: Fit, kept: FoundRecord | None
    ) -> None:
        quoted = self._composer.quoted(table.table.name)
        if fit.anew:
            connection.define(f"DROP TABLE IF EXISTS {quoted}")
            self._make(connection, table.table)
            return
        for step in fit.steps:
            connection.run(step.statement, step.given)
        looked_up = frozenset[str]() if kept is None else kept.looked_up
        for index in sorted(table.table.indexes, key=lambda index: str(index.name)):
            about_key = index.name in (
                names.fitting(f"{table.table.name}_name_index"),
                names.fitting(f"{table.table.name}_ended_index"),
            )
            if fit.key_moved and about_key:
                connection.define(f"DROP INDEX IF EXISTS {self._composer.quoted(str(index.name))}")
            if (fit.key_moved and about_key) or set(table.plan.looked_up) - looked_up:
                connection.define(self._composer.definition(sa.schema.CreateIndex(index, if_not_exists=True)))

    def _number_quotas(
        self, connection: Connection, all_: Tables, look: Found
    ) -> dict[str, dict[RuleId, int]]:
        """Forget quotas that are there no more, give numbers to those that are new; return these."""
        wanted = {
            (name, quota.digest): (name, rule)
            for name, plan in self._plan.items()
            for rule, quota in plan.quotas.items()
        }
        number = sa.bindparam("gone", type_=sa.Integer())
        for old, (owner, digest) in look.quotas.items():
            if owner in self._plan and (owner, digest) not in wanted:
                for table in (all_.quotas, all_.uses, all_.counts, all_.values):
                    gone = sa.delete(table).where(table.c.quota == number)
                    connection.run(self._composer.statement(gone), {"gone": old})
        there = set(look.quotas.values())
        add = self._composer.statement(
            sa.insert(all_.quotas).values(
                {column.key: sa.bindparam(column.key, type_=column.type) for column in all_.quotas.columns}
            )
        )
        next_, new = max(look.quotas, default=0), dict[str, dict[Any, int]]()
        for (owner, digest), (name, rule) in wanted.items():
            if (owner, digest) not in there:
                next_ += 1
                connection.run(add, {"quota": next_, "record": owner, "item": str(rule), "digest": digest})
                new.setdefault(name, {})[rule] = next_
        return new

    def _note(self, connection: Connection, all_: Tables, look: Found) -> None:
        """Write down what the ledger is for by now; whoever opened it before looks again."""
        records, searched = all_.records, self._searched()
        parameters = {column.key: sa.bindparam(column.key, type_=column.type) for column in records.columns}
        add = self._composer.statement(sa.insert(records).values(parameters))
        remove = self._composer.statement(
            sa.delete(records).where(records.c.record == sa.bindparam("gone", type_=sa.Text()))
        )
        for name, plan in self._plan.items():
            kept, table = look.records.get(name), all_.of[name]
            looked_up = set(plan.looked_up) | (kept.looked_up if kept is not None else frozenset())
            connection.run(remove, {"gone": name})
            connection.run(
                add,
                {
                    "record": name,
                    "table": table.table.name,
                    "key": plan.schema.key,
                    "fields": written_fields(fields_of(table, self._wanted.program.records)),
                    "looked_up": json_text(sorted(looked_up)),
                    "searched": name in searched or (kept is not None and kept.searched),
                },
            )
        ledger = all_.ledger
        once_more = sa.update(ledger).values(generation=ledger.c.generation + sa.literal_column("1"))
        connection.run(self._composer.statement(once_more), {})

    def _count(self, connection: Connection, look: Found, new: Mapping[str, Mapping[RuleId, int]]) -> None:
        """Count what the entries there are add to new quotas."""
        if not new:
            return
        books = self._books(look, 0)
        session = SqlSession(books, connection, Moment(0))
        for name, rules in new.items():
            kept = books.kept[name]
            rebuild(
                books,
                session,
                kept,
                {rule: kept.quotas[rule] for rule in rules},
                count=self._wanted.count(name),
                progress=self._wanted.progress,
            )
        session.end()


def _versions(connection: Connection, record: KeptRecord) -> Iterator[Kept]:
    """Yield all versions of a record's entries, in the order of their numbers."""
    pages, after = record.statements.pages(PAGE), 0
    while rows := connection.all(pages, {"after": after}):
        yield from map(record.kept, rows)
        after = rows[-1][0]


def _searched_of(look: Found) -> frozenset[str]:
    return frozenset(name for name, kept in look.records.items() if kept.searched)


# --- what is said -------------------------------------------------------------------------------


def _no_longer_fits(complaints: Iterable[tuple[PlannedRecord, tuple[Phrase, ...]]]) -> LedgerError:
    en, zh = [], []
    for plan, said in complaints:
        people = plan.schema.names.for_people()
        changes = "1 change" if len(said) == 1 else f"{len(said)} changes"
        en.append(f"the table of `{plan.name}` does not fit the record any more ({changes}):")
        zh.append(f"`{people}` 的台账表与现行记录定义不符（共 {len(said)} 处）：")
        en += [f"- {each.en}" for each in said]
        zh += [f"- {each.zh}" for each in said]
    return LedgerError(Phrase("\n".join(en), "\n".join(zh)))


def _taken(table: str) -> LedgerError:
    return LedgerError(
        Phrase(
            f"the database has a table `{table}` that is no ledger's; give the ledger's tables a prefix: "
            '`SqlLedger(…, prefix="ledger_")`',
            f'数据库中已有表 `{table}`，且不是台账的表；请为台账各表加前缀：`SqlLedger(…, prefix="ledger_")`',
        )
    )


def _other_plan(plan: PlannedRecord) -> LedgerError:
    name, people = plan.name, plan.schema.names.for_people()
    return LedgerError(
        Phrase(
            f"the ledger of `{name}` has been opened with other policies since, and is counted by those: "
            "load the policies that are in force and build a new engine",
            f"`{people}` 台账此后已按其他政策文件打开并据其统计；请加载现行政策文件并重新创建引擎",
        )
    )


def _no_ledger(shown: str) -> LedgerError:
    return LedgerError(
        Phrase(
            f"there is no ledger in {shown} yet: it is made when the first record is admitted",
            f"{shown} 中尚无台账：首次登记时自动建立",
        )
    )


def _gone() -> LedgerError:
    return LedgerError(Phrase("the ledger's tables are gone from the database", "数据库中的台账表已不存在"))
