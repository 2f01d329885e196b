"""Is the outcome what a test expects, by the items it names, for want of what it names?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from policyrules.core.decision.finding import Finding, Undetermined
from policyrules.core.decision.together import worst_outcome
from policyrules.core.effect import PHRASES
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.semantics.spellings import builtin_names
from policyrules.syntax.ast.tests import (
    ExpectOutcome,
)
from policyrules.testing.expectations.decided import Decided, Failure
from policyrules.testing.expectations.named import first_names, no_item, rule_named, written_path
from policyrules.testing.expectations.told import all_decided_on, said_of, says

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyrules.core.decision import Decision
    from policyrules.core.effect import Outcome
    from policyrules.core.explain.nearest import Near
    from policyrules.core.ir import Rule, RuleId
    from policyrules.syntax.ast.clauses import PeriodUnit


_ENTRIES: Final = re.compile(r"\[[0-9]+\]")


def outcome_unmet(step: ExpectOutcome, decided: Decided) -> Iterator[Failure]:
    """Yield where the outcome is another, where an item has another effect, and what is not lacking."""
    items: dict[PeriodUnit | None, list[Rule]] = {}
    for ref in step.by:
        rule = rule_named(ref, decided)
        if rule is None:
            yield Failure(step.span, no_item(ref))
        else:
            items.setdefault(rule.each, []).append(rule)
    if step.by:
        for unit, rules in items.items():
            yield from _outcome_by(step, rules, decided.decide(unit), decided)
    else:
        decisions = {unit: decided.decide(unit) for unit in decided.units}
        outcome = worst_outcome(decisions.values())
        if outcome.value != step.outcome:
            # of several, the one that makes the outcome what it is
            unit, decision = next(
                (pair for pair in decisions.items() if pair[1].outcome == outcome),
                next(iter(decisions.items())),
            )
            yield _other_outcome(step, outcome, unit, decision, decided)
    asked = list(items) if step.by else decided.units
    yield from _needing(step, decided, [decided.decide(unit) for unit in asked])


def _outcome_by(
    step: ExpectOutcome, rules: Sequence[Rule], decision: Decision, decided: Decided
) -> Iterator[Failure]:
    """Yield for each item that has not the effect; of the outcome, where it is another, with the last of them."""
    expected, outcome = PHRASES[step.outcome], decision.outcome
    failures: list[Failure] = []
    for rule in rules:
        told = all_decided_on(rule.id, decision)
        if not any(says(each, step.outcome) for each in told):
            got = said_of(told[0] if told else None)
            message = Phrase(
                f"expected {expected.en} by `{rule.names.first}`, but it {got.en}",
                f"期望由 `{rule.names.for_people()}` {expected.zh}，但该条{got.zh}",
            )
            near = decision.explain().nearest(step.outcome, (rule.id,))
            kept = () if near is None else tuple(each.said for each in near.obstacles)
            failures.append(Failure(step.span, message, decision, (rule.id,), kept))
    if outcome.value != step.outcome:
        concerned = _concerned([rule.id for rule in rules], decision)
        said_so = {finding.id for finding in decision.findings}
        said_so |= {item.id for item in decision.undetermined}
        if failures and failures[-1].items[0] in said_so:
            failures[-1] = evolve(failures[-1], items=concerned)
        elif failures:
            *failures, last = failures
            message = Phrase(
                f"{last.message.en}; the outcome is {outcome.phrase.en}{_by(decision).en}",
                f"{last.message.zh}；结论为{outcome.phrase.zh}{_by(decision).zh}",
            )
            failures.append(evolve(last, message=message, items=concerned))
        else:
            failures.append(Failure(step.span, _got(expected, outcome, decision), decision, concerned))
    unit = rules[0].each
    yield from (evolve(failure, message=decided.of(unit, failure.message)) for failure in failures)


def _other_outcome(
    step: ExpectOutcome,
    outcome: Outcome,
    unit: PeriodUnit | None,
    decision: Decision,
    decided: Decided,
) -> Failure:
    """Return what says that the outcome is another, with the item that came nearest to the one expected."""
    message = decided.of(unit, _got(PHRASES[step.outcome], outcome, decision))
    concerned = _concerned([], decision)
    if any(finding.effect.value == step.outcome for finding in decision.findings):
        return Failure(step.span, message, decision, concerned)
    rules = {rule.id: rule for rule in decided.policies.program.rules.get(decided.facts.record, ())}
    closed = any(finding.id in rules and rules[finding.id].otherwise for finding in decision.findings)
    if step.outcome == "permit" and not closed:  # what stands against it is all there is to say
        return Failure(step.span, message, decision, concerned)
    near = decision.explain().nearest(step.outcome)
    if near is None and step.outcome not in ("permit", "undetermined"):
        names, word = decided.facts.schema.names, PHRASES[step.outcome]
        nobody = Phrase(
            f"no item about `{names.first}` can say {word.en}",
            f"没有适用于 `{names.for_people()}` 而结论为{word.zh}的条目",
        )
        return Failure(step.span, message, decision, concerned, (nobody,))
    if near is None or not near.obstacles:
        return Failure(step.span, message, decision, concerned)
    said = _named(near)
    return Failure(
        step.span,
        message,
        decision,
        tuple(dict.fromkeys((*concerned, near.rule.id.whole))),
        (said, *(each.said for each in near.obstacles)),
    )


def _named(near: Near) -> Phrase:
    title = "" if near.rule.title is None else f" “{near.rule.title}”"
    return Phrase(
        f"nearest: `{near.rule.names.first}`{title}",
        f"最接近的条目：`{near.rule.names.for_people()}`{title}",
    )


def _got(expected: Phrase, outcome: Outcome, decision: Decision) -> Phrase:
    return Phrase(
        f"expected {expected.en}, got {outcome.phrase.en}{_by(decision).en}",
        f"期望{expected.zh}，实为{outcome.phrase.zh}{_by(decision).zh}",
    )


def _needing(step: ExpectOutcome, decided: Decided, decisions: Sequence[Decision]) -> Iterator[Failure]:
    missing = [need for decision in decisions for need in decision.missing]
    spellings = {
        _ENTRIES.sub("", spelling) for need in missing for spelling in (need.fact, *need.names.spellings)
    }
    if any(need.kind == "on" for need in missing):
        spellings |= {spelling for spelling, name in builtin_names().items() if name == "today"}
    for path in step.needing:
        asked = first_names(path, decided)
        if spellings.isdisjoint({asked, written_path(path)}):
            en = ", ".join(f"`{need.fact}`" for need in missing) or "nothing"
            zh = "、".join(f"`{need.names.for_people()}`" for need in missing) or "无"
            yield Failure(
                step.span,
                Phrase(
                    f"expected `{written_path(path)}` to be missing; missing: {en}",
                    f"期望尚缺 `{written_path(path)}`；实际尚缺：{zh}",
                ),
                decisions[0] if decisions else None,
                tuple(item.id for decision in decisions[:1] for item in decision.undetermined),
            )


def _by(decision: Decision) -> Phrase:
    """Return the items that make the outcome what it is."""
    names = [each.names for each in _deciding(decision)]
    if not names:
        return Phrase("", "")
    en = ", ".join(f"`{name.first}`" for name in names[:5])
    zh = "、".join(f"`{name.for_people()}`" for name in names[:5])
    return Phrase(f" by {en}", f"（{zh}）")


def _deciding(decision: Decision) -> list[Finding | Undetermined]:
    """Return what makes the outcome what it is."""
    outcome = decision.outcome.value
    found: list[Finding | Undetermined] = [each for each in decision.findings if each.effect.value == outcome]
    return [*found, *(decision.undetermined if outcome == "undetermined" else ())]


def _concerned(items: list[RuleId], decision: Decision) -> tuple[RuleId, ...]:
    return tuple(dict.fromkeys([*items, *(each.id for each in _deciding(decision))]))
