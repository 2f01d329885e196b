"""How words, numbers, dates and marks are read."""

from __future__ import annotations

# ruff: noqa: DTZ001  # a time without a zone is in the policy's zone
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from policyrules.syntax.ast import declarations as d
from policyrules.syntax.ast import expressions as e
from policyrules.syntax.folding import fold
from policyrules.syntax.parse import parse_expression
from tests.unit.syntax.reading import codes, expression, item, sound


def test_folding_keeps_offsets() -> None:
    text = "（甲、乙）；“，”　１２３ＡＢ＂"
    assert len(fold(text)) == len(text)
    assert fold(text) == "(甲,乙);“,” 123AB＂"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", "5"),
        ("30%", "0.30"),
        ("30 %", "0.30"),
        ("5万", "50000"),
        ("1.5万", "15000"),
        ("2亿", "200000000"),
        ("２.５", "2.5"),
        ("0.1", "0.1"),
        ("1" * 38, "1" * 38),
    ],
)
def test_numbers(written: str, value: str) -> None:
    literal = expression(written)
    assert literal.value == Decimal(value)
    assert format(literal.value, "f") == format(Decimal(value), "f")


@pytest.mark.parametrize("written", ["1" * 39, "1" * 10_000, "0." + "1" * 40])
def test_numbers_are_bounded(written: str) -> None:
    _, found = parse_expression(written)
    assert [one.code for one in found] == ["number-too-long"]


@pytest.mark.parametrize(
    ("written", "amount", "unit"),
    [
        ("3 days", 3, "day"),
        ("1 day", 1, "day"),
        ("3日", 3, "day"),
        ("3天", 3, "day"),
        ("5 working days", 5, "working day"),
        ("5个工作日", 5, "working day"),
        ("2周", 2, "week"),
        ("2 个月", 2, "month"),
        ("24 hours", 24, "hour"),
        ("24小时", 24, "hour"),
        ("1年", 1, "year"),
    ],
)
def test_durations(written: str, amount: int, unit: str) -> None:
    literal = expression(written)
    assert (literal.amount, literal.unit, literal.written) == (amount, unit, written)


def test_a_unit_and_its_particle_part_after_a_number() -> None:
    assert item("时限 f 应在 g 后 7日内") == item("deadline f within 7 days after g")
    assert item("时限 f 应在 g 后 5个工作日内") == item("deadline f within 5 working days after g")
    assert item("每个 k 任意7日内（按 f）不得超过1次") == item("at most 1 per k in any 7 days of f")


def test_a_number_and_its_classifier_part() -> None:
    assert expression("人数 在 50人以上") == expression("人数 >= 50")
    assert expression("次数 超过 3次") == expression("次数 > 3")


@pytest.mark.parametrize("written", ["2026-03-01", "2026-3-1", "2026年3月1日", "２０２６年３月１日"])
def test_dates(written: str) -> None:
    assert expression(written).value == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026-02-30", "no-such-date"),
        ("2026年2月30日", "no-such-date"),
        ("2026-13-01", "no-such-date"),
        ("2026-1-100000000000000000000", "no-such-date"),
        ("2026/3/1", "date-form"),
        ("2026.3.1", "date-form"),
        ("2026-03-01T25:00", "no-such-time"),
        ("2026-02-30T09:30", "no-such-date"),
        ("2026-03-01T09:30+99:00", "no-such-time"),
    ],
)
def test_dates_that_are_none(written: str, code: str) -> None:
    """A date is never a subtraction: `2026-02-30` is told, not computed."""
    node, found = parse_expression(written)
    assert [one.code for one in found] == [code]
    assert isinstance(node, (e.DateLiteral, e.DateTimeLiteral))
    assert found[0].place.text == written


