"""What does the reference evaluator say of a record, on the grounds that an engine decides on?

It is imported when it is first asked: most decisions only want the outcome, which generated code knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core.decide import decide
from policyrules.core.evaluate.evaluation import Evaluation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from policyrules.core.decision import Decision
    from policyrules.core.facts import Facts
    from policyrules.core.history import History
    from policyrules.core.ir import Rule
    from policyrules.engine.grounds import Grounds


def evaluation_of(grounds: Grounds, facts: Facts, on: date | None, history: History) -> Evaluation:
    """Return what tells the value of any expression for a record."""
    return Evaluation(
        grounds.program,
        facts.record,
        facts.row,
        on=on,
        parameters=grounds.parameters,
        calendars=grounds.calendars,
        history=history,
    )


def decided_by_reference(
    grounds: Grounds,
    facts: Facts,
    on: date | None,
    history: History,
    speaking: Iterable[Rule] | None = None,
) -> Decision:
    """Return the decision on a record; of `speaking`, the rules that say anything, see `core.decide`."""
    return decide(
        grounds.program,
        facts.record,
        facts,
        on=on,
        parameters=grounds.parameters,
        calendars=grounds.calendars,
        history=history,
        speaking=speaking,
    )
