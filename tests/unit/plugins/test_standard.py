"""What the standard functions give, on Chinese text above all."""

import re
import time
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from policyrules.core.evaluate.calling import call
from policyrules.core.values import UNKNOWN, CannotTell, Period
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.functions import is_name
from policyrules.plugins.manager import build
from policyrules.plugins.standard import texts
from policyrules.semantics.types import (
    EnumType,
    ErrorType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    RatioType,
    TextType,
)

FUNCTIONS = build(entry_points=False).functions


def value(name: str, *arguments: Any, **named: Any) -> Any:
    """Call a function as the evaluators do: its result is checked against its type."""
    return call(FUNCTIONS[name], arguments, named)


def words(*each: str) -> frozenset[str]:
    return frozenset(each)


def test_every_function_is_named_and_described_in_both_languages() -> None:
    schemas = {id(schema): schema for schema in FUNCTIONS.values()}.values()
    assert len(schemas) * 2 == len(FUNCTIONS)
    for schema in schemas:
        assert schema.plugin == "policyrules"
        assert all(is_name(name) for name in schema.names.spellings)
        assert schema.names.first.isascii()
        assert schema.about.en.endswith(".")
        assert schema.about.zh.endswith("。")
        assert schema.about.en != schema.about.zh
        assert not schema.names.spellings[1].isascii()
        for argument in schema.arguments:
            assert argument.names.second is not None
            assert is_name(argument.names.second)


# --- texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("一、总体要求", 6),
        ("第 1 条\n\t第　2 条", 6),
        ("AI+政务，24小时。", 11),
        ("　　各市：\r\n", 3),
        ("a\u200bb\ufeffc\u00add", 4),
        ("e\u0301", 2),
        ("岚办发〔2026〕8号", 11),
    ],
)
def test_characters(text: str, count: int) -> None:
    assert value("字数", text) == count


def test_mentions() -> None:
    assert value("提及", "请于每月底前报送进展情况", words("报送", "填报")) is True
    assert value("提及", "请于每月底前告知进展情况", words("报送", "填报")) is False
    assert value("mentions", "", words("报送")) is False
    assert value("mentions", "报送", words("")) is False


def test_mentions_inside_ignored_words_do_not_count() -> None:
    assert value("提及", "以上报告妥否，请批示", words("上报"), ignoring=words("以上报告")) is False
    assert value("提及", "以上报告，及时上报", words("上报"), ignoring=words("以上报告")) is True
    assert value("提及", "上报", words("上报"), ignoring=words("上报")) is False


def test_mention_count() -> None:
    text = "每周报送周报，每月报送月报，以上报告"
    assert value("提及次数", text, words("周报", "月报", "报送", "上报")) == 5
    assert value("提及次数", text, words("周报", "月报", "报送", "上报"), ignoring=words("以上报告")) == 4
    assert value("mention_count", "督查督查检查", words("督查", "督查检查")) == 2, (
        "the longest where several begin"
    )
    assert value("mention_count", "aaaa", words("aa")) == 2, "they do not overlap"
    assert value("mention_count", text, words("")) == 0
    assert value("mention_count", "a.c abc (x|y)", words("a.c", "(x|y)")) == 2, "words are no patterns"


def test_lower_and_join() -> None:
    assert value("小写", "App 推广 AI") == "app 推广 ai"
    assert value("连接", ("甲县", "乙县")) == "甲县、乙县"
    assert value("join", ("a", "b"), " ") == "a b"
    assert value("join", ()) == ""


# --- copying ----------------------------------------------------------------------------------

SOURCE = "各市要切实加强农村供水保障，全省农村自来水普及率达到92%。省政府将适时开展督导。"
TIERS = words("全省", "全市", "各市", "各县", "省政府", "市政府", "省", "市", "县")


def test_a_copy_that_only_renames_tiers_is_a_copy() -> None:
    draft = "各县要切实加强农村供水保障，全市农村自来水普及率达到92%。市政府将适时开展督导。"
    assert value("重复率", draft, SOURCE, ignoring=TIERS) == 1
    assert value("重复率", draft, SOURCE) < Fraction(3, 4)


def test_places_are_made_equal_too() -> None:
    source, draft = "太原市供水条件较好，要巩固提升", "晋中市供水条件较好，要巩固提升"
    assert value("重复率", draft, source) < 1
    assert value("重复率", draft, source, places=("太原", "晋中")) == 1


def test_words_that_follow_each_other_are_equal_to_one() -> None:
    assert (
        value("重复率", "岚川市水利局认真落实", "水利局", ignoring=words("岚川", "市", "水利局", "认真落实"))
        == 1
    )


def test_the_longest_word_is_taken_first() -> None:
    ignoring = words("省", "省委", "市委")
    assert value("重复率", "贯彻市委部署要求", "贯彻省委部署要求", ignoring=ignoring) == 1


