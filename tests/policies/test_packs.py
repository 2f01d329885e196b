"""Do the shipped packs load, hold their own tests, and say where every item comes from?"""

from __future__ import annotations

import json
import re
import runpy
import shutil
from collections import defaultdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import policyrules as pr
from policyrules.diagnostics.diagnostic import Severity
from policyrules.diagnostics.source import Source
from policyrules.plugins.readers.word_facts import WORD
from policyrules.surfaces.files import examine
from policyrules.syntax.ast.tests import ExpectAnswer, ExpectDeadline, ExpectNot, ExpectOutcome
from policyrules.syntax.format import format_file
from policyrules.syntax.parse import parse_file
from policyrules.testing.coverage import coverage_of
from policyrules.testing.observed import Seen
from policyrules.testing.rules import each_test

if TYPE_CHECKING:
    from policyrules.core.decision import Decision
    from policyrules.core.ir import Rule
    from policyrules.engine.policy_set import PolicySet
    from policyrules.syntax.ast.names import ItemRef
    from policyrules.testing.rules import RulesTest

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover

ROOT: Final = Path(__file__).parents[2]
PACKS: Final = ROOT / "policies"
EXAMPLES: Final = ROOT / "docs" / "examples"
FILES: Final = sorted(PACKS.rglob("*.rules"))

EXPECTED: Final = {
    "consistency": {f"CA-{number:02}" for number in range(1, 29)} | {"CA-04b", "CA-22b"},
    "drafting_negative": {f"DN-{number:02}" for number in range(1, 21)},
    "drafting_positive": {f"DP-{number:02}" for number in range(1, 9)},
    "document_form": {f"GW-{number:02}" for number in range(1, 16)},
    "prompts": {f"TP-{number:02}" for number in range(1, 11)},
    "inspections_negative": {f"IN-{number:02}" for number in range(1, 19) if number != 2} | {"IN-03b"},
    "inspections_plan": {"IN-02", "IP-1", "IP-4", "IP-5"},
    "inspections_filing": {"IP-2", "IP-3", "IP-6", "OB-1"},
    "inspections_observers": {"OB-2", "OB-2b", "OB-3", "OB-3b"},
    "received": {"MO-01", "MO-01b", "MO-02"},
    "seven_prohibitions": {f"M7-{number}" for number in range(1, 8)},
    "meeting_rules": {f"MT-{number:02}" for number in range(1, 17) if number != 4},
    "meeting_plan": {"MP-1", "MP-2", "MT-04"},
    "no_meeting_week": {f"NW-{number}" for number in range(1, 6)},
    "visit_plan": {"VS-01", "VS-13", "VS-13b"},
    "crowding": {f"VS-{number:02}" for number in range(2, 8)} | {"VS-03b"},
    "entourage": {f"VS-{number:02}" for number in range(8, 13)},
    "monthly_count": {"VS-14", "VS-14b"},
    "supervision_deadlines": {f"TK-{number:02}" for number in (1, 2, 3, 4, 5, 8, 9)} | {"TK-04b"},
    "supervision_steps": {f"TK-{number:02}" for number in (6, 10, 11, 12)}
    | {f"ST-{number:02}" for number in range(1, 10)},
    "claim_checklist": {f"EX-{number:02}" for number in range(1, 8)},
    "claim_negative": {f"EX-{number:02}" for number in range(8, 15)},
    "claim_limits": {f"EX-{number:02}" for number in range(15, 24)},
    "card_statement": {"EX-24", "EX-25"},
    "departments": {"EX-26", "EX-27"},
    "erasure": {f"RT-{number:02}" for number in range(1, 12)},
    "holding_checklist": {f"RT-{number:02}" for number in range(12, 20)},
    "reviews": {"RT-20", "RT-21", "RT-22"},
}
"""Every item a pack has; TK-07 is the early warning of others (policies/README.md)."""

GIVEN: Final = {"同日组数": 1, "年度到访次数": 4, "每月接受次数": 2, "每月到县次数": 2}
"""What has no public value: whoever uses the packs says."""

FOUND: Final = frozenset("AB")
"""Confidences of sources whose text was found: only those are cited."""

SOFT: Final = ("should not", "should", "encourage")


@pytest.fixture(scope="module")
def packs() -> PolicySet:
    return pr.load(PACKS)


@pytest.fixture(scope="module")
def items(packs: PolicySet) -> list[Rule]:
    rules = chain.from_iterable([*packs.program.rules.values(), *packs.program.periodic.values()])
    return [rule for rule in rules if not rule.otherwise and not rule.id.part]  # early warnings are parts


@pytest.fixture(scope="module")
def written_tests(packs: PolicySet) -> tuple[RulesTest, ...]:
    return each_test(packs)


def annotated(rule: Rule, name: str) -> str:
    """Return the one value of an item's annotation."""
    values = [given for key, given in rule.annotations if key == name]
    assert len(values) == 1, f"{rule.id} has {len(values)} @{name}"
    assert len(values[0]) == 1, f"{rule.id}: @{name} has one value"
    return values[0][0]


