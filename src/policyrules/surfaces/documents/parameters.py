"""What is printed of parameters: what each is for, and what it is worth when?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.renderers.document import Grid, Row
from policyrules.semantics.zones import zone_in_common
from policyrules.surfaces.documents.anchors import anchor
from policyrules.surfaces.documents.noted import in_brackets
from policyrules.surfaces.prose.speech import alone

if TYPE_CHECKING:
    from policyrules.core.parameters import Keys
    from policyrules.semantics.schema import ParameterSchema, Version
    from policyrules.surfaces.documents.asked import Asked

TO_BE_FILLED_IN: Final = Phrase("to be filled in by the office", "由使用单位填写")
_NAME: Final = Phrase("Parameter", "参数")
_PURPOSE: Final = Phrase("What it is", "含义")
_VALUE: Final = Phrase("Value", "取值")
_MOST_ROWS: Final = 200
"""So many rows of a lookup table are printed; the rest are counted."""


def parameters_printed(asked: Asked, parameters: Iterable[ParameterSchema]) -> Grid:
    """Return parameters as a table, a row each."""
    rows = tuple(
        Row(
            (
                (asked.both(schema.names),),
                (
                    ("" if schema.title is None else alone(schema.title))
                    + in_brackets(asked, schema.annotations),
                ),
                (worth(asked, schema),),
            ),
            anchor("parameter", schema.names.first),
        )
        for schema in parameters
    )
    return Grid(tuple(map(asked.say, (_NAME, _PURPOSE, _VALUE))), (3, 5, 3), rows)


def worth(asked: Asked, schema: ParameterSchema) -> str:
    """Return what a parameter is worth, each value with its dates; or that it is to be filled in."""
    if schema.keys:
        return _looked_up(asked, schema)
    return _versions(asked, schema, ()) or asked.say(TO_BE_FILLED_IN)


def _versions(asked: Asked, schema: ParameterSchema, keys: Keys) -> str:
    versions = _in_force(asked, asked.policies.parameters.versions(schema.names.first, keys))
    return ("；" if asked.chinese else "; ").join(_version(asked, schema, each) for each in versions)


def _in_force(asked: Asked, versions: Iterable[Version]) -> list[Version]:
    held = [version for version in versions if asked.holds(version.from_, version.until)]
    if asked.on is None or not held:
        return held
    return [max(held, key=lambda version: (version.from_ is not None, version.from_ or asked.on))]


def _version(asked: Asked, schema: ParameterSchema, version: Version) -> str:
    value = asked.value(version.value, schema.type, zone_in_common(asked.policies.policies.values()))
    dates = asked.dates(version.from_, version.until)
    if not dates:
        return value
    return f"{value}（{dates}）" if asked.chinese else f"{value} ({dates})"


# --- lookup tables --------------------------------------------------------------------------


def _looked_up(asked: Asked, schema: ParameterSchema) -> str:
    """Return by what a value is looked up, and where."""
    fields = []
    for record, name in schema.keys:
        owner = asked.policies.records[record]
        known = owner.field_named(name)
        shown = name if known is None else asked.called(known.names)
        joint = "的" if asked.chinese else "."
        fields.append(f"{asked.called(owner.names)}{joint}{shown}")
    by = asked.comma.join(fields)
    if asked.chinese:
        file = "" if schema.file is None else f"（{schema.file}）"
        return f"按{by}查表{file}" if _keys_of(asked, schema) else f"按{by}查表{file}；{TO_BE_FILLED_IN.zh}"
    file = "" if schema.file is None else f" ({schema.file})"
    return f"looked up by {by}{file}" + ("" if _keys_of(asked, schema) else f"; {TO_BE_FILLED_IN.en}")


def _keys_of(asked: Asked, schema: ParameterSchema) -> tuple[Keys, ...]:
    return asked.policies.parameters.keys(schema.names.first)


def lookup_printed(asked: Asked, schema: ParameterSchema) -> Grid | None:
    """Return the values of a parameter with keys as a table, or None where there are none."""
    keys = _keys_of(asked, schema)
    if not keys:
        return None
    zone = zone_in_common(asked.policies.policies.values())
    head = []
    for record, name in schema.keys:
        known = asked.policies.records[record].field_named(name)
        head.append(name if known is None else asked.called(known.names))
    rows = [
        Row(
            (
                *(
                    (asked.value(part, type_, zone),)
                    for part, type_ in zip(key, schema.key_types, strict=True)
                ),
                (_versions(asked, schema, key),),
            )
        )
        for key in keys[:_MOST_ROWS]
    ]
    if len(keys) > _MOST_ROWS:
        more = len(keys) - _MOST_ROWS
        said = f"另有 {more} 行" if asked.chinese else f"and {more} more"
        rows.append(Row(((said,), *(("",),) * len(schema.keys))))
    return Grid((*head, asked.called(schema.names)), (3,) * (len(head) + 1), tuple(rows))
