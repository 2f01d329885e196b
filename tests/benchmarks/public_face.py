"""How quick is the public face beside hand-written Python, and how long does loading take?

Twenty rules over fifteen facts, written once as a policy and once as a function that takes the same
dict and returns the same item names. The answers are compared on 2,000 random records first; times
are medians over alternating passes of one run.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import policyrules as pr

POLICY = """
enum Tier { village < township < county < city < province }

record Case {
    title: text
    tier: Tier
    kind: { inspection, assessment, guidance, meeting }
    pages: integer
    people: integer
    days: integer
    cost: number(2)
    start: date
    due: date
    filed: boolean
    emergency: boolean
    grades: boolean
    planned: boolean
    unit: text
    targets: list of text
}

list rules for Case {
    must not F-01 "f" { when not planned and not emergency }
    must not F-02 "f" { when pages > 10 }
    must not F-03 "f" { when people >= 150 and tier <= county }
    must not F-04 "f" { when kind = assessment and grades }
    must not F-05 "f" { when cost > 50000 unless filed }
    must not F-06 "f" { when days > 3 and kind in { meeting, guidance } }
    must not F-07 "f" { when due < start }
    must not F-08 "f" { when start < 2024-08-06 and grades }
    must not F-09 "f" { when title = "draft" }
    must not F-10 "f" { when tier = village and not emergency }
    must not F-11 "f" { when grades and not filed }
    must not F-12 "f" { when unit = "Bureau A" and people > 80 }
    may P-01 "p" { when planned }
    may P-02 "p" { when emergency }
    may P-03 "p" { when filed and pages <= 8 }
    may P-04 "p" { when kind = guidance and people < 10 }
    may P-05 "p" { when tier >= city }
    may P-06 "p" { when cost = 0 }
    should not W-01 "w" { when pages in 8..10 }
    should not W-02 "w" { when people in 80..149 }
}
"""
TIERS = ("village", "township", "county", "city", "province")
RANK = {name: rank for rank, name in enumerate(TIERS)}
LAW = date(2024, 8, 6)


def review(f: dict[str, Any]) -> list[str]:
    """Return the items that are broken or matched: what a careful programmer writes."""
    found = []
    if not f["planned"] and not f["emergency"]:
        found.append("F-01")
    if f["pages"] > 10:
        found.append("F-02")
    if f["people"] >= 150 and RANK[f["tier"]] <= 2:
        found.append("F-03")
    if f["kind"] == "assessment" and f["grades"]:
        found.append("F-04")
    if f["cost"] > 50000 and not f["filed"]:
        found.append("F-05")
    if f["days"] > 3 and (f["kind"] == "meeting" or f["kind"] == "guidance"):
        found.append("F-06")
    if f["due"] < f["start"]:
        found.append("F-07")
    if f["start"] < LAW and f["grades"]:
        found.append("F-08")
    if f["title"] == "draft":
        found.append("F-09")
    if f["tier"] == "village" and not f["emergency"]:
        found.append("F-10")
    if f["grades"] and not f["filed"]:
        found.append("F-11")
    if f["unit"] == "Bureau A" and f["people"] > 80:
        found.append("F-12")
    if f["planned"]:
        found.append("P-01")
    if f["emergency"]:
        found.append("P-02")
    if f["filed"] and f["pages"] <= 8:
        found.append("P-03")
    if f["kind"] == "guidance" and f["people"] < 10:
        found.append("P-04")
    if RANK[f["tier"]] >= 3:
        found.append("P-05")
    if f["cost"] == 0:
        found.append("P-06")
    if 8 <= f["pages"] <= 10:
        found.append("W-01")
    if 80 <= f["people"] <= 149:
        found.append("W-02")
    return found


def random_facts(random: Random) -> dict[str, Any]:
    start = date(2024, 7, 1) + timedelta(days=random.randrange(90))
    return {
        "title": random.choice(["draft", "notice", "plan"]),
        "tier": random.choice(TIERS),
        "kind": random.choice(["inspection", "assessment", "guidance", "meeting"]),
        "pages": random.randrange(14),
        "people": random.choice([3, 9, 10, 79, 80, 81, 149, 150, 200]),
        "days": random.randrange(6),
        "cost": random.choice([Decimal(0), Decimal("49999.99"), Decimal(50000), Decimal("50000.01")]),
        "start": start,
        "due": start + timedelta(days=random.randrange(-3, 30)),
        "filed": random.random() < 0.7,
        "emergency": random.random() < 0.2,
        "grades": random.random() < 0.3,
        "planned": random.random() < 0.7,
        "unit": random.choice(["Bureau A", "Bureau B"]),
        "targets": ["County X", "County Y"][: random.randrange(3)],
    }


def thousand_rules(count: int) -> str:
    """Return a policy of so many different items, as people write them."""
    items = "\n".join(
        f'    @source("R{n}") must not X-{n} "title of {n}" {{ when tier <= county and people > {n} and not filed '
        f'unless emergency because "{{title}} has {{people}} people" remedy "send fewer than {n}" }}'
        for n in range(count)
    )
    head = POLICY[: POLICY.index("list rules")]
    return f"{head}list many for Case {{\n{items}\n}}\n"


def main(*, once: bool = False) -> None:
    """Compare answers, then print one table of medians and ratios (none with `once`)."""
    random = Random(17)
    engine = pr.Engine(pr.load_text(POLICY, name="benchmark.rules"))
    records = [random_facts(random) for _ in range(2000)]
    for facts in records:
        decision = engine.decide("Case", facts)
        assert [finding.item for finding in decision.findings] == review(facts), facts
    if once:
        print("2,000 records decided alike by hand and by policy")
        return
    validated = [engine.facts("Case", facts) for facts in records]
    decider = engine.decider("Case")
    works: dict[str, Callable[[], object]] = {
        "hand-written function, dict in, names out": lambda: [review(facts) for facts in records],
        "decider, facts already validated": lambda: [decider(facts).outcome for facts in validated],
        "decider, raw dict": lambda: [decider(facts).outcome for facts in records],
        "engine.decide, raw dict": lambda: [engine.decide("Case", facts).outcome for facts in records],
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(15):
        for name, work in works.items():
            begun = perf_counter()
            work()
            times[name].append((perf_counter() - begun) / len(records) * 1e6)
    by_hand = median(next(iter(times.values())))
    print("twenty rules over fifteen facts through the public face, microseconds a record")
    for name, measured in times.items():
        print(f"  {name:<42} {median(measured):6.2f}  {median(measured) / by_hand:5.2f}x")
    for count in (1000, 4000):
        text = thousand_rules(count)
        begun = perf_counter()
        policies = pr.load_text(text, name="many.rules")
        loaded = perf_counter()
        pr.Engine(policies).decide("Case", records[0])
        print(
            f"  load {count:,} rules {loaded - begun:.2f} s, compile and first decision {perf_counter() - loaded:.2f} s"
        )


if __name__ == "__main__":
    main()