# --- the text ---------------------------------------------------------------------------------


def test_the_packs_have_nothing_to_answer_for() -> None:
    said = [each for each in examine(PACKS).diagnostics if each.severity is not Severity.NOTE]
    assert [f"{each.place.source.name}: {each.message.en}" for each in said] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_in_canonical_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    file, said = parse_file(Source(path.name, text))
    assert said == ()
    assert format_file(file) == text


def test_what_has_no_public_value_is_asked_for(packs: PolicySet) -> None:
    missing = {packs.program.parameters[name].names.for_people() for name in packs.parameters.missing}
    assert missing == set(GIVEN)


# --- the items --------------------------------------------------------------------------------


def test_every_item_is_there(items: list[Rule]) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for rule in items:
        found[rule.id.policy].add(rule.id.item)
    assert found == EXPECTED


def test_every_item_says_where_it_comes_from(items: list[Rule]) -> None:
    for rule in items:
        assert annotated(rule, "item") == rule.id.item
        assert annotated(rule, "confidence") in frozenset("ABCDK")
        source = annotated(rule, "source")
        assert source, rule.id
        assert "†" not in source, rule.id


def test_only_norms_whose_text_was_found_are_cited(items: list[Rule]) -> None:
    cited = {str(rule.id): annotated(rule, "confidence") for rule in items if rule.citations}
    assert {name: mark for name, mark in cited.items() if mark not in FOUND} == {}


def test_what_was_made_up_here_says_so(items: list[Rule]) -> None:
    for rule in items:
        if annotated(rule, "source") in ("拟定", "example"):
            assert annotated(rule, "confidence") == "D", rule.id


def test_every_list_of_norms_says_that_it_is_reconstructed(packs: PolicySet) -> None:
    for each in packs.lists:
        remarks = dict(each.annotations)
        assert each.title is not None
        if "invented" in remarks:  # the packs for everybody else rest on no norm
            assert "(example)" in each.title
        else:
            assert "reconstructed" in remarks, each.names.first
            assert "拟定稿" in each.title


def test_every_item_explains_itself(items: list[Rule]) -> None:
    for rule in items:
        assert rule.title, rule.id
        assert rule.because is not None, rule.id
        assert rule.modality == "may" or rule.remedy is not None, rule.id


def test_every_question_names_who_answers(packs: PolicySet) -> None:
    for record in packs.records.values():
        for field in record.fields:
            assert (field.question is None) is (field.asked_of is None), field.names.first
            assert field.question is None or field.question.endswith(("？", "。", "?")), field.names.first


def test_no_judgement_is_made_by_default(packs: PolicySet) -> None:
    for record in packs.records.values():
        for field in record.fields:
            if field.question is not None:
                assert not field.has_default, f"{record.names.first}.{field.names.first}"


# --- the tests beside the rules ---------------------------------------------------------------


def test_the_tests_beside_the_rules_hold_by_the_reference_and_show_everything(packs: PolicySet) -> None:
    """Those of the generated code come with `policyrules test policies`, which `make check` runs."""
    seen = Seen()
    results = [test.result() for test in each_test(packs, backend="reference", seen=seen)]
    assert len(results) > 750
    assert [result.text("zh", explained=False) for result in results if not result.passed] == []
    left = [
        (point.policy, point.text, point.missing)
        for point in coverage_of(packs, seen).points
        if point.missing
    ]
    assert left == [], "`policyrules test policies --coverage` shows what no test shows"


def test_every_item_is_tested_broken_and_not(items: list[Rule], written_tests: tuple[RulesTest, ...]) -> None:
    broken, fine = expected(written_tests)
    for rule in items:
        if rule.modality != "may":
            assert str(rule.id) in broken, f"{rule.id} is never expected to be broken"
            assert str(rule.id) in fine, f"{rule.id} is never expected not to be"


def test_every_item_is_tested_unknown(items: list[Rule], written_tests: tuple[RulesTest, ...]) -> None:
    told = {test.name.split()[0] for test in written_tests if is_unknown(test)}
    told.update(
        ref.item.text
        for test in written_tests
        for step in test.steps
        if isinstance(step, ExpectAnswer) and step.answer == "unknown"
        for ref in step.by
    )
    for rule in items:
        if rule.list_kind != "checklist" and rule.modality in SOFT:
            continue  # skipped with a note: whole_*_tests.rules has one of a kind
        assert rule.id.item in told or rule.id.policy == "prompts", f"{rule.id} is never unknown"


