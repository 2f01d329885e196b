"""What a decision says, and how it looks in JSON."""

from __future__ import annotations

import json
import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from policyrules.core import ir
from policyrules.core.decide import decide
from policyrules.core.decision import Decision, Known
from policyrules.core.decision.finding import Finding, Undetermined
from policyrules.core.decision.together import joined
from policyrules.core.effect import Effect
from policyrules.core.evaluate.calling import Fault
from policyrules.core.values import UNKNOWN, Duration, Row
from policyrules.core.words import language_of
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.semantics.schema import Titled, Version
from policyrules.semantics.types import OptionalType
from tests.schemas import checked
from tests.unit.core.build import (
    CASE,
    DATE,
    DATED_CASE,
    DURATION,
    INTEGER,
    RATIO,
    TEXT,
    TIER,
    case,
    compare,
    const,
    f,
    function,
    parameter,
    policy,
    program,
    rule,
    some,
    task,
    unless,
    values_of,
    without,
)

DAY = date(2026, 3, 2)
WEEKDAYS = {"office": lambda day: day.weekday() < 5}


def decided(made: ir.Program, on: date | None = DAY, **known: Any) -> Decision:
    row = known.pop("row", None) or case(**known)
    decision = decide(made, "Case", row, on=on, parameters=values_of(made), calendars=WEEKDAYS)
    checked("decision", decision.to_dict())
    assert decision.explain().outcome == decision.outcome
    return decision


def text(*parts: str | ir.Expr) -> ir.Text:
    return ir.Text(parts, language_of(part for part in parts if isinstance(part, str)), TEXT)


def test_a_finding_has_everything() -> None:
    limit = parameter(
        "limit", INTEGER, Version(10, date(2019, 3, 11), None), Version(8, date(2024, 8, 6), None)
    )
    source = Source("a.rules", "policy p\nmust not IN-01 {\n}\n")
    item = rule(
        "IN-01",
        second="超件",
        title="No more than so many",
        effect="refer",
        when=ir.And((compare("<", ir.Parameter("limit", (), INTEGER), f("n")), f("a"))),
        exempt=(unless(f("b")), without(f("c"), "省委办公厅")),
        because=text("{共", f("n"), "件，层级", f("tier"), "，", f("a"), "}"),
        remedy=text("file ", f("t"), " first, ", f("a"), ", ", f("m")),
        actions=(
            ir.ActionPlan(
                "order",
                Titled("order", "责令"),
                f("t"),
                text("put it right"),
                const(Duration(working_days=3), DURATION),
                None,
            ),
            ir.ActionPlan("urge", Titled("urge", "催办"), None, f("t"), None, None),
        ),
    )
    placed = ir.Rule(
        **{
            **{a.name: getattr(item, a.name) for a in item.__attrs_attrs__},
            "place": Place(source, Span(9, 20)),
        }
    )
    made = program(placed, parameters=(limit,), policies=policy(working_days="office"))
    decision = decided(made, n=9, a=True, b=False, c=False, tier="county", t="Bureau A", m=None)
    assert decision.outcome == "refer"
    (finding,) = decision.findings
    assert (finding.item, finding.policy, finding.names.second) == ("IN-01", "p", "超件")
    assert (finding.modality, finding.effect) == ("must not", Effect.REFER)
    assert finding.reason == "{共9件，层级县，是}"
    assert finding.remedy == "file Bureau A first, yes, none"
    assert [(fact.path, fact.value) for fact in finding.facts] == [
        ("n", 9),
        ("a", True),
        ("b", False),
        ("c", False),
    ]
    assert finding.facts[0].names == Titled("n", "件数")
    (read,) = finding.parameters
    assert (read.name, read.value, read.from_, read.until) == ("limit", 8, date(2024, 8, 6), None)
    assert [(one.kind, one.holds) for one in finding.exceptions] == [("unless", False), ("without", False)]
    assert finding.span is not None
    assert (finding.span.file, finding.span.line, finding.span.column) == ("a.rules", 2, 1)
    assert finding.annotations == (("source", ("R1",)),)
    assert [(action.kind, action.who, action.about) for action in finding.actions] == [
        ("refer", "省委办公厅", "filing"),
        ("order", "Bureau A", "put it right"),
        ("urge", None, "Bureau A"),
    ]
    assert finding.actions[1].due == date(2026, 3, 5)
    assert decision.actions == finding.actions
    assert [action.text("en") for action in finding.actions] == [
        "refer to 省委办公厅 for filing",
        "order Bureau A to “put it right” by 2026-03-05",
        "urge Bureau A",
    ]
    assert [action.text("zh") for action in finding.actions] == [
        "报省委办公厅备案",
        "责令Bureau A于2026-03-05前“put it right”",
        "催办Bureau A",
    ]


