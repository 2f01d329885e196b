"""How is what a policy says put into words for a document?

`said` is the one place that turns an expression or a clause into words; whoever has better words for
it changes them here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from policyrules.plugins.renderers.document import Link, Words
from policyrules.semantics.checked import ItemMeaning, ListMeaning
from policyrules.surfaces.documents.anchors import anchor
from policyrules.syntax.ast.expressions import Complies, Expression, ItemState, Template, TextLiteral
from policyrules.syntax.format import format_clause, format_expression
from policyrules.syntax.walk import walk

if TYPE_CHECKING:
    from policyrules.diagnostics.phrase import Language
    from policyrules.surfaces.documents.asked import Asked
    from policyrules.syntax.ast.clauses import Clause


def said(expression: Expression, source: str, language: Language) -> str:
    """Return an expression in words; a text without its quotes, its blanks in brackets."""
    if isinstance(expression, TextLiteral):
        return expression.value
    if isinstance(expression, Template):
        return "".join(
            part if isinstance(part, str) else _blank(said(part, source, language), language)
            for part in expression.parts
        )
    return format_expression(expression, source, language)


def clause_said(clause: Clause, source: str, language: Language) -> str:
    """Return a whole clause in words, its first word included."""
    return format_clause(clause, source, language)


def after_its_word(clause: Clause, source: str, language: Language) -> str:
    """Return a clause in words without the word that says which clause it is."""
    return clause_said(clause, source, language).partition(" ")[2]


def _blank(words: str, language: Language) -> str:
    return f"〔{words}〕" if language == "zh" else f"[{words}]"


# --- links ----------------------------------------------------------------------------------


def linked(asked: Asked, text: str, nodes: Iterable[Any]) -> Words:
    """Return words in which every item and list that the nodes name leads to where it stands.

    One that the words do not name is named after them.
    """
    named: dict[str, str] = {}
    for node in nodes:
        for below in walk(node):
            match below:
                case ItemState(item=ref) | Complies(list=ref):
                    target = _target(asked.meaning_of(ref) or asked.meaning_of(below))
                    if target is not None:
                        named.setdefault(ref.item.text, target)
                case _:
                    continue
    return with_links(asked, text, named)


def with_links(asked: Asked, text: str, named: dict[str, str]) -> Words:
    """Return words in which names lead to anchors; those that do not occur are put behind."""
    if not named:
        return (text,)
    longest_first = sorted(named, key=len, reverse=True)
    pattern = re.compile("|".join(map(_whole, longest_first)))
    runs: list[str | Link] = []
    at = 0
    found: set[str] = set()
    for match in pattern.finditer(text):
        name = match.group()
        found.add(name)
        runs.extend((text[at : match.start()], Link(name, named[name])))
        at = match.end()
    runs.append(text[at:])
    if behind := [name for name in named if name not in found]:
        opening, closing = ("（见", "）") if asked.chinese else (" (see ", ")")
        runs.append(opening)
        for number, name in enumerate(behind):
            runs.extend(((asked.comma,) if number else ()) + (Link(name, named[name]),))
        runs.append(closing)
    return tuple(run for run in runs if run != "")


def _whole(name: str) -> str:
    """Return a pattern that finds a name but not inside another: codes end where letters and digits do."""
    before = r"(?<![A-Za-z0-9_-])" if name[0].isascii() else ""
    after = r"(?![A-Za-z0-9_-])" if name[-1].isascii() else ""
    return before + re.escape(name) + after


def _target(meaning: object) -> str | None:
    match meaning:
        case ItemMeaning(policy=policy, item=item):
            return anchor("item", policy, item)
        case ListMeaning(policy=policy, list=listed):
            return anchor("list", policy, listed)
        case _:
            return None