def test_the_last_day_of_a_month_is_offered() -> None:
    _, (found,) = parse_expression("2026-02-30")
    assert "2026-02-28" in found.help[0].zh


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2026-03-01T09:30", datetime(2026, 3, 1, 9, 30)),
        ("2026-03-01T09:30:15", datetime(2026, 3, 1, 9, 30, 15)),
        ("2026-03-01T09:30Z", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),
        ("2026-03-01T09:30+08:00", datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=8)))),
        ("2026年3月1日9时30分", datetime(2026, 3, 1, 9, 30)),
    ],
)
def test_datetimes(written: str, value: datetime) -> None:
    assert expression(written).value == value


def test_a_han_character_ends_a_word_before_a_digit() -> None:
    assert item("达到80%时预警 每个 k 每年（按 f）至多1次").clauses
    assert expression("附件 + 2").left.names[0].text == "附件"
    assert expression("a1_2b").names[0].text == "a1_2b"


def test_a_word_ending_in_a_tier_particle_parts() -> None:
    wanted = expression("层级 <= 县")
    for written in (
        "层级 县及以下",
        "层级 为 县及以下",
        "层级 在 县及以下",
        "层级 在 县 及以下",
        "层级 = 县 及以下",
    ):
        assert expression(written) == wanted
    assert expression("层级 在 县及以上") == expression("层级 >= 县")
    assert expression("层级 县及以下").word == "及以下"


def test_item_codes_only_where_an_item_name_can_stand() -> None:
    assert isinstance(expression("n-1"), e.Arithmetic)
    assert expression("broken(n-1)").item.item.text == "n-1"
    assert expression("overdue(other.CA-22b)").item.policy.text == "other"
    assert item("overrides M7-4, IN-2024-01").clauses[0].items[1].item.text == "IN-2024-01"


def test_names_of_either_keyword_language_where_no_keyword_can_stand() -> None:
    file = sound(
        "record R { from: date to: text per: text within: text total: text 备案: text 年: text week: text }"
    )
    (declared,) = file.declarations
    assert isinstance(declared, d.RecordDeclaration)
    assert [field.names.first.text for field in declared.fields][:3] == ["from", "to", "per"]
    assert expression("broken and overdue = 逾期").operands[0].names[0].text == "broken"
    assert expression("when = until and 当 = 凡") == expression("`when` = `until` and `当` = `凡`")


def test_backquotes_make_any_word_a_name() -> None:
    assert expression("`not` and `has no` and `第1组`").operands[1].names[0].text == "has no"


@pytest.mark.parametrize("name", ["not", "if", "yes", "none", "has", "每个", "无", "是", "非"])
def test_a_name_that_could_not_be_used_needs_backquotes(name: str) -> None:
    assert codes(f"record R {{ {name}: text }}") == ["quote-name"]
    assert not codes(f"record R {{ `{name}`: text }}")


@pytest.mark.parametrize("name", ["超过", "不得超过", "when", "为"])
def test_an_item_named_like_any_keyword_needs_backquotes(name: str) -> None:
    assert codes(f"list a for R {{ 不得 {name} {{ when x }} }}") == ["quote-name"]


def test_names_are_composed() -> None:
    assert expression("ame\u0301").names[0].text == "am\u00e9"


def test_long_names_are_told() -> None:
    _, found = parse_expression("x" * 101)
    assert [one.code for one in found] == ["name-too-long"]
    assert not parse_expression("x" * 100)[1]


def test_semicolons_may_end_clauses() -> None:
    assert item("when a; ensure b；") == item("when a ensure b")


def test_what_decides_between_keywords_of_one_spelling() -> None:
    assert item("凡 人数 不超过 3 的").clauses[0].condition.operator == "<="
    assert item("每年（按 f）不超过 3 次 凡 a").clauses[0].limit == expression("3")
    assert isinstance(expression("无 计划"), e.Has)
    assert isinstance(expression("计划 = 无").right, e.NoneLiteral)
    assert isinstance(expression("计数(S v) > 1").left, e.Aggregate)
    assert isinstance(expression("no"), e.BooleanLiteral)
    assert isinstance(expression("no v in S"), e.Quantified)


def test_full_width_forms_inside_quotes_stay() -> None:
    (because,) = item("because “（１）：{a}”").clauses
    assert because.text.parts[0] == "（１）："
