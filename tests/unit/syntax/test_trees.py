"""What each form becomes."""

from __future__ import annotations

from typing import Any

import pytest

from policyrules.syntax.ast import clauses as c
from policyrules.syntax.ast import declarations as d
from policyrules.syntax.ast import expressions as e
from policyrules.syntax.ast import types as t
from policyrules.syntax.parse import parse_expression
from tests.unit.syntax.reading import codes, expression, item, read, sound


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a and b and c", "a 且 b 并且 c"),
        ("not a = b", "非 a 等于 b"),
        ("not (a and b)", "未 （a 且 b）"),
        ("a + b * c - d / e", "(a + (b * c)) - (d / e)"),
        ("-a - -b", "(-a) - (-b)"),
        ("a >= 3", "a 在 3 以上"),
        ("a <= 3", "a 在 3 以下"),
        ("a in 1..5", "a 属于 1..5"),
        ("a not in { b, c }", "a 不在 {b、c}"),
        ("d in quiet", "d 在 quiet"),
        ("has no plan.start", "没有 plan.start"),
        ("some v in S where (v.x)", "有 S v 其中（v.x）"),
        ("no v in f(x) where (v.x)", "没有 f(x) v 其中 (v.x)"),
        ("some v in S", "有 S v"),
        ("every v in S has (v.x)", "每个 S v 均有（v.x）"),
        ("every v in S has (v.x)", "every S v has (v.x)"),
        ("count(v in S)", "计数(S v)"),
        ("count(v in S where v.x)", "计数(v 属于 S 其中 v.x)"),
        (
            "count(v in f(x) where no m in S where (m.a in v))",
            "计数(v 取自 f(x) 其中 没有 S m 其中 (m.a 属于 v))",
        ),
        ("count(v in S)", "计数(v 取自 S)"),
        ("sum(v.a + 1 for v in S where v.x)", "合计(v.a + 1 取自 S v 其中 v.x)"),
        ("distinct(v.a for v in S)", "不同(v.a 取自 S v)"),
        ("at least 2 of (a, b, c)", "（a、b、c）中至少 2 项"),
        ("(if a then 1 else if b then 2 else 3)", "（如果 a 则 1 否则 如果 b 则 2 否则 3）"),
        ("copied_share(a, b, ignoring: w)", "copied_share（a、b、ignoring：w）"),
        ("cap[a, b] > 2", "cap[a、b] 超过 2"),
        ("overlaps(a..b, c..d)", "overlaps(a..b、c..d)"),
        ('t like "[0-9]+"', "t 形如 “[0-9]+”"),
        ("f is unknown or f is known", "f 不详 或 f 已知"),
    ],
)
def test_one_meaning_in_both_orders(one: str, other: str) -> None:
    assert expression(one) == expression(other)


def test_aggregates_are_told_from_calls_by_their_name() -> None:
    assert isinstance(expression("max(a, b)"), e.Call)
    assert isinstance(expression("count(targets)"), e.Call)
    assert isinstance(expression("max(v.a for v in S)"), e.Aggregate)
    assert [one.code for one in parse_expression("f(v in S where x)")[1]] == ["ranging-argument"]
    assert [one.code for one in parse_expression("sum(v in S where x)")[1]] == ["aggregate-value"]
    assert [one.code for one in parse_expression("count(v.x for v in S)")[1]] == ["aggregate-value"]
    assert [one.code for one in parse_expression("count(1 in S where x)")[1]] == ["ranging-form"]
    assert [one.code for one in parse_expression("合计(v.a 取自 S 其中 x)")[1]] == ["ranging-form"]
    assert [one.code for one in parse_expression("合计(v 取自 S)")[1]] == ["aggregate-value"]


def test_brackets_belong_to_the_span() -> None:
    node = expression("(a + b) * c")
    assert (node.span.start, node.span.stop) == (0, 11)
    assert (node.left.span.start, node.left.span.stop) == (0, 7)


