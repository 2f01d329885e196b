"""Lowers policy text, and shows core expressions on one line."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from policyrules.core import ir
from policyrules.core.from_checked import lower
from policyrules.core.invariants import violations
from policyrules.core.values import Duration
from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.source import Source
from policyrules.plugins.manager import Plugins, build
from policyrules.semantics.check import check
from policyrules.syntax.parse import parse_file

VOCABULARY = """
policy p { from 2024-01-01 until 2026-12-31 working days of "CN" zone "Asia/Shanghai" }
enum Tier 层级 { village 村 < township 乡镇 < county 县 < city 市 }
record Part 部分 { owner 负责人: text
  days: integer
  late: boolean? }
record Plan 计划 { id: text key
  start: date }
record Case 事项 dated start {
  id: text key
  n: integer
  m: integer?
  x: number
  t: text
  note: text?
  a: boolean
  b: boolean
  tier: Tier
  kind: { talk 谈话, visit 走访 }
  start: date
  finish: date?
  at: datetime
  span: period
  plan: ref Plan?
  words: list of text
  parts: list of Part
  lead: Part?
}
parameter limit: integer = 3
parameter by_plan: integer by Plan.id from "limits.csv"
action urge 催办
calendar quiet 无会日 { every monday }
"""


@cache
def plugins() -> Plugins:
    return build(entry_points=False)


def checked(*texts: str) -> tuple[ir.Program, tuple[Diagnostic, ...]]:
    """The program of some policy texts, which must be free of errors, and what lowering says."""
    files = []
    for number, text in enumerate(texts):
        file, found = parse_file(Source(f"policy{number}.rules", text))
        assert not found, found
        files.append(file)
    model, found = check(files, plugins().functions)
    errors = [each for each in found if each.severity is Severity.ERROR]
    assert not errors, errors
    program, said = lower(model)
    assert not violations(program)
    return program, said


def program(text: str, *others: str) -> ir.Program:
    """The program of the vocabulary and some text; all of it can be decided."""
    made, said = checked(VOCABULARY + text, *others)
    assert not said, said
    return made


def rule(text: str, name: str = "x") -> ir.Rule:
    """The rule of an item in a list about Case."""
    made = program(f"list all for Case {{ {text} }}")
    return next(each for each in made.rules["Case"] if each.id.item == name)


def when(condition: str) -> str:
    """The condition of an item, shown."""
    return shown(rule(f"must not x {{ when {condition} }}").when)


def shown(expr: object) -> str:
    """An expression on one line: what it is, then its parts."""
    match expr:
        case ir.Const(value=value):
            return _constant(value)
        case ir.Field(row=row, steps=steps):
            return ".".join(steps if row == "this" else (row, *steps))
        case ir.Variable(name=name):
            return name
        case ir.Derived(row=row, name=name):
            return f"derived {name}" if row == "this" else f"derived {row}.{name}"
        case ir.Parameter(name=name, keys=keys):
            return f"{name}[{', '.join(map(shown, keys))}]"
        case ir.Today():
            return "today"
        case ir.Known(operand):
            return f"known({shown(operand)})"
        case ir.Present(operand):
            return f"present({shown(operand)})"
        case ir.Not(operand):
            return f"not({shown(operand)})"
        case ir.And(operands):
            return f"and({', '.join(map(shown, operands))})"
        case ir.Or(operands):
            return f"or({', '.join(map(shown, operands))})"
        case ir.AtLeast(count, operands):
            return f"at least {shown(count)}({', '.join(map(shown, operands))})"
        case ir.Compare(operator, left, right) | ir.Arithmetic(operator, left, right):
            return f"({shown(left)} {operator} {shown(right)})"
        case ir.In(operand, members):
            return f"({shown(operand)} in {' '.join(map(shown, members))})"
        case ir.Case(hit, branches, otherwise):
            rows = "; ".join(f"{shown(condition)} -> {shown(result)}" for condition, result in branches)
            return f"{hit}({rows}; {shown(otherwise)})"
        case ir.Divide(left, right):
            return f"({shown(left)} / {shown(right)})"
        case ir.Round(operand, places):
            return f"round({shown(operand)}, {places})"
        case ir.Shift(moment, sign, duration, calendar, rolls=rolls):
            by = f"{calendar}, rolling" if rolls else calendar
            return f"shift({shown(moment)} {'+' if sign == 1 else '-'} {shown(duration)} by {by})"
        case ir.Between(start, finish):
            return f"between({shown(start)}, {shown(finish)})"
        case ir.MakePeriod(start, finish):
            return f"period({shown(start)}, {shown(finish)})"
        case ir.InPeriod(operand, period):
            return f"({shown(operand)} within {shown(period)})"
        case ir.InCalendar(operand, calendar):
            return f"({shown(operand)} in calendar {calendar})"
        case ir.Like(operand, pattern):
            return f"({shown(operand)} like {pattern})"
        case ir.Contains(operator, operand, other):
            return f"({shown(operand)} {operator} {shown(other)})"
        case ir.Call(function, arguments, named):
            by_name = [f"{name}: {shown(value)}" for name, value in named]
            return f"{function.names.first}({', '.join([*map(shown, arguments), *by_name])})"
        case ir.WordSet(words):
            return f"words({' '.join(words)})"
        case ir.Aggregate(kind, variable, source, where, value):
            of = "" if value is None else f" of {shown(value)}"
            return f"{kind}{of}({variable} in {shown(source)}: {shown(where)})"
        case ir.Broken(rule):
            return f"broken({rule})"
        case ir.Text(parts, _):
            return "".join(part if isinstance(part, str) else f"{{{shown(part)}}}" for part in parts)
        case _:
            return repr(expr)


def _constant(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value}d"
        case Duration(months, days, working_days, minutes):
            parts = ((months, "m"), (days, "d"), (working_days, "w"), (minutes, "min"))
            return "+".join(f"{count}{unit}" for count, unit in parts if count) or "0"
        case _:
            return str(value)
