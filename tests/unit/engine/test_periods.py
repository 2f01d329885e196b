"""When a period ends by a policy's calendar, and why: asked of a policy set."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import policyrules as pr
from policyrules.core.values import Duration

OFFICE = 'policy office 办文 { working days of "CN" zone "Asia/Shanghai" rolls to a working day }\nrecord R { a: date }\n'


@pytest.fixture(scope="module")
def office() -> pr.PolicySet:
    return pr.load_text(OFFICE)


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        ("2026-02-12", "3 working days", date(2026, 2, 24)),
        ("2026年2月12日", "7个工作日", date(2026, 2, 28)),
        (date(2026, 9, 30), Duration(working_days=5), date(2026, 10, 13)),
        (date(2026, 4, 30), "3个工作日", date(2026, 5, 8)),
        ("2026-09-01", "1个月", date(2026, 10, 8)),
        ("2026-09-01", timedelta(days=30), date(2026, 10, 8)),
        ("2026-01-31", "1 month", date(2026, 2, 28)),
        (date(2026, 3, 2), timedelta(hours=30), date(2026, 3, 3)),
    ],
)
def test_dates_after(office: pr.PolicySet, start: Any, length: Any, expected: date) -> None:
    derivation = office.date_after(start, length)
    assert derivation.result == expected
    assert derivation.calendar == "CN"
    assert derivation.to_dict()["result"] == expected.isoformat()


def test_dates_before(office: pr.PolicySet) -> None:
    derivation = office.date_before("2026-02-24", "3 working days")
    assert derivation.result == date(2026, 2, 12)
    assert derivation.text("zh").startswith("2026-02-24 前3个工作日为 2026-02-12\n")
    assert office.date_before("2026-03-09", "2 days").result == date(2026, 3, 7), (
        "a Saturday: it does not roll"
    )


def test_times_of_day_are_those_of_the_policys_zone(office: pr.PolicySet) -> None:
    derivation = office.date_after("2026-03-02T09:30", "24 hours")
    assert derivation.result == datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
    assert derivation.text().splitlines()[0] == "24 hours after 2026-03-02 09:30 is 2026-03-03 09:30"
    at = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert (
        office.date_after(at, "1 day").text("zh").splitlines()[0]
        == "2026-03-03 07:00 后1日为 2026-03-04 07:00"
    )


def test_a_year_nobody_has_published(office: pr.PolicySet) -> None:
    with pytest.raises(pr.CannotTell, match="the working days of `CN` are not known for 2098"):
        office.date_after("2098-03-02", "3 working days")


@pytest.mark.parametrize(
    ("start", "length", "policy", "message"),
    [
        ("tomorrow", "3 days", None, "a date and time such as"),
        (20260302, "3 days", None, "a date such as"),
        ("2026-03-02", "3 moons", None, "a length of time such as"),
        ("2026-03-02", "3 days", "offise", "there is no policy `offise`; did you mean `office`?"),
        ("2026-03-02", "3 days", "nowhere", "there is no policy `nowhere`; there are: `office`"),
    ],
)
def test_what_cannot_be_read(
    office: pr.PolicySet, start: Any, length: Any, policy: str, message: str
) -> None:
    with pytest.raises(pr.RequestError, match=message.replace("?", r"\?")) as caught:
        office.date_after(start, length, policy=policy)
    assert caught.value.in_("zh")


def test_a_policy_by_either_name(office: pr.PolicySet) -> None:
    for name in ("office", "办文"):
        assert office.date_after("2026-02-12", "3 working days", policy=name).result == date(2026, 2, 24)


def test_policies_that_count_differently(tmp_path: Any) -> None:
    for name, head in (
        ("china", 'working days of "CN"'),
        ("berlin", 'working days of "DE" zone "Europe/Berlin" rolls to a working day'),
        ("words", ""),
    ):
        (tmp_path / f"{name}.rules").write_text(f"policy {name} {{ {head} }}", encoding="utf-8")
    both = pr.load(tmp_path)
    with pytest.raises(pr.RequestError, match="say by which, `policy=…`; there are: `berlin`, `china`"):
        both.date_after("2026-05-01", "1 day")
    assert both.date_after("2026-05-01", "1 day", policy="china").result == date(2026, 5, 2)
    assert both.date_after("2026-05-01", "1 day", policy="berlin").result == date(2026, 5, 4)
    assert both.date_after("2026-05-01", "1 day", policy="words").result == date(2026, 5, 2)
    with pytest.raises(pr.CannotTell, match="no working-day calendar"):
        both.date_after("2026-05-01", "1 working day", policy="words")
    (tmp_path / "berlin.rules").unlink()
    one = pr.load(tmp_path)
    assert one.date_after("2026-05-01", "1 working day").result == date(2026, 5, 6), (
        "only one names a calendar"
    )


def test_a_plugins_calendar_with_its_reasons() -> None:
    class InOurProvince:
        def __call__(self, day: date) -> bool:
            return day != date(2026, 3, 3)

        def reason(self, day: date) -> Any:
            from policyrules.diagnostics.phrase import Phrase

            return Phrase("Province Day", "省庆日") if day == date(2026, 3, 3) else None

    class Office:
        @pr.hookimpl
        def policyrules_working_calendars(self) -> Any:
            return {"本省": InOurProvince(), "plain": lambda day: day.day != 3}

    def after(calendar: str) -> str:
        loaded = pr.load_text(f'policy p {{ working days of "{calendar}" }}', plugins=[Office()])
        return loaded.date_after("2026-03-02", "1 working day").text("zh").splitlines()[2]

    assert after("本省") == "- 2026-03-03：省庆日"
    assert after("plain") == "- 2026-03-03：非工作日"


# --- in decisions -----------------------------------------------------------------------------

ORDERS = """
record Task 任务 dated day { day 日期: date }
action urge 催办
list l for Task {
    must not soon { when day is known then order "A" to "reply" within 30 days }
    must not later { when day is known then urge "A" within 3 working days }
}
"""


@pytest.mark.parametrize(
    ("header", "due"),
    [
        ('working days of "CN" rolls to a working day', date(2026, 10, 8)),
        ('working days of "CN"', date(2026, 10, 1)),
    ],
)
def test_due_dates_roll_where_the_policy_says_so(header: str, due: date) -> None:
    engine = pr.Engine(pr.load_text(f"policy p {{ {header} }}\n{ORDERS}"))
    decision = engine.decide("Task", {"day": "2026-09-01"})
    soon, later = decision.actions
    assert (soon.due, later.due) == (due, date(2026, 9, 4))
    assert soon.derivation is not None
    assert soon.derivation.result == due
    assert ("顺延至 2026-10-08" in soon.derivation.text("zh")) is (due == date(2026, 10, 8))
    assert later.derivation is not None
    assert later.derivation.text().splitlines()[-1] == "- 2026-09-02..2026-09-04: working days 1 to 3"
    assert decision.to_dict()["actions"][0]["due"] == due.isoformat()


def test_a_due_date_that_cannot_be_told_has_no_derivation() -> None:
    engine = pr.Engine(pr.load_text(f'policy p {{ working days of "CN" rolls to a working day }}\n{ORDERS}'))
    decision = engine.decide("Task", {"day": "2098-09-01"})
    assert [(action.due, action.derivation) for action in decision.actions] == [(None, None), (None, None)]


def test_a_calendar_that_fails_is_named_where_it_is_needed() -> None:
    class Office:
        @pr.hookimpl
        def policyrules_working_calendars(self) -> Any:
            return {"broken": lambda day: 1 // (day.day - day.day)}

    text = f'policy p {{ working days of "broken" rolls to a working day }}\n{ORDERS}'
    decision = pr.Engine(pr.load_text(text, plugins=[Office()])).decide("Task", {"day": "2026-03-02"})
    assert [action.due for action in decision.actions] == [None, None]
    assert {fault.function for fault in decision.faults} == {"broken"}


# --- in explanations --------------------------------------------------------------------------

ASKED = """
policy p { working days of "CN" }
calendar quiet 无会周 { week 2 of each month by monday  except 2026-03-09..2026-03-10 }
calendar office { working days }
record Visit { day: date  done: date }
list l for Visit {
    must tell "Answered in time" { ensure done <= day + 3 working days }
    must not meet { when day in quiet }
    must not rest { when day not in office }
}
"""


def explained(language: Any, **facts: str) -> list[str]:
    decision = pr.Engine(pr.load_text(ASKED)).decide("Visit", {"done": "2026-03-01", **facts})
    return [line.strip(" │├└─") for line in decision.explain().text(language).splitlines()]


def test_an_explanation_says_how_a_date_came_about() -> None:
    lines = explained("en", day="2026-04-30")
    assert (
        "day + 3 working days: 2026-05-08 (2026-04-30 itself does not count; 2026-05-01..2026-05-05: Labour Day; "
        "2026-05-06..2026-05-08: working days 1 to 3)"
    ) in lines
    zh = explained("zh", day="2026-02-12")
    assert (
        "day + 3 working days：2026-02-24（2026-02-12 当日不计入；2026-02-13：第 1 个工作日；"
        "2026-02-14：第 2 个工作日，春节调休上班；2026-02-15 至 2026-02-23：春节；2026-02-24：第 3 个工作日）"
    ) in zh


def test_an_explanation_names_the_entry_that_decides() -> None:
    assert "when: yes — day in quiet (2026-03-11: `week 2 of each month by monday`)" in explained(
        "en", day="2026-03-11"
    )
    assert "条件：否 — day in quiet（2026-03-10：`except 2026-03-09..2026-03-10`）" in explained(
        "zh", day="2026-03-10"
    )
    assert "when: no — day in quiet (no entry has 2026-03-02)" in explained("en", day="2026-03-02")
    assert "when: no — day not in office (2026-02-28: `working days`)" in explained("en", day="2026-02-28")


def test_an_explanation_says_which_year_is_not_published() -> None:
    lines = explained("en", day="2098-03-10")
    assert any(
        "the working days of `CN` are not known for 2098" in line and "office" in line for line in lines
    )
    assert any(
        "the working days of `CN` are not known for 2098" in line and "3 working" in line for line in lines
    )
    decision = pr.Engine(pr.load_text(ASKED)).decide("Visit", {"done": "2026-03-01", "day": "2098-03-10"})
    assert decision.outcome == "forbid"
    told = {item.item: [obstacle.zh for obstacle in item.obstacles] for item in decision.undetermined}
    said = (
        "`CN` 的工作日历未包含 2098 年：放假安排公布后，请执行 `pip install --upgrade chinesecalendar` 更新；"
        "也可由插件提供（`policyrules_working_calendars`）"
    )
    assert told == {"tell": [said], "rest": [said]}
    assert not decision.faults
