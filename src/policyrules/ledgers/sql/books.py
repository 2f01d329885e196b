"""How does one program read and change its ledgers in a database?"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import random
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from policyrules.core.uses import PlainUses
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import LedgerError
from policyrules.frozen import evolve, frozen
from policyrules.ledgers.books import Change, Counted, Kept, Looking, looking_through, nowhere
from policyrules.ledgers.sql.admitting_at_once import AdmittingAtOnce
from policyrules.ledgers.sql.at_once import AskingAtOnce, asked_at_once, looking_at_once
from policyrules.ledgers.sql.connection import AgainError, Connections, LostError
from policyrules.ledgers.sql.keys import written_key
from policyrules.ledgers.sql.locks import MANY, Lock, in_order, lock
from policyrules.ledgers.sql.looking import Begun
from policyrules.ledgers.sql.moments import Moment
from policyrules.ledgers.sql.placing import Placing, placing
from policyrules.ledgers.sql.session import SqlSession
from policyrules.ledgers.sql.writing import SqliteWriting

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.history import History, Use
    from policyrules.core.ir import Program
    from policyrules.core.uses import Uses
    from policyrules.ledgers.sql.connection import Connection
    from policyrules.ledgers.sql.count_statements import CountStatements
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.statements import Statement
    from policyrules.ledgers.sql.stored import Backend
    from policyrules.ledgers.sql.writing import Writing

T = TypeVar("T")
P = ParamSpec("P")

ATTEMPTS: Final = 10
"""So often is a change tried that the database ended for the sake of others."""


@frozen(eq=False)
class Opened:
    """What was found, or made, when a ledger was opened for a program."""

    program: Program
    backend: Backend
    prefix: str
    kept: dict[str, KeptRecord]
    counts: CountStatements
    writing: Writing
    state: Statement
    generation: int
    searched: frozenset[str]
    floor: int
    found_again: Callable[[Connection], tuple[int, frozenset[str]]]

    def still_fitting(self, connection: Connection) -> Opened:
        """Return the same where the ledger's plan has changed since, and not for this program's records.

        Raises `LedgerError` where they are kept by another plan now.
        """
        generation, searched = self.found_again(connection)
        return evolve(self, generation=generation, searched=searched)


class SqlBooks:
    """A program's ledgers in a database. Safe to share between threads, and after a fork."""

    def __init__(self, opened: Opened, connections: Connections) -> None:
        self.program = opened.program
        self.kept = opened.kept
        self.counts = opened.counts
        self.writing = opened.writing
        self.opened = opened
        self.connections = connections
        self._placings: dict[str, tuple[Counted, Placing]] = {}

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return record in self.kept

    # --- reading ------------------------------------------------------------------------------

    def at_hand(self, record: str) -> None:
        """Return none: it is not in memory, or not alone."""
        del record

    def at_once(self, record: str, counted: Counted) -> AskingAtOnce | None:
        """Return what gives all counts by one question; on SQLite, where the rest would take longer than the question."""
        kept = self.kept.get(record)
        return None if kept is None else AskingAtOnce.of(self, kept, counted)

    def admitting_at_once(self, record: str, counted: Counted, settled: Uses) -> AdmittingAtOnce | None:
        """Return what admits records that count for every quota, by single facts; on SQLite."""
        kept = self.kept.get(record)
        quotas = None if kept is None else asked_at_once(self, kept, counted)
        writing = self.writing
        if kept is None or quotas is None or type(settled) is not PlainUses:
            return None
        assert isinstance(writing, SqliteWriting), "quotas are asked at once on SQLite"
        days_at = {rule: day_at for rule, _, day_at, _ in settled.quotas}
        if len(days_at) < len(quotas):
            return None
        days = [days_at[quota.rule] for quota in quotas]
        return AdmittingAtOnce(self, kept, quotas, days, writing.set_number)

    def looking(self, record: str, counted: Counted = nowhere) -> Looking:
        """Return what lets records of one kind be decided."""
        kept = self.kept.get(record)

        def looking(
            work: Callable[[Any, date | None, History], T],
            name: str | None,
            facts: Any,
            on: date | None,
        ) -> T:
            def look(session: SqlSession) -> T:
                own = None if name is None else session.named(record, name)
                return work(facts, on, session.history(record, own))

            return self.read(look)

        if kept is not None and kept.is_seen_at_once:
            return looking_at_once(self, kept, counted, otherwise=looking)
        return looking

    def deciding(self, record: str, name: str | None, work: Callable[[History], T]) -> T:
        """Return what `work` makes of the ledgers as a decision sees them."""
        return looking_through(self.looking(record), name, work)

    def read(self, work: Callable[..., T], *given: Any) -> T:
        """Return what `work` makes of the ledgers as they are at one moment, and of `given`."""
        going_on = self.connections.of_thread().middle
        if type(going_on) is SqlSession and going_on.is_of(self):
            return work(going_on, *given)
        return self.within(self._read, work, given)

    def within(self, ask: Callable[P, T], *asked: P.args, **named: P.kwargs) -> T:
        """Return what is asked of the database, on a new connection where the one there was broke."""
        try:
            return ask(*asked, **named)
        except LostError:
            self.connections.drop()
        except AgainError as error:
            raise _not_now(error) from None
        try:
            return ask(*asked, **named)
        except LostError as error:
            self.connections.drop()
            raise _lost(error) from None
        except AgainError as error:
            raise _not_now(error) from None

    def _read(self, work: Callable[..., T], given: tuple[Any, ...]) -> T:
        connection = self.connections.free()
        generation, told = connection.begin_reading(self.opened.state)
        try:
            if generation != self.opened.generation:
                self.opened = self.opened.still_fitting(connection)
            session = SqlSession(self, connection, self.moment(told))
            return self._done(session, work, session, *given)
        finally:
            connection.roll_back()  # nothing was written

    def still_fits(self) -> None:
        """Take note that the ledger's plan has changed. Raises `LedgerError` where it is kept by another plan now."""
        self.opened = self.within(lambda: self.opened.still_fitting(self.connections.free()))

    def moment(self, told: Any) -> Moment:
        """Return the moment that a look tells."""
        if self.opened.backend == "sqlite":
            return Moment(told)
        return Moment(0, told, self.opened.floor)

    def asking(self, session: SqlSession | None, ask: Callable[[Connection], T]) -> T:
        """Return what is asked of the tables: in the transaction while it goes on, else on a connection that is free."""
        if session is not None and session.is_mine:
            return ask(session.connection)
        return self.within(lambda: ask(self.connections.free()))

    def entries(self, record: str) -> list[Kept]:
        """Return the versions that stand, in the order of their admission, with what they add to quotas."""
        return self.read(lambda session: session.entries(record))

    # --- changing -----------------------------------------------------------------------------

    def change(self, change: Change, work: Callable[..., T], *given: Any) -> T:
        """Return what `work` makes of the ledgers, and of `given`, while nobody else changes what it rests on."""
        # also where it only looks: what it sees must not change under it
        if self.connections.of_thread().middle is not None:
            raise LedgerError(
                Phrase(
                    "this thread is in the middle of a decision on a ledger; change it when that is over",
                    "本线程正在据台账作出判定，须待其结束后再变更台账",
                )
            )
        self.kept[change.record].check_keys(change.key, change.name)
        error: Exception | None = None
        for attempt in range(ATTEMPTS):
            try:
                return self._change(change, work, given)
            except AgainError as again:
                error = again
                time.sleep(random() * 0.002 * 2**attempt)  # noqa: S311  # nothing is secret about waiting
            except LostError as lost:
                self.connections.drop()
                if attempt:
                    raise _lost(lost) from None
                error = lost
        assert error is not None, "each attempt failed"
        raise _not_now(error)

    def _change(self, change: Change, work: Callable[..., T], given: tuple[Any, ...]) -> T:
        connection = self.connections.mine()
        locked = self._locked(change, connection)
        connection.begin_changing(() if locked is None else locked.locks)
        try:
            session = self._begun(change, connection)
            if locked is not None:
                locked.must_end(self._ending(change, connection))
            done = self._done(session, work, session, *given)
        except BaseException:
            connection.roll_back()
            raise
        connection.commit()
        return done

    def _begun(self, change: Change, connection: Connection) -> SqlSession:
        placed = self._placing(change)(change.name, change.key, change.facts)
        assert placed is not None, "what is too much is left out"
        statement, places, given = placed
        row = connection.one_row(statement, given)
        assert row is not None, "a ledger has one row"
        if row[0] != self.opened.generation:
            searched, self.opened = self.opened.searched, self.opened.still_fitting(connection)
            if self.opened.searched - searched and self.opened.backend == "postgresql":
                raise AgainError("others look for entries by now in a ledger that was not locked")
        begun = Begun(change.record, change.key, change.name, places, row)
        return SqlSession(self, connection, Moment(row[1]), begun)

    def _placing(self, change: Change) -> Placing:
        """Return what says which counts to look up, kept for all changes that count alike."""
        counts, found = self._placings.get(change.record, (None, None))
        if found is None or counts is not change.counts:
            found = placing(self.kept[change.record], change.counts, changing=True)
            self._placings[change.record] = (change.counts, found)
        return found

    def _done(self, session: SqlSession, work: Callable[..., T], *given: Any) -> T:
        own = self.connections.of_thread()
        before, own.middle = own.middle, session
        try:
            return work(*given)
        finally:
            session.end()
            own.middle = before

    # --- what is locked -----------------------------------------------------------------------

    def _locked(self, change: Change, connection: Connection) -> Locked | None:
        """Return the locks of a change; None where the whole file is locked anyhow."""
        if self.opened.backend == "sqlite":
            return None
        ending = self._ending(change, connection)
        prefix, record = self.opened.prefix, change.record
        kept = self.kept[record]
        wanted = [
            (kept.quotas[rule], written_key(key)) for rule, key, _ in change.counts.places(change.facts)
        ]
        wanted += [(kept.quotas[use.quota], written_key(use.key)) for use in ending.uses]
        keys = {change.key, ending.key} - {None}
        names = {change.name, ending.name} - {None}
        if change.ends:
            names.add(change.key)  # it may be the record's own
        plan = planned_lock(prefix)
        locks = [
            plan,
            *(lock(prefix, "key", record, key) for key in keys if key is not None),
            *(lock(prefix, "name", record, name) for name in names if name is not None),
            *(lock(prefix, "quota", quota.planned.digest, text) for quota, text in wanted),
            *(lock(prefix, "ledger", other, shared=True) for other in kept.table.plan.searched),
        ]
        if record in self.opened.searched:
            locks.append(lock(prefix, "ledger", record))
        if len(locks) > MANY:
            return Locked([Lock(plan.number, shared=False)], ending)
        return Locked(in_order(locks), ending)

    def _ending(self, change: Change, connection: Connection) -> Ending:
        """Return the version that a change may end: it must be the same when all is locked."""
        if not change.ends or self.opened.backend == "sqlite":
            return NOTHING
        session = SqlSession(self, connection, Moment(0))
        standing = session.standing(change.record, change.key) or session.named(change.record, change.key)
        if standing is None:
            return NOTHING
        uses = session.uses_of(self.kept[change.record], standing.number)
        return Ending(standing.number, standing.key, standing.name, tuple(uses))


@frozen
class Ending:
    """A version that a change may end: its number, its key, its name, and what it adds to quotas."""

    number: int | None = None
    key: str | None = None
    name: str | None = None
    uses: tuple[Use, ...] = ()


NOTHING: Final = Ending()


@frozen(eq=False)
class Locked:
    """The locks of a change, and the version they were worked out for."""

    locks: list[Lock]
    ending: Ending

    def must_end(self, ending: Ending) -> None:
        """Raise `AgainError` where by now another version may end."""
        if ending != self.ending:
            raise AgainError("another version stands by now")


def planned_lock(prefix: str, *, shared: bool = True) -> Lock:
    """Return the lock of a ledger's plan."""
    return lock(prefix, "plan", shared=shared)


def _lost(error: Exception) -> LedgerError:
    return LedgerError(
        Phrase(
            f"the connection to the ledger's database broke, and a new one as well: {error}",
            f"与台账数据库的连接中断，重新连接后仍然中断：{error}",
        )
    )


def _not_now(error: Exception) -> LedgerError:
    return LedgerError(
        Phrase(
            f"the ledger could not be changed: others kept changing the same at the same time ({error})",
            f"台账未能变更：其他办理持续同时变更同一内容（{error}）",
        )
    )
