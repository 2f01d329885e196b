"""How are things called?"""

from __future__ import annotations

from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.ast.names import Annotation, ItemRef, Name, Names
from policyrules.syntax.from_tree.places import Parts, between, span_of, tokens
from policyrules.syntax.keywords import keywords
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import vocabulary

OPERAND_WORDS: Final = frozenset(
    {"NOT", "IF", "YES", "NO", "NONE", "HAS", "HAS_NO", "SOME", "EVERY", "AT_LEAST", "COMPLIES"}
)
"""Keywords that can begin an operand: a name spelt so could not be used without backquotes."""

ACTION_WORDS: Final = frozenset(
    {"REFER_TO", "RETURN_TO", "ROUTE_TO", "ORDER", "IN_TURN", "THEN", "IF_MISSING", "IF_DIFFERS"}
    | {"IF_REPEATED", "IF_OVERDUE", "IF_OVERDUE_BY", "IF_USED"}
)
"""Keywords that can begin an action: a verb spelt so could not be used without backquotes."""


def name_of(token: Token) -> Name:
    """Return the name a token writes."""
    return Name(token.text, token.span)


def declared(token: Token, reserved: frozenset[str] | None = OPERAND_WORDS) -> Name:
    """Return a name that is being declared, after checking that it can be used as written.

    `reserved` are the keywords it must not be spelt like; None for every keyword.
    """
    is_quoted = token.stop - token.start > len(token.text)
    terminals = () if is_quoted else vocabulary().words.get(token.text, ())
    if terminals and (reserved is None or not reserved.isdisjoint(terminals)):
        token.reading.report(
            "quote-name",
            token.span,
            Phrase(f"`{token.text}` is a word of the language", f"`{token.text}` 是规则用语"),
            label=Phrase("as a name it needs backquotes", "用作名称时须加反引号"),
            help_=(
                Phrase(
                    f"write `` `{token.text}` ``, or choose another name",
                    f"请写 `` `{token.text}` ``，或另取名称",
                ),
            ),
        )
    return Name(token.text, token.span)


def names(parts: Parts) -> Names:
    """`organiser 组织单位`."""
    first, second = parts
    return Names(declared(first), declared(second) if second is not None else None)


def item_names(parts: Parts) -> Names:
    """`IN-01`, `IN-07 年度考核`."""
    first, second = parts
    return Names(declared(first, None), declared(second, None) if second is not None else None)


def item_ref(parts: Parts) -> ItemRef:
    """`IN-01`, `inspections.IN-01`."""
    policy, _, item = parts
    return ItemRef(
        name_of(policy) if policy is not None else None, name_of(item), between(policy or item, item)
    )


def item_refs(parts: Parts) -> tuple[ItemRef, ...]:
    """`IN-01, IN-02`."""
    return tuple(part for part in parts if type(part) is ItemRef)


def annotation(parts: Parts) -> Annotation:
    """`@source("V-SC-2512")`."""
    arguments = tuple(token.text for token in tokens(parts, "STRING"))
    return Annotation(name_of(parts[1]), arguments, span_of(parts))


def all_annotations(parts: Parts) -> tuple[Annotation, ...]:
    """All annotations before one thing."""
    return tuple(parts)


def canonical(group: str, spelling: str) -> str | None:
    """Return the canonical name of a built-in spelling; None when it is nothing built in."""
    return keywords().canonical[group].get(spelling)


CALLBACKS: Final = {
    "names": names,
    "item_names": item_names,
    "item_ref": item_ref,
    "item_refs": item_refs,
    "annotation": annotation,
    "annotations": all_annotations,
}
