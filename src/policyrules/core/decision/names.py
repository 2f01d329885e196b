"""What do we call what was read and what is lacking? By both names, with the fields' own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from policyrules.core import ir
from policyrules.core.decision.examples import example_of
from policyrules.core.decision.finding import FactRead, Missing, ParameterRead, ledger_said
from policyrules.core.evaluate.missing import (
    FactNeed,
    LedgerNeed,
    Need,
    Obstacle,
    OnNeed,
    ParameterNeed,
    Unsaid,
)
from policyrules.core.evaluate.paths import names_of
from policyrules.core.evaluate.reading import Read, ReadFact, ReadParameter
from policyrules.core.values import UNKNOWN
from policyrules.core.words import language_of, words
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.semantics.schema import Titled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.semantics.types import Type

ON = Titled("on", "决定日期")
_OBSTACLES: Final = 10
"""So many obstacles are told; the rest are counted."""
_ENTRIES: Final = 3
"""So many entries that do not say something are named; the rest are counted."""


def language_of_rule(rule: ir.Rule) -> Language:
    """Return the language an item is written in, by its texts for people."""
    written = [rule.title, rule.names.second, rule.word]
    written += [
        part for text in (rule.because, rule.remedy) if text for part in text.parts if isinstance(part, str)
    ]
    return language_of(text for text in written if text)


def said_in_both(evaluation: Evaluation, value: Any, type_: Type) -> Phrase:
    """Return a value in the words of both languages."""
    program, zone = evaluation.program, evaluation.zone
    return Phrase(words(value, type_, "en", program, zone), words(value, type_, "zh", program, zone))


def names_read(program: ir.Program, expr: ir.Expr) -> Titled:
    """Return what an expression is called: a fact by both names of its path, else as the policy writes it."""
    match expr:
        case ir.Field(record=record, steps=steps):
            return names_of(program, record, ".".join(steps)).names
        case ir.Derived(record=record, name=name) if (record, name) in program.defines:
            return program.defines[record, name].names
        case ir.Parameter(name=name) if name in program.parameters:
            return program.parameters[name].names
        case _:
            return Titled("" if expr.place is None else " ".join(expr.place.text.split()))


def missing_of(evaluation: Evaluation, needs: Iterable[Need]) -> tuple[Missing, ...]:
    """Return what can be supplied of what is lacking, called as people call it."""
    return tuple(_missing(evaluation, need) for need in needs if not isinstance(need, Obstacle | Unsaid))


def obstacles_of(needs: Iterable[Need]) -> tuple[Phrase, ...]:
    """Return what stands in the way that no fact can mend; what many entries do not say is said once."""
    found: dict[Phrase | tuple[Titled, Titled | None], dict[str | None, None]] = {}
    for need in needs:
        match need:
            case Obstacle(message):
                found.setdefault(message, {})
            case Unsaid(record, entry, path):
                found.setdefault((record, path), {})[entry] = None
            case _:
                pass
    said = [
        key if isinstance(key, Phrase) else _unsaid(*key, list(entries)) for key, entries in found.items()
    ]
    left = len(said) - _OBSTACLES
    if left > 0:
        said = [*said[:_OBSTACLES], Phrase(f"and {left} more", f"另有 {left} 处")]
    return tuple(said)


def _unsaid(record: Titled, path: Titled | None, entries: Sequence[str | None]) -> Phrase:
    """What entries of a ledger do not say: a fact, or whether they count."""
    ledger = ledger_said(record)
    named = [f"`{entry}`" for entry in entries if entry is not None]
    more = len(entries) - len(named[:_ENTRIES])
    en, zh = ", ".join(named[:_ENTRIES]), "、".join(named[:_ENTRIES])
    if not named:
        en, zh = f"entries of {ledger.en} do not say", f"{ledger.zh}中有的条目"
    elif len(entries) == 1:
        en, zh = f"the entry {en} of {ledger.en} does not say", f"{ledger.zh}中 {zh} 一条"
    else:
        en = f"the entries {en}{f' and {more} more' if more else ''} of {ledger.en} do not say"
        zh = f"{ledger.zh}中 {zh}{' 等' if more else ''} {len(entries)} 条"
    if path is None:
        return Phrase(f"{en} enough to be counted", f"{zh}资料不足，不能确定是否计数")
    return Phrase(f"{en} `{path.first}`", f"{zh}未载明 `{path.for_people()}`")


def _missing(evaluation: Evaluation, need: FactNeed | ParameterNeed | OnNeed | LedgerNeed) -> Missing:
    program = evaluation.program
    match need:
        case FactNeed(path):
            called = names_of(program, evaluation.record, path)
            schema = called.schema
            return Missing(
                path,
                called.names,
                "fact",
                question=None if schema is None else schema.question,
                asked_of=None if schema is None else schema.asked_of,
                order=called.order,
                example=None if schema is None else example_of(schema.type),
            )
        case ParameterNeed(name, keys):
            parameter = program.parameters.get(name)
            names = Titled(name) if parameter is None else parameter.names
            title = None if parameter is None else parameter.title
            example = None if parameter is None else example_of(parameter.type)
            return Missing(name, names, "parameter", question=title, keys=keys, example=example)
        case OnNeed():
            return Missing(ON.first, ON, "on")
        case LedgerNeed(record):
            known = program.records.get(record)
            return Missing(record, Titled(record) if known is None else known.names, "ledger")
        case _:
            assert_never(need)


def facts_read(evaluation: Evaluation, read: Iterable[Read]) -> tuple[FactRead, ...]:
    """Return the facts among what was read, in the order read."""
    return tuple(
        FactRead(
            one.path,
            names_of(evaluation.program, evaluation.record, one.path).names,
            one.value,
            said_in_both(evaluation, one.value, one.type),
        )
        for one in read
        if isinstance(one, ReadFact)
    )


def parameters_read(evaluation: Evaluation, read: Iterable[Read]) -> tuple[ParameterRead, ...]:
    """Return the parameters among what was read, each with the version that held."""
    return tuple(_parameter(evaluation, one) for one in read if isinstance(one, ReadParameter))


def _parameter(evaluation: Evaluation, read: ReadParameter) -> ParameterRead:
    schema = evaluation.program.parameters.get(read.name)
    governing = evaluation.governing
    version = evaluation.parameters.version(read.name, read.keys, None if governing is UNKNOWN else governing)
    return ParameterRead(
        read.name,
        Titled(read.name) if schema is None else schema.names,
        read.keys,
        read.value,
        said_in_both(evaluation, read.value, read.type),
        None if version is None else version.from_,
        None if version is None else version.until,
    )
