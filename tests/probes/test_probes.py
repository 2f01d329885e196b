"""The scalar core means the same in SQL and in SMT as in the reference: the core stays translatable."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import duckdb
import z3
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import policyrules as pr
from policyrules.core import ir
from policyrules.core.evaluate.evaluation import Evaluation
from policyrules.core.values import UNKNOWN
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.format import format_file
from policyrules.testing.strategies import facts
from tests.probes import smt, sql
from tests.probes.scalar import NotScalarError, fields, scalar
from tests.properties.policies import files

CASES = int(os.environ.get("POLICYRULES_PROBE_CASES", "25"))
generated = settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))


def conditions(program: ir.Program) -> list[ir.Expr]:
    """Every scalar condition of the generated record's rules, the biggest of each."""
    found: list[ir.Expr] = []
    for rule in program.rules.get("Case", ()):
        asked = [
            rule.applies,
            rule.when,
            *(x.condition for x in rule.exempt),
            *([rule.test] if rule.test else []),
        ]
        found += [expr for expr in asked if scalar(expr)]
    return found


def drawn_cases(
    file: File, data: st.DataObject
) -> tuple[pr.PolicySet, list[ir.Expr], list[tuple[Any, date]]]:
    policies = pr.load_text(format_file(file, "en"), name="generated.rules")
    asked = conditions(policies.program)
    assume(asked)
    rows = data.draw(
        st.lists(
            st.tuples(
                facts(policies.program, "Case", unknown=True), st.dates(date(2024, 1, 1), date(2026, 12, 31))
            ),
            min_size=5,
            max_size=5,
        )
    )
    engine = pr.Engine(policies)
    return policies, asked, [(engine.facts("Case", row, partial=True), on) for row, on in rows]


@generated
@given(files(), st.data())
def test_duckdb_agrees_with_the_reference(file: File, data: st.DataObject) -> None:
    policies, asked, rows = drawn_cases(file, data)
    connection = duckdb.connect()
    for expr in asked:
        try:
            text = sql.condition(expr)
        except NotScalarError as outside:
            event(f"outside: {outside}")
            continue
        read = fields(expr)
        columns = ", ".join(
            [f'"{name}" {sql.column(type_)}, "{name}?" BOOLEAN' for name, type_ in read.items()]
            + ['"today" DATE, "today?" BOOLEAN']
        )
        connection.execute(f"CREATE OR REPLACE TABLE facts ({columns})")
        expected = []
        for row, on in rows:
            values: list[Any] = []
            for name in read:
                value = row.row[name]
                values += [None, False] if value is UNKNOWN else [value, True]
            connection.execute(
                f"INSERT INTO facts VALUES ({', '.join('?' * (len(values) + 2))})", [*values, on, True]
            )
            evaluation = Evaluation(policies.program, "Case", row.row, on=on, parameters=policies.parameters)
            answer = evaluation.condition(expr)
            expected.append(None if answer is UNKNOWN else answer)
        got = [answer for (answer,) in connection.execute(f"SELECT {text} FROM facts").fetchall()]
        assert got == expected, (text, rows)


@generated
@given(files(), st.data())
def test_z3_agrees_with_the_reference(file: File, data: st.DataObject) -> None:
    policies, asked, rows = drawn_cases(file, data)
    for expr in asked:
        try:
            made = smt.condition(expr)
        except NotScalarError as outside:
            event(f"outside: {outside}")
            continue
        for row, on in rows[:2]:
            evaluation = Evaluation(policies.program, "Case", row.row, on=on, parameters=policies.parameters)
            answer = evaluation.condition(expr)
            solver = z3.Solver()
            solver.set("timeout", 2000)
            for name, type_ in fields(expr).items():
                solver.add(*smt.facts(name, type_, row.row[name]))
            solver.add(z3.Bool("today?"), z3.Not(z3.Bool("today!")), z3.Int("today") == on.toordinal())
            claim = z3.Not(made.known) if answer is UNKNOWN else z3.And(made.known, made.yes == answer)
            solver.add(z3.Not(claim))
            assert solver.check() == z3.unsat, (expr, row.row, on)
