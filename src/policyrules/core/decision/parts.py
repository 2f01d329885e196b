"""Which stage of an item speaks, in words?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core import ir, numbers
from policyrules.core.decision.finding import Part
from policyrules.core.rests_on import everything
from policyrules.core.rule_parts import ASKED, USED, WARNING
from policyrules.core.values import UNKNOWN, Duration
from policyrules.core.words import duration_words
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policyrules.core.evaluate.evaluation import Evaluation

_SAID: Final[Mapping[str, Phrase]] = {
    WARNING: Phrase("early warning", "预警"),
    ASKED: Phrase("overdue", "逾期"),
    **{
        member: Phrase(member.replace("_", " "), people)
        for status in (ir.DEADLINE_STATUS, ir.MATCH_STATUS)
        for member, people in zip(status.members, status.people, strict=True)
    },
}


def part_of(evaluation: Evaluation, rule: ir.Rule) -> Part | None:
    """Return the stage of an item that a rule is; none for the item itself."""
    name = rule.id.part
    if not name:
        return None
    if name in _SAID:
        return Part(name, _SAID[name])
    nodes = [] if rule.test is None else list(everything(rule.test))
    if name.split(" ", 1)[0] == USED:
        return Part(name, _used(evaluation, [node for node in nodes if isinstance(node, ir.Used)]))
    over = next((node for node in nodes if isinstance(node, ir.Overdue)), None)
    by = None if over is None else evaluation.value(over.by)
    if not isinstance(by, Duration):
        return Part(name, _SAID["overdue"])
    return Part(
        name,
        Phrase(f"overdue by more than {duration_words(by, 'en')}", f"逾期超过{duration_words(by, 'zh')}"),
    )


def stage_said(name: str) -> Phrase:
    """Return the words for a stage by its name alone, whatever record is decided."""
    if name in _SAID:
        return _SAID[name]
    if name.split(" ", 1)[0] == USED:
        return Phrase("so much is used", "达到用量时")
    return Phrase("overdue for so long", "逾期达到所定时间")


def _used(evaluation: Evaluation, nodes: Iterable[ir.Used]) -> Phrase:
    """The largest share that is reached; where none is, the smallest."""
    shares = sorted(
        (share, evaluation.condition(node) is True)
        for node in nodes
        if (share := evaluation.value(node.share)) is not None and share is not UNKNOWN
    )
    if not shares:
        return Phrase("early stage", "达到用量时")
    reached = [share for share, holds in shares if holds]
    percent = numbers.written(numbers.calculate("*", reached[-1] if reached else shares[0][0], 100))
    return Phrase(f"{percent}% used", f"已用 {percent}%")
