"""Which kinds of expressions stand in a rule, as bits that are known without reading it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core.packed.expressions import EXPRESSION
from policyrules.core.packed.many_rules import Rules
from policyrules.core.packed.tables import PATH, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policyrules.core import ir

_BITS: Final = {word: 1 << number for number, word in enumerate((*EXPRESSION.forms, PATH, VERSION))}
_WORDS: Final = {form.of: word for word, form in EXPRESSION.forms.items()}


def bits_of(words: Iterable[str]) -> int:
    """Return the bits of some kinds of expressions, by their words."""
    bits = 0
    for word in words:
        bits |= _BITS[word]
    return bits


def rules_with(
    rules: Sequence[ir.Rule], *kinds: type, paths: bool = False, versions: bool = False
) -> Iterable[ir.Rule]:
    """Return the rules in which an expression of any of these kinds may stand; packed ones without reading the others.

    With `paths` also those that read a field of a nested record or behind a reference, with `versions` those that
    look at the record's earlier version.
    """
    if not isinstance(rules, Rules):
        return rules
    words = [_WORDS[kind] for kind in kinds]
    return rules.with_kinds(bits_of([*words, *([PATH] if paths else []), *([VERSION] if versions else [])]))
