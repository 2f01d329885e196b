"""What is printed of facts that follow from others, and of the office's own verbs?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from policyrules.core.period_names import UNITS
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.renderers.document import Grid, Link, Row
from policyrules.semantics.check_policies import annotations_of
from policyrules.semantics.types import BooleanType, required
from policyrules.surfaces.documents.anchors import anchor
from policyrules.surfaces.documents.noted import in_brackets
from policyrules.surfaces.documents.wording import asked_in_line, linked, said, speech_about
from policyrules.syntax.ast.declarations import DefineDeclaration

if TYPE_CHECKING:
    from policyrules.semantics.checked import DerivedSchema
    from policyrules.surfaces.documents.asked import Asked

_NAME: Final = Phrase("Fact", "名称")
_OF: Final = Phrase("Of", "适用于")
_MEANS: Final = Phrase("What it means", "含义")


def defined_printed(asked: Asked, derived: Iterable[DerivedSchema]) -> Grid:
    """Return facts that a `define` gives as a table, a row each."""
    rows = []
    for fact in derived:
        declaration = fact.declaration
        assert isinstance(declaration, DefineDeclaration)
        owner = asked.policies.records[fact.record]
        speech = speech_about(asked, fact.record)
        is_condition = isinstance(required(fact.type), BooleanType)
        meant = (asked_in_line if is_condition else said)(declaration.value, speech)
        words = linked(asked, meant, [declaration.value])
        notes = annotations_of(declaration.annotations)
        each = "" if declaration.each is None else asked.say(_each(UNITS[declaration.each]))
        rows.append(
            Row(
                (
                    (asked.both(fact.names),),
                    (Link(asked.called(owner.names), anchor("record", owner.names.first)), each),
                    (*words, in_brackets(asked, notes)),
                ),
                anchor("fact", fact.record, fact.names.first),
            )
        )
    return Grid(tuple(map(asked.say, (_NAME, _OF, _MEANS))), (3, 2, 6), tuple(rows))


def _each(unit: Phrase) -> Phrase:
    return Phrase(f" each {unit.en}", f"（每{unit.zh}）")
