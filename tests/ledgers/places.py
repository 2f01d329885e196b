"""Where can a ledger be kept? In memory, in a file, in a server: every scenario holds in all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field

import policyrules as pr

if TYPE_CHECKING:
    from policyrules.ledgers.books import Ledger


@define
class Place:
    """A ledger of a test's own, opened as often as the test likes: it is the same ledger each time."""

    kind: str
    url: str = ""
    prefix: str = ""
    opened: list[pr.SqlLedger] = field(factory=list)
    memory: dict[frozenset[str] | None, pr.MemoryLedger] = field(factory=dict)

    @property
    def kept(self) -> bool:
        """Whether it outlives the process."""
        return self.kind != "memory"

    def ledger(self, **options: Any) -> Ledger:
        """Return the ledger; a database with a connection of its own, as another process would have it."""
        if self.kind == "memory":
            only = options.get("records")
            records = None if only is None else frozenset(only)
            return self.memory.setdefault(records, pr.MemoryLedger(records=records))
        if self.kind == "sqlite":
            options.setdefault("synchronous", "normal")  # the tests lose no power
        ledger = pr.SqlLedger(self.url, prefix=self.prefix, **options)
        self.opened.append(ledger)
        return ledger

    def engine(self, policies: pr.PolicySet | str, **options: Any) -> pr.Engine:
        """Return an engine on the ledger."""
        return pr.Engine(loaded(policies), ledger=self.ledger(**options))

    def close(self) -> None:
        """Close whatever was opened."""
        for ledger in self.opened:
            ledger.close()


@cache
def loaded(policies: pr.PolicySet | str) -> pr.PolicySet:
    """Return policies, which many tests share, loaded once."""
    return pr.load_text(policies) if isinstance(policies, str) else policies


def in_file(folder: Path, name: str = "ledger.db") -> Place:
    """Return a place in a file."""
    return Place("sqlite", f"sqlite:///{folder / name}")


@contextmanager
def closing(place: Place, tables: Callable[[], None] | None = None) -> Iterator[Place]:
    """Yield a place, and close it afterwards."""
    try:
        yield place
    finally:
        place.close()
        if tables is not None:
            with suppress(Exception):
                tables()
