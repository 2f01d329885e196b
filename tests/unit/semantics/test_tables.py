"""Do tables cover every case once, and what types have their results?"""

from __future__ import annotations

import pytest

from policyrules.semantics.types import EnumType, IntegerType, ListType, NumberType, OptionalType, TextType
from tests.unit.semantics.saying import checked, codes, expect, rest, said


def table(*rows: str, hit: str = "first") -> str:
    body = "\n".join(f"    | {row} |" for row in rows)
    return rest(f"table h for R {hit} {{\n{body}\n}}\n")


def missed(*rows: str, hit: str = "first") -> str:
    """Return the case that a table is said to miss."""
    found = said(table(*rows, hit=hit))
    assert [each.code for each in found] == ["table-can-miss"], found
    return found[0].diagnostic.message.en


COMPLETE = [
    ("kind | -> x", "inspection | 1", "assessment | 2"),
    ("b | -> x", "yes | 1", "no | 2"),
    ("n | -> x", "< 10 | 1", ">= 10 | 2"),
    ("n | -> x", "<= 9 | 1", "10 | 2", "> 10 | 3"),
    ("m | -> x", "<= 9.99 | 1", ">= 10 | 2"),
    ("start | -> x", "< 2026-01-01 | 1", "2026-01-01..2026-12-31 | 2", ">= 2027-01-01 | 3"),
    ("tier | -> x", "<= township | 1", "{ county, city } | 2"),
    ("tier | -> x", "不高于 县 | 1", "高于 县 | 2"),
    ("t | -> x", '"a" | 1', "* | 2"),
    ("maybe | -> x", "yes | 1", "no | 2", "none | 3"),
    ("finish | -> x", "none | 1", "< 2026-01-01 | 2", ">= 2026-01-01 | 3"),
    ("b | n | -> x", "yes | < 3 | 1", "no | * | 2", "yes | >= 3 | 3"),
    ("n / m | -> x", "< 50% | 1", ">= 50% | 2"),
    ("n > 3 | -> x", "yes | 1", "no | 2"),
    ("kind | -> x?", "inspection | 1"),
    ("kind | -> then", 'inspection | route to "x"'),
]


@pytest.mark.parametrize("rows", COMPLETE, ids=[" / ".join(rows) for rows in COMPLETE])
def test_complete_tables(rows: tuple[str, ...]) -> None:
    assert codes(table(*rows)) == []


@pytest.mark.parametrize(
    ("rows", "case"),
    [
        (("kind | -> x", "inspection | 1"), "no row holds when `kind = assessment`"),
        (("n | -> x", "<= 9 | 1", "> 10 | 2"), "no row holds when `n = 10`"),
        (("m | -> x", "<= 9.98 | 1", ">= 10 | 2"), "no row holds when `m = 9.99`"),
        (("maybe | -> x", "yes | 1", "no | 2"), "no row holds when `maybe = none`"),
        (("t | -> x", '"a" | 1'), "no row holds when `t = another text`"),
        (
            ("start | -> x", "<= 2026-01-01 | 1", ">= 2026-01-03 | 1"),
            "no row holds when `start = 2026-01-02`",
        ),
        (
            ("b | kind | -> x", "yes | * | 1", "* | inspection | 2"),
            "no row holds when `b = no`, `kind = assessment`",
        ),
        (
            ("n | -> x", "< m | 1", ">= m | 2"),
            "no row surely holds when `n = 0`",
        ),
        (("b | -> x",), "this table has no rows"),
    ],
)
def test_a_case_is_shown_that_no_row_has(rows: tuple[str, ...], case: str) -> None:
    assert missed(*rows) == case


def test_rows_that_overlap() -> None:
    text = rest(
        "table h for R unique {\n | kind | n | -> x? |\n | inspection | >= 3 | 1 |\n"
        " «| * | 1..4 | 2 |»\n | assessment | > 4 | 3 |\n}"
    )
    found = expect("rows-overlap", text)
    assert found.message.en == "two rows hold when `kind = inspection`, `n = 3`"
    assert found.labels[0].place.text == "| inspection | >= 3 | 1 |"
    assert codes(table("n | -> x", "< 3 | 1", "3..4 | 2", "> 4 | 3", hit="unique")) == []
    assert codes(table("n | -> x?", "< m | 1", ">= m | 2", hit="unique")) == []


def test_rows_never_reached() -> None:
    expect("unreachable-row", rest("table h for R first {\n | n | -> x? |\n | > 3 | 1 |\n «| 5 | 2 |»\n}"))
    expect(
        "unreachable-row",
        rest(
            "table h for R first {\n | b | n | -> x |\n | yes | * | 1 |\n | no | * | 2 |\n «| * | 5 | 3 |»\n}"
        ),
    )
    assert codes(table("n | -> x?", "> m | 1", "5 | 2", "* | 3")) == []


