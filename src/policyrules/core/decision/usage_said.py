"""How is it said how much of a quota is used? `3 inspections for County A in 2026-03, at most 2`."""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING, Any, Final, assert_never

from policyrules.core import numbers
from policyrules.core.days_said import window_said
from policyrules.core.decision.names import names_read
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policyrules.core import ir
    from policyrules.core.decision.usage import QuotaUsage
    from policyrules.core.values import Period

_NO_AMOUNT: Final = Phrase("an unknown amount", "数量不详")
_KEYS: Final = 3
"""So many keys are told in a reason; the rest are counted."""
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SHORTEST: Final = 3
"""Names of fewer letters are no words."""


def over_said(amount: Phrase, where: Phrase, limit: Phrase) -> Phrase:
    """Return that so much counts where no more than a limit may: `3 inspections in 2026-03, at most 2`."""
    return Phrase(
        f"{amount.en}{_spaced(where.en)}, at most {limit.en}",
        f"{_before(where.zh)}{amount.zh}，上限 {limit.zh}",
    )


def used_said(program: ir.Program, quota: ir.Quota, amounts: tuple[Any, Any, Any], where: Phrase) -> Phrase:
    """Return how much of a limit is used: `8 of 10 inspections used (80%) in 2026-03`.

    `amounts` are what surely counts, what possibly does, and the limit.
    """
    low, high, limit = amounts
    share, most = _share(low, limit), limit_said(quota, limit)
    en = amount_said(program, quota, low, high, of=most.en).en
    zh = amount_said(program, quota, low, high).zh
    if quota.measure == "total":
        zh = zh.replace("合计 ", "合计已达 ", 1)
    else:
        en, zh = f"{en} used", f"已达 {zh}"
    en += f" ({share}%)" if share else ""
    zh += f"，为上限 {most.zh}的 {share}%" if share else f"，上限 {most.zh}"
    return Phrase(f"{en}{_spaced(where.en)}", f"{_before(where.zh)}{zh}")


def _before(text: str) -> str:
    return text if not text or text.endswith("）") else f"{text} "


def _share(low: Any, limit: Any) -> str:
    """How many hundredths of the limit are used; nothing where that cannot be told."""
    if limit is UNKNOWN or not limit or low in (inf, -inf):
        return ""
    try:
        return numbers.written(numbers.round_half_up(numbers.divide(low, limit) * 100, 0))
    except CannotTell:
        return ""


def _spaced(text: str) -> str:
    return f" {text}" if text else ""


def amount_said(program: ir.Program, quota: ir.Quota, low: Any, high: Any, *, of: str = "") -> Phrase:
    """Return how much counts, surely and possibly, in English perhaps `of` how much that may.

    `3 inspections`, `3 different organisers`, `people 12 in total`; 3 次, 3 个不同组织单位, 人数合计 12 人.
    """
    en, zh = _range(low, high)
    en = f"{en} of {of}" if of else en
    one, classifier = (of or en) == "1", quota.classifier
    match quota.measure:
        case "count":
            names = program.records[quota.record].names
            return Phrase(f"{en} {in_plain_words(names.first, one=one)}", f"{zh} {classifier or '次'}")
        case "different":
            assert quota.value is not None, "what is told apart is written"
            names = names_read(program, quota.value)
            counted = in_plain_words(names.first, one=one)
            return Phrase(f"{en} different {counted}", f"{zh} {classifier or '个'}不同{names.for_people()}")
        case "total":
            assert quota.value is not None, "what is totalled is written"
            names = names_read(program, quota.value)
            unit = f" {classifier}" if classifier else ""
            return Phrase(f"{names.first} {en} in total", f"{names.for_people()}合计 {zh}{unit}")
        case _:
            assert_never(quota.measure)


def _range(low: Any, high: Any) -> tuple[str, str]:
    if low in (inf, -inf):
        return _NO_AMOUNT.en, _NO_AMOUNT.zh
    least = numbers.written(low)
    if high == low:
        return least, least
    if high in (inf, -inf):
        return f"at least {least}", f"至少 {least}"
    return f"{least} to {numbers.written(high)}", f"{least} 至 {numbers.written(high)}"


def limit_said(quota: ir.Quota, limit: Any) -> Phrase:
    """Return how much may count."""
    if limit is UNKNOWN:
        return Phrase("an unknown number", "不详")
    number = numbers.written(limit)
    default = {"count": "次", "different": "个", "total": ""}[quota.measure]
    classifier = quota.classifier or default
    return Phrase(number, f"{number} {classifier}" if classifier else number)


def where_said(program: ir.Program, quota: ir.Quota, keys: Sequence[Phrase], days: Period | None) -> Phrase:
    """Return under which key and when: `for County A in 2026-03 (by start)`, 甲县 2026年3月（按开始日期）."""
    when, by = window_said(quota.window, days), _by(program, quota)
    en = [f"for {', '.join(key.en for key in keys)}"] if keys else []
    zh = ["、".join(key.zh for key in keys)] if keys else []
    if by is None:
        return Phrase(" ".join([*en, when.en]), " ".join([*zh, when.zh]))
    beside = f"{when.zh[:-1]}，{by.zh}）" if when.zh.endswith("）") else f"{when.zh}（{by.zh}）"
    return Phrase(" ".join([*en, f"{when.en} ({by.en})"]), " ".join([*zh, beside]))


def _by(program: ir.Program, quota: ir.Quota) -> Phrase | None:
    """By which dates a quota counts; none where time plays no part."""
    if quota.first is None:
        return None
    first = names_read(program, quota.first)
    if quota.last is None:
        return Phrase(f"by {first.first}", f"按{first.for_people()}")
    last = names_read(program, quota.last)
    return Phrase(f"by {first.first} to {last.first}", f"按{first.for_people()}至{last.for_people()}")


def in_plain_words(name: str, *, one: bool) -> str:
    """Return an English name as words for one or several of what it names; any other name as it is.

    >>> in_plain_words("PlanItem", one=False), in_plain_words("county", one=False), in_plain_words("走访", one=False)
    ('plan items', 'counties', '走访')
    """
    if not name.isascii() or len(name) < _SHORTEST:
        return name
    words = [word if word.isupper() else word.lower() for word in _WORD.findall(name)]
    last = words[-1] if words else ""
    if one or not last or last.isupper() or last[-1].isdigit():
        return " ".join(words) or name
    if last.endswith(("s", "x", "z", "ch", "sh")):
        many = f"{last}es"
    elif last.endswith("y") and last[-2:-1] not in ("", "a", "e", "i", "o", "u"):
        many = f"{last[:-1]}ies"
    else:
        many = f"{last}s"
    return " ".join([*words[:-1], many])


def reason_said(by_key: Iterable[tuple[QuotaUsage, int]]) -> Phrase | None:
    """Return what is used, under each key in its fullest window, and whether it is over in others as well.

    None of nothing.
    """
    en, zh = [], []
    for usage, others in by_key:
        en.append(usage.said.en + (", and over at other times too" if others else ""))
        zh.append(usage.said.zh + ("，其他时段也有超过上限的" if others else ""))
    if not en:
        return None
    left = len(en) - _KEYS
    if left > 0:
        en, zh = [*en[:_KEYS], f"and so for {left} more"], [*zh[:_KEYS], f"另有 {left} 处也是如此"]
    return Phrase("; ".join(en), "；".join(zh))
