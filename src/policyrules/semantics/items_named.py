"""Which items does a piece of the tree name?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policyrules.semantics.checked import ItemMeaning, Meaning
from policyrules.syntax.ast.names import ItemRef
from policyrules.syntax.walk import walk


def items_named(node: Any, meanings: Mapping[int, Meaning]) -> Iterator[ItemMeaning]:
    """Yield the items that a node names, as often as it does; `meanings` are the checker's."""
    for below in walk(node):
        if isinstance(below, ItemRef):
            meaning = meanings.get(id(below))
            if isinstance(meaning, ItemMeaning):
                yield meaning
