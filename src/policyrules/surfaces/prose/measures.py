"""How is it said what an item measures: a quota, a deadline, a match, and their early warnings?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, assert_never

from policyrules.core.period_names import UNITS
from policyrules.semantics.schema import Titled
from policyrules.semantics.types import ListType
from policyrules.surfaces.prose.names import field_names
from policyrules.surfaces.prose.values import bare, value
from policyrules.syntax.ast.clauses import (
    CalendarWindow,
    Deadline,
    EverWindow,
    Match,
    MatchCompare,
    MatchKey,
    Quota,
    SlidingWindow,
    Stage,
    Warn,
)
from policyrules.syntax.ast.expressions import Arithmetic

if TYPE_CHECKING:
    from policyrules.surfaces.prose.speech import Speech
    from policyrules.syntax.ast.clauses import Window
    from policyrules.syntax.ast.declarations import Modality
    from policyrules.syntax.ast.expressions import Path

Strength = Literal["must", "should", "encourage"]
_NOT_OVER: Final = {"must": "不得超过", "should": "一般不得超过", "encourage": "提倡不超过"}
_OUGHT: Final = {"must": "应当", "should": "一般应", "encourage": "提倡"}
_STAGES: Final = {
    "missing": ("if it is missing", "缺失的"),
    "differs": ("if it differs", "不符的"),
    "repeated": ("if it is repeated", "重复的"),
    "overdue": ("if it is overdue", "逾期的"),
}


def strength_of(modality: Modality) -> Strength:
    """Return how strongly a duty of a modality asks."""
    if modality in ("should", "encourage"):
        return "should" if modality == "should" else "encourage"
    return "must"


def quota(node: Quota, strength: Strength, speech: Speech) -> str:
    """Return what a quota asks: 对同一对象，每月（按开始日期）不得超过 2 次."""
    limit, window = value(node.limit, speech), _window(node.window, speech)
    if isinstance(node.limit, Arithmetic):
        limit = speech(f"({limit})", f"（{limit}）")
    keys = [bare(key, speech) for key in node.keys]
    each = [
        f"of the {name}" if isinstance(speech.type_of(key), ListType) else name
        for key, name in zip(node.keys, keys, strict=True)
    ]
    over, classifier = _NOT_OVER[strength], node.classifier or "次"
    measured = "" if node.measured is None else bare(node.measured, speech)
    match node.measure:
        case "count":
            en, zh = f"at most {limit}", f"{over}{limit}{classifier}"
        case "different":
            en, zh = f"at most {limit} different values of the {measured}", f"涉及的{measured}{over}{limit}个"
        case "total":
            en, zh = f"a total {measured} of at most {limit}", f"{measured}合计{over}{limit}"
        case _:
            assert_never(node.measure)
    ought = {
        "must": "there must be",
        "should": "there should be",
        "encourage": "it is encouraged that there be",
    }
    per = f" for each {speech.listed(each)}" if keys else ""
    same = f"对同一{'、同一'.join(keys)}，" if keys else ""
    return speech(f"{ought[strength]} {en}{per} {window}", f"{same}{window}{zh}")


def _window(window: Window, speech: Speech) -> str:
    match window:
        case CalendarWindow(unit=unit, of=of):
            by = value(of, speech)
            return speech(f"in each {UNITS[unit].en} (by {by})", f"每{UNITS[unit].zh}（按{by}计）")
        case SlidingWindow(length=length, of=of):
            by, long = value(of, speech), value(length, speech)
            return speech(f"in any {long} (by {by})", f"任意{long}内（按{by}计）")
        case EverWindow():
            return speech("in all", "累计")
        case _:
            assert_never(window)


def warning(node: Warn, speech: Speech) -> str:
    """Return when an early warning is given."""
    if node.share is not None:
        share = value(node.share, speech)
        return speech(f"there is an early warning once {share} of it is used", f"达到限额的{share}时预警")
    assert node.lead is not None, "a warning has a share or a lead"
    lead = value(node.lead, speech)
    return speech(f"there is an early warning {lead} before the last day", f"期限届满前{lead}预警")


def deadline(node: Deadline, strength: Strength, speech: Speech) -> str:
    """Return what a deadline asks: 报告日期应当在交办日期后 3 日之内."""
    done, start = value(node.done, speech), value(node.start, speech)
    ought = {"must": "must be", "should": "should be", "encourage": "is best"}[strength]
    if node.duration is None:
        return speech(f"{done} {ought} no later than {start}", f"{done}{_OUGHT[strength]}不迟于{start}")
    length = value(node.duration, speech)
    if node.direction == "after":
        return speech(
            f"{done} {ought} within {length} after {start}",
            f"{done}{_OUGHT[strength]}在{start}后{length}之内",
        )
    return speech(
        f"{done} {ought} at least {length} before {start}", f"{done}{_OUGHT[strength]}不迟于{start}前{length}"
    )


def match(node: Match, strength: Strength, speech: Speech) -> str:
    """Return what a match asks of another ledger."""
    record = next(
        name for name, schema in speech.checked.records.items() if node.record.text in schema.names.spellings
    )
    ledger = speech.ledger(record)
    ways = [speech.listed([_key(key, record, speech) for key in keys]) for keys in node.alternatives]
    way = speech("; or ", "；或者").join(ways)
    ought = {"must": "must be", "should": "should be", "encourage": "is best"}[strength]
    said = speech(
        f"in {ledger} there {ought} an entry that agrees with this one: {way}",
        f"在{ledger}中{_OUGHT[strength]}有与之对应的条目：{way}",
    )
    if node.comparing:
        compared = speech.listed([_key(key, record, speech) for key in node.comparing])
        said += speech(f"; and then what is compared agrees: {compared}", f"；并比对{compared}")
    if node.at_most is not None:
        most = value(node.at_most, speech)
        said += speech(f"; and at most {most} such entries", f"；且对应的条目不超过{most}条")
    return said


def _key(key: MatchKey | MatchCompare, record: str, speech: Speech) -> str:
    mine = bare(key.mine, speech)
    if key.theirs is not None:
        theirs = _theirs(key.theirs, record, speech)
        mine = speech(f"{mine} with its {theirs}", f"{mine}与其{theirs}")
    like = key.like if isinstance(key, MatchKey) else None
    if key.within is not None:
        within = value(key.within, speech)
        return speech(f"{mine}, no more than {within} apart", f"{mine}（相差不超过{within}）")
    if like is not None:
        share = value(like, speech)
        return speech(f"{mine}, alike by at least {share}", f"{mine}（相似度不低于{share}）")
    return speech(f"the same {mine}" if key.theirs is None else mine, f"{mine}相同")


def _theirs(node: Path, record: str, speech: Speech) -> str:
    """Return what is read of the other entry, whose names the checker looks up with the match."""
    steps = [name.text for name in node.names]
    said = [speech.name(name) for name in field_names(record, steps, speech)] or [
        speech.name(Titled(steps[-1]))
    ]
    return "的".join(said) if speech.chinese else "'s ".join(said)


def stage(node: Stage, speech: Speech) -> str:
    """Return when something follows: 逾期超过 5 日的."""
    amount = "" if node.amount is None else value(node.amount, speech)
    if node.kind == "used":
        return speech(f"once {amount} is used", f"已用{amount}的")
    en, zh = _STAGES[node.kind]
    if not amount:
        return speech(en, zh)
    return speech(f"{en} by more than {amount}", f"{zh.removesuffix('的')}超过{amount}的")
