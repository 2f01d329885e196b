"""Is what a test expects so, and if not, what is?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field, frozen

from policyrules.core.comparing import compare
from policyrules.core.dates import zone_of
from policyrules.core.decision import worst_outcome
from policyrules.core.decision.deadlines import STATUSES
from policyrules.core.decision.finding import Finding, Note, Undetermined, Waived
from policyrules.core.decision.sheets import ANSWERS
from policyrules.core.effect import PHRASES
from policyrules.core.facts.refused import Refused
from policyrules.core.period_names import period_name
from policyrules.core.periods import period_of
from policyrules.core.values import UNKNOWN, Row
from policyrules.core.words import words
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.semantics.spellings import builtin_names
from policyrules.semantics.types import RecordType, Type, required
from policyrules.syntax.ast.tests import (
    ExpectAnswer,
    Expectation,
    ExpectDeadline,
    ExpectNot,
    ExpectOutcome,
    ExpectValue,
)
from policyrules.testing.written_values import read_written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from policyrules.core.decision import Decision
    from policyrules.core.effect import Outcome
    from policyrules.core.explain.nearest import Near
    from policyrules.core.facts import Facts
    from policyrules.core.ir import Rule, RuleId
    from policyrules.diagnostics.span import Span
    from policyrules.engine.policy_set import PolicySet
    from policyrules.syntax.ast.clauses import PeriodUnit
    from policyrules.syntax.ast.expressions import CompareOperator, Path
    from policyrules.syntax.ast.names import ItemRef

_ENTRIES: Final = re.compile(r"\[[0-9]+\]")


@frozen
class Failure:
    """One expectation that is not met, or one thing given that does not fit.

    `message` says what was expected and what is, `near` which item came nearest to what was expected and
    what kept it from it; `why` gives the proof of the items concerned, or of a derived fact.
    """

    span: Span = field(repr=False)
    message: Phrase
    decision: Decision | None = field(default=None, repr=False, eq=False)
    items: tuple[RuleId, ...] = ()
    near: tuple[Phrase, ...] = ()
    fact: str | None = None

    def why(self, language: Language = "en") -> str:
        """Return the proof of the items concerned, or of the derived `fact`; nothing where there is none."""
        if self.decision is None or not (self.items or self.fact):
            return ""
        explanation = self.decision.explain()
        if self.fact is not None:
            return explanation.text_of_fact(self.fact, language)
        return explanation.text_of(self.items, language)


@frozen(eq=False)
class Decided:
    """What a test asks about, and what it is decided from; `policy` is the test's.

    `decide` gives the decision on the record or, for a unit, what its lists say of the period that contains
    `day`; raises `RequestError` where there is no day.
    """

    decide: Callable[[PeriodUnit | None], Decision]
    day: date | None
    facts: Facts
    policies: PolicySet
    policy: str

    @property
    def units(self) -> tuple[PeriodUnit | None, ...]:
        """What an outcome is expected of that names no item: the decision, else the periodic lists there are."""
        program, record = self.policies.program, self.facts.record
        in_periods = tuple(unit for owner, unit in program.periodic if owner == record)
        return (None,) if program.rules.get(record) or not in_periods else in_periods

    def of(self, unit: PeriodUnit | None, message: Phrase) -> Phrase:
        """Return what is said of a decision, with the period it is about."""
        if unit is None or self.day is None:
            return message
        name = period_name(unit, period_of(unit, self.day))
        return Phrase(f"in {name.en}, {message.en}", f"{name.zh}：{message.zh}")


def unmet(step: Expectation, decided: Decided) -> Iterator[Failure]:
    """Yield what a step expects and is not so."""
    match step:
        case ExpectOutcome():
            yield from _outcome(step, decided)
        case ExpectNot():
            yield from _not_broken(step, decided)
        case ExpectValue():
            yield from _value(step, decided)
        case ExpectAnswer():
            yield from _answers(step, decided)
        case ExpectDeadline():
            yield from _deadlines(step, decided)


# --- outcomes --------------------------------------------------------------------------------


def _outcome(step: ExpectOutcome, decided: Decided) -> Iterator[Failure]:
    items: dict[PeriodUnit | None, list[Rule]] = {}
    for ref in step.by:
        rule = _rule(ref, decided)
        if rule is None:
            yield Failure(step.span, _no_item(ref))
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
        if not any(_says(each, step.outcome) for each in told):
            got = _said(told[0] if told else None)
            message = Phrase(
                f"expected {expected.en} by `{rule.names.first}`, but it {got.en}",
                f"期望由`{rule.names.for_people()}`{expected.zh}，但该条{got.zh}",
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
            f"没有适用于`{names.for_people()}`而结论为{word.zh}的条目",
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
        asked = _first_names(path, decided)
        if spellings.isdisjoint({asked, _text(path)}):
            en = ", ".join(f"`{need.fact}`" for need in missing) or "nothing"
            zh = "、".join(f"`{need.names.for_people()}`" for need in missing) or "无"
            yield Failure(
                step.span,
                Phrase(
                    f"expected `{_text(path)}` to be missing; missing: {en}",
                    f"期望尚缺`{_text(path)}`；实际尚缺：{zh}",
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


Said = Finding | Undetermined | Waived | Note | None


def decided_on(rule: RuleId, decision: Decision) -> Said:
    """Return what a decision says first about an item; None when it says nothing."""
    told = all_decided_on(rule, decision)
    return told[0] if told else None


def all_decided_on(rule: RuleId, decision: Decision) -> list[Said]:
    """Return everything a decision says about an item: it may say one thing early and another late."""
    found: list[Said] = [item for item in decision.findings if item.id == rule]
    found += [item for item in decision.undetermined if item.id == rule]
    found += [item for item in decision.waived if item.id == rule]
    return found + [note for note in decision.notes if note.item == rule]


def _says(said: Said, outcome: str) -> bool:
    if isinstance(said, Undetermined):
        return outcome == "undetermined"
    return isinstance(said, Finding) and said.effect.value == outcome


def _said(said: Said) -> Phrase:
    match said:
        case Finding(effect=effect, settled=False):
            return Phrase(
                f"says {effect.phrase.en} for lack of facts", f"因资料不足，结论为{effect.phrase.zh}"
            )
        case Finding(effect=effect):
            return Phrase(f"says {effect.phrase.en}", f"的结论为{effect.phrase.zh}")
        case Undetermined(needing=needing):
            en = ", ".join(f"`{need.fact}`" for need in needing)
            zh = "、".join(f"`{need.names.for_people()}`" for need in needing)
            return Phrase(
                f"is undetermined, needing {en}" if en else "is undetermined",
                f"待定，尚缺{zh}" if zh else "待定",
            )
        case Waived(by=by):
            names = [f"`{each}`" for each in by]
            return Phrase(f"is set aside by {', '.join(names)}", f"因{'、'.join(names)}优先而不适用")
        case Note():
            return Phrase("is skipped for lack of facts", "因资料不足而略过")
        case None:
            return Phrase("says nothing", "没有结论")


def _not_broken(step: ExpectNot, decided: Decided) -> Iterator[Failure]:
    rule = _rule(step.item, decided)
    if rule is None:
        yield Failure(step.span, _no_item(step.item))
        return
    decision = decided.decide(rule.each)
    if decision.details.answer_to(rule.id) in ("fail", "unknown"):
        said = decided_on(rule.id, decision)
        got = Phrase("cannot be told", "尚不能确定") if said is None else _said(said)
        message = Phrase(
            f"expected `{rule.names.first}` not to be broken, but it {got.en}",
            f"期望未违反`{rule.names.for_people()}`，但该条{got.zh}",
        )
        yield Failure(step.span, decided.of(rule.each, message), decision, (rule.id,))


def _answers(step: ExpectAnswer, decided: Decided) -> Iterator[Failure]:
    expected = ANSWERS[step.answer]
    for ref in step.by:
        rule = _rule(ref, decided)
        if rule is None:
            yield Failure(step.span, _no_item(ref))
            continue
        decision = decided.decide(rule.each)
        given = decision.details.answer_to(rule.id)
        if given == step.answer:
            continue
        got = (
            Phrase("no answer: it is not in force", "没有答复：该条未施行")
            if given is None
            else ANSWERS[given]
        )
        message = Phrase(
            f"expected {expected.en} by `{rule.names.first}`, got {got.en}",
            f"期望`{rule.names.for_people()}`{expected.zh}，实为{got.zh}",
        )
        near = decision.explain().nearest(rule.effect, (rule.id,)) if step.answer == "fail" else None
        kept = () if near is None else tuple(each.said for each in near.obstacles)
        yield Failure(step.span, decided.of(rule.each, message), decision, (rule.id,), kept)


def _deadlines(step: ExpectDeadline, decided: Decided) -> Iterator[Failure]:
    wanted = step.status.replace(" ", "_")
    for ref in step.by:
        rule = _rule(ref, decided)
        if rule is None:
            yield Failure(step.span, _no_item(ref))
            continue
        decision = decided.decide(rule.each)
        found = next((deadline for deadline in decision.deadlines if deadline.item == rule.id), None)
        if found is not None and found.status == wanted:
            continue
        got = Phrase("no deadline about this record", "没有适用于本件的时限")
        if found is not None:
            untold = Phrase("one that cannot be told", "尚不能确定")
            got = untold if found.status is None else STATUSES[found.status]
        message = Phrase(
            f"expected `{rule.names.first}` to be {STATUSES[wanted].en}, got {got.en}",
            f"期望`{rule.names.for_people()}`{STATUSES[wanted].zh}，实为{got.zh}",
        )
        yield Failure(step.span, decided.of(rule.each, message), decision, (rule.id,))


# --- values ----------------------------------------------------------------------------------


def _value(step: ExpectValue, decided: Decided) -> Iterator[Failure]:
    found = _found(step.left, decided)
    name = _text(step.left)
    if found is None:
        yield Failure(
            step.span,
            Phrase(
                f"`{name}` is no fact of `{decided.facts.record}`",
                f"`{name}`不是`{decided.facts.schema.names.for_people()}`的事实",
            ),
        )
        return
    value, type_, unit = found
    zone = zone_of(decided.policies.program, decided.facts.record)
    try:
        expected = read_written(type_, step.right, decided.policies.records, zone)
    except Refused as refused:
        yield Failure(
            step.span,
            Phrase(f"for `{name}`, {refused.message.en}", f"`{name}`{refused.message.zh}"),
        )
        return
    if not _compares(step.operator, value, expected, type_, decided):
        said, wanted = (
            Phrase(
                *(words(each, type_, language, decided.policies.program, zone) for language in ("en", "zh"))
            )
            for each in (value, expected)
        )
        message = Phrase(
            f"expected `{name}` {step.operator} {wanted.en}, but it is {said.en}",
            f"期望`{name}` {step.operator} {wanted.zh}，实为{said.zh}",
        )
        derived = _derived_name(step.left, decided)
        yield Failure(step.span, decided.of(unit, message), decided.decide(unit), fact=derived)


def _derived_name(path: Path, decided: Decided) -> str | None:
    """Return the first name of the derived fact a path begins with; None for a fact that was given."""
    for (owner, name), define in decided.policies.program.defines.items():
        if owner == decided.facts.record and path.names[0].text in define.names.spellings:
            return name
    return None


def _compares(operator: CompareOperator, value: Any, expected: Any, type_: Type, decided: Decided) -> bool:
    """Return whether values compare so; in tests none is none and unknown is unknown."""
    absent = (None, UNKNOWN)
    if operator in ("=", "!=") and any(each is value or each is expected for each in absent):
        return (value is expected) is (operator == "=")
    zone = zone_of(decided.policies.program, decided.facts.record)
    match operator:
        case ">":
            return compare("<", expected, value, type_, zone) is True
        case ">=":
            return compare("<=", expected, value, type_, zone) is True
        case _:
            return compare(operator, value, expected, type_, zone) is True


def _found(path: Path, decided: Decided) -> tuple[Any, Type, PeriodUnit | None] | None:
    """Return the value of a derived fact or of a fact, its type, and the period it is another in each of."""
    first, *steps = (name.text for name in path.names)
    record = decided.facts.record
    for (owner, name), define in decided.policies.program.defines.items():
        if owner == record and first in define.names.spellings:
            value = decided.decide(define.each).values[name]
            inside = _inside(value, define.type, steps, decided)
            return None if inside is None else (*inside, define.each)
    field_ = decided.facts.schema.field_named(first)
    if field_ is None:
        return None
    inside = _inside(decided.facts[first], field_.type, steps, decided)
    return None if inside is None else (*inside, None)


def _inside(value: Any, type_: Type, steps: list[str], decided: Decided) -> tuple[Any, Type] | None:
    for step in steps:
        record = required(type_)
        if not isinstance(record, RecordType):
            return None
        field_ = decided.policies.records[record.record].field_named(step)
        if field_ is None:
            return None
        value = value[field_.names.first] if isinstance(value, Row) else value
        type_ = field_.type
    return value, type_


# --- names -----------------------------------------------------------------------------------


def _rule(ref: ItemRef, decided: Decided) -> Rule | None:
    """Return the rule an item's name means, in the test's own policy first."""
    program = decided.policies.program
    rules = [rule for rules in (*program.rules.values(), *program.periodic.values()) for rule in rules]
    named = [rule for rule in rules if ref.item.text in rule.names.spellings and not rule.id.part]
    if ref.policy is not None:
        policies = decided.policies.policies
        spelt = ref.policy.text
        return next((rule for rule in named if spelt in policies[rule.id.policy].names.spellings), None)
    return min(named, key=lambda rule: rule.id.policy != decided.policy, default=None)


def _no_item(ref: ItemRef) -> Phrase:
    name = ref.item.text if ref.policy is None else f"{ref.policy.text}.{ref.item.text}"
    return Phrase(f"there is no item `{name}`", f"没有名为`{name}`的条目")


def _text(path: Path) -> str:
    return ".".join(name.text for name in path.names)


def _first_names(path: Path, decided: Decided) -> str:
    """Return a path in first names, as far as they are fields'."""
    steps: list[str] = []
    record: str | None = decided.facts.record
    for name in path.names:
        field_ = None if record is None else decided.policies.records[record].field_named(name.text)
        steps.append(name.text if field_ is None else field_.names.first)
        inner = None if field_ is None else required(field_.type)
        while inner is not None and hasattr(inner, "element"):
            inner = required(inner.element)
        record = inner.record if isinstance(inner, RecordType) else None
    return ".".join(steps)
