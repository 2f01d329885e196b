"""Which visits come, and what limits them? The quotas of the benchmarks, and what they count by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from random import Random
from typing import Any

RECORD = "record Visit dated day { id: text key, unit: text, county: text, day: date, people: integer }"
MONTHLY = f"""
{RECORD}
list l for Visit {{ must OFTEN "At most a thousand a month" {{ at most 1000 per unit, county each month of day }} }}
"""
SLIDING = f"""
{RECORD}
list l for Visit {{ must OFTEN "At most a thousand in 30 days" {{ at most 1000 per unit, county in any 30 days of day }} }}
"""
LIMIT, DAYS = 1000, 30
Key = tuple[str, str, int]


def visits(random: Random) -> Iterator[dict[str, Any]]:
    """Yield visits of 50 units to 100 counties on the days of a year."""
    for number in count():
        yield {
            "id": f"v{number}",
            "unit": f"Unit {random.randrange(50)}",
            "county": f"County {random.randrange(100)}",
            "day": date(2026, 1, 1) + timedelta(days=random.randrange(365)),
            "people": random.randrange(10),
        }


def taken(source: Iterator[dict[str, Any]], so_many: int) -> list[dict[str, Any]]:
    """Return the next so many."""
    return list(islice(source, so_many))


WHOLE = 10**18


def key_of(facts: dict[str, Any]) -> Key:
    """Check the facts as a careful programmer does, their types and sizes, and return what they count under."""
    unit, county, day, people = facts["unit"], facts["county"], facts["day"], facts["people"]
    if (
        len(facts) == 5
        and type(facts["id"]) is str
        and type(unit) is str
        and type(county) is str
        and type(day) is date
        and type(people) is int
        and -WHOLE < people < WHOLE
    ):
        return unit, county, day.year * 12 + day.month - 1
    raise TypeError(facts)