def test_punctuation_and_space_do_not_count() -> None:
    assert value("重复率", "切实加强，农村供水 保障！", "切实加强农村供水保障") == 1


def test_shares_are_exact() -> None:
    assert value("重复率", "一二三四五六七八", "一二三四五六") == Fraction(2, 4)
    assert value("重复率", "一二三四五六", "一二三四五六七八") == 1
    assert value("重复率", "一二三四五六", "") == 0


def test_a_draft_shorter_than_a_run_counts_whole() -> None:
    assert value("重复率", "供水", "农村供水保障") == 1
    assert value("重复率", "供电", "农村供水保障") == 0
    assert value("重复率", "", "农村供水保障") == 0
    assert value("重复率", "，。 ", "，。 ") == 0


def test_the_length_of_a_run() -> None:
    assert value("重复率", "农村供水", "农村用水供水", run=2) == Fraction(2, 3)
    for run in (1, 51, -5):
        with pytest.raises(CannotTell, match="a run has 2 to 50 characters"):
            value("重复率", "农村", "农村", run=run)


def test_similarity() -> None:
    assert value("相似度", "同一标题", "同一标题") == 1
    assert value("相似度", "", "") == 1
    assert value("相似度", "甲", "") == 0
    assert value("相似度", "关于开展2025年检查的通知", "关于开展2026年检查的通知") == Fraction(13, 14)


def test_very_long_texts_are_not_compared() -> None:
    with pytest.raises(CannotTell, match="longer than 1000000 characters"):
        value("重复率", "供" * 1_000_001, "水")
    with pytest.raises(CannotTell, match="longer than 20000 characters"):
        value("相似度", "供" * 20_001, "水")


def test_hostile_texts_take_no_time() -> None:
    started = time.process_time()
    long = "报" * 1_000_000
    many = frozenset(f"报送{number}" for number in range(3000)) | {"报" * 500}
    assert value("重复率", long, long, ignoring=words("报送")) == 1
    assert value("提及次数", long, many) == 2000
    assert value("characters", long + " " * 1_000_000) == 1_000_000
    assert time.process_time() - started < 20, "linear; the bound allows for a busy machine"


# --- numbers ----------------------------------------------------------------------------------


def test_reduction() -> None:
    assert value("降幅", Decimal(100), Decimal(70)) == Fraction(3, 10)
    assert value("降幅", 98, 179) == Fraction(-81, 98)
    assert value("降幅", Decimal("0.3"), Decimal("0.1")) == Fraction(2, 3)
    for before in (0, -5):
        with pytest.raises(CannotTell, match=f"there is no reduction from {before}"):
            value("降幅", before, 1)


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        (Fraction(8, 15), None, "53.3%"),
        (Fraction(1, 2), 0, "50%"),
        (Decimal("0.30"), None, "30%"),
        (1, 2, "100%"),
        (Fraction(1, 8), 0, "13%"),
        (Fraction(-1, 8), 0, "-13%"),
        (Fraction(-1, 100000), None, "0%"),
        (Fraction(0), None, "0%"),
        (Fraction(1, 10), 3, "10%"),
        (Fraction(81, 800), 2, "10.13%"),
        (Fraction(1005, 10000), 3, "10.05%"),
        (Fraction(1, 3), 6, "33.333333%"),
        (Fraction(10**17), 0, "10000000000000000000%"),
    ],
)
def test_percent(share: Any, places: int | None, text: str) -> None:
    assert value("百分比", share, *([] if places is None else [places])) == text


def test_percent_of_too_many_places() -> None:
    with pytest.raises(CannotTell, match="0 to 6 places, not 7"):
        value("百分比", Fraction(1, 3), 7)


def test_percent_takes_numbers() -> None:
    takes = FUNCTIONS["百分比"].for_types
    assert takes is not None
    for type_ in (IntegerType(), NumberType(), RatioType(), OptionalType(RatioType()), ErrorType()):
        assert callable(takes((type_,)))
    assert takes((TextType(),)) == Phrase(
        "`percent` is of a number or a ratio, and this is text", "`百分比` 只用于数或比值，而此处是文本"
    )


# --- dates ------------------------------------------------------------------------------------


def test_parts_of_dates() -> None:
    day = date(2026, 2, 28)
    assert [value(name, day) for name in ("年", "月", "日", "星期")] == [2026, 2, 28, 6]
    assert value("月末", date(2028, 2, 1)) == date(2028, 2, 29)
    assert value("月末", date(9999, 12, 1)) == date(9999, 12, 31)


def test_date_of() -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    assert value("所在日期", late) == date(2026, 3, 1)
    assert value("date_of", late.astimezone(UTC)) == date(2026, 3, 1)


