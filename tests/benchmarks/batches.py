"""How many records of Python are decided a second, beside a loop over the hand-written function?

`engine.decide_many(record, iterable)` yields of each its `outcome` and its `finding_ids`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import policyrules as pr
from tests.benchmarks import by_hand
from tests.benchmarks.as_policy import RECORD
from tests.benchmarks.cases import TWENTY
from tests.benchmarks.loops import each
from tests.benchmarks.measuring import Loop, Way, alternating
from tests.benchmarks.one import HAND, HAND_CHECKED, by_hand_checked, complete, engine
from tests.benchmarks.table import Row, Section, beside
from tests.benchmarks.workload import matching

TITLE = "Batches of Python records, as throughput"


def agree() -> None:
    """Compare the outcomes and ids with what the rules say."""
    ours, records = engine(), complete()
    if (many := _many(ours)) is None:
        return
    validated = [ours.facts(RECORD, facts) for facts in records]
    for forms in (records, validated):
        for facts, brief in zip(records, many(RECORD, forms), strict=True):
            assert [id_.item for id_ in brief.finding_ids] == matching(TWENTY, facts), facts
            assert brief.outcome == ours.decide(RECORD, facts).outcome, facts


def sections(*, passes: int) -> Iterator[Section]:
    """Yield the figures."""
    ours, records = engine(), complete()
    if (many := _many(ours)) is None:
        yield Section(TITLE, (Row("`engine.decide_many`", "–", of="not there yet"),))
        return
    timed = alternating(
        {
            HAND: Way(each(by_hand.review), records),
            HAND_CHECKED: Way(by_hand_checked, records),
            "validated": Way(_loop(many), [ours.facts(RECORD, facts) for facts in records]),
            "raw": Way(_loop(many), records),
        },
        passes=passes,
    )
    yield Section(
        TITLE,
        (
            beside("`decide_many`, facts validated before", timed["validated"], timed[HAND], at_least=0.7),
            beside("`decide_many`, raw dicts", timed["raw"], timed[HAND], at_least=0.45),
            beside("the same", timed["raw"], timed[HAND_CHECKED]),
        ),
    )


def _many(ours: pr.Engine) -> Callable[..., Any] | None:
    many: Callable[..., Any] | None = getattr(ours, "decide_many", None)
    return many


def _loop(many: Callable[..., Any]) -> Loop:
    def loop(forms: Sequence[Any]) -> None:
        for _ in many(RECORD, forms):
            pass

    return loop
