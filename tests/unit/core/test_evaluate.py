"""What each expression means: none, unknown, and everything else."""

from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from policyrules.core import ir
from policyrules.core.decide import decide
from policyrules.core.evaluate.calling import Fault
from policyrules.core.evaluate.missing import FactNeed, LedgerNeed, OnNeed
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.types import ListType, OptionalType, WordsType
from tests.unit.core.build import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    TASK,
    TEXT,
    TIER,
    case,
    compare,
    const,
    evaluation,
    f,
    function,
    parameter,
    program,
    rule,
    some,
    task,
    value,
    values_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

U = UNKNOWN
NOTHING = const(None)
TASKS = f("tasks")


# --- comparisons ------------------------------------------------------------------------------


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<="])
def test_a_comparison_with_none_is_no(operator: Any) -> None:
    for left, right in ((None, 1), (1, None), (None, None), (None, U), (U, None)):
        expr = ir.Compare(operator, const(left, INTEGER), const(right, INTEGER))
        assert value(expr) is False
    assert value(ir.Compare(operator, f("n"), const(1))) is U


def test_numbers_compare_across_kinds() -> None:
    assert value(ir.Compare("=", f("n"), f("x")), n=2, x=Decimal("2.000")) is True
    assert value(ir.Compare("<", f("x"), f("n")), n=2, x=Decimal("1.9999")) is True


def test_enums_compare_by_their_order() -> None:
    below = ir.Compare("<", f("tier"), const("county", TIER))
    assert value(below, tier="township") is True  # by letters it would come after
    assert value(below, tier="county") is False
    assert value(ir.Compare("=", f("tier"), const("county", TIER)), tier="county") is True


def test_texts_compare_by_code_point() -> None:
    assert value(ir.Compare("<", f("t"), const("b")), t="Z") is True
    assert value(ir.Compare("<", f("t"), const("乙")), t="甲") is False


def test_lists_compare_part_by_part() -> None:
    same = ir.Compare("=", f("words"), const(("a", "b"), ListType(TEXT)))
    assert value(same, words=("a", "b")) is True
    assert value(same, words=("a", U)) is U
    assert value(same, words=("x", U)) is False
    assert value(same, words=("a",)) is False


def test_membership() -> None:
    expr = ir.In(f("t"), (const("a"), const("b")))
    assert [value(expr, t=given) for given in ("a", "c", None, U)] == [True, False, False, U]
    assert value(ir.In(f("n"), (const(Decimal("2.0")),)), n=2) is True


# --- what a name reads ------------------------------------------------------------------------


def test_nested_facts() -> None:
    owner = f("lead", "owner")
    assert value(owner, lead=task(owner="Li")) == "Li"
    assert value(owner, lead=None) is None
    assert value(owner) is U
    assert value(owner, lead=task()) is U


def test_presence() -> None:
    assert value(ir.Present(f("d")), d=None) is False
    assert value(ir.Present(f("d")), d=False) is True
    assert value(ir.Present(f("d"))) is U
    assert value(ir.Present(f("t")), t="") is True
    assert value(ir.Present(f("words")), words=()) is False
    assert value(ir.Present(f("words")), words=(U,)) is True


def test_a_reference_needs_its_ledger() -> None:
    assert value(ir.Present(f("plan")), plan=None) is False
    assert value(ir.Not(ir.Present(f("plan"))), plan=None) is True
    made = evaluation(plan="2026-1")
    assert made.value(ir.Present(f("plan"))) is U
    assert made.missing(ir.Present(f("plan"))) == (LedgerNeed("Task"),)
    assert evaluation().missing(ir.Present(f("plan"))) == (FactNeed("plan"),)
    beyond = f("plan", "owner")
    assert made.missing(beyond) == (LedgerNeed("Task"),)
    assert evaluation().missing(beyond) == (FactNeed("plan.owner"),)
    assert evaluation(plan=None).value(beyond) is None
    assert value(ir.Compare("=", f("plan"), const("2026-1")), plan="2026-1") is True
    assert value(ir.Rows("Task", ListType(TEXT))) is U
    assert evaluation().missing(ir.Field("before", "Case", ("t",), TEXT)) == (LedgerNeed("Case"),)


def test_derived_facts_in_a_long_chain() -> None:
    count = 3000
    defines: dict[str, ir.Expr] = {"d0": f("n")}
    for number in range(1, count):
        before = ir.Derived("this", "Case", f"d{number - 1}", INTEGER)
        defines[f"d{number}"] = ir.Arithmetic("+", before, const(1), INTEGER)
    last = ir.Derived("this", "Case", f"d{count - 1}", INTEGER)
    made = program(defines=defines)
    assert evaluation(made, n=1).value(last) == count
    assert evaluation(made).missing(last) == (FactNeed("n"),)