def test_only_what_decided_counts_as_read() -> None:
    item = rule("x", when=ir.Or((f("a"), ir.And((f("b"), f("c"))))))
    decision = decided(program(item), a=False, b=True, c=True)
    assert [fact.path for fact in decision.findings[0].facts] == ["b", "c"]
    decision = decided(program(item), a=True, b=True, c=True)
    assert [fact.path for fact in decision.findings[0].facts] == ["a"]


def test_witnesses() -> None:
    node = some(f("tasks"), ir.Not(f("done", row="v", record="Task")))
    item = rule(
        "x",
        when=ir.And((f("a"), node)),
        witnesses=(ir.Witness("v", node),),
        because=text(f("owner", row="v", record="Task"), " is late"),
        actions=(
            ir.ActionPlan("route", Titled("route"), f("owner", row="v", record="Task"), None, None, None),
        ),
    )
    tasks = (
        task(done=True, owner="A"),
        task(done=False, owner="B"),
        task(owner="C"),
        task(done=False, owner="D"),
    )
    (finding,) = decided(program(item), a=True, tasks=tasks).findings
    assert finding.reason == "B is late"
    assert finding.actions[0].who == "B"
    (witnesses,) = finding.witnesses
    assert [entry.path for entry in witnesses.entries] == ["tasks[1]", "tasks[3]"]
    assert [fact.path for fact in finding.facts] == ["a", "tasks[1].done"]
    assert finding.facts[1].names == Titled("tasks[1].done", "任务[1].已完成")


def test_missing_asks_first_what_settles_most() -> None:
    rules = (
        rule("w", effect="warn", modality="should not", if_unknown="undetermined", when=f("b")),
        rule("x", when=f("a"), title="x"),
        rule("y", when=ir.And((f("a"), compare("<", const(3), f("n"))))),
        rule("z", when=compare("=", ir.Parameter("limit", (), INTEGER), const(1))),
    )
    made = program(*rules, parameters=(parameter("limit", INTEGER, second="上限"),))
    decision = decided(made)
    assert decision.outcome == "undetermined"
    assert [(one.kind, one.fact, len(one.items)) for one in decision.missing] == [
        ("fact", "a", 2),
        ("fact", "b", 1),
        ("fact", "n", 1),
        ("parameter", "limit", 1),
    ]
    first = decision.missing[0]
    assert (first.question, first.asked_of, first.names.second) == ("Is it a?", "the drafter", "甲")
    assert [str(item) for item in first.items] == ["p.x", "p.y"]
    settled = decided(made, a=True)
    assert settled.outcome == "forbid"
    assert settled.missing == ()
    assert [item.item for item in settled.undetermined] == ["w", "y", "z"]


def test_missing_names_the_ledger_and_the_day() -> None:
    rules = (
        rule("x", when=ir.Not(ir.Present(f("plan")))),
        rule("y", validity=(date(2026, 1, 1), None)),
    )
    decision = decided(program(*rules), on=None, plan="2026-1")
    assert [(one.kind, one.fact, one.names.second) for one in decision.missing] == [
        ("on", "on", "决定日期"),
        ("ledger", "Task", "任务"),
    ]


