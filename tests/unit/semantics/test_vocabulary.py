"""Can records, enums, headers, calendars and parameters be what they are declared to be?"""

from __future__ import annotations

from datetime import date

import pytest

from policyrules.semantics.checked import DerivedSchema
from policyrules.semantics.schema import Version
from policyrules.semantics.types import EnumType, ListType, NumberType, OptionalType, RefType, TextType
from tests.unit.semantics.saying import checked, codes, expect, rest

BAD = [
    ("key-type", "record Q { id: «integer» key }"),
    ("key-type", "record Q { id: «text?» key }"),
    ("duplicate-key", "record Q { id: text key\n «code»: text key }"),
    ("dated-type", "record Q dated «a» { a: text }"),
    ("reference-without-key", "record Q { a: «ref Task» }"),
    ("reference-without-key", "record Q { a: list of «ref Task» }"),
    ("record-cycle", "record «A» { b: B }\nrecord B { a: A }"),
    ("empty-record", "record «Q» { }"),
    ("type-mismatch", 'record Q { a: integer = «"a"» }'),
    ("too-many-decimals", "record Q { a: number(2) = «1.234» }"),
    ("number-too-long", "record Q { a: number(10) = «123456789.5» }"),
    ("none-not-allowed", "record Q { a: integer = «none» }"),
    ("unknown-name", "record Q { a: Tier = «contry» }"),
    ("unknown-as-value", "record Q { a: integer = «unknown» }"),
    ("not-constant", "record Q { a: integer = «1 + 1» }"),
    ("not-constant", "parameter p2: date = «today»"),
    ("record-as-value", "record Q { a: Task = «{ days: 1 }» }"),
    ("type-mismatch", 'record Q { a: list of integer = [1, «"a"»] }'),
    ("empty-range", "record Q { a: period = «2026-02-01..2026-01-01» }"),
    ("parameter-required", "parameter «p2»: integer"),
    ("parameter-type", "parameter p2: «Task»"),
    ("type-mismatch", "parameter p2: integer = «1.5»"),
    ("impossible-dates", "parameter p2: integer { «1 from 2020-02-01 until 2020-01-01» }"),
    (
        "overlapping-dates",
        "parameter p2: integer { 1 from 2020-01-01 until 2020-12-31, «2 from 2020-06-01» }",
    ),
    ("gap-in-dates", "parameter p2: integer { 1 from 2020-01-01 until 2020-12-31, «2 from 2021-06-01» }"),
    ("duplicate-date", "parameter p2: integer { 1 from 2020-01-01, «2 from 2020-01-01» }"),
    ("dates-not-ascending", "parameter p2: integer { 1 from 2020-01-01, «2 from 2019-01-01» }"),
    ("lookup-key", 'parameter p2: integer by «Rx.id» from "a.csv"'),
    ("lookup-key", 'parameter p2: integer by «R.tags» from "a.csv"'),
    ("lookup-key", 'parameter p2: integer by «id» from "a.csv"'),
    ("unknown-name", 'parameter p2: integer by R.«idd» from "a.csv"'),
    ("duplicate-name", 'parameter p2: integer by R.id, «R.id» from "a.csv"'),
    ("lookup-file", 'parameter p2: integer by R.id from «"../a.csv"»'),
    ("lookup-file", 'parameter p2: integer by R.id from «"/etc/passwd"»'),
    ("lookup-file", 'parameter p2: integer by R.id from «" "»'),
    ("calendar-cycle", "calendar «c» { d }\ncalendar d { every monday\n except c }"),
    ("unknown-calendar", "calendar c { «d» }"),
    ("empty-range", "calendar c { «2026-02-01..2026-01-01» }"),
    ("empty-calendar", "calendar «c» { }"),
    ("define-cycle", "define «a» for R = b2\ndefine b2 for R = c2\ndefine c2 for R = a"),
    ("define-cycle", "define «a» for R = not a"),
    ("define-cycle", "define «a» for R = some r in R where (r.c2)\ndefine c2 for R = a"),
    ("not-a-value", "define a for R = «none»"),
    ("no-period", "define a for R each month = n > 1\nlist l for R { must not X { when «a» } }"),
]