def test_days_and_months_between() -> None:
    assert value("相隔天数", date(2026, 2, 27), date(2026, 3, 1)) == 2
    assert value("相隔天数", date(2026, 3, 1), date(2026, 2, 27)) == -2
    assert value("相隔月数", date(2025, 3, 15), date(2026, 3, 14)) == 11
    assert value("相隔月数", date(2025, 3, 15), date(2026, 3, 15)) == 12
    assert value("相隔月数", date(2024, 2, 29), date(2025, 2, 28)) == 12
    assert value("相隔月数", date(2026, 3, 31), date(2026, 1, 31)) == -2
    assert value("相隔月数", date(1, 1, 1), date(9999, 12, 31)) == 9998 * 12 + 11


def test_working_days_have_the_official_make_up_days() -> None:
    assert value("工作日数", date(2026, 2, 12), date(2026, 2, 24)) == 3
    assert value("工作日数", date(2026, 9, 30), date(2026, 10, 13)) == 5
    assert value("工作日数", date(2026, 4, 30), date(2026, 5, 8)) == 3
    assert value("工作日数", date(2026, 5, 8), date(2026, 4, 30)) == -3
    assert value("工作日数", date(2026, 5, 8), date(2026, 5, 8)) == 0
    assert value("工作日数", date(2026, 7, 2), date(2026, 7, 6), calendar="US") == 1, "the 3rd is observed"


def test_working_days_of_an_uncovered_year_are_not_guessed() -> None:
    with pytest.raises(CannotTell) as caught:
        value("工作日数", date(2026, 12, 30), date(2099, 1, 5))
    assert "the working days of `CN` are not known for" in str(caught.value)
    with pytest.raises(CannotTell) as caught:
        value("工作日数", date(2026, 3, 1), date(2026, 3, 2), calendar="火星")
    assert caught.value.in_("zh") == "没有名为 `火星` 的工作日历"


def test_the_calendar_left_out_is_the_policys() -> None:
    (calendar,) = [argument for argument in FUNCTIONS["工作日数"].arguments if argument.named]
    assert (calendar.names.spellings, calendar.optional, calendar.of_policy) == (
        ("calendar", "日历"),
        True,
        "working days",
    )


def test_overlaps() -> None:
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert value("重叠", march, Period(date(2026, 3, 31), date(2026, 4, 2))) is True
    assert value("重叠", march, Period(date(2026, 4, 1), date(2026, 4, 2))) is False
    assert value("重叠", Period(date(2026, 2, 1), None), march) is True
    assert value("重叠", Period(date(2026, 4, 1), None), march) is False
    assert value("重叠", Period(date(2026, 2, 1), None), Period(date(2030, 2, 1), None)) is True


def test_streak() -> None:
    assert value("连续天数", ()) == 0
    days = [date(2026, 3, day) for day in (1, 2, 2, 3, 7, 8)]
    assert value("连续天数", tuple(reversed(days))) == 3
    assert value("连续天数", (date.min, date.max)) == 1


def test_weeks() -> None:
    november = value("各周", Period(date(2026, 11, 1), date(2026, 11, 30)))
    assert [week.start.day for week in november] == [2, 9, 16, 23, 30]
    assert {(week.finish - week.start).days for week in november} == {6}
    assert november[-1] == Period(date(2026, 11, 30), date(2026, 12, 6))
    assert value("各周", Period(date(2026, 11, 3), date(2026, 11, 8))) == ()
    assert value("各周", Period(date(2026, 11, 2), date(2026, 11, 2))) == november[:1]
    assert value("各周", Period(date(2026, 11, 2), date(2026, 11, 1))) == ()


def test_every_week_belongs_to_one_month() -> None:
    of_year = value("各周", Period(date(2026, 1, 1), date(2026, 12, 31)))
    starts = [date(2026, month, 1) for month in range(1, 13)]
    months = [Period(start, value("月末", start)) for start in starts]
    assert [week for month in months for week in value("各周", month)] == list(of_year)
    assert len(of_year) == 52


def test_weeks_at_the_end_of_time() -> None:
    assert value("各周", Period(date(9999, 12, 20), date.max)) == (
        Period(date(9999, 12, 20), date(9999, 12, 26)),
    )
    assert value("各周", Period(date.max, date.max)) == ()


def test_weeks_have_to_end() -> None:
    with pytest.raises(CannotTell, match="no end"):
        value("各周", Period(date(2026, 1, 1), None))
    with pytest.raises(CannotTell, match="hundred years"):
        value("各周", Period(date(2026, 1, 1), date(2926, 1, 1)))
    assert len(value("各周", Period(date(1900, 1, 1), date(1999, 12, 31)))) == 5218


