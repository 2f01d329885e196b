"""How long does one decision take: twenty rules over fifteen facts, beside the same by hand and by the peers?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from attrs import frozen

import policyrules as pr
from tests.benchmarks import by_hand
from tests.benchmarks.as_policy import RECORD, policy
from tests.benchmarks.asked import Asked
from tests.benchmarks.cases import TWENTY, cases, taken, with_gaps
from tests.benchmarks.loops import (
    converted,
    each,
    engine_outcomes,
    outcomes,
    outcomes_and_ids,
    partial_outcomes,
)
from tests.benchmarks.measuring import Way, alternating
from tests.benchmarks.peers import as_json
from tests.benchmarks.table import Row, Section, beside
from tests.benchmarks.workload import holds, matching

SO_MANY = 2000
SHARES = (0.0, 0.03, 0.2)


def complete() -> list[dict[str, Any]]:
    """Return the records that answers are compared on, and times taken of."""
    return taken(cases(Random(17)), SO_MANY)


def partial(share: float) -> list[dict[str, Any]]:
    """Return the same records, each fact left out with this probability."""
    return taken(with_gaps(cases(Random(17)), Random(23), share), SO_MANY)


def engine(*, optional: bool = False) -> pr.Engine:
    """Return our engine on the twenty rules."""
    return pr.Engine(pr.load_text(policy(TWENTY, optional=optional), name="twenty.rules"))


def agree() -> None:
    """Compare our answers and those by hand with what the rules say.

    Which rules match is read of the raw records, and of a tenth of those with facts left out and of the other forms:
    the outcome of all of them.
    """
    ours, records = engine(), complete()
    decider = ours.decider(RECORD)
    for number, facts in enumerate(records):
        wanted = matching(TWENTY, facts)
        assert by_hand.review(facts) == wanted, facts
        assert by_hand.review(by_hand.checked(facts)) == wanted, facts
        decision = decider(facts)
        assert ids(decision) == wanted, facts
        for other in (decider(ours.facts(RECORD, facts)), ours.decide(RECORD, as_json(facts))):
            assert other.outcome == decision.outcome == _outcome(wanted, []), facts
            assert number % 10 or ids(other) == wanted, facts
    loose = engine(optional=True)
    for share in SHARES:
        for number, facts in enumerate(partial(share)):
            says = {rule.id: holds(rule.condition, facts) for rule in TWENTY.rules}
            sure = [id_ for id_, held in says.items() if held is True]
            unsure = [id_ for id_, held in says.items() if held is None]
            assert by_hand.unsure_review(by_hand.partly_checked(facts)) == (sure, unsure), facts
            decision = loose.decide(RECORD, facts, partial=True)
            assert decision.outcome == _outcome(sure, unsure), facts
            assert number % 10 or ids(decision) == sure, facts


def ids(decision: pr.Decision) -> list[str]:
    """Return the ids of the rules that match, as our decision has them."""
    return [found.item for found in decision.finding_ids]


def _outcome(sure: Sequence[str], unsure: Sequence[str]) -> str:
    """Return the worst of what matches: a prohibition that may hold leaves it open."""
    if any(id_.startswith("F") for id_ in sure):
        return "forbid"
    if any(id_.startswith("F") for id_ in unsure):
        return "undetermined"
    return "warn" if any(id_.startswith("W") for id_ in sure) else "permit"


# --- figures --------------------------------------------------------------------------------


def by_hand_checked(forms: Sequence[Any]) -> None:
    review, checked = by_hand.review, by_hand.checked
    for form in forms:
        review(checked(form))


def unsure_checked(forms: Sequence[Any]) -> None:
    review, checked = by_hand.unsure_review, by_hand.partly_checked
    for form in forms:
        review(checked(form))


HAND = "by hand, dict in, ids out"
HAND_CHECKED = "by hand, checked and reviewed"


def sections(asked: Sequence[Asked], *, passes: int) -> Iterator[Section]:
    """Yield the figures: ours, with facts left out, the peers'."""
    yield _ours(passes)
    yield _partial(passes)
    yield _peers(asked, passes)


