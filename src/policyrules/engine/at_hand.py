"""How is a record decided, and admitted, whose ledger is at hand in memory?

As `RecordDecider` and `Desk` decide and admit any record, in few pieces, since a call costs as much as much of what it does.
Whatever is out of the ordinary is left to them: facts that do not read at once, or of which not all is known, a record
that is in the ledger already. `tests/properties/test_at_hand.py` holds both ways to one another, and to the reference.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from time import time
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.decision import Decision
from policyrules.core.effect import Outcome
from policyrules.core.facts import Facts
from policyrules.engine.looking_back import LookingBack
from policyrules.engine.receipt import Receipt, Status, fresh_key
from policyrules.frozen import frozen
from policyrules.ledgers.books import Acceptance, Kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyrules.backends.python.answers import Answer
    from policyrules.core.parameters import ParameterValues
    from policyrules.core.uses import Uses
    from policyrules.engine.record_decider import RecordDecider
    from policyrules.ledgers.memory_shelves import Shelf
    from policyrules.semantics.schema import RecordSchema

_ACCEPTED: Final = frozenset({Outcome.PERMIT, Outcome.ADVISE, Outcome.WARN})


@frozen
class Parts:
    """What a decider of one kind of record is made of."""

    decider: RecordDecider
    schema: RecordSchema
    read: Callable[[Any], tuple[Any, ...]]
    tidy: Callable[[tuple[Any, ...]], tuple[Any, ...]] | None
    ask: Callable[..., Answer]
    known: Callable[[Answer], Outcome | None]
    """What an answer comes to, where that has been worked out."""
    outcome_of: Callable[[Answer], Outcome]
    parameters: ParameterValues
    key_at: int | None
    dated_at: int | None


Taken = tuple[tuple[Any, ...], date | None, date | None, str | None]
"""The facts, the day that governs, the decision's day, and the record's own key."""


def _taking(parts: Parts) -> Callable[[Any, date | None], Taken | None]:
    """Return what takes the facts of a record and its days; None of one that is to be decided otherwise."""
    schema, read, tidy, key_at, dated_at = parts.schema, parts.read, parts.tidy, parts.key_at, parts.dated_at

    def take(given: Any, on: date | None) -> Taken | None:
        kind: type = type(given)
        if kind is dict:
            try:
                values = read(given)
            except Exception:  # noqa: BLE001  # whatever it was, the thorough pass says it properly
                return None
            if tidy is not None:
                values = tidy(values)
        elif kind is Facts and given.schema is schema and given.complete:
            values = given.values
        else:
            return None
        governing = today = on
        if dated_at is not None:
            governing = values[dated_at]
            if type(governing) is not date:
                return None
            today = on or governing
        return values, governing, today, None if key_at is None else values[key_at]

    return take


def deciding(parts: Parts, shelf: Shelf) -> Callable[[object, date | None], Decision | None]:
    """Return what decides a record from a dict and the day asked for, while nobody changes the ledger.

    It returns None for one that is to be decided otherwise. Where each look is at one number, nobody needs to wait:
    those records generated code decides alone (`backends/python/deciding.py`).
    """
    decider, ask, known, outcome_of = parts.decider, parts.ask, parts.known, parts.outcome_of
    parameters, take = parts.parameters, _taking(parts)
    last, others, ledger, lock, now = shelf.last, shelf.called_otherwise, shelf.ledger, shelf.lock, shelf.now

    def decide(given: Any, on: date | None) -> Decision | None:
        taken = take(given, on)
        if taken is None:
            return None
        values, governing, today, name = taken
        with lock:
            if name in last or name in others:
                return None
            number = ledger.number
            answer = ask(values, governing, today, parameters, now)
        seen, made_by = decider.latest
        if seen != number or made_by is None:
            made_by = decider.as_of(number)
        return Decision.made(known(answer) or outcome_of(answer), today, made_by, values, answer)

    return decide


def admitting(
    parts: Parts, shelf: Shelf, settled: Uses
) -> Callable[[object, str | None, date | None], Receipt | None]:
    """Return what admits a record from a dict, the key it is to go under, and the day asked for.

    It returns None for one that is to be admitted otherwise. `settled` is what each such record adds to quotas.
    """
    decider, ask, known, outcome_of = parts.decider, parts.ask, parts.known, parts.outcome_of
    parameters, take = parts.parameters, _taking(parts)
    last, others, ledger, lock, now = shelf.last, shelf.called_otherwise, shelf.ledger, shelf.lock, shelf.now
    append, schema, names = shelf.append, parts.schema, parts.schema.names
    acceptances = {outcome: Acceptance(schema, None, outcome.value) for outcome in _ACCEPTED}

    def decided(
        number: int, values: tuple[Any, ...], today: date | None, outcome: Outcome, answer: Answer
    ) -> Decision:
        made_by = LookingBack.at(decider, shelf.as_of(number))
        return Decision.made(outcome, today, made_by, values, answer)

    def admit(given: Any, key: str | None, on: date | None) -> Receipt | None:
        taken = take(given, on)
        if taken is None:
            return None
        values, governing, today, name = taken
        goes_by = key or name or fresh_key()
        with lock:
            if goes_by in last or name in last or name in others:
                return None
            answer = ask(values, governing, today, parameters, now)
            outcome = known(answer) or outcome_of(answer)
            before = ledger.number
            number = None
            if outcome in acceptances:
                accepted = acceptances[outcome] if on is None else Acceptance(schema, on, outcome.value)
                number = append(Kept(accepted, values, goes_by, name, settled, time()))
        status: Status = "refused" if number is None else "admitted"
        decision = partial(decided, before, values, today, outcome, answer)
        return Receipt(status, names.first, goes_by, number, decision, None, False, names)

    return admit
