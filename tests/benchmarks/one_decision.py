"""How long does one decision take beside the same rules written by hand?

Twenty items over fifteen facts. `python -m tests.benchmarks.one_decision` prints, from one run on one
machine, the time of a hand-written function over the same tuple of facts (and of one over a dict of
them that returns a list of names, as people write it) beside that of the generated one, and their
ratios, with every fact known and with some unknown.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from policyrules.backends.python.load import compile_record
from policyrules.core import ir
from policyrules.core.combine import combine
from policyrules.core.evaluate import Evaluation
from policyrules.core.history import NO_HISTORY
from policyrules.core.parameters import ParameterValues
from policyrules.core.values import UNKNOWN, Row
from policyrules.diagnostics import Place, Source, Span
from policyrules.semantics.schema import FieldSchema, PolicySchema, RecordSchema, Titled
from policyrules.semantics.types import (
    BooleanType,
    DateType,
    EnumType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    TextType,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLACE = Place(Source("benchmark.rules", ""), Span(0, 0))
TIER = EnumType("Tier", ("village", "township", "county", "city", "province"), (), ordered=True)
KIND = EnumType("Kind", ("inspection", "assessment", "guidance"), ())
FIELDS: dict[str, Type] = {
    "organiser": TextType(),
    "topic": TextType(),
    "tier": TIER,
    "kind": KIND,
    "start": DateType(),
    "finish": DateType(),
    "people": IntegerType(),
    "days": IntegerType(),
    "places": IntegerType(),
    "cost": NumberType(2),
    "plan": OptionalType(TextType()),
    "filed": BooleanType(),
    "emergency": BooleanType(),
    "grades": BooleanType(),
    "targets": ListType(TextType()),
}
ROUNDS, RECORDS = 41, 500


def program() -> ir.Program:
    """The twenty items."""
    boolean = BooleanType()

    def f(name: str) -> ir.Field:
        return ir.Field("this", "Visit", (name,), FIELDS[name])

    def k(value: Any, type_: Type) -> ir.Const:
        return ir.Const(value, type_)

    def n(value: int) -> ir.Const:
        return k(value, IntegerType())

    def less(a: ir.Expr, b: ir.Expr) -> ir.Expr:
        return ir.Compare("<", a, b)

    def up_to(a: ir.Expr, b: ir.Expr) -> ir.Expr:
        return ir.Compare("<=", a, b)

    def same(a: ir.Expr, b: ir.Expr) -> ir.Expr:
        return ir.Compare("=", a, b)

    def kind(name: str) -> ir.Expr:
        return same(f("kind"), k(name, KIND))

    def of(*operands: ir.Expr) -> ir.Expr:
        return ir.And(operands)

    unplanned, low = ir.Not(ir.Present(f("plan"))), up_to(f("tier"), k("county", TIER))
    no = ir.Not
    conditions = [
        of(unplanned, no(f("emergency")), no(f("filed"))),
        of(kind("assessment"), f("grades"), low),
        of(kind("inspection"), less(n(7), f("days"))),
        of(low, less(n(30), f("people"))),
        less(k(Decimal(50000), NumberType()), f("cost")),
        of(less(k(Decimal(20000), NumberType()), f("cost")), kind("guidance")),
        less(f("finish"), f("start")),
        of(less(k(date(2026, 6, 30), DateType()), f("start")), kind("assessment")),
        ir.In(f("organiser"), tuple(k(f"Bureau {x}", TextType()) for x in "ABCDE")),
        of(same(f("organiser"), k("Bureau Q", TextType())), low),
        of(less(n(5), f("places")), less(f("days"), n(2))),
        of(f("grades"), no(kind("assessment"))),
        ir.Or((of(f("emergency"), less(n(14), f("days"))), less(n(60), f("days")))),
        ir.Contains("contains", f("topic"), k("ranking", TextType())),
        of(same(f("tier"), k("village", TIER)), less(n(10), f("people"))),
        of(no(f("filed")), less(k(Decimal(10000), NumberType()), f("cost"))),
        of(ir.Present(f("plan")), f("emergency")),
        of(kind("inspection"), unplanned, low),
        less(n(20), f("places")),
        ir.And((less(n(3), f("days")), less(n(3), f("places")), less(n(3), f("people")), f("grades"))),
    ]
    rules = tuple(
        ir.Rule(
            id=ir.RuleId("benchmark", f"I-{number}"),
            names=Titled(f"I-{number}"),
            list="all",
            list_kind="list",
            record="Visit",
            modality="must not" if number % 2 else "should not",
            word="",
            title=None,
            validity=ir.Validity(None, None),
            applies=k(True, boolean),
            when=condition,
            exempt=(),
            test=None,
            effect="forbid" if number % 2 else "warn",
            if_unknown="undetermined" if number % 2 else "skip",
            overrides=(),
            actions=(),
            because=None,
            remedy=None,
            citations=(),
            annotations=(),
            witnesses=(),
            place=PLACE,
        )
        for number, condition in enumerate(conditions)
    )
    fields = tuple(
        FieldSchema(Titled(name), type_, False, False, None, None, None, (), PLACE)
        for name, type_ in FIELDS.items()
    )
    schema = RecordSchema(Titled("Visit"), fields, "start", None, (), "benchmark", PLACE)
    policy = PolicySchema(
        Titled("benchmark"), None, None, None, None, None, None, rolls=False, annotations=(), place=PLACE
    )
    order = {rule.id: number for number, rule in enumerate(rules)}
    return ir.Program(
        {"benchmark": policy}, {"Visit": schema}, {}, {}, {}, {"Visit": rules}, {"Visit": ()}, (), order
    )


BUREAUS = frozenset({"Bureau A", "Bureau B", "Bureau C", "Bureau D", "Bureau E"})
LOW = frozenset({"village", "township", "county"})
LAW = date(2026, 6, 30)
C50, C20, C10 = Decimal(50000), Decimal(20000), Decimal(10000)


def by_hand(facts: tuple[Any, ...]) -> int:
    """The same items as a person would write them, over the same tuple of facts, all of them known."""
    (
        organiser,
        topic,
        tier,
        kind,
        start,
        finish,
        people,
        days,
        places,
        cost,
        plan,
        filed,
        emergency,
        grades,
        _targets,
    ) = facts
    found = 0
    if plan is None and not emergency and not filed:
        found |= 1
    if kind == "assessment" and grades and tier in LOW:
        found |= 2
    if kind == "inspection" and days > 7:
        found |= 4
    if tier in LOW and people > 30:
        found |= 8
    if cost > C50:
        found |= 16
    if cost > C20 and kind == "guidance":
        found |= 32
    if finish < start:
        found |= 64
    if start > LAW and kind == "assessment":
        found |= 128
    if organiser in BUREAUS:
        found |= 256
    if organiser == "Bureau Q" and tier in LOW:
        found |= 512
    if places > 5 and days < 2:
        found |= 1024
    if grades and kind != "assessment":
        found |= 2048
    if (emergency and days > 14) or days > 60:
        found |= 4096
    if "ranking" in topic:
        found |= 8192
    if tier == "village" and people > 10:
        found |= 16384
    if not filed and cost > C10:
        found |= 32768
    if plan is not None and emergency:
        found |= 65536
    if kind == "inspection" and plan is None and tier in LOW:
        found |= 131072
    if places > 20:
        found |= 262144
    if days > 3 and places > 3 and people > 3 and grades:
        found |= 524288
    return found


def by_hand_from_dict(facts: dict[str, Any]) -> list[str]:
    """The same items over a dict, returning the names of those that are broken."""
    found: list[str] = []
    if facts["plan"] is None and not facts["emergency"] and not facts["filed"]:
        found.append("I-0")
    if facts["kind"] == "assessment" and facts["grades"] and facts["tier"] in LOW:
        found.append("I-1")
    if facts["kind"] == "inspection" and facts["days"] > 7:
        found.append("I-2")
    if facts["tier"] in LOW and facts["people"] > 30:
        found.append("I-3")
    if facts["cost"] > C50:
        found.append("I-4")
    if facts["cost"] > C20 and facts["kind"] == "guidance":
        found.append("I-5")
    if facts["finish"] < facts["start"]:
        found.append("I-6")
    if facts["start"] > LAW and facts["kind"] == "assessment":
        found.append("I-7")
    if facts["organiser"] in BUREAUS:
        found.append("I-8")
    if facts["organiser"] == "Bureau Q" and facts["tier"] in LOW:
        found.append("I-9")
    if facts["places"] > 5 and facts["days"] < 2:
        found.append("I-10")
    if facts["grades"] and facts["kind"] != "assessment":
        found.append("I-11")
    if (facts["emergency"] and facts["days"] > 14) or facts["days"] > 60:
        found.append("I-12")
    if "ranking" in facts["topic"]:
        found.append("I-13")
    if facts["tier"] == "village" and facts["people"] > 10:
        found.append("I-14")
    if not facts["filed"] and facts["cost"] > C10:
        found.append("I-15")
    if facts["plan"] is not None and facts["emergency"]:
        found.append("I-16")
    if facts["kind"] == "inspection" and facts["plan"] is None and facts["tier"] in LOW:
        found.append("I-17")
    if facts["places"] > 20:
        found.append("I-18")
    if facts["days"] > 3 and facts["places"] > 3 and facts["people"] > 3 and facts["grades"]:
        found.append("I-19")
    return found


def records(random: Random, *, unknown: float) -> Iterator[tuple[Any, ...]]:
    """Facts of which a few break a few items, each fact unknown with a probability."""
    while True:
        start = date(2026, 1, 1) + timedelta(days=random.randrange(300))
        facts = (
            f"Bureau {random.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}",
            random.choice(["a visit", "a ranking of counties", "a plan of the year"]),
            random.choice(TIER.members),
            random.choice(KIND.members),
            start,
            start + timedelta(days=random.randrange(-1, 20)),
            random.randrange(40),
            random.randrange(1, 12),
            random.randrange(1, 10),
            Decimal(random.randrange(60000)),
            random.choice([None, "P-1", "P-2", "P-3"]),
            random.random() < 0.7,
            random.random() < 0.1,
            random.random() < 0.2,
            ("County X",),
        )
        yield tuple(UNKNOWN if random.random() < unknown else fact for fact in facts)


def check(made: ir.Program, review: Any, parameters: ParameterValues) -> None:
    """Compare both with the reference before anything is measured."""
    for unknown in (0, 0.03, 0.2):
        drawn = records(Random(1), unknown=unknown)
        for _ in range(100):
            facts = next(drawn)
            row = Row("Visit", dict(zip(FIELDS, facts, strict=True)))
            evaluation = Evaluation(made, "Visit", row, on=None, parameters=parameters)
            says = [standing.says for standing in combine(evaluation).standings]
            sure = sum(1 << number for number, each in enumerate(says) if each is True)
            possible = sum(1 << number for number, each in enumerate(says) if each is not False)
            if review(facts, None, None, parameters) != (sure, possible):
                raise AssertionError(facts)
            if not unknown and by_hand(facts) != sure:
                raise AssertionError(facts)
            if not unknown and len(by_hand_from_dict(dict(row.values))) != sure.bit_count():
                raise AssertionError(facts)


def measured(work: Callable[[Any], object], facts: list[Any]) -> float:
    """Return the microseconds one call takes, in one pass."""
    start = perf_counter()
    for each in facts:
        work(each)
    return (perf_counter() - start) / len(facts) * 1e6


def main() -> None:
    """Print the figures."""
    made = program()
    parameters, _ = ParameterValues.of(made.parameters, {})
    review = compile_record(made, "Visit")
    one_by_one = compile_record(made, "Visit", items_per_function=1)
    check(made, review, parameters)
    masks, outcome = review.masks, review.outcome
    ways: dict[str, Callable[[tuple[Any, ...]], object]] = {
        "by hand": lambda facts: by_hand(facts),  # noqa: PLW0108  # the others pay for a lambda too
        "generated, masks": lambda facts: masks(facts, None, None, parameters, NO_HISTORY),
        "generated, outcome": lambda facts: outcome(facts, None, None, parameters),
        "one function an item": lambda facts: one_by_one.masks(facts, None, None, parameters, NO_HISTORY),
        "an empty call": lambda facts: None,  # noqa: ARG005  # its cost is in all of them but the first
    }
    known = [facts for facts, _ in zip(records(Random(2), unknown=0), range(RECORDS), strict=False)]
    print("twenty items over fifteen facts, microseconds a record, median of alternating passes")
    as_dicts = [dict(zip(FIELDS, facts, strict=True)) for facts in known]
    times: dict[str, list[float]] = {name: [] for name in ways}
    ratios: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        base = measured(ways["by hand"], known)
        for name, work in ways.items():
            took = base if name == "by hand" else measured(work, known)
            times[name].append(took)
            ratios[name].append(took / base)
    from_dicts = median(measured(by_hand_from_dict, as_dicts) for _ in range(ROUNDS))
    print(f"  {'by hand, from a dict':24} {from_dicts:6.2f}   {from_dicts / median(times['by hand']):5.2f}x")
    for name in ways:
        print(f"  {name:24} {median(times[name]):6.2f}   {median(ratios[name]):5.2f}x")
    for unknown in (0.03, 0.2):
        some = [facts for facts, _ in zip(records(Random(2), unknown=unknown), range(RECORDS), strict=False)]
        pairs = [
            (measured(ways["by hand"], known), measured(ways["generated, masks"], some))
            for _ in range(ROUNDS)
        ]
        took, ratio = median(pair[1] for pair in pairs), median(pair[1] / pair[0] for pair in pairs)
        print(f"  {f'masks, {unknown:.0%} unknown':24} {took:6.2f}   {ratio:5.2f}x")


if __name__ == "__main__":
    main()