def test_what_tells_the_governing_date_is_asked() -> None:
    fields = tuple(
        evolve(each, type=OptionalType(DATE)) if each.names.first == "start" else each for each in CASE.fields
    )
    made = program(rule("x", validity=(date(2026, 1, 1), None)), schema=evolve(DATED_CASE, fields=fields))
    unknown = decided(made)
    assert (unknown.outcome, [(one.kind, one.fact) for one in unknown.missing]) == (
        "undetermined",
        [("fact", "start")],
    )
    none = decided(made, on=None, start=None)
    assert (none.outcome, [(one.kind, one.fact) for one in none.missing]) == ("undetermined", [("on", "on")])
    assert decided(made, start=None).outcome == "forbid"


def test_waived_and_overridden() -> None:
    winner = rule("w", effect="warn", overrides=("x",))
    decision = decided(program(winner, rule("x"), order=("x", "w")))
    assert decision.outcome == "warn"
    (waived,) = decision.waived
    assert (waived.item, [str(item) for item in waived.by]) == ("x", ["p.w"])
    assert [str(item) for item in decision.findings[0].overridden] == ["p.x"]


def test_findings_stand_as_written_whatever_order_they_were_asked_in() -> None:
    rules = [rule(name, effect=effect) for name, effect in (("c", "warn"), ("a", "forbid"), ("b", "refer"))]
    decision = decided(program(*rules, order=("a", "b", "c")))
    assert [finding.item for finding in decision.findings] == ["a", "b", "c"]


def test_skipped_items_leave_a_note() -> None:
    item = rule("x", modality="should", effect="warn", test=f("a"))
    decision = decided(program(item))
    assert decision.outcome == "permit"
    (note,) = decision.notes
    assert "`x` was skipped" in note.text.en
    assert [one.fact for one in note.needing] == ["a"]


def test_what_the_end_of_a_closed_list_lacks_is_said_once() -> None:
    permissions = (
        rule("x", modality="may", effect="permit", when=f("a"), list_="allowed"),
        rule("y", modality="may", effect="permit", when=f("b"), list_="allowed"),
        rule("z", modality="may", effect="permit", when=f("a"), list_="open"),
    )
    none_of_them = ir.Not(ir.Or(tuple(ir.Broken(ir.RuleId("p", name)) for name in ("x", "y"))))
    closing = evolve(rule("else", when=none_of_them, list_="allowed"), otherwise=True)
    made = program(*permissions, closing)
    decision = decided(made)
    assert [str(note.item) for note in decision.notes] == ["p.z"]
    assert [need.fact for need in decision.undetermined[0].needing] == ["a", "b"]
    assert [str(note.item) for note in decided(made, a=True).notes] == ["p.y"]


@pytest.mark.parametrize(("answer", "effect"), [("block", "return"), ("warn", "warn")])
def test_a_finding_for_lack_of_facts_states_no_breach(answer: str, effect: str) -> None:
    route = ir.ActionPlan("route", Titled("route", "转"), const("专班"), None, None, None)
    item = rule(
        "x",
        effect="refer",
        when=ir.And((f("a"), f("b"))),
        exempt=(without(f("c")),),
        if_unknown=answer,
        because=text("甲为", f("a")),
        remedy=text("改正"),
        actions=(route,),
    )
    decision = decided(program(item), b=True)
    (finding,) = decision.findings
    assert (decision.outcome, finding.effect, finding.settled) == (effect, effect, False)
    assert finding.reason == "资料不足，尚不能认定是否违反本条；请补充：Is it a?（由the drafter回答）；丙"
    assert (finding.remedy, finding.actions, decision.actions) == (None, (), ())
    assert [one.fact for one in finding.needing] == ["a", "c"]
    assert "? x: " in decision.explain().text()
    told = decided(program(item), a=True, b=True, c=False).findings[0]
    assert (told.effect, told.settled, told.reason) == ("refer", True, "甲为是")
    assert [action.kind for action in told.actions] == ["refer", "route"]


