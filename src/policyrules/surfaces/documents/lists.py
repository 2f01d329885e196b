"""What is printed of a list: of what it is, on what basis, since when, and its items?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from policyrules.core.ir import RuleId
from policyrules.core.period_names import UNITS
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.plugins.renderers.document import Block, Link, Pair, Pairs, Section
from policyrules.semantics.check_policies import annotations_of
from policyrules.surfaces.documents import noted
from policyrules.surfaces.documents.anchors import anchor
from policyrules.surfaces.documents.items import IN_FORCE, cited, item_printed, item_words
from policyrules.surfaces.documents.rests import rests_on
from policyrules.surfaces.documents.wording import conditions_said, linked_lines, speech_about
from policyrules.surfaces.prose.speech import alone
from policyrules.syntax.ast.clauses import AppliesWhen, From, Until
from policyrules.syntax.ast.declarations import ListKind

if TYPE_CHECKING:
    from policyrules.semantics.checked import CheckedItem, CheckedList
    from policyrules.surfaces.documents.asked import Asked

_KINDS: Final[dict[ListKind, Phrase]] = {
    "negative list": Phrase("negative list", "负面清单"),
    "positive list": Phrase("positive list", "正面清单"),
    "checklist": Phrase("checklist", "评估清单"),
    "list": Phrase("list", "规定"),
}
_CLOSED: Final = Phrase(
    "closed: what it does not name is judged by its last item", "封闭清单，未列明的按末项办理"
)


def items_in_force(asked: Asked, listed: CheckedList) -> tuple[CheckedItem, ...]:
    """Return the items of a list that belong in the document."""
    return tuple(
        item
        for item in listed.items
        if asked.holds(
            (validity := asked.rules[RuleId(item.policy, item.names.first)].validity).from_, validity.until
        )
    )


def list_printed(asked: Asked, listed: CheckedList) -> Section | None:
    """Return a list with its items, or None where none of them is in force."""
    items = items_in_force(asked, listed)
    if listed.items and not items:
        return None
    declaration = listed.declaration
    name = asked.called(listed.names)
    heading = name if declaration.title is None else alone(declaration.title.value)
    blocks: list[Block] = [*noted.notes(asked, annotations_of(declaration.annotations))]
    blocks.append(Pairs(tuple(_about(asked, listed))))
    other = asked.in_the_other_language()
    for item in items:
        elsewhere = item_words(item_printed(other, item))
        blocks.append(evolve(item_printed(asked, item), search=elsewhere))
    return Section(anchor("list", listed.policy, listed.names.first), heading, tuple(blocks))


def _about(asked: Asked, listed: CheckedList) -> Iterator[Pair]:
    declaration = listed.declaration
    speech = speech_about(asked, listed.record)
    kind = asked.say(_KINDS[declaration.kind])
    yield Pair(
        asked.label(Phrase("list", "清单")),
        (
            (
                f"{asked.both(listed.names)}，{kind}"
                if asked.chinese
                else f"{asked.both(listed.names)}, a {kind}",
            ),
        ),
    )
    record = asked.policies.records[listed.record].names
    about: tuple[str | Link, ...] = (Link(asked.called(record), anchor("record", listed.record)),)
    if declaration.each is not None:
        unit = UNITS[declaration.each]
        about = (
            *about,
            f"，对台账逐条、每{unit.zh}一次"
            if asked.chinese
            else f", every row of its ledger, each {unit.en}",
        )
    yield Pair(asked.label(Phrase("about", "适用于")), (about,))
    if declaration.otherwise is not None:
        yield Pair(asked.label(Phrase("scope", "范围")), ((asked.say(_CLOSED),),))
    from_ = until = None
    for clause in declaration.clauses:
        match clause:
            case AppliesWhen(condition=condition):
                words = linked_lines(asked, conditions_said(condition, speech), [condition])
                yield Pair(asked.label(Phrase("only where", "适用条件")), words)
            case From(date=day):
                from_ = day
            case Until(date=day):
                until = day
            case _:
                continue
    if dates := asked.dates(from_, until):
        yield Pair(asked.label(IN_FORCE), ((dates,),))
    yield from cited(asked, declaration.clauses)
    yield from rests_on(asked, declaration.clauses)
