"""Which facts do given rows of a ledger hold, and which row does not fit?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from policyrules.core.dates import zone_of
from policyrules.core.facts import Facts
from policyrules.core.facts.records import RecordReaders
from policyrules.errors import FactError, RowProblem

if TYPE_CHECKING:
    from policyrules.core.ir import Program
    from policyrules.semantics.schema import RecordSchema

_PROBLEMS: Final = 100
"""So many problems of given rows are said; the rest are counted."""


def read_rows(rows: Iterable[object], program: Program, schema: RecordSchema) -> list[Facts]:
    """Return the facts of given rows. Raises `FactError` with what does not fit in each of them."""
    name = schema.names.first
    reader = RecordReaders(program.records, zone_of(program, name)).of(name)
    read: list[Facts] = []
    problems: list[RowProblem] = []
    omitted = 0
    for number, row in enumerate(rows, 1):
        try:
            read.append(row if isinstance(row, Facts) else reader.read(row, partial=True))
        except FactError as error:
            fit = max(_PROBLEMS - len(problems), 0)
            problems += [RowProblem(number, problem) for problem in error.problems[:fit]]
            omitted += len(error.problems[fit:]) + error.omitted
    if problems:
        raise FactError(name, problems, omitted=omitted, name=schema.names.for_people())
    return read
