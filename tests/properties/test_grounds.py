"""What suffices for a finding suffices, none of it can be left out, and what would change it does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import event, given
from hypothesis import strategies as st

import policyrules as pr
from policyrules.core.combine import combine
from policyrules.core.evaluate.evaluation import Evaluation
from policyrules.core.explain import Explanation, ItemProof, explain
from policyrules.core.explain.changes import Change
from policyrules.core.explain.replaced import with_fact
from policyrules.core.explain.sufficient import grounds_of, rules_about, says
from policyrules.core.explain.withheld import FactGround, WithheldEvaluation, kept_row
from policyrules.core.history import NO_HISTORY, History, ListedHistory
from policyrules.core.uses import Unplaced, listed
from policyrules.core.values import UNKNOWN, Row
from policyrules.errors import FactError
from policyrules.semantics.types import (
    BooleanType,
    DateType,
    EnumType,
    IntegerType,
    NumberType,
    TextType,
    required,
)
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.format import format_file
from policyrules.testing.strategies import facts, ledgers
from tests.properties.cases import generated
from tests.properties.policies import files

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDS = 4
days = st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2026, 12, 31)))


def explanations(
    file: File, data: st.DataObject, *, over_time: bool
) -> Iterator[tuple[Evaluation, Explanation]]:
    """Explanations of generated facts by a generated policy, with or without ledgers."""
    policies = pr.load_text(format_file(file, "en"), name="generated.rules")
    engine = pr.Engine(policies)
    program = policies.program
    history: History = NO_HISTORY
    if over_time and data.draw(st.booleans()):
        rows = data.draw(ledgers(program, ["Case", "Plan"], min_rows=2))
        read = {
            name: [engine.facts(name, row, partial=True).row for row in given] for name, given in rows.items()
        }
        try:
            entries = listed(
                program, read, parameters=policies.parameters, calendars=policies.plugins.calendars
            )
        except Unplaced:
            return
        history = ListedHistory(entries, "Case", None)
    drawn = st.lists(
        st.tuples(facts(program, "Case", unknown=data.draw(st.booleans())), days),
        min_size=RECORDS,
        max_size=RECORDS,
    )
    for given_facts, on in data.draw(drawn):
        try:
            row = engine.facts("Case", given_facts, partial=True).row
        except FactError:
            continue
        evaluation = Evaluation(
            program,
            "Case",
            row,
            on=on,
            parameters=policies.parameters,
            calendars=policies.plugins.calendars,
            history=history,
        )
        yield evaluation, explain(evaluation.again())


def findings(explanation: Explanation) -> list[ItemProof]:
    rules = [proof for item in explanation.items for proof in (item, *item.stages)]
    return [proof for proof in rules if proof.says is True]


@generated
@given(st.one_of(files(), files(over_time=True)), st.data())
def test_what_suffices_suffices_and_nothing_of_it_can_be_left_out(file: File, data: st.DataObject) -> None:
    for evaluation, explanation in explanations(file, data, over_time=True):
        for proof in findings(explanation):
            reason = explanation.because_of(proof)
            assert reason is not None
            assert reason.tried
            event(f"{len(reason.grounds)} grounds")
            rules = rules_about(evaluation, proof.rule)
            assert set(reason.grounds) <= set(grounds_of(evaluation, rules))
            kept = frozenset(reason.grounds)
            assert says(WithheldEvaluation(evaluation, kept), rules, proof.id) is True
            for ground in reason.grounds:
                assert says(WithheldEvaluation(evaluation, kept - {ground}), rules, proof.id) is UNKNOWN
            assert reason == explanation.because_of(proof)


@generated
@given(files(unknowns=False), st.data())
def test_whoever_knows_only_what_suffices_finds_the_same(file: File, data: st.DataObject) -> None:
    """By an ordinary decision, of a record of which nothing else is known."""
    for evaluation, explanation in explanations(file, data, over_time=False):
        for proof in findings(explanation):
            reason = explanation.because_of(proof)
            assert reason is not None
            paths = frozenset(each.path for each in reason.grounds if isinstance(each, FactGround))
            assert found(evaluation, kept_row(evaluation.row, paths), proof) is True


@generated
@given(st.one_of(files(), files(over_time=True)), st.data())
def test_what_would_change_it_does(file: File, data: st.DataObject) -> None:
    for evaluation, explanation in explanations(file, data, over_time=True):
        for proof in findings(explanation):
            for change in explanation.changes(proof):
                event(f"{change.how} {type(change.to).__name__}")
                if change.how == "given":
                    for value in values_of(change):
                        given_row = with_fact(evaluation.row, change.path, value)
                        assert found(evaluation, given_row, proof) is False
                    continue
                changed = with_fact(evaluation.row, change.path, change.to)
                assert changed != evaluation.row
                assert found(evaluation, changed, proof) is False
                for beyond in further(change.to, change.how):
                    assert found(evaluation, with_fact(changed, change.path, beyond), proof) is False


SOME: dict[type, list[Any]] = {
    TextType: ["", "a"],
    IntegerType: [-1, 0, 7],
    NumberType: [Decimal(0), Decimal("2.5")],
    BooleanType: [True, False],
    DateType: [date(2024, 2, 29), date(2026, 3, 1)],
}


def values_of(change: Change) -> list[Any]:
    """Some values of a fact that is none; a reference would have to name an entry that is there."""
    kind = required(change.type)
    return list(kind.members) if isinstance(kind, EnumType) else SOME.get(type(kind), [])


def further(value: Any, how: str) -> list[Any]:
    """Values further in the range that is said to do."""
    sign = {"at most": -1, "at least": 1}.get(how, 0)
    if sign == 0:
        return []
    if isinstance(value, date):
        return [date.fromordinal(value.toordinal() + sign * step) for step in (1, 30, 400)]
    return [value + sign * step for step in (1, 7, 1000)]


def found(evaluation: Evaluation, row: Row, proof: ItemProof) -> Any:
    """What an item says of another record, by the whole decision about it."""
    other = Evaluation(
        evaluation.program,
        evaluation.record,
        row,
        on=evaluation.on,
        parameters=evaluation.parameters,
        calendars=evaluation.calendars,
        history=evaluation.history,
    )
    return next(each.says for each in combine(other).standings if each.rule.id == proof.id)
