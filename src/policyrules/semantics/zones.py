"""Which time zone does a policy mean, and which instant does a time of day in it name?"""

from __future__ import annotations

from datetime import UTC, datetime, timezone, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyrules.semantics.schema import PolicySchema


def zone_of(policy: PolicySchema) -> tzinfo:
    """Return the zone of a policy's times: the one its header names, else UTC."""
    return UTC if policy.zone is None else zone_named(policy.zone) or UTC


def zone_named(name: str) -> tzinfo | None:
    """Return the zone of a name (`Asia/Shanghai`), or None when there is none."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # most policies have no time of day

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # what the standard library raises for odd names
        return None


def zone_in_common(policies: Iterable[PolicySchema]) -> tzinfo:
    """Return the one zone that policies, which were checked, name; else UTC."""
    named = {policy.zone for policy in policies if policy.zone is not None}
    return (zone_named(named.pop()) if len(named) == 1 else None) or UTC


def instant(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment as the zone's clock shows it, its offset from UTC fixed.

    A moment without an offset is one of the zone; in the hour that its clock goes through twice, the
    first time. Raises `OverflowError` where the zone has no day for it.

    >>> from zoneinfo import ZoneInfo
    >>> instant(datetime(2026, 3, 1, 9, 30), ZoneInfo("Europe/Berlin")).isoformat()
    '2026-03-01T09:30:00+01:00'
    """
    return with_fixed_offset(
        moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    )


def with_fixed_offset(moment: datetime) -> datetime:
    """Return a zoned moment with its offset from UTC fixed.

    Python compares two moments of one zone by the hands of its clock, which are the same twice when the
    clock goes back. With fixed offsets the earlier instant is less, whatever the zone.
    """
    offset = moment.utcoffset()
    assert offset is not None, "it is zoned"
    return moment.replace(tzinfo=timezone(offset), fold=0)


def zone_names() -> frozenset[str]:
    """Return every zone there is (for suggestions)."""
    from zoneinfo import available_timezones  # noqa: PLC0415  # only for a message

    return frozenset(available_timezones())
