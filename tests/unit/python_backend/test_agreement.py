"""Generated Python gives the masks and the outcome that the reference gives."""

from __future__ import annotations

import os
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from policyrules.backends.python.load import compile_record
from policyrules.core.combine import combine
from policyrules.core.evaluate.evaluation import Evaluation
from tests.unit.core import build as b
from tests.unit.python_backend.generated import DAYS, Draw

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core import ir
    from policyrules.core.parameters import ParameterValues
    from policyrules.core.values import Row

SEEDS = int(os.environ.get("POLICYRULES_SEEDS", "80"))
START = int(os.environ.get("POLICYRULES_FIRST_SEED", "0"))


def working_day(day: date) -> bool:
    return day.isoweekday() < 6


CALENDARS = {"CN": working_day}


def by_reference(
    program: ir.Program, row: Row, on: date | None, parameters: ParameterValues
) -> tuple[tuple[int, int], Any, Evaluation]:
    evaluation = Evaluation(program, "Case", row, on=on, parameters=parameters, calendars=CALENDARS)
    combination = combine(evaluation)
    sure = sum(1 << n for n, each in enumerate(combination.standings) if each.says is True)
    possible = sum(1 << n for n, each in enumerate(combination.standings) if each.says is not False)
    return (sure, possible), combination.outcome, evaluation


@pytest.mark.parametrize("seed", range(START, START + SEEDS))
def test_masks_and_outcome(seed: int) -> None:
    draw = Draw(seed)
    program = draw.program()
    values = b.values_of(program, by_text={"a": Decimal("0.3"), "ab": 1})
    review = compile_record(program, "Case", calendars=CALENDARS)
    one_by_one = compile_record(program, "Case", calendars=CALENDARS, items_per_function=1)
    looked_up = compile_record(program, "Case", calendars=CALENDARS, indexing="always")
    in_parts = compile_record(program, "Case", calendars=CALENDARS, indexing="always", items_per_function=1)
    for _ in range(12):
        row = draw.row(program.records["Case"], draw.pick(0, 0.1, 0.3, 0.7))
        on = draw.pick(None, *DAYS)
        masks, outcome, evaluation = by_reference(program, row, on, values)
        given = (tuple(row.values.values()), evaluation.governing, evaluation.today, values)
        assert review(*given) == masks, (row, on)
        assert one_by_one(*given) == masks
        assert looked_up(*given) == masks
        assert in_parts(*given) == masks
        assert looked_up.outcome(*given) == outcome
        assert review.outcome_of(*masks) == outcome
        assert review.outcome(*given) == outcome
