"""How is it said what follows from a rule: who is told, asked or ordered to do what?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from policyrules.diagnostics.phrase import Phrase
from policyrules.surfaces.prose.measures import stage
from policyrules.surfaces.prose.values import value
from policyrules.syntax.ast.clauses import (
    ActionPhrase,
    DeclaredAction,
    Order,
    ReferTo,
    ReturnTo,
    RouteTo,
    Then,
)
from policyrules.syntax.ast.expressions import TextLiteral

if TYPE_CHECKING:
    from policyrules.surfaces.prose.speech import Speech
    from policyrules.syntax.ast.expressions import Expression

ABOUT: Final = {
    "approval": Phrase("approval", "批准"),
    "filing": Phrase("filing", "备案"),
    "explanation": Phrase("an explanation", "说明"),
}


def actions(node: Then, speech: Speech) -> str:
    """Return the actions of a clause in order, each with its stage."""
    said = []
    for phrase, when in node.actions:
        words = action(phrase, speech)
        if when is not None:
            words = speech(f"{stage(when, speech)}, {words}", f"{stage(when, speech)}，{words}")
        said.append(words)
    return speech("; ", "；").join(said)


def action(node: ActionPhrase, speech: Speech) -> str:
    """Return one action in words."""
    within = "" if node.within is None else value(node.within, speech)
    en, zh = (f" within {within}", f"，限{within}内办理") if within else ("", "")
    match node:
        case ReferTo(who=who, kind=kind):
            about = ABOUT[kind]
            return speech(
                f"refer it to {addressee(who, speech)} for {about.en}{en}",
                f"报{addressee(who, speech)}{about.zh}{zh}",
            )
        case ReturnTo(who=None):
            return speech(f"return it{en}", f"退回{zh}")
        case ReturnTo(who=who):
            assert who is not None, "as matched"
            return speech(f"return it to {addressee(who, speech)}{en}", f"退回{addressee(who, speech)}{zh}")
        case RouteTo(who=who):
            return speech(f"route it to {addressee(who, speech)}{en}", f"转{addressee(who, speech)}办理{zh}")
        case Order(who=who, what=what):
            limit = f"限{within}内" if within else ""
            return speech(
                f"order {addressee(who, speech)} to do this{en}: {value(what, speech)}",
                f"责令{addressee(who, speech)}{limit}完成：{value(what, speech)}",
            )
        case DeclaredAction(verb=verb, about=about_what):
            names = next(
                (each.names for each in speech.checked.actions.values() if verb.text in each.names.spellings),
                None,
            )
            said = verb.text if names is None else speech.name(names)
            of = "" if about_what is None else addressee(about_what, speech).removeprefix("the ")
            return speech(f"{said}{f' {of}' if of else ''}{en}", f"{said}{of}{zh}")
        case _:
            assert_never(node)


def addressee(node: Expression, speech: Speech) -> str:
    """Return whom an action is for: a written name without its quotes."""
    return node.value if isinstance(node, TextLiteral) else value(node, speech)
