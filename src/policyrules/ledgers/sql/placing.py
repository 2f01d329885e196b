"""Which counts does a decision on a record rest on, and which question looks them up?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from policyrules.ledgers.sql.looking import MOST, places_of

if TYPE_CHECKING:
    from policyrules.core.uses import PlainQuota
    from policyrules.ledgers.books import Counted
    from policyrules.ledgers.sql.entries import KeptRecord
    from policyrules.ledgers.sql.looking import Where
    from policyrules.ledgers.sql.statements import Statement

Placed = tuple["Statement", list["Where"], list[Any]]
"""The question, the counts it looks up, and the parameters it is given."""
Placing = Callable[["str | None", "str | None", Any], "Placed | None"]
"""Says, from a record's name, its key in the ledger and its facts, what to ask; none where one question does not do."""


def placing(kept: KeptRecord, counted: Counted, *, changing: bool) -> Placing:
    """Return what says which counts to look up for a decision, or for a change: there what is too much is left out."""
    looks = kept.looks

    def thoroughly(name: str | None, key: str | None, facts: Any) -> Placed | None:
        places = places_of(kept, counted.places(facts))
        if len(places) > MOST:
            if not changing:
                return None
            places = places[:MOST]
        statement = looks.statement([place[0] for place in places], changing=changing)
        sought = name if changing else kept.sought_name(name)  # the keys of a change have been checked
        return statement, places, looks.given(places, sought, key, changing=changing)

    plain = counted.plainly
    if not plain or len(plain) > MOST or not all(rule in kept.one_counts for rule, *_ in plain):
        return thoroughly
    return _plainly(kept, plain, thoroughly, changing=changing)


def _plainly(
    kept: KeptRecord, plain: Sequence[PlainQuota], thoroughly: Placing, *, changing: bool
) -> Placing:
    """Return what says the same of quotas that count by single facts, where these are all known."""
    quotas = [kept.one_counts[rule] for rule, *_ in plain]
    statement = kept.looks.statement(quotas, changing=changing)
    has_names, sought = kept.looks.has_names, kept.sought_name
    parts = [
        (quota, quota.number, _key_from(keys), quota.written, day_at, quota.periods)
        for quota, (_, keys, day_at, _) in zip(quotas, plain, strict=True)
    ]

    def plainly(name: str | None, key: str | None, facts: Any) -> Placed | None:
        values = facts if type(facts) is tuple else facts.values
        given: list[Any] = []
        if has_names:
            given.append(name if changing else sought(name))
        if changing:
            given.append(key)
        places: list[Where] = []
        try:
            for quota, number, key_from, written, day_at, periods in parts:
                under = key_from(values)
                text = written(under)
                day = None
                if day_at is not None:
                    day = values[day_at]
                    if type(day) is not date:
                        return thoroughly(name, key, facts)
                period = periods[day]
                places.append((quota, under, day, text, period))
                given += (number, text, period)
        except TypeError:  # what is none or unknown cannot be written
            return thoroughly(name, key, facts)
        return statement, places, given

    return plainly


def _key_from(at: Sequence[int]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    match at:
        case ():
            return lambda _: ()
        case (one,):
            return lambda values: (values[one],)
        case _:
            return itemgetter(*at)
