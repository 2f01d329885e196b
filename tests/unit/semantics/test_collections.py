"""Where is a variable known, and what can be gone through?"""

from __future__ import annotations

import pytest

from policyrules.semantics.checked import (
    DerivedMeaning,
    FieldMeaning,
    LedgerMeaning,
    VariableMeaning,
)
from policyrules.syntax.ast.declarations import ListDeclaration
from policyrules.syntax.ast.expressions import Path
from policyrules.syntax.walk import walk
from tests.unit.semantics.saying import checked, codes, expect, item, rest, when

BAD = [
    ("not-a-list", "some v in «plan» where (v.start > start)"),
    ("not-a-list", "some v in «lead» where (v.days > 1)"),
    ("not-a-list", "count(v in «t») > 1"),
    ("duplicate-variable", "some v in tasks where (some «v» in tags where (v = t))"),
    ("shadowed-name", "some «n» in tasks where (n.days > 1)"),
    ("reserved-variable", "some «this» in tasks where (this.days > 1)"),
    ("reserved-variable", "some «before» in tasks where (before.days > 1)"),
    ("reserved-variable", "有 tasks «上期» 其中 (上期.days 超过 1)"),
    ("reserved-variable", "every «period» in tasks has (period.days > 1)"),
    ("unused-variable", "some «v» in tasks where (n > 1)"),
    ("type-mismatch", "sum(«v.name» for v in tasks) > 1"),
    ("type-mismatch", "max(«v.name» for v in tasks) = t"),
    ("type-mismatch", "max(«r.kind» for r in R) = inspection"),
    ("type-mismatch", "distinct(«r.tags» for r in R) > 1"),
]


@pytest.mark.parametrize(("code", "condition"), BAD, ids=[f"{code}: {text}" for code, text in BAD])
def test_what_cannot_be_gone_through(code: str, condition: str) -> None:
    expect(code, when(condition))


def test_a_witness_is_named_where_when_cannot_hold_without_it() -> None:
    assert codes(item('when b and (some v in tasks where (v.days > 3) and n > 1) because "{v.name}"')) == []
    assert (
        codes(item('when some v in tasks where (v.days > 3) then route to v.owner remedy "{v.days}"')) == []
    )
    assert codes(item('when some v in tags where (v = t) because "{v}"')) == []


@pytest.mark.parametrize(
    "clauses",
    [
        'when some v in tasks where (v.days > 3) or b because "{«v».name}"',
        'when no v in tasks where (v.days > 3) because "{«v».name}"',
        'when not some v in tasks where (v.days > 3) because "{«v».name}"',
        'when b unless some v in tasks where (v.days > 3) because "{«v».name}"',
        "when (some v in tasks where (v.days > 3)) and «v».days > 1",
        "when some v in tasks where (v.days > 3) without approval of («v».owner) (b)",
    ],
)
def test_a_variable_elsewhere_is_explained(clauses: str) -> None:
    said = expect("out-of-scope", item(clauses))
    assert said.labels[0].place.text == "v"


def test_two_witnesses_of_one_name() -> None:
    clauses = 'when some v in tasks where (v.days > 3) and some «v» in tags where (v = t) because "{v}"'
    expect("duplicate-variable", item(clauses))


def test_a_field_called_like_a_record_leaves_the_ledger_reachable() -> None:
    text = rest(
        "record Meeting 会议 { id: text key\n n: integer }\n"
        "record Q { 会议: ref 会议?\n n: integer }\n"
        "list q for Q { must not X { when 有 会议 m 其中 (m.n > 本件.n) and 会议.n > 1 } }"
    )
    assert codes(text) == []


def test_meanings_of_paths() -> None:
    text = rest(
        "define busy for Task = days > 3\n"
        "list q for R { must not X { when some v in tasks where (v.busy and v.名称 = 标题)\n"
        "  and some p in 计划 where (p.seats > 本件.页数) and 原.页数 > lead.天数 and plan.start > start } }"
    )
    checked_, diagnostics = checked(text)
    assert not [d for d in diagnostics if d.severity.value == "error"]
    node = next(n for n in checked_.files[0].declarations if isinstance(n, ListDeclaration))
    meanings = {
        ".".join(name.text for name in path.names): checked_.tables.meaning_of(path)
        for path in walk(node)
        if isinstance(path, Path)
    }
    assert meanings == {
        "tasks": FieldMeaning("this", "R", ("tasks",)),
        "v.busy": DerivedMeaning("v", "Task", "busy"),
        "v.名称": FieldMeaning("v", "Task", ("name",)),
        "标题": FieldMeaning("this", "R", ("t",)),
        "计划": LedgerMeaning("Plan"),
        "p.seats": FieldMeaning("p", "Plan", ("seats",)),
        "本件.页数": FieldMeaning("this", "R", ("n",)),
        "原.页数": FieldMeaning("before", "R", ("n",)),
        "lead.天数": FieldMeaning("this", "R", ("lead", "days")),
        "plan.start": FieldMeaning("this", "R", ("plan", "start")),
        "start": FieldMeaning("this", "R", ("start",)),
    }


def test_an_element_of_a_plain_list_is_the_variable() -> None:
    checked_, _ = checked(when('some v in tags where (v = "x")'))
    node = next(n for n in checked_.files[0].declarations if isinstance(n, ListDeclaration))
    paths = [path for path in walk(node) if isinstance(path, Path) and path.names[0].text == "v"]
    assert [checked_.tables.meaning_of(path) for path in paths] == [VariableMeaning("v")]


def test_a_derived_fact_is_not_read_through_another_record() -> None:
    text = rest("define full for Plan = seats = 0\nlist q for R { must not X { when plan.«full» } }")
    expect("derived-through-path", text)
