"""How is what a policy says put into words for a document, and where do the names in them lead?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from policyrules.plugins.renderers.document import Link, Words
from policyrules.semantics.checked import ItemMeaning, ListMeaning
from policyrules.surfaces.documents.anchors import anchor
from policyrules.surfaces.prose.conditions import condition
from policyrules.surfaces.prose.said import inline, is_long, lead, numbered
from policyrules.surfaces.prose.speech import Speech
from policyrules.surfaces.prose.values import bare, filled_in
from policyrules.syntax.ast.expressions import Complies, Expression, ItemState, Template, TextLiteral
from policyrules.syntax.walk import walk

if TYPE_CHECKING:
    from policyrules.surfaces.documents.asked import Asked


def speech_about(asked: Asked, record: str) -> Speech:
    """Return the words in which a document speaks of a record."""
    return Speech(asked.policies.checked, asked.language, record)


def said(expression: Expression, speech: Speech) -> str:
    """Return a value in words; a text without its quotes, its blanks in brackets."""
    match expression:
        case TextLiteral(value=text):
            return text
        case Template():
            return filled_in(expression, speech)
        case _:
            return bare(expression, speech)


def asked_in_line(expression: Expression, speech: Speech) -> str:
    """Return a condition in one line."""
    return inline(condition(expression, speech), speech.language)


def conditions_said(expression: Expression, speech: Speech) -> tuple[str, ...]:
    """Return a condition as lines: one, or a heading and the numbered cases under it."""
    words, language = condition(expression, speech), speech.language
    if isinstance(words, str) or not is_long(words, language):
        return (inline(words, language),)
    heading = lead(words).in_(language) + speech(":", "：")
    return (heading, *(line for _, line in numbered(words.parts, language)))


# --- links ----------------------------------------------------------------------------------


def linked(asked: Asked, text: str, nodes: Iterable[Any]) -> Words:
    """Return words in which every item and list that the nodes name leads to where it stands.

    One that the words do not name is named after them.
    """
    return with_links(asked, text, _named(asked, nodes))


def _named(asked: Asked, nodes: Iterable[Any]) -> dict[str, str]:
    """Return where the items and lists that nodes name stand, by the names they are given there."""
    named: dict[str, str] = {}
    for node in nodes:
        for below in walk(node):
            match below:
                case ItemState(item=ref) | Complies(list=ref):
                    match asked.meaning_of(ref) or asked.meaning_of(below):
                        case ItemMeaning(policy=policy, item=item):
                            named.setdefault(item, anchor("item", policy, item))
                        case ListMeaning(policy=policy, list=listed):
                            named.setdefault(_called(asked, policy, listed), anchor("list", policy, listed))
                        case _:
                            continue
                case _:
                    continue
    return named


def linked_lines(asked: Asked, lines: Sequence[str], nodes: Iterable[Any]) -> tuple[Words, ...]:
    """Return lines as `linked` returns one: what none of them names is named after the last."""
    *before, last = lines
    named = _named(asked, nodes)
    met = {name for line in before for name in named if re.search(_whole(name), line)}
    rest = {
        name: target for name, target in named.items() if name not in met or re.search(_whole(name), last)
    }
    return (
        *(
            with_links(asked, line, {name: named[name] for name in met if re.search(_whole(name), line)})
            for line in before
        ),
        with_links(asked, last, rest),
    )


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


def _called(asked: Asked, policy: str, name: str) -> str:
    """Return what a list is called in prose."""
    listed = next(
        each for each in asked.policies.checked.lists if (each.policy, each.names.first) == (policy, name)
    )
    return speech_about(asked, listed.record).name(listed.names)
