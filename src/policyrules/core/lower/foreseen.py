"""What of some files cannot be decided yet, whatever else is wrong with them?

Lowering needs files without mistakes. What can be told from its form alone is told here, so that
an author with a misspelling elsewhere hears of it in the same run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from policyrules.core.lower.not_yet import NotYet, said_of
from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.span import Place
from policyrules.syntax.ast import clauses as syntax
from policyrules.syntax.ast.declarations import DefineDeclaration, File, ListDeclaration

CLAUSES: Final[Mapping[type, NotYet]] = {
    syntax.Quota: NotYet.QUOTA,
    syntax.Deadline: NotYet.DEADLINE,
    syntax.Match: NotYet.MATCH,
}
"""The clauses that cannot be decided yet, whatever they say."""


def foreseen(files: Iterable[File]) -> tuple[Diagnostic, ...]:
    """Return what lowering would say of these files for their form alone."""
    return tuple(said for file in files for said in _in_file(file))


def _in_file(file: File) -> Iterator[Diagnostic]:
    for node in file.declarations:
        match node:
            case DefineDeclaration(each=str()):
                yield said_of(NotYet.PERIODIC_DEFINE, Place(file.source, node.span))
            case ListDeclaration(each=str()):
                yield said_of(NotYet.PERIODIC_LIST, Place(file.source, node.span))
            case ListDeclaration():
                for item in node.items:
                    yield from _in_clauses(item.clauses, file)
                if node.otherwise is not None:
                    yield from _in_clauses(node.otherwise.clauses, file)
            case _:
                pass


def _in_clauses(clauses: Iterable[syntax.Clause], file: File) -> Iterator[Diagnostic]:
    for clause in clauses:
        what = CLAUSES.get(type(clause))
        if what is not None:
            yield said_of(what, Place(file.source, clause.span))
        if isinstance(clause, syntax.Then):
            for _, stage in clause.actions:
                if stage is not None:
                    yield said_of(NotYet.STAGE, Place(file.source, stage.span))
