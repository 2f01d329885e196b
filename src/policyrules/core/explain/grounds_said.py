"""How is it said what an item's answer follows from, what would change it, and what is lacking?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, assert_never

from policyrules.core.decision.finding import ledger_said, no_ledger_said
from policyrules.core.decision.names import missing_of, obstacles_of, said_in_both
from policyrules.core.evaluate.paths import names_of
from policyrules.core.explain.changes import Change
from policyrules.core.explain.replaced import at_path
from policyrules.core.explain.withheld import (
    BeforeGround,
    FactGround,
    Ground,
    LedgerGround,
    OnGround,
    ParameterGround,
)
from policyrules.core.plain import plain
from policyrules.core.values import UNKNOWN
from policyrules.core.words import language_of
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.semantics.schema import Titled
from policyrules.semantics.types import DateType, ListType, TextType, Type, required

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.missing import Need

SHOWN: Final = 6
"""So many changes are said; the rest are counted."""


@frozen
class GroundSaid:
    """Something that an answer follows from, or that would change it: what it is called, and its value."""

    kind: str
    name: str
    names: Titled
    value: Any
    said: Phrase


def grounds_said(evaluation: Evaluation, grounds: Sequence[Ground]) -> tuple[GroundSaid, ...]:
    """Return grounds in words; a list all of which is needed is said as one."""
    kept = {ground.path for ground in grounds if isinstance(ground, FactGround)}
    whole = {path for path in kept if _is_whole(at_path(evaluation.row, path), path, kept)}
    return tuple(
        _said(evaluation, ground, whole=isinstance(ground, FactGround) and ground.path in whole)
        for ground in grounds
        if not (isinstance(ground, FactGround) and any(ground.path.startswith(f"{path}[") for path in whole))
    )


def _is_whole(value: Any, path: str, kept: set[str]) -> bool:
    return isinstance(value, tuple) and all(f"{path}[{index}]" in kept for index in range(len(value)))


def _said(evaluation: Evaluation, ground: Ground, *, whole: bool) -> GroundSaid:
    program = evaluation.program
    match ground:
        case FactGround(path):
            called = names_of(program, evaluation.record, path)
            value = at_path(evaluation.row, path)
            if isinstance(value, tuple) and not whole:
                return _counted(path, called.names, len(value))
            type_: Type = TextType() if called.schema is None else called.schema.type
            if path.endswith("]") and isinstance(required(type_), ListType):
                inner = required(type_)
                assert isinstance(inner, ListType), "as asked"
                type_ = inner.element
            return _worded("fact", path, called.names, value, said_in_both(evaluation, value, type_))
        case ParameterGround(name):
            schema = program.parameters[name]
            day = None if evaluation.governing is UNKNOWN else evaluation.governing
            value = UNKNOWN if schema.keys else evaluation.parameters.value(name, (), day)
            said = None if value is UNKNOWN else said_in_both(evaluation, value, schema.type)
            return _worded("parameter", name, schema.names, value, said)
        case OnGround():
            day_of_decision = Titled("the day of the decision", "作出结论之日")
            on: date | None = evaluation.on
            return _worded("on", "on", day_of_decision, on, Phrase.same(str(on)))
        case LedgerGround(record):
            names = program.records[record].names
            said = (ledger_said if evaluation.history.has(record) else no_ledger_said)(names)
            return GroundSaid("ledger", record, names, None, said)
        case BeforeGround():
            said = Phrase("the earlier version", "上一版本")
            if evaluation.history.before is UNKNOWN:
                said = Phrase("an earlier version not known", "上一版本未知")
            return GroundSaid("before", "before", Titled(said.en, said.zh), None, said)
        case _:
            assert_never(ground)


def _counted(path: str, names: Titled, count: int) -> GroundSaid:
    """A list of which only parts are needed: how many entries it has."""
    said = Phrase(
        f"{names.first}: {count} {'entry' if count == 1 else 'entries'}", f"{names.for_people()}共 {count} 项"
    )
    return GroundSaid("fact", path, names, count, said)


def _worded(kind: str, name: str, names: Titled, value: Any, said: Phrase | None) -> GroundSaid:
    if said is None:
        return GroundSaid(kind, name, names, None, Phrase(names.first, names.for_people()))
    people = names.for_people()
    gap = " " if language_of([people]) == "en" else ""
    return GroundSaid(
        kind,
        name,
        names,
        value,
        Phrase(
            f"{names.first}: {said.en}", f"无{gap}{people}" if value is None else f"{people}{gap}为{said.zh}"
        ),
    )


def change_said(evaluation: Evaluation, change: Change) -> Phrase:
    """Return a change in words: `pages at most 10`, 页数不超过10."""
    names = names_of(evaluation.program, evaluation.record, change.path).names
    en, zh = names.first, names.for_people()
    worth = said_in_both(evaluation, change.to, change.type)
    moment = isinstance(required(change.type), DateType)
    gap = " " if language_of([zh]) == "en" else ""
    match change.how:
        case "given":
            return Phrase(f"{en}: given, whatever it is", f"有{gap}{zh}")
        case "at most" if moment:
            return Phrase(f"{en}: on or before {worth.en}", f"{zh}{gap}不晚于{worth.zh}")
        case "at least" if moment:
            return Phrase(f"{en}: on or after {worth.en}", f"{zh}{gap}不早于{worth.zh}")
        case "at most":
            return Phrase(f"{en}: at most {worth.en}", f"{zh}{gap}不超过{worth.zh}")
        case "at least":
            return Phrase(f"{en}: at least {worth.en}", f"{zh}{gap}不少于{worth.zh}")
        case "is":
            return Phrase(f"{en}: {worth.en}", f"{zh}{gap}为{worth.zh}")
        case _:
            assert_never(change.how)


def lacking_said(evaluation: Evaluation, needs: Iterable[Need]) -> tuple[Phrase, ...]:
    """Return what is lacking, in words, and what no fact can mend."""
    listed = tuple(needs)
    return (*(each.said for each in missing_of(evaluation, listed)), *obstacles_of(listed))


def change_json(evaluation: Evaluation, change: Change) -> dict[str, Any]:
    """Return a change ready for JSON."""
    names = names_of(evaluation.program, evaluation.record, change.path).names
    return {
        "fact": change.path,
        "names": {"first": names.first, "second": names.second},
        "now": plain(change.now),
        "how": change.how,
        "to": plain(change.to),
        "said": plain(change_said(evaluation, change)),
    }


def ground_json(ground: GroundSaid) -> dict[str, Any]:
    """Return a ground ready for JSON."""
    return {
        "kind": ground.kind,
        "name": ground.name,
        "names": {"first": ground.names.first, "second": ground.names.second},
        "value": plain(ground.value),
        "said": plain(ground.said),
    }
