"""How does a record come into a ledger, change there, and leave it? Decided and written in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from time import time
from typing import TYPE_CHECKING, Final

from policyrules.core.facts.refused import did_you_mean
from policyrules.core.uses import Unplaced
from policyrules.diagnostics.phrase import Phrase
from policyrules.engine.receipt import Receipt, fresh_key
from policyrules.errors import FactError, FactProblem, LedgerError
from policyrules.ledgers.books import Acceptance, Change, Kept

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.facts import Facts
    from policyrules.engine.counting import Counts
    from policyrules.engine.record_decider import RecordDecider
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


class Asked(Change):
    """What is asked of a ledger: a record's facts, the key they go under, and in spite of what."""

    __slots__ = ("dry_run", "on", "override")

    def __init__(  # noqa: PLR0917  # by position it is quicker
        self,
        facts: Facts,
        key: str,
        name: str | None,
        on: date | None,
        override: str | None,
        counts: Counts,
        *,
        dry_run: bool,
        ends: bool,
    ) -> None:
        self.record = facts.schema.names.first
        self.key = key
        self.name = name
        self.ends = ends
        self.facts = facts
        self.on = on
        self.override = override
        self.counts = counts
        self.dry_run = dry_run


class Desk:
    """Takes records of one kind into their ledger."""

    def __init__(self, decider: RecordDecider, books: Books) -> None:
        self._decider = decider
        self._books = books
        self._names = decider.schema.names
        self._record = self._names.first
        self._counts = decider.counts
        require_ledger(decider.schema, books)
        self._at_hand = decider.admitting_at_hand(books)

    def admit(
        self, given: object, key: str | None, on: date | None, override: str | None, *, dry_run: bool
    ) -> Receipt:
        """Decide a record and, if it may be, write it. Raises `LedgerError` for a key that is taken."""
        at_hand = self._at_hand
        if at_hand is not None and override is None and not dry_run:
            receipt = at_hand(given, key, on)
            if receipt is not None:
                return receipt
        decider = self._decider
        facts = decider.facts(given)
        name = decider.name_of(facts)
        asked = Asked(
            facts, key or name or fresh_key(), name, on, override, self._counts, dry_run=dry_run, ends=False
        )
        if dry_run:
            return self._books.read(self._admitted, asked)
        return self._books.change(asked, self._admitted, asked)

    def _admitted(self, session: Session, asked: Asked) -> Receipt:
        record = self._record
        latest = session.latest(record, asked.key)
        if latest is not None:
            return self._repeated(session, latest, asked)
        name = asked.name
        if name is not None and session.named(record, name) is not None:
            raise self._taken(name)
        return self._decided(session, asked, None)

    def revise(
        self, given: object, key: str, on: date | None, override: str | None, *, dry_run: bool
    ) -> Receipt:
        """Decide a new version of an entry and, if it may be, write it. Raises `LedgerError` without one."""
        facts = self._decider.facts(given)
        name = self._decider.name_of(facts)
        asked = Asked(facts, key, name, on, override, self._counts, dry_run=dry_run, ends=True)
        if dry_run:
            return self._books.read(self._revised, asked)
        return self._books.change(asked, self._revised, asked)

    def _revised(self, session: Session, asked: Asked) -> Receipt:
        standing = self._standing(session, asked.key, if_new=_ADMIT_FIRST)
        name = asked.name
        if name != standing.name:
            raise LedgerError(
                Phrase(
                    f"`{asked.key}` is called `{standing.name}`, and a new version cannot be called `{name}`",
                    f"`{asked.key}` 的主键为 `{standing.name}`，变更后不能改为 `{name}`",
                )
            )
        return self._decided(session, asked, standing)

    def withdraw(self, key: str, reason: str) -> Receipt:
        """Mark an entry as withdrawn. Raises `LedgerError` where none stands under the key."""
        return self._books.change(Change(self._record, key, ends=True), self._withdrawn, key, reason)

    def _withdrawn(self, session: Session, key: str, reason: str) -> Receipt:
        standing = self._standing(session, key)
        number = session.withdraw(standing, reason, _now())
        return Receipt("withdrawn", self._record, key, number, None, names=self._names)

    # --- parts ------------------------------------------------------------------------------

    def _decided(self, session: Session, asked: Asked, before: Kept | None) -> Receipt:
        record, facts, key = self._record, asked.facts, asked.key if before is None else before.key
        history = session.history(record, before)
        decision = self._decider.decided(facts, asked.on, history)
        outcome = decision.outcome.value
        override = asked.override
        if outcome in ACCEPTED:
            override = None
        elif override is None:
            return Receipt("refused", record, key, None, decision, None, asked.dry_run, self._names)
        try:
            settled = self._counts(facts, asked.on, history)
        except Unplaced as unplaced:
            raise unplaced_facts(facts, unplaced) from None
        number = None
        if not asked.dry_run:
            accepted = Acceptance(facts.schema, asked.on, outcome, override)
            kept = Kept(accepted, facts.values, key, asked.name, settled, time())
            number = session.append(kept, instead_of=before)
        return Receipt(
            "admitted" if before is None else "revised",
            record,
            key,
            number,
            decision,
            override,
            asked.dry_run,
            self._names,
        )

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


def require_ledger(schema: RecordSchema, books: Books) -> None:
    """Raise `LedgerError` where a record has no ledger."""
    if not books.has(schema.names.first):
        raise LedgerError(
            Phrase(
                f"there is no ledger of `{schema.names.first}`", f"没有 `{schema.names.for_people()}` 的台账"
            )
        )


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
