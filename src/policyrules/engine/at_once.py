"""How is a record admitted whose ledger is in a database that tells by one question all it rests on?

As `Desk` admits any record, in few pieces. Whatever is out of the ordinary is left to that: facts that do not read at once,
a record that is in the ledger already, counts that are not numbers of entries that surely count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core.effect import Outcome
from policyrules.engine.receipt import Receipt, fresh_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from policyrules.engine.code import DecideAdmitted
    from policyrules.engine.record_decider import RecordDecider
    from policyrules.ledgers.books import AdmitsAtOnce

_ACCEPTED: Final = frozenset({Outcome.PERMIT, Outcome.ADVISE, Outcome.WARN})


def admitting(
    decider: RecordDecider, decide: DecideAdmitted, admits: AdmitsAtOnce
) -> Callable[[object, str | None, date | None], Receipt | None]:
    """Return what admits a record from a dict, the key it is to go under, and the day asked for.

    It returns None for one that is to be admitted otherwise.
    """
    names, key_at = decider.schema.names, decider.key_at
    write, end = admits.write, admits.end

    def admit(given: Any, key: str | None, on: date | None) -> Receipt | None:
        goes_by = key or fresh_key() if key_at is None else key
        try:
            decision = decide(decider, given, goes_by, on=on)
            if decision is None:
                return None
            facts, row = decision._facts  # noqa: SLF001  # what is left with it is what the code read, and was told
            values = facts if type(facts) is tuple else facts.values
            outcome = decision.outcome
            if outcome not in _ACCEPTED:
                refused = goes_by if goes_by or key_at is None else values[key_at]
                return Receipt("refused", names.first, refused or "", None, decision, None, False, names)
            written = write(values, row, on, outcome.value)
        finally:
            end()
        if written is None:
            return None
        return Receipt("admitted", names.first, written[0], written[1], decision, None, False, names)

    return admit
