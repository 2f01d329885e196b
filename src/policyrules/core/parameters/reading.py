"""Which supplied values can a parameter take, and what is wrong with the others?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.facts.given import shown
from policyrules.core.facts.refused import Refused, did_you_mean, needs
from policyrules.core.facts.values import scalar_reader
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.suggest import near
from policyrules.errors import ParameterProblem
from policyrules.frozen import evolve, frozen
from policyrules.semantics.schema import ParameterSchema, Version
from policyrules.semantics.types import ListType, OptionalType, Type

if TYPE_CHECKING:
    from datetime import date, tzinfo

Keys = tuple[Any, ...]


@frozen
class _Told:
    """Which value is meant: the name it was given by, the parameter's other one, keys, and number of a version."""

    spelling: str
    other: str | None = None
    keys: Keys = ()
    number: int | None = None

    @property
    def steps(self) -> tuple[str | int, ...]:
        keys = tuple(key if isinstance(key, str) else str(key) for key in self.keys)
        return (self.spelling, *keys, *(() if self.number is None else (self.number,)))

    def __str__(self) -> str:
        keys = f"[{', '.join(str(part)[:40] for part in self.keys)}]" if self.keys else ""
        return f"{self.spelling}{keys}" + ("" if self.number is None else f"[{self.number}]")


_VALUE: Final = ("value", "值")
_FROM: Final = ("from", "自")
_UNTIL: Final = ("until", "至")
_VERSION_NAMES: Final = frozenset({*_VALUE, *_FROM, *_UNTIL})
_LIST: Final = Phrase("a list", "列表")
_VALUE_OF_TYPE: Final = Phrase("a value of its type", "与类型相符的值")


class ParameterReading:
    """Reads supplied values, collecting a problem for each that does not fit."""

    def __init__(self, schemas: Mapping[str, ParameterSchema], zone: tzinfo) -> None:
        self._schemas = schemas
        self._zone = zone
        self.problems: list[ParameterProblem] = []

    def read_all(self, supplied: Mapping[str, object]) -> dict[str, dict[Keys, tuple[Version, ...]]]:
        """Return the versions supplied for each parameter, by first name and keys."""
        by_spelling = {
            spelling: name for name, schema in self._schemas.items() for spelling in schema.names.spellings
        }
        found: dict[str, dict[Keys, tuple[Version, ...]]] = {}
        for spelling, given in supplied.items():
            name = by_spelling.get(spelling)
            if name is None:
                self._stranger(spelling, by_spelling)
            elif name in found:
                self._report(
                    _Told(spelling), Phrase("it is given twice, by both its names", "以两个名称重复给出")
                )
            else:
                schema = self._schemas[name]
                other = next((each for each in schema.names.spellings if each != spelling), None)
                found[name] = self._parameter(schema, _Told(spelling, other), given)
        return {name: versions for name, versions in found.items() if versions}

    def _parameter(
        self, schema: ParameterSchema, told: _Told, given: object
    ) -> dict[Keys, tuple[Version, ...]]:
        if not schema.keys:
            versions = self._versions(schema, told, given)
            return {} if versions is None else {(): versions}
        if not isinstance(given, Mapping):
            fields = [field for _, field in schema.keys]
            self._report(
                told,
                Phrase(
                    f"a value for each {', '.join(fields)} is needed, not {shown(given).en}",
                    f"应按{'、'.join(fields)}分别给出，所给为{shown(given).zh}",
                ),
            )
            return {}
        return self._keyed(schema, told, given)

    def _keyed(
        self, schema: ParameterSchema, outer: _Told, given: Mapping[Any, Any]
    ) -> dict[Keys, tuple[Version, ...]]:
        found: dict[Keys, tuple[Version, ...]] = {}
        for key, value in given.items():
            keys = (*outer.keys, *(key if isinstance(key, tuple) else (key,)))
            told = evolve(outer, keys=keys)
            if len(keys) < len(schema.keys) and isinstance(value, Mapping):
                found.update(self._keyed(schema, told, value))
                continue
            if len(keys) != len(schema.keys):
                count = len(schema.keys)
                self._report(told, Phrase(f"{count} keys are needed", f"应有 {count} 个键"))
                continue
            read = self._attempt(told, lambda keys=keys: tuple(map(self._value, schema.key_types, keys)))
            versions = self._versions(schema, told, value)
            if read is not None and versions is not None:
                found[read] = versions
        return found

    def _versions(self, schema: ParameterSchema, told: _Told, given: object) -> tuple[Version, ...] | None:
        if not _is_dated(given):
            value = self._attempt(told, lambda: (self._value(schema.type, given),))
            return None if value is None else (Version(value[0], None, None),)
        found: list[Version] = []
        starts: set[date | None] = set()
        for number, version in enumerate(given):  # type: ignore[arg-type, var-annotated]  # _is_dated says so
            read = self._attempt(
                evolve(told, number=number), lambda version=version: self._version(schema, version)
            )
            if read is None:
                return None
            if read.from_ in starts:
                self._report(told, Phrase("two values begin on the same day", "有两个值自同一日起施行"))
                return None
            starts.add(read.from_)
            found.append(read)
        return tuple(found)

    def _version(self, schema: ParameterSchema, given: Version | Mapping[Any, Any]) -> Version:
        if isinstance(given, Version):
            value, from_, until = given.value, given.from_, given.until
        else:
            value, from_, until = (
                next((given[name] for name in names if name in given), None)
                for names in (_VALUE, _FROM, _UNTIL)
            )
        first, last = (None if day is None else self._day(day) for day in (from_, until))
        if first is not None and last is not None and last < first:
            raise Refused(
                "ends-before-start",
                Phrase(f"it ends on {last}, before it begins on {first}", f"止于 {last}，早于起始日 {first}"),
            )
        return Version(self._value(schema.type, value), first, last)

    def _day(self, given: object) -> date:
        from policyrules.core.facts.times import read_date  # noqa: PLC0415  # only for dated values

        return read_date(given)

    def _value(self, type_: Type, given: object) -> Any:
        match type_:
            case OptionalType(element):
                return None if given is None else self._value(element, given)
            case ListType(element):
                if not isinstance(given, list | tuple):
                    raise needs(_LIST, given)
                return tuple(self._value(element, part) for part in given)
            case _:
                reader = scalar_reader(type_, self._zone)
                if reader is None:
                    raise needs(_VALUE_OF_TYPE, given)
                return reader(given)

    def _attempt(self, told: _Told, read: Any) -> Any:
        try:
            return read()
        except Refused as refused:
            self._report(told, refused.message, *refused.help)
            return None

    def _stranger(self, spelling: str, by_spelling: Mapping[str, str]) -> None:
        helps = did_you_mean(near(str(spelling), by_spelling))
        self._report(_Told(str(spelling)), Phrase("no parameter is called so", "没有这个参数"), *helps)

    def _report(self, told: _Told, message: Phrase, *helps: Phrase) -> None:
        other, other_zh = (f" ({told.other})", f"（{told.other}）") if told.other else ("", "")
        said = Phrase(f"`{told}`{other}: {message.en}", f"`{told}`{other_zh}：{message.zh}")
        self.problems.append(ParameterProblem(str(told), said, helps=helps, steps=told.steps))


def _is_dated(given: object) -> bool:
    """Whether a value is written as a list of versions."""
    return (
        isinstance(given, Sequence)
        and not isinstance(given, str)
        and len(given) > 0
        and all(
            isinstance(part, Version)
            or (
                isinstance(part, Mapping)
                and _VERSION_NAMES.issuperset(part)
                and any(name in part for name in _VALUE)
            )
            for part in given
        )
    )
