"""Do the shipped packs load, hold their own tests, and say where every item comes from?"""

from __future__ import annotations

import json
import re
import runpy
import shutil
from collections import defaultdict
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import policyrules as pr
from policyrules.diagnostics.diagnostic import Severity
from policyrules.diagnostics.source import Source
from policyrules.plugins.readers.word_facts import WORD
from policyrules.syntax.ast.tests import ExpectAnswer, ExpectDeadline, ExpectNot, ExpectOutcome
from policyrules.syntax.format import format_file
from policyrules.syntax.parse import parse_file
from policyrules.testing.rules import each_test
from tests.everything import EVERYTHING
from tests.policies.expected import EXPECTED, given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.core.decision import Decision
    from policyrules.core.ir import Rule
    from policyrules.engine.policy_set import PolicySet
    from policyrules.syntax.ast.names import ItemRef
    from policyrules.testing.rules import RulesTest

ROOT: Final = Path(__file__).parents[2]
PACKS: Final = ROOT / "policies"
EXAMPLES: Final = ROOT / "docs" / "examples"
FILES: Final = sorted(PACKS.rglob("*.rules"))

GIVEN: Final = given()
"""What has no public value: whoever uses the packs says."""

FOLDERS: Final = tuple(sorted(path.name for path in PACKS.iterdir() if path.is_dir()))

CODE: Final = re.compile(r"(?:M7|[A-Z]{2})-\d+\w*")


FOUND: Final = frozenset("AB")
"""Confidences of sources whose text was found: only those are cited."""


@pytest.fixture(scope="module")
def packs(shipped: PolicySet) -> PolicySet:
    return shipped


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


def test_the_packs_have_nothing_to_answer_for(packs: PolicySet) -> None:
    said = [each for each in packs.diagnostics if each.severity is not Severity.NOTE]
    assert [f"{each.place.source.name}: {each.message.en}" for each in said] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_in_canonical_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    file, said = parse_file(Source(path.name, text))
    assert said == ()
    assert format_file(file) == text


def test_what_has_no_public_value_is_asked_for(packs: PolicySet) -> None:
    assert asked_for(packs) == sorted(GIVEN)


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


def test_the_tests_beside_the_rules_hold_by_the_reference(packs: PolicySet) -> None:
    """Generated code runs all of them, and shows that they cover everything, in `make check`.

    Here the reference runs those of one pack; `make check-all` sets POLICYRULES_EVERYTHING for all of them.
    """
    tests = each_test(packs, backend="reference")
    asked = [test for test in tests if EVERYTHING or "/meetings/" in test.source.name]
    results = [test.result() for test in asked]
    assert len(results) > (2500 if EVERYTHING else 150)
    assert [result.text("zh", explained=False) for result in results if not result.passed] == []


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
        assert rule.id.item in told, f"{rule.id} is never unknown"


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


def test_the_page_lists_every_item_as_it_stands(packs: PolicySet, items: list[Rule]) -> None:
    of_pack: dict[str, list[Rule]] = defaultdict(list)
    for rule in items:
        of_pack[pack_of(packs, rule)].append(rule)
    for pack, rules in of_pack.items():
        page = (PACKS / pack / "README.md").read_text(encoding="utf-8")
        rows = {cells[0]: cells for cells in tabled(page, 6) if CODE.fullmatch(cells[0])}
        assert set(rows) == {rule.id.item for rule in rules}, pack
        english = rules[0].word.isascii()
        for rule in rules:
            effect = pr.Effect(rule.effect).phrase
            assert rows[rule.id.item] == [
                rule.id.item,
                rule.title,
                rule.word,
                effect.en if english else effect.zh,
                annotated(rule, "confidence"),
                annotated(rule, "source"),
            ]
        assert (f"\n{len(rules)} items." if english else f"\n共 {len(rules)} 条") in page, pack


@pytest.mark.parametrize("pack", FOLDERS)
def test_the_page_of_a_pack_lists_its_files_and_names_what_must_be_given(pack: str) -> None:
    page = (PACKS / pack / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in (PACKS / pack).glob("*.rules") if not path.stem.endswith("_tests")}
    first = {cells[0].strip("`") for width in (2, 4) for cells in tabled(page, width)}
    assert {name for name in first if name.endswith(".rules")} == files
    for name in asked_for(alone(pack)):
        assert f"`{name}`" in page


def test_the_page_of_all_packs_lists_them_with_what_must_be_given(
    packs: PolicySet, items: list[Rule]
) -> None:
    page = (PACKS / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[`(\w+)/`\]", page, re.MULTILINE) == list(FOLDERS)
    assert f"共 {len(items)} 条" in page
    assert f"共 {len(packs.parameters.missing)} 个" in page
    told = {
        cells[0].strip("`"): re.findall("`(.*?)`", cells[1])
        for cells in tabled(page, 2)
        if " 个：" in cells[1]
    }
    assert told == {pack: names for pack in FOLDERS if (names := asked_for(alone(pack)))}
    for pack, names in told.items():
        assert f"| `{pack}` | {len(names)} 个：" in page


@pytest.mark.parametrize("pack", FOLDERS)
def test_a_pack_runs_alone_with_its_example_of_parameters(pack: str) -> None:
    path = f"policies/{pack}/parameters.example.toml"
    values = given(path) if (ROOT / path).exists() else {}
    assert asked_for(alone(pack).with_parameters(values)) == []


@cache
def alone(pack: str) -> PolicySet:
    return pr.load(PACKS / pack)


def asked_for(policies: PolicySet) -> list[str]:
    """Return the parameters without a value, as people name them, in order."""
    return sorted(
        policies.program.parameters[name].names.for_people() for name in policies.parameters.missing
    )


def pack_of(packs: PolicySet, rule: Rule) -> str:
    return Path(packs.policies[rule.id.policy].place.source.name).parent.name


def tabled(page: str, width: int) -> Iterator[list[str]]:
    """Yield the rows of the tables that have so many columns."""
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == width:
            yield cells


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
