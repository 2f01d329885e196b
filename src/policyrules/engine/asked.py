"""What is asked of a ledger, and how is that said properly?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import RequestError
from policyrules.ledgers.books import Change

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.facts import Facts
    from policyrules.engine.counting import Counts


class Asked(Change):
    """What is asked of a ledger: a record's facts, the key they go under, and in spite of what."""

    __slots__ = ("dry_run", "on", "override")

    def __init__(  # noqa: PLR0917  # by position it is quicker
        self,
        facts: Facts,
        key: str,
        name: str | None,
        on: date | None,
        override: str | None,
        counts: Counts,
        *,
        dry_run: bool,
        ends: bool,
    ) -> None:
        self.record = facts.schema.names.first
        self.key = key
        self.name = name
        self.ends = ends
        self.facts = facts
        self.on = on
        self.override = override
        self.counts = counts
        self.dry_run = dry_run


def key_asked(key: object) -> str | None:
    """Return a key as text; raises `RequestError` for one that is none."""
    if key is None:
        return None
    if isinstance(key, bool) or not isinstance(key, str | int) or not str(key).strip():
        raise RequestError(
            Phrase(
                f"`key` is a text that names the entry, not {key!r}",
                f"`key` 应为登记编号（文本），而非 {key!r}",
            )
        )
    return str(key)


def reason_asked(override: object) -> str | None:
    """Return the reason for an override; raises `RequestError` for one that says nothing."""
    if override is None:
        return None
    if not isinstance(override, str) or not override.strip():
        raise RequestError(
            Phrase(
                '`override` is the reason, in words: override="the mayor asked for it on 2 March"',
                "`override` 须写明破例理由",
            )
        )
    return override
