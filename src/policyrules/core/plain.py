"""How does a value look in JSON?

| value | JSON |
|---|---|
| text, ref, enum | string (an enum's first name) |
| integer, boolean, none | number, true/false, null |
| number, ratio | string, exact: `"12.5"`, `"1/3"` |
| date, datetime | string, ISO 8601 |
| duration | object of its parts that are not 0: `{"months": 1}` |
| period | `{"start": date, "finish": date or null}` |
| nested record | object by first names |
| list | array |
| unknown | `{"unknown": true}` |
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from policyrules.core import numbers
from policyrules.core.values import UNKNOWN, Duration, Period, Row
from policyrules.diagnostics.phrase import Phrase


def plain(value: Any) -> Any:
    """Return the value as JSON has it.

    >>> plain(Decimal("12.50")), plain(Fraction(1, 3)), plain(UNKNOWN), plain(Duration(months=1))
    ('12.5', '1/3', {'unknown': True}, {'months': 1})
    """
    match value:
        case _ if value is UNKNOWN:
            return {"unknown": True}
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case Decimal() | Fraction():
            return numbers.written(value)
        case date():
            return value.isoformat()
        case Duration():
            parts = {
                "months": value.months,
                "days": value.days,
                "working_days": value.working_days,
                "minutes": value.minutes,
            }
            return {unit: count for unit, count in parts.items() if count}
        case Period():
            return {"start": plain(value.start), "finish": plain(value.finish)}
        case Row():
            return {name: plain(part) for name, part in value.values.items()}
        case Phrase():
            return {"en": value.en, "zh": value.zh}
        case frozenset():
            return sorted(plain(part) for part in value)
        case tuple() | list():
            return [plain(part) for part in value]
        case _:
            return str(value)
