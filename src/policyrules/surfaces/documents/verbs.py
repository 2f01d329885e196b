"""Which verbs of its own does an office have for what follows?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.renderers.document import Block, Grid, Row
from policyrules.semantics.check_policies import annotations_of
from policyrules.surfaces.documents.asked import titled
from policyrules.surfaces.documents.noted import notes

if TYPE_CHECKING:
    from policyrules.surfaces.documents.asked import Asked
    from policyrules.syntax.ast.declarations import ActionDeclaration


def verbs_printed(asked: Asked, actions: Iterable[ActionDeclaration]) -> tuple[Block, ...]:
    """Return declared verbs as a table of their names, what is noted of them first."""
    rows: list[Row] = []
    noted: list[Block] = []
    for action in actions:
        noted.extend(notes(asked, annotations_of(action.annotations)))
        verbs = map(titled, action.verbs)
        rows.extend(Row(((asked.called(names),), (asked.other(names),))) for names in verbs)
    head = (asked.say(Phrase("Verb", "办理方式")), asked.say(Phrase("Other name", "程序用名")))
    return (*noted, Grid(head, (1, 1), tuple(rows)))
