"""What does a rule say, in plain words, and where does it come from?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, assert_never

from attrs import field, frozen

from policyrules.core import ir
from policyrules.core.decision.finding import ledger_said
from policyrules.core.effect import PHRASES
from policyrules.core.ledgers_read import rows_in
from policyrules.core.rests_on import conditions_of, everything, explained_by
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.surfaces.finding_text import citation_words
from policyrules.surfaces.measure_text import each_words, measure_words, stages_of, stages_words
from policyrules.syntax.ast.clauses import (
    AppliesWhen,
    Because,
    Cite,
    Clause,
    Deadline,
    Ensure,
    From,
    IfUnknown,
    Match,
    Overrides,
    Quota,
    Remedy,
    Then,
    Unless,
    Until,
    Warn,
    When,
    Without,
)
from policyrules.syntax.format import format_clause, format_expression

if TYPE_CHECKING:
    from policyrules.engine import PolicySet
    from policyrules.semantics.schema import FieldSchema, ParameterSchema, Titled
    from policyrules.syntax.ast.declarations import Item, Otherwise

MODALITIES: Final = {
    "must not": Phrase("must not", "不得"),
    "must": Phrase("must", "应当"),
    "should not": Phrase("should not", "一般不得"),
    "should": Phrase("should", "一般应"),
    "encourage": Phrase("encourage", "提倡"),
    "may": Phrase("may", "可以"),
}
_BROKEN: Final = {
    "must not": Phrase("broken when", "以下情形即为违反"),
    "must": Phrase("asked when", "适用情形"),
    "should not": Phrase("broken when", "以下情形即为违反"),
    "should": Phrase("asked when", "适用情形"),
    "encourage": Phrase("asked when", "适用情形"),
    "may": Phrase("allowed when", "以下情形允许"),
}
_ALWAYS: Final = Phrase("always", "一律适用")
_UNKNOWN: Final = {
    "undetermined": Phrase("the decision is undetermined", "结论待定"),
    "block": Phrase("it is returned", "退回"),
    "warn": Phrase("there is a warning", "提醒"),
    "skip": Phrase("it is skipped, with a note", "略过，并予说明"),
}
_SKIPPED: Final = frozenset({"should not", "should", "encourage", "may"})
_WITHOUT: Final = {
    "approval": Phrase("approval", "批准"),
    "filing": Phrase("filing", "备案"),
    "explanation": Phrase("an explanation", "说明"),
}


@frozen
class Part:
    """One thing a rule says: what it is, and the words."""

    label: Phrase
    text: str


@frozen
class RuleText:
    """A rule in one language: its heading, what it says part by part, and where it stands."""

    rule: ir.Rule = field(repr=False)
    heading: str
    parts: tuple[Part, ...]
    language: Language
    stages: tuple[tuple[Phrase, str], ...] = ()
    """The stages at which it says something of their own, and its effect there."""

    def lines(self) -> Iterator[str]:
        """Yield the rule as lines of text."""
        yield self.heading
        for part in self.parts:
            colon = "：" if self.language == "zh" else ": "
            yield f"  {part.label.in_(self.language)}{colon}{part.text}"

    def to_dict(self) -> dict[str, Any]:
        """Return the rule ready for JSON."""
        rule = self.rule
        place = rule.place
        position = None if place is None else place.source.position(place.span.start)
        return {
            "policy": rule.id.policy,
            "list": rule.list,
            "item": rule.id.item,
            "names": {"first": rule.names.first, "second": rule.names.second},
            "record": rule.record,
            "modality": rule.modality,
            "word": rule.word,
            "effect": rule.effect,
            "stages": [
                {"stage": stage.in_(self.language), "effect": effect} for stage, effect in self.stages
            ],
            "each": rule.each,
            "title": rule.title,
            "parts": [{"label": part.label.in_(self.language), "text": part.text} for part in self.parts],
            "citations": [{"norm": each.norm, "article": each.article} for each in rule.citations],
            "annotations": [
                {"name": name, "arguments": list(arguments)} for name, arguments in rule.annotations
            ],
            "file": None if place is None else place.source.name,
            "line": None if position is None else position.line,
            "column": None if position is None else position.column,
        }


def rule_text(
    rule: ir.Rule, declaration: Item | Otherwise, policies: PolicySet, language: Language
) -> RuleText:
    """Return what a rule says in a language, from its text and from what it rests on."""
    source = "" if rule.place is None else rule.place.source.text
    modality = MODALITIES[rule.modality].in_(language)
    name = rule.id.item if rule.names.second is None else f"{rule.id.item} {rule.names.second}"
    title = f"  {rule.title}" if rule.title else ""
    parts = (
        Part(Phrase("modality", "性质"), _effect(rule, modality, language)),
        *_conditions(rule, declaration.clauses, policies, language),
        *_explanations(declaration.clauses, source, language),
        *_sources(rule, policies, language),
        *_reads(rule, policies, language),
    )
    stages = tuple(stages_of(rule, declaration.clauses, policies))
    return RuleText(rule, f"{name}{title}", parts, language, stages)


def _effect(rule: ir.Rule, modality: str, language: Language) -> str:
    effect = PHRASES[rule.effect].in_(language)
    word = rule.word if language == "zh" and rule.word else modality
    if rule.modality == "may":
        return f"{word}（相符即{effect}）" if language == "zh" else f"{word} (matching it is a {effect})"
    return f"{word}（违反的结论：{effect}）" if language == "zh" else f"{word} (when broken: {effect})"


# --- what it asks ---------------------------------------------------------------------------


def _conditions(
    rule: ir.Rule, clauses: Iterable[Clause], policies: PolicySet, language: Language
) -> Iterator[Part]:
    source = "" if rule.place is None else rule.place.source.text
    listed = list(clauses)
    if rule.otherwise:
        yield Part(
            _BROKEN[rule.modality],
            Phrase("none of the list's other items matches", "清单所列各项均不相符").in_(language),
        )
    elif not any(isinstance(clause, When) for clause in listed):
        yield Part(_BROKEN[rule.modality], _ALWAYS.in_(language))
    for clause in listed:
        match clause:
            case When(condition=condition):
                yield Part(_BROKEN[rule.modality], format_expression(condition, source, language))
            case AppliesWhen(condition=condition):
                yield Part(
                    Phrase("applies only when", "适用条件"), format_expression(condition, source, language)
                )
            case Unless(condition=condition):
                yield Part(Phrase("except when", "例外"), format_expression(condition, source, language))
            case Without(kind=kind, who=who, fact=fact):
                yield Part(
                    Phrase("except with", "例外"),
                    _exception(
                        kind,
                        format_expression(who, source, language),
                        format_expression(fact, source, language),
                        language,
                    ),
                )
            case Because() | Remedy() | Cite() | From() | Until() | Overrides() | IfUnknown():
                continue
            case Ensure(condition=condition):
                yield Part(Phrase("test", "要求"), format_expression(condition, source, language))
            case Then():
                _, _, actions = format_clause(clause, source, language).partition(" ")
                yield Part(Phrase("what follows", "办理"), actions)
            case Quota() | Warn() | Deadline() | Match():
                for label, text in measure_words(clause, listed, rule, policies, language):
                    yield Part(label, text)
            case _:
                assert_never(clause)
    for label, text in stages_words(rule, listed, policies, language):
        yield Part(label, text)
    if rule.if_unknown == "undetermined" and rule.modality in _SKIPPED and not rule.otherwise:
        answer = _UNKNOWN["skip"]
    else:
        answer = _UNKNOWN[rule.if_unknown]
    yield Part(Phrase("if facts are lacking", "资料不足时"), answer.in_(language))
    if rule.overrides:
        beaten = dict.fromkeys(str(item.whole) for item in rule.overrides)
        items = ("、" if language == "zh" else ", ").join(beaten)
        yield Part(Phrase("sets aside", "优先于"), items)


def _exception(kind: str, who: str, fact: str, language: Language) -> str:
    about = _WITHOUT[kind].in_(language)
    if language == "zh":
        return f"已经{who}{about}的（{fact}）；否则报{who}{about}"
    return f"{about} of {who} ({fact}); otherwise it is referred to {who}"


def _explanations(clauses: Iterable[Clause], source: str, language: Language) -> Iterator[Part]:
    for clause in clauses:
        match clause:
            case Because(text=text):
                yield Part(Phrase("reason given", "认定理由"), format_expression(text, source, language))
            case Remedy(text=text):
                yield Part(Phrase("remedy", "整改要求"), format_expression(text, source, language))
            case _:
                continue


# --- where it comes from and what it rests on -----------------------------------------------------


def _sources(rule: ir.Rule, policies: PolicySet, language: Language) -> Iterator[Part]:
    for citation in rule.citations:
        yield Part(Phrase("source", "依据"), citation_words(citation, language))
    notes = [
        f"@{name}({', '.join(arguments)})" if arguments else f"@{name}"
        for name, arguments in rule.annotations
    ]
    if notes:
        yield Part(Phrase("annotations", "注解"), " ".join(notes))
    if not rule.validity.always:
        from_, until = rule.validity.from_, rule.validity.until
        if language == "zh":
            said = (f"自 {from_} 起" if from_ else "") + (f"至 {until} 止" if until else "")
        else:
            said = " ".join([*([f"from {from_}"] if from_ else []), *([f"until {until}"] if until else [])])
        yield Part(Phrase("in force", "施行"), said)
    listed = next(
        each for each in policies.lists if each.policy == rule.id.policy and each.names.first == rule.list
    )
    record = policies.records[rule.record].names
    said = f"{_called(listed.names, language)}" + (f" “{listed.title}”" if listed.title else "")
    about = (
        f"，适用于{_called(record, language)}" if language == "zh" else f", for {_called(record, language)}"
    )
    yield Part(Phrase("list", "清单"), said + about + each_words(rule).in_(language))
    if rule.place is not None:
        position = rule.place.source.position(rule.place.span.start)
        yield Part(Phrase("written in", "出处"), f"{rule.place.source.name}:{position.line}")


def _reads(rule: ir.Rule, policies: PolicySet, language: Language) -> Iterator[Part]:
    """Yield the ledgers, facts and parameters a rule reads, each once, as first met."""
    fields: dict[str, FieldSchema] = {}
    parameters: dict[str, ParameterSchema] = {}
    ledgers: dict[str, None] = {}
    waiting: list[Any] = [*conditions_of(rule), *explained_by(rule)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        for node in everything(waiting.pop(0)):
            match node:
                case ir.Field(row="this", record=record, steps=steps):
                    schema = policies.records[record].field_named(steps[0])
                    if schema is not None:
                        fields.setdefault(steps[0], schema)
                case ir.Derived(record=record, name=name) if (record, name) not in seen:
                    seen.add((record, name))
                    waiting.append(policies.program.defines[record, name].value)
                case ir.Parameter(name=name):
                    parameters.setdefault(name, policies.program.parameters[name])
                case ir.AtMost(quota=quota) | ir.Used(quota=quota):
                    ledgers[quota.record] = None
                case _:
                    pass
            ledgers |= dict.fromkeys(rows_in(policies.program, node))
    joint = "、" if language == "zh" else ", "
    if ledgers:
        names = [ledger_said(policies.records[record].names).in_(language) for record in ledgers]
        yield Part(Phrase("ledgers read", "所用台账"), joint.join(names))
    if fields:
        yield Part(
            Phrase("facts read", "所用事实"),
            joint.join(_both(each.names, language) for each in fields.values()),
        )
    for parameter in parameters.values():
        yield Part(
            Phrase("parameter", "参数"),
            f"{_both(parameter.names, language)} {_worth(parameter, policies, language)}",
        )


def _worth(schema: ParameterSchema, policies: PolicySet, language: Language) -> str:
    """Return what a parameter is worth, with the dates where it has several values."""
    if schema.keys:
        keys = ", ".join(f"{record}.{key}" for record, key in schema.keys)
        return f"（按 {keys}）" if language == "zh" else f"(by {keys})"
    versions = policies.parameters.versions(schema.names.first, ())
    if not versions:
        return "（未给出）" if language == "zh" else "(not given)"
    said = []
    for version in versions:
        if version.from_ is None:
            said.append(f"{version.value}")
        else:
            said.append(
                f"自 {version.from_} 起 {version.value}"
                if language == "zh"
                else f"{version.value} from {version.from_}"
            )
    return "= " + ("；" if language == "zh" else "; ").join(said)


def _called(names: Titled, language: Language) -> str:
    return names.for_people() if language == "zh" else names.first


def _both(names: Titled, language: Language) -> str:
    if names.second is None:
        return names.first
    return f"{names.second}（{names.first}）" if language == "zh" else f"{names.first} ({names.second})"
