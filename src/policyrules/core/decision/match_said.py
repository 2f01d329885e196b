"""How is it said what was found in another ledger? `Plan p1 differs: people 12 here, 20 there`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from policyrules.core.days_said import day_said
from policyrules.core.decision.entries import keys_listed
from policyrules.core.decision.finding import ledger_said
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from policyrules.core.decision.matches import Candidate, Compared, MatchStanding

_KEYS: Final = 5
"""So many entries are named where too many match; the rest are counted."""


def match_said(standing: MatchStanding, *, limit: str = "", last: date | None = None) -> Phrase:
    """Return what was found in words.

    `limit` is how many entries may match, `last` the last day on which a missing one is waited for.
    """
    ledger = ledger_said(standing.names)
    held, count = standing.candidates, len(standing.rows)
    match standing.status:
        case None:
            return Phrase(
                f"whether {ledger.en} has it cannot be told", f"{ledger.zh}中有无对应记录，尚不能确定"
            )
        case "matched":
            entry = entry_named(held[0])
            return Phrase(f"{entry.en} agrees with it", f"与{entry.zh} 相符")
        case "missing":
            said = Phrase(f"{ledger.en} has no matching entry", f"{ledger.zh}中没有对应记录")
            return said if standing.nearest is None else _with_nearest(said, standing.nearest)
        case "pending":
            assert last is not None, "only what is waited for is pending"
            day = day_said(last)
            return Phrase(
                f"{ledger.en} has no matching entry yet; judged after {day.en}",
                f"{ledger.zh}中尚无对应记录，{day.zh}后再核对",
            )
        case "differs":
            return _differs(held, count)
        case "repeated":
            named = [each.entry.key or entry_named(each).en for each in held[:_KEYS]]
            listed = keys_listed(named, count - len(named))
            return Phrase(
                f"{ledger.en} has {count} matching entries, at most {limit}: {listed.en}",
                f"{ledger.zh}中有 {count} 条对应记录，上限 {limit} 条：{listed.zh}",
            )
        case _:
            assert_never(standing.status)


def entry_named(candidate: Candidate) -> Phrase:
    """Return what people call a candidate."""
    said = candidate.entry.said
    assert said is not None, "an entry of a ledger has a name"
    return said


def _with_nearest(said: Phrase, near: Candidate) -> Phrase:
    entry, apart = entry_named(near), apart_said(near.apart)
    en, zh = f"; nearest is {entry.en}", f"；最接近的是{entry.zh}"
    if apart is not None:
        en, zh = f"{en}: {apart.en}", f"{zh}：{apart.zh}"
    return Phrase(said.en + en, said.zh + zh)


def _differs(held: Sequence[Candidate], count: int) -> Phrase:
    best = min(held, key=lambda each: len(each.apart))
    entry, apart = entry_named(best), apart_said(best.apart)
    en, zh = f"{entry.en} differs", f"与{entry.zh} 不符"
    if apart is not None:
        en, zh = f"{en}: {apart.en}", f"{zh}：{apart.zh}"
    if count > 1:
        others = "1 other differs" if count == 2 else f"{count - 1} others differ"
        en, zh = f"{en}; {others} as well", f"{zh}；另有 {count - 1} 条也不符"
    return Phrase(en, zh)


def apart_said(apart: Sequence[Compared]) -> Phrase | None:
    """Return what does not agree, with both values: `people 12 here, 20 there`; none of nothing."""
    if not apart:
        return None
    return Phrase(
        "; ".join(
            f"{each.names.first} {each.mine_said.en} here, {each.theirs_said.en} there" for each in apart
        ),
        "、".join(
            f"{each.names.for_people()}（本件 {each.mine_said.zh}，台账 {each.theirs_said.zh}）"
            for each in apart
        ),
    )
