"""How is an item said: what it asks of which records, with which exceptions, and what it comes to?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, assert_never

from policyrules.core import ir
from policyrules.core.effect import MODALITIES, PHRASES
from policyrules.core.words import language_of
from policyrules.diagnostics.phrase import Phrase
from policyrules.surfaces.prose import measures
from policyrules.surfaces.prose.conditions import condition
from policyrules.surfaces.prose.following import ABOUT, actions, addressee
from policyrules.surfaces.prose.names import item as called
from policyrules.surfaces.prose.said import Said, Several, inline, is_long, numbered
from policyrules.surfaces.prose.sentence import Sentence, sentence
from policyrules.surfaces.prose.speech import article
from policyrules.surfaces.prose.values import value
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
    from policyrules.surfaces.prose.speech import Speech

_BROKEN: Final = {
    "must not": Phrase("broken when", "以下情形即为违反"),
    "must": Phrase("asked when", "适用情形"),
    "should not": Phrase("broken when", "以下情形即为违反"),
    "should": Phrase("asked when", "适用情形"),
    "encourage": Phrase("asked when", "适用情形"),
    "may": Phrase("allowed when", "以下情形允许"),
}
_LEAVE: Final = {
    "approval": (Phrase("with approval of {who}", "经{who}批准的"), Phrase("without approval", "未经批准的")),
    "filing": (Phrase("after filing with {who}", "已报{who}备案的"), Phrase("without filing", "未备案的")),
    "explanation": (
        Phrase("after an explanation to {who}", "已向{who}说明的"),
        Phrase("without explanation", "未说明的"),
    ),
}
_EXCEPT: Final = Phrase("except when", "例外")
_TEST: Final = Phrase("test", "要求")
LACKING: Final = {
    "undetermined": Phrase("the decision is undetermined", "结论待定"),
    "block": Phrase("it is returned", "予以退回"),
    "warn": Phrase("there is a warning", "予以提醒"),
    "skip": Phrase("it is skipped, with a note", "略过并予说明"),
}


def item_sentences(
    rule: ir.Rule, clauses: Sequence[Clause], speech: Speech, measured: Iterable[Sentence] = ()
) -> Iterator[Sentence]:
    """Yield what an item says, with what its list says for all of its items.

    `measured` is what else there is to say of what it measures.
    """
    yield from _applying(clauses, speech)
    yield from _asked(rule, clauses, speech)
    yield from _exceptions(clauses, speech)
    yield from _further(clauses, speech)
    yield from measured
    yield _effect(rule, speech)
    yield _lacking(rule, speech)
    yield from _texts(clauses, speech)


# --- of which records -----------------------------------------------------------------------


def _applying(clauses: Iterable[Clause], speech: Speech) -> Iterator[Sentence]:
    label = Phrase("applies only when", "适用条件")
    record = speech.one_of(speech.record)
    for clause in clauses:
        if isinstance(clause, AppliesWhen):
            said = condition(clause.condition, speech)
            yield sentence(
                label,
                speech(f"It is only about {article(record)} for which {{}}.", f"只适用于{{}}的{record}。"),
                speech(
                    f"It is only about {article(record)} for which {_of(said).en}:",
                    f"只适用于{_of(said).zh}的{record}：",
                ),
                said,
                speech,
            )


def _of(said: Said) -> Phrase:
    """Return what is said of the conditions that are listed below."""
    match said:
        case Several(kind="all"):
            return Phrase("all of the following hold", "同时有下列各项情形")
        case Several(kind="some", count=count):
            return Phrase(f"at least {count} of the following hold", f"有下列情形中至少{count}项")
        case _:
            return Phrase("one of the following holds", "有下列情形之一")


def _asked(rule: ir.Rule, clauses: Sequence[Clause], speech: Speech) -> Iterator[Sentence]:
    """What must not be, or what is asked of which records."""
    label, record = _BROKEN[rule.modality], speech.one_of(speech.record)
    word = _word(rule, speech)
    said = _when(clauses, speech)
    match rule.modality:
        case "must not" | "should not":
            ought = "must" if rule.modality == "must not" else "should"
            if rule.otherwise:
                none = f"There {ought} not be {article(record)} that none of the list's other items matches."
                yield Sentence(label, speech(none, f"凡与本清单其他各项均不相符的，{word}办理。"))
            elif said is None:
                yield Sentence(
                    label,
                    speech(f"There {ought} not be {article(record)} at all.", f"{record}一律{word}办理。"),
                )
            else:
                yield sentence(
                    label,
                    speech(
                        f"There {ought} not be {article(record)} for which {{}}.",
                        f"{record}{word}有下列情形：{{}}。",
                    ),
                    speech(
                        f"There {ought} not be {article(record)} for which {_of(said).en}:",
                        f"{record}{word}{_of(said).zh}：",
                    ),
                    said,
                    speech,
                )
        case "may":
            if said is None:
                yield Sentence(label, speech(f"Any {record} is allowed.", f"{record}{word}办理。"))
            else:
                yield sentence(
                    label,
                    speech(
                        f"{_capital(article(record))} is allowed where {{}}.", f"{{}}的{record}，{word}办理。"
                    ),
                    speech(
                        f"{_capital(article(record))} is allowed where {_of(said).en}:",
                        f"{_of(said).zh}的{record}，{word}办理：",
                    ),
                    said,
                    speech,
                )
        case "must" | "should" | "encourage":
            yield from _duty(rule, said, clauses, speech)
        case _:
            assert_never(rule.modality)


def _when(clauses: Sequence[Clause], speech: Speech) -> Said | None:
    found = [condition(clause.condition, speech) for clause in clauses if isinstance(clause, When)]
    if not found:
        return None
    return found[0] if len(found) == 1 else Several("all", tuple(found))


def _word(rule: ir.Rule, speech: Speech) -> str:
    if speech.chinese and rule.word and language_of([rule.word]) == "zh":
        return rule.word
    return MODALITIES[rule.modality].in_(speech.language)


def _duty(rule: ir.Rule, said: Said | None, clauses: Sequence[Clause], speech: Speech) -> Iterator[Sentence]:
    """What is asked: of all records, of those named shortly in the same sentence, or of those listed before."""
    strength = measures.strength_of(rule.modality)
    record = speech.one_of(speech.record)
    if said is None:
        before = speech(f"For every {record}, ", record)
        comma = before
    elif is_long(said, speech.language):
        assert isinstance(said, Several), "only several are long"
        head = speech(
            f"It is asked of {article(record)} for which {_of(said).en}:",
            f"本条适用于{_of(said).zh}的{record}：",
        )
        yield Sentence(_BROKEN[rule.modality], head, tuple(numbered(said.parts, speech.language)))
        before, comma = speech("Then ", f"上述{record}"), speech("Then ", f"上述{record}，")
    else:
        asked = inline(said, speech.language)
        before = comma = speech(f"Where {asked}, ", f"凡{asked}的，")
    for clause in clauses:
        match clause:
            case Ensure(condition=test):
                word = _word(rule, speech)
                wanted = condition(test, speech)
                ought = {"must": "it must be so that", "should": "it should be so that"}.get(
                    rule.modality, "it is encouraged that"
                )
                yield sentence(
                    _TEST,
                    speech(f"{before}{ought} {{}}.", f"{before}{word}符合下列要求：{{}}。"),
                    speech(f"{before}{ought} {_of(wanted).en}:", f"{before}{word}符合{_wanted(wanted)}："),
                    wanted,
                    speech,
                )
            case Quota():
                text = measures.quota(clause, strength, speech)
                yield Sentence(Phrase("quota", "限额"), _ended(f"{comma}{text}", speech))
            case Deadline():
                text = measures.deadline(clause, strength, speech)
                yield Sentence(Phrase("deadline", "时限"), _ended(f"{comma}{text}", speech))
            case Match():
                text = measures.match(clause, strength, speech)
                each = speech(before, f"每一{record}" if said is None else comma)
                yield Sentence(Phrase("match", "核对"), _ended(f"{each}{text}", speech))
            case _:
                continue


def _wanted(said: Said) -> str:
    match said:
        case Several(kind="any"):
            return "下列要求之一"
        case Several(kind="some", count=count):
            return f"下列要求中的至少{count}项"
        case _:
            return "下列各项要求"


def _ended(text: str, speech: Speech) -> str:
    return f"{text}{speech('.', '。')}"


# --- exceptions -----------------------------------------------------------------------------


def _exceptions(clauses: Iterable[Clause], speech: Speech) -> Iterator[Sentence]:
    unless = [condition(clause.condition, speech) for clause in clauses if isinstance(clause, Unless)]
    if unless:
        joined = unless[0] if len(unless) == 1 else Several("any", tuple(unless))
        many = joined.parts if isinstance(joined, Several) and joined.kind == "any" else (joined,)
        if len(many) > 1:
            yield Sentence(
                _EXCEPT,
                speech("This does not hold where any of these is so:", "有下列情形之一的除外："),
                tuple(numbered(many, speech.language)),
            )
        else:
            yield sentence(
                _EXCEPT,
                speech("This does not hold where {}.", "但{}的除外。"),
                speech(f"This does not hold where {_of(joined).en}:", f"但{_of(joined).zh}的除外："),
                joined,
                speech,
            )
    for clause in clauses:
        if isinstance(clause, Without):
            yield _without(clause, speech)


def _without(clause: Without, speech: Speech) -> Sentence:
    leave, lacking = leave_said(clause, speech)
    return Sentence(
        Phrase("except with", "例外"),
        speech(f"Nor does it hold {leave}; {lacking}.", f"{leave}除外；{lacking}。"),
    )


def leave_said(clause: Without, speech: Speech) -> tuple[str, str]:
    """Return with whose leave an item does not hold, and what follows without it."""
    who, fact = addressee(clause.who, speech), inline(condition(clause.fact, speech), speech.language)
    given, ungiven = (said.in_(speech.language).format(who=who) for said in _LEAVE[clause.kind])
    return (
        speech(f"{given}, that is where {fact}", f"{given}（以“{fact}”为准）"),
        speech(f"{ungiven} the matter is referred to {who}", f"{ungiven}，报{who}{ABOUT[clause.kind].zh}"),
    )


# --- what else, and what it comes to --------------------------------------------------------


def _further(clauses: Iterable[Clause], speech: Speech) -> Iterator[Sentence]:
    for clause in clauses:
        match clause:
            case Warn():
                text = measures.warning(clause, speech)
                yield Sentence(Phrase("early warning", "预警"), _ended(_capital(text), speech))
            case Then():
                text = actions(clause, speech)
                said = speech(f"What follows: {text}.", f"相应办理：{text}。")
                yield Sentence(Phrase("what follows", "办理"), said)
            case Overrides(items=items):
                beaten = speech.listed([called(each, speech) for each in items])
                said = speech(f"It sets aside {beaten}.", f"本条优先于{beaten}适用。")
                yield Sentence(Phrase("sets aside", "优先于"), said)
            case (
                When()
                | AppliesWhen()
                | Unless()
                | Without()
                | Ensure()
                | Quota()
                | Deadline()
                | Match()
                | Because()
                | Remedy()
                | Cite()
                | From()
                | Until()
                | IfUnknown()
            ):
                continue
            case _:
                assert_never(clause)


def _effect(rule: ir.Rule, speech: Speech) -> Sentence:
    effect = PHRASES[rule.effect].in_(speech.language)
    label = Phrase("effect", "结论")
    if rule.modality == "may":
        return Sentence(label, speech(f"What matches it: {effect}.", f"相符的，结论为{effect}。"))
    return Sentence(label, speech(f"When it is broken: {effect}.", f"违反的，结论为{effect}。"))


def _lacking(rule: ir.Rule, speech: Speech) -> Sentence:
    answer = LACKING[rule.if_unknown].in_(speech.language)
    return Sentence(
        Phrase("if facts are lacking", "资料不足时"),
        speech(f"If facts are lacking, {answer}.", f"资料不足、不能认定的，{answer}。"),
    )


def _texts(clauses: Iterable[Clause], speech: Speech) -> Iterator[Sentence]:
    for clause in clauses:
        match clause:
            case Because(text=text):
                said = value(text, speech)
                yield Sentence(
                    Phrase("reason given", "认定理由"),
                    speech(f"The reason given: {said}", f"认定理由：{said}"),
                )
            case Remedy(text=text):
                said = value(text, speech)
                yield Sentence(
                    Phrase("remedy", "整改要求"), speech(f"The remedy: {said}", f"整改要求：{said}")
                )
            case _:
                continue


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