def test_a_finding_for_lack_of_facts_speaks_the_language_of_its_item() -> None:
    item = rule("x", when=ir.And((f("a"), compare("<", const(3), f("n")))), if_unknown="warn", title="No a")
    assert decided(program(item)).findings[0].reason == (
        "not enough is known to tell whether this is broken; to answer: Is it a? (asked of the drafter); How many?"
    )
    limit = parameter("limit", INTEGER, keys=(TEXT,), second="上限")
    allows = rule(
        "y",
        modality="may",
        effect="permit",
        if_unknown="warn",
        title="可以",
        when=compare("=", ir.Parameter("limit", (f("t"),), INTEGER), const(1)),
    )
    assert decided(program(allows, parameters=(limit,)), t="A").findings[0].reason == (
        "资料不足，尚不能认定是否符合本条；请补充：参数上限[A]"
    )


def test_a_finding_no_fact_can_settle_says_what_stands_in_the_way() -> None:
    ratio = ir.Divide(f("n"), const(0), RATIO)
    (finding,) = decided(
        program(rule("x", when=compare("<", ratio, const(1)), if_unknown="block")), n=1
    ).findings
    assert (finding.needing, finding.settled, len(finding.obstacles)) == ((), False, 1)
    assert finding.reason is not None
    assert finding.reason.endswith(finding.obstacles[0].en)


def test_values_are_the_derived_facts() -> None:
    defines: dict[str, ir.Expr] = {
        "double": ir.Arithmetic("*", f("n"), const(Decimal("2.50")), f("x").type),
        "late": compare("<", f("start"), const(DAY)),
    }
    decision = decided(program(defines=defines), n=2)
    assert decision.values["double"] == 5
    assert decision.values["late"] is UNKNOWN
    assert decision.to_dict()["values"] == {"double": "5", "late": {"unknown": True}}


def test_faults_leave_the_decision_undetermined_unless_irrelevant() -> None:
    def fails(_: int) -> int:
        message = "broken"
        raise RuntimeError(message)

    call = ir.Call(function(fails, INTEGER), (f("n"),), (), INTEGER)
    made = program(rule("x", when=compare("=", call, const(1))), rule("y", when=f("a")))
    decision = decided(made, n=1, a=False)
    assert decision.outcome == "undetermined"
    assert [(fault.function, fault.plugin) for fault in decision.faults] == [("made", "tests")]
    assert decision.undetermined[0].needing == ()
    assert "RuntimeError" in decision.undetermined[0].obstacles[0].en
    assert decision.missing == ()
    assert decided(made, n=1, a=True).outcome == "forbid"


def test_what_several_ask_is_asked_once_of_the_decision() -> None:
    def plan(within: int) -> ir.ActionPlan:
        days = const(Duration(days=within), DURATION)
        return ir.ActionPlan("order", Titled("order", "责令"), const("甲方"), text("改正"), days, None)

    table = ir.TableAction("Case", Titled("handling"), "first", ((f("a"), plan(3)),), "p")
    rules = (
        rule("x", actions=(plan(3), plan(3))),
        rule("y", actions=(plan(5),)),
        rule("z", actions=(plan(3),)),
    )
    decision = decided(program(*rules, tables=(table,)), a=True)
    assert [(action.due, [str(item) for item in action.items]) for action in decision.actions] == [
        (date(2026, 3, 5), ["p.x", "p.z"]),
        (date(2026, 3, 7), ["p.y"]),
    ]
    assert [len(finding.actions) for finding in decision.findings] == [2, 1, 1]
    assert str(decision.actions[0].item) == "p.x"
    undated = decided(program(*rules), on=None)
    assert [str(action.within) for action in undated.actions] == [
        str(Duration(days=3)),
        str(Duration(days=5)),
    ]


@pytest.mark.parametrize(
    ("hit", "a", "b", "whom", "notes"),
    [
        ("first", True, UNKNOWN, ["first"], 0),
        ("first", False, True, ["second"], 0),
        ("first", UNKNOWN, True, [], 1),
        ("unique", True, True, [], 1),
        ("collect", True, True, ["first", "second"], 0),
        ("collect", True, UNKNOWN, [], 1),
        ("first", False, False, [], 0),
    ],
)
def test_tables_ask_for_actions(hit: Any, a: Any, b: Any, whom: list[str], notes: int) -> None:
    plans = [
        ir.ActionPlan("route", Titled("route", "转"), const(who), None, None, None)
        for who in ("first", "second")
    ]
    table = ir.TableAction("Case", Titled("handling"), hit, ((f("a"), plans[0]), (f("b"), plans[1])), "p")
    decision = decided(program(tables=(table,)), a=a, b=b)
    assert [action.who for action in decision.actions] == whom
    assert len(decision.notes) == notes
    assert all(action.item is None for action in decision.actions)


