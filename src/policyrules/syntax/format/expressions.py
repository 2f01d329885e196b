"""How is a condition or a value written?"""

from __future__ import annotations

from typing import Final, assert_never

from policyrules.diagnostics.span import Span
from policyrules.syntax.ast.expressions import (
    Aggregate,
    And,
    Argument,
    Arithmetic,
    AtLeast,
    Binder,
    BooleanLiteral,
    Call,
    Compare,
    CompareOperator,
    Complies,
    DateLiteral,
    DateTimeLiteral,
    DurationLiteral,
    Expression,
    Has,
    If,
    InCollection,
    Index,
    InRange,
    InSet,
    IsUnknown,
    ItemState,
    ListLiteral,
    Negative,
    NoneLiteral,
    Not,
    NumberLiteral,
    Or,
    Path,
    Quantified,
    RecordLiteral,
    SetLiteral,
    SpanOf,
    Template,
    TextLiteral,
    TextTest,
    UnknownLiteral,
)
from policyrules.syntax.format.layout import BREAK, Align, Doc, Fill, Group, join, lay_out
from policyrules.syntax.format.literals import date_time, duration, moment, number
from policyrules.syntax.format.words import Words

ANY: Final = 0
"""Where anything can stand."""
UNIT: Final = 1
"""Where `and` and `or` need brackets."""
SUM: Final = 2
"""Where every condition needs brackets."""
PRODUCT: Final = 3
"""Where sums need them too."""
OPERAND: Final = 4
"""Where all but single values need them."""

COMPARISONS: Final[dict[CompareOperator, str]] = {
    "=": "EQ",
    "!=": "NE",
    "<": "LT",
    "<=": "LE",
    ">": "GT",
    ">=": "GE",
}
_OR: Final[dict[CompareOperator, str]] = {">=": "OR_ABOVE", "<=": "OR_BELOW"}
_AND: Final[dict[CompareOperator, str]] = {">=": "AND_ABOVE", "<=": "AND_BELOW"}
_TEXT_TESTS: Final = {
    "contains": "CONTAINS",
    "starts with": "STARTS_WITH",
    "ends with": "ENDS_WITH",
    "like": "LIKE",
}


def expression(node: Expression, words: Words, tightest: int = ANY) -> Doc:
    """Return an expression, in brackets where what stands around it would tear it apart.

    `tightest` says how tightly its place binds: `ANY` to `OPERAND`.
    """
    doc = _bare(node, words)
    binds = _binds(node)
    if binds >= tightest:
        return doc
    return words.bracketed(Align(doc)) if binds < SUM else ("(", Align(doc), ")")


def value(node: Expression, words: Words) -> Doc:
    """Return a value of a field, parameter or test."""
    match node:
        case SpanOf() | UnknownLiteral() | ListLiteral() | RecordLiteral():
            return _bare(node, words)
        case _:
            return expression(node, words, SUM)


def one_line(doc: Doc) -> str:
    """Return a document without any line end."""
    return lay_out(Group(doc), widest=1_000_000)


def path(node: Path, words: Words) -> str:
    """Return a dotted name."""
    return ".".join(map(words.name, node.names))


def who(node: Expression, words: Words) -> Doc:
    """Return an addressee: a text, a path or a call, anything else in brackets."""
    match node:
        case TextLiteral() | Template() | Path() | Index() | Call():
            return _bare(node, words)
        case _:
            return ("(", Align(_bare(node, words)), ")")


def comparator(operator: CompareOperator, word: str, words: Words) -> str:
    """Return a comparison's word: the author's, if it can stand between two values."""
    return words.kept(COMPARISONS[operator], word)


def bound_word(operator: CompareOperator, word: str, words: Words) -> str | None:
    """Return the author's 以上 or 以下, where the comparison was written so."""
    terminal = _OR.get(operator)
    return word if terminal is not None and words.kept(terminal, word) == word else None


def _binds(node: Expression) -> int:
    """Return how tightly an expression holds together."""
    match node:
        case And() | Or():
            return ANY
        case (
            Not()
            | Compare()
            | InSet()
            | InRange()
            | InCollection()
            | TextTest()
            | Has()
            | IsUnknown()
            | Quantified()
            | AtLeast()
            | Complies()
            | SpanOf()
        ):
            return UNIT
        case Arithmetic(operator=operator):
            return SUM if operator in "+-" else PRODUCT
        case _:
            return OPERAND


