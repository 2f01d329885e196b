"""How generated code comes to run: names, lines, bounds, what it may see."""

from __future__ import annotations

import decimal
import gc
import linecache
import sys
import threading
import traceback
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from policyrules.backends.python import load
from policyrules.backends.python.answers import Worst
from policyrules.backends.python.load import CompiledRecord, compile_record
from policyrules.core import ir
from policyrules.core.effect import Outcome
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.semantics.schema import RecordSchema
from policyrules.semantics.types import OptionalType
from tests.unit.core import build as b

U = UNKNOWN
TEXT = 'list all for Case {\n    must not IN-01 {\n        when n > 3\n    }\n    must not IN-02 {\n        when t = "x"\n    }\n}\n'


def asked(
    review: CompiledRecord, program: ir.Program, on: date | None = None, **known: Any
) -> tuple[int, int]:
    values = tuple(b.case(**known).values.values())
    return review(values, on, on, b.values_of(program))


def placed(source: Source, words: str) -> Place:
    start = source.text.index(words)
    return Place(source, Span(start, start + len(words)))


def written(source: Source) -> ir.Program:
    """The two items of TEXT, with their places."""
    first = ir.Compare("<", b.const(3), b.f("n"), place=placed(source, "n > 3"))
    second = ir.Compare("=", b.f("t"), b.const("x"), place=placed(source, 't = "x"'))
    rules = []
    for name, when in (("IN-01", first), ("IN-02", second)):
        rule = b.rule(name, when=when)
        rules.append(evolve(rule, place=placed(source, f"must not {name}")))
    return b.program(*rules)


# --- names and lines --------------------------------------------------------------------------


def failing(review: CompiledRecord, program: ir.Program) -> str:
    """The traceback of facts no reader would let through."""
    with pytest.raises(TypeError) as caught:
        asked(review, program, n="not a number")
    return "".join(traceback.format_exception(caught.value))


def test_a_traceback_shows_the_line_of_the_policy() -> None:
    source = Source("inspections.rules", TEXT)
    shown = failing(compile_record(written(source), "Case"), written(source))
    assert 'File "inspections.rules", line 3, in Case 1-2\n    when n > 3\n' in shown


def test_with_one_item_a_function_it_is_called_after_the_item() -> None:
    source = Source("inspections.rules", TEXT)
    program = written(source)
    shown = failing(compile_record(program, "Case", items_per_function=1), program)
    assert 'File "inspections.rules", line 3, in IN-01\n    when n > 3\n' in shown


def test_a_text_without_a_file_shows_its_lines_while_it_is_in_use() -> None:
    source = Source("<policy of a test>", TEXT)
    program = written(source)
    review = compile_record(program, "Case")
    assert 'File "<policy of a test>", line 3, in Case 1-2\n    when n > 3\n' in failing(review, program)
    del source, program, review
    gc.collect()
    assert "<policy of a test>" not in linecache.cache


