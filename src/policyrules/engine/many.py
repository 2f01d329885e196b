"""How are many records decided, of which only outcomes and the ids of findings are wanted?"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from policyrules.core.decision.brief import Brief
from policyrules.errors import FactError, RecordProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from policyrules.core.decision import Decision

    DecideSome = Callable[[Sequence[object], list[Brief]], None]
    """Decides records in turn, and adds a brief of each to those found."""

_AT_ONCE: Final = 1_000
"""So many records are decided before progress is told."""


def brief_of(decision: Decision) -> Brief:
    """Return what is left of a decision in brief."""
    return Brief(decision.outcome, decision.finding_ids)


def one_by_one(decide: Callable[[object], Decision]) -> DecideSome:
    """Return what decides records in turn by deciding each."""

    def decide_some(together: Sequence[object], found: list[Brief]) -> None:
        for given in together:
            found.append(brief_of(decide(given)))  # noqa: PERF401  # those before an error stay

    return decide_some


def in_turns(
    records: Iterator[object],
    decide_some: DecideSome,
    *,
    record: str,
    people: str,
    progress: Callable[[int], None] | None,
) -> Iterator[Sequence[Brief]]:
    """Yield the briefs of as many records as are decided at once; what is wrong with one is said after those before.

    `record` is the name of their kind, and `people` what people call it.
    """
    done = 0
    while together := list(islice(records, _AT_ONCE)):
        found: list[Brief] = []
        try:
            decide_some(together, found)
        except FactError as error:
            yield found
            problems = [RecordProblem(done + len(found) + 1, problem) for problem in error.problems]
            raise FactError(record, problems, omitted=error.omitted, name=people) from None
        yield found
        done += len(together)
        if progress is not None:
            progress(done)
