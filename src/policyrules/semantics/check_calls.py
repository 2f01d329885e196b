"""Is a function called with what it takes, and what does it give?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_durations import report_no_working_days
from policyrules.semantics.check_heads import is_bare, peek
from policyrules.semantics.check_numbers import INTEGER_DIGITS, size
from policyrules.semantics.checked import FunctionMeaning
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.mismatch import what_fits
from policyrules.semantics.other_functions import in_our_words
from policyrules.semantics.respelling import respelt
from policyrules.semantics.rounding import MOST_PLACES, ROUND
from policyrules.semantics.schema import ArgumentSchema, FunctionSchema
from policyrules.semantics.scope import Scope
from policyrules.semantics.spellings import ROUND as ROUND_SPELLINGS
from policyrules.semantics.types import (
    EnumType,
    ErrorType,
    IntegerType,
    NoneType,
    NumberType,
    OptionalType,
    RatioType,
    Type,
    is_numeric,
    optional,
    required,
)
from policyrules.semantics.wording import did_you_mean, kind_of, listed, quoted, series, written
from policyrules.syntax.ast.expressions import Argument, Call, NumberLiteral, Path
from policyrules.syntax.keywords import keywords


def call_type(checking: Checking, node: Call, scope: Scope) -> Type:
    """Return the type of what a call gives."""
    name = node.function.text
    if checking.damage.touches(scope.place(node)):  # what was wrong among its arguments has been said
        for argument in node.arguments:
            checking.type_of(argument.value, scope, ERROR)
        return ERROR
    if name in ROUND_SPELLINGS and name not in checking.names.functions:
        return _round(checking, node, scope)
    function = checking.names.functions.get(name)
    if function is None:
        _unknown_function(checking, node, scope)
        for argument in node.arguments:
            checking.type_of(argument.value, scope, ERROR)
        return ERROR
    checking.meaning(node, FunctionMeaning(function))
    given = _matched(checking, node, function, scope)
    types = _types(checking, node, given, scope)
    maybe_none = any(
        isinstance(type_, OptionalType) and not (schema is not None and isinstance(schema.type, OptionalType))
        for type_, schema in zip(types, given, strict=True)
    )
    if function.for_types is not None and all(schema is not None for schema in given):
        answer = function.for_types(types)
        if isinstance(answer, Phrase):
            checking.report.error(
                "argument-type",
                scope.place(node),
                answer,
                label=Phrase("does not fit", "不合适"),
                help=(_how_to_call(function),),
            )
            return ERROR
    return optional(function.returns) if maybe_none else function.returns


def _types(
    checking: Checking, node: Call, given: Sequence[ArgumentSchema | None], scope: Scope
) -> tuple[Type, ...]:
    """Return the types of a call's arguments.

    Where any type is taken, a bare word is understood from the first enum among the arguments, which
    may stand after it.
    """
    types: list[Type | None] = []
    enum: EnumType | None = None
    for argument, schema in zip(node.arguments, given, strict=True):
        takes_any = schema is not None and schema.type is None
        if (
            takes_any
            and enum is None
            and is_bare(argument.value)
            and peek(checking, argument.value, scope) is None
        ):
            types.append(None)
            continue
        type_ = _argument(checking, argument, schema, enum, scope)
        types.append(type_)
        kind = required(type_)
        if takes_any and enum is None and isinstance(kind, EnumType):
            enum = kind
    return tuple(
        _argument(checking, argument, schema, enum, scope) if type_ is None else type_
        for argument, schema, type_ in zip(node.arguments, given, types, strict=True)
    )


def _argument(
    checking: Checking,
    argument: Argument,
    schema: ArgumentSchema | None,
    enum: EnumType | None,
    scope: Scope,
) -> Type:
    """Check one argument against what the function takes there (none: already reported)."""
    if schema is None:
        return checking.type_of(argument.value, scope, ERROR)
    expected = schema.type
    if expected is None:
        type_ = checking.type_of(argument.value, scope, enum)
        if isinstance(type_, NoneType):
            checking.mismatch(argument.value, scope, type_, IntegerType())
        return type_
    type_ = checking.value_of(argument.value, scope, expected)
    if isinstance(required(type_), RatioType) and not isinstance(required(expected), RatioType):
        return ERROR
    return type_


# --- which argument is which ----------------------------------------------------------------


def _matched(
    checking: Checking, node: Call, function: FunctionSchema, scope: Scope
) -> list[ArgumentSchema | None]:
    """Return for each argument written the one it is for; none where that is not clear (reported)."""
    positional = [schema for schema in function.arguments if not schema.named]
    found: list[ArgumentSchema | None] = []
    taken: set[str] = set()
    number = 0
    for argument in node.arguments:
        schema: ArgumentSchema | None
        if argument.name is not None:
            schema = _named(checking, argument, function, taken, scope)
        elif number < len(positional):
            schema = positional[number]
            number += 1
            if schema.names.first in taken:
                _twice(checking, argument, schema, scope)
                schema = None
        elif function.variadic and positional:
            schema = positional[-1]
        else:
            schema = None
            if number == len(positional):
                _too_many(checking, argument, function, positional, scope)
            number += 1
        if schema is not None:
            taken.add(schema.names.first)
        found.append(schema)
    if all(schema is not None for schema in found):
        _missing(checking, node, function, taken, scope)
    return found


def _named(
    checking: Checking, argument: Argument, function: FunctionSchema, taken: set[str], scope: Scope
) -> ArgumentSchema | None:
    assert argument.name is not None
    spelling = argument.name.text
    for schema in function.arguments:
        if spelling in schema.names.spellings:
            if schema.names.first in taken:
                _twice(checking, argument, schema, scope)
                return None
            return schema
    known = [name for schema in function.arguments for name in schema.names.spellings]
    near = checking.report.near(spelling, known)
    offer = Phrase(
        listed(schema.names.first for schema in function.arguments).en,
        listed(schema.names.for_people() for schema in function.arguments).zh,
    )
    checking.report.error(
        "unknown-argument",
        scope.at(argument.name.span),
        Phrase(
            f"{quoted(function.names.first)} has no argument {quoted(spelling)}",
            f"{quoted(function.names.for_people())} 没有参数 {quoted(spelling)}",
        ),
        label=Phrase("not an argument", "不是参数名"),
        help=did_you_mean(near) or (Phrase(f"it takes {offer.en}", f"可用的有 {offer.zh}"),),
        edits=respelt(scope.at(argument.name.span), near),
    )
    return None


def _twice(checking: Checking, argument: Argument, schema: ArgumentSchema, scope: Scope) -> None:
    checking.report.error(
        "argument-count",
        scope.place(argument),
        Phrase(f"`{schema.names.first}` is given twice", f"`{schema.names.for_people()}` 给了两次"),
        label=Phrase("given again", "重复"),
        help=(Phrase("keep one of them", "请只保留一处"),),
    )


def _too_many(
    checking: Checking,
    argument: Argument,
    function: FunctionSchema,
    positional: Sequence[ArgumentSchema],
    scope: Scope,
) -> None:
    count = len(positional)
    by_name = [schema.names.first for schema in function.arguments if schema.named]
    helps: tuple[Phrase, ...] = (_how_to_call(function),)
    if by_name:
        helps = (
            Phrase(f"some are given by name: `{by_name[0]}: …`", f"有的须写名称：`{by_name[0]}：…`"),
            *helps,
        )
    checking.report.error(
        "argument-count",
        scope.place(argument),
        Phrase(
            f"{quoted(function.names.first)} takes {count} argument{'' if count == 1 else 's'}, and this is one more",
            f"{quoted(function.names.for_people())} 只有 {count} 个参数，此处多出",
        ),
        label=Phrase("one too many", "多余"),
        help=helps,
    )


def _missing(checking: Checking, node: Call, function: FunctionSchema, taken: set[str], scope: Scope) -> None:
    lacking = [
        schema for schema in function.arguments if schema.names.first not in taken and not schema.optional
    ]
    variadic_last = function.variadic and [s for s in function.arguments if not s.named][-1:]
    for schema in lacking:
        if schema.of_policy is not None:
            if scope.view.schema.working_days is None:
                report_no_working_days(checking, node, scope)
            continue
        if variadic_last and schema is variadic_last[0]:
            continue
        checking.report.error(
            "argument-count",
            scope.place(node),
            Phrase(
                f"{quoted(function.names.first)} needs `{schema.names.first}` too",
                f"{quoted(function.names.for_people())} 还缺少 `{schema.names.for_people()}`",
            ),
            label=Phrase("too few arguments", "参数不足"),
            help=(_how_to_call(function),),
        )
        return


def _how_to_call(function: FunctionSchema) -> Phrase:
    def shown(*, people: bool) -> str:
        parts = []
        for schema in function.arguments:
            word = schema.names.for_people() if people else schema.names.first
            word = f"{word}: …" if schema.named else word
            parts.append(f"[{word}]" if schema.optional or schema.of_policy is not None else word)
        more = ", …" if function.variadic else ""
        called = function.names.for_people() if people else function.names.first
        return f"`{called}({', '.join(parts)}{more})`"

    return Phrase(f"it is called so: {shown(people=False)}", f"写法：{shown(people=True)}")


def _unknown_function(checking: Checking, node: Call, scope: Scope) -> None:
    name = node.function.text
    names = checking.names
    helps: tuple[Phrase, ...] = ()
    place = scope.at(node.function.span)
    declared = names.of_kind(name, "parameter")
    instead = in_our_words(checking, node, scope)
    if instead and declared is None:
        helps, place = instead, scope.place(node)
    elif declared is not None:
        helps = (
            Phrase(
                f"a parameter's keys stand in square brackets: `{name}[…]`",
                f"取参数的值用方括号：`{name}[…]`",
            ),
        )
    elif name in keywords().canonical["aggregates"]:
        helps = (_how_to_go_through(node),)
    else:
        near = checking.report.near(name, chain(names.functions, ROUND_SPELLINGS))
        helps = (
            _in_small_letters(node, names.functions)
            or did_you_mean(near)
            or _some_functions(names.functions.values())
        )
    checking.report.error(
        "unknown-function",
        place,
        Phrase(f"there is no function {quoted(name)}", f"没有函数 {quoted(name)}"),
        label=Phrase("not a function", "不是函数"),
        help=helps,
    )


def _in_small_letters(node: Call, functions: Mapping[str, FunctionSchema]) -> tuple[Phrase, ...]:
    """`MONTH(start)`: a function of ours in capitals."""
    function = functions.get(node.function.text.lower())
    if function is None:
        return ()
    en, zh = function.names.first, function.names.for_people()
    return (Phrase(f"write `{en}`", f"请写 `{zh}`"),)


def _how_to_go_through(node: Call) -> Phrase:
    """Return how a list is gone through by `count` and its like: its entries need a name."""
    name = node.function.text
    given = node.arguments[0].value if len(node.arguments) == 1 else None
    inside = given.names[0].text if isinstance(given, Path) and len(given.names) == 1 else "…"
    if keywords().canonical["aggregates"][name] == "count":
        form = Phrase(f"{name}(x in {inside})", f"{name}({inside} 项)")
    else:
        form = Phrase(f"{name}(x.… for x in {inside})", f"{name}(项.… 取自 {inside} 项)")
    return Phrase(
        f"give each entry a name, and go through them: `{form.en}`",
        f"请给各项起一个名称，逐项去数、去算：`{form.zh}`",
    )


def _some_functions(functions: Iterable[FunctionSchema]) -> tuple[Phrase, ...]:
    known = tuple({function.names.first: function.names for function in functions}.values())
    offer = series(names.first for names in known).en, series(names.for_people() for names in known).zh
    return (Phrase(f"there are {offer[0]}", f"可用的函数有 {offer[1]}"),) if known else ()


# --- round ----------------------------------------------------------------------------------


def _round(checking: Checking, node: Call, scope: Scope) -> Type:
    checking.meaning(node, FunctionMeaning(ROUND))
    given = _matched(checking, node, ROUND, scope)
    places: int | None = 0
    value: Type = ERROR
    for argument, schema in zip(node.arguments, given, strict=True):
        type_ = checking.type_of(argument.value, scope)
        if schema is None or schema.names.first == "value":
            value = type_ if schema is not None else value
            if schema is not None and not is_numeric(type_) and not isinstance(type_, ErrorType):
                is_ = kind_of(type_)
                words = written(scope.place(argument))
                checking.report.error(
                    "type-mismatch",
                    scope.place(argument),
                    Phrase(
                        f"{words} is {is_.en}, and only numbers are rounded",
                        f"{words} 是{is_.zh}，只有数可以四舍五入",
                    ),
                    label=Phrase("not a number", "不是数"),
                    help=what_fits(IntegerType()),
                )
                value = ERROR
            continue
        places = _places(checking, argument, scope)
    if places is None or isinstance(value, ErrorType) or None in given:
        return ERROR
    return _rounded(checking, node, value, places)


def _places(checking: Checking, argument: Argument, scope: Scope) -> int | None:
    value = argument.value
    if (
        isinstance(value, NumberLiteral)
        and value.value == int(value.value)
        and 0 <= value.value <= MOST_PLACES
    ):
        return int(value.value)
    checking.report.error(
        "round-places",
        scope.place(argument),
        Phrase(
            f"how many decimals to keep is written out, from 0 to {MOST_PLACES}",
            f"保留几位小数须直接写出，从 0 到 {MOST_PLACES}",
        ),
        label=Phrase("a whole number is needed", "此处应为整数"),
        help=(Phrase("for example `round(x, 2)`", "例如 `四舍五入（x，2）`"),),
    )
    return None


def _rounded(checking: Checking, node: Call, value: Type, places: int) -> Type:
    kind = required(value)
    if isinstance(kind, RatioType):
        whole = 10**INTEGER_DIGITS
    else:
        bound, scale = size(checking, node.arguments[0].value, kind)
        whole = bound // 10**scale + 1
    bound = whole * 10**places
    checking.bounds[id(node)] = bound
    type_: Type = IntegerType() if places == 0 else NumberType(places, max(len(str(bound)), places))
    return optional(type_) if isinstance(value, OptionalType) else type_
