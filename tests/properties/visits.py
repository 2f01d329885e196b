"""A policy with a quota for every kind of window, and what it says by the tests' own reading of it.

The text and the reading come from one table, but nothing of the engine has a part in the reading: conditions
are plain Python over plain values, usage is counted by `usage_by_day`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from attrs import field, frozen

from policyrules.core import ir
from policyrules.core.history import Use
from policyrules.core.values import UNKNOWN, Duration
from tests.properties import usage_by_day as by_day

Values = Mapping[str, Any]
"""The facts of a visit by field: every field is there, what is not known is UNKNOWN."""
Kleene = Any
RANKS = ("permit", "advise", "warn", "refer", "return", "forbid")
EFFECTS = {
    "must": "forbid",
    "must not": "forbid",
    "should": "warn",
    "should not": "warn",
    "encourage": "advise",
}


# --- yes, no and unknown ----------------------------------------------------------------------


def all_of(*answers: Kleene) -> Kleene:
    if any(answer is False for answer in answers):
        return False
    return True if all(answer is True for answer in answers) else UNKNOWN


def any_of(*answers: Kleene) -> Kleene:
    return opposite(all_of(*map(opposite, answers)))


def opposite(answer: Kleene) -> Kleene:
    return UNKNOWN if answer is UNKNOWN else not answer


def equal(left: Any, right: Any) -> Kleene:
    if left is None or right is None:
        return False
    return UNKNOWN if UNKNOWN in (left, right) else left == right


def holds(value: Any) -> Kleene:
    """A condition that is none does not hold."""
    return False if value is None else value


# --- what a visit is held against ---------------------------------------------------------------


@frozen
class Standing:
    """An entry that stands, as the tests know it: its facts, and what it adds to quotas, settled when it came."""

    name: str
    visit: Values
    uses: tuple[Use, ...] = field(repr=False)


@frozen
class Beside:
    """What there is beside a visit: the other entries, its earlier version if it has one, the plans with their days."""

    others: Sequence[Standing]
    before: Values | None
    plans: Mapping[str, date]


# --- the quotas -------------------------------------------------------------------------------

Asked = Callable[[Values, Beside], Kleene]


def always(visit: Values, beside: Beside) -> Kleene:
    del visit, beside
    return True


def never(visit: Values, beside: Beside) -> Kleene:
    del visit, beside
    return False


@frozen
class Quota:
    """One quota of the policy: what its item says, and what that means."""

    item: str
    modality: str
    kind: str
    limit: Any
    per: tuple[str, ...]
    window: ir.Window
    span: bool = False
    measure: str = "count"
    value: str | None = None
    warn: str | None = None
    asks: str = ""
    """What the item asks beside the kind of visit, as text."""
    when: Asked = always
    exempt: Asked = never
    from_: date | None = None
    effect: str = ""
    most: Callable[[Values], Any] | None = field(default=None, repr=False)
    """The limit for a visit, where it is not the number itself."""

    @property
    def rule(self) -> ir.RuleId:
        return ir.RuleId("visits", self.item)

    @property
    def broken_effect(self) -> str:
        return self.effect or EFFECTS[self.modality]

    def text(self) -> str:
        length = self.window.length
        of = "start..finish" if self.span else "start"
        if self.window.kind == "ever":
            window = "ever"
        elif length is None:
            window = f"each {self.window.unit} of {of}"
        elif length.months:
            window = f"in any {length.months} months of {of}"
        else:
            window = f"in any {length.days} days of {of}"
        what = "" if self.value is None else f"{self.measure} {self.value} "
        warn = "" if self.warn is None else f" warn at {self.warn}"
        return (
            f'    {self.modality} {self.item} "{self.item}" {{\n'
            f"        when kind = {self.kind}\n        {self.asks}\n"
            f"        at most {self.limit} {what}per {', '.join(self.per)} {window}{warn}\n    }}\n"
        )

    def limit_of(self, visit: Values) -> Any:
        return self.limit if self.most is None else self.most(visit)

    def asked(self, visit: Values, beside: Beside) -> Kleene:
        """Whether the item is about a visit, in force or not."""
        is_kind = equal(visit["kind"], self.kind)
        return all_of(is_kind, self.when(visit, beside), opposite(self.exempt(visit, beside)))

    def in_force(self, visit: Values) -> bool:
        return self.from_ is None or self.from_ <= visit["start"]

    def uses(self, visit: Values, counts: Kleene) -> list[Use] | None:
        """What a visit adds, once for each key; None where it does not say under what, or when."""
        members = [visit[name] for name in self.per]
        if any(each is None or each == () for each in members):
            return []
        if UNKNOWN in members or (self.span and visit["finish"] is UNKNOWN):
            return None
        first: date | None = visit["start"]
        last: date | None = first
        if self.span:
            last = None if visit["finish"] is None else max(visit["start"], visit["finish"])
        if self.window.kind == "ever":
            first = last = None
        value = None if self.value is None else visit[self.value]
        keys = product(*(each if isinstance(each, tuple) else (each,) for each in members))
        return [Use(self.rule, key, counts, first, last, value) for key in dict.fromkeys(keys)]


def each(unit: str) -> ir.Window:
    return ir.Window("calendar", unit=unit)  # type: ignore[arg-type]  # one of the units


def in_any(*, days: int = 0, months: int = 0) -> ir.Window:
    return ir.Window("sliding", length=Duration(days=days, months=months))


EVER = ir.Window("ever")
CAPS = {"A": 3, "B": 2}
"""The lookup table has nothing for unit C."""
NEW_LIMIT_FROM = date(2026, 1, 31)


def per_month(visit: Values) -> int:
    return 1 if visit["start"] >= NEW_LIMIT_FROM else 2


def urgent(visit: Values) -> Kleene:
    return holds(visit["urgent"])


def agreed(visit: Values) -> Kleene:
    return holds(visit["agreed"])


def unplanned(visit: Values, beside: Beside) -> Kleene:
    return visit["plan"] is None or visit["plan"] not in beside.plans


def moved(visit: Values, beside: Beside) -> Kleene:
    return beside.before is not None and beside.before["unit"] != visit["unit"]


def led_elsewhere(visit: Values, beside: Beside) -> Kleene:
    same_day = [entry.visit["leader"] for entry in beside.others if entry.visit["start"] == visit["start"]]
    return any_of(*(equal(leader, visit["leader"]) for leader in same_day))


def _quotas() -> tuple[Quota, ...]:
    return (
        # one day: every window
        Quota("S-day", "must", "short", 1, ("unit",), each("day")),
        Quota("S-week", "should", "short", 1, ("unit",), each("week"), measure="different", value="leader"),
        Quota("S-half", "must", "short", 10, ("unit",), each("half month"), measure="total", value="people"),
        Quota("S-month", "must", "short", "per_month", ("places",), each("month"), most=per_month),
        Quota(
            *("S-quarter", "must", "short", "cap[unit]", ("unit",), each("quarter")),
            most=lambda visit: CAPS.get(visit["unit"], UNKNOWN),
        ),
        Quota("S-years", "should", "short", 3, ("unit", "places"), each("half year"), warn="50%"),
        Quota("S-year", "must", "short", 2, ("places",), each("year"), measure="different", value="leader"),
        Quota("S-3d", "must", "short", 2, ("places",), in_any(days=3), measure="different", value="unit"),
        Quota(
            *("S-14d", "should", "short", 100, ("unit",), in_any(days=14)),
            measure="total",
            value="cost",
            warn="80%",
        ),
        Quota("S-1m", "must", "short", 3, ("unit",), in_any(months=1)),
        Quota("S-1y", "must", "short", 3, ("unit", "places"), in_any(months=12)),
        Quota("S-ever", "must", "short", 5, ("unit",), EVER),
        # spans of days: every window
        Quota("L-day", "must", "long", 2, ("places",), each("day"), True, "different", "unit"),
        Quota("L-week", "must", "long", 2, ("unit",), each("week"), True, warn="50%"),
        Quota("L-half", "should", "long", 1, ("unit",), each("half month"), True),
        Quota("L-month", "must", "long", 12, ("unit",), each("month"), True, "total", "people"),
        Quota("L-quarter", "must", "long", 3, ("places",), each("quarter"), True),
        Quota("L-years", "must", "long", 2, ("unit",), each("half year"), True, "different", "leader"),
        Quota(
            *("L-year", "must", "long", 3, ("unit",), each("year"), True),
            asks="unless urgent",
            exempt=lambda visit, _: urgent(visit),
        ),
        Quota("L-3d", "must", "long", 1, ("unit", "places"), in_any(days=3), True),
        Quota("L-14d", "must", "long", 8, ("places",), in_any(days=14), True, "total", "people"),
        Quota("L-1m", "should", "long", 2, ("unit",), in_any(months=1), True, "total", "cost"),
        Quota("L-1y", "must", "long", 6, ("unit",), in_any(months=12), True),
        # exceptions, limits and keys that may be absent, totals that may fall, a day of coming into force
        Quota(
            *("X-refer", "must", "other", 1, ("unit",), each("month")),
            asks='without approval of "the office" (agreed)',
            exempt=lambda visit, _: agreed(visit),
            effect="refer",
        ),
        Quota(
            *("X-most", "must", "other", "most", ("unit",), each("week")),
            most=lambda visit: visit["most"],
        ),
        Quota(
            *("X-from", "must", "other", 1, ("unit",), each("month")),
            asks=f"from {NEW_LIMIT_FROM}",
            from_=NEW_LIMIT_FROM,
        ),
        # populations that rest on other ledgers, on the own one, on the earlier version
        Quota(
            *("X-plan", "must", "other", 1, ("leader",), each("quarter")),
            asks="applies when has no plan",
            when=unplanned,
        ),
        Quota(
            *("S-again", "must", "short", 1, ("leader",), each("month")),
            asks="applies when some v in Visit where (v.leader = leader and v.start = start)",
            when=led_elsewhere,
        ),
        Quota(
            *("L-moved", "must", "long", 1, ("unit",), each("year")),
            asks="applies when before.unit != unit",
            when=moved,
        ),
        Quota("X-cost", "must", "other", 50, ("unit",), each("year"), measure="total", value="cost"),
        Quota("X-much", "encourage", "other", 1, ("places",), each("week"), warn="100%"),
    )


QUOTAS = _quotas()
TIGHT = tuple(
    quota for quota in QUOTAS if quota.modality == "must" and quota.item not in ("X-cost", "X-from", "X-most")
)
"""What no order of admission may ever leave over: not what may fall below nothing, or is not in force yet."""

POLICY = (
    """
