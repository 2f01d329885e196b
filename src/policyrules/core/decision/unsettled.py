"""What does an item say that stands only because too little is known? (`if unknown block`, `warn`.)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyrules.core.decision.finding import Missing

_BROKEN: Final = Phrase(
    "not enough is known to tell whether this is broken", "资料不足，尚不能认定是否违反本条"
)
_MATCHED: Final = Phrase(
    "not enough is known to tell whether this allows it", "资料不足，尚不能认定是否符合本条"
)


def not_enough_known(modality: str, needing: Iterable[Missing], obstacles: Iterable[Phrase]) -> Phrase:
    """Return that it cannot be told whether an item is broken (a `may`: matched), and what to answer.

    Facts are asked for in their fields' own words.
    """
    said = _MATCHED if modality == "may" else _BROKEN
    asked = [_asked(missing) for missing in needing]
    en, zh = said.en, said.zh
    if asked:
        en += "; to answer: " + "; ".join(each.en for each in asked)
        zh += "；请补充：" + "；".join(each.zh for each in asked)
    for obstacle in obstacles:
        en += f"; {obstacle.en}"
        zh += f"；{obstacle.zh}"
    return Phrase(en, zh)


def _asked(missing: Missing) -> Phrase:
    """What to answer, and whom to ask."""
    asked = missing.said
    if missing.asked_of is None:
        return asked
    return Phrase(f"{asked.en} (asked of {missing.asked_of})", f"{asked.zh}（由{missing.asked_of}回答）")
