"""How far is long work? Shown on a terminal while it lasts, and gone when it is done."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyrules.surfaces.output import Output

T = TypeVar("T")

_LONG: Final = 1.0
"""Seconds after which work is long enough to be shown."""


def shown(work: Sequence[T], output: Output, said: str) -> Iterator[T]:
    """Yield each piece of work; on a terminal, show how many are done once it takes longer than a moment."""
    if not output.err.isatty():
        yield from work
        return
    begin = monotonic()
    for number, piece in enumerate(work):
        if monotonic() - begin > _LONG:
            yield from _with_a_bar(work[number:], number, output, said)
            return
        yield piece


def _with_a_bar(left: Sequence[T], done: int, output: Output, said: str) -> Iterator[T]:
    from rich.console import Console  # noqa: PLC0415  # costs time, and only long work on a terminal shows it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415  # as above

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(file=output.err), transient=True) as progress:
        task = progress.add_task(said, total=done + len(left), completed=done)
        for piece in left:
            yield piece
            progress.advance(task)
