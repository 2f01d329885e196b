"""How are the entries of a list or a ledger said, and which of them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.frozen import frozen
from policyrules.semantics.checked import LedgerMeaning
from policyrules.semantics.types import ListType, RecordType, required
from policyrules.surfaces.prose import conditions, values
from policyrules.surfaces.prose.said import inline
from policyrules.syntax.ast.expressions import Binder
from policyrules.syntax.walk import walk

if TYPE_CHECKING:
    from policyrules.surfaces.prose.speech import Speech


@frozen
class Entries:
    """What a binder goes through: its source, what one of it is called, and which count.

    `inside` is the speech about one of them, `where` what those that count have; empty where all do.
    """

    source: str
    one: str
    where: str
    inside: Speech

    @property
    def en(self) -> str:
        """All that count, as an English noun."""
        several = "entries" if self.one.startswith("entry") else "items"
        called = self.one.removeprefix("entry").removeprefix("item")
        return f"{several}{called} of {self.source}{f' for which {self.where}' if self.where else ''}"

    @property
    def zh(self) -> str:
        """All that count, as a Chinese noun."""
        return f"{self.source}中{self.where}的{self.one}" if self.where else f"{self.source}中的{self.one}"


def entries_of(binder: Binder, speech: Speech) -> Entries:
    """Return which entries a binder goes through, in words."""
    name = binder.variable.text
    inside = speech.within(name)
    rows = isinstance(speech.meaning(binder.source), LedgerMeaning)
    kind = speech.type_of(binder.source)
    if isinstance(kind, ListType):
        rows = rows or isinstance(required(kind.element), RecordType)
    one = speech("entry", "条目") if rows else speech("item", "项目")
    if binder.where is not None and any(isinstance(each, Binder) for each in walk(binder.where)):
        one += speech(f" (call it {name})", f"（记作{name}）")
    where = (
        "" if binder.where is None else inline(conditions.condition(binder.where, inside), speech.language)
    )
    return Entries(values.value(binder.source, speech), one, where, inside)
