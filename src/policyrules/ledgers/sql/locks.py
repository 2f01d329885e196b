"""What must nobody else change meanwhile? The locks of one change, in the order in which everyone takes them.

SQLite has one lock for the whole file, and needs none of these. PostgreSQL has a lock for any number: each thing
that is locked is given one, so that changes which have nothing in common do not wait for each other.

| thing | locked by whoever | how |
|---|---|---|
| the plan | changes anything; opens the ledger in a new form | shared; alone |
| a key, a name of a record | admits, revises or withdraws the entry | alone |
| a quota's key | counts under it, or takes something off | alone |
| a record's ledger | looks for entries in it; changes it, where rules look for its entries | shared; alone |
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from policyrules.frozen import frozen

MANY: Final = 200
"""More locks than so many are not taken one by one: the change has the whole ledger to itself."""


@frozen
class Lock:
    """What is locked, as a number, and whether others may have it as well if they only look at it."""

    number: int
    shared: bool


def lock(*thing: str, shared: bool = False) -> Lock:
    """Return the lock of something.

    >>> lock("plan") == lock("plan"), lock("plan").number == lock("key", "7").number
    (True, False)
    """
    digest = blake2b("\0".join(thing).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return Lock(int.from_bytes(digest, "big", signed=True), shared)


def in_order(locks: Iterable[Lock]) -> list[Lock]:
    """Return locks as they are to be taken: each once, alone where any wants it alone, in one order for all."""
    found: dict[int, bool] = {}
    for each in locks:
        found[each.number] = found.get(each.number, True) and each.shared
    return [Lock(number, found[number]) for number in sorted(found)]
