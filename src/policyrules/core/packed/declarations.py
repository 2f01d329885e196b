"""How are the declarations of a program written as plain JSON?"""

from __future__ import annotations

from typing import Final

from policyrules.core.calendars import days as c
from policyrules.core.packed.classes import Beginning, Kinds, Parts, Standing
from policyrules.core.packed.forms import FLAG, PLACE, TEXT, TYPE, WHOLE, AnyOrder, Each, InTurn, Maybe, OneOf
from policyrules.core.packed.rules import ANNOTATIONS, TITLED
from policyrules.core.packed.values import DAY, VALUE
from policyrules.semantics import schema as s

VERSIONS: Final = Each(Parts(s.Version, value=VALUE, from_=Maybe(DAY), until=Maybe(DAY)))
"""What a parameter is worth when."""

RECORD: Final = Parts(
    s.RecordSchema,
    names=TITLED,
    fields=Each(
        Parts(
            s.FieldSchema,
            names=TITLED,
            type=TYPE,
            key=FLAG,
            has_default=FLAG,
            default=VALUE,
            question=Maybe(TEXT),
            asked_of=Maybe(TEXT),
            annotations=ANNOTATIONS,
            place=PLACE,
        )
    ),
    dated=Maybe(TEXT),
    key=Maybe(TEXT),
    annotations=ANNOTATIONS,
    policy=TEXT,
    place=PLACE,
)
PARAMETER: Final = Parts(
    s.ParameterSchema,
    names=TITLED,
    title=Maybe(TEXT),
    type=TYPE,
    versions=VERSIONS,
    keys=Each(InTurn(TEXT, TEXT)),
    key_types=Each(TYPE),
    file=Maybe(TEXT),
    annotations=ANNOTATIONS,
    policy=TEXT,
    place=PLACE,
)
POLICY: Final = Parts(
    s.PolicySchema,
    names=TITLED,
    title=Maybe(TEXT),
    issued_by=Maybe(TEXT),
    from_=Maybe(DAY),
    until=Maybe(DAY),
    working_days=Maybe(TEXT),
    zone=Maybe(TEXT),
    rolls=FLAG,
    annotations=ANNOTATIONS,
    place=PLACE,
)
CALENDAR: Final = Beginning(
    Standing(
        c.Calendar,
        names=TITLED,
        policy=TEXT,
        entries=Each(
            Standing(
                c.Entry,
                how=OneOf("add", "except", "only"),
                days=Kinds(
                    week=Parts(c.WeekOfMonth, nth=WHOLE, weekday=Maybe(WHOLE)),
                    weekdays=Parts(c.Weekdays, days=AnyOrder(WHOLE)),
                    dates=Parts(c.Dates, first=DAY, last=DAY),
                    working=Parts(c.WorkingDays, calendar=TEXT),
                    other=Parts(c.OtherCalendar, name=TEXT),
                ),
            )
        ),
    )
)
