"""What is said of the entries of a list or ledger?"""

from __future__ import annotations

from typing import Final, cast

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.frozen import frozen
from policyrules.syntax.ast.expressions import (
    Aggregate,
    Aggregation,
    Argument,
    Binder,
    Call,
    Expression,
    InCollection,
    Path,
    Quantified,
    Quantifier,
)
from policyrules.syntax.ast.names import Name
from policyrules.syntax.from_tree.names import canonical, declared, name_of
from policyrules.syntax.from_tree.places import Parts, between, nested, nodes, span_of
from policyrules.syntax.tokens import Token


@frozen
class SpokenBinder:
    """`S v`: what is ranged over, then the variable, as Chinese says it."""

    source: Path | Call
    variable: Name
    span: Span


@frozen
class Ranging:
    """An argument that ranges over entries: `E for v in S where C`; `value` none for `v in S where C`."""

    value: Expression | None
    binder: Binder
    span: Span


def spoken_binder(parts: Parts) -> SpokenBinder:
    """`会议 m`."""
    source, variable = parts
    return SpokenBinder(source, declared(variable), span_of(parts))


def where(parts: Parts) -> Expression:
    """`where (E)`."""
    return cast("Expression", parts[2])


def some(parts: Parts) -> Quantified:
    """`some v in S where (E)`, `no v in S where (E)`."""
    word, variable, _, source, condition = parts
    quantifier: Quantifier = "some" if word.type == "SOME" else "no"
    binder = Binder(declared(variable), source, condition, _reach(parts, parts[1]))
    return _quantified(word, quantifier, binder, span_of(parts))


def has_some(parts: Parts) -> Quantified:
    """`有 S v 其中 (E)`, `没有 S v 其中 (E)`."""
    word, spoken, condition = parts
    quantifier: Quantifier = "some" if word.type == "HAS" else "no"
    binder = Binder(spoken.variable, spoken.source, condition, _reach(parts, spoken))
    return _quantified(word, quantifier, binder, span_of(parts))


def every(parts: Parts) -> Quantified:
    """`every v in S has (E)`."""
    word, variable, _, source, _, _, condition, _ = parts
    binder = Binder(declared(variable), source, condition, _reach(parts, variable))
    return _quantified(word, "every", binder, span_of(parts))


def every_spoken(parts: Parts) -> Quantified:
    """`每个 S v 均有 (E)`."""
    word, spoken, _, _, condition, _ = parts
    binder = Binder(spoken.variable, spoken.source, condition, _reach(parts, spoken))
    return _quantified(word, "every", binder, span_of(parts))


def _quantified(word: Token, quantifier: Quantifier, binder: Binder, span: Span) -> Quantified:
    return nested(word, Quantified(quantifier, binder, span), binder.source, binder.where)


def _reach(parts: Parts, first: Token | SpokenBinder) -> Span:
    return Span(first.start if isinstance(first, Token) else first.span.start, span_of(parts).stop)


# --- calls and aggregates -------------------------------------------------------------------


def named_argument(parts: Parts) -> Argument:
    """`ignoring: words`."""
    name, _, value = parts
    return Argument(name_of(name), value, span_of(parts))


def binder(parts: Parts) -> Ranging | Argument:
    """`v in S where E`."""
    variable, word, source, _, condition = parts
    span = span_of(parts)
    made = _binder(variable, source, condition, span)
    if made is None:
        _report_form(word, between(variable, source))
        return Argument(None, condition, span)
    return Ranging(None, made, span)


def _report_form(word: Token, span: Span) -> None:
    word.reading.report(
        "ranging-form",
        span,
        Phrase(
            "before `where` belongs a variable and what it ranges over",
            "`其中` 之前应写变量及其所取的范围",
        ),
        label=Phrase("not a variable in a list or ledger", "这里不是“范围 变量”"),
        help_=(Phrase("as in `count(m in meetings where …)`", "例如 `计数（会议 项 其中 …）`"),),
    )


def _binder(
    variable: Expression, source: Expression, condition: Expression | None, span: Span
) -> Binder | None:
    if isinstance(variable, Path) and len(variable.names) == 1 and isinstance(source, (Path, Call)):
        return Binder(variable.names[0], source, condition, span)
    return None


def binder_spoken(parts: Parts) -> Ranging:
    """`S v 其中 E`."""
    spoken, _, condition = parts
    span = span_of(parts)
    return Ranging(None, Binder(spoken.variable, spoken.source, condition, span), span)


def binder_over(parts: Parts) -> Ranging | Argument:
    """`v 取自 S 其中 E`: the variable alone is taken, as when entries are counted."""
    variable, word, source, _, condition = parts
    span = span_of(parts)
    made = _binder(variable, source, condition, span)
    if made is None:
        _report_form(word, between(variable, source))
        return Argument(None, variable, span)
    return Ranging(None, made, span)


