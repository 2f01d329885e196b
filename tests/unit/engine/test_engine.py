"""One engine: decisions by either name, on any day, from any thread, told to whoever asks."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.unit.engine.samples import MEETING, TEXT, meeting, policies

import policyrules as pr
from policyrules.core.decide import decide
from policyrules.errors import ParameterError, RequestError
from policyrules.plugins.checks import Check, CheckFacts, CheckFinding
from policyrules.plugins.faults import PluginError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

POLICIES = policies()
ENGINE = pr.Engine(POLICIES)


# --- many records ---------------------------------------------------------------------------


def test_many_records_in_brief() -> None:
    rows = [meeting(people=people) for people in (10, 60, 90, 60)]
    told: list[int] = []
    briefs = [*ENGINE.decide_many("会议", rows, progress=told.append)]
    assert [(brief.outcome, brief.finding_ids) for brief in briefs] == [
        (decision.outcome, tuple(finding.id for finding in decision.findings))
        for decision in (ENGINE.decide("Meeting", row) for row in rows)
    ]
    assert briefs[1] is briefs[3]
    assert told == [4]


def test_many_records_are_read_as_they_come() -> None:
    asked: list[int] = []

    def endless() -> Iterator[dict[str, Any]]:
        while True:
            asked.append(1)
            yield meeting()

    told: list[int] = []
    briefs = ENGINE.decide_many("Meeting", endless(), progress=told.append)
    for _ in range(1500):
        next(briefs)
    assert told == [1000]
    assert len(asked) == 2000


def test_one_of_many_records_that_does_not_fit_is_named() -> None:
    briefs = ENGINE.decide_many("Meeting", [meeting(), {**meeting(), "people": "sixty"}, meeting()])
    assert next(briefs).outcome
    with pytest.raises(pr.FactError) as caught:
        next(briefs)
    assert "record 2: people (人数): a whole number is needed" in caught.value.in_("en")
    assert "第 2 条记录：people（人数）：应为整数" in caught.value.in_("zh")


def test_many_records_of_which_not_all_is_known() -> None:
    (brief,) = ENGINE.decide_many("Meeting", [{"people": 60}], partial=True)
    decision = ENGINE.decide("Meeting", {"people": 60}, partial=True)
    assert brief == (decision.outcome, decision.finding_ids)


def test_many_records_of_another_name() -> None:
    with pytest.raises(RequestError, match="no record `Meetin`"):
        ENGINE.decide_many("Meetin", [])


# --- decisions ------------------------------------------------------------------------------


def test_a_decision() -> None:
    decision = ENGINE.decide("Meeting", MEETING)
    assert decision.outcome == "refer"
    assert decision.on == date(2026, 3, 2)
    (finding,) = decision.findings
    assert (finding.policy, finding.item) == ("meetings", "M-1")
    assert finding.reason == "60 people, and the limit is 50"
    assert decision.values["large"] is True


def test_either_name_of_a_record() -> None:
    assert (
        ENGINE.decide(
            "会议", {"编号": "1", "层级": "县", "召开日期": "2026年3月2日", "人数": 60, "计划": "P-1"}
        ).outcome
        == "refer"
    )


def test_the_outcome_comes_from_generated_code_and_equals_the_reference() -> None:
    for people in (10, 50, 51, 80, 81):
        for held in ("2020-01-01", "2026-03-02"):
            facts = ENGINE.facts("Meeting", meeting(people=people, held=held))
            slow = decide(POLICIES.program, "Meeting", facts, parameters=POLICIES.parameters)
            assert ENGINE.decide("Meeting", facts).outcome == slow.outcome
            assert ENGINE.decide("Meeting", facts).to_dict() == slow.to_dict()


def test_the_dated_field_governs() -> None:
    assert ENGINE.decide("Meeting", meeting(held="2020-01-01")).outcome == "permit"
    assert ENGINE.decide("Meeting", meeting(held="2020-01-01"), on=date(2026, 1, 1)).outcome == "permit"


def test_partial_facts() -> None:
    decision = ENGINE.decide("Meeting", {"held": "2026-03-02"}, partial=True)
    assert decision.outcome == "undetermined"
    assert [missing.fact for missing in decision.missing] == ["people"]
    assert decision.missing[0].question == "How many people take part?"
    with pytest.raises(pr.FactError):
        ENGINE.decide("Meeting", {"held": "2026-03-02"})


def test_a_record_without_a_dated_field_is_governed_by_on() -> None:
    assert ENGINE.decide("Visit", {"days": 1}).on is None
    assert ENGINE.decide("Visit", {"days": 1}, on=date(2026, 3, 2)).on == date(2026, 3, 2)


@pytest.mark.parametrize("on", ["2026-03-02", "2026年3月2日", date(2026, 3, 2), datetime(2026, 3, 2)])  # noqa: DTZ001  # a midnight is a day
def test_on_takes_what_a_date_takes(on: Any) -> None:
    assert ENGINE.decide("Visit", {"days": 1}, on=on).on == date(2026, 3, 2)


@pytest.mark.parametrize("on", ["tomorrow", 20260302, datetime(2026, 3, 2, 9, tzinfo=UTC), ["2026-03-02"]])
def test_on_that_is_no_day(on: Any) -> None:
    with pytest.raises(RequestError, match=r"`on` is a day: a date such as 2026-03-01 is needed"):
        ENGINE.decide("Visit", {"days": 1}, on=on)


def test_an_unknown_record_brings_near_names() -> None:
    with pytest.raises(RequestError, match="no record `Meting`; did you mean `Meeting`"):
        ENGINE.decide("Meting", {})
    with pytest.raises(RequestError, match="there are: `Meeting`, `Visit`") as caught:
        ENGINE.decide("Something", {})
    assert "现有记录：`会议`、`调研`" in caught.value.in_("zh")


# --- facts ----------------------------------------------------------------------------------


def test_facts_are_read_once_and_decided_often() -> None:
    facts = ENGINE.facts("会议", MEETING)
    assert ENGINE.decide("Meeting", facts).outcome == "refer"
    assert ENGINE.facts("Meeting", facts) is facts


def test_partial_facts_stay_so() -> None:
    facts = ENGINE.facts("Meeting", {"held": "2026-03-02"}, partial=True)
    assert ENGINE.decide("Meeting", facts).outcome == "undetermined"


def test_facts_of_another_policy_set() -> None:
    same = pr.Engine(policies()).facts("Meeting", MEETING)
    assert ENGINE.decide("Meeting", same).outcome == "refer"
    narrower = pr.Engine(policies(TEXT.replace("village 村 < ", "")))
    assert narrower.decide("Meeting", same).outcome == "refer"
    village = ENGINE.facts("Meeting", meeting(tier="村"))
    with pytest.raises(pr.FactError, match="one of `county`"):
        narrower.decide("Meeting", village)


def test_facts_of_another_record() -> None:
    with pytest.raises(RequestError, match="these are facts of `Visit`, and a decision on `Meeting`"):
        ENGINE.decide("Meeting", ENGINE.facts("Visit", {"days": 3}))


def test_later_changes_of_the_facts_do_not_reach_the_explanation() -> None:
    given = meeting(topics=["a"])
    decision = ENGINE.decide("Meeting", given)
    given["people"] = 1
    given["topics"].clear()
    assert decision.findings[0].reason == "60 people, and the limit is 50"
    assert decision.explain().outcome == "refer"


# --- parameters -----------------------------------------------------------------------------

NEEDS = """
record Visit { days: integer }
parameter fewest 最少天数: integer
parameter most 最多天数: integer
list visits for Visit { must V-1 { ensure days >= fewest } should V-2 { ensure days <= most } }
"""


def test_required_parameters_are_named_when_the_engine_is_built() -> None:
    needing = policies(NEEDS)
    with pytest.raises(ParameterError) as caught:
        pr.Engine(needing)
    assert [problem.name for problem in caught.value.problems] == ["fewest", "most"]
    assert "`fewest` (最少天数) has no value; load the policies with `parameters={'fewest': …}`" in str(
        caught.value
    )
    assert "`最少天数` 没有取值" in caught.value.in_("zh")


def test_parameters_by_either_name() -> None:
    ready = policies(NEEDS, parameters={"fewest": 2, "最多天数": 9})
    assert pr.Engine(ready).decide("Visit", {"days": 1}).outcome == "forbid"
    changed = ready.with_parameters({"最少天数": 1})
    assert pr.Engine(changed).decide("Visit", {"days": 1}).outcome == "permit"
    assert pr.Engine(ready).decide("Visit", {"days": 1}).outcome == "forbid"


def test_parameters_that_do_not_fit() -> None:
    with pytest.raises(ParameterError) as caught:
        policies(NEEDS, parameters={"fewest": "two", "moste": 3})
    assert len(caught.value.problems) == 2
    assert "did you mean `most`" in str(caught.value)
    with pytest.raises(ParameterError):
        policies(NEEDS).with_parameters({"fewest": None})


# --- threads and tasks ----------------------------------------------------------------------


def test_eight_threads_share_an_engine() -> None:
    engine = pr.Engine(policies())
    together = threading.Barrier(8)

    def work(number: int) -> list[str]:
        together.wait()
        said = []
        for count in range(60):
            people = 40 + (number * 7 + count) % 30
            decision = engine.decide("会议" if count % 2 else "Meeting", meeting(people=people))
            assert (decision.outcome == "refer") is (people > 50)
            assert bool(decision.findings) is (people > 50)
            if count % 10 == 0:
                assert decision.explain().outcome == decision.outcome
            assert engine.decide("Visit", {"days": count}).outcome == ("permit" if count >= 2 else "forbid")
            said.append(decision.outcome.value)
        return said

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(8)))
    assert all(len(result) == 60 for result in results)
    assert engine.decider("会议") is engine.decider("Meeting")


def test_many_readers_of_one_decision() -> None:
    decision = ENGINE.decide("Meeting", MEETING)
    together = threading.Barrier(8)

    def read(_: int) -> str:
        together.wait()
        return str(decision.findings[0].reason) + decision.explain().text("zh")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(read, range(8)))) == 1


def test_asyncio() -> None:
    async def one(people: int) -> str:
        await asyncio.sleep(0)
        inline = ENGINE.decide("Meeting", meeting(people=people)).outcome
        other = await asyncio.to_thread(ENGINE.decide, "Meeting", meeting(people=people))
        assert inline == other.outcome
        return inline.value

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(one(people) for people in range(45, 56)))

    assert asyncio.run(all_of_them()) == ["permit"] * 6 + ["refer"] * 5


# --- plugins --------------------------------------------------------------------------------


@dataclass
class Watcher:
    """A plugin that is told of decisions and checks meetings."""

    told: list[tuple[pr.Decision, pr.Facts]] = field(default_factory=list)

    @pr.hookimpl
    def policyrules_decided(self, decision: pr.Decision, facts: pr.Facts) -> None:
        self.told.append((decision, facts))

    @pr.hookimpl
    def policyrules_checks(self) -> Iterable[Check]:
        def crowded(facts: CheckFacts) -> Iterable[CheckFinding]:
            if facts["费用"] > 1000:
                yield CheckFinding("costs too much", refer_to="财政局")
            if len(facts["topics"]) > facts["people"]:
                yield CheckFinding("more topics than people", citations=("《会议规定》第三条",))

        return [Check("会议", crowded, "W-1", title="Reasonable", worst="forbid")]


def test_observers_are_told_of_every_decision() -> None:
    watcher = Watcher()
    engine = pr.Engine(POLICIES, plugins=[watcher])
    facts = engine.facts("Meeting", MEETING)
    decisions = [engine.decide("Meeting", facts), engine.decider("Meeting")(facts)]
    assert [told[0] for told in watcher.told] == decisions
    assert all(told[1] is facts for told in watcher.told)


def test_a_plugin_given_to_load_and_engine_counts_once() -> None:
    watcher = Watcher()
    engine = pr.Engine(policies(plugins=[watcher]), plugins=[watcher])
    decision = engine.decide("Meeting", meeting(cost=5000))
    assert len(watcher.told) == 1
    assert [finding.item for finding in decision.findings] == ["M-1", "W-1"]


def test_checks_join_the_decision() -> None:
    engine = pr.Engine(policies(plugins=[Watcher()]))
    fine = engine.decide("Meeting", meeting(people=5))
    assert fine.outcome == "permit"
    dear = engine.decide("Meeting", meeting(people=5, cost=5000))
    assert dear.outcome == "refer"
    assert dear.actions[0].text("zh") == "报财政局批准"
    both = engine.decide("Meeting", meeting(people=1, cost=5000, topics=["a", "b"]))
    assert both.outcome == "forbid"
    finding = both.findings[1]
    assert (finding.item, finding.reason, finding.title) == ("W-1", "more topics than people", "Reasonable")
    assert finding.citations[0].norm == "会议规定"
    assert {read.path: read.said.zh for read in finding.facts} == {
        "cost": "5000",
        "topics[0]": "a",
        "topics[1]": "b",
        "people": "1",
    }
    assert finding.span is not None
    assert finding.span.file == "test_engine.py"
    assert both.to_dict()["outcome"] == "forbid"
    assert both.explain().outcome == "forbid"


def test_a_check_that_lacks_a_fact_is_undetermined() -> None:
    engine = pr.Engine(policies(plugins=[Watcher()]))
    decision = engine.decide("Meeting", {"held": "2020-01-01", "tier": "县", "plan": "P"}, partial=True)
    assert decision.outcome == "undetermined"
    assert {item.item for item in decision.undetermined} == {"M-1", "W-1"}
    assert decision.missing[0].fact == "people"
    assert [str(item) for item in decision.missing[0].items] == [
        "meetings.M-1",
        f"{decision.undetermined[1].policy}.W-1",
    ]


def test_a_check_that_fails_is_its_plugins_fault() -> None:
    class Faulty:
        @pr.hookimpl
        def policyrules_checks(self) -> Iterable[Check]:
            def fails(_: CheckFacts) -> Iterable[CheckFinding]:
                raise ZeroDivisionError("oh")

            return [Check("Visit", fails, "F-1")]

    decision = pr.Engine(policies(), plugins=[Faulty()]).decide("Visit", {"days": 3})
    assert decision.outcome == "undetermined"
    assert "ZeroDivisionError" in decision.undetermined[0].obstacles[0].en
    assert [fault.function for fault in decision.faults] == ["F-1"]


def test_a_check_of_a_misspelt_record_is_refused() -> None:
    class Misspelt:
        @pr.hookimpl
        def policyrules_checks(self) -> Iterable[Check]:
            return [Check("Meetting", lambda _: None, "C-1"), Check("Elsewhere", lambda _: None, "C-2")]

    with pytest.raises(PluginError) as caught:
        pr.Engine(POLICIES, plugins=[Misspelt()])
    assert len(caught.value.problems) == 2
    said = caught.value.in_("en")
    assert "the check `C-1` is for `Meetting`, which the policies do not have; did you mean `Meeting`" in said
    assert "the check `C-2` is for `Elsewhere`, which the policies do not have; there are: " in said
    assert "检查 `C-2` 针对 `Elsewhere`，而政策文件中没有此记录；现有记录：" in caught.value.in_("zh")


@pytest.mark.parametrize(("record", "refused"), [("Elsewhere", False), ("Meetting", True)])
def test_an_installed_plugin_may_be_for_other_policies(
    record: str, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Installed:
        @pr.hookimpl
        def policyrules_checks(self) -> Iterable[Check]:
            return [Check(record, lambda _: None, "C-1")]

    class Entry:
        name = value = "installed"

        def load(self) -> object:
            return Installed()

    monkeypatch.setattr("policyrules.plugins.installed.surely_none", lambda _: False)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: [Entry()])
    loaded = pr.load_text("record Meeting { people: integer }")
    if not refused:
        assert pr.Engine(loaded).decide("Meeting", {"people": 1}).outcome == "permit"
        return
    with pytest.raises(PluginError, match=r"`installed`.*did you mean `Meeting`"):
        pr.Engine(loaded)


@pytest.mark.parametrize(
    ("because", "reason"),
    [
        ("“{状态}”", "登记"),
        ("“{状态}→{人数}”", "登记→3"),
        ('"{state}"', "entered"),
        ('"from {状态}"', "from entered"),
        ("“现为{state}”", "现为登记"),
    ],
)
def test_values_in_a_reason_are_in_its_language(because: str, reason: str) -> None:
    """A reason without words of its own is in the language of what it is filled with."""
    policies = pr.load_text(
        "记录 Task 任务 { state 状态: { entered 登记, closed 销号 }, people 人数: 整数 }\n"
        f"规定 l 适用于 任务 {{ 不得 T-1 {{ 凡 人数 >= 0 的 认定理由 {because} }} }}"
    )
    decision = pr.Engine(policies).decide("任务", {"状态": "登记", "人数": 3})
    assert [finding.reason for finding in decision.findings] == [reason]


@pytest.mark.parametrize("share", [Decimal("NaN"), Decimal("sNaN"), float("nan"), Decimal("Infinity")])
def test_what_is_no_number_is_a_problem_of_the_facts(share: object) -> None:
    engine = pr.Engine(
        pr.load_text("record Plan { share: number(2) } list a for Plan { must not x { when share > 1 } }")
    )
    for ask in (engine.decide, engine.facts, lambda *given: list(engine.decide_many(given[0], given[1:]))):
        with pytest.raises(pr.FactError, match="a number is needed"):
            ask("Plan", {"share": share})


LOOKED_UP = "\n".join(
    f"must not A-{n} {{ when people > {n} }} "
    f'should not B-{n} {{ when unit = "u{n % 6}" and people > {n % 5} }} '
    f'must not C-{n} {{ when tags contains "t{n}" }}'
    for n in range(12)
)


@pytest.mark.parametrize("people", [0, 3, 11, 40])
def test_rules_that_are_looked_up_say_the_same_of_one_and_of_many(people: int) -> None:
    fields = "people: integer unit: text tags: list of text"
    engine = pr.Engine(pr.load_text(f"record Plan {{ {fields} }} list a for Plan {{ {LOOKED_UP} }}"))
    given = [
        {"people": people, "unit": f"u{unit}", "tags": tags}
        for unit in (0, 5, 9)
        for tags in ([], ["t3"], ["t3", "t11", "x"])
    ]
    briefs = list(engine.decide_many("Plan", given))
    for facts, brief in zip(given, briefs, strict=True):
        unit, tags = int(str(facts["unit"])[1:]), facts["tags"]
        assert isinstance(tags, list)
        expected = [
            item
            for n in range(12)
            for item, says in (
                (f"A-{n}", people > n),
                (f"B-{n}", unit == n % 6 and people > n % 5),
                (f"C-{n}", f"t{n}" in tags),
            )
            if says
        ]
        assert [found.item for found in brief.finding_ids] == expected
        decision = engine.decide("Plan", facts)
        assert (decision.outcome, decision.finding_ids) == brief
        assert [found.item for found in decision.findings] == expected
