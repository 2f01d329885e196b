"""What does a condition or a value say?"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.syntax.ast.expressions import (
    And,
    Arithmetic,
    ArithmeticOperator,
    Expression,
    If,
    Index,
    ListLiteral,
    Negative,
    Not,
    Or,
    Path,
    RecordField,
    RecordLiteral,
    SetLiteral,
    SpanOf,
)
from policyrules.syntax.ast.names import Name
from policyrules.syntax.from_tree.names import name_of
from policyrules.syntax.from_tree.places import Parts, between, nested, nodes, span_of
from policyrules.syntax.keywords import keywords
from policyrules.syntax.tokens import Token

_ARITHMETIC: Final[dict[str, ArithmeticOperator]] = {"PLUS": "+", "MINUS": "-", "STAR": "*", "SLASH": "/"}


# --- and, or, not ---------------------------------------------------------------------------


def junction(parts: Parts) -> Expression:
    """`a and b and c`, `a or b`; both without brackets is told."""
    first: Token = parts[1]
    for joint in parts[3::2]:
        if joint.type != first.type:
            _report_mixed(parts, first, joint)
            return _grouped(parts)
    node: Expression = (And if first.type == "AND" else Or)(tuple(parts[::2]), span_of(parts))
    return nested(first, node, *parts[::2])


def _grouped(parts: Parts) -> Expression:
    """Group as mathematics would, `and` first, so that reading can go on."""
    groups: list[list[Expression]] = [[parts[0]]]
    for joint, operand in zip(parts[1::2], parts[2::2], strict=True):
        if joint.type == "AND":
            groups[-1].append(operand)
        else:
            groups.append([operand])
    joined = tuple(
        And(tuple(group), between(group[0], group[-1])) if len(group) > 1 else group[0] for group in groups
    )
    return Or(joined, span_of(parts))


def _report_mixed(parts: Parts, first: Token, other: Token) -> None:
    reading = first.reading
    span = span_of(parts)
    grouped = _bracketed_text(parts)
    one, two = (reading.source.text[joint.start : joint.stop] for joint in (first, other))
    reading.report(
        "mixed-and-or",
        other.span,
        Phrase(
            f"`{one}` and `{two}` stand side by side without brackets",
            f"`{one}` 与 `{two}` 并列而未加括号",
        ),
        label=Phrase("which of them first?", "先看哪一个？"),
        labels=((first.span, Phrase(f"here `{one}`", f"此处是 `{one}`")),),
        help_=(
            Phrase(f"write `{grouped}`, if that is meant", f"如果是这个意思，请写 `{grouped}`")
            if grouped and span.stop - span.start <= 100
            else Phrase("put brackets around what belongs together", "请用括号括出应当合在一起的部分"),
        ),
    )


def _bracketed_text(parts: Parts) -> str:
    text = parts[1].reading.source.text
    groups: list[list[str]] = [[]]
    for part in parts:
        if type(part) is Token and part.type == "OR":
            groups.append([text[part.start : part.stop]])
            groups.append([])
        else:
            span = part.span
            groups[-1].append(text[span.start : span.stop])
    written = " ".join(f"({' '.join(group)})" if len(group) > 1 else " ".join(group) for group in groups)
    return written if "\n" not in written and "\r" not in written else ""


def negation(parts: Parts) -> Not:
    """`not E`."""
    word, operand = parts
    span = span_of(parts)
    return nested(word, Not(operand, span, word.text), operand)


# --- values ---------------------------------------------------------------------------------


def arithmetic(parts: Parts) -> Expression:
    """`a + b * c`: products first, then from left to right."""
    terms: list[Expression] = [parts[0]]
    signs: list[Token] = []
    for sign, operand in zip(parts[1::2], parts[2::2], strict=True):
        if sign.type in ("STAR", "SLASH"):
            terms[-1] = _arithmetic(sign, terms[-1], operand)
        else:
            signs.append(sign)
            terms.append(operand)
    value = terms[0]
    for sign, term in zip(signs, terms[1:], strict=True):
        value = _arithmetic(sign, value, term)
    return value


def _arithmetic(sign: Token, left: Expression, right: Expression) -> Arithmetic:
    return nested(sign, Arithmetic(_ARITHMETIC[sign.type], left, right, between(left, right)), left, right)


def negative(parts: Parts) -> Negative:
    """`-a`."""
    sign, operand = parts
    return nested(sign, Negative(operand, span_of(parts)), operand)


def bracketed(parts: Parts) -> Expression:
    """`(E)`: the same expression, standing where its brackets stand."""
    opening, inner, _ = parts
    node: Expression = evolve(inner, span=span_of(parts))
    return nested(opening, node, inner)


def choice(parts: Parts) -> If:
    """`if C then A else B`."""
    word, condition, _, then, _, otherwise = parts
    return nested(word, If(condition, then, otherwise, span_of(parts)), condition, then, otherwise)


def span(parts: Parts) -> SpanOf:
    """`start..finish`."""
    first, dots, last = parts
    return nested(dots, SpanOf(first, last, span_of(parts)), first, last)


def path(parts: Parts) -> Path:
    """`plan.start`."""
    first: Token = parts[0]
    if first.text in joining_words():
        _check_operand(first)
    if len(parts) == 1:
        name = name_of(first)
        return Path((name,), name.span)
    return Path(tuple(name_of(token) for token in parts[::2]), span_of(parts))


@cache
def joining_words() -> frozenset[str]:
    """Return the words that join or part expressions: where they begin one, something was left out."""
    table = keywords()
    return frozenset(
        spelling
        for terminal in ("AND", "OR", "THEN", "ELSE", "WHERE", "WHEN_CLOSE", "EXCEPT_CLOSE")
        for column in table.terminals[terminal].values()
        for spelling in column
    )


def _follows_comma(token: Token) -> bool:
    """Tell whether what `where` goes on with was parted from it by a comma."""
    if token.text not in _where_words():
        return False
    before = token.reading.folded[max(0, token.start - 20) : token.start].rstrip()
    return before.endswith(",")


@cache
def _where_words() -> frozenset[str]:
    return frozenset(chain.from_iterable(keywords().terminals["WHERE"].values()))


def _check_operand(token: Token) -> None:
    if token.stop - token.start > len(token.text):
        return
    if _follows_comma(token):
        token.reading.report(
            "unexpected-word",
            token.span,
            Phrase(f"no comma stands before `{token.text}`", f"`{token.text}` 之前不写逗号"),
            label=Phrase("this goes on with what stands before the comma", "接着逗号之前的内容写"),
            help_=(Phrase("leave the comma out", "请删去逗号"),),
        )
        return
    token.reading.report(
        "missing-value",
        token.span,
        Phrase(f"`{token.text}` stands where a value belongs", f"`{token.text}` 之前没有写条件或值"),
        label=Phrase("something is missing before this", "此前缺少内容"),
        help_=(
            Phrase("write a value before it", "请在其前写条件或值")
            if len(token.text) == 1
            else Phrase(
                f"write a value before it; a field called so needs backquotes: `` `{token.text}` ``",
                f"请在其前写值；如果是字段名称，请加反引号：`` `{token.text}` ``",
            ),
        ),
    )


def index(parts: Parts) -> Index:
    """`annual_limit[issuer]`."""
    target, opening, keys, _ = parts
    return nested(opening, Index(target, keys, span_of(parts)), *keys)


def expressions(parts: Parts) -> tuple[Expression, ...]:
    """`a, b, c`."""
    return nodes(parts)


def set_literal(parts: Parts) -> SetLiteral:
    """`{ a, b }`."""
    opening, members, _ = parts
    return nested(opening, SetLiteral(members, span_of(parts)), *members)


def list_value(parts: Parts) -> ListLiteral:
    """`[a, b]`."""
    members = nodes(parts)
    return nested(parts[0], ListLiteral(members, span_of(parts)), *members)


def record_value(parts: Parts) -> RecordLiteral:
    """`{ name: value }`."""
    fields = nodes(parts)
    return nested(parts[0], RecordLiteral(fields, span_of(parts)), *(field.value for field in fields))


def record_field(parts: Parts) -> RecordField:
    """`name: value`."""
    name, _, value = parts
    return RecordField(Name(name.text, name.span), value, span_of(parts))


CALLBACKS: Final = {
    "junction": junction,
    "negation": negation,
    "arithmetic": arithmetic,
    "negative": negative,
    "bracketed": bracketed,
    "choice": choice,
    "span": span,
    "path": path,
    "index": index,
    "expressions": expressions,
    "set": set_literal,
    "list_value": list_value,
    "record_value": record_value,
    "record_field": record_field,
}
