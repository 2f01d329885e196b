"""How does an official read a decision? The outcome first, then what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from policyrules.core.decision.deadlines import LIGHTS
from policyrules.core.decision.sheets import ANSWERS
from policyrules.core.effect import PHRASES, worst
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.surfaces.finding_text import ACTION, STYLES, colon, finding_lines, joined, labelled, named
from policyrules.surfaces.needed_text import needed_lines
from policyrules.surfaces.prose.speech import alone

if TYPE_CHECKING:
    from policyrules.core.decision import Decision
    from policyrules.core.decision.finding import Action, Finding
    from policyrules.core.decision.sheets import Sheet
    from policyrules.surfaces.output import Line, Style

_DEADLINES: Final = Phrase("deadlines", "时限")
_NO_LIGHT: Final = Phrase("untold", "不详")
_ALSO_UNDETERMINED: Final = Phrase("also undetermined", "另有待定")
_WAIVED: Final = Phrase("set aside", "被优先条款排除")
_NOTES: Final = Phrase("notes", "说明")
_FAULTS: Final = Phrase("faults of plugins", "插件出错")
_ALLOWED_BY: Final = Phrase("allowed by", "依据")
_ALSO_ALLOWED: Final = Phrase("permissions that match", "符合的允许条款")
_LIGHT_STYLES: Final[dict[str | None, Style]] = {
    "green": "good",
    "yellow": "doubtful",
    "red": "bad",
    None: "quiet",
}


def decision_lines(decision: Decision, subject: str, language: Language) -> Iterator[Line]:
    """Yield the lines of a decision about a subject (`Inspection 2026-17`), without an empty line after.

    A permit with nothing to say is one line. Findings stand the gravest first, as written within one
    effect; each with reason, remedy, sources and actions. What several items ask to be done, or a table,
    stands after them, once. Matched permissions head a permit, and stand apart from any other outcome. The
    traffic light heads what has deadlines; those that no finding is about stand in a list of their own.
    """
    outcome = decision.outcome.value
    permits = [finding for finding in decision.findings if _is_permission(finding)]
    yield (
        (STYLES[outcome], decision.outcome.phrase.in_(language)),
        (STYLES[outcome], _at_least(decision, language)),
        ("plain", "  "),
        ("heading", subject),
        ("quiet", _day(decision, language)),
        (_LIGHT_STYLES[decision.light], _light(decision, language)),
        ("quiet", _allowed_by(permits, language) if outcome == "permit" else ""),
    )
    findings = [finding for finding in decision.findings if not _is_permission(finding)]
    yield from finding_lines(decision, findings, language)
    apart = {(finding.id,) for finding in findings}
    for action in decision.actions:
        if action.items not in apart:
            yield labelled(ACTION, f"{action.text(language)}{_for(action, language)}", language, indent="  ")
    if permits and outcome != "permit":
        names = ("、" if language == "zh" else ", ").join(finding.item for finding in permits)
        yield _aside(_ALSO_ALLOWED, [names], language)
    yield from _deadlines(decision, findings, language)
    for sheet in decision.sheets:
        yield (("plain", f"  {_sheet(sheet, language)}"),)
    yield from _open(decision, language)
    yield from _asides(decision, language)


def _is_permission(finding: Finding) -> bool:
    """Whether a finding only allows: an item early in the use of its quota says something else."""
    return finding.effect == "permit" and finding.modality == "may"


def _at_least(decision: Decision, language: Language) -> str:
    """Return what an undetermined decision cannot be milder than."""
    if decision.outcome != "undetermined":
        return ""
    low = worst(finding.effect for finding in decision.findings)
    if low == "permit":
        return ""
    return f"（至少{low.phrase.zh}）" if language == "zh" else f" (at least {low.phrase.en})"


def _day(decision: Decision, language: Language) -> str:
    if decision.on is None:
        return ""
    return f"（{decision.on}）" if language == "zh" else f" ({decision.on})"


def _allowed_by(findings: Iterable[Finding], language: Language) -> str:
    names = [finding.item for finding in findings]
    if not names:
        return ""
    if language == "zh":
        return f"  {_ALLOWED_BY.zh} {'、'.join(names)}"
    return f"  {_ALLOWED_BY.en} {', '.join(names)}"


def _light(decision: Decision, language: Language) -> str:
    light = decision.light
    if light is None:
        return ""
    return f"  {LIGHTS[light].zh}" if language == "zh" else f"  {LIGHTS[light].en} light"


def _deadlines(decision: Decision, findings: Iterable[Finding], language: Language) -> Iterator[Line]:
    """Yield how the deadlines stand that no finding is about, each with its light."""
    told = {finding.id for finding in findings if finding.deadline is not None}
    left = [deadline for deadline in decision.deadlines if deadline.item not in told]
    if left:
        yield (("quiet", f"  {_DEADLINES.in_(language)}{colon(language).rstrip()}"),)
    for deadline in left:
        light = _NO_LIGHT if deadline.light is None else LIGHTS[deadline.light]
        name = named(deadline.item.item, deadline.names, language)
        title = f"  {alone(deadline.title)}" if deadline.title else ""
        yield (
            ("plain", "    "),
            (_LIGHT_STYLES[deadline.light], light.in_(language)),
            ("plain", f"  {name}{title}{colon(language)}{deadline.said.in_(language)}"),
        )


def _for(action: Action, language: Language) -> str:
    """Return the items that ask for an action; nothing where only a table does."""
    items = [item.item for item in action.items]
    if not items:
        return ""
    return f"（涉及 {'、'.join(items)}）" if language == "zh" else f" (for {', '.join(items)})"


# --- what is missing and what was put aside ------------------------------------------------------


def _open(decision: Decision, language: Language) -> Iterator[Line]:
    """Yield what is open, and where it matters, what would settle it."""
    if decision.outcome == "undetermined":
        yield from needed_lines(decision, language)
    elif decision.undetermined:  # nothing more is needed: what is open makes no difference
        names = ("、" if language == "zh" else ", ").join(item.item for item in decision.undetermined)
        yield _aside(_ALSO_UNDETERMINED, [names], language)


def _asides(decision: Decision, language: Language) -> Iterator[Line]:
    waived = [
        f"{named(item.item, item.names, language)}{_by([rule.item for rule in item.by], language)}"
        for item in decision.waived
    ]
    if waived:
        yield _aside(_WAIVED, waived, language)
    notes = [note.text.in_(language) for note in decision.notes]
    if notes:
        yield from _list(_NOTES, notes, language)
    faults = [f"{fault.function}{colon(language)}{fault.message.in_(language)}" for fault in decision.faults]
    if faults:
        yield from _list(_FAULTS, faults, language)


def _aside(label: Phrase, parts: list[str], language: Language) -> Line:
    return (("quiet", f"  {label.in_(language)}{colon(language)}"), ("plain", joined(parts, language)))


def _list(label: Phrase, parts: list[str], language: Language) -> Iterator[Line]:
    if len(parts) == 1:
        yield _aside(label, parts, language)
        return
    yield (("quiet", f"  {label.in_(language)}{colon(language).rstrip()}"),)
    for part in parts:
        yield (("plain", f"    - {part}"),)


def _by(items: list[str], language: Language) -> str:
    return f"（优先：{'、'.join(items)}）" if language == "zh" else f" (by {', '.join(items)})"


def _sheet(sheet: Sheet, language: Language) -> str:
    """Return a checklist's answers counted: 通过 12，不通过 3."""
    counts: Counter[str] = Counter(answer.answer for answer in sheet.answers)
    parts = [
        f"{ANSWERS[answer].in_(language)} {counts[answer]}"
        if language == "zh"
        else f"{counts[answer]} {answer}"
        for answer in ANSWERS
        if answer in counts
    ]
    name = sheet.names.for_people() if language == "zh" else sheet.list
    return f"{name}{colon(language)}{'，'.join(parts) if language == 'zh' else ', '.join(parts)}"


def outcomes_counted(outcomes: Counter[str], language: Language) -> str:
    """Return how many decisions came to what, the mildest outcome first.

    >>> outcomes_counted(Counter({"forbid": 1, "permit": 2}), "en")
    '2 permit, 1 forbid'
    """
    parts = [
        f"{PHRASES[word].zh} {outcomes[word]} 件" if language == "zh" else f"{outcomes[word]} {word}"
        for word in PHRASES
        if outcomes[word]
    ]
    return ("，" if language == "zh" else ", ").join(parts)


# --- words ----------------------------------------------------------------------------------
