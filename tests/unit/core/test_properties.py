"""What holds for any program: unknown is honest, what is missing settles it, explanations agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from policyrules.core import ir
from policyrules.core.combine import combine
from policyrules.core.decide import decide
from policyrules.core.evaluate.missing import FactNeed
from policyrules.core.evaluate.reading import ReadFact, reads
from policyrules.core.values import UNKNOWN, Row
from policyrules.semantics.types import OptionalType
from tests.unit.core.build import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    RATIO,
    case,
    compare,
    const,
    evaluation,
    f,
    program,
    rule,
    task,
    unless,
    values_of,
    without,
)

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

generated = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
DAY = date(2026, 3, 2)

booleans: st.SearchStrategy[ir.Expr] = st.sampled_from([f("a"), f("b"), f("c"), f("d")])
numbers: st.SearchStrategy[ir.Expr] = st.sampled_from(
    [f("n"), f("m"), f("x"), const(0), const(2), const(Decimal("1.5"))]
)
of_entry: st.SearchStrategy[ir.Expr] = st.sampled_from(
    [f("done", row="v", record="Task"), compare("<", f("days", row="v", record="Task"), f("n"))]
)


def amounts(
    conditions: st.SearchStrategy[ir.Expr], inner: st.SearchStrategy[ir.Expr]
) -> st.SearchStrategy[ir.Expr]:
    return st.one_of(
        st.builds(lambda op, a, b: ir.Arithmetic(op, a, b, NUMBER), st.sampled_from("+-*"), inner, inner),
        st.builds(
            lambda hit, one, two, a, b, c: ir.Case(hit, ((one, a), (two, b)), c, OptionalType(NUMBER)),
            st.sampled_from(["first", "unique"]),
            conditions,
            conditions,
            inner,
            inner,
            inner,
        ),
        st.builds(
            lambda kind, where: ir.Aggregate(
                kind, "v", f("tasks"), where, f("days", row="v", record="Task"), OptionalType(INTEGER)
            ),
            st.sampled_from(["sum", "min", "max", "mean", "distinct"]),
            of_entry,
        ),
    )


def conditions_over(inner: st.SearchStrategy[ir.Expr]) -> st.SearchStrategy[ir.Expr]:
    number = st.one_of(numbers, amounts(inner, numbers))
    return st.one_of(
        st.builds(ir.Not, inner),
        st.builds(lambda *parts: ir.And(parts), inner, inner),
        st.builds(lambda *parts: ir.Or(parts), inner, inner, inner),
        st.builds(lambda n, *parts: ir.AtLeast(const(n), parts), st.integers(0, 3), inner, inner),
        st.builds(compare, st.sampled_from(["=", "!=", "<", "<="]), number, number),
        st.builds(lambda a, b: compare("<", ir.Divide(a, b, RATIO), const(1)), numbers, numbers),
        st.builds(ir.Present, st.sampled_from([f("d"), f("m"), f("words"), f("lead")])),
        st.builds(lambda where: ir.Aggregate("any", "v", f("tasks"), where, None, BOOLEAN), of_entry),
    )


conditions: st.SearchStrategy[ir.Expr] = st.recursive(booleans, conditions_over, max_leaves=8)

whole = st.fixed_dictionaries(
    {
        "a": st.booleans(),
        "b": st.booleans(),
        "c": st.booleans(),
        "d": st.sampled_from([True, False, None]),
        "n": st.integers(-2, 3),
        "m": st.sampled_from([None, 0, 2]),
        "x": st.sampled_from([Decimal(0), Decimal("1.5"), Decimal(3)]),
        "words": st.sampled_from([(), ("a",)]),
        "lead": st.sampled_from([None, task(owner="a")]),
        "tasks": st.lists(
            st.builds(lambda done, days: task(done=done, days=days), st.booleans(), st.integers(0, 3)),
            max_size=3,
        ).map(tuple),
    }
)


@st.composite
def hidden(draw: st.DrawFn, known: dict[str, Any]) -> dict[str, Any]:
    """The same facts, some of them unknown, in entries too."""
    shown = {name: UNKNOWN if draw(st.booleans()) else value for name, value in known.items()}
    if shown["tasks"] is not UNKNOWN:
        shown["tasks"] = tuple(
            Row(
                "Task",
                {name: UNKNOWN if draw(st.booleans()) else fact for name, fact in entry.values.items()},
            )
            for entry in known["tasks"]
        )
    return shown


rules = st.builds(
    lambda name, modality, when, test, exempt, over, if_unknown: rule(
        name,
        modality=modality,
        effect={"must": "forbid", "must not": "refer", "should not": "warn", "may": "permit"}[modality],
        when=when,
        test=test if modality == "must" else None,
        exempt=exempt,
        overrides=over,
        if_unknown=if_unknown,
    ),
    st.just("?"),
    st.sampled_from(["must", "must not", "should not", "may"]),
    conditions,
    conditions,
    st.one_of(
        st.just(()), conditions.map(lambda one: (unless(one),)), conditions.map(lambda one: (without(one),))
    ),
    st.just(()),
    st.just(None),
)


@st.composite
def programs(draw: st.DrawFn) -> ir.Program:
    """Three items; later ones may be overridden by, or ask of, earlier ones."""
    made: list[ir.Rule] = []
    for number in range(3):
        parts = draw(rules)
        later = [f"i{other}" for other in range(number + 1, 3)]
        over = tuple(draw(st.sets(st.sampled_from(later)))) if later else ()
        when = parts.when
        asks = draw(st.booleans())
        if made and asks:
            when = ir.Or((when, ir.Broken(draw(st.sampled_from(made)).id)))
        made.append(
            rule(
                f"i{number}",
                modality=parts.modality,
                effect=parts.effect,
                when=when,
                test=parts.test,
                exempt=parts.exempt,
                overrides=tuple(sorted(over)),
                if_unknown=draw(st.sampled_from(["undetermined", "undetermined", "skip", "warn", "block"])),
            )
        )
    return program(*made, order=("i2", "i0", "i1"))


@generated
@given(conditions, whole, st.data())
def test_what_is_told_stays_when_more_is_known(
    expr: ir.Expr, known: dict[str, Any], data: st.DataObject
) -> None:
    told = evaluation(row=case(**data.draw(hidden(known)))).value(expr)
    if told is not UNKNOWN:
        assert evaluation(row=case(**known)).value(expr) == told


@generated
@given(conditions, whole, st.data())
def test_what_is_missing_settles_it(expr: ir.Expr, known: dict[str, Any], data: st.DataObject) -> None:
    """Told the facts it asks for, again and again, an expression comes to what it is of the whole record."""
    partial = data.draw(hidden(known))
    for _ in range(30):
        made = evaluation(row=case(**partial))
        if made.value(expr) is not UNKNOWN:
            break
        needs = made.missing(expr)
        assert needs
        facts = [need.path for need in needs if isinstance(need, FactNeed)]
        if not facts:  # a zero divisor, an overlap
            break
        for path in facts:
            partial = tell(partial, known, path)
    assert evaluation(row=case(**partial)).value(expr) == evaluation(row=case(**known)).value(expr)


def tell(partial: dict[str, Any], known: dict[str, Any], path: str) -> dict[str, Any]:
    name, _, rest = path.partition("[")
    if not rest:
        return {**partial, name: known[name]}
    index = int(rest.partition("]")[0])
    entries = list(partial[name])
    entries[index] = known[name][index]
    return {**partial, name: tuple(entries)}


@generated
@given(conditions, whole)
def test_what_was_read_is_enough(expr: ir.Expr, known: dict[str, Any]) -> None:
    """Knowing nothing but the facts that are said to have decided, the value is the same."""
    made = evaluation(row=case(**known))
    told = made.value(expr)
    assume(told is not UNKNOWN)
    partial: dict[str, Any] = dict.fromkeys(known, UNKNOWN)
    for read in reads(made, expr, made.root):
        assert isinstance(read, ReadFact)
        if "[" in read.path and partial["tasks"] is UNKNOWN:
            partial["tasks"] = tuple(task() for _ in known["tasks"])
        partial = tell(partial, known, read.path)
    assert evaluation(row=case(**partial)).value(expr) == told


@generated
@given(programs(), whole, st.data())
def test_outcomes_stay_and_explanations_agree(
    made: ir.Program, known: dict[str, Any], data: st.DataObject
) -> None:
    partial = case(**data.draw(hidden(known)))
    decision = decide(made, "Case", partial, on=DAY, parameters=values_of(made))
    explanation = decision.explain()
    assert explanation.outcome == decision.outcome
    assert explanation.text("en")
    assert explanation.text("zh")
    standings = {one.rule.id: one.says for one in combine(evaluation(made, partial, on=DAY)).standings}
    assert {proof.id: proof.says for proof in explanation.items} == standings
    assert bool(decision.missing) <= (decision.outcome == "undetermined")
    said = decision.to_dict()
    assert said == decide(made, "Case", partial, on=DAY, parameters=values_of(made)).to_dict()
    told = all(one.settled for one in (proof.say for proof in explanation.items)) and not decision.notes
    if decision.outcome != "undetermined" and told:
        assert (
            decide(made, "Case", case(**known), on=DAY, parameters=values_of(made)).outcome
            == decision.outcome
        )