BAD = [
    ("type-mismatch", "n | -> x?", "«t» | 1"),
    ("type-mismatch", "n | -> x?", "{ 1, «t» } | 1"),
    ("type-mismatch", "n | -> x?", "1..«t» | 1"),
    ("unknown-name", "tier | -> x?", "«contry» | 1"),
    ("no-order", "kind | -> x?", "«>= inspection» | 1"),
    ("bare-tier-word", "tier | -> x?", "«在 县 以下» | 1"),
    ("empty-range", "n | -> x?", "«5..1» | 1"),
    ("never-none", "n | -> x?", "«none» | 1"),
    ("compare-with-none", "n | -> x?", "{ 1, «none» } | 1"),
    ("column-type", "«tags» | -> x?", "* | 1"),
    ("column-type", "«lead» | -> x?", "* | 1"),
    ("none-not-allowed", "n | -> x", "* | «none»"),
    ("none-not-allowed", "n | -> x", "* | «*»"),
    ("result-cell", "n | -> x?", "1 | «> 3»"),
    ("type-mismatch", "n | -> x?", '1 | 1 |\n | 2 | «"a"»'),
    ("refer-in-table", "n | -> then", '1 | «refer to "x" for approval»'),
    ("unknown-action", "n | -> then", "1 | «urg» t"),
    ("unknown-name", "n | -> x", "* | county |\n | * | «contry»"),
]


@pytest.mark.parametrize(
    ("code", "head", "row"), BAD, ids=[f"{code}: {head}/{row}" for code, head, row in BAD]
)
def test_cells_fit_their_columns(code: str, head: str, row: str) -> None:
    text = rest(f"table h for R first {{\n    | {head} |\n    | {row} |\n}}\n")
    found = said(text)
    assert [(each.code, each.where) for each in found][:1] == [
        (
            code,
            row.split("«")[1].split("»", maxsplit=1)[0]
            if "«" in row
            else head.split("«")[1].split("»", maxsplit=1)[0],
        )
    ]
    assert len([each for each in found if each.code != "unreachable-row"]) == 1


@pytest.mark.parametrize(
    ("rows", "type_"),
    [
        (("n | -> x", "* | 1"), IntegerType()),
        (("n | -> x?", "3 | 1"), OptionalType(IntegerType())),
        (("n | -> x", "3 | 1", "* | 1.5"), NumberType(1, 19)),
        (("n | -> x", "3 | t", '* | "a"'), TextType()),
        (("n | -> x", "3 | county", "* | city"), EnumType("Tier", (), ())),
        (("n | -> x", "3 | publish", "* | assign"), EnumType("R.x", (), ())),
        (("n | -> x", "3 | Kind.inspection", "* | kind"), EnumType("Kind", (), ())),
    ],
)
def test_types_of_results(rows: tuple[str, ...], type_: object) -> None:
    checked_, diagnostics = checked(table(*rows))
    assert not [d for d in diagnostics if d.severity.value == "error"]
    assert checked_.derived["R", "x"].type == type_


def test_words_that_no_enum_declares_are_the_tables_own() -> None:
    text = (
        table("n | -> x", "3 | publish", "4 | 转办", "* | publish")
        + "list l for R { must not A { when x = 转办 } }\n"
    )
    checked_, diagnostics = checked(text)
    assert not [d for d in diagnostics if d.severity.value == "error"]
    type_ = checked_.derived["R", "x"].type
    assert isinstance(type_, EnumType)
    assert type_.members == ("publish", "转办")
    expect("unknown-name", text.replace("when x = 转办", "when x = «publsh»"))


def test_collected_results_are_lists() -> None:
    text = table("n | -> x", "> 1 | 1", "> 2 | 2", hit="collect")
    checked_, _ = checked(text)
    assert checked_.derived["R", "x"].type == ListType(IntegerType())
    assert codes(text) == []


def test_a_word_of_two_enums_must_be_told_apart() -> None:
    text = rest(
        "enum A { one, two }\nenum B { one, two }\ntable h for R first {\n | n | -> x |\n | * | «one» |\n}"
    )
    expect("ambiguous-name", text)


def test_tables_read_and_are_read_by_definitions() -> None:
    text = rest(
        "define big for R = x = publish\n"
        "table h for R first {\n | large | -> x |\n | yes | publish |\n | no | assign |\n}\n"
        "define large for R = n > 100\n"
    )
    checked_, diagnostics = checked(text)
    assert not [d for d in diagnostics if d.severity.value == "error"]
    assert [name for _, name in checked_.derived] == ["large", "x", "big"]
