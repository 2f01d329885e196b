"""What does a decision say of an item?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core.decision.finding import Finding, Note, Undetermined, Waived
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.core.decision import Decision
    from policyrules.core.ir import RuleId


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


def says(said: Said, outcome: str) -> bool:
    """Return whether what is said of an item is an outcome."""
    if isinstance(said, Undetermined):
        return outcome == "undetermined"
    return isinstance(said, Finding) and said.effect.value == outcome


def said_of(said: Said) -> Phrase:
    """Return in words what is said of an item."""
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
                f"待定，尚缺 {zh}" if zh else "待定",
            )
        case Waived(by=by):
            names = [f"`{each}`" for each in by]
            return Phrase(f"is set aside by {', '.join(names)}", f"因 {'、'.join(names)} 优先而不适用")
        case Note():
            return Phrase("is skipped for lack of facts", "因资料不足而略过")
        case None:
            return Phrase("says nothing", "没有结论")
