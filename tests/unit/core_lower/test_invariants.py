"""Each invariant notices what breaks it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from policyrules.core import ir
from policyrules.core.calendars import Calendar, Entry, OtherCalendar
from policyrules.core.invariants import INVARIANTS, violations
from policyrules.semantics.schema import Titled
from tests.unit.core import build as b

TASKS = b.f("tasks")


def with_rule(*rules: ir.Rule, **defines: ir.Expr) -> ir.Program:
    return b.program(*rules, defines=defines)


def condition(expr: ir.Expr) -> ir.Program:
    return with_rule(b.rule("x", when=expr))


def test_a_sound_program_has_none() -> None:
    bound = b.some(TASKS, b.compare("<", b.const(1), b.f("days", row="v", record="Task")))
    program = with_rule(
        b.rule("first", when=bound, overrides=("last",)),
        b.rule("last", when=ir.Broken(ir.RuleId("p", "first"))),
        far=b.compare("<=", b.f("tier"), b.const("county", b.TIER)),
        late=ir.Derived("this", "Case", "far", b.BOOLEAN),
    )
    assert violations(program) == ()


WRONG = {
    "rules-are-where-they-belong": [
        with_rule(b.rule("x"), b.rule("x")),
        evolve(with_rule(b.rule("x")), order={}),
        evolve(with_rule(b.rule("x")), rules={"Task": (b.rule("x"),)}),
        evolve(
            with_rule(),
            lists=(ir.ListInfo("p", Titled("l"), None, "list", "Case", (ir.RuleId("p", "x"),), ()),),
        ),
    ],
    "rules-stand-in-order": [
        condition(ir.Broken(ir.RuleId("p", "nowhere"))),
        with_rule(
            b.rule("x", when=ir.Derived("this", "Case", "d", b.BOOLEAN)), d=ir.Broken(ir.RuleId("p", "x"))
        ),
        with_rule(b.rule("x"), b.rule("y", overrides=("x",))),
        with_rule(b.rule("x", overrides=("nowhere",))),
    ],
    "rules-are-whole": [
        with_rule(b.rule("x", modality="must")),
        with_rule(b.rule("x", test=b.f("a"))),
        with_rule(b.rule("x", modality="may", effect="warn")),
        with_rule(b.rule("x", because=ir.Text((ir.Variable("v", b.TEXT),), "en", b.TEXT))),
    ],
    "facts-come-in-order": [
        with_rule(late=ir.Derived("this", "Case", "far", b.BOOLEAN), far=b.f("a")),
        evolve(
            with_rule(), defines={("Case", "other"): ir.Define("Case", Titled("far"), b.BOOLEAN, b.f("a"))}
        ),
    ],
    "names-are-known": [
        condition(ir.Field("this", "Case", ("nothing",), b.BOOLEAN)),
        condition(ir.Field("this", "Case", ("t", "nothing"), b.BOOLEAN)),
        condition(ir.Derived("this", "Case", "nothing", b.BOOLEAN)),
        condition(b.compare("=", ir.Parameter("nothing", (), b.INTEGER), b.const(1))),
        condition(ir.Field("before", "Case", ("nothing",), b.BOOLEAN)),
        condition(ir.InCalendar(b.f("start"), "nothing")),
    ],
    "calendars-are-made-of-others": [
        b.program(calendars={"a": (Entry("add", OtherCalendar("b")),)}),
        b.program(calendars={"a": (Entry("add", OtherCalendar("a")),)}),
        b.program(
            calendars={"a": (Entry("add", OtherCalendar("b")),), "b": (Entry("except", OtherCalendar("a")),)}
        ),
        evolve(b.program(), calendars={"other": Calendar(Titled("a"), "p", ())}),
    ],
    "variables-are-bound": [
        condition(ir.Variable("v", b.BOOLEAN)),
        condition(ir.And((b.some(TASKS, b.YES), b.f("done", row="v", record="Task")))),
        condition(b.some(b.f("words", row="v", record="Case"), b.YES)),
    ],
    "conditions-are-conditions": [
        condition(b.f("n")),
        condition(b.compare("=", ir.Text(("a",), "en", b.TEXT), b.f("t"))),
    ],
    "types-fit": [
        condition(ir.Not(b.f("n"))),
        condition(ir.And((b.f("t"),))),
        condition(ir.AtLeast(b.f("t"), (b.f("a"),))),
        condition(b.compare("=", b.f("n"), b.f("t"))),
        condition(b.compare("<", b.f("t"), b.f("t"))),
        condition(ir.In(b.f("n"), (b.const("a"),))),
        condition(b.compare("=", b.f("n"), ir.Const("1", b.INTEGER))),
        condition(b.compare("=", b.f("tier"), ir.Const("moon", b.TIER))),
        condition(b.compare("=", ir.Arithmetic("+", b.f("t"), b.const(1), b.INTEGER), b.const(1))),
        condition(b.compare("=", ir.Divide(b.f("t"), b.const(1), b.RATIO), b.const(1))),
        condition(b.compare("=", ir.Round(b.f("t"), 2, b.NUMBER), b.const(Decimal(1)))),
        condition(b.compare("=", ir.Shift(b.f("n"), 1, b.const(1), None, b.DATE), b.const(date(2026, 1, 1)))),
        condition(b.compare("=", ir.Between(b.f("n"), b.f("start"), b.INTEGER), b.const(1))),
        condition(ir.InPeriod(b.f("n"), b.f("start"))),
        evolve(condition(ir.InCalendar(b.f("n"), "a")), calendars={"a": Calendar(Titled("a"), "p", ())}),
        condition(ir.Like(b.f("n"), "a")),
        condition(b.some(b.f("n"), b.YES)),
        condition(ir.Case("first", ((b.f("n"), b.YES),), b.NO, b.BOOLEAN)),
    ],
}


def test_every_invariant_is_tried() -> None:
    assert set(WRONG) == set(INVARIANTS)


@pytest.mark.parametrize(
    ("name", "program"), [(name, each) for name, several in WRONG.items() for each in several]
)
def test_it_notices(name: str, program: ir.Program) -> None:
    assert any(each.startswith(f"{name}: ") for each in violations(program)), violations(program)
