"""What are tables, columns and indexes called?

As in the policies, where the database lets them: SQLite does not tell `Name` from `name`, PostgreSQL cuts names
of more than 63 bytes. Where two would clash, or one is too long, a few digits of its digest make it its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

LONGEST: Final = 63
_DIGITS: Final = 8

NUMBER: Final = "_number"
KEY: Final = "_key"
VERSION: Final = "_version"
ON: Final = "_on"
OUTCOME: Final = "_outcome"
OVERRIDE: Final = "_override"
AT: Final = "_at"
ENDED: Final = "_ended"
ENDED_AT: Final = "_ended_at"
WITHDRAWN: Final = "_withdrawn"
UNKNOWN: Final = "_unknown"
TX: Final = "_tx"
ENDED_TX: Final = "_ended_tx"

OURS: Final = frozenset(
    {NUMBER, KEY, VERSION, ON, OUTCOME, OVERRIDE, AT, ENDED, ENDED_AT, WITHDRAWN, UNKNOWN, TX, ENDED_TX}
)
"""The columns of an entry that are not its record's."""


def names_for(
    wanted: Iterable[str], known: Mapping[str, str], taken: Iterable[str], *, prefix: str = ""
) -> dict[str, str]:
    """Return what each thing is called in the database: as it is known there already, else by its own name.

    >>> names_for(["day", "Day", "_key"], {}, OURS)
    {'day': 'day', 'Day': 'Day_8f2364e1', '_key': '_key_6ce26c63'}
    """
    found: dict[str, str] = {}
    used = {name.casefold() for name in (*taken, *known.values())}
    for name in wanted:
        called = known.get(name)
        if called is None:
            called = fitting(prefix + name)
            if called.casefold() in used:
                called = fitting(prefix + name, distinct=True)
            used.add(called.casefold())
        found[name] = called
    return found


def fitting(name: str, *, distinct: bool = False) -> str:
    """Return a name that is short enough, cut and told apart by its digest where it is not."""
    if not distinct and len(name.encode()) <= LONGEST:
        return name
    digits = sha256(name.encode()).hexdigest()[:_DIGITS]
    room = LONGEST - _DIGITS - 1
    return f"{name.encode()[:room].decode(errors='ignore')}_{digits}"
