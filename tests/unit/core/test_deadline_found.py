"""What a decision says of deadlines: how each stands, which light it shows, and why then."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.measuring import decided

if TYPE_CHECKING:
    import policyrules as pr

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

THREE = (
    "规定 l 适用于 督办件 { 应当 D-1 “三日内反馈” { 时限 反馈日期 应在 交办日期 后 3 日内，提前 1 日预警 } }"
)


def errand(rules: str, on: str | None = None, **facts: Any) -> pr.Decision:
    given = {"id": "1", "assigned": "2026-03-02", "reported": None} | facts
    return decided(rules, "Errand", given, on=on)


@pytest.mark.parametrize(
    ("on", "reported", "status", "light", "left", "en", "zh"),
    [
        ("2026-03-03", None, "pending", "green", 2, "due 2026-03-05, 2 days left", "3月5日到期，还剩 2 日"),
        ("2026-03-04", None, "due_soon", "yellow", 1, "due 2026-03-05, 1 day left", "3月5日到期，还剩 1 日"),
        ("2026-03-05", None, "due_soon", "yellow", 0, "due today, 2026-03-05", "今日（3月5日）到期"),
        (
            "2026-03-12",
            None,
            "overdue",
            "red",
            -7,
            "due 2026-03-05, not done, 7 days over",
            "3月5日到期，尚未完成，逾期 7 日",
        ),
        (
            "2027-03-12",
            None,
            "overdue",
            "red",
            -372,
            "due 2026-03-05, not done, 372 days over",
            "2026年3月5日到期，尚未完成，逾期 372 日",
        ),
        (
            "2026-03-01",
            None,
            "pending",
            "green",
            4,
            "begins 2026-03-02, due 2026-03-05",
            "3月2日起算，3月5日到期",
        ),
        (
            "2026-03-12",
            "2026-03-04",
            "on_time",
            "green",
            None,
            "due 2026-03-05, done 2026-03-04",
            "3月5日到期，3月4日完成",
        ),
        (
            "2026-03-12",
            "2026-03-06",
            "late",
            "red",
            None,
            "due 2026-03-05, done 2026-03-06, 1 day late",
            "3月5日到期，3月6日完成，超时 1 日",
        ),
    ],
)
def test_how_a_deadline_stands(
    on: str, reported: str | None, status: str, light: str, left: int | None, en: str, zh: str
) -> None:
    decision = errand(THREE, on, reported=reported)
    (standing,) = decision.deadlines
    assert (standing.status, standing.light, standing.left) == (status, light, left)
    assert (standing.said.en, standing.said.zh) == (en, zh)
    assert (standing.start, standing.due) == (date(2026, 3, 2), date(2026, 3, 5))
    assert decision.light == light
    said = decision.to_dict()
    assert (said["light"], said["deadlines"][0]["status"]) == (light, status)
    assert said["deadlines"][0]["derivation"]["result"] == "2026-03-05"
    found = [finding for finding in decision.findings if finding.deadline is not None]
    assert [(finding.reason, finding.deadline) for finding in found] == (
        [(zh, standing)] if light != "green" else []
    )


def test_a_warning_is_the_items_and_a_stage_of_it() -> None:
    (finding,) = errand(THREE, "2026-03-04").findings
    assert (finding.item, str(finding.id), finding.effect) == ("D-1", "p.D-1", "warn")
    assert finding.part is not None
    assert finding.part.name == "warning"


HOURS = "规定 l 适用于 督办件 { 应当 D-1 “x” { 时限 答复时间 应在 发现时间 后 24 小时内 } }"


@pytest.mark.parametrize(
    ("answered", "en", "zh"),
    [
        (
            "2026-03-02T10:05",
            "due 2026-03-02 10:00, done 2026-03-02 10:05, 5 minutes late",
            "3月2日10:00到期，3月2日10:05完成，超时 5分钟",
        ),
        (
            "2026-03-02T10:00:20",
            "due 2026-03-02 10:00, done 2026-03-02 10:00:20, less than a minute late",
            "3月2日10:00到期，3月2日10:00:20完成，超时不足 1 分钟",
        ),
        (
            "2026-03-04T09:00",
            "due 2026-03-02 10:00, done 2026-03-04 09:00, 2 days late",
            "3月2日10:00到期，3月4日09:00完成，超时 2 日",
        ),
        (
            "2026-03-02T10:00",
            "due 2026-03-02 10:00, done 2026-03-02 10:00",
            "3月2日10:00到期，3月2日10:00完成",
        ),
    ],
)
def test_hours_are_counted_from_the_instant(answered: str, en: str, zh: str) -> None:
    decision = errand(HOURS, "2026-03-09", found="2026-03-01T10:00", answered=answered)
    (standing,) = decision.deadlines
    assert (standing.said.en, standing.said.zh) == (en, zh)


def test_the_light_is_that_of_the_worst_deadline_whatever_else_is_said() -> None:
    rules = (
        "规定 l 适用于 督办件 {\n"
        "应当 D-1 “x” { 时限 反馈日期 应在 交办日期 后 3 日内，提前 1 日预警 }\n"
        "应当 D-2 “x” { 时限 反馈日期 应在 交办日期 后 9 日内 }\n"
        "应当 D-3 “x” { 凡 承办单位 = “乙局” 的 时限 反馈日期 应在 交办日期 后 1 日内 }\n"
        "}"
    )
    decision = errand(rules, "2026-03-04")
    assert [(each.item.item, each.light) for each in decision.deadlines] == [
        ("D-1", "yellow"),
        ("D-2", "green"),
    ]
    assert decision.light == "yellow"
    assert errand(rules, "2026-03-04", unit="乙局").light == "red"


def test_what_cannot_be_told_shows_no_light() -> None:
    rules = "规定 l 适用于 督办件 { 应当 D-1 “x” { 时限 反馈日期 应在 发现时间 后 3 日内 } }"
    decision = errand(rules, "2026-03-04")
    (standing,) = decision.deadlines
    assert (standing.status, standing.light, standing.due, decision.light) == (None, None, None, None)
    assert standing.said.zh == "时限尚未起算"
    undone = decided(THREE, "Errand", {"id": "1", "assigned": "2026-03-02"}, on="2026-03-04")
    assert undone.deadlines[0].said.zh == "3月5日到期，是否按时尚不能确定"
    assert undone.to_dict()["light"] is None


def test_what_is_due_by_working_days_says_which_days_were_left_out() -> None:
    rules = "规定 l 适用于 督办件 { 应当 D-1 “x” { 时限 反馈日期 应在 交办日期 后 2 个工作日内 } }"
    decision = errand(rules, "2026-03-12", assigned="2026-03-06")
    derivation = decision.to_dict()["deadlines"][0]["derivation"]
    assert (derivation["result"], derivation["calendar"]) == ("2026-03-10", "CN")
    assert "周末" in derivation["text"]["zh"]


STAGED = """list l for Errand {
    must D-1 "Reported within three days" {
        deadline reported within 3 days after assigned  warn 1 day before
        then urge unit if overdue, refer to "the leader" for explanation if overdue by 5 days,
            return to unit if overdue by 9 days
    }
    must not D-2 "Nothing overdue" { when overdue(D-1) }
}
"""


def test_each_stage_says_which_it_is_and_asks_for_what_is_due() -> None:
    early = errand(STAGED, "2026-03-08").findings
    assert [(found.item, found.effect, found.part) for found in early] == [
        ("D-1", "forbid", None),
        ("D-2", "forbid", None),
    ]
    assert [action.text() for action in early[0].actions] == ["urge 甲局"]
    later = errand(STAGED, "2026-03-11").findings
    assert [(found.item, found.effect, found.part and found.part.said.en) for found in later] == [
        ("D-1", "refer", "overdue by more than 5 days"),
        ("D-2", "forbid", None),
    ]
    assert later[0].reason == "due 2026-03-05, not done, 6 days over"
    last = errand(STAGED, "2026-03-20")
    assert [(found.effect, found.part and found.part.said.zh) for found in last.findings[:2]] == [
        ("refer", "逾期超过5日"),
        ("return", "逾期超过9日"),
    ]
    assert [(action.kind, [str(item) for item in action.items]) for action in last.actions] == [
        ("urge", ["p.D-1"]),
        ("refer", ["p.D-1"]),
        ("return", ["p.D-1"]),
    ]


def test_what_is_only_there_to_be_asked_says_nothing_and_is_not_set_aside() -> None:
    decision = errand(STAGED, "2026-03-08")
    assert all(finding.part is None for finding in decision.findings)
    aside = STAGED + 'list m for Errand { may M-1 "x" { when unit = "甲局" overrides D-1 } }'
    decision = errand(aside, "2026-03-08")
    assert [(item.item, [str(by) for by in item.by]) for item in decision.waived] == [("D-1", ["p.M-1"])]
    (permission,) = [finding for finding in decision.findings if finding.item == "M-1"]
    assert [str(item) for item in permission.overridden] == ["p.D-1"]


def test_an_item_that_cannot_be_told_at_several_stages_is_said_once() -> None:
    decision = decided(STAGED, "Errand", {"id": "1", "assigned": "2026-03-02"}, on="2026-03-08")
    assert [(item.item, item.effect) for item in decision.undetermined] == [
        ("D-1", "forbid"),
        ("D-2", "forbid"),
    ]
    blocked = STAGED.replace("by 9 days", "by 9 days if unknown block")
    decision = decided(blocked, "Errand", {"id": "1", "assigned": "2026-03-02"}, on="2026-03-08")
    assert [(found.item, found.effect, found.settled) for found in decision.findings] == [
        ("D-1", "return", False)
    ]


BY = "规定 l 适用于 督办件 { 应当 D-1 “按期反馈” { 时限 反馈日期 不迟于 交办日期，提前 1 日预警 } }"


@pytest.mark.parametrize(
    ("on", "reported", "status", "en", "zh"),
    [
        ("2026-02-25", None, "pending", "due 2026-03-02, 5 days left", "3月2日到期，还剩 5 日"),
        ("2026-03-01", None, "due_soon", "due 2026-03-02, 1 day left", "3月2日到期，还剩 1 日"),
        ("2026-03-02", "2026-02-25", "on_time", "due 2026-03-02, done 2026-02-25", "3月2日到期，2月25日完成"),
        (
            "2026-03-12",
            None,
            "overdue",
            "due 2026-03-02, not done, 10 days over",
            "3月2日到期，尚未完成，逾期 10 日",
        ),
    ],
)
def test_a_deadline_by_a_date_that_was_set(
    on: str, reported: str | None, status: str, en: str, zh: str
) -> None:
    (standing,) = errand(BY, on, reported=reported).deadlines
    assert (standing.status, standing.said.en, standing.said.zh) == (status, en, zh)
    assert (standing.length, standing.due, standing.derivation) == (None, date(2026, 3, 2), None)


def test_what_is_counted_back_does_not_begin() -> None:
    rules = "规定 l 适用于 督办件 { 应当 D-1 “x” { 时限 反馈日期 不迟于 交办日期 前 2 日 } }"
    (standing,) = errand(rules, "2026-02-25").deadlines
    assert (standing.said.en, standing.said.zh) == ("due 2026-02-28, 3 days left", "2月28日到期，还剩 3 日")
    (unset,) = errand(BY.replace("交办日期", "发现时间"), "2026-03-04").deadlines
    assert (unset.said.en, unset.said.zh) == ("how it stands cannot be told", "尚不能确定")
