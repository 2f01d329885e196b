"""How does an official read an explanation? As a tree of lines in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core import ir
from policyrules.core.effect import worst
from policyrules.core.explain.collapse import note_seen, parts_seen, same_words
from policyrules.core.explain.grounds_said import SHOWN, change_said, grounds_said, lacking_said
from policyrules.core.explain.proof import Prover
from policyrules.core.explain.reasons import reason_of
from policyrules.core.explain.versions import span_said
from policyrules.core.explain.written import cut
from policyrules.core.logic import not_
from policyrules.core.rule_parts import is_silent
from policyrules.core.values import UNKNOWN
from policyrules.core.words import NO, UNKNOWN_WORD, YES
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.frozen import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyrules.core.explain import Explanation, ItemProof
    from policyrules.core.explain.tree import Proof
    from policyrules.core.logic import Kleene

_LONGEST: Final = 100
_BECAUSE: Final = Phrase("it follows from this alone", "仅凭下列各项即可认定")
_ALWAYS: Final = Phrase("it always does, whatever the facts", "无论事实如何都是如此")
_UNTRIED: Final = Phrase("too many facts to try which of them suffice", "涉及的事实过多，未逐项推究")
_CHANGED: Final = Phrase("any one of these would change it", "改变下列任何一项即不违反")
_LACKING: Final = Phrase("what is lacking", "尚缺")


@frozen
class _Line:
    """A line and the lines under it."""

    text: str
    under: tuple[_Line, ...] = field(default=())


def explanation_text(explanation: Explanation, language: Language, *, grounds: bool) -> str:
    """Return the outcome, then every list with its items, each with why it says what it says."""
    shown = explanation if grounds else None
    lines = [_head(explanation, language), *_lists(explanation, explanation.items, language, shown)]
    checks = [
        *(
            _Line(
                f"✗ {found.item}：{found.reason or found.title or ''}"
                if language == "zh"
                else f"✗ {found.item}: {found.reason or found.title or ''}"
            )
            for found in explanation.findings
        ),
        *(_Line(f"? {item.item}") for item in explanation.undetermined),
    ]
    if checks:
        lines += ["", Phrase("checks", "检查").in_(language), *_drawn(tuple(checks))]
    return "\n".join(lines)


def items_text(explanation: Explanation, items: Iterable[ir.RuleId], language: Language) -> str:
    """Return some items in their lists, each with why it says what it says."""
    asked = set(items)
    shown = [item for item in explanation.items if item.id.whole in asked]
    return "\n".join(list(_lists(explanation, shown, language, None))[1:])


def fact_text(explanation: Explanation, name: str, language: Language) -> str:
    """Return a derived fact with its value, and why it has it."""
    record = explanation.record
    define = explanation.program.defines[record, name]
    proof = Prover(explanation.evaluation).prove(ir.Derived("this", record, name, define.type))
    called = define.names.first if language == "en" else define.names.for_people()
    colon = ": " if language == "en" else "："
    head = f"{called}{colon}{_cut(proof.said.in_(language))}"
    return "\n".join([head, *_drawn(tuple(_under(proof, language)))])


def _lists(
    explanation: Explanation, items: Iterable[ItemProof], language: Language, grounds: Explanation | None
) -> Iterator[str]:
    for name, own in _by_list(explanation, items, language):
        yield from ("", name, *_drawn(tuple(_item(item, language, grounds) for item in own)))


def _head(explanation: Explanation, language: Language) -> str:
    outcome = explanation.outcome
    schema = explanation.program.records[explanation.record]
    name = schema.names.first if language == "en" else schema.names.for_people()
    said = outcome.phrase.in_(language)
    if outcome == "undetermined":
        low = worst(explanation.certain).phrase.in_(language)
        high = worst([*explanation.certain, *explanation.possible]).phrase.in_(language)
        said += f" (at least {low}, at most {high})" if language == "en" else f"（至少{low}，至多{high}）"
    on, governing = explanation.on, explanation.governing
    when = []
    if on is not None:
        when.append(f"on {on}" if language == "en" else f"{on} 作出")
    if governing is not None and governing != on:
        when.append(f"by the rules of {governing}" if language == "en" else f"适用 {governing} 的规定")
    if language == "zh":
        return f"{name}：{said}" + (f"（{'，'.join(when)}）" if when else "")
    return f"{name}: {said}" + (f" ({', '.join(when)})" if when else "")


def _by_list(
    explanation: Explanation, items: Iterable[ItemProof], language: Language
) -> Iterator[tuple[str, list[ItemProof]]]:
    lists = {(listed.policy, listed.names.first): listed for listed in explanation.program.lists}
    grouped: dict[tuple[str, str], list[ItemProof]] = {}
    for item in items:
        grouped.setdefault((item.rule.id.policy, item.rule.list), []).append(item)
    for key, own in grouped.items():
        listed = lists.get(key)
        name = key[1] if listed is None or language == "en" else listed.names.for_people()
        title = "" if listed is None or listed.title is None else f" “{listed.title}”"
        yield f"{name}{title}", own


# --- items ------------------------------------------------------------------------------------


def _item(item: ItemProof, language: Language, explanation: Explanation | None) -> _Line:
    """An item as a line that says what the gravest of its stages says."""
    rule, speaking = item.rule, item.speaking
    name = rule.names.first if language == "en" else rule.names.for_people()
    title = f" “{rule.title}”" if rule.title else ""
    colon = ": " if language == "en" else "："
    reason = reason_of(speaking).in_(language)
    grounds = () if explanation is None else _grounds(speaking, explanation, language)
    return _Line(
        f"{_mark(speaking)} {name}{title}{colon}{reason}",
        (*_parts(item, language), *grounds),
    )


def _grounds(item: ItemProof, explanation: Explanation, language: Language) -> Iterator[_Line]:
    """What a finding follows from and what would change it; of what is undetermined, what is lacking."""
    evaluation, chinese = explanation.evaluation, language == "zh"
    joint = "；" if chinese else "; "
    reason = explanation.because_of(item)
    if reason is not None:
        said = joint.join(each.said.in_(language) for each in grounds_said(evaluation, reason.grounds))
        if not reason.tried:
            said = _UNTRIED.in_(language)
        yield _Line(f"{_BECAUSE.in_(language)}{'：' if chinese else ': '}{said or _ALWAYS.in_(language)}")
    changes = [change_said(evaluation, change).in_(language) for change in explanation.changes(item)]
    if changes:
        said = ("；或者" if chinese else "; or ").join(changes[:SHOWN])
        if len(changes) > SHOWN:
            said += f"；等 {len(changes)} 种" if chinese else f"; and {len(changes) - SHOWN} more"
        yield _Line(f"{_CHANGED.in_(language)}{'：' if chinese else ': '}{said}")
    if item.say.kind == "undetermined" or not item.say.settled:
        lacking = joint.join(
            each.in_(language) for each in lacking_said(evaluation, explanation.lacking(item))
        )
        yield _Line(f"{_LACKING.in_(language)}{'：' if chinese else ': '}{lacking}")


def _mark(item: ItemProof) -> str:
    say = item.say
    if say.kind in ("undetermined", "note") or (say.kind == "finding" and not say.settled):
        return "?"
    if say.kind == "nothing" or item.rule.modality == "may":
        return "✓"
    return "!" if is_silent(item.rule.id.part) else "✗"


def _parts(item: ItemProof, language: Language) -> Iterator[_Line]:
    rule = item.rule
    if not rule.validity.always:
        span = span_said(rule.validity.from_, rule.validity.until).in_(language)
        yield _Line(_labelled(Phrase("in force", "施行"), item.force, span, language))
    if item.applies is not None and not _is_plain_yes(rule.applies):
        yield _proved(Phrase("applies when", "适用"), item.applies, language)
    if item.when is not None and not _is_plain_yes(rule.when):
        yield _proved(Phrase("when", "条件"), item.when, language)
    for exemption, proof in zip(rule.exempt, item.exemptions, strict=False):
        label = Phrase("unless", "例外") if exemption.kind == "unless" else _without(exemption)
        yield _proved(label, proof, language)
    if item.test is not None:
        yield _proved(Phrase("ensure", "要求"), _measure(item, item.test), language)
    for stage in item.stages:
        if stage.test is not None and stage.part is not None:
            yield _stage(stage, stage.part.said, stage.test, item, language)
    for other in (*item.beaten_by, *item.maybe_beaten_by):
        sure = other in item.beaten_by
        yield _Line(
            Phrase(
                f"{'set aside' if sure else 'may be set aside'} by {other}",
                f"{'被' if sure else '可能被'} {other} 排除适用",
            ).in_(language)
        )


def _measure(item: ItemProof, test: Proof) -> Proof:
    """What is asked: an item that leaves stages to others passes at those as well, which is no news."""
    leaves = any(not is_silent(stage.rule.id.part) for stage in item.stages)
    return test.parts[0] if leaves and test.parts else test


def _stage(stage: ItemProof, label: Phrase, test: Proof, item: ItemProof, language: Language) -> _Line:
    """A stage: whether it is reached, what it then says, and the words of an early one that has its own."""
    reached = not_(test.holds)
    word = (UNKNOWN_WORD if reached is UNKNOWN else YES if reached is True else NO).in_(language)
    own = is_silent(stage.rule.id.part) and (item.test is None or test.text != item.test.text)
    text = cut(test.text, _LONGEST) if own else ""
    said = stage.say.effect.phrase.in_(language) if stage.say.kind == "finding" else ""
    if language == "zh":
        return _Line(f"{label.zh}：{word}{f'（{said}）' if said else ''}{f' — {text}' if text else ''}")
    return _Line(f"{label.en}: {word}{f' ({said})' if said else ''}{f' — {text}' if text else ''}")


def _without(exemption: ir.Exemption) -> Phrase:
    about = None if exemption.referral is None else exemption.referral.about
    match about:
        case "approval":
            return Phrase("approval", "批准")
        case "filing":
            return Phrase("filing", "备案")
        case "explanation":
            return Phrase("explanation", "说明")
        case _:
            return Phrase("without", "未经")


def _is_plain_yes(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Const) and expr.value is True


def _proved(label: Phrase, proof: Proof, language: Language) -> _Line:
    under = tuple(_under(proof, language))
    note = _noted(note_seen(proof), language)
    return _Line(_labelled(label, proof.holds, _called(proof, language), language) + note, under)


def _labelled(label: Phrase, holds: Kleene, text: str, language: Language) -> str:
    word = (UNKNOWN_WORD if holds is UNKNOWN else YES if holds is True else NO).in_(language)
    return f"{label.en}: {word} — {text}" if language == "en" else f"{label.zh}：{word} — {text}"


def _under(proof: Proof, language: Language) -> Iterator[_Line]:
    """The parts of a proof; a condition that is nothing but a fact needs none."""
    for part in parts_seen(proof):
        bare = part.asked and part.text == proof.text and not part.parts and part.note is None
        if bare and part.kind != "item":
            continue
        yield _Line(_answered(proof, part, language), tuple(_under(part, language)))


def _answered(whole: Proof, part: Proof, language: Language) -> str:
    """A part and its value; an item its whole asks about without naming it goes by its own name."""
    text = _called(part, language)
    said = part.said.in_(language)
    if part.kind == "item" and same_words(whole, part):
        text = part.names[0]
        said = said if part.answer is None else part.answer.in_(language)
    colon = ": " if language == "en" else "："
    return f"{text}{colon}{_cut(said)}{_noted(note_seen(part), language)}"


def _called(proof: Proof, language: Language) -> str:
    return cut(proof.text, _LONGEST) if proof.called is None else _cut(proof.called.in_(language))


def _noted(note: Phrase | None, language: Language) -> str:
    if note is None:
        return ""
    return f" ({note.en})" if language == "en" else f"（{note.zh}）"


def _cut(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else one_line[: _LONGEST - 1] + "…"


def _drawn(lines: tuple[_Line, ...], indent: str = "") -> Iterator[str]:
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        yield f"{indent}{'└─' if last else '├─'} {line.text}"
        yield from _drawn(line.under, indent + ("   " if last else "│  "))
