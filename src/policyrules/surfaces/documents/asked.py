"""Of which policies is a document asked, in which language, for which day?"""

from __future__ import annotations

from datetime import date, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.core.dates import zone_of
from policyrules.core.words import words as value_words
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.frozen import evolve, field, frozen
from policyrules.semantics.schema import Titled

if TYPE_CHECKING:
    from policyrules.engine import PolicySet
    from policyrules.semantics.checked import Meaning
    from policyrules.semantics.types import Type
    from policyrules.syntax.ast.names import Names


@frozen
class Asked:
    """The policies to print, the language, and the day in force (none: everything, with its dates)."""

    policies: PolicySet = field(repr=False)
    language: Language
    on: date | None = None

    @property
    def chinese(self) -> bool:
        """Whether the document is in Chinese."""
        return self.language == "zh"

    @property
    def comma(self) -> str:
        """What stands between the words of a list."""
        return "、" if self.chinese else ", "

    @property
    def colon(self) -> str:
        """What stands between a label and its words."""
        return "：" if self.chinese else ": "

    def in_the_other_language(self) -> Asked:
        """Return the same, asked for in the other language."""
        return evolve(self, language="en" if self.chinese else "zh")

    def say(self, phrase: Phrase) -> str:
        """Return a phrase in the document's language."""
        return phrase.in_(self.language)

    def label(self, phrase: Phrase) -> str:
        """Return what something is, as it stands before its words: with a capital in English."""
        return phrase.zh if self.chinese else phrase.en[:1].upper() + phrase.en[1:]

    def holds(self, from_: date | None, until: date | None) -> bool:
        """Return whether something that holds from a day until a day belongs in the document."""
        return self.on is None or (
            (from_ is None or from_ <= self.on) and (until is None or self.on <= until)
        )

    def called(self, names: Titled) -> str:
        """Return the name that is read in the document's language."""
        return names.for_people() if self.chinese else names.first

    def other(self, names: Titled) -> str:
        """Return the name that is not read in the document's language; empty where there is one name only."""
        if names.second is None:
            return ""
        return names.first if self.chinese else names.second

    def both(self, names: Titled) -> str:
        """Return both names, the one for the document's readers first."""
        if names.second is None:
            return names.first
        if self.chinese:
            return f"{names.second}（{names.first}）"
        return f"{names.first} ({names.second})"

    def value(self, value: Any, type_: Type, zone: tzinfo) -> str:
        """Return a value in words."""
        return value_words(value, type_, self.language, self.policies.program, zone)

    def zone(self, record: str) -> tzinfo:
        """Return the zone of a record's policy."""
        return zone_of(self.policies.program, record)

    def dates(self, from_: date | None, until: date | None) -> str:
        """Return from when until when something holds; empty for always."""
        if self.chinese:
            return (f"自{self.day(from_)}起" if from_ else "") + (f"至{self.day(until)}止" if until else "")
        said = [*([f"from {from_}"] if from_ else []), *([f"until {until}"] if until else [])]
        return " ".join(said)

    def day(self, day: date) -> str:
        """Return a day as it is written in official documents."""
        return f"{day.year}年{day.month}月{day.day}日" if self.chinese else day.isoformat()

    def meaning_of(self, node: object) -> Meaning | None:
        """Return what the checker found a path or reference to mean, if it is one."""
        return self.policies.checked.tables.meanings.get(id(node))

    @cached_property
    def rules(self) -> dict[ir.RuleId, ir.Rule]:
        """The rules of all items."""
        program = self.policies.program
        listed = [*program.rules.values(), *program.periodic.values()]
        return {rule.id: rule for rules in listed for rule in rules}

    @cached_property
    def beaten_by(self) -> dict[ir.RuleId, list[ir.RuleId]]:
        """Which items set an item aside."""
        found: dict[ir.RuleId, list[ir.RuleId]] = {}
        for rule in sorted(self.rules.values(), key=lambda rule: self.policies.program.order[rule.id]):
            if rule.id.part:
                continue
            for beaten in dict.fromkeys(each.whole for each in rule.overrides):
                found.setdefault(beaten, []).append(rule.id)
        return found


def titled(names: Names) -> Titled:
    """Return the names of a declaration as the checker keeps them."""
    return Titled(names.first.text, None if names.second is None else names.second.text)
