"""How does a record come into a ledger, change there, and leave it? Decided and written in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from time import time
from typing import TYPE_CHECKING, Any, Final

from policyrules.backends.python import admitting
from policyrules.backends.python.reading import tidying
from policyrules.core.decision import Decision
from policyrules.core.effect import Outcome
from policyrules.core.facts.refused import did_you_mean
from policyrules.core.uses import PlainUses, Unplaced
from policyrules.diagnostics.phrase import Phrase
from policyrules.engine.asked import Asked, key_asked, reason_asked
from policyrules.engine.grounds import day_asked
from policyrules.engine.looking_back import LookingBack
from policyrules.engine.receipt import Receipt, fresh_key
from policyrules.errors import FactError, FactProblem, LedgerError
from policyrules.ledgers.books import Acceptance, Change, Kept

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.facts import Facts
    from policyrules.core.uses import Uses
    from policyrules.engine.record_decider import RecordDecider
    from policyrules.ledgers.at_hand import AtHand
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


class Desk:
    """Takes records of one kind into their ledger."""

    __slots__ = (
        "_at_once",
        "_books",
        "_counts",
        "_decider",
        "_names",
        "_record",
        "_settled",
        "days",
        "parameters",
        "shelf",
    )

    shelf: AtHand | None
    """The record's ledger, where that is at hand and nobody else is asked or told."""
    _settled: Uses | None
    """What each record adds to quotas, where that needs no look at it."""

    day_asked = staticmethod(day_asked)
    key_asked = staticmethod(key_asked)

    def __init__(self, decider: RecordDecider, books: Books) -> None:
        require_ledger(decider.schema, books)
        self._decider = decider
        self._books = books
        self._names = decider.schema.names
        self._record = self._names.first
        self._counts = decider.counts
        self.parameters = decider.parameters
        self.days = decider.days
        self.shelf = None if decider.is_heard else books.at_hand(self._record)
        settled = None if decider.is_heard else self._counts.of_every_record
        self._settled = None if self.shelf is None else settled
        self._at_once = (
            None if self.shelf is not None or settled is None else decider.admitting_at_once(books, settled)
        )

    def admit(  # by position it is quicker
        self,
        given: object,
        key: object,
        on: object,
        override: object,
        dry_run: bool,  # noqa: FBT001  # as above
    ) -> Receipt:
        """Decide a record and, if it may be, write it. Raises `LedgerError` for a key that is taken."""
        settled = self._settled
        if settled is None:
            at_once = self._at_once
            if at_once is not None and override is None and not dry_run:
                receipt = at_once(given, key_asked(key), day_asked(on))
                if receipt is not None:
                    return receipt
            return self.at_length(given, key, on, override, dry_run)
        plain = settled.quotas if isinstance(settled, PlainUses) else ()
        admit = self._decider.admitting(plain, self._given_to_generated_code(settled))
        # generated code admits all others from now on, as a method: a call that hands on would be a tenth of all
        self.__class__ = type("Desk", (Desk,), {"__slots__": (), "admit": admit})
        return admit(self, given, key, on, override, dry_run)

    def at_length(  # as above
        self,
        given: object,
        key: object,
        on: object,
        override: object,
        dry_run: bool,  # noqa: FBT001  # as above
    ) -> Receipt:
        """Do so in a transaction, whatever the record and wherever its ledger."""
        goes_by, day, reason = key_asked(key), day_asked(on), reason_asked(override)
        decider = self._decider
        facts = decider.facts(given)
        name = decider.name_of(facts)
        asked = Asked(
            facts,
            goes_by or name or fresh_key(),
            name,
            day,
            reason,
            self._counts,
            dry_run=dry_run,
            ends=False,
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

    def revise(self, given: object, key: object, on: object, override: object, *, dry_run: bool) -> Receipt:
        """Decide a new version of an entry and, if it may be, write it. Raises `LedgerError` without one."""
        goes_by, day, reason = key_asked(key) or "", day_asked(on), reason_asked(override)
        facts = self._decider.facts(given)
        name = self._decider.name_of(facts)
        asked = Asked(facts, goes_by, name, day, reason, self._counts, dry_run=dry_run, ends=True)
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

    def withdraw(self, key: object, reason: str) -> Receipt:
        """Mark an entry as withdrawn. Raises `LedgerError` where none stands under the key."""
        goes_by = key_asked(key) or ""
        return self._books.change(Change(self._record, goes_by, ends=True), self._withdrawn, goes_by, reason)

    def _withdrawn(self, session: Session, key: str, reason: str) -> Receipt:
        standing = self._standing(session, key)
        number = session.withdraw(standing, reason, _now())
        return Receipt.made("withdrawn", self._names, key, number, None)

    # --- what generated code leaves to others -------------------------------------------------

    def _given_to_generated_code(self, settled: Uses) -> dict[str, object]:
        """Return what generated code makes entries and receipts of."""
        schema = self._decider.schema
        acceptances = {Outcome(each): Acceptance(schema, None, each) for each in ACCEPTED}
        return {
            admitting.ACCEPTANCES: acceptances,
            admitting.PERMITTED: acceptances[Outcome.PERMIT],
            admitting.ENTRY: Kept,
            admitting.RECEIPT: Receipt,
            admitting.NAMES: self._names,
            admitting.SETTLED: settled,
            admitting.TIDY: tidying(schema),
            admitting.FRESH_KEY: fresh_key,
            admitting.TIME: time,
        }

    def decided_then(
        self, before: int, facts: Any, on: date | None, outcome: Outcome, answer: Any
    ) -> Decision:
        """Return the decision that was made from the ledger as it was after the change `before`."""
        assert self.shelf is not None, "the ledger is at hand"
        made_by = LookingBack.at(self._decider, self.shelf.as_of(before))
        return Decision.made(outcome, on, made_by, facts, answer)

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
            return Receipt.made("refused", self._names, key, None, decision, dry_run=asked.dry_run)
        try:
            settled = self._counts(facts, asked.on, history)
        except Unplaced as unplaced:
            raise unplaced_facts(facts, unplaced) from None
        number = None
        if not asked.dry_run:
            accepted = Acceptance(facts.schema, asked.on, outcome, override)
            kept = Kept.made(accepted, facts.values, key, asked.name, settled, time())
            number = session.append(kept, instead_of=before)
        return Receipt.made(
            "admitted" if before is None else "revised",
            self._names,
            key,
            number,
            decision,
            override=override,
            dry_run=asked.dry_run,
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
        return Receipt.made(
            "repeated",
            self._names,
            asked.key,
            first.number,
            decision,
            override=first.override,
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
