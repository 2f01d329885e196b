"""Rules of one shape say the same looked up by their constants as asked one by one."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

import policyrules as pr
from policyrules.backends.python.load import compile_record
from tests.unit.core import build as b
from tests.unit.python_backend.alike import Alike
from tests.unit.python_backend.generated import DAYS
from tests.unit.python_backend.test_agreement import CALENDARS, by_reference

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

SEEDS = int(os.environ.get("POLICYRULES_SEEDS", "60"))
START = int(os.environ.get("POLICYRULES_FIRST_SEED", "0"))


@pytest.mark.parametrize("seed", [*range(START, START + SEEDS), 1315])
def test_looked_up_or_asked(seed: int) -> None:
    all_ways_agree(Alike(seed))


@pytest.mark.parametrize("seed", range(START, START + SEEDS // 3))
def test_rules_that_ask_the_same(seed: int) -> None:
    all_ways_agree(Alike(seed, same=True))


def all_ways_agree(alike: Alike) -> None:
    program = alike.program()
    values = b.values_of(program)
    ways = [
        compile_record(program, "Case", calendars=CALENDARS, indexing="always"),
        compile_record(program, "Case", calendars=CALENDARS, indexing="auto"),
        compile_record(program, "Case", calendars=CALENDARS, indexing="never"),
        compile_record(program, "Case", calendars=CALENDARS, indexing="always", items_per_function=1),
    ]
    for number in range(8):
        if number % 2:
            # of one that is asked for the first time, single facts are looked at before anything is compiled
            ways[-1] = compile_record(
                program, "Case", calendars=CALENDARS, indexing="always", items_per_function=1
            )
        row = alike.row(program, alike.draw.pick(0, 0, 0.1, 0.4))
        on = alike.draw.pick(None, *DAYS)
        masks, outcome, evaluation = by_reference(program, row, on, values)
        given = (tuple(row.values.values()), evaluation.governing, evaluation.today, values)
        for review in ways:
            assert review(*given) == masks
            assert review.outcome(*given) == outcome
            answer = review.answer(*given, evaluation.history)
            assert review.outcome_of_answer(answer) == outcome
            sure, unsure = review.numbers(answer)
            assert sum(1 << rule for rule in sure) == masks[0]
            assert sum(1 << rule for rule in [*sure, *unsure]) == masks[1]
            assert sure == sorted(sure, key=lambda rule: program.order[program.rules["Case"][rule].id])


SHAPES = ("people > {n}", "people < {n}", "people = {n}", "cost > {n}", "cost < {n}", 'unit = "U{n}"')
BOTH = [f"{one} and {other}" for one in SHAPES for other in SHAPES if one != other]
"""More shapes than stand in one function: each is compiled when a record first passes what single facts refuse."""


def test_threads_that_first_need_a_group_together() -> None:
    items = [
        f'must not S{number}-{n} "s" {{ when {shape.format(n=n)} }}'
        for number, shape in enumerate(BOTH)
        for n in range(12)
    ]
    text = "record Case { people: integer  cost: integer  unit: text }\nlist l for Case {\n" + "\n".join(
        items
    )
    policies = pr.load_text(text + "\n}\n")
    records = [{"people": n, "cost": 11 - n, "unit": f"U{n}"} for n in range(0, 12, 3)]
    alone = pr.Engine(policies)
    expected = [tuple(finding.id for finding in alone.decide("Case", each).findings) for each in records]
    assert all(expected)
    for _ in range(5):
        engine, begin = pr.Engine(policies), Barrier(8)

        def decided(number: int, engine: pr.Engine = engine, begin: Barrier = begin) -> bool:
            begin.wait()
            at = number % len(records)
            return engine.decide("Case", records[at]).finding_ids == expected[at]

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(decided, range(8)))