def test_words_of_the_author_are_kept() -> None:
    assert expression("a 不低于 3").word == "不低于"
    assert expression("a 在 3 以上").word == "以上"
    assert expression("未 a").word == "未"
    (declared,) = sound("list a for R { 一律不得 x { when y } }").declarations
    assert isinstance(declared, d.ListDeclaration)
    assert declared.items[0].word == "一律不得"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("at most 1 per k each day of f", "每个 k 每日（按 f）不得超过 1 次"),
        ("at most 1 each week of f..g", "每周（按 f 至 g）至多 1 件"),
        ("at most 2 different a per k, l each month of f", "每个 k、l 每月 按 f 不得超过 2 个 不同 a"),
        ("at most 12 total days per k ever", "每个 k 累计 合计 days 不得超过 12"),
        ("at most n + 1 per k in any 14 days of f", "每个 k 任意 14 日内（按 f）不得超过 n + 1"),
        ("at most 1 ever warn at 80%", "累计 至多 1 次，达到 80% 时预警"),
        ("deadline f within 60 working days + e after g", "时限 f 应在 g 后 60个工作日 + e 内"),
        ("deadline f at least 5 days before g", "时限 f 不迟于 g 前 5日"),
        ("deadline f by g.h", "时限 f 不迟于 g.h"),
        ("deadline f by g, warn 2 days before", "时限 f 不迟于 g，提前 2日 预警"),
        ("reconciles with S on a, b = c at most 1", "核对 S 按 a、b 对应 c 至多 1 项"),
        ("reconciles with S on a or on b like 80% comparing c", "核对 S 按 a 或按 b 相似 80% 比较 c"),
        ('without filing with "o" (f)', "未经 “o” 备案（f）"),
        ("without approval of head(x) (f)", "未经 head(x) 批准（f）"),
        ("without approval of head (f)", "未经 head 批准（f）"),
        ("without approval of (a) (f)", "未经 (a) 批准（f）"),
        ("then route to a, urge b within 3 days", "则 转 a、3日内 urge b"),
        ("then refer to a for approval within 3 days", "则 3日内 报 a 批准"),
        ("then refer to a for approval within 3 days", "则 报 a 批准 3日内"),
        ('then order a to "b" within 3 days', "则 责令 a 限 3日内 “b”"),
        ("then return", "则 退回"),
        ("then urge a if overdue by 2 days", "则 逾期 2日时 urge a"),
    ],
)
def test_one_clause_in_both_orders(one: str, other: str) -> None:
    assert item(one) == item(other)


def test_then_may_be_repeated_or_several() -> None:
    assert item("then urge a, then urge b") == item("then urge a, urge b")
    assert len(item("then urge a then urge b").clauses) == 2


def test_a_bare_limit_after_a_match_is_its_own() -> None:
    (match,) = item("reconciles with S on a at most 1").clauses
    assert isinstance(match, c.Match)
    assert match.at_most == expression("1")
    assert codes("list a for R { must x { at most 1 } }") == ["missing-window"]
    assert codes("list a for R { must x { each month of d } }") == ["missing-limit"]


def test_two_quotas_side_by_side() -> None:
    one, two = item("at most 1 per a each day of d at most 5 per a each week of d").clauses
    assert (one.window.unit, two.window.unit) == ("day", "week")
    one, two = item("每个 a 每日（按 d）至多 1 次 每个 a 每周（按 d）至多 5 次").clauses
    assert (one.window.unit, two.window.unit) == ("day", "week")


def enum_of(text: str) -> Any:
    (declared,) = sound(f"enum E {{ {text} }}").declarations
    assert isinstance(declared, d.EnumDeclaration)
    return declared.body


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("a, b", [("a",), ("b",)]),
        ("a 甲, b 乙", [("a", "甲"), ("b", "乙")]),
        ("a b, c d", [("a", "b"), ("c", "d")]),
        ("a b c", [("a",), ("b",), ("c",)]),
        ("a 甲 b 乙", [("a", "甲"), ("b", "乙")]),
        ("a 甲\n b 乙\n c", [("a", "甲"), ("b", "乙"), ("c",)]),
        ("甲、乙、丙", [("甲",), ("乙",), ("丙",)]),
        ("甲 乙", [("甲",), ("乙",)]),
        ("a\n 甲", [("a",), ("甲",)]),
    ],
)
def test_members_of_an_enum(text: str, members: list[tuple[str, ...]]) -> None:
    body = enum_of(text)
    assert [member.names.spellings for member in body.members] == members
    assert not body.ordered


def test_order_of_an_enum() -> None:
    assert enum_of("a 甲 < b 乙 < c").ordered
    assert codes("enum E { a < b, c }") == ["enum-order"]
    assert codes("enum E { }") == ["empty-enum"]


def test_types() -> None:
    (declared,) = sound(
        'record R { a: list of ref S? b: { x, y }? c: number(3) d: text key = "z" "Why?" asked of "w" e: 列表 引用 S }'
    ).declarations
    assert isinstance(declared, d.RecordDeclaration)
    a, b, c_, d_, _ = declared.fields
    assert isinstance(a.type, t.ListType)
    assert isinstance(a.type.element, t.OptionalType)
    assert isinstance(b.type, t.OptionalType)
    assert isinstance(c_.type, t.NamedType)
    assert c_.type.scale == 3
    assert d_.key
    assert d_.question is not None
    assert d_.asked_of is not None
    assert codes("record R { a: number(99) }") == ["number-scale"]
    assert codes("record R { a: text key key }") == ["duplicate-clause"]


def test_weekdays_go_on_after_every() -> None:
    (declared,) = sound("calendar C { every monday, friday, 2026-01-01, except every sunday }").declarations
    assert isinstance(declared, d.CalendarDeclaration)
    assert [type(entry.days) for entry in declared.entries] == [d.EveryWeekday, d.DateRange, d.EveryWeekday]
    assert declared.entries[0].days == d.EveryWeekday(("monday", "friday"), declared.span)
    assert codes("calendar C { monday }") == ["lone-weekday"]
    assert codes("calendar C { week 7 of each month by monday }") == ["no-such-week"]