def _bare(node: Expression, words: Words) -> Doc:
    match node:
        case TextLiteral(value=text):
            return words.inner_text(text) if words.in_text else words.text(text)
        case Template():
            return template(node, words)
        case NumberLiteral():
            return number(node)
        case DateLiteral():
            return moment(node, words)
        case DateTimeLiteral():
            return date_time(node, words)
        case DurationLiteral():
            return duration(node, words)
        case BooleanLiteral(value=yes):
            return words("YES" if yes else "NO")
        case NoneLiteral():
            return words("NONE")
        case UnknownLiteral():
            return words("UNKNOWN")
        case SetLiteral(members=members):
            return braces([expression(member, words) for member in members])
        case ListLiteral(members=members):
            return ("[", Align(Fill(_separated([value(member, words) for member in members]))), "]")
        case RecordLiteral():
            return record(node, words)
        case Path():
            return path(node, words)
        case Index(target=target, keys=keys):
            listed = join(", ", [expression(key, words) for key in keys])
            return (path(target, words), "[", listed, "]")
        case Call(function=function, arguments=arguments):
            given = _separated([_argument(argument, words) for argument in arguments])
            return (words.name(function), "(", Align(Fill(given)), ")")
        case Aggregate():
            return _aggregate(node, words)
        case Quantified():
            return _quantified(node, words)
        case Not(operand=operand, word=word):
            return (words.kept("NOT", word), " ", expression(operand, words, UNIT))
        case And(operands=operands):
            return _junction(words("AND"), operands, words)
        case Or(operands=operands):
            return _junction(words("OR"), operands, words)
        case AtLeast():
            return _at_least(node, words)
        case Compare():
            return _compare(node, words)
        case InSet(operand=operand, members=members, negated=negated):
            word = _membership(operand, members, words, negated=negated, nth=0)
            return (expression(operand, words, SUM), " ", word, " ", _bare(members, words))
        case InRange(operand=operand, low=low, high=high, negated=negated):
            word = _membership(operand, low, words, negated=negated, nth=1)
            span = (expression(low, words, SUM), "..", expression(high, words, SUM))
            return (expression(operand, words, SUM), " ", word, " ", *span)
        case InCollection(operand=operand, target=target, negated=negated):
            word = _membership(operand, target, words, negated=negated, nth=1)
            return (expression(operand, words, SUM), " ", word, " ", expression(target, words, SUM))
        case TextTest(operator=operator, operand=operand, other=other, negated=negated):
            word = words(("NOT_" if negated else "") + _TEXT_TESTS[operator])
            return (expression(operand, words, SUM), " ", word, " ", expression(other, words, SUM))
        case Has(operand=operand, negated=negated):
            return (words("HAS_NO" if negated else "HAS"), " ", path(operand, words))
        case IsUnknown(operand=operand, negated=negated):
            return (expression(operand, words, SUM), " ", words("IS_KNOWN" if negated else "IS_UNKNOWN"))
        case ItemState(state=state, item=item):
            return (
                words("BROKEN" if state == "broken" else "OVERDUE"),
                words.bracketed(words.item_ref(item)),
            )
        case Complies(list=list_):
            return (words("COMPLIES"), " ", words.item_ref(list_))
        case Arithmetic(operator=operator, left=left, right=right):
            at = SUM if operator in "+-" else PRODUCT
            return (expression(left, words, at), f" {operator} ", expression(right, words, at + 1))
        case Negative(operand=operand):
            return ("-", expression(operand, words, OPERAND))
        case If():
            return words.bracketed(Align(Group(_choice(node, words))))
        case SpanOf(start=start, finish=finish):
            return (expression(start, words, SUM), "..", expression(finish, words, SUM))
        case _:
            assert_never(node)


# --- parts ----------------------------------------------------------------------------------


def braces(members: list[Doc]) -> Doc:
    """Return things in braces, several on a line."""
    return ("{ ", Align(Fill(_separated(members))), " }") if members else "{ }"


def record(node: RecordLiteral, words: Words) -> Doc:
    """Return `{ name: value, … }`."""
    return braces([(f"{words.name(field.name)}: ", value(field.value, words)) for field in node.fields])


def template(node: Template, words: Words) -> str:
    """Return a text with its expressions in braces, in the quotes that fit."""
    inside = words.inside_text()
    text = ""
    for part in node.parts:
        if isinstance(part, str):
            text += part.replace("{", "{{").replace("}", "}}")
        else:
            written = one_line(expression(part, inside))
            text += "{" + (" " if written.startswith("{") else "") + written + "}"
    return words.text(text)