def test_a_debugger_stops_on_the_lines_of_the_items() -> None:
    source = Source("inspections.rules", TEXT)
    program = written(source)
    review = compile_record(program, "Case")
    seen: list[tuple[str, int]] = []

    def trace(frame: Any, event: str, _: object) -> Any:
        if frame.f_code.co_filename == "inspections.rules" and event == "line":
            seen.append((frame.f_code.co_filename, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        asked(review, program, n=4, t="x")
    finally:
        sys.settrace(before)
    assert {3, 6} <= {line for _, line in seen}


def test_local_variables_are_called_as_the_facts() -> None:
    program = b.program(b.rule("x", when=b.compare("<", b.const(3), b.f("n"))))
    code = compile_record(program, "Case").masks.__code__
    assert "n" in code.co_varnames


# --- nothing but the core ---------------------------------------------------------------------


def test_generated_functions_see_no_builtins() -> None:
    program = b.program(b.rule("x", when=b.f("a")))
    masks: Any = compile_record(program, "Case").masks
    assert masks.__globals__["__builtins__"] == {}


@pytest.mark.parametrize(
    "text",
    ["'''", '"""', "\\", "\n\r\u2028", "{x}", "__import__('os')", "\0", "𝒶" * 1000, "%s"],
)
def test_hostile_constants_are_constants(text: str) -> None:
    program = b.program(
        b.rule("x", when=b.compare("=", b.f("t"), b.const(text))),
        b.rule("y", when=ir.In(b.f("t"), tuple(b.const(text + end) for end in ("", "a", "b", "c", "d")))),
        b.rule("z", when=ir.Contains("contains", b.f("t"), b.const(text))),
        b.rule("'''\n", when=b.f("a")),
    )
    review = compile_record(program, "Case")
    assert asked(review, program, t=text, a=False) == (7, 7)
    assert asked(review, program, t="other", a=False) == (0, 0)


def test_hostile_names_of_facts() -> None:
    names = ["None", "_f", "_u", "_k0", "class", "x", "é", "ﬁ", "fi", "__builtins__", "数量", "_s", "print"]
    fields = tuple(b.field(name, b.INTEGER) for name in names)
    schema = RecordSchema(b.CASE.names, fields, None, None, (), "p", b.PLACE)
    each = [
        b.compare("=", ir.Field("this", "Case", (name,), b.INTEGER), b.const(number))
        for number, name in enumerate(names)
    ]
    program = b.program(b.rule("x", when=ir.And(tuple(each))), schema=schema)
    review = compile_record(program, "Case")
    values = b.values_of(program)
    assert review(tuple(range(len(names))), None, None, values) == (1, 1)
    assert review((*range(len(names) - 1), -1), None, None, values) == (0, 0)


# --- bounds -----------------------------------------------------------------------------------


def test_deep_conditions() -> None:
    expr: ir.Expr = b.f("a")
    for _ in range(100):
        expr = ir.Not(ir.Or((expr, b.NO, b.f("b"))))
    program = b.program(b.rule("x", when=expr))
    assert asked(compile_record(program, "Case"), program, a=True, b=False) == (1, 1)
    assert asked(compile_record(program, "Case"), program, a=U, b=False) == (0, 1)


def test_deep_values() -> None:
    expr: ir.Expr = b.f("n")
    for _ in range(100):
        expr = ir.Case(
            "first", ((b.f("a"), ir.Arithmetic("+", expr, b.const(1), b.INTEGER)),), b.const(0), b.INTEGER
        )
    program = b.program(b.rule("x", when=b.compare("=", expr, b.const(101))))
    assert asked(compile_record(program, "Case"), program, a=True, n=1) == (1, 1)


@pytest.mark.no_cover  # long work on lines that other tests cover
def test_ten_thousand_conditions() -> None:
    terms = tuple(b.compare("!=", b.f("n"), b.const(number)) for number in range(10_000))
    program = b.program(
        b.rule("all", when=ir.And(terms)),
        b.rule("any", when=ir.Or(tuple(ir.Not(term) for term in terms))),
        b.rule("some", when=ir.AtLeast(b.const(9_999), terms)),
        b.rule("listed", when=ir.In(b.f("n"), tuple(b.const(number) for number in range(10_000)))),
    )
    review = compile_record(program, "Case")
    assert asked(review, program, n=-1) == (0b0101, 0b0101)
    assert asked(review, program, n=9_999) == (0b1110, 0b1110)
    assert asked(review, program, n=U) == (0, 0b1111)


def test_many_items_are_decided_in_stretches() -> None:
    rules = [b.rule(f"I-{number}", when=b.compare("=", b.f("n"), b.const(number))) for number in range(450)]
    asks = b.rule("last", when=ir.Broken(ir.RuleId("p", "I-3")))
    program = b.program(*rules, asks)
    review = compile_record(program, "Case")
    assert asked(review, program, n=3) == (1 << 3 | 1 << 450,) * 2
    assert asked(review, program, n=449) == (1 << 449,) * 2
    assert review.outcome_of(1 << 449, 1 << 449) == Outcome.FORBID


def test_no_items() -> None:
    program = b.program()
    review = compile_record(program, "Case")
    assert asked(review, program) == (0, 0)
    assert review.outcome_of(0, 0) == Outcome.PERMIT


# --- values -----------------------------------------------------------------------------------


def test_numbers_are_exact_whatever_the_ambient_context() -> None:
    total = ir.Arithmetic("+", b.f("x"), b.const(Decimal("0.2")), b.NUMBER)
    long = Decimal("12345678901234.0001")
    program = b.program(
        b.rule("sum", when=b.compare("=", total, b.const(Decimal("0.3")))),
        b.rule(
            "long",
            when=b.compare("=", ir.Arithmetic("*", b.const(long), b.f("x"), b.NUMBER), b.const(long * long)),
        ),
        b.rule("near", when=b.compare("<", b.f("x"), b.const(long))),
    )
    with decimal.localcontext(decimal.Context(prec=3, traps=[decimal.Inexact])):
        review = compile_record(program, "Case")
        assert asked(review, program, x=Decimal("0.1")) == (0b101, 0b101)
        just_below = Decimal("12345678901234.0000")
        assert asked(review, program, x=just_below) == (0b100, 0b100)


def test_what_is_asked_often_is_worked_out_once() -> None:
    calls: list[int] = []

    def count(n: int) -> int:
        calls.append(n)
        return n

    counted = b.function(count, b.INTEGER)
    call = ir.Call(counted, (b.f("n"),), (), b.INTEGER)
    twice = ir.Arithmetic("+", ir.Derived("this", "Case", "made", b.INTEGER), call, b.INTEGER)
    program = b.program(
        *(b.rule(f"I-{number}", when=b.compare("<", b.const(number), twice)) for number in range(450)),
        defines={"made": call},
    )
    review = compile_record(program, "Case")
    sure, possible = asked(review, program, n=5)
    assert sure == possible == (1 << 10) - 1
    assert calls == [5]


def test_what_is_not_asked_is_not_worked_out() -> None:
    def never(_: int) -> int:
        raise AssertionError

    call = ir.Call(b.function(never, b.INTEGER), (b.f("n"),), (), b.INTEGER)
    program = b.program(b.rule("x", when=ir.And((b.f("a"), b.compare("<", b.const(1), call)))))
    assert asked(compile_record(program, "Case"), program, a=False, n=1) == (0, 0)


@pytest.mark.parametrize("raised", [ValueError("no"), CannotTell(Phrase("no", "否")), RecursionError()])
def test_a_function_that_fails_makes_its_item_undetermined(raised: Exception) -> None:
    def fails(_: int) -> int:
        raise raised

    call = ir.Call(b.function(fails, b.INTEGER), (b.f("n"),), (), b.INTEGER)
    program = b.program(b.rule("x", when=b.compare("<", b.const(1), call)))
    review = compile_record(program, "Case")
    assert asked(review, program, n=1) == (0, 1)
    assert review.outcome_of(0, 1) == Outcome.UNDETERMINED


def test_an_item_of_no_one_is_unknown() -> None:
    program = b.program(b.rule("x", when=ir.Broken(ir.RuleId("p", "nowhere"))))
    assert asked(compile_record(program, "Case"), program) == (0, 1)


def test_references_ask_for_a_ledger() -> None:
    has, has_none = ir.Present(b.f("plan")), ir.Not(ir.Present(b.f("plan")))
    program = b.program(b.rule("has", when=has), b.rule("none", when=has_none))
    review = compile_record(program, "Case")
    assert asked(review, program, plan=None) == (0b10, 0b10)
    assert asked(review, program, plan="P-1") == (0, 0b11)
    assert asked(review, program) == (0, 0b11)


# --- the whole --------------------------------------------------------------------------------


def test_in_force() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    program = b.program(
        b.rule("from", validity=(first, None)),
        b.rule("until", validity=(None, last)),
        b.rule("both", validity=(first, last)),
        b.rule("always"),
    )
    review = compile_record(program, "Case")
    assert asked(review, program, date(2025, 12, 31)) == (0b1010, 0b1010)
    assert asked(review, program, first) == (0b1111, 0b1111)
    assert asked(review, program, last) == (0b1111, 0b1111)
    assert asked(review, program, date(2027, 1, 1)) == (0b1001, 0b1001)
    assert asked(review, program, None) == (0b1000, 0b1111)


def test_overriding_is_not_transitive() -> None:
    program = b.program(
        b.rule("c", when=b.f("c"), overrides=("b",)),
        b.rule("b", when=b.f("b"), overrides=("a",)),
        b.rule("a", when=b.f("a")),
    )
    review = compile_record(program, "Case")
    assert asked(review, program, a=True, b=True, c=False) == (0b010, 0b010)
    assert asked(review, program, a=True, b=True, c=True) == (0b101, 0b101)
    assert asked(review, program, a=True, b=True, c=U) == (0b000, 0b111)
    assert asked(review, program, a=True, b=U, c=False) == (0b000, 0b110)


def test_a_duty_overrides_even_when_it_is_met() -> None:
    program = b.program(
        b.rule("duty", modality="must", when=b.f("a"), test=b.f("b"), overrides=("ban",)),
        b.rule("ban", when=b.f("c")),
    )
    review = compile_record(program, "Case")
    assert asked(review, program, a=True, b=True, c=True) == (0, 0)
    assert asked(review, program, a=True, b=False, c=True) == (0b01, 0b01)
    assert asked(review, program, a=False, b=False, c=True) == (0b10, 0b10)


@pytest.mark.parametrize(
    ("if_unknown", "outcome"),
    [("undetermined", "undetermined"), ("block", "return"), ("warn", "warn"), ("skip", "permit")],
)
def test_if_unknown(if_unknown: str, outcome: str) -> None:
    program = b.program(b.rule("x", when=b.f("a"), if_unknown=if_unknown))
    review = compile_record(program, "Case")
    values = tuple(b.case().values.values())
    assert review.outcome(values, None, None, b.values_of(program)) == outcome


def test_what_cannot_make_it_worse_leaves_the_outcome() -> None:
    program = b.program(
        b.rule("x", when=b.f("a")), b.rule("y", when=b.f("b"), modality="should not", effect="warn")
    )
    review = compile_record(program, "Case")
    assert review.outcome_of(0b01, 0b11) == "forbid"
    assert review.outcome_of(0b10, 0b11) == "undetermined"
    assert review.outcome_of(0b10, 0b10) == "warn"


def test_conditions_that_may_be_none() -> None:
    none = ir.Const(None, OptionalType(b.BOOLEAN))
    program = b.program(
        b.rule("d", when=b.f("d")),
        b.rule("not d", when=ir.Not(b.f("d"))),
        b.rule("none", when=none),
        b.rule("not none", when=ir.Not(none)),
    )
    review = compile_record(program, "Case")
    assert asked(review, program, d=None) == (0b1010, 0b1010)
    assert asked(review, program, d=U) == (0b1000, 0b1011)


def test_threads_share_a_review() -> None:
    call = ir.Call(b.function(lambda n: n * 2, b.INTEGER), (b.f("n"),), (), b.INTEGER)
    program = b.program(*(b.rule(f"I-{n}", when=b.compare("=", call, b.const(2 * n))) for n in range(50)))
    review = compile_record(program, "Case")
    wrong: list[int] = []

    def work(start: int) -> None:
        for turn in range(300):
            n = (start + turn) % 50
            if asked(review, program, n=n) != (1 << n, 1 << n):
                wrong.append(n)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_no_thread_sees_what_is_only_half_made(monkeypatch: pytest.MonkeyPatch) -> None:
    program = b.program(*(b.rule(f"I-{n}", when=b.compare("=", b.f("n"), b.const(n))) for n in range(50)))
    review = compile_record(program, "Case")
    seen: list[list[str]] = []

    class Watched(Worst):
        def __init__(self, effects: Sequence[tuple[str, str]]) -> None:
            super().__init__(effects)
            seen.append([name for name in ("masks", "answer", "outcome_known") if is_there(review, name)])

    monkeypatch.setattr(load, "Worst", Watched)
    assert asked(review, program, n=7) == (1 << 7, 1 << 7)
    assert seen == [[]]


def is_there(review: CompiledRecord, name: str) -> bool:
    """Whether another thread would get an attribute without waiting."""
    return name in review.__dict__
