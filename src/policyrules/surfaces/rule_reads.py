"""Which facts, ledgers and parameters does a rule read, and what are the parameters worth?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from policyrules.core import ir
from policyrules.core.dates import zone_of
from policyrules.core.decision.finding import ledger_said
from policyrules.core.ledgers_read import rows_in
from policyrules.core.rests_on import conditions_of, everything, explained_by
from policyrules.core.words import words
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.frozen import field, frozen
from policyrules.semantics.types import DateType, DurationType, IntegerType, NumberType, required
from policyrules.surfaces.prose.literals import day

if TYPE_CHECKING:
    from policyrules.engine import PolicySet
    from policyrules.semantics.schema import FieldSchema, ParameterSchema, Titled, Version
    from policyrules.surfaces.prose.speech import Speech

_AMOUNTS: Final = (IntegerType, NumberType, DurationType, DateType)
Told = tuple[Phrase, str]
"""What something is, and its words."""


@frozen
class _Reads:
    """What a rule reads: fields and parameters by name, ledgers by record, each once, as first met."""

    fields: dict[str, FieldSchema] = field(factory=dict)
    parameters: dict[str, ParameterSchema] = field(factory=dict)
    ledgers: dict[str, None] = field(factory=dict)


def _reads_of(rule: ir.Rule, policies: PolicySet) -> _Reads:
    found = _Reads()
    waiting: list[Any] = [*conditions_of(rule), *explained_by(rule)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        for node in everything(waiting.pop(0)):
            match node:
                case ir.Field(row="this", record=record, steps=steps):
                    schema = policies.records[record].field_named(steps[0])
                    if schema is not None:
                        found.fields.setdefault(steps[0], schema)
                case ir.Derived(record=record, name=name) if (record, name) not in seen:
                    seen.add((record, name))
                    waiting.append(policies.program.defines[record, name].value)
                case ir.Parameter(name=name):
                    found.parameters.setdefault(name, policies.program.parameters[name])
                case ir.AtMost(quota=quota) | ir.Used(quota=quota):
                    found.ledgers[quota.record] = None
                case _:
                    pass
            found.ledgers.update(dict.fromkeys(rows_in(policies.program, node)))
    return found


def reads_told(rule: ir.Rule, policies: PolicySet, language: Language) -> Iterator[Told]:
    """Yield the ledgers and the facts a rule reads."""
    found = _reads_of(rule, policies)
    joint = "、" if language == "zh" else ", "
    if found.ledgers:
        names = [ledger_said(policies.records[record].names).in_(language) for record in found.ledgers]
        yield Phrase("ledgers read", "所用台账"), joint.join(names)
    if found.fields:
        said = joint.join(_both(each.names, language) for each in found.fields.values())
        yield Phrase("facts read", "所用事实"), said


def parameters_told(rule: ir.Rule, policies: PolicySet, speech: Speech, on: date) -> Iterator[Told]:
    """Yield what each parameter a rule reads is worth on a day, and what it was and will be."""
    for schema in _reads_of(rule, policies).parameters.values():
        name = speech.name(schema.names)
        worth = _worth(schema, rule, policies, speech, on)
        yield Phrase("parameter", "参数"), speech(f"{name}: {worth}", f"{name}：{worth}")


def worth_of(rule: ir.Rule, policies: PolicySet, language: Language, on: date) -> dict[str, str]:
    """Return what the amounts among a rule's parameters are worth on a day, by name."""
    program, found = policies.program, {}
    for name, schema in _reads_of(rule, policies).parameters.items():
        version = policies.parameters.version(name, (), on)
        if version is not None and isinstance(required(schema.type), _AMOUNTS):
            found[name] = words(version.value, schema.type, language, program, zone_of(program, rule.record))
    return found


def _worth(schema: ParameterSchema, rule: ir.Rule, policies: PolicySet, speech: Speech, on: date) -> str:
    if schema.keys:
        fields = [policies.records[record].field_named(key) for record, key in schema.keys]
        keys = speech.listed([speech.name(each.names) for each in fields if each is not None])
        return speech(f"a value for each {keys}, from a lookup table", f"按{keys}分别取值，见查询表")
    values, name = policies.parameters, schema.names.first
    versions = values.versions(name, ())
    if not versions:
        return speech("not given", "尚未给定")
    current = values.version(name, (), on)
    said = [
        speech("nothing in force", "无施行中的值")
        if current is None
        else _version(current, versions, schema, rule, policies, speech=speech)
    ]
    said += [
        _version(version, versions, schema, rule, policies, speech=speech)
        for version in sorted(versions, key=lambda each: each.from_ or date.min)
        if version is not current
    ]
    return speech("; otherwise ", "；此外，").join(
        [said[0], speech("; ", "；").join(said[1:])] if said[1:] else said
    )


def _version(
    version: Version,
    versions: tuple[Version, ...],
    schema: ParameterSchema,
    rule: ir.Rule,
    policies: PolicySet,
    *,
    speech: Speech,
) -> str:
    """A value with the days it holds: until its own last day, else until the next one begins."""
    program = policies.program
    said = words(version.value, schema.type, speech.language, program, zone_of(program, rule.record))
    later = [
        other.from_
        for other in versions
        if other.from_ is not None and other.from_ > (version.from_ or date.min)
    ]
    next_day = min(later, default=None)
    until = version.until
    if next_day is not None and (until is None or next_day <= until):
        until = next_day - timedelta(days=1)
    first = (
        ""
        if version.from_ is None
        else speech(f"from {day(version.from_, speech)}", f"自{day(version.from_, speech)}起")
    )
    last = "" if until is None else speech(f"until {day(until, speech)}", f"至{day(until, speech)}止")
    span = speech(" ", "").join(each for each in (first, last) if each)
    return speech(f"{said} ({span})", f"{said}（{span}）") if span else said


def _both(names: Titled, language: Language) -> str:
    if names.second is None:
        return names.first
    return f"{names.second}（{names.first}）" if language == "zh" else f"{names.first} ({names.second})"