def test_derived_facts_of_an_entry() -> None:
    made = program()
    long = ir.Define(
        "Task", made.records["Task"].names, BOOLEAN, ir.Compare("<", const(5), f("days", record="Task"))
    )
    made = ir.Program(
        made.policies, made.records, made.parameters, {}, {("Task", "long"): long}, made.rules, {}, (), {}
    )
    expr = some(TASKS, ir.Derived("v", "Task", "long", BOOLEAN))
    assert evaluation(made, tasks=(task(days=1), task(days=9))).value(expr) is True
    assert evaluation(made, tasks=(task(days=1),)).value(expr) is False
    unknown = evaluation(made, tasks=(task(days=1), task()))
    assert unknown.missing(expr) == (FactNeed("tasks[1].days"),)


def test_today() -> None:
    assert evaluation(on=date(2026, 1, 1)).value(ir.Today(f("start").type)) == date(2026, 1, 1)
    assert evaluation().missing(ir.Today(f("start").type)) == (OnNeed(),)


def test_parameters_without_a_value() -> None:
    made = program(parameters=(parameter("limit"), parameter("by", keys=(TEXT,))))
    limit = ir.Parameter("limit", (), INTEGER)
    by = ir.Parameter("by", (f("t"),), INTEGER)
    assert evaluation(made).value(limit) is U
    assert evaluation(made, t=None).value(by) is None
    assert evaluation(made).missing(by) == (FactNeed("t"),)


# --- texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operator", "other", "expected"),
    [
        ("contains", "会议", True),
        ("starts with", "关于", True),
        ("ends with", "通知", True),
        ("ends with", "关于", False),
        ("contains", "", True),
    ],
)
def test_containment_in_texts(operator: Any, other: str, expected: bool) -> None:
    expr = ir.Contains(operator, f("t"), const(other))
    assert value(expr, t="关于会议的通知") is expected
    assert value(expr, t=None) is False
    assert value(expr) is U


def test_containment_in_lists() -> None:
    expr = ir.Contains("contains", f("words"), f("t"))
    assert value(expr, words=("a", "b"), t="b") is True
    assert value(expr, words=("a", U), t="a") is True
    assert value(expr, words=("a", U), t="b") is U
    assert value(expr, words=(), t=U) is False
    assert value(expr, words=("a",), t=U) is U
    assert value(expr, words=(U,), t=None) is False
    assert evaluation(words=("a", U), t="b").missing(expr) == (FactNeed("words[1]"),)


def test_patterns_match_the_whole_text_in_linear_time() -> None:
    assert value(ir.Like(f("t"), "[0-9]+号"), t="12号") is True
    assert value(ir.Like(f("t"), "[0-9]+"), t="12号") is False
    assert value(ir.Like(f("t"), "[0-9]+"), t=None) is False
    assert value(ir.Like(f("t"), "[0-9]+")) is U
    began = time.process_time()
    assert value(ir.Like(f("t"), "(a+)+b"), t="a" * 100_000) is False
    assert time.process_time() - began < 5
    assert value(ir.Like(f("t"), "("), t="x") is U
    assert value(ir.Like(f("t"), "x"), t="\ud800") is False


# --- functions --------------------------------------------------------------------------------


def call(made: Any, *arguments: ir.Expr) -> ir.Call:
    return ir.Call(made, arguments, (), made.returns)


def test_a_function_is_given_known_values_only() -> None:
    asked: list[tuple[Any, ...]] = []

    def add(*values: Any) -> int:
        asked.append(values)
        return len(values)

    made = function(add, INTEGER, OptionalType(INTEGER), variadic=True)
    assert value(call(made, f("n"), f("m")), n=1, m=None) == 2
    assert value(call(made, f("n"), f("m")), n=None, m=U) is None
    assert value(call(made, f("n"), f("m")), n=1, m=U) is U
    assert value(call(made, f("n"), f("m"), f("m")), n=1, m=None) == 3
    assert asked == [(1, None), (1, None, None)]
    listed = function(len, ListType(TEXT))
    assert value(call(listed, f("words")), words=("a", U)) is U
    assert evaluation(words=("a", U)).missing(call(listed, f("words"))) == (FactNeed("words[1]"),)


def test_a_word_set_arrives_as_a_frozenset() -> None:
    made = function(sorted, WordsType(), returns=ListType(TEXT))
    assert value(call(made, ir.WordSet(("b", "a"), WordsType()))) == ("a", "b")


