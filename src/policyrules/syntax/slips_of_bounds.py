"""Which bound is said twice, or by halves?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.run import Run
from policyrules.syntax.slips_of_spelling import culprit_of
from policyrules.syntax.tokens import Token

_BOUND: Final = re.compile(r"[ \t]*(?P<number>[0-9.]+)[ \t]*(?P<unit>[^\W\d]*?)(?P<bound>以上|以下)")
_COMPARATORS: Final = frozenset({"EQ", "NE", "LT", "LE", "GT", "GE"})
_MEANT: Final = {"OR_ABOVE": "GE", "OR_BELOW": "LE"}
_SPOKEN: Final = {
    # what is compared with, and how it is said of numbers
    ">=": Phrase(">=", "不少于"),
    "<=": Phrase("<=", "不超过"),
}


def bound_twice(run: Run, token: Token) -> bool:
    """`超过 20 以上`, `人数 20 以上`: the bound is said twice, or without 在."""
    culprit, _ = culprit_of(run, token)
    compared = next(
        (value for value in reversed(run.values) if type(value) is Token and value.type in _COMPARATORS), None
    )
    if culprit.type in _MEANT and compared is not None:
        _said_twice(run, compared, culprit)
        return True
    found = _BOUND.match(run.reading.folded, token.start) if token.type == "NUMBER" else None
    if found is None or run.last is None or "IN" not in run.expected():
        return False
    number, bound = found["number"], found["bound"]
    name = run.last.text
    run.reading.report(
        "bound-words",
        Span(token.start, found.end()),
        Phrase(f"`在` is missing before `{number}`", f"`{number}` 之前缺少 `在`"),
        label=Phrase("a bound", "界限"),
        help_=(Phrase(f"write `{name} 在 {number} {bound}`", f"请写 `{name} 在 {number} {bound}`"),),
    )
    return True


def _said_twice(run: Run, compared: Token, bound: Token) -> None:
    value = run.reading.source.text[compared.stop : bound.start].strip()
    first, second = f"{compared.text} {value}", f"在 {value} {bound.text}"
    same = compared.type == _MEANT[bound.type]
    if compared.type in ("EQ", "NE"):
        first, second = second, first
    run.reading.report(
        "bound-words",
        bound.span,
        Phrase(
            f"`{compared.text}` and `{bound.text}` say the same bound twice",
            f"`{compared.text}` 与 `{bound.text}` 把界限说了两遍",
        )
        if same
        else Phrase(
            f"`{compared.text}` and `{bound.text}` say two different bounds",
            f"`{compared.text}` 与 `{bound.text}` 说的界限不一致",
        ),
        label=Phrase("said a second time", "又说了一遍"),
        labels=((compared.span, Phrase("the bound is said here already", "此处已写明界限")),),
        help_=(
            Phrase(f"write `{first}`", f"请写 `{first}`")
            if same
            else Phrase(f"write `{first}` or `{second}`", f"请写 `{first}` 或 `{second}`")
            if compared.type in ("EQ", "NE")
            else Phrase(
                f"write `{first}`, or `{second}`, which includes {value} itself",
                f"请写 `{first}`；如果要含 {value} 本数，请写 `{second}`",
            ),
        ),
        instead="" if same else None,
    )


def bound_in_other_words(run: Run, where: Span, operator: str) -> bool:
    """`至少 20 以上`: another language's words for a bound, and the bound again: the whole is said at once."""
    found = _BOUND.match(run.reading.folded, where.stop, run.reading.stop)
    spoken = _SPOKEN.get(operator)
    if found is None or spoken is None:
        return False
    text = run.reading.source.text
    words = text[where.start : where.stop]
    value = text[where.stop : found.start("bound")].strip()
    bound = found["bound"]
    if (bound == "以上") != (operator == ">="):
        return False
    run.reading.report(
        "bound-words",
        Span(where.start, found.end()),
        Phrase(f"`{words}` and `{bound}` say the same bound twice", f"`{words}` 与 `{bound}` 把界限说了两遍"),
        label=Phrase(f"written `{spoken.en} {value}` here", f"此处写作 `{spoken.zh} {value}`"),
        help_=(Phrase(f"write `{spoken.en} {value}`", f"请写 `{spoken.zh} {value}`"),),
    )
    return True
