"""What does every sentence about one record share: the language, the names, what `it` stands for?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from policyrules.core.words import language_of
from policyrules.diagnostics.phrase import Language
from policyrules.frozen import evolve, field, frozen
from policyrules.semantics.schema import RecordSchema, Titled
from policyrules.semantics.types import Type, required

if TYPE_CHECKING:
    from policyrules.semantics.checked import Checked, Meaning

_VOWELS: Final = frozenset("aeiou")
_SINGULAR_ENDS: Final = ("ss", "us", "is")


@frozen(eq=False)
class Speech:
    """The words of one language about one record.

    `bound` are the variables that stand for entries here, the innermost last; `worth` is what parameters that
    count something are worth, in words.
    """

    checked: Checked
    language: Language
    record: str
    bound: tuple[str, ...] = ()
    worth: Mapping[str, str] = field(factory=dict)

    def __call__(self, en: str, zh: str) -> str:
        """Return what is said in the language spoken."""
        return zh if self.language == "zh" else en

    @property
    def chinese(self) -> bool:
        """Whether Chinese is spoken."""
        return self.language == "zh"

    def within(self, variable: str) -> Speech:
        """Return the speech inside what is said of each entry."""
        return evolve(self, bound=(*self.bound, variable))

    def about(self, record: str) -> Speech:
        """Return the speech about another record, outside everything."""
        return evolve(self, record=record, bound=())

    # --- names ------------------------------------------------------------------------------

    def name(self, names: Titled) -> str:
        """Return what something is called: by people in Chinese, else by its first name, as words."""
        return names.for_people() if self.chinese else spaced(names.first)

    def one_of(self, record: str) -> str:
        """Return what a record is called."""
        return self.name(self.checked.records[record].names)

    def records(self, record: str) -> RecordSchema:
        """Return what a record looks like."""
        return self.checked.records[record]

    def ledger(self, record: str) -> str:
        """Return what a record's ledger is called."""
        called = self.one_of(record)
        return self(f"the ledger of {called}", called if called.endswith("台账") else f"{called}台账")

    # --- the tree ---------------------------------------------------------------------------

    def meaning(self, node: object) -> Meaning | None:
        """Return what a name means; none for what the checker looks up elsewhere."""
        return self.checked.tables.meanings.get(id(node))

    def type_of(self, node: object) -> Type | None:
        """Return the type of an expression, its `?` aside."""
        found = self.checked.tables.types.get(id(node))
        return None if found is None else required(found)

    # --- sentences --------------------------------------------------------------------------

    def listed(self, words: Sequence[str], last: str = "and") -> str:
        """Return things one after the other: `a, b and c`, 甲、乙、丙."""
        if self.chinese:
            return "、".join(words)
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {last} {words[-1]}"

    def quoted(self, words: str) -> str:
        """Return words in quotes; in Chinese single ones inside others."""
        if self.chinese:
            return f"“{words.replace('“', '‘').replace('”', '’')}”"
        return f"“{words}”"


def alone(title: str) -> str:
    """Return a title as it is printed without quotes round it: its inner quotes are the outer ones then.

    >>> alone("通过‘一表通’能够取得的"), alone("the office's own")
    ('通过“一表通”能够取得的', "the office's own")
    """
    return _INNER.sub(r"“\1”", title) if language_of([title]) == "zh" else title


_INNER: Final = re.compile("‘([^‘’]*)’")


def spaced(name: str) -> str:
    """Return a name for programs as words.

    >>> spaced("target_tier"), spaced("LeadTime"), spaced("IN-01")
    ('target tier', 'LeadTime', 'IN-01')
    """
    return name.replace("_", " ")


def article(noun: str) -> str:
    """Return an English noun with `a` or `an`, where it speaks of one thing.

    >>> article("Inspection"), article("plan"), article("pages")
    ('an Inspection', 'a plan', 'pages')
    """
    if many(noun) or not noun.isascii():
        return noun
    return f"{'an' if noun[:1].lower() in _VOWELS else 'a'} {noun}"


def many(name: str) -> bool:
    """Return whether an English name speaks of several things.

    >>> many("pages"), many("status"), many("address"), many("tier")
    (True, False, False, False)
    """
    last = name.rsplit(" ", 1)[-1].lower()
    return (
        language_of([name]) == "en"
        and len(last) > 3  # gas, bus
        and last.endswith("s")
        and not last.endswith(_SINGULAR_ENDS)
    )
