"""What is a parameter worth, for which keys and when?

Values come from three places: what the policy declares (constant or dated), what whoever loads the
policy supplies, and the rows of lookup files. A supplied value takes the place of a declared one, a
supplied key that of the same key in a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.parameters.reading import ParameterReading
from policyrules.core.values import UNKNOWN
from policyrules.semantics.schema import ParameterSchema, Version

if TYPE_CHECKING:
    from policyrules.errors import ParameterProblem

Keys = tuple[Any, ...]
"""The runtime values of a parameter's keys; empty for a parameter without keys."""
Versions = Mapping[Keys, tuple[Version, ...]]

_NOTHING: Final[Mapping[str, Any]] = {}


class ParameterValues:
    """The values of all parameters, by first name, keys and date. Never changes."""

    __slots__ = ("_schemas", "_versions")

    def __init__(self, schemas: Mapping[str, ParameterSchema], versions: Mapping[str, Versions]) -> None:
        self._schemas = schemas
        self._versions = versions

    @classmethod
    def of(
        cls,
        schemas: Mapping[str, ParameterSchema],
        supplied: Mapping[str, object] = _NOTHING,
        *,
        rows: Mapping[str, Versions] = _NOTHING,
        zone: tzinfo = UTC,
    ) -> tuple[ParameterValues, tuple[ParameterProblem, ...]]:
        """Return the values, and everything wrong with those supplied (which are then left out).

        `supplied` maps either name of a parameter to a value; to `[{"value": 10, "from": date}, …]`
        (also `until`) for a dated one; to `{key: value}` for a keyed one, the key being a tuple, or
        the values nested, where there are several keys. `rows` are those of lookup files, as runtime
        values by first name.
        """
        versions: dict[str, Versions] = {
            name: {**({(): schema.versions} if schema.versions else {}), **rows.get(name, {})}
            for name, schema in schemas.items()
        }
        reading = ParameterReading(schemas, zone)
        for name, read in reading.read_all(supplied).items():
            versions[name] = {**versions[name], **read} if schemas[name].keys else read
        return cls(schemas, versions), tuple(reading.problems)

    def value(self, name: str, keys: Keys, on: date | None) -> Any:
        """Return the value for the keys on a date (None: unknown); UNKNOWN where there is none.

        Without a date only a value that holds always can be told.
        """
        version = self.version(name, keys, on)
        return UNKNOWN if version is None else version.value

    def version(self, name: str, keys: Keys, on: date | None) -> Version | None:
        """Return the version for the keys on a date: of those that cover it, the one that began last."""
        versions = self.versions(name, keys)
        if on is None:
            return versions[0] if len(versions) == 1 and not _is_dated(versions[0]) else None
        covering = [version for version in versions if _covers(version, on)]
        return max(covering, key=lambda version: version.from_ or date.min, default=None)

    def versions(self, name: str, keys: Keys) -> tuple[Version, ...]:
        """Return every version for the keys, as declared, supplied or read from a file."""
        return self._versions.get(name, {}).get(keys, ())

    def keys(self, name: str) -> tuple[Keys, ...]:
        """Return the keys for which a parameter has values, in the order declared, read and supplied."""
        return tuple(self._versions.get(name, {}))

    def dated(self, name: str, keys: Keys) -> bool:
        """Return whether which value holds for the keys depends on a date."""
        return any(_is_dated(version) for version in self.versions(name, keys))

    @property
    def missing(self) -> tuple[str, ...]:
        """The first names of parameters that have no value at all."""
        return tuple(name for name in self._schemas if not self._versions.get(name))

    def with_(self, name: str, keys: Keys, value: Any) -> ParameterValues:
        """Return the values with one more, which holds always and takes the place of what was there."""
        changed = {**self._versions.get(name, {}), keys: (Version(value, None, None),)}
        return ParameterValues(self._schemas, {**self._versions, name: changed})


def _is_dated(version: Version) -> bool:
    return version.from_ is not None or version.until is not None


def _covers(version: Version, on: date) -> bool:
    return (version.from_ is None or version.from_ <= on) and (version.until is None or on <= version.until)
