"""On which parameters, definitions, tables and calendars does an item rest?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.renderers.document import Link, Pair
from policyrules.semantics.checked import CalendarMeaning, DerivedMeaning, ParameterMeaning
from policyrules.surfaces.documents.anchors import anchor
from policyrules.surfaces.documents.asked import titled
from policyrules.surfaces.documents.parameters import worth
from policyrules.surfaces.documents.tables import table_anchor
from policyrules.syntax.ast.declarations import TableDeclaration
from policyrules.syntax.walk import walk

if TYPE_CHECKING:
    from policyrules.semantics.checked import DerivedSchema
    from policyrules.surfaces.documents.asked import Asked


def rests_on(asked: Asked, nodes: Iterable[Any]) -> Iterator[Pair]:
    """Yield what nodes read that is printed elsewhere in the document: parameters with their values, then the rest."""
    parameters: dict[str, None] = {}
    others: dict[str, str] = {}
    for node in nodes:
        for below in walk(node):
            match asked.meaning_of(below):
                case ParameterMeaning(name=name):
                    parameters[name] = None
                case DerivedMeaning(record=record, name=name):
                    derived = asked.policies.checked.derived[record, name]
                    others.setdefault(fact_anchor(derived), asked.called(derived.names))
                case CalendarMeaning(name=name):
                    names = titled(asked.policies.checked.calendars[name].names)
                    others.setdefault(anchor("calendar", name), asked.called(names))
                case _:
                    continue
    if parameters:
        lines = []
        for name in parameters:
            schema = asked.policies.program.parameters[name]
            link = Link(asked.called(schema.names), anchor("parameter", name))
            lines.append((link, asked.colon + worth(asked, schema)))
        yield Pair(asked.label(Phrase("parameters", "所用参数")), tuple(lines))
    if others:
        runs: list[str | Link] = []
        for number, (target, text) in enumerate(others.items()):
            runs.extend(((asked.comma,) if number else ()) + (Link(text, target),))
        yield Pair(asked.label(Phrase("defined elsewhere", "另见定义")), (tuple(runs),))


def fact_anchor(fact: DerivedSchema) -> str:
    """Return where a derived fact stands: among the definitions, or at the table that gives it."""
    if isinstance(fact.declaration, TableDeclaration):
        return table_anchor(fact.declaration, fact.record)
    return anchor("fact", fact.record, fact.names.first)