@pytest.mark.parametrize(
    ("returns", "result"),
    [
        (INTEGER, True),
        (INTEGER, 1.0),
        (INTEGER, None),
        (NUMBER, Decimal("NaN")),
        (NUMBER, 0.5),
        (TEXT, 5),
        (TEXT, "\ud800"),
        (BOOLEAN, 1),
        (TIER, "nowhere"),
        (ListType(INTEGER), ("a",)),
        (f("start").type, "2026-01-01"),
        (f("at").type, date(2026, 1, 1)),
    ],
)
def test_a_value_of_another_type_is_the_functions_fault(returns: Any, result: Any) -> None:
    made = evaluation(n=1)
    expr = call(function(lambda _: result, INTEGER, returns=returns), f("n"))
    assert made.value(expr) is U
    (fault,) = made.faults
    assert (fault.function, fault.plugin) == ("made", "tests")
    assert "returned" in fault.message.en
    (need,) = made.missing(expr)
    assert need.fault == fault  # type: ignore[union-attr]


def test_a_function_that_raises() -> None:
    def bad(_: int) -> int:
        message = "no"
        raise KeyError(message)

    made = evaluation(n=1)
    expr = call(function(bad, INTEGER), f("n"))
    assert made.value(expr) is U
    assert list(made.faults) == [
        Fault(
            "made",
            "tests",
            Phrase(
                "`made` of the plugin `tests` raised KeyError: 'no'",
                "插件 `tests` 的函数 `made` 抛出 KeyError: 'no'",
            ),
        )
    ]
    irrelevant = evaluation(n=1, a=False)
    assert irrelevant.value(ir.And((f("a"), ir.Compare("=", expr, const(1))))) is False


def test_a_function_may_say_that_it_cannot_tell() -> None:
    def cannot(_: int) -> int:
        raise CannotTell(Phrase("too long", "太长"))

    made = evaluation(n=1)
    expr = call(function(cannot, INTEGER), f("n"))
    assert made.value(expr) is U
    assert not made.faults
    assert made.missing(expr)[0].message.en == "too long"  # type: ignore[union-attr]
    assert value(call(function(lambda _: U, INTEGER), f("n")), n=1) is U


def test_results_are_put_into_normal_form() -> None:
    text = function(lambda _: "e\u0301", INTEGER, returns=TEXT)
    assert value(call(text, f("n")), n=1) == "\u00e9"
    number = function(lambda _: Decimal("1.500"), INTEGER, returns=NUMBER)
    assert str(value(call(number, f("n")), n=1)) == "1.5"


def test_a_function_is_asked_once() -> None:
    asked: list[int] = []

    def same(number: int) -> int:
        asked.append(number)
        return number

    expr = call(function(same, INTEGER), f("n"))
    here = evaluation(n=1, tasks=tuple(task(days=n) for n in range(50)))
    assert here.value(some(TASKS, ir.Compare("=", f("days", row="v", record="Task"), expr))) is True
    assert here.value(expr) == 1
    assert asked == [1]


# --- everything is bounded --------------------------------------------------------------------


def nested_logic(depth: int) -> ir.Expr:
    expr: ir.Expr = f("a")
    for _ in range(depth):
        expr = ir.Not(ir.And((ir.Or((expr, f("b"))), f("c"))))
    return expr


def nested_every(depth: int) -> ir.Expr:
    expr: ir.Expr = f("a")
    for number in range(depth):
        expr = ir.Not(some(f("words"), ir.Not(expr), f"v{number}"))
    return expr


def nested_if(depth: int) -> ir.Expr:
    expr: ir.Expr = f("n")
    for _ in range(depth):
        expr = ir.Case("first", ((compare("<", const(1), expr), const(2)),), const(0), INTEGER)
    return compare("=", expr, const(2))


@pytest.mark.no_cover
@pytest.mark.parametrize("nested", [nested_logic, nested_every, nested_if])
def test_as_deep_as_brackets_go(nested: Callable[[int], ir.Expr]) -> None:
    """64 levels: evaluated, explained, and asked for what is missing, within Python's usual stack."""
    expr = nested(64)
    made = program(rule("x", when=expr))
    facts = {"b": False, "c": True, "words": ("x",)}
    assert value(expr, a=True, n=2, **facts) in (True, False)
    unsure = case(**facts)
    decision = decide(made, "Case", unsure, parameters=values_of(made))
    assert decision.outcome == "undetermined"
    assert [one.fact for one in decision.missing] == ["n" if nested is nested_if else "a"]
    assert json.dumps(decision.to_dict())
    explanation = decision.explain()
    assert explanation.text("en")
    assert json.dumps(explanation.to_dict())


def test_a_variable_stands_for_what_it_is_bound_to() -> None:
    expr = some(f("words"), ir.Compare("=", ir.Variable("v", TEXT), const("b")))
    assert value(expr, words=("a", "b")) is True
    assert evaluation(words=("a", U)).missing(expr) == (FactNeed("words[1]"),)


def test_facts_that_are_missing_from_a_row_are_unknown() -> None:
    row = case(n=1)
    del row.values["a"]  # type: ignore[attr-defined]
    assert evaluation(row=row).value(f("a")) is U
    assert TASK.names.first == "Task"
