"""When does a period end by a policy's calendar, and why then?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from policyrules.core.dates import reasons_of
from policyrules.core.derivation import Derivation, derive
from policyrules.core.facts.refused import Refused, did_you_mean
from policyrules.core.facts.times import datetime_reader, read_date, read_duration
from policyrules.core.facts.written import date_in
from policyrules.core.values import Duration
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import RequestError
from policyrules.semantics.zones import zone_of

if TYPE_CHECKING:
    from datetime import tzinfo

    from policyrules.engine.policy_set import PolicySet
    from policyrules.semantics.schema import PolicySchema


def period_end(
    policies: PolicySet,
    start: date | str,
    length: Duration | timedelta | str,
    *,
    policy: str | None,
    sign: Literal[1, -1],
) -> Derivation:
    """Return the derivation of the day so long after (or before) a start; see `PolicySet.date_after`."""
    schema = _policy(policies, policy)
    zone = zone_of(schema)
    try:
        begin, duration = _moment(start, zone), read_duration(length)
    except Refused as refused:
        raise RequestError(refused.message) from None
    name = schema.working_days
    working_day = None if name is None else policies.plugins.calendars[name]
    return derive(
        begin,
        duration,
        sign=sign,
        working_day=working_day,
        reason=reasons_of(working_day),
        rolls=schema.rolls,
        zone=zone,
        calendar=name,
    )


def _policy(policies: PolicySet, name: str | None) -> PolicySchema:
    """Return the policy by whose calendar, zone and rolling is counted: the one asked for, or any if all agree."""
    schemas = list(policies.policies.values())
    if name is not None:
        found = next((schema for schema in schemas if name in schema.names.spellings), None)
        if found is None:
            raise _no_policy(name, schemas)
        return found
    counting = [schema for schema in schemas if schema.working_days is not None] or schemas
    if len({(schema.working_days, schema.zone, schema.rolls) for schema in counting}) != 1:
        raise RequestError(
            Phrase(
                f"the policies count days differently: say by which, `policy=…`; {_names(counting).en}",
                f"各政策的计日方法不同，请用 `policy=…` 指明依据哪一个；{_names(counting).zh}",
            )
        )
    return counting[0]


def _no_policy(name: str, schemas: list[PolicySchema]) -> RequestError:
    from policyrules.diagnostics.suggest import near  # noqa: PLC0415  # loads rapidfuzz, which only mistakes need

    meant = did_you_mean(near(name, [spelling for schema in schemas for spelling in schema.names.spellings]))
    help_ = meant[0] if meant else _names(schemas)
    return RequestError(
        Phrase(
            f"there is no policy `{name[:100]}`; {help_.en}", f"没有名为 `{name[:100]}` 的政策；{help_.zh}"
        )
    )


def _names(schemas: list[PolicySchema]) -> Phrase:
    en = ", ".join(f"`{schema.names.first}`" for schema in schemas) or "none"
    zh = "、".join(f"`{schema.names.for_people()}`" for schema in schemas) or "无"
    return Phrase(f"there are: {en}", f"现有政策：{zh}")


def _moment(start: object, zone: tzinfo) -> date:
    """Return a day, or an instant: a text with a time of day is one."""
    if isinstance(start, datetime) or (isinstance(start, str) and date_in(start) is None):
        moment: datetime = datetime_reader(zone)(start)
        return moment
    return read_date(start)
