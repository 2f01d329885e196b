"""Which names and values does a given object carry?

Mappings by their keys; dataclasses, attrs and pydantic objects by their declared fields, found by
what such classes carry, so that none of those libraries is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from policyrules.core.facts import Facts
from policyrules.core.facts.refused import Refused, needs
from policyrules.core.values import Row
from policyrules.diagnostics.phrase import Phrase

NAMES: Final = 100_000
"""So many names may one given record have."""

_RECORD: Final = Phrase(
    "a record (a mapping, a dataclass, an attrs or pydantic object)",
    "一条记录（映射，或 dataclass、attrs、pydantic 对象）",
)


def pairs_of(given: Any) -> list[tuple[Any, Any]]:
    """Return (name, value) for everything an object carries, in its order.

    A declared field without a value is left out. Raises `Refused` for what is no record, and
    whatever the object itself raises.
    """
    kind = type(given)
    if issubclass(kind, dict):
        if dict.__len__(given) > NAMES:
            raise _too_many()
        return list(dict.items(given))
    if kind is Row:
        return list(given.values.items())
    if kind is Facts:
        return list(given.row.values.items())
    if issubclass(kind, Mapping):
        names = list(islice(iter(given), NAMES + 1))
        if len(names) > NAMES:
            raise _too_many()
        return [(name, given[name]) for name in names]
    if not issubclass(kind, type):
        declared = _declared(kind, given)
        if declared is not None:
            return declared
    raise needs(_RECORD, given)


def _declared(kind: type, given: Any) -> list[tuple[Any, Any]] | None:
    pydantic = getattr(kind, "model_fields", None)
    if isinstance(pydantic, dict) and hasattr(kind, "__pydantic_validator__"):
        aliases = {name: getattr(field, "alias", None) or name for name, field in pydantic.items()}
        extra = getattr(given, "__pydantic_extra__", None)
        return _attributes(given, pydantic, aliases) + (
            list(dict.items(extra)) if isinstance(extra, dict) else []
        )
    attrs = getattr(kind, "__attrs_attrs__", None)
    if isinstance(attrs, tuple):
        return _attributes(given, [attribute.name for attribute in attrs], {})
    if isinstance(getattr(kind, "__dataclass_fields__", None), dict):
        import dataclasses  # noqa: PLC0415  # whoever has a dataclass has loaded it

        return _attributes(given, [field.name for field in dataclasses.fields(given)], {})
    return None


def _attributes(given: Any, names: Iterable[str], aliases: Mapping[str, str]) -> list[tuple[Any, Any]]:
    pairs: list[tuple[Any, Any]] = []
    for name in names:
        try:
            value = getattr(given, name)
        except AttributeError:
            continue
        pairs.append((aliases.get(name, name), value))
    return pairs


def _too_many() -> Refused:
    return Refused(
        "too-much", Phrase(f"the record has more than {NAMES:,} names", f"一条记录的字段超过 {NAMES:,} 个")
    )
