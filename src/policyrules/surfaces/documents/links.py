"""Does every link of a document lead somewhere? One that would not is printed as plain words."""

from __future__ import annotations

from typing import assert_never

from policyrules.frozen import evolve
from policyrules.plugins.renderers.document import (
    Block,
    Document,
    Grid,
    Item,
    Link,
    Pair,
    Pairs,
    Paragraph,
    Section,
    Words,
)

Anchors = frozenset[str]


def sound(document: Document) -> Document:
    """Return the document with links only to what stands in it."""
    anchors = frozenset(_anchors(document))
    return evolve(
        document,
        sections=tuple(_section(each, anchors) for each in document.sections),
        about=_pairs(document.about, anchors),
    )


def _anchors(document: Document) -> list[str]:
    found: list[str] = []
    for section in document.everything():
        found.append(section.anchor)
        for block in section.blocks:
            match block:
                case Item(anchor=anchor):
                    found.append(anchor)
                case Grid(rows=rows):
                    found.extend(row.anchor for row in rows if row.anchor is not None)
                case Paragraph() | Pairs():
                    continue
                case _:
                    assert_never(block)
    return found


def _section(section: Section, anchors: Anchors) -> Section:
    return evolve(
        section,
        blocks=tuple(_block(each, anchors) for each in section.blocks),
        sections=tuple(_section(each, anchors) for each in section.sections),
    )


def _block(block: Block, anchors: Anchors) -> Block:
    match block:
        case Paragraph(words=words):
            return evolve(block, words=_words(words, anchors))
        case Pairs(pairs=pairs):
            return evolve(block, pairs=_pairs(pairs, anchors))
        case Item(pairs=pairs):
            return evolve(block, pairs=_pairs(pairs, anchors))
        case Grid(rows=rows):
            return evolve(
                block,
                rows=tuple(
                    evolve(row, cells=tuple(_words(cell, anchors) for cell in row.cells)) for row in rows
                ),
            )
        case _:
            assert_never(block)


def _pairs(pairs: tuple[Pair, ...], anchors: Anchors) -> tuple[Pair, ...]:
    return tuple(evolve(pair, lines=tuple(_words(line, anchors) for line in pair.lines)) for pair in pairs)


def _words(words: Words, anchors: Anchors) -> Words:
    return tuple(run.text if isinstance(run, Link) and run.anchor not in anchors else run for run in words)
