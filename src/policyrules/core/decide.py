"""What do the policies say of one record? By the reference evaluator alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core.combine import combine
from policyrules.core.dates import NO_CALENDARS
from policyrules.core.decision import Decision, Known
from policyrules.core.details import WorkedOut
from policyrules.core.evaluate.evaluation import Evaluation
from policyrules.core.history import NO_HISTORY, History
from policyrules.core.values import UNKNOWN, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from policyrules.core import ir
    from policyrules.core.dates import WorkingDay
    from policyrules.core.evaluate.shared import Shared
    from policyrules.core.facts import Facts
    from policyrules.core.parameters import ParameterValues
    from policyrules.core.values import Period
    from policyrules.syntax.ast.clauses import PeriodUnit


def decide(
    program: ir.Program,
    record: str,
    facts: Facts | Row,
    *,
    on: date | None = None,
    parameters: ParameterValues,
    calendars: Mapping[str, WorkingDay] = NO_CALENDARS,
    history: History = NO_HISTORY,
    period: tuple[PeriodUnit, Period] | None = None,
    shared: Shared | None = None,
    speaking: Iterable[ir.Rule] | None = None,
) -> Decision:
    """Return the decision for the facts of a record (by its first name).

    `on` is the decision's day; without it, the day of the record's `dated` field. `calendars` say of
    each working-day calendar's name whether a day is one; `history` holds the ledgers. With a `period` the
    periodic lists are asked about it, instead of the others; `shared` keeps what is the same for all rows.
    `speaking` are the only rules that say anything, with all they ask or are set aside by, in their order: of most
    of what a decision says the others are not read (see `combine`).
    """
    row = facts if isinstance(facts, Row) else facts.row
    evaluation = Evaluation(
        program,
        record,
        row,
        on=on,
        parameters=parameters,
        calendars=calendars,
        history=history,
        period=period,
        shared=shared,
    )
    combination = combine(evaluation, speaking)
    today = None if evaluation.today is UNKNOWN else evaluation.today
    details = WorkedOut(evaluation, combination, whole=speaking is None)
    return Decision.made(combination.outcome, today, Known(record, lambda: details))
