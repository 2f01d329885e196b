"""Does a decision take longer the more rules there are? Of many rules three match; of many thresholds few or half."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import policyrules as pr
from tests.benchmarks import by_hand
from tests.benchmarks.as_policy import RECORD, policy
from tests.benchmarks.asked import Asked, ask
from tests.benchmarks.cases import cases_of_many, cases_of_thresholds, many, taken, thresholds
from tests.benchmarks.loops import each, outcomes
from tests.benchmarks.measuring import Timed, Way, alternating
from tests.benchmarks.table import Row, Section, Target, beside, duration
from tests.benchmarks.workload import Workload, matching

SIZES = (10, 1_000, 10_000)
PEER_SIZES = (10, 1_000)
FEW, HALF = 3, 5_000


class OfManyByHand:
    """The rules of `many` as a careful programmer keeps them: by unit."""

    def __init__(self, count: int) -> None:
        self.of_unit: dict[str, list[tuple[int, str]]] = {}
        for number in range(count):
            self.of_unit.setdefault(f"Unit {number // 3}", []).append((number % 3, f"X-{number}"))

    def review(self, f: dict[str, Any]) -> list[str]:
        if f["emergency"] or f["tier"] not in by_hand.LOW:
            return []
        people = f["people"]
        return [id_ for limit, id_ in self.of_unit.get(f["unit"], ()) if people > limit]


class ThresholdsByHand:
    """The rules of `thresholds` as a careful programmer keeps them: in order."""

    def __init__(self, count: int) -> None:
        self.limits = [Decimal(limit) for limit in range(1, count + 1)]
        self.ids = [f"T-{limit}" for limit in range(1, count + 1)]

    def review(self, f: dict[str, Any]) -> list[str]:
        return self.ids[: bisect_right(self.limits, f["cost"])]


def engine(workload: Workload) -> pr.Engine:
    return pr.Engine(pr.load_text(policy(workload), name="many.rules"))


def agree(*, so_many: int = 2000, count: int = 60) -> None:
    """Compare our answers and those by hand with what the rules say."""
    workload, hand = many(count), OfManyByHand(count)
    decider = engine(workload).decider(RECORD)
    for number, facts in enumerate(taken(cases_of_many(Random(5), count), so_many)):
        wanted = matching(workload, facts)
        assert hand.review(facts) == wanted, facts
        decision = decider(facts)
        assert decision.outcome == ("forbid" if wanted else "permit"), facts
        assert number % 100 or [finding.item for finding in decision.findings] == wanted, facts
    limits, kept = thresholds(count), ThresholdsByHand(count)
    decider = engine(limits).decider(RECORD)
    for number in range(so_many // 10):
        (facts,) = taken(cases_of_thresholds(Random(number), number % (count + 3)), 1)
        wanted = matching(limits, facts)
        assert kept.review(facts) == wanted, facts
        decision = decider(facts)
        assert decision.outcome == ("forbid" if wanted else "permit"), facts
        assert number % 100 or [finding.item for finding in decision.findings] == wanted, facts


def sections(*, passes: int) -> Iterator[Section]:
    """Yield the figures: ours as rules grow, thresholds, the peers as rules grow."""
    yield _ours(passes)
    yield _thresholds(passes)
    yield _peers(passes)


def _ours(passes: int) -> Section:
    ways = {}
    for count in SIZES:
        hand, ours = OfManyByHand(count), engine(many(count))
        records = taken(cases_of_many(Random(5), count), 2000)
        ways[_hand(count)] = Way(each(hand.review), records)
        ways[f"ours {count}"] = _validated(ours, records)
        ways[f"ours, raw {count}"] = Way(outcomes(ours.decider(RECORD)), records)
    timed = alternating(ways, passes=passes)
    rows: list[Row] = []
    first = SIZES[0]
    for count in SIZES:
        validated, raw = timed[f"ours {count}"], timed[f"ours, raw {count}"]
        rows.append(beside(_hand(count), timed[_hand(count)], timed[_hand(first)]))
        rows.append(
            beside(
                f"`decider`, {count:,} rules, facts validated before, outcome", validated, timed[_hand(count)]
            )
        )
        if count != first:
            limit = 1.5 if count == SIZES[-1] else None
            base = Timed(f"`decider`, {first} rules", timed[f"ours {first}"].seconds)
            rows.append(beside("the same", validated, base, at_most=limit))
        rows.append(beside(f"`decider`, {count:,} rules, raw dict, outcome", raw, timed[_hand(count)]))
    return Section("Many rules, of which three match", tuple(rows))


def _hand(count: int) -> str:
    return f"by hand, a dict of {count:,} rules by unit"


def _validated(ours: pr.Engine, records: list[dict[str, Any]]) -> Way:
    facts = [ours.facts(RECORD, each) for each in records]
    return Way(outcomes(ours.decider(RECORD)), facts)


def _thresholds(passes: int) -> Section:
    count = SIZES[-1]
    ours, hand = engine(thresholds(count)), ThresholdsByHand(count)
    ways = {}
    for matches in (FEW, HALF):
        records = taken(cases_of_thresholds(Random(7), matches), 500)
        ways[f"by hand, bisected, {matches:,} match"] = Way(each(hand.review), records)
        ways[f"ours {matches}"] = _validated(ours, records)
    timed = alternating(ways, passes=passes)
    rows = []
    for matches in (FEW, HALF):
        base, took = timed[f"by hand, bisected, {matches:,} match"], timed[f"ours {matches}"]
        rows.append(beside(base.name, base, base))
        limit = 1e-6 + 5e-9 * matches
        row = beside(f"`decider`, facts validated before, outcome, {matches:,} match", took, base)
        target = Target(f"≤ {duration(limit)}", took.median <= limit)
        rows.append(Row(row.what, row.took, row.ratio, row.of, target, took))
    return Section(f"{count:,} thresholds of one number", tuple(rows))


def _peers(passes: int) -> Section:
    rows: list[Row] = []
    for count in PEER_SIZES:
        records = taken(cases_of_many(Random(5), count), 100)
        asked = ask(many(count), records[:20])
        hand, ours = OfManyByHand(count), engine(many(count))
        ways = {_hand(count): Way(each(hand.review), records), "ours": _validated(ours, records)}
        for peer in asked:
            if peer.prepared is not None:
                forms = [peer.prepared.convert(facts) for facts in records]
                ways[peer.name] = Way(each(peer.prepared.answer), forms)
        timed = alternating(ways, passes=min(passes, 5), fewest=5)
        rows.append(beside(_hand(count), timed[_hand(count)], timed[_hand(count)]))
        rows.append(
            beside(
                f"ours, {count:,} rules, facts validated before, outcome", timed["ours"], timed[_hand(count)]
            )
        )
        rows += [_peer(peer, count, timed) for peer in asked]
    return Section("The same by others, facts already in their form", tuple(rows))


def _peer(peer: Asked, count: int, timed: dict[str, Any]) -> Row:
    if peer.prepared is None:
        return Row(f"{peer.name}, {count:,} rules", "–", of=peer.said)
    return beside(f"{peer.name}, {count:,} rules", timed[peer.name], timed[_hand(count)])
