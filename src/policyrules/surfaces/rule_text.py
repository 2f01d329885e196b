"""What does a rule say, in prose, and where does it come from?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.frozen import field, frozen
from policyrules.surfaces.finding_text import citation_words
from policyrules.surfaces.measure_text import counted_words, each_words, stages_of, stages_words
from policyrules.surfaces.prose.derived import derived_in, told
from policyrules.surfaces.prose.items import item_sentences
from policyrules.surfaces.prose.sentence import Sentence
from policyrules.surfaces.prose.speech import Speech, alone
from policyrules.surfaces.rule_reads import parameters_told, reads_told, worth_of
from policyrules.syntax.ast.clauses import AppliesWhen, Quota

if TYPE_CHECKING:
    from policyrules.engine import PolicySet
    from policyrules.semantics.checked import CheckedItem, CheckedList
    from policyrules.semantics.schema import Titled
    from policyrules.syntax.ast.clauses import Clause


@frozen
class Part:
    """One thing a rule says: what it is, and the words."""

    label: Phrase
    text: str


@frozen
class RuleText:
    """A rule in one language: its heading, what it says, what its words mean, and where it stands."""

    rule: ir.Rule = field(repr=False)
    heading: str
    said: tuple[Sentence, ...]
    meant: tuple[Sentence, ...]
    parameters: tuple[Part, ...]
    sources: tuple[Part, ...]
    language: Language
    on: date
    stages: tuple[tuple[Phrase, str], ...] = ()
    """The stages at which it says something of their own, and its effect there."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything said, part by part."""
        told = [Part(each.label, each.whole) for each in (*self.said, *self.meant)]
        return (*told, *self.parameters, *self.sources)

    def lines(self) -> Iterator[str]:
        """Yield the rule as lines of text."""
        chinese = self.language == "zh"
        yield self.heading
        for sentence in self.said:
            yield from sentence.lines("  ")
        if self.meant:
            yield ""
            yield "  其中：" if chinese else "  Where"
            for sentence in self.meant:
                yield from sentence.lines("    ")
        if self.parameters:
            yield ""
            when = f"{self.on.year}年{self.on.month}月{self.on.day}日" if chinese else f"{self.on}"
            yield f"  参数（以{when}为准）：" if chinese else f"  Parameters, as of {when}:"
            for part in self.parameters:
                yield f"    {part.text}"
        yield ""
        for part in self.sources:
            yield f"  {part.label.in_(self.language)}{'：' if chinese else ': '}{part.text}"

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
    rule: ir.Rule, item: CheckedItem, policies: PolicySet, language: Language, *, on: date
) -> RuleText:
    """Return what a rule says in a language, with what parameters are worth on a day."""
    listed = next(each for each in policies.checked.lists if item in each.items)
    speech = Speech(policies.checked, language, rule.record, worth=worth_of(rule, policies, language, on))
    name = rule.id.item if rule.names.second is None else f"{rule.id.item} {rule.names.second}"
    title = f"  {alone(rule.title)}" if rule.title else ""
    clauses = _clauses(listed, item)
    measured = _measured(rule, clauses, policies, language)
    return RuleText(
        rule,
        f"{name}{title}",
        tuple(item_sentences(rule, clauses, speech, measured)),
        tuple(told(schema, speech) for schema in derived_in(clauses, speech)),
        tuple(Part(label, text) for label, text in parameters_told(rule, policies, speech, on)),
        (
            *_sources(rule, policies, language),
            *(Part(label, text) for label, text in reads_told(rule, policies, language)),
        ),
        language,
        on,
        tuple(stages_of(rule, item.declaration.clauses, policies)),
    )


def _clauses(listed: CheckedList, item: CheckedItem) -> list[Clause]:
    """What an item says, and what its list says of which records all of its items are about."""
    of_list = [clause for clause in listed.declaration.clauses if isinstance(clause, AppliesWhen)]
    return [*of_list, *item.declaration.clauses]


def _measured(
    rule: ir.Rule, clauses: Sequence[Clause], policies: PolicySet, language: Language
) -> Iterator[Sentence]:
    """Yield what counts for a quota, and what an item says at its other stages."""
    end = "。" if language == "zh" else "."
    if any(isinstance(clause, Quota) for clause in clauses):
        counted = counted_words(clauses, rule, policies).in_(language)
        lead = "计入的是" if language == "zh" else "What counts is "
        yield Sentence(Phrase("what counts", "计数范围"), f"{lead}{counted}{end}")
    for label, text in stages_words(rule, clauses, policies, language):
        lead = f"{label.zh}：" if language == "zh" else f"{label.en.capitalize()}: "
        yield Sentence(label, f"{lead}{text}{end}")


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


def _called(names: Titled, language: Language) -> str:
    return names.for_people() if language == "zh" else names.first
