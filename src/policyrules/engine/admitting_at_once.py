"""How is a record admitted whose ledger is in a database that tells by one question all it rests on?

As `Desk` admits any record, in few pieces. Whatever is out of the ordinary is left to that: facts that do not read at once,
a record that is in the ledger already, counts that are not numbers of entries that surely count.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.effect import Outcome
from policyrules.engine.receipt import Receipt, fresh_key

if TYPE_CHECKING:
    from policyrules.engine.code import DecideAdmitted
    from policyrules.engine.record_decider import RecordDecider
    from policyrules.ledgers.books import AdmitsAtOnce

_ACCEPTED: Final = frozenset({Outcome.PERMIT, Outcome.ADVISE, Outcome.WARN})


AdmitAtOnce = Callable[[object, "str | None", "date | None"], "Receipt | None"]
"""Admits what was given, under the key it is to go by, as of the day asked for; None where others are to."""


def admitting(decider: RecordDecider, decide: DecideAdmitted, admits: AdmitsAtOnce) -> AdmitAtOnce:
    """Return what admits a record that is new to its ledger, in one question and a few statements."""
    names, has_key = decider.schema.names, decider.schema.key is not None
    write, end = admits.write, admits.end

    def admit(given: Any, key: str | None, on: date | None) -> Receipt | None:
        goes_by = key if has_key else key or fresh_key()
        try:
            decision = decide(decider, given, goes_by, on=on)
            if decision is None:
                return None
            facts, row = decision._facts  # noqa: SLF001  # what is left with it is what the code read, and was told
            values = facts if type(facts) is tuple else facts.values
            outcome = decision.outcome
            if outcome not in _ACCEPTED:
                refused = goes_by or decider.name_of(decider.whole(facts)) or ""
                return Receipt.made("refused", names, refused, None, decision)
            written = write(values, row, on, outcome.value)
        finally:
            end()
        if written is None:
            return None
        return Receipt.made("admitted", names, written[0], written[1], decision)

    return admit
