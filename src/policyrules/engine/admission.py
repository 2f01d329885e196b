"""How does a record come into a ledger, change there, and leave it? Decided and written in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from policyrules.core.facts.refused import did_you_mean
from policyrules.core.uses import Unplaced, key_of
from policyrules.diagnostics.phrase import Phrase
from policyrules.engine.receipt import Receipt
from policyrules.errors import FactError, FactProblem, LedgerError
from policyrules.frozen import evolve, frozen
from policyrules.ledgers.books import Admission, Change, Kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from policyrules.core.facts import Facts
    from policyrules.core.history import History, Use
    from policyrules.engine.record_decider import Grounds, RecordDecider
    from policyrules.ledgers.books import Books, Session
    from policyrules.semantics.schema import RecordSchema

ACCEPTED: Final = frozenset({"permit", "advise", "warn"})
"""The outcomes with which a record is accepted; with any other only for a stated reason."""

_SOUGHT_AMONG: Final = 10_000
"""Among so many keys one is sought that is spelt nearly like one that is not there: the last in a longer ledger."""
_ADMIT_FIRST: Final = Phrase(
    "if it is not there yet, admit it (`admit`, without `--revise`)",
    "尚未登记的，请先登记（用 `admit`，不加 `--revise`）",
)


@frozen(eq=False)
class Asked:
    """What is asked of a ledger: a record's facts, the key they go under, and in spite of what."""

    facts: Facts
    key: str
    on: date | None
    override: str | None
    dry_run: bool


