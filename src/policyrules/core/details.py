"""What does a decision say beyond its outcome?"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.core.combine import combine
from policyrules.core.decision.actions import table_actions
from policyrules.core.decision.deadlines import deadlines_of
from policyrules.core.decision.finding import each_once
from policyrules.core.decision.findings import finding_of, noted, undetermined_of, waived_of
from policyrules.core.decision.sheets import answer_to, checklists_of, sheets_of
from policyrules.core.decision.together import missing_in
from policyrules.core.explain import explain
from policyrules.core.once import once
from policyrules.core.rule_parts import ASKED, is_silent
from policyrules.core.values import UNKNOWN
from policyrules.frozen import evolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from policyrules.core.combine import Combination, Standing
    from policyrules.core.decision.deadlines import DeadlineStanding
    from policyrules.core.decision.finding import Action, Finding, Missing, Note, Undetermined, Waived
    from policyrules.core.decision.sheets import AnswerWord, Sheet
    from policyrules.core.evaluate.calling import Fault
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.explain import Explanation


class WorkedOut:
    """Everything a decision says beyond its outcome, each part worked out when it is first read.

    Threads may share it: one works at a time. If the combination is not `whole`, it holds all rules that say
    something; how the others stand is worked out when something needs it.
    """

    def __init__(self, evaluation: Evaluation, combination: Combination, *, whole: bool = True) -> None:
        self._evaluation = evaluation
        self._is_whole = whole
        order = evaluation.program.order
        self._standings = sorted(
            combination.standings, key=lambda standing: order.get(standing.rule.id, len(order))
        )
        self._asked = combination.standings
        self.working = RLock()

    @once
    def _whole(self) -> WorkedOut:
        """The same of all rules."""
        if self._is_whole:
            return self
        evaluation = self._evaluation.again()
        return WorkedOut(evaluation, combine(evaluation))

    @once
    def _by_kind(self) -> Mapping[str, Sequence[Standing]]:
        overriding = {other for standing in self._asked for other in standing.overriders}
        for standing in self._asked:
            if standing in overriding:
                standing.settle_needs()
        return {
            kind: [standing for standing in self._standings if standing.say.kind == kind]
            for kind in ("finding", "undetermined", "note")
        }

    @once
    def findings(self) -> tuple[Finding, ...]:
        """What the items that say something say, in the order written."""
        return tuple(
            finding_of(self._evaluation, standing) for standing in _speaking(self._by_kind["finding"])
        )

    @once
    def undetermined(self) -> tuple[Undetermined, ...]:
        """The items that cannot be decided yet, in the order written."""
        return each_item_once(
            undetermined_of(self._evaluation, standing) for standing in self._by_kind["undetermined"]
        )

    @once
    def waived(self) -> tuple[Waived, ...]:
        """The items that are broken but set aside by others."""
        found = {
            standing.rule.id.whole: waived_of(standing)
            for standing in self._standings
            if standing.broken is True and standing.beaten is True and not is_silent(standing.rule.id.part)
        }
        return tuple(found.values())

    @once
    def _of_tables(self) -> tuple[tuple[Action, ...], tuple[Note, ...]]:
        actions, notes = table_actions(self._evaluation)
        return tuple(actions), tuple(notes)

    @once
    def notes(self) -> tuple[Note, ...]:
        """What is worth knowing and has no effect."""
        said = _not_said_already(self._by_kind["note"], self._standings)
        return (*(noted(self._evaluation, standing) for standing in said), *self._of_tables[1])

    @once
    def missing(self) -> tuple[Missing, ...]:
        """What to ask, the fact that can settle most first."""
        return missing_in(self.findings, self.undetermined)

    @once
    def actions(self) -> tuple[Action, ...]:
        """What is asked to be done, each thing once: by the findings, in their order, then by tables."""
        of_findings = (action for finding in self.findings for action in finding.actions)
        return each_once((*of_findings, *self._of_tables[0]))

    @once
    def values(self) -> Mapping[str, Any]:
        """The derived facts by first name."""
        evaluation = self._evaluation
        record = evaluation.record
        return {
            name: evaluation.value(ir.Derived("this", record, name, define.type))
            for (owner, name), define in evaluation.program.defines.items()
            if owner == record and define.each in (None, evaluation.unit)
        }

    @once
    def sheets(self) -> tuple[Sheet, ...]:
        """The answers to each checklist."""
        evaluation = self._evaluation
        if not self._is_whole:
            there = checklists_of(evaluation.program, evaluation.record, evaluation.unit)
            return self._whole.sheets if there else ()
        return sheets_of(evaluation.program, self._standings, evaluation.record, each=evaluation.unit)

    @once
    def deadlines(self) -> tuple[DeadlineStanding, ...]:
        """How the deadline of every item that is about this record stands, in the order written."""
        if not self._is_whole:
            return self._whole.deadlines
        return deadlines_of(self._evaluation, self._standings)

    @once
    def faults(self) -> tuple[Fault, ...]:
        """What plugins did that they promised not to, in whatever part of the decision."""
        _ = self.findings, self.undetermined, self.notes, self.values, self.sheets, self.deadlines
        return tuple(dict.fromkeys([*self._evaluation.faults, *self._whole._evaluation.faults]))  # noqa: SLF001  # one of its own kind

    def explain(self) -> Explanation:
        """Return the proof tree."""
        return explain(self._evaluation.again())

    def answer_to(self, item: ir.RuleId) -> AnswerWord | None:
        """Return the answer to an item; None for one not in force."""
        with self.working:
            return answer_to(item, self._whole._standings)  # noqa: SLF001  # one of its own kind


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