def over(parts: Parts) -> Ranging:
    """`E for v in S where C`."""
    value, _, variable, _, source, _, condition = parts
    binder_ = Binder(declared(variable), source, condition, _reach(parts, variable))
    return Ranging(value, binder_, span_of(parts))


def over_spoken(parts: Parts) -> Ranging:
    """`E 取自 S v 其中 C`."""
    value, _, spoken, _, condition = parts
    binder_ = Binder(spoken.variable, spoken.source, condition, _reach(parts, spoken))
    return Ranging(value, binder_, span_of(parts))


def arguments(parts: Parts) -> tuple[Argument | Ranging, ...]:
    """`a, b, name: c`."""
    return tuple(
        part if isinstance(part, (Argument, Ranging)) else Argument(None, part, part.span)
        for part in nodes(parts)
    )


def call(parts: Parts) -> Call | Aggregate:
    """`f(a, b)`, `count(v in S where E)`."""
    function, _, given, _ = parts
    return called(function, given or (), span_of(parts))


def called(function: Token, given: tuple[Argument | Ranging, ...], span: Span) -> Call | Aggregate:
    """Return the call of a function, or the aggregate it is."""
    kind = canonical("aggregates", function.text)
    ranging = _ranging(given) if kind is not None else None
    if ranging is not None:
        return _aggregate(function, cast("Aggregation", kind), ranging, span)
    plain = []
    for argument in given:
        if isinstance(argument, Ranging):
            _report_no_aggregate(function, argument, is_aggregate=kind is not None)
        else:
            plain.append(argument)
    node = Call(name_of(function), tuple(plain), span)
    return nested(function, node, *(argument.value for argument in plain))


def _ranging(given: tuple[Argument | Ranging, ...]) -> Ranging | None:
    if len(given) != 1:
        return None
    argument = given[0]
    if isinstance(argument, Ranging):
        return argument
    value = argument.value
    if argument.name is None and isinstance(value, InCollection) and not value.negated:
        made = _binder(value.operand, value.target, None, value.span)
        return Ranging(None, made, value.span) if made is not None else None
    return None


def _aggregate(function: Token, kind: Aggregation, ranging: Ranging, span: Span) -> Aggregate:
    value, binder_ = ranging.value, ranging.binder
    if (kind == "count") != (value is None):
        _report_value(function, kind, binder_)
        value = None
    node = Aggregate(kind, value, binder_, span)
    return nested(function, node, value, binder_.source, binder_.where)


def _report_value(function: Token, kind: Aggregation, binder_: Binder) -> None:
    variable = binder_.variable.text
    name = function.text
    if kind == "count":
        function.reading.report(
            "aggregate-value",
            function.span,
            Phrase(
                f"`{name}` counts entries and takes no value of them", f"`{name}` 只数条目，不取条目中的值"
            ),
            label=Phrase("counts entries", "数条目"),
            help_=(
                Phrase(
                    f"write `{name}({variable} in …)`; for different values there is `distinct`",
                    f"请写 `{name}(… {variable})`；数不同的值请用 `不同`",
                ),
            ),
        )
        return
    function.reading.report(
        "aggregate-value",
        function.span,
        Phrase(f"it is not said what to take the `{name}` of", f"没有写明 `{name}` 取什么值"),
        label=Phrase("of which value of each entry?", "取每个条目的哪个值？"),
        help_=(
            Phrase(
                f"write the value first: `{name}({variable}.… for {variable} in …)`",
                f"请先写所取的值：`{name}（{variable}.… 取自 … {variable}）`",
            ),
        ),
    )


def _report_no_aggregate(function: Token, argument: Ranging, *, is_aggregate: bool) -> None:
    name = function.text
    function.reading.report(
        "ranging-argument",
        argument.span,
        Phrase(
            f"`{name}` takes one range of entries and nothing beside it"
            if is_aggregate
            else f"`{name}` does not go through entries",
            f"`{name}` 只能写一个范围，不能再写其他内容" if is_aggregate else f"`{name}` 不能逐条取值",
        ),
        label=Phrase("a variable and its range", "变量及其范围"),
        help_=(
            Phrase(
                "`count`, `sum`, `min`, `max`, `mean`, `median` and `distinct` go through entries",
                "能逐条取值的有 `计数`、`合计`、`最小`、`最大`、`平均`、`中位`、`不同`",
            ),
        ),
    )


CALLBACKS: Final = {
    "spoken_binder": spoken_binder,
    "where": where,
    "some": some,
    "has_some": has_some,
    "every": every,
    "every_spoken": every_spoken,
    "named_argument": named_argument,
    "binder": binder,
    "binder_spoken": binder_spoken,
    "binder_over": binder_over,
    "over": over,
    "over_spoken": over_spoken,
    "arguments": arguments,
    "call": call,
}
