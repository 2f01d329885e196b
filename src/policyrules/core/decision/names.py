"""What do we call what was read and what is lacking? By both names, with the fields' own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from policyrules.core.decision.finding import FactRead, Missing, ParameterRead
from policyrules.core.evaluate.missing import FactNeed, LedgerNeed, Need, Obstacle, OnNeed, ParameterNeed
from policyrules.core.evaluate.paths import names_of
from policyrules.core.evaluate.reading import Read, ReadFact, ReadParameter
from policyrules.core.values import UNKNOWN
from policyrules.core.words import language_of, words
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.semantics.schema import Titled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from policyrules.core import ir
    from policyrules.core.evaluate import Evaluation
    from policyrules.semantics.types import Type

ON = Titled("on", "决定日期")


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


def missing_of(evaluation: Evaluation, needs: Iterable[Need]) -> tuple[Missing, ...]:
    """Return what can be supplied of what is lacking, called as people call it."""
    return tuple(_missing(evaluation, need) for need in needs if not isinstance(need, Obstacle))


def obstacles_of(needs: Iterable[Need]) -> tuple[Phrase, ...]:
    """Return what stands in the way that no fact can mend."""
    return tuple(dict.fromkeys(need.message for need in needs if isinstance(need, Obstacle)))


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
            )
        case ParameterNeed(name, keys):
            parameter = program.parameters.get(name)
            names = Titled(name) if parameter is None else parameter.names
            title = None if parameter is None else parameter.title
            return Missing(name, names, "parameter", question=title, keys=keys)
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