def test_a_table_of_a_policy_not_in_force_asks_nothing() -> None:
    plan = ir.ActionPlan("route", Titled("route"), const("someone"), None, None, None)
    table = ir.TableAction("Case", Titled("handling"), "first", ((f("a"), plan),), "p")
    made = program(tables=(table,), policies=policy(from_=date(2027, 1, 1)))
    assert decided(made, a=True).actions == ()


def test_details_are_worked_out_when_read_and_once() -> None:
    asked: list[int] = []
    inner = decided(program(rule("x")))

    def details() -> Any:
        asked.append(1)
        return inner.details

    decision = Decision.made(inner.outcome, DAY, Known("Case", details))
    assert decision.outcome == "forbid"
    assert not asked
    assert decision.findings == inner.findings
    assert decision.undetermined == ()
    assert asked == [1]
    assert repr(decision) == "<Decision forbid on Case>"


def test_many_threads_read_one_decision() -> None:
    decision = decide(
        program(*(rule(f"x{n}", when=f("a")) for n in range(50))),
        "Case",
        case(a=True),
        on=DAY,
        parameters=values_of(program()),
    )
    read: list[dict[str, Any]] = []
    threads = [threading.Thread(target=lambda: read.append(decision.to_dict())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read) == 8
    assert all(one == read[0] for one in read)


def test_checks_join_a_decision() -> None:
    decision = decided(program(rule("x", effect="warn"), rule("y", effect="refer", when=f("a"))))
    assert decision.outcome == "undetermined"
    finding = Finding("check", "plugin", "must", Effect.FORBID, reason="it is wrong")
    more = joined(decision, [finding], faults=[Fault("check", "plugin", Phrase("bad", "坏"))])
    assert more.outcome == "forbid"
    assert more.missing == ()
    assert [one.item for one in more.findings] == ["x", "check"]
    assert more.explain().outcome == "forbid"
    assert "check" in more.explain().text("en")
    checked("decision", more.to_dict())
    unsure = joined(decided(program()), [], [Undetermined("check", "plugin", Effect.FORBID)])
    assert unsure.outcome == "undetermined" == unsure.explain().outcome


def test_every_kind_of_value_has_a_place_in_json() -> None:
    fields = ("id", "n", "x", "start", "at", "tier", "words", "lead")
    made = program(rule("x", exempt=tuple(unless(ir.Not(ir.Known(f(name)))) for name in fields)))
    row = case(
        id="1",
        n=10**18 - 1,
        x=Decimal("1.50"),
        start=DAY,
        at=None,
        tier="county",
        words=("a", UNKNOWN),
        lead=task(owner="A"),
    )
    said = decided(made, row=row).to_dict()["findings"][0]["facts"]
    assert [fact["value"] for fact in said] == [
        "1",
        10**18 - 1,
        "1.5",
        "2026-03-02",
        None,
        "county",
        ["a", {"unknown": True}],
        {"owner": "A", "days": {"unknown": True}, "done": {"unknown": True}, "note": {"unknown": True}},
    ]
    assert said[5]["said"] == {"en": "county", "zh": "县"}
    assert TIER.ordered
    assert isinstance(row, Row)


def test_the_same_decision_is_always_written_the_same() -> None:
    made = program(rule("x"), rule("y", when=f("a")), schema=DATED_CASE)
    first, second = (json.dumps(decided(made, start=DAY).to_dict(), ensure_ascii=False) for _ in range(2))
    assert first == second
    keys = list(json.loads(first))
    assert keys == [
        "outcome",
        "record",
        "on",
        "findings",
        "undetermined",
        "waived",
        "notes",
        "missing",
        "actions",
        "values",
        "deadlines",
        "light",
        "sheets",
        "faults",
    ]
