"""What do the policies say of one record? By the reference evaluator alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from policyrules.core import ir
from policyrules.core.combine import Combination, combine
from policyrules.core.decision import Decision, Details, missing_in
from policyrules.core.decision.actions import table_actions
from policyrules.core.decision.deadlines import deadlines_of
from policyrules.core.decision.finding import each_once
from policyrules.core.decision.findings import finding_of, noted, undetermined_of, waived_of
from policyrules.core.decision.sheets import answer_to, sheets_of
from policyrules.core.evaluate import NO_CALENDARS, Evaluation
from policyrules.core.explain import explain
from policyrules.core.history import NO_HISTORY, History
from policyrules.core.lower.stages import ASKED, is_silent
from policyrules.core.values import UNKNOWN, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from policyrules.core.combine import Standing
    from policyrules.core.dates import WorkingDay
    from policyrules.core.decision.finding import Undetermined
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
) -> Decision:
    """Return the decision for the facts of a record (by its first name).

    `on` is the decision's day; without it, the day of the record's `dated` field. `calendars` say of
    each working-day calendar's name whether a day is one; `history` holds the ledgers. With a `period` the
    periodic lists are asked about it, instead of the others; `shared` keeps what is the same for all rows.
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
    combination = combine(evaluation)
    today = None if evaluation.today is UNKNOWN else evaluation.today
    return Decision(combination.outcome, record, today, lambda: details(evaluation, combination))


def details(evaluation: Evaluation, combination: Combination) -> Details:
    """Return everything a decision says beyond its outcome."""
    program, record = evaluation.program, evaluation.record
    overriding = {other for standing in combination.standings for other in standing.overriders}
    for standing in combination.standings:
        if standing in overriding:
            standing.settle_needs()
    order = program.order
    standings = sorted(combination.standings, key=lambda standing: order.get(standing.rule.id, len(order)))
    by_kind = {
        kind: [standing for standing in standings if standing.say.kind == kind]
        for kind in ("finding", "undetermined", "note")
    }
    findings = tuple(finding_of(evaluation, standing) for standing in _speaking(by_kind["finding"]))
    undetermined = each_item_once(
        undetermined_of(evaluation, standing) for standing in by_kind["undetermined"]
    )
    of_tables, table_notes = table_actions(evaluation)
    return Details(
        findings=findings,
        undetermined=undetermined,
        waived=tuple(
            {
                standing.rule.id.whole: waived_of(standing)
                for standing in standings
                if standing.broken is True
                and standing.beaten is True
                and not is_silent(standing.rule.id.part)
            }.values()
        ),
        notes=(
            *(noted(evaluation, standing) for standing in _not_said_already(by_kind["note"], standings)),
            *table_notes,
        ),
        missing=missing_in(findings, undetermined),
        actions=each_once((*(action for finding in findings for action in finding.actions), *of_tables)),
        values={
            name: evaluation.value(ir.Derived("this", record, name, define.type))
            for (owner, name), define in program.defines.items()
            if owner == record and define.each in (None, evaluation.unit)
        },
        sheets=sheets_of(program, standings, record, each=evaluation.unit),
        faults=tuple(evaluation.faults),
        deadlines=deadlines_of(evaluation, standings),
        explain=lambda: explain(evaluation.again()),
        answer_to=lambda item: answer_to(item, standings),
    )


def _speaking(standings: Iterable[Standing]) -> Iterator[Standing]:
    """Yield the standings that make findings: not what is only there to be asked, and want of facts once an item."""
    unsettled: set[ir.RuleId] = set()
    for standing in standings:
        rule = standing.rule.id
        if rule.part == ASKED or (not standing.say.settled and rule.whole in unsettled):
            continue
        if not standing.say.settled:
            unsettled.add(rule.whole)
        yield standing


def each_item_once(undetermined: Iterable[Undetermined]) -> tuple[Undetermined, ...]:
    """Return undetermined items, one that is so at several stages with the gravest effect it could have."""
    found: dict[ir.RuleId, Undetermined] = {}
    for item in undetermined:
        known = found.setdefault(item.id, item)
        if known is not item:
            found[item.id] = evolve(
                known,
                effect=max(known.effect, item.effect),
                needing=tuple(dict.fromkeys((*known.needing, *item.needing))),
                obstacles=tuple(dict.fromkeys((*known.obstacles, *item.obstacles))),
            )
    return tuple(found.values())


def _not_said_already(skipped: Iterable[Standing], standings: Iterable[Standing]) -> Iterator[Standing]:
    """Yield what is skipped, but permissions of a closed list whose end says itself what is missing.

    And but stages of an item that cannot be told either, and what is only there to be asked.
    """
    standings = tuple(standings)
    untold = {each.rule.id for each in standings if each.says is UNKNOWN and not each.rule.id.part}
    told = {
        (closing.rule.id.policy, closing.rule.list)
        for closing in standings
        if closing.rule.otherwise and closing.says is UNKNOWN
    }
    for standing in skipped:
        rule = standing.rule
        if rule.id.part == ASKED or (rule.id.part and rule.id.whole in untold):
            continue
        if rule.modality != "may" or (rule.id.policy, rule.list) not in told:
            yield standing