@pytest.mark.parametrize(("code", "text"), BAD, ids=[f"{code}: {text}" for code, text in BAD])
def test_what_cannot_be_declared(code: str, text: str) -> None:
    expect(code, rest(text))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("unknown-zone", 'policy p { zone «"Asia/Shanghia"» }'),
        ("unknown-zone", 'policy p { zone «"../etc/passwd"» }'),
        ("no-working-days", 'policy p { working days of «" "» }'),
        ("no-working-days", "policy «p» { rolls to a working day }"),
        ("no-working-days", "policy p { }\ncalendar c { «working days» }"),
        ("impossible-dates", "«policy p { from 2026-01-01 until 2025-01-01 }»"),
        (
            "late-first-value",
            "policy p { from 2020-01-01 }\nparameter a: integer { «1 from 2021-01-01», 2 from 2022-01-01 }",
        ),
    ],
)
def test_what_a_header_cannot_say(code: str, text: str) -> None:
    expect(code, text)


def test_types_of_fields() -> None:
    checked_, diagnostics = checked(
        rest("record Q { a: 数(2)?\n b: { x 甲, y 乙 }\n c: list of ref Plan?\n d: ref Plan\n e: 列表 文本 }")
    )
    assert not [d for d in diagnostics if d.severity.value == "error"]
    types = {field.names.first: field.type for field in checked_.records["Q"].fields}
    assert types["a"] == OptionalType(NumberType(2))
    assert types["b"] == EnumType("Q.b", ("x", "y"), ("甲", "乙"))
    assert types["d"] == RefType("Plan")
    assert types["e"] == ListType(TextType())


def test_records_may_hold_themselves_through_lists() -> None:
    assert codes(rest("record Q { part: list of Q\n parent: Q? }")) == []


def test_dated_values_hold_until_the_next_begins() -> None:
    checked_, _ = checked(
        rest("parameter p2: integer { 10 from 2019-03-11, 8 from 2024-08-06 until 2030-12-31 }")
    )
    assert checked_.parameters["p2"].versions == (
        Version(10, date(2019, 3, 11), date(2024, 8, 5)),
        Version(8, date(2024, 8, 6), date(2030, 12, 31)),
    )


def test_supplied_parameters_need_no_note() -> None:
    from policyrules.diagnostics.source import Source
    from policyrules.semantics.check import check
    from policyrules.syntax.parse import parse_file

    file, _ = parse_file(Source("a.rules", "parameter a 甲: integer"))
    assert [d.code for d in check([file], {})[1]] == ["parameter-required"]
    assert check([file], {}, supplied=["甲"])[1] == ()


def test_lookup_tables() -> None:
    text = 'parameter lim: integer by R.id, R.tier from "a.csv"\ndefine d for R = lim[id, tier] > lim["x", county]\n'
    checked_, diagnostics = checked(rest(text))
    assert not [d for d in diagnostics if d.severity.value == "error"]
    assert checked_.parameters["lim"].keys == (("R", "id"), ("R", "tier"))
    expect("parameter-needs-key", rest(text + "define e for R = «lim» > 1"))
    expect("key-count", rest(text + "define e for R = «lim[id]» > 1"))
    expect("type-mismatch", rest(text + "define e for R = lim[«n», tier] > 1"))
    expect("no-keys", rest(text + "define e for R = «n[1]» > 1"))
    expect("no-keys", rest(text + "parameter q: integer = 1\ndefine e for R = «q[1]» > 1"))


def test_derived_facts_come_after_what_they_read() -> None:
    checked_, _ = checked(rest("define a for R = b2 > 1\ndefine b2 for R = c2 + 1\ndefine c2 for R = n"))
    assert [name for _, name in checked_.derived] == ["c2", "b2", "a"]
    assert all(isinstance(schema, DerivedSchema) for schema in checked_.derived.values())


def test_a_shared_spelling_is_no_circle() -> None:
    text = rest(
        "record S { k: text\n rs: list of R }\n"
        "define x for S = some r in rs where (r.start2 > start2)\ndefine start2 for R = plan.start\n"
        "define start2 for S = 2026-01-01\n"
    )
    assert codes(text) == []
