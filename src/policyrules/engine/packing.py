"""How is a program kept as text, so that it soon decides?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.backends.python.index.plan import LOOKED_UP, alike_rules
from policyrules.core.packed.program import packed
from policyrules.syntax.collector import collector_resting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyrules.core.ir import Program
    from policyrules.core.packed.alike import Alike
    from policyrules.core.packed.program import Packed
    from policyrules.diagnostics.source import Source


def packed_to_decide(program: Program, sources: Iterable[Source] = ()) -> Packed:
    """Return a program as text, with which rules are alike, so that none but a few are read to decide."""

    def alike(record: str) -> Alike | None:
        return alike_rules(program, record) if len(program.rules[record]) >= LOOKED_UP else None

    with collector_resting():
        return packed(program, sources, alike=alike)