def test_days() -> None:
    assert value("各日", Period(date(2028, 2, 28), date(2028, 3, 1))) == (
        date(2028, 2, 28),
        date(2028, 2, 29),
        date(2028, 3, 1),
    )
    assert value("days", Period(date.max, date.max)) == (date.max,)
    assert value("days", Period(date(2026, 3, 2), date(2026, 3, 1))) == ()


def test_months() -> None:
    of_quarter = value("各月", Period(date(2027, 1, 1), date(2027, 3, 31)))
    assert [(month.start.month, month.finish.day) for month in of_quarter] == [(1, 31), (2, 28), (3, 31)]
    assert value("months", Period(date(2026, 12, 1), date(2026, 12, 1))) == (
        Period(date(2026, 12, 1), date(2026, 12, 31)),
    )
    assert value("months", Period(date(2026, 3, 2), date(2026, 3, 31))) == ()
    assert len(value("months", Period(date(9999, 1, 1), date.max))) == 12


def test_working_days_in_a_period() -> None:
    october = Period(date(2026, 10, 1), date(2026, 10, 31))
    assert value("期内工作日数", october) == value("工作日数", date(2026, 9, 30), date(2026, 10, 31))
    assert value("working_days_in", Period(date(2026, 2, 28), date(2026, 2, 28))) == 1  # made up for
    assert value("working_days_in", Period(date(2026, 2, 28), date(2026, 2, 28)), calendar="DE") == 0
    with pytest.raises(CannotTell):
        value("working_days_in", Period(date(2999, 1, 1), date(2999, 1, 2)))
    with pytest.raises(CannotTell, match="no calendar of working days called `XX`"):
        value("working_days_in", october, calendar="XX")


@pytest.mark.parametrize("name", ["days", "months", "working_days_in"])
def test_what_is_listed_has_to_end(name: str) -> None:
    with pytest.raises(CannotTell, match="no end"):
        value(name, Period(date(2026, 1, 1), None))
    with pytest.raises(CannotTell, match="hundred years"):
        value(name, Period(date(2026, 1, 1), date(2926, 1, 1)))


def test_the_ends_of_a_period() -> None:
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert (value("首日", march), value("末日", march)) == (date(2026, 3, 1), date(2026, 3, 31))
    assert value("首日", Period(date(2026, 3, 1), None)) == date(2026, 3, 1)
    with pytest.raises(CannotTell, match="no end"):
        value("末日", Period(date(2026, 3, 1), None))


# --- lists and tiers --------------------------------------------------------------------------


def test_length() -> None:
    assert value("长度", ("甲", "乙", "丙")) == 3
    takes = FUNCTIONS["长度"].for_types
    assert takes is not None
    assert callable(takes((OptionalType(ListType(TextType())),)))
    assert takes((TextType(),)) == Phrase(
        "`length` counts the entries of a list, and this is text", "`长度` 只用于列表，而此处是文本"
    )


TIER = EnumType(
    "Tier",
    ("village", "township", "county", "city", "province"),
    ("村", "乡", "县", "市", "省"),
    ordered=True,
)


def test_tiers_between() -> None:
    steps = FUNCTIONS["相差级数"].for_types
    assert steps is not None
    between = steps((TIER, OptionalType(TIER)))
    assert callable(between)
    assert between("province", "county") == 2
    assert between("county", "province") == 2
    assert between("city", "city") == 0
    with pytest.raises(CannotTell):
        value("相差级数", "province", "county")


def test_tiers_between_says_what_does_not_fit() -> None:
    steps = FUNCTIONS["相差级数"].for_types
    assert steps is not None
    kind = EnumType("Kind", ("a", "b"), ("甲", "乙"))
    level = EnumType("Level", ("low", "high"), ("低", "高"), ordered=True)
    said = [steps(types) for types in ((TIER, TextType()), (kind, kind), (TIER, level))]
    assert [phrase.en for phrase in said if isinstance(phrase, Phrase)] == [
        "`tiers_between` is between two members of an ordered enum, and this is text",
        "the members of `Kind` have no order; separate them by `<` where it is declared",
        "`Tier` and `Level` are two different enums",
    ]
    assert callable(steps((TIER, ErrorType())))


def test_unknown_and_none_never_reach_a_function() -> None:
    assert value("字数", UNKNOWN) is UNKNOWN
    assert value("字数", None) is None
    assert value("长度", ("甲", UNKNOWN)) is UNKNOWN


def test_messages_of_functions_are_in_both_languages() -> None:
    with pytest.raises(CannotTell) as caught:
        value("降幅", 0, 1)
    assert re.search(r"[\u4e00-\u9fff]", caught.value.in_("zh"))
    assert caught.value.in_("en").isascii()


def test_more_words_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_ROOM", 1000)
    many = frozenset(f"第{number}个很长的词语" for number in range(500))
    with pytest.raises(CannotTell, match="500 words are too many to look for at once"):
        value("提及次数", "无", many)
