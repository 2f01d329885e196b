"""What do several decisions come to together, and one with what others than its items find?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.core.decision import Decision, Known
from policyrules.core.decision.finding import each_once
from policyrules.core.effect import Effect, Outcome, outcome_of, worst
from policyrules.frozen import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from policyrules.core.decision.deadlines import DeadlineStanding
    from policyrules.core.decision.finding import Action, Finding, Missing, Note, Undetermined, Waived
    from policyrules.core.decision.sheets import AnswerWord, Sheet
    from policyrules.core.evaluate.calling import Fault
    from policyrules.core.explain import Explanation
    from policyrules.core.ir import RuleId


@frozen(eq=False)
class GivenDetails:
    """Details that are there already."""

    findings: tuple[Finding, ...]
    undetermined: tuple[Undetermined, ...]
    waived: tuple[Waived, ...]
    notes: tuple[Note, ...]
    missing: tuple[Missing, ...]
    actions: tuple[Action, ...]
    values: Mapping[str, Any]
    sheets: tuple[Sheet, ...]
    deadlines: tuple[DeadlineStanding, ...]
    faults: tuple[Fault, ...]
    explain: Callable[[], Explanation]
    answer_to: Callable[[RuleId], AnswerWord | None]


def joined(
    decision: Decision,
    findings: Iterable[Finding] = (),
    undetermined: Iterable[Undetermined] = (),
    *,
    faults: Iterable[Fault] = (),
) -> Decision:
    """Return a decision with more findings and undetermined items, and the outcome they lead to.

    For checks that are not items. The explanation names them, and ends in the same outcome.
    """
    before, added, unsettled = decision.details, tuple(findings), tuple(undetermined)
    all_findings = (*before.findings, *added)
    all_undetermined = (*before.undetermined, *unsettled)
    details = GivenDetails(
        findings=all_findings,
        undetermined=all_undetermined,
        waived=before.waived,
        notes=before.notes,
        values=before.values,
        sheets=before.sheets,
        deadlines=before.deadlines,
        answer_to=before.answer_to,
        missing=missing_in(all_findings, all_undetermined),
        actions=each_once((*before.actions, *(action for finding in added for action in finding.actions))),
        faults=tuple(dict.fromkeys([*before.faults, *faults])),
        explain=lambda: before.explain().joined(added, unsettled),
    )
    outcome = outcome_of(
        [finding.effect for finding in all_findings], [item.effect for item in all_undetermined]
    )
    return Decision.made(outcome, decision.on, Known(decision.record, lambda: details))


def worst_outcome(decisions: Iterable[Decision]) -> Outcome:
    """Return the worst outcome of several decisions; undetermined where one may be worse than any surely is."""
    certain: list[Effect] = []
    possible: list[Effect] = []
    for decision in decisions:
        if decision.outcome == "undetermined":
            certain += [finding.effect for finding in decision.findings]
            possible += [item.effect for item in decision.undetermined]
        else:
            certain.append(Effect(decision.outcome.value))
    return outcome_of(certain, possible)


def missing_in(findings: Iterable[Finding], undetermined: Iterable[Undetermined]) -> tuple[Missing, ...]:
    """Return what the items need that could make the outcome worse, what most of them need first.

    Those needed by equally many stand in the order of their kind (facts, parameters, `on`, ledgers),
    of the record's fields, and of the items. `items` are the items that need it.
    """
    low = worst(finding.effect for finding in findings)
    found: dict[tuple[Any, ...], list[tuple[Missing, Undetermined]]] = {}
    for item in undetermined:
        if item.effect > low:
            for need in item.needing:
                found.setdefault((need.kind, need.fact, need.keys), []).append((need, item))
    needed = [evolve(pairs[0][0], items=tuple(item.id for _, item in pairs)) for pairs in found.values()]
    return tuple(sorted(needed, key=lambda need: (-len(need.items), _KINDS.index(need.kind), need.order)))


_KINDS = ("fact", "parameter", "on", "ledger")
