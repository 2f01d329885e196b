"""How do the deadlines of a record stand, and which light does it show?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.core import ir
from policyrules.core.dates import day_of
from policyrules.core.decision.deadline_said import standing_said
from policyrules.core.evaluate.deadlines import Status, derivation_of_due, due_of
from policyrules.core.limits import deadline_in
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from policyrules.core.combine import Standing
    from policyrules.core.derivation import Derivation
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.values import Duration
    from policyrules.semantics.schema import Titled

Light = Literal["green", "yellow", "red"]

STATUSES: Final[Mapping[str, Phrase]] = {
    member: Phrase(member.replace("_", " "), people)
    for member, people in zip(ir.DEADLINE_STATUS.members, ir.DEADLINE_STATUS.people, strict=True)
}
LIGHTS: Final[Mapping[str, Phrase]] = {
    "green": Phrase("green", "绿灯"),
    "yellow": Phrase("yellow", "黄灯"),
    "red": Phrase("red", "红灯"),
}
_LIGHT: Final[Mapping[str, Light]] = {
    "on_time": "green",
    "pending": "green",
    "due_soon": "yellow",
    "late": "red",
    "overdue": "red",
}
_WORST: Final = ("green", "yellow", "red")


@frozen
class DeadlineStanding:
    """How the deadline of one item stands: from when, how long, until when, and when it was done.

    `status` is on_time, late, pending, due_soon or overdue, none where it cannot be told. `start` is the date that
    the policy counts from, or back from; where it is itself the last day there is no `length`. `due` is the last
    day, or the instant where hours are counted; while it is not done, `left` are the days until then, less
    than 0 once it has passed. `said` is how it stands in words.
    """

    item: ir.RuleId
    names: Titled
    title: str | None
    status: Status | None
    start: date | None
    length: Duration | None
    due: date | None
    done: date | None
    left: int | None
    said: Phrase
    derivation: Derivation | None = None
    """How the last day comes about: which days count, which do not and why."""

    @property
    def light(self) -> Light | None:
        """Green while it is kept or has time, yellow when due soon, red when missed; none if unknown."""
        return None if self.status is None else _LIGHT[self.status]


def deadlines_of(evaluation: Evaluation, standings: Iterable[Standing]) -> tuple[DeadlineStanding, ...]:
    """Return how the deadline of every item that is about this record stands, in the order written."""
    found: list[DeadlineStanding] = []
    for standing in standings:
        rule = standing.rule
        node = deadline_in(rule)
        if rule.id.part or node is None or standing.condition is not True or standing.beaten is True:
            continue
        found.append(standing_of(evaluation, rule, node))
    return tuple(found)


def standing_of(evaluation: Evaluation, rule: ir.Rule, node: ir.Deadline) -> DeadlineStanding:
    """Return how the deadline of an item stands."""
    status = evaluation.value(node)
    start, length, done = (
        None if expr is None else _told(evaluation.value(expr))
        for expr in (node.start, node.length, node.done)
    )
    due = _due(evaluation, node)
    left = None
    if due is not None and done is None and evaluation.today is not UNKNOWN:
        left = (day_of(due, evaluation.zone) - evaluation.today).days
    told = None if status is UNKNOWN else status
    return DeadlineStanding(
        rule.id.whole,
        rule.names,
        rule.title,
        told,
        start,
        length,
        due,
        done,
        left,
        standing_said((done, start, due), told, evaluation.today, evaluation.zone, ahead=node.ahead),
        derivation_of_due(evaluation, node, evaluation.root),
    )


def light_of(deadlines: Iterable[DeadlineStanding]) -> Light | None:
    """Return the worst light of all; none where no deadline shows one."""
    shown = [deadline.light for deadline in deadlines if deadline.light is not None]
    return max(shown, key=_WORST.index, default=None)


def _due(evaluation: Evaluation, node: ir.Deadline) -> date | None:
    try:
        due: date | None = _told(due_of(evaluation, node, evaluation.root))
    except CannotTell:
        return None
    return due


def _told(value: Any) -> Any:
    return None if value is UNKNOWN else value