def _separated(docs: list[Doc]) -> tuple[Doc, ...]:
    """Return the parts with a comma after each but the last."""
    return tuple((doc, ",") if index < len(docs) - 1 else doc for index, doc in enumerate(docs))


def _argument(node: Argument, words: Words) -> Doc:
    written = expression(node.value, words)
    return written if node.name is None else (f"{words.name(node.name)}: ", written)


def _junction(word: str, operands: tuple[Expression, ...], words: Words) -> Doc:
    parts = [expression(operand, words, UNIT) for operand in operands]
    return Align(Group(join((BREAK, f"{word} "), parts)))


def _compare(node: Compare, words: Words) -> Doc:
    left = expression(node.left, words, SUM)
    right = expression(node.right, words, SUM)
    bound = bound_word(node.operator, node.word, words)
    if bound is not None:
        return (left, f" {words('IN', 1)} ", right, f" {bound}")
    tier = _AND.get(node.operator)
    if tier is not None and words.kept(tier, node.word) == node.word:
        match node.left, node.right:
            case Path(), Path(names=(member,)):
                gap = "" if words.name(member) == member.text else " "
                return (left, f" {words.name(member)}{gap}{node.word}")
            case _:
                return (left, f" {words('EQ')} ", right, f" {node.word}")
    word = comparator(node.operator, node.word, words)
    tail = words.wrote("CLASSIFIER", Span(node.right.span.stop, node.span.stop))
    return (left, f" {word} ", right, f" {tail}" if tail else "")


def _membership(left: Expression, right: Expression, words: Words, *, negated: bool, nth: int) -> str:
    """Return the author's word for belonging, else the one usual for such a thing."""
    terminal = "NOT_IN" if negated else "IN"
    return words.wrote(terminal, Span(left.span.stop, right.span.start)) or words(terminal, nth)


def _at_least(node: AtLeast, words: Words) -> Doc:
    conditions = [expression(condition, words) for condition in node.conditions]
    count = expression(node.count, words, SUM)
    if words.chinese and len(conditions) > 1:
        tail = ""
        if node.count.span.start > node.conditions[-1].span.stop:
            tail = words.wrote("CLASSIFIER", Span(node.count.span.stop, node.span.stop)) or ""
        listed = join((words.listing,), conditions)
        return (words.bracketed(Align(listed)), f"{words('AMONG')} ", count, f" {tail}" if tail else "")
    return (
        f"{words('AT_LEAST')} ",
        count,
        f" {words('AT_LEAST_OF')} ",
        "(",
        Align(Fill(_separated(conditions))),
        ")",
    )


def _choice(node: If, words: Words) -> Doc:
    otherwise = (
        _choice(node.otherwise, words)
        if isinstance(node.otherwise, If)
        else expression(node.otherwise, words)
    )
    return (
        f"{words('IF')} ",
        expression(node.condition, words),
        (BREAK, f"{words('THEN')} ", expression(node.then, words)),
        (BREAK, f"{words('ELSE')} ", otherwise),
    )


# --- over collections -----------------------------------------------------------------------


def _quantified(node: Quantified, words: Words) -> Doc:
    variable, source = words.name(node.binder.variable), _bare(node.binder.source, words)
    condition = node.binder.where
    where: Doc = ""
    if condition is not None:
        word = words("EACH_HAS" if node.quantifier == "every" else "WHERE")
        where = (f" {word} (", Align(expression(condition, words)), ")")
    if words.chinese:
        lead = {"some": words("HAS"), "no": words("HAS_NO", 1), "every": words("EVERY")}[node.quantifier]
        return (f"{lead} ", source, f" {variable}", where)
    lead = {"some": words("SOME"), "no": words("NO"), "every": words("EVERY")}[node.quantifier]
    return (f"{lead} {variable} {words('IN')} ", source, where)


def _aggregate(node: Aggregate, words: Words) -> Doc:
    body: Doc = _binder(node.binder, words)
    if node.value is not None:
        body = (expression(node.value, words), f" {words('OVER')} ", body)
    return (words.named("aggregates", node.kind), "(", Align(Group(body)), ")")


def _binder(node: Binder, words: Words) -> Doc:
    source = _bare(node.source, words)
    variable = words.name(node.variable)
    ranged: Doc = (source, f" {variable}") if words.chinese else (f"{variable} {words('IN')} ", source)
    if node.where is None:
        return ranged
    return (ranged, BREAK, f"{words('WHERE')} ", expression(node.where, words))
