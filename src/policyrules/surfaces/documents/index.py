"""Which items are there, where does each stand, and what is noted of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core.effect import MODALITIES
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.renderers.document import Grid, Link, Row, Section
from policyrules.semantics.check_policies import annotations_of
from policyrules.surfaces.documents.anchors import anchor
from policyrules.surfaces.documents.lists import items_in_force
from policyrules.surfaces.documents.noted import YES, label
from policyrules.surfaces.prose.speech import alone

if TYPE_CHECKING:
    from policyrules.semantics.checked import CheckedItem, CheckedList
    from policyrules.surfaces.documents.asked import Asked

_NUMBER: Final = Phrase("Number", "编号")
_ITEM: Final = Phrase("Item", "条目")
_LIST: Final = Phrase("List", "清单")
_LONGEST: Final = 24
"""A note of more characters is only marked; its words stand with the item or its list."""


def index(asked: Asked) -> Section:
    """Return the index of items: number, title, list, and a column for each annotation items or lists have."""
    entries = [
        (listed, item) for listed in asked.policies.checked.lists for item in items_in_force(asked, listed)
    ]
    names = _columns(entries)
    head = (
        *map(asked.say, (_NUMBER, _ITEM, _LIST)),
        *(asked.label(Phrase.same(label(asked, name))) for name in names),
    )
    rows = tuple(_row(asked, listed, item, names) for listed, item in entries)
    return Section(
        anchor("index"),
        asked.say(Phrase("Index of items", "条目索引")),
        (Grid(head, (5, 12, 7, *(4,) * len(names)), rows),) if rows else (),
    )


def _columns(entries: list[tuple[CheckedList, CheckedItem]]) -> tuple[str, ...]:
    """Return the names of annotations that say something an item's number does not, as first met."""
    found: dict[str, None] = {}
    for listed, item in entries:
        for name, arguments in _notes(listed, item).items():
            if not (arguments and set(arguments) <= set(item.names.spellings)):
                found[name] = None
    return tuple(found)


def _notes(listed: CheckedList, item: CheckedItem) -> dict[str, tuple[str, ...]]:
    """Return the annotations of an item, those of its list for what it does not say itself."""
    return {
        **dict(annotations_of(listed.declaration.annotations)),
        **dict(annotations_of(item.declaration.annotations)),
    }


def _row(asked: Asked, listed: CheckedList, item: CheckedItem, names: tuple[str, ...]) -> Row:
    notes = _notes(listed, item)
    title = item.declaration.title
    modality = item.declaration.word if asked.chinese else ""
    shown = (
        alone(title.value)
        if title is not None
        else modality or asked.say(MODALITIES[item.declaration.modality])
    )
    list_title = listed.declaration.title
    list_name = asked.called(listed.names) if list_title is None else alone(list_title.value)
    cells = [_noted(asked, notes.get(name)) for name in names]
    return Row(
        (
            (Link(asked.called(item.names), anchor("item", item.policy, item.names.first)),),
            (shown,),
            (Link(list_name, anchor("list", listed.policy, listed.names.first)),),
            *((cell,) for cell in cells),
        )
    )


def _noted(asked: Asked, arguments: tuple[str, ...] | None) -> str:
    if arguments is None:
        return ""
    said = asked.comma.join(arguments)
    return said if said and len(said) <= _LONGEST else asked.say(YES)
