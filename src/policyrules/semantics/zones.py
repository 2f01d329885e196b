"""Which time zone does a policy mean?"""

from __future__ import annotations

from datetime import UTC, tzinfo

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


def zone_names() -> frozenset[str]:
    """Return every zone there is (for suggestions)."""
    from zoneinfo import available_timezones  # noqa: PLC0415  # only for a message

    return frozenset(available_timezones())