def expected(tests: tuple[RulesTest, ...]) -> tuple[set[str], set[str]]:
    """Return the items that tests expect to be broken, and those they expect not to be."""
    broken: set[str] = set()
    fine: set[str] = set()
    for test in tests:
        for step in test.steps:
            match step:
                case ExpectOutcome(outcome=outcome, by=by) if outcome not in ("permit", "undetermined"):
                    broken.update(map(written, by))
                case ExpectAnswer(answer="fail", by=by):
                    broken.update(map(written, by))
                case ExpectAnswer(answer="pass" | "not applicable", by=by):
                    fine.update(map(written, by))
                case ExpectDeadline(status="late" | "overdue", by=by):
                    broken.update(map(written, by))
                case ExpectDeadline(by=by):
                    fine.update(map(written, by))
                case ExpectNot(item=item):
                    fine.add(written(item))
                case _:
                    pass
    return broken, fine


def is_unknown(test: RulesTest) -> bool:
    """Return whether a test is of facts that are lacking."""
    return any(
        (isinstance(step, ExpectOutcome) and step.outcome == "undetermined")
        or (isinstance(step, ExpectAnswer) and step.answer == "unknown")
        for step in test.steps
    )


def written(ref: ItemRef) -> str:
    """Return an item as tests name it: `policy.ITEM`."""
    assert ref.policy is not None
    return f"{ref.policy.text}.{ref.item.text}"


# --- the pages --------------------------------------------------------------------------------


def test_the_page_lists_every_item_as_it_stands(items: list[Rule]) -> None:
    page = (PACKS / "README.md").read_text(encoding="utf-8")
    rows = {
        cells[0]: cells
        for line in page.splitlines()
        if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 6
    }
    for rule in items:
        _, title, word, effect, confidence, source = rows[rule.id.item]
        assert title == rule.title
        assert word == rule.word
        assert effect == pr.Effect(rule.effect).phrase.zh, rule.id
        assert confidence == annotated(rule, "confidence")
        assert source == annotated(rule, "source")
    assert f"共 {len(items)} 条" in page


# --- the drafts and inspections of the demo -----------------------------------------------------


def decided(packs: PolicySet, name: str, **changes: Any) -> Decision:
    """Return the decision about one of the demo's drafts with its answers."""
    given = WORD.facts(EXAMPLES / f"{name}.docx", packs.records["Document"])
    answers = json.loads((EXAMPLES / f"{name}.facts.json").read_text(encoding="utf-8"))
    return pr.Engine(packs.with_parameters(GIVEN)).decide("文件", {**given, **answers, **changes})


def lines(name: str) -> list[dict[str, Any]]:
    """Return the records of one of the demo's files."""
    return [json.loads(line) for line in (EXAMPLES / name).read_text(encoding="utf-8").splitlines()]


def test_the_clean_draft_may_go_out(packs: PolicySet) -> None:
    decision = decided(packs, "clean-draft")
    assert decision.outcome == "permit", decision.explain()
    assert {finding.item for finding in decision.findings} == {"DP-01", "DP-08"}
    assert decision.missing == ()


def test_the_copied_draft_breaks_what_its_page_says(packs: PolicySet) -> None:
    decision = decided(packs, "copied-draft")
    assert decision.outcome == "forbid"
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    told = page.partition("## 照抄的通知错在哪里")[2].partition("## 督检考")[0]
    named = set(re.findall(r"\b(?:CA|DN|GW|OV)-\d\d[a-z]?", told))
    assert named == {finding.item for finding in decision.findings}


def test_a_draft_without_answers_asks_for_them(packs: PolicySet) -> None:
    given = WORD.facts(EXAMPLES / "copied-draft.docx", packs.records["Document"])
    decision = pr.Engine(packs.with_parameters(GIVEN)).decide("文件", given, partial=True)
    assert decision.outcome == "undetermined"
    assert {"TP-01", "TP-04", "TP-05", "GW-06"} <= {finding.item for finding in decision.findings}
    assert any(missing.fact == "ranks" for missing in decision.missing)


def test_the_inspections_come_out_as_their_page_says(packs: PolicySet) -> None:
    engine = pr.Engine(packs.with_parameters(GIVEN), ledger=pr.MemoryLedger())
    for item in lines("plan.jsonl"):
        assert engine.admit("计划项", item).accepted
    for earlier in lines("past.jsonl"):
        known = engine.facts("督检考", earlier, partial=True)
        assert engine.admit("督检考", known, override="补登").accepted
    outcomes = {}
    for facts in lines("inspections.jsonl"):
        outcome = engine.decide("督检考", facts, partial=True).outcome
        outcomes[facts.get("编号", facts.get("id"))] = outcome.phrase.zh
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| (2026-\d{3}) \| .* \| (\w+) \|$", page, re.MULTILINE))
    assert told == outcomes


def test_the_drafts_are_as_they_are_written(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    shutil.copy(EXAMPLES / "make_drafts.py", tmp_path)
    made = runpy.run_path(str(tmp_path / "make_drafts.py"))
    made["main"]()
    for path in sorted(tmp_path.glob("*.docx")) + sorted(tmp_path.glob("*.json")):
        assert path.read_bytes() == (EXAMPLES / path.name).read_bytes(), path.name