def _ours(passes: int) -> Section:
    ours, records = engine(), complete()
    decider = ours.decider(RECORD)
    validated = [ours.facts(RECORD, facts) for facts in records]
    timed = alternating(
        {
            HAND: Way(each(by_hand.review), records),
            HAND_CHECKED: Way(by_hand_checked, records),
            "validated": Way(outcomes(decider), validated),
            "validated, ids": Way(outcomes_and_ids(decider), validated),
            "raw": Way(outcomes(decider), records),
            "raw, engine": Way(engine_outcomes(ours), records),
            "raw, ids": Way(outcomes_and_ids(decider), records),
            "json": Way(outcomes(decider), [as_json(facts) for facts in records]),
        },
        passes=passes,
    )
    hand, checked = timed[HAND], timed[HAND_CHECKED]
    return Section(
        "One decision: twenty rules over fifteen facts",
        (
            beside(HAND, hand, hand),
            beside(HAND_CHECKED, checked, hand),
            beside("`decider`, facts validated before, outcome", timed["validated"], hand, at_most=1.3),
            beside("the same, and the ids of all findings", timed["validated, ids"], hand),
            beside("`decider`, raw dict, outcome", timed["raw"], hand, at_most=3),
            beside("the same", timed["raw"], checked, at_most=1.1),
            beside("`engine.decide`, raw dict, outcome", timed["raw, engine"], hand, at_most=3.5),
            beside("`decider`, raw dict, outcome and the ids of all findings", timed["raw, ids"], checked),
            beside(
                "`decider`, raw dict as JSON has it (dates texts, cost a float), outcome", timed["json"], hand
            ),
        ),
    )


@frozen
class _Gaps:
    """The names of the ways at one share of facts left out."""

    share: float

    @property
    def words(self) -> str:
        return f"{self.share:.0%} left out" if self.share else "none left out"

    @property
    def hand(self) -> str:
        return f"by hand with unknowns, {self.words}"

    @property
    def checked(self) -> str:
        return f"by hand with unknowns, checked and reviewed, {self.words}"


def _partial(passes: int) -> Section:
    loose, records = engine(optional=True), complete()
    decider = loose.decider(RECORD)
    ways = {HAND: Way(each(by_hand.review), records)}
    for share in SHARES:
        gaps, raw = _Gaps(share), partial(share)
        validated = [loose.facts(RECORD, facts, partial=True) for facts in raw]
        ways |= {
            gaps.hand: Way(each(by_hand.unsure_review), raw),
            gaps.checked: Way(unsure_checked, raw),
            f"validated {share}": Way(outcomes(decider), validated),
            f"raw {share}": Way(partial_outcomes(decider), raw),
        }
    timed = alternating(ways, passes=passes)
    rows: list[Row] = []
    for share in SHARES:
        gaps = _Gaps(share)
        hand, hand_checked = timed[gaps.hand], timed[gaps.checked]
        from_facts, from_raw = timed[f"validated {share}"], timed[f"raw {share}"]
        rows += [
            beside(gaps.hand, hand, timed[HAND]),
            beside(gaps.checked, hand_checked, timed[HAND]),
            beside(f"`decider`, validated before, outcome, {gaps.words}", from_facts, timed[HAND], at_most=2),
            beside("the same", from_facts, hand),
            beside(f"`decider`, raw dict, outcome, {gaps.words}", from_raw, timed[HAND], at_most=5),
            beside("the same", from_raw, hand_checked),
        ]
    return Section("The same with every field optional, and facts left out", tuple(rows))


def _peers(asked: Sequence[Asked], passes: int) -> Section:
    records, ours = complete(), engine()
    decider = ours.decider(RECORD)
    ways = {
        HAND: Way(each(by_hand.review), records),
        "ours": Way(outcomes_and_ids(decider), [ours.facts(RECORD, facts) for facts in records]),
        "ours, raw": Way(outcomes_and_ids(decider), records),
    }
    for peer in asked:
        if (prepared := peer.prepared) is not None:
            ways[peer.name] = Way(each(prepared.answer), [prepared.convert(facts) for facts in records])
            ways[f"{peer.name}, converted"] = Way(converted(prepared.convert, prepared.answer), records)
    timed = alternating(ways, passes=passes)
    hand = timed[HAND]
    rows = [
        beside(HAND, hand, hand),
        beside("ours, facts validated before", timed["ours"], hand),
        beside("ours, raw dict", timed["ours, raw"], hand),
    ]
    for peer in asked:
        if peer.prepared is None:
            rows.append(Row(peer.name, "–", of=peer.said))
        else:
            rows.append(beside(f"{peer.name}, facts already in its form", timed[peer.name], hand))
            rows.append(beside(f"{peer.name}, with its conversion", timed[f"{peer.name}, converted"], hand))
    return Section("The same by others: the outcome and the ids of all rules that match", tuple(rows))
