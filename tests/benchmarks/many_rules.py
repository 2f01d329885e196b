"""How does one decision take its time as rules become many?

`python -m tests.benchmarks.many_rules` prints, from one run on one machine: rules of which three match, beside a
dict index written by hand; thresholds of which few and many match; ranges of days that overlap; what compiling
and the index cost. With `--once` only that the answers agree with code that asks each rule.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections import defaultdict
from datetime import date, timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from policyrules.backends.python.load import CompiledRecord, compile_record
from policyrules.core import ir
from policyrules.core.history import NO_HISTORY
from policyrules.core.values import UNKNOWN
from tests.unit.core import build as b

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Facts = tuple[Any, ...]
NAMES = tuple(b.TYPES)
ROUNDS, RECORDS = 15, 300
FIRST = date(2020, 1, 1)
MATCHING = 3


def facts(**known: Any) -> Facts:
    """Facts in the order of the record's fields."""
    return tuple(known.get(name, UNKNOWN) for name in NAMES)


def equalities(count: int) -> ir.Program:
    """Rules about a text and a tier, three of each combination."""
    rules = [
        b.rule(
            f"I-{number}",
            when=ir.And(
                (
                    b.compare("=", b.f("t"), b.const(f"unit {number // MATCHING}")),
                    b.compare("=", b.f("tier"), b.const("county", b.TIER)),
                )
            ),
            effect="forbid",
        )
        for number in range(count)
    ]
    return b.program(*rules)


def thresholds(count: int) -> ir.Program:
    """Rules about whole numbers of at least so much."""
    numbers = list(range(count))
    Random(1).shuffle(numbers)
    return b.program(*(b.rule(f"I-{n}", when=b.compare("<=", b.const(n + 1), b.f("n"))) for n in numbers))


def ranges(count: int, days: int) -> ir.Program:
    """Rules about ranges of so many days, each of which begins on another."""
    return b.program(
        *(
            b.rule(
                f"I-{number}",
                when=ir.And(
                    (
                        b.compare("<=", b.const(FIRST + timedelta(days=number)), b.f("start")),
                        b.compare("<=", b.f("start"), b.const(FIRST + timedelta(days=number + days))),
                    )
                ),
            )
            for number in range(count)
        )
    )


def by_hand(count: int) -> Callable[[Facts], Sequence[str]]:
    """A dict index over the same rules as `equalities`."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for number in range(count):
        found[f"unit {number // MATCHING}", "county"].append(f"I-{number}")
    index = {key: tuple(names) for key, names in found.items()}
    text, tier = NAMES.index("t"), NAMES.index("tier")

    def asked(given: Facts) -> Sequence[str]:
        return index.get((given[text], given[tier]), ())

    return asked


def alternating(ways: dict[str, tuple[Callable[[Facts], object], list[Facts]]]) -> dict[str, float]:
    """Return the median microseconds of a call of each, from alternating passes."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (work, given) in ways.items():
            start = perf_counter()
            for each in given:
                work(each)
            times[name].append((perf_counter() - start) / len(given) * 1e6)
    return {name: median(taken) for name, taken in times.items()}


def asking(review: CompiledRecord, program: ir.Program) -> Callable[[Facts], object]:
    """Return what decides facts to their outcome."""
    parameters, outcome = b.values_of(program), review.outcome
    return lambda given: outcome(given, None, None, parameters)


def compiled(program: ir.Program) -> tuple[CompiledRecord, float, float]:
    """Return a compiled record, the microseconds a rule that took, and the bytes a rule it holds."""
    gc.collect()
    start = perf_counter()
    review = compile_record(program, "Case")
    _ = review.answer
    took = perf_counter() - start
    count = len(program.rules["Case"])
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    other = compile_record(program, "Case")
    _ = other.answer
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return review, took / count * 1e6, held / count


def some_equal(count: int) -> list[Facts]:
    """Facts of which three rules speak."""
    drawn = Random(2)
    units = max(count // MATCHING, 1)
    return [facts(t=f"unit {drawn.randrange(units)}", tier="county") for _ in range(RECORDS)]


def check() -> None:
    """Raise where the rules that are found are not those that speak when each is asked."""
    for program, given in _samples():
        parameters = b.values_of(program)
        looked_up = compile_record(program, "Case", indexing="always")
        each = compile_record(program, "Case", indexing="never")
        for one in given:
            asked = (one, None, None, parameters, NO_HISTORY)
            if looked_up.masks(*asked) != each.masks(*asked):
                raise AssertionError(one)


def _samples() -> Iterator[tuple[ir.Program, list[Facts]]]:
    yield equalities(60), [*some_equal(60)[:20], facts()]
    yield thresholds(60), [facts(n=n) for n in range(-1, 63)]
    yield ranges(60, 20), [facts(start=FIRST + timedelta(days=day)) for day in range(-1, 90, 3)]


def main(*, once: bool = False) -> None:
    """Print the figures."""
    check()
    if once:
        return
    ways: dict[str, tuple[Callable[[Facts], object], list[Facts]]] = {}
    costs: dict[str, tuple[float, float]] = {}
    for count in (10, 100, 1_000, 10_000):
        program = equalities(count)
        review, took, held = compiled(program)
        costs[f"{count} rules"] = took, held
        ways[f"{count} rules"] = asking(review, program), some_equal(count)
        ways[f"{count} rules by hand"] = by_hand(count), some_equal(count)
    program = thresholds(10_000)
    review, took, held = compiled(program)
    costs["10000 thresholds"] = took, held
    for matching in (1, 3, 100, 5_000):
        ways[f"10000 thresholds, {matching} match"] = asking(review, program), [facts(n=matching)] * RECORDS
    for days in (3, 1_100):
        program = ranges(10_000, days)
        review, took, held = compiled(program)
        costs[f"10000 ranges of {days} days"] = took, held
        drawn = Random(3)
        given = [facts(start=FIRST + timedelta(days=drawn.randrange(10_000))) for _ in range(RECORDS)]
        ways[f"10000 ranges of {days} days"] = asking(review, program), given
    found = alternating(ways)
    base = found["10 rules"]
    print("microseconds a decision to its outcome, and beside ten rules")
    for name, took in found.items():
        print(f"  {name:32} {took:8.2f}   {took / base:6.2f}x")
    print("compiled: microseconds and bytes a rule")
    for name, (took, held) in costs.items():
        print(f"  {name:32} {took:8.1f}   {held:6.0f}")


if __name__ == "__main__":
    main(once="--once" in sys.argv)
