"""How does an official read a finding? What it says, why, by which entries, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from policyrules.core.decision.match_said import apart_said, entry_named
from policyrules.core.decision.unsettled import not_enough_known
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.surfaces.prose.speech import alone

if TYPE_CHECKING:
    from policyrules.core.decision import Decision
    from policyrules.core.decision.finding import Entry, Finding
    from policyrules.core.ir import Citation
    from policyrules.semantics.schema import Titled
    from policyrules.surfaces.output import Line, Style

STYLES: Final[dict[str, Style]] = {
    "permit": "good",
    "advise": "note",
    "warn": "doubtful",
    "refer": "doubtful",
    "return": "bad",
    "forbid": "bad",
    "undetermined": "note",
}
_REASON: Final = Phrase("why", "理由")
_FACTS: Final = Phrase("facts", "事实")
_REMEDY: Final = Phrase("remedy", "整改")
_SOURCE: Final = Phrase("source", "依据")
ACTION: Final = Phrase("action", "办理")
_USAGE: Final = Phrase("usage", "用量")
_DEADLINE: Final = Phrase("due", "时限")
_MATCH: Final = Phrase("match", "核对")
_LEDGER: Final = Phrase("ledger", "台账")
_LABEL_COLUMNS: Final = 7
_ENTRIES: Final = 5
"""So many entries of ledgers are named; the rest are counted."""


def finding_lines(decision: Decision, findings: Iterable[Finding], language: Language) -> Iterator[Line]:
    """Yield the lines of findings, the gravest first; what an item says again at another stage stands once.

    With each stand the actions that nothing else in the `decision` asks for.
    """
    told: set[tuple[object, str | None]] = set()
    asked: set[object] = set()
    for finding in sorted(findings, key=lambda finding: -finding.effect.rank):
        yield _heading(finding, language)
        if (finding.id, finding.reason) not in told:
            told.add((finding.id, finding.reason))
            yield from _finding(finding, language)
        if finding.id not in asked:
            asked.add(finding.id)
            for action in decision.actions:
                if action.items == (finding.id,):
                    yield labelled(ACTION, action.text(language), language)


def _heading(finding: Finding, language: Language) -> Line:
    effect = finding.effect.value
    stage = "" if finding.part is None else finding.part.said.in_(language)
    return (
        ("plain", "  "),
        (STYLES[effect], finding.effect.phrase.in_(language)),
        ("plain", "  "),
        ("heading", named(finding.item, finding.names, language)),
        ("heading", f"  {alone(finding.title)}" if finding.title else ""),
        ("quiet", (f"（{stage}）" if language == "zh" else f" ({stage})") if stage else ""),
    )


def _finding(finding: Finding, language: Language) -> Iterator[Line]:
    if not finding.settled:
        unsettled = not_enough_known(finding.modality, finding.needing, finding.obstacles)
        yield labelled(_REASON, unsettled.in_(language), language)
    elif finding.measured is not None:
        yield from _measured(finding, finding.measured, language)
    elif finding.reason:
        yield labelled(_REASON, finding.reason, language)
    elif finding.facts:
        yield labelled(_FACTS, _facts(finding, language), language)
    yield from _evidence(finding, language)
    if finding.remedy:
        yield labelled(_REMEDY, finding.remedy, language)
    cited = [citation_words(citation, language) for citation in finding.citations]
    if cited:
        yield labelled(_SOURCE, joined(cited, language), language)


def _measured(finding: Finding, measured: Phrase, language: Language) -> Iterator[Line]:
    """Yield what an item measured: beside its own reason, or as the reason."""
    if finding.reason in (measured.en, measured.zh):
        yield labelled(_REASON, measured.in_(language), language)
        return
    yield labelled(_REASON, finding.reason or "", language)
    label = _DEADLINE if finding.deadline is not None else _MATCH if finding.match is not None else _USAGE
    yield labelled(label, measured.in_(language), language)


def _evidence(finding: Finding, language: Language) -> Iterator[Line]:
    """Yield the entries of ledgers that show it, but for those the reason of a match names."""
    match = finding.match
    if match is None:
        if finding.rows:
            said = entries_words(finding.rows, finding.more_rows, language)
            with_it = Phrase(", with this one", "，连同本件") if finding.usage else Phrase("", "")
            yield labelled(_LEDGER, f"{said}{with_it.in_(language)}", language)
        return
    if match.status != "differs" or len(match.candidates) == 1:
        return
    for candidate in match.candidates[:_ENTRIES]:
        apart = apart_said(candidate.apart)
        said = entry_named(candidate).in_(language)
        held = "" if apart is None else f"{colon(language)}{apart.in_(language)}"
        yield labelled(_LEDGER, f"{said}{held}", language)


def entries_words(entries: Sequence[Entry], more: int, language: Language) -> str:
    """Return entries of ledgers one after the other; of one record the name once: `Visit 7, 8 and 2 more`."""
    shown: list[str] = []
    before: str | None = None
    for entry in entries[:_ENTRIES]:
        named = "" if entry.said is None else entry.said.in_(language)
        shown.append(entry.key if entry.key is not None and entry.record == before else named)
        before = entry.record
    left = more + len(entries) - len(shown)
    if language == "zh":
        return "、".join(shown) + (f" 等 {left + len(shown)} 条" if left else "")
    return ", ".join(shown) + (f" and {left} more" if left else "")


def _facts(finding: Finding, language: Language) -> str:
    return joined(
        [
            f"{fact.names.for_people() if language == 'zh' else fact.path} {fact.said.in_(language)}"
            for fact in finding.facts
        ],
        language,
    )


def citation_words(citation: Citation, language: Language) -> str:
    """Return a citation as it is printed: 《norm》 and article."""
    norm = f"《{citation.norm}》" if citation.norm else ""
    gap = " " if norm and citation.article and language == "en" else ""
    return f"{norm}{gap}{citation.article or ''}"


def labelled(label: Phrase, text: str, language: Language, indent: str = "      ") -> Line:
    """Return a line that begins with what it is."""
    if language == "zh":
        return (("plain", indent), ("quiet", f"{label.zh}："), ("plain", text))
    return (("plain", indent), ("quiet", f"{label.en}:".ljust(_LABEL_COLUMNS) + " "), ("plain", text))


# --- words ----------------------------------------------------------------------------------


def named(item: str, names: Titled, language: Language) -> str:
    """Return what an item is called: its code, and its other name where it has one."""
    if names.second is None or names.second == item:
        return item
    return f"{item} {names.second}" if language == "zh" else f"{item} ({names.second})"


def joined(parts: list[str], language: Language) -> str:
    """Return texts as one, a semicolon between them."""
    return ("；" if language == "zh" else "; ").join(parts)


def colon(language: Language) -> str:
    """Return the colon of a language."""
    return "：" if language == "zh" else ": "