policy visits
enum Kind { short, long, other }
enum Stage { planned < made < closed }
record Plan { id: text key, begins: date }
record Visit dated start {
    id: text key
    kind: Kind
    stage: Stage
    unit: text
    places: list of text
    leader: text?
    start: date
    finish: date?
    people: integer
    cost: number(2)?
    most: integer?
    plan: ref Plan? = none
    urgent: boolean?
    agreed: boolean = no
}
parameter per_month: integer { 2 from 0001-01-01, 1 from """
    + str(NEW_LIMIT_FROM)
    + """ }
parameter cap: integer by Visit.unit from "caps.csv"
list counted for Visit {
"""
    + "".join(quota.text() for quota in QUOTAS)
    + """
    may F-free "agreed visits are not counted by the month" { when agreed overrides S-month, S-week }
    may F-ban "but urgent ones are, agreed or not" { when urgent overrides F-free }
}
list changing for Visit {
    must not B-1 "What is closed stays closed" { when before.stage = closed and stage != closed }
    should not B-2 "A visit stays with its unit" { when has before and before.unit != unit }
    should not A-1 "One leader is in one place" {
        when some v in Visit where (v.leader = leader and v.start = start)
        because "{leader} leads {v.id} on that day"
    }
    encourage A-2 "Few people" { ensure sum(v.people for v in Visit where v.unit = unit) + people <= 20 }
    should not P-1 "Not before its plan begins" { when plan.begins > start }
}
"""
)
PARAMETERS = {"cap": {(unit,): number for unit, number in CAPS.items()}}


# --- what the policy says -----------------------------------------------------------------------


@frozen
class Said:
    """What the policy says of a visit: items with their effects, items that cannot be told, the outcome."""

    findings: frozenset[tuple[str, str]]
    undetermined: frozenset[str]
    outcome: str


def beaten(item: str, visit: Values) -> Kleene:
    """Whether an item is set aside: by one that is not itself set aside."""
    free = all_of(agreed(visit), opposite(urgent(visit)))
    return {"S-month": free, "S-week": free, "F-free": urgent(visit)}.get(item, False)


def settled_uses(visit: Values, beside: Beside) -> list[Use] | None:
    """What a visit adds to every quota; None where one counts it that does not say under what, or when."""
    found: list[Use] = []
    for quota in QUOTAS:
        counts = all_of(quota.asked(visit, beside), opposite(beaten(quota.item, visit)))
        if counts is not False:
            uses = quota.uses(visit, counts)
            if uses is None:
                return None
            found += uses
    return found


def said(visit: Values, beside: Beside) -> Said:
    """What the policy says of a visit."""
    answers = [*_of_quotas(visit, beside), *_of_the_rest(visit, beside)]
    findings = [(item, effect) for item, effect, answer in answers if answer is True]
    open_ = [
        (item, effect)
        for item, effect, answer in answers
        if answer is UNKNOWN and effect in ("forbid", "refer") and not item.endswith("!")
    ]
    certain = max((RANKS.index(effect) for _, effect in findings), default=0)
    possible = max((RANKS.index(effect) for _, effect in open_), default=0)
    return Said(
        frozenset((item.rstrip("!"), effect) for item, effect in findings),
        frozenset(item for item, _ in open_),
        "undetermined" if possible > certain else RANKS[certain],
    )


def _of_quotas(visit: Values, beside: Beside) -> Iterator[tuple[str, str, Kleene]]:
    for quota in QUOTAS:
        asked = all_of(quota.in_force(visit), quota.asked(visit, beside))
        free = opposite(beaten(quota.item, visit))
        within, used = (True, False) if asked is False else _stands(quota, visit, beside.others)
        yield quota.item, quota.broken_effect, all_of(asked, opposite(within), free)
        if quota.warn is not None:
            yield f"{quota.item}!", "warn", all_of(asked, within, used, free)


def _stands(quota: Quota, visit: Values, others: Sequence[Standing]) -> tuple[Kleene, Kleene]:
    """Whether a quota holds with a visit, and whether it warns."""
    own, limit = quota.uses(visit, True), quota.limit_of(visit)
    if own == [] or limit is None:
        return True, False
    if own is None or limit is UNKNOWN:
        return UNKNOWN, UNKNOWN
    most = max(Fraction(limit), Fraction(0))
    early = most * Fraction(Decimal((quota.warn or "100%").rstrip("%"))) / 100
    within, used = [], []
    for use in own:
        beside = [other for entry in others for other in entry.uses if is_counted_with(other, use)]
        sure, possible = by_day.fullest(quota.window, quota.measure, use, beside)
        within.append(False if sure > most else True if possible <= most else UNKNOWN)
        used.append(True if sure >= early else False if possible < early else UNKNOWN)
    return all_of(*within), any_of(*used)


def is_counted_with(use: Use, own: Use) -> bool:
    return use.quota == own.quota and use.key == own.key


def _of_the_rest(visit: Values, beside: Beside) -> Iterator[tuple[str, str, Kleene]]:
    yield "F-free", "permit", all_of(agreed(visit), opposite(urgent(visit)))
    yield "F-ban", "permit", urgent(visit)
    if beside.before is not None:
        yield "B-1", "forbid", beside.before["stage"] == "closed" and visit["stage"] != "closed"
        yield "B-2", "warn", moved(visit, beside)
    yield "A-1", "warn", led_elsewhere(visit, beside)
    people = sum(entry.visit["people"] for entry in beside.others if entry.visit["unit"] == visit["unit"])
    yield "A-2", "advise", people + visit["people"] > 20
    begins = beside.plans.get(visit["plan"])
    yield "P-1", "warn", begins is not None and begins > visit["start"]


def over_in_some_window(quota: Quota, standing: Iterable[Standing]) -> list[tuple[Use, Any, Any]]:
    """The windows of a quota in which more counts, or may, than any entry in them was allowed."""
    counted = [(use, entry.visit) for entry in standing for use in entry.uses if use.quota == quota.rule]
    found = []
    for use, visit in counted:
        beside = [other for other, _ in counted if other is not use and other.key == use.key]
        allowed = {id(other): quota.limit_of(its) for other, its in counted}
        for inside in by_day.insides(quota.window, use, beside):
            there = [beside[number] for number in inside]
            _, possible = by_day.amounts(quota.measure, use, there)
            most = max([quota.limit_of(visit), *(allowed[id(other)] for other in there)])
            if possible > most:
                found.append((use, possible, most))
    return found
