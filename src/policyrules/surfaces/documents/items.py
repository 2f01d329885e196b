"""What is printed of an item: what it asks, when, except when, what follows, where it comes from?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, assert_never

from policyrules.core.effect import MODALITIES, PHRASES, Effect
from policyrules.core.ir import Citation, Rule, RuleId
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.renderers.document import Item, Link, Pair, Words, plain
from policyrules.semantics.check_policies import annotations_of
from policyrules.surfaces.documents import noted
from policyrules.surfaces.documents.anchors import anchor
from policyrules.surfaces.documents.asked import Asked
from policyrules.surfaces.documents.rests import rests_on
from policyrules.surfaces.documents.wording import conditions_said, linked, linked_lines, said, speech_about
from policyrules.surfaces.finding_text import citation_words
from policyrules.surfaces.measure_text import counted_words, stages_words
from policyrules.surfaces.prose import measures
from policyrules.surfaces.prose.following import actions
from policyrules.surfaces.prose.items import LACKING, leave_said
from policyrules.surfaces.prose.speech import alone
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

if TYPE_CHECKING:
    from policyrules.semantics.checked import CheckedItem
    from policyrules.surfaces.prose.speech import Speech
    from policyrules.syntax.ast.expressions import Expression

_BREAKS: Final = Phrase("broken when", "违反情形")
_ASKED: Final = Phrase("applies when", "适用情形")
_ALLOWED: Final = Phrase("allowed when", "允许情形")
_WHEN: Final = {
    "must not": _BREAKS,
    "must": _ASKED,
    "should not": _BREAKS,
    "should": _ASKED,
    "encourage": _ASKED,
    "may": _ALLOWED,
}
_ALWAYS: Final = Phrase("always", "一律适用")
_NOTHING_ELSE: Final = Phrase("no other item of this list matches", "本清单所列其他各项均不相符")
_APPLIES: Final = Phrase("only where", "适用条件")
_EXCEPT: Final = Phrase("except", "例外")
_TEST: Final = Phrase("requirement", "要求")
_COUNTED: Final = Phrase("what counts", "计数范围")
_FOLLOWS: Final = Phrase("what follows", "办理")
_LACKING: Final = Phrase("if facts are lacking", "资料不足时")
_BEATS: Final = Phrase("takes precedence over", "优先于")
_YIELDS: Final = Phrase("yields to", "让位于")
_REASON: Final = Phrase("reason given", "认定理由")
_REMEDY: Final = Phrase("remedy", "整改要求")
CITED: Final = Phrase("basis", "依据")
IN_FORCE: Final = Phrase("in force", "施行")


def item_printed(asked: Asked, item: CheckedItem) -> Item:
    """Return an item as it stands in the document."""
    rule = asked.rules[RuleId(item.policy, item.names.first)]
    declaration = item.declaration
    number, other = item.names.first, item.names.second
    if asked.chinese and other is not None:
        number, other = other, number
    return Item(
        anchor("item", item.policy, item.names.first),
        number,
        other,
        None if declaration.title is None else alone(declaration.title.value),
        _modality(asked, rule),
        Effect(rule.effect),
        _gathered(_pairs(asked, item, rule)),
    )


def _gathered(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """Return pairs so that what has the same label stands together, where its first stood."""
    lines: dict[str, tuple[Words, ...]] = {}
    for pair in pairs:
        lines[pair.label] = (*lines.get(pair.label, ()), *pair.lines)
    return tuple(Pair(label, said) for label, said in lines.items())


def _modality(asked: Asked, rule: Rule) -> str:
    return rule.word if asked.chinese and rule.word else asked.say(MODALITIES[rule.modality])


def _pairs(asked: Asked, item: CheckedItem, rule: Rule) -> Iterator[Pair]:
    clauses = item.declaration.clauses
    speech = speech_about(asked, rule.record)
    yield Pair(asked.label(Phrase("modality", "性质")), ((_effect(asked, rule),),))
    yield from _conditions(asked, rule, clauses, speech)
    yield from _consequences(asked, rule, clauses)
    yield from _explanations(asked, clauses, speech)
    yield from cited(asked, clauses)
    if dates := asked.dates(rule.validity.from_, rule.validity.until):
        yield Pair(asked.label(IN_FORCE), ((dates,),))
    yield from rests_on(asked, clauses)
    notes = annotations_of(item.declaration.annotations)
    yield from noted.pairs(asked, notes, item.names.spellings)


def _effect(asked: Asked, rule: Rule) -> str:
    effect = asked.say(PHRASES[rule.effect])
    word = _modality(asked, rule)
    if rule.modality == "may":
        return f"{word}；相符的，结论为{effect}" if asked.chinese else f"{word}; what matches it: {effect}"
    return f"{word}；违反的，结论为{effect}" if asked.chinese else f"{word}; when broken: {effect}"


# --- what it asks ---------------------------------------------------------------------------


def _conditions(asked: Asked, rule: Rule, clauses: Sequence[Clause], speech: Speech) -> Iterator[Pair]:
    def holds(label: Phrase, condition: Expression) -> Pair:
        lines = conditions_said(condition, speech)
        return Pair(asked.label(label), linked_lines(asked, lines, [condition]))

    def pair(label: Phrase, text: str, clause: Clause) -> Pair:
        return Pair(asked.label(label), (linked(asked, text, [clause]),))

    if rule.otherwise:
        yield Pair(asked.label(_WHEN[rule.modality]), ((asked.say(_NOTHING_ELSE),),))
    elif not any(isinstance(clause, When) for clause in clauses):
        yield Pair(asked.label(_WHEN[rule.modality]), ((asked.say(_ALWAYS),),))
    for clause in clauses:
        match clause:
            case When(condition=condition):
                yield holds(_WHEN[rule.modality], condition)
            case AppliesWhen(condition=condition):
                yield holds(_APPLIES, condition)
            case Unless(condition=condition):
                yield holds(_EXCEPT, condition)
            case Without():
                yield pair(_EXCEPT, speech("; ", "；").join(leave_said(clause, speech)), clause)
            case Ensure(condition=condition):
                yield holds(_TEST, condition)
            case Quota() | Warn() | Deadline() | Match():
                yield pair(*_measured(clause, rule, speech), clause)
                if isinstance(clause, Quota):
                    yield pair(_COUNTED, asked.say(counted_words(clauses, rule, asked.policies)), clause)
            case Then():
                yield pair(_FOLLOWS, actions(clause, speech), clause)
            case Because() | Remedy() | Cite() | From() | Until() | Overrides() | IfUnknown():
                continue
            case _:
                assert_never(clause)


def _measured(clause: Quota | Warn | Deadline | Match, rule: Rule, speech: Speech) -> tuple[Phrase, str]:
    """Return what a measuring clause is, and what it asks."""
    strength = measures.strength_of(rule.modality)
    match clause:
        case Quota():
            return Phrase("quota", "限额"), measures.quota(clause, strength, speech)
        case Warn():
            return Phrase("early warning", "预警"), measures.warning(clause, speech)
        case Deadline():
            return Phrase("deadline", "时限"), measures.deadline(clause, strength, speech)
        case Match():
            return Phrase("match", "核对"), measures.match(clause, strength, speech)
        case _:
            assert_never(clause)


def _consequences(asked: Asked, rule: Rule, clauses: Iterable[Clause]) -> Iterator[Pair]:
    for label, text in stages_words(rule, clauses, asked.policies, asked.language):
        yield Pair(asked.label(label), ((text,),))
    yield Pair(asked.label(_LACKING), ((asked.say(LACKING[rule.if_unknown]),),))
    if rule.overrides:
        beaten = list(dict.fromkeys(each.whole for each in rule.overrides))
        yield Pair(asked.label(_BEATS), (_items(asked, beaten, rule.id.policy),))
    if beaters := asked.beaten_by.get(rule.id):
        yield Pair(asked.label(_YIELDS), (_items(asked, beaters, rule.id.policy),))


def _items(asked: Asked, items: Sequence[RuleId], policy: str) -> Words:
    runs: list[str | Link] = []
    for number, each in enumerate(items):
        name = each.item if each.policy == policy else f"{each.policy}.{each.item}"
        runs.extend(
            ((asked.comma,) if number else ()) + (Link(name, anchor("item", each.policy, each.item)),)
        )
    return tuple(runs)


# --- why, and on what basis -----------------------------------------------------------------------


def _explanations(asked: Asked, clauses: Iterable[Clause], speech: Speech) -> Iterator[Pair]:
    for clause in clauses:
        match clause:
            case Because(text=text):
                yield Pair(asked.label(_REASON), ((said(text, speech),),))
            case Remedy(text=text):
                yield Pair(asked.label(_REMEDY), ((said(text, speech),),))
            case _:
                continue


def citations_in(clauses: Iterable[Clause]) -> list[Citation]:
    """Return what clauses cite."""
    return [
        Citation(clause.norm, None if clause.article is None else clause.article.value)
        for clause in clauses
        if isinstance(clause, Cite)
    ]


def cited(asked: Asked, clauses: Iterable[Clause]) -> Iterator[Pair]:
    """Yield what clauses cite, as one pair with a line for each citation."""
    lines = tuple((citation_words(each, asked.language),) for each in citations_in(clauses))
    if lines:
        yield Pair(asked.label(CITED), lines)


def item_words(item: Item) -> str:
    """Return everything an item says, in one line: what a search looks through."""
    parts = [item.number, item.other or "", item.title or "", item.modality]
    parts.extend(plain(line) for pair in item.pairs for line in pair.lines)
    return " ".join(part for part in parts if part)
