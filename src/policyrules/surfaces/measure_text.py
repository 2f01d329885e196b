"""What counts for a quota, and what does an item say at its other stages?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from policyrules.core.decision.finding import ledger_said
from policyrules.core.effect import PHRASES
from policyrules.core.lower.stages import changes_effect, stage_name, staged
from policyrules.core.period_names import UNITS
from policyrules.core.rule_parts import ASKED, USED, WARNING
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.surfaces.prose.speech import Speech
from policyrules.surfaces.prose.values import value
from policyrules.syntax.ast.clauses import Clause, Stage, Unless, When, Without

if TYPE_CHECKING:
    from policyrules.core import ir
    from policyrules.engine import PolicySet

Said = tuple[Phrase, str]
"""What a part of a rule is, and its words."""

_WARNING: Final = Phrase("early warning", "预警")
_STAGES: Final = Phrase("at other stages", "其他阶段的结论")
_STAGE_WORDS: Final = {
    "missing": Phrase("missing", "缺失"),
    "differs": Phrase("differs", "不符"),
    "repeated": Phrase("repeated", "重复"),
    "overdue": Phrase("overdue", "逾期"),
}


def counted_words(clauses: Iterable[Clause], rule: ir.Rule, policies: PolicySet) -> Phrase:
    """Return which entries of the ledger count, beside the record itself."""
    names = policies.records[rule.record].names
    ledger, people = ledger_said(names), names.for_people()
    narrowed = any(isinstance(clause, When | Unless | Without) for clause in clauses)
    if narrowed:
        return Phrase(
            f"what is in {ledger.en}, where the condition holds and no exception does, and this one",
            f"{ledger.zh}中符合条件、不属例外的，连同本件",
        )
    return Phrase(f"all that is in {ledger.en}, and this one", f"{ledger.zh}中的全部{people}，连同本件")


def stages_words(
    rule: ir.Rule, clauses: Iterable[Clause], policies: PolicySet, language: Language
) -> Iterator[Said]:
    """Yield what an item says at its other stages: the effect at each, where it is another."""
    said = [
        f"{PHRASES[effect].zh}（{stage.zh}）" if language == "zh" else f"{effect} ({stage.en})"
        for stage, effect in stages_of(rule, clauses, policies)
    ]
    if said:
        yield _STAGES, ("；" if language == "zh" else "; ").join(said)


def stages_of(rule: ir.Rule, clauses: Iterable[Clause], policies: PolicySet) -> list[tuple[Phrase, str]]:
    """Return the stages at which an item says something of their own, and its effect there."""
    named: dict[str, Phrase] = {WARNING: _WARNING}
    for number, (action, stage) in enumerate(staged(clauses)):
        if stage.kind == "used" and not changes_effect(action):
            known = named.get(USED)
            said = _stage(stage, rule, policies)
            named[USED] = (
                said if known is None else Phrase(f"{known.en}, {said.en}", f"{known.zh}、{said.zh}")
            )
        elif changes_effect(action):
            named[stage_name(number, stage)] = _stage(stage, rule, policies)
    parts = [
        each
        for each in policies.program.rules.get(rule.record, ())
        if each.id.whole == rule.id and each.id.part not in ("", ASKED)
    ]
    return [
        (named.get(each.id.part, Phrase.same(each.id.part)), each.effect)
        for each in sorted(parts, key=lambda each: policies.program.order[each.id])
    ]


def _stage(stage: Stage, rule: ir.Rule, policies: PolicySet) -> Phrase:
    def amount(language: Language) -> str:
        speech = Speech(policies.checked, language, rule.record)
        return "" if stage.amount is None else value(stage.amount, speech)

    if stage.kind == "used":
        return Phrase(f"{amount('en')} used", f"已用{amount('zh')}")
    word = _STAGE_WORDS[stage.kind]
    if stage.amount is None:
        return word
    return Phrase(f"{word.en} by more than {amount('en')}", f"{word.zh}超过{amount('zh')}")


def each_words(rule: ir.Rule) -> Phrase:
    """Return how often an item is asked: nothing for one that is not periodic."""
    if rule.each is None:
        return Phrase("", "")
    unit = UNITS[rule.each]
    return Phrase(f" each {unit.en}, of every row of its ledger", f"，对台账逐条、每{unit.zh}一次")
