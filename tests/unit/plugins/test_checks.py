"""What a plugin's check says joins the decision; what it lacks or breaks leaves it undetermined."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pytest
from tests.unit.plugins.records import PROGRAM, RECORDS, document

from policyrules.core.decision import Decision, Known
from policyrules.core.decision.together import GivenDetails
from policyrules.core.effect import Effect, Outcome
from policyrules.core.evaluate.calling import Faulty
from policyrules.core.ir import Citation
from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.checks import Check, CheckAnswer, CheckFacts, CheckFinding, NotTold, ask, cited
from policyrules.plugins.joining import with_checks


def answer(check: Any, facts: Any = None, **declared: Any) -> CheckAnswer:
    made = Check("Document", check, "A-1", plugin="office", **declared)
    (said,) = ask([made], document() if facts is None else facts, records=RECORDS, on=date(2026, 3, 2))
    return said


# --- findings ---------------------------------------------------------------------------------


def test_what_a_finding_leaves_out_is_the_checks() -> None:
    said = answer(
        lambda _: [
            CheckFinding("太长"),
            CheckFinding("太旧", item="A-2", modality="should", citations="《办法》"),
        ],
        title="要短",
        remedy="删减",
        citations=("《若干规定》第二条", Citation("条例", "第八条")),
    )
    first, second = said.findings
    assert (first.item, first.modality, first.title, first.remedy) == ("A-1", "must", "要短", "删减")
    assert first.citations == (Citation("若干规定", "第二条"), Citation("条例", "第八条"))
    assert (second.item, second.modality, second.citations) == ("A-2", "should", (Citation("办法", None),))
    assert (first.effect, second.effect) == (Effect.FORBID, Effect.WARN)
    assert not said.undetermined


@pytest.mark.parametrize("found", [None, [], (), iter(())])
def test_nothing_is_wrong(found: Any) -> None:
    said = answer(lambda _: found)
    assert said.findings == ()
    assert not said.undetermined


def test_one_finding_and_generators() -> None:
    def several(facts: CheckFacts) -> Iterator[CheckFinding]:
        yield CheckFinding(f"标题：{facts['标题']}")
        yield CheckFinding("再查")

    assert [found.reason for found in answer(several).findings] == ["标题：关于检查的通知", "再查"]
    assert len(answer(lambda _: CheckFinding("一处")).findings) == 1


def test_a_finding_rests_on_the_facts_read_so_far() -> None:
    def check(facts: CheckFacts) -> Iterator[CheckFinding]:
        for task in facts["tasks"]:
            task["owner"]
        yield CheckFinding("一")
        facts["title"]
        yield CheckFinding("二")
        yield CheckFinding("三", facts=(("own", 1),))

    facts = document(tasks=[{"name": "a", "owner": "甲"}, {"name": "b", "owner": None}])
    first, second, third = answer(check, facts).findings
    assert first.facts == (("tasks[0].owner", "甲"), ("tasks[1].owner", None))
    assert second.facts == (*first.facts, ("title", "关于检查的通知"))
    assert third.facts == (("own", 1),)


def test_referring_and_returning_replace_the_effect() -> None:
    assert CheckFinding("x", refer_to="省委办公厅").effect == "refer"
    assert CheckFinding("x", return_to="起草单位", refer_to="省委办公厅").effect == "return"
    assert CheckFinding("x", modality="may").effect == "permit"


# --- facts ------------------------------------------------------------------------------------


def test_facts_by_either_name() -> None:
    facts = document(genre="通知", targets=["甲", "乙"], tasks=[{"名称": "a", "owner": "甲"}])

    def check(view: CheckFacts) -> None:
        assert view["文种"] == view["genre"] == "notice"
        assert view["对象"] == ("甲", "乙")
        assert view["tasks"][0]["名称"] == "a"
        assert view["tasks"][0].record == "Task"
        assert view.get("页数", 5) == 5
        assert not view.told("pages")
        assert view.told("title")
        assert view.on == view["任务"][0].on == date(2026, 3, 2)
        assert list(view) == ["title", "genre", "pages", "issued", "tasks", "targets"]
        assert repr(view) == "<CheckFacts of Document>"

    said = answer(check, facts)
    assert not said.undetermined, said


def test_a_fact_we_were_not_told_leaves_the_check_undetermined() -> None:
    def check(facts: CheckFacts) -> Iterable[CheckFinding]:
        yield CheckFinding("先说的")
        if facts["页数"] > 10:
            yield CheckFinding("太长")

    said = answer(check)
    assert said.undetermined
    assert said.missing == ("pages",)
    assert said.trouble is None
    assert [found.reason for found in said.findings] == ["先说的"]


def test_nested_facts_that_are_lacking_have_a_path() -> None:
    facts = document(tasks=[{"name": "a", "owner": "甲"}, {"name": "b"}])
    assert answer(
        lambda view: [CheckFinding(str(task["owner"])) for task in view["tasks"]], facts
    ).missing == ("tasks[1].owner",)


def test_asking_for_a_field_there_is_not() -> None:
    said = answer(lambda facts: facts["页树"])
    assert said.trouble is not None
    assert (
        "the check `A-1` of plugin `office` failed (KeyError: '`Document` has no field `页树`; did it mean `页数`?')"
        in (str(said.trouble))
    )


# --- what checks do wrong ---------------------------------------------------------------------


def trouble(check: Any, **declared: Any) -> str:
    said = answer(check, **declared)
    assert said.undetermined
    assert isinstance(said.trouble, Faulty)
    assert said.trouble.fault.plugin == "office"
    assert said.trouble.fault.function == "A-1"
    assert "插件 `office` 的检查 `A-1`" in said.trouble.in_("zh")
    return str(said.trouble)


def test_a_check_that_raises() -> None:
    def check(_: CheckFacts) -> None:
        raise ZeroDivisionError("division by zero")

    assert trouble(check) == "the check `A-1` of plugin `office` failed (ZeroDivisionError: division by zero)"


def test_a_check_that_gives_something_else() -> None:
    assert trouble(lambda _: ["太长"]).endswith("gave str where a CheckFinding is due")
    assert trouble(lambda _: True).endswith("gave bool where a CheckFinding is due")
    assert trouble(lambda _: "太长").endswith("gave str where a CheckFinding is due")
    assert trouble(lambda _: CheckFinding("")).endswith("gave a finding without a reason")
    assert trouble(lambda _: CheckFinding(None)).endswith("gave a finding without a reason")  # type: ignore[arg-type]
    assert trouble(lambda _: CheckFinding("x", modality="shall")).endswith(  # type: ignore[arg-type]
        "uses the modality `shall`; there is no such"
    )


def test_a_finding_worse_than_the_check_says() -> None:
    mild = {"modality": "should"}
    assert trouble(lambda _: CheckFinding("x", modality="must"), **mild).endswith(
        "says at worst `warn`, but a finding of it says `forbid`"
    )
    assert trouble(lambda _: CheckFinding("x", refer_to="甲"), **mild).endswith(
        "a finding of it says `refer`"
    )
    said = answer(lambda _: CheckFinding("x", refer_to="甲"), worst="return", **mild)
    assert not said.undetermined


def test_a_check_without_end() -> None:
    def check(_: CheckFacts) -> Iterator[CheckFinding]:
        while True:
            yield CheckFinding("x")

    assert trouble(check).endswith("gave more than 1000 findings")
    assert len(answer(check).findings) == 1000


def test_a_check_that_cannot_tell_is_no_fault() -> None:
    def check(_: CheckFacts) -> None:
        raise CannotTell(Phrase("the register is closed", "登记系统停用"))

    said = answer(check)
    assert said.trouble is not None
    assert not isinstance(said.trouble, Faulty)
    assert said.trouble.in_("zh") == "登记系统停用"
    assert isinstance(NotTold("a"), CannotTell)


def test_citations_as_people_write_them() -> None:
    assert cited("《若干规定》 第二条") == Citation("若干规定", "第二条")
    assert cited("the handbook, p. 3") == Citation("the handbook, p. 3", None)


# --- joining a decision -----------------------------------------------------------------------


def decided(*checks: Check, facts: Any = None) -> Decision:
    details = GivenDetails(
        (), (), (), (), (), (), {}, (), (), (), lambda: pytest.fail("nobody asked"), lambda _: None
    )
    decision = Decision.made(Outcome.PERMIT, date(2026, 3, 2), Known("Document", lambda: details))
    return with_checks(decision, checks, document() if facts is None else facts, program=PROGRAM)


def test_no_checks_leave_the_decision_as_it_is() -> None:
    details = GivenDetails(
        (), (), (), (), (), (), {}, (), (), (), lambda: pytest.fail("nobody asked"), lambda _: None
    )
    decision = Decision.made(Outcome.PERMIT, None, Known("Document", lambda: details))
    assert with_checks(decision, (), document(), program=PROGRAM) is decision


def test_findings_join_the_decision() -> None:
    def check(facts: CheckFacts) -> CheckFinding:
        facts["genre"], facts["targets"], facts["tasks"][0]["name"]  # read, so that it rests on them
        return CheckFinding("应报省委办公厅", refer_to="省委办公厅", refer_for="filing")

    facts = document(genre="报告", targets=["甲", "乙"], tasks=[{"name": "a", "owner": None}])
    decision = decided(
        Check("文件", check, "A-1", plugin="office", title="报备", citations="《办法》第三条"), facts=facts
    )
    assert decision.outcome == "refer"
    (found,) = decision.findings
    assert (found.policy, found.item, found.modality, found.word) == ("office", "A-1", "must", "应当")
    assert (found.title, found.reason, found.citations) == (
        "报备",
        "应报省委办公厅",
        (Citation("办法", "第三条"),),
    )
    assert [(fact.path, fact.said.zh, fact.said.en) for fact in found.facts] == [
        ("genre", "报告", "report"),
        ("targets[0]", "甲", "甲"),
        ("targets[1]", "乙", "乙"),
        ("tasks[0].name", "a", "a"),
    ]
    assert found.facts[3].names.second == "任务[0].名称"
    assert found.span is not None
    assert found.span.file == "test_checks.py"
    (action,) = decision.actions
    assert action.text("zh") == "报省委办公厅备案"


def test_a_check_without_its_facts_asks_for_them() -> None:
    check = Check("文件", lambda facts: facts["页数"] and None, "A-1", plugin="office", modality="should")
    decision = decided(check)
    assert decision.outcome == "undetermined"
    (item,) = decision.undetermined
    assert (item.policy, item.item, item.effect) == ("office", "A-1", "warn")
    (missing,) = decision.missing
    assert (missing.fact, missing.names.second, missing.question, missing.asked_of) == (
        "pages",
        "页数",
        "共几页？",
        "起草单位",
    )


def test_a_broken_check_never_lets_anything_pass() -> None:
    def check(_: CheckFacts) -> None:
        raise RuntimeError("boom")

    decision = decided(Check("文件", check, "A-1", plugin="office"))
    assert decision.outcome == "undetermined"
    (fault,) = decision.faults
    assert (fault.plugin, fault.function) == ("office", "A-1")
    assert [obstacle.zh for obstacle in decision.undetermined[0].obstacles] == [
        "插件 `office` 的检查 `A-1` 运行出错（RuntimeError: boom）"
    ]
    worse = decided(
        Check("文件", check, "A-1", plugin="office", modality="should"),
        Check("文件", lambda _: CheckFinding("no"), "A-2", plugin="office"),
    )
    assert worse.outcome == "forbid", "a certain prohibition stands whatever the broken check might have said"
