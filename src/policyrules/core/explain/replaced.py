"""What is at a path of a record, and what is the record with another fact there?"""

from __future__ import annotations

import re
from typing import Any, Final

from policyrules.core.values import UNKNOWN, Row

_STEP: Final = re.compile(r"[^.\[\]]+")


def _steps(path: str) -> list[str | int]:
    """The steps to a fact: names, and numbers of entries."""
    return [int(step) if step.isdigit() and f"[{step}]" in path else step for step in _STEP.findall(path)]


def at_path(row: Row, path: str) -> Any:
    """Return the fact at a path such as `tasks[2].owner`; unknown where the record has none."""
    here: Any = row
    for step in _steps(path):
        match here:
            case Row(values=values) if isinstance(step, str):
                here = values.get(step, UNKNOWN)
            case tuple() if isinstance(step, int) and step < len(here):
                here = here[step]
            case _:
                return UNKNOWN
    return here


def with_fact(row: Row, path: str, value: Any) -> Row:
    """Return the record with another fact at a path that it has."""
    changed = _with(row, _steps(path), value)
    assert isinstance(changed, Row), "a record stays one"
    return changed


def _with(here: Any, steps: list[str | int], value: Any) -> Any:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    match here:
        case Row(record=record, values=values) if isinstance(step, str):
            return Row(record, {**values, step: _with(values[step], rest, value)})
        case tuple() if isinstance(step, int):
            return (*here[:step], _with(here[step], rest, value), *here[step + 1 :])
        case _:
            return here
