"""How is a program kept as text, so that it soon decides?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.backends.python.from_core import GROUPS
from policyrules.backends.python.index.plan import LOOKED_UP, plan_of
from policyrules.backends.python.index.refusals import known_of
from policyrules.core.packed.program import packed
from policyrules.syntax.collector import collector_resting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyrules.core.ir import Program
    from policyrules.core.packed.program import Grouped, Packed
    from policyrules.diagnostics.source import Source


def packed_to_decide(program: Program, sources: Iterable[Source] = ()) -> Packed:
    """Return a program as text, with which rules are alike, so that none but a few are read to decide."""

    def alike(record: str) -> Grouped | None:
        if len(program.rules[record]) < LOOKED_UP:
            return None
        return known_of(plan_of(program, record), program.records[record], few=GROUPS)

    with collector_resting():
        return packed(program, sources, alike=alike)