class Desk:
    """Takes records of one kind into their ledger."""

    def __init__(self, decider: RecordDecider, grounds: Grounds, books: Books) -> None:
        self._decider = decider
        self._grounds = grounds
        self._books = books
        self._names = decider.schema.names
        self._record = self._names.first
        self._count = decider.counts
        require_ledger(decider.schema, books)

    def admit(self, asked: Asked) -> Receipt:
        """Decide a record and, if it may be, write it. Raises `LedgerError` for a key that is taken."""

        def work(session: Session) -> Receipt:
            latest = session.latest(self._record, asked.key)
            if latest is not None:
                return self._repeated(session, latest, asked)
            name = key_of(self._grounds.program, asked.facts.row)
            other = None if name is None else session.named(self._record, name)
            if other is not None:
                raise self._taken(name or asked.key)
            return self._decided(session, asked, None)

        return self._asked(asked, self._change(asked), work)

    def revise(self, asked: Asked) -> Receipt:
        """Decide a new version of an entry and, if it may be, write it. Raises `LedgerError` without one."""

        def work(session: Session) -> Receipt:
            standing = self._standing(session, asked.key, if_new=_ADMIT_FIRST)
            name = key_of(self._grounds.program, asked.facts.row)
            if name != standing.entry.key:
                raise LedgerError(
                    Phrase(
                        f"`{asked.key}` is called `{standing.entry.key}`, and a new version cannot be called `{name}`",
                        f"`{asked.key}` 的主键为 `{standing.entry.key}`，变更后不能改为 `{name}`",
                    )
                )
            return self._decided(session, evolve(asked, key=standing.key), standing)

        return self._asked(asked, self._change(asked, ends=True), work)

    def withdraw(self, key: str, reason: str) -> Receipt:
        """Mark an entry as withdrawn. Raises `LedgerError` where none stands under the key."""

        def work(session: Session) -> Receipt:
            standing = self._standing(session, key)
            number = session.withdraw(standing, reason, _now())
            return Receipt("withdrawn", self._record, key, number, None, names=self._names)

        return self._books.change(Change(self._record, key, ends=True), work)

    # --- parts ------------------------------------------------------------------------------

    def _asked(self, asked: Asked, change: Change, work: Callable[[Session], Receipt]) -> Receipt:
        return self._books.read(work) if asked.dry_run else self._books.change(change, work)

    def _decided(self, session: Session, asked: Asked, before: Kept | None) -> Receipt:
        history = session.history(self._record, before)
        decision = self._decider.decided(asked.facts, asked.on, history)
        fine = decision.outcome.value in ACCEPTED
        written = "admitted" if before is None else "revised"
        if not fine and asked.override is None:
            return Receipt(
                "refused", self._record, asked.key, None, decision, dry_run=asked.dry_run, names=self._names
            )
        uses = self._uses(asked, history)
        override = None if fine else asked.override
        number = None
        if not asked.dry_run:
            admission = Admission(
                self._record,
                asked.key,
                asked.facts,
                asked.on,
                uses,
                decision.outcome.value,
                override,
                _now(),
            )
            number = session.append(admission, instead_of=before)
        return Receipt(
            written,  # type: ignore[arg-type]  # one of two statuses
            self._record,
            asked.key,
            number,
            decision,
            override,
            dry_run=asked.dry_run,
            names=self._names,
        )

    def _uses(self, asked: Asked, history: History) -> tuple[Use, ...]:
        try:
            return self._count(asked.facts, asked.on, history)
        except Unplaced as unplaced:
            raise unplaced_facts(asked.facts, unplaced) from None

    def _repeated(self, session: Session, latest: Kept, asked: Asked) -> Receipt:
        """Return the receipt of a record that was admitted before with the same facts."""
        if latest.ended is not None:
            raise LedgerError(
                Phrase(
                    f"`{asked.key}` was withdrawn; admit it under another key",
                    f"`{asked.key}` 已撤销，请以新的编号登记",
                )
            )
        first = session.first_of(self._record, asked.key)
        assert first is not None, "a last version has a first"
        if asked.facts.values not in (first.facts.values, latest.facts.values):
            raise self._taken(asked.key)
        history = session.before_number(self._record, first.number, None)
        decision = self._decider.decided(first.facts, first.on, history, by_reference=True)
        return Receipt(
            "repeated",
            self._record,
            asked.key,
            first.number,
            decision,
            first.override,
            names=self._names,
            standing=None if latest.number == first.number else latest.number,
        )

    def _standing(self, session: Session, key: str, *, if_new: Phrase | None = None) -> Kept:
        standing = session.standing(self._record, key) or session.named(self._record, key)
        if standing is not None:
            return standing
        people = self._decider.schema.names.for_people()
        if session.latest(self._record, key) is not None:
            raise LedgerError(
                Phrase(
                    f"`{key}` was withdrawn from the ledger of `{self._record}`",
                    f"{people}台账中的 `{key}` 已撤销",
                )
            )
        from policyrules.diagnostics.suggest import near  # noqa: PLC0415  # loads rapidfuzz, which only mistakes need

        en, zh = f"the ledger of `{self._record}` has no `{key}`", f"{people}台账中没有 `{key}`"
        for meant in did_you_mean(near(key, session.last_keys(self._record, _SOUGHT_AMONG))):
            en, zh = f"{en} ({meant.en})", f"{zh}（{meant.zh}）"
        if if_new is not None:
            en, zh = f"{en}; {if_new.en}", f"{zh}；{if_new.zh}"
        raise LedgerError(Phrase(en, zh))

    def _taken(self, key: str) -> LedgerError:
        people = self._decider.schema.names.for_people()
        return LedgerError(
            Phrase(
                f"the ledger of `{self._record}` has another `{key}`: revise it (`revise`, `--revise`), or use another key",
                f"{people}台账中已有 `{key}`，且事实不同；属于变更的，请用 `revise`（`--revise`）；否则请另行编号",
            )
        )

    def _change(self, asked: Asked, *, ends: bool = False) -> Change:
        name = key_of(self._grounds.program, asked.facts.row)
        places = partial(self._count.places, asked.facts)
        return Change(self._record, asked.key, name, places, ends=ends)


def require_ledger(schema: RecordSchema, books: Books) -> None:
    """Raise `LedgerError` where a record has no ledger."""
    if not books.has(schema.names.first):
        raise LedgerError(
            Phrase(
                f"there is no ledger of `{schema.names.first}`", f"没有 `{schema.names.for_people()}` 的台账"
            )
        )


def fresh_key() -> str:
    """Return a key nothing else has, for records that have none of their own."""
    return uuid4().hex


def unplaced_facts(facts: Facts, unplaced: Unplaced) -> FactError:
    """Return what says that a record which is to be counted does not say under what, or when."""
    problems = []
    for expr in unplaced.fields:
        steps = getattr(expr, "steps", ())
        field = facts.schema.field_named(steps[0]) if steps else None
        names = (None, None) if field is None else (field.names.first, field.names.second)
        problems.append(FactProblem(".".join(steps), unplaced.message, code="is-missing", names=names))
    return FactError(facts.record, problems)


def _now() -> datetime:
    return datetime.now(UTC)
