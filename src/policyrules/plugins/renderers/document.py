"""What stands in a printed document, whatever its form?

A document is written in one language; what it says is settled here, and how that looks is a renderer's
business. Every text is plain: a renderer escapes it. Anchors are unique in a document and may hold letters
and digits of any script, `.`, `-` and `_`.
"""

from __future__ import annotations

from collections.abc import Iterator

from policyrules.core.effect import Effect
from policyrules.diagnostics.phrase import Language
from policyrules.frozen import evolve, field, frozen


@frozen
class Link:
    """Words that lead to another place in the document."""

    text: str
    anchor: str


Words = tuple[str | Link, ...]
"""A line of words, with links where it speaks of something printed elsewhere in the document."""


def plain(words: Words) -> str:
    """Return the words without their links.

    >>> plain(("beats ", Link("V-1", "item.visits.V-1")))
    'beats V-1'
    """
    return "".join(run.text if isinstance(run, Link) else run for run in words)


@frozen
class Paragraph:
    """A paragraph; a `note` is a remark about what stands around it, such as that a list is reconstructed."""

    words: Words
    note: bool = False


@frozen
class Pair:
    """What something is, and the words for it, a line each."""

    label: str
    lines: tuple[Words, ...]


@frozen
class Pairs:
    """Pairs that belong together."""

    pairs: tuple[Pair, ...]


@frozen
class Row:
    """A row of a table. One that can be referred to has an anchor."""

    cells: tuple[Words, ...]
    anchor: str | None = None
    search: str = ""
    """What finds the row, beside the words in it."""


@frozen
class Grid:
    """A table: a heading for each column, how wide each is compared with the others, and the rows."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    conditions: int = 0
    """Of a decision table, how many columns are conditions: its rows are read together, never one alone."""


def filled(grid: Grid) -> Grid:
    """Return a table without the columns in which nothing stands."""
    kept = [number for number in range(len(grid.head)) if any(plain(row.cells[number]) for row in grid.rows)]
    return evolve(
        grid,
        head=tuple(grid.head[number] for number in kept),
        widths=tuple(grid.widths[number] for number in kept),
        rows=tuple(evolve(row, cells=tuple(row.cells[number] for number in kept)) for row in grid.rows),
    )


@frozen
class Item:
    """An item as an office prints it: number, title, and part by part what it says."""

    anchor: str
    number: str
    other: str | None
    """Its other name, for people."""
    title: str | None
    modality: str
    effect: Effect
    pairs: tuple[Pair, ...]
    search: str = ""
    """What finds the item, beside the words in it: what it says in the other language."""


Block = Paragraph | Pairs | Grid | Item


@frozen
class Section:
    """A heading, what stands under it, and the sections within."""

    anchor: str
    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    supporting: bool = False
    """Whether it only says what others rest on: a short table of contents leaves it out."""


@frozen
class Document:
    """A document: its title, what is said of the whole, and its sections."""

    title: str
    language: Language
    sections: tuple[Section, ...]
    issued_by: str | None = None
    about: tuple[Pair, ...] = field(default=())

    def everything(self) -> Iterator[Section]:
        """Yield every section, each before those within."""
        waiting = list(reversed(self.sections))
        while waiting:
            section = waiting.pop()
            yield section
            waiting.extend(reversed(section.sections))

    def items(self) -> Iterator[Item]:
        """Yield every item, in order."""
        for section in self.everything():
            yield from (block for block in section.blocks if isinstance(block, Item))