def test_tables() -> None:
    (declared,) = sound(
        """table t for R unique {
        | a | b = 1 | -> x | y? | then |
        | * | 不低于 3 | p | * | urge unit |
        | { 1, 2 } | 1..2 | p | q | urge |
        | 在 3 以上 | = 3 | p | q | * |  # a note
    }"""
    ).declarations
    assert isinstance(declared, d.TableDeclaration)
    assert [column.optional for column in declared.results] == [False, True, False]
    assert [[type(cell).__name__ for cell in row.conditions] for row in declared.rows] == [
        ["AnyCell", "CompareCell"],
        ["SetCell", "RangeCell"],
        ["CompareCell", "CompareCell"],
    ]
    assert [type(row.results[2]).__name__ for row in declared.rows] == ["ActionCell", "ActionCell", "AnyCell"]
    assert codes("table t for R first {\n| a | -> b |\n| 1 |\n}") == ["row-length"]
    assert codes("table t for R first {\n| a | -> b |\n| 1 | urge x |\n}") == ["cell-action"]
    assert codes("table t for R first {\n| a | -> then |\n| 1 | 3 |\n}") == ["cell-no-action"]


def test_templates_stand_where_they_stand() -> None:
    text = "list a for R { must x { because “{{x}} {a.b} {f(a, ‘q’)} {n + 1}” then route to “{a}” } }"
    file = sound(text)
    (declared,) = file.declarations
    assert isinstance(declared, d.ListDeclaration)
    because, then = declared.items[0].clauses
    assert isinstance(because, c.Because)
    parts = because.text.parts
    assert parts[0] == "{x} "
    for part in parts:
        if not isinstance(part, str):
            written = text[part.span.start : part.span.stop]
            assert written in ("a.b", "f(a, ‘q’)", "n + 1")
    assert isinstance(then, c.Then)
    ((action, _),) = then.actions
    assert isinstance(action, c.RouteTo)
    assert isinstance(action.who, e.Template)
    assert isinstance(item("then route to “a”").clauses[0].actions[0][0].who, e.TextLiteral)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "template-brace"),
        ("a } b", "template-brace"),
        ("{}", "empty-braces"),
        ("{a b c}", "unexpected-word"),
        ("{a +}", "unfinished-clause"),
        ("{a == 1}", "foreign-operator"),
    ],
)
def test_mistakes_in_templates_are_told_in_place(text: str, code: str) -> None:
    whole = f'list a for R {{ must x {{ because "{text}" }} }}'
    file, found = read(whole)
    assert [one.code for one in found] == [code]
    start = whole.index('"')
    assert start < found[0].place.span.start < start + len(text) + 2
    assert file.declarations


def test_clauses_that_stand_once() -> None:
    assert codes("list a for R { must x { when a when b } }") == ["duplicate-clause"]
    assert codes("list a for R { must x { because “a” because “b” } }") == ["duplicate-clause"]
    assert not codes("list a for R { must x { unless a unless b cite “a” cite “b” } }")
    assert codes("policy a { zone “x” zone “y” }") == ["duplicate-clause"]
    assert codes("list a for R { when x }") == ["clause-of-list"]
    assert codes("list a for R { otherwise must not “x” must y { when a } }") == ["otherwise-place"]


def test_a_bare_policy_and_an_empty_file() -> None:
    assert read("")[0].declarations == ()
    assert codes("") == codes(" \n") == ["empty-file"]
    (policy,) = sound("政策 a 甲").declarations
    assert isinstance(policy, d.PolicyHeader)
    assert policy.names.spellings == ("a", "甲")


@pytest.mark.parametrize(
    ("fields", "where", "helps"),
    [
        ("名称\n主办单位: 文本", "名称", ["名称: 文本"]),
        ("a: text\n名称 # remark\n主办单位: 文本", "名称", ["名称: 文本"]),
        ("计划号: 文本 可空\n费用: 数?", "可空", ["文本?", "可空: 文本"]),
        ("a: text optional\nb: number", "optional", ["text?", "optional: text"]),
    ],
)
def test_names_on_different_lines_are_two_fields(fields: str, where: str, helps: list[str]) -> None:
    record_word = "record" if fields.isascii() else "记录"
    file, found = read(f"{record_word} R {{\n{fields}\n}}")
    assert [(one.code, one.place.text) for one in found] == [("missing-type", where)]
    assert len(found[0].help) == len(helps)
    assert all(words in one.en + one.zh for words, one in zip(helps, found[0].help, strict=True))
    (record,) = file.declarations
    assert isinstance(record, d.RecordDeclaration)
    assert where in [field.names.first.text for field in record.fields]


def test_the_type_of_a_field_may_stand_on_the_next_line() -> None:
    sound("record R {\n名称 name:\n文本\n}")
