"""How does a Python function become one that rules may call?

`@function("copied_share", "重复率")` names it; its annotations type it; keyword-only arguments are given
by name in rules (`ignoring: { … }`), arguments with a default may be left out, `*words: str` repeats.

| annotation                        | in rules          |
|-----------------------------------|-------------------|
| `str`                             | text              |
| `int`, `Decimal`, `Fraction`      | integer, number, ratio |
| `bool`                            | boolean           |
| `date`, `datetime`                | date, datetime    |
| `Duration`, `Period`              | duration, period  |
| `list[T]`, `tuple[T, ...]`        | list of T         |
| `frozenset[str]`                  | a written set of words, a list of text |
| `T` or None                       | T?                |
"""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from policyrules.core.values import Duration, Period
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import field, frozen
from policyrules.plugins.arguments import Convert, given_as, taking
from policyrules.plugins.faults import PluginError, PluginProblem, said_by
from policyrules.semantics.schema import ArgumentSchema, FunctionSchema, Titled
from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    DurationType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    PeriodType,
    RatioType,
    TextType,
    Type,
    WordsType,
)

_MARK: Final = "__policyrules_function__"

_PLAIN: Final[Mapping[object, Type]] = {
    str: TextType(),
    int: IntegerType(),
    Decimal: NumberType(),
    Fraction: RatioType(),
    bool: BooleanType(),
    date: DateType(),
    datetime: DateTimeType(),
    Duration: DurationType(),
    Period: PeriodType(),
}

_KNOWN: Final = (
    "str, int, Decimal, Fraction, bool, date, datetime, Duration, Period, list[…], frozenset[str], … | None"
)

_NAME: Final = re.compile(r"[^\W\d]\w{0,99}\Z")

Called = TypeVar("Called", bound=Callable[..., Any])


@frozen
class Marked:
    """What the decorator wrote on a function."""

    names: Titled
    arguments: Mapping[str, str] = field(factory=dict)
    about: str = ""


def function(
    first: str, second: str | None = None, *, arguments: Mapping[str, str] | None = None, about: str = ""
) -> Callable[[Called], Called]:
    """Return a decorator that marks a function as one rules may call by either name.

    `arguments` gives arguments a second name, `about` the help in Chinese (the docstring's first
    paragraph is the help in English). The function itself stays as it is, so it can be tested as
    one. Its annotations are read when an engine is built.
    """

    def mark(call: Called) -> Called:
        setattr(call, _MARK, Marked(Titled(first, second), dict(arguments or {}), about))
        return call

    return mark


def schema_of(given: object, plugin: str) -> FunctionSchema:
    """Return the schema of a marked function.

    Raises PluginError with everything in the signature that rules cannot use, naming the function
    and the plugin.
    """
    marked = getattr(given, _MARK, None)
    if not isinstance(marked, Marked) or not callable(given):
        raise PluginError([PluginProblem(plugin, _unmarked(given), help=(_HOW_TO_MARK,))])
    return _Reading(given, marked, plugin).schema()


_HOW_TO_MARK: Final = Phrase(
    'write `@policyrules.function("name", "名称")` above it',
    '请在其上方写 `@policyrules.function("name", "名称")`',
)


def _unmarked(given: object) -> Phrase:
    name = getattr(given, "__name__", None) or type(given).__name__
    return Phrase(
        f"`{name}` is not marked as a function rules may call", f"`{name}` 未标记为规则可调用的函数"
    )


class _Reading:
    """One function's signature while it is read."""

    def __init__(self, call: Callable[..., Any], marked: Marked, plugin: str) -> None:
        self.call = call
        self.marked = marked
        self.plugin = plugin
        self.problems: list[PluginProblem] = []

    def schema(self) -> FunctionSchema:
        parameters, hints = self._signature()
        self._check_names(parameters)
        schemas: list[ArgumentSchema] = []
        converts: list[Convert | None] = []
        named: dict[str, Convert] = {}
        rest: Convert | None = None
        variadic = False
        for parameter in parameters:
            type_ = self._type(
                hints.get(parameter.name), Phrase(f"`{parameter.name}`", f"参数 `{parameter.name}`")
            )
            only_named = parameter.kind is parameter.KEYWORD_ONLY
            repeated = parameter.kind is parameter.VAR_POSITIONAL
            variadic = variadic or repeated
            convert = taking(type_, as_list=_wants_list(hints.get(parameter.name)))
            if only_named and convert is not None:
                named[parameter.name] = convert
            elif repeated:
                rest = convert
            elif not only_named:
                converts.append(convert)
            schemas.append(
                ArgumentSchema(
                    Titled(parameter.name, self.marked.arguments.get(parameter.name)),
                    type_,
                    optional=repeated or parameter.default is not parameter.empty,
                    named=only_named,
                )
            )
        returns = self._type(hints.get("return"), Phrase("the result", "返回值"), result=True)
        if self.problems:
            raise PluginError(self.problems)
        return FunctionSchema(
            names=self.marked.names,
            arguments=tuple(schemas),
            returns=returns,
            call=given_as(self.call, converts, rest=rest, named=named),
            about=self._about(),
            plugin=self.plugin,
            variadic=variadic,
        )

    def _signature(self) -> tuple[Sequence[inspect.Parameter], Mapping[str, Any]]:
        try:
            parameters = tuple(inspect.signature(self.call).parameters.values())
            hints = get_type_hints(self.call)
        except Exception as error:  # annotations are evaluated: anything may come of it
            self._problem(
                Phrase(
                    f"has annotations that cannot be read ({said_by(error)})",
                    f"的注解无法读取（{said_by(error)}）",
                ),
                Phrase(
                    "import the types it names where Python can see them when it runs",
                    "请确保注解中的类型在运行时可见",
                ),
            )
            raise PluginError(self.problems) from error
        for parameter in parameters:
            if parameter.kind is parameter.VAR_KEYWORD:
                self._problem(
                    Phrase(
                        f"takes any named argument (`**{parameter.name}`)",
                        f"接受任意具名参数（`**{parameter.name}`）",
                    ),
                    Phrase("name each argument", "请逐一写明参数"),
                )
        return tuple(p for p in parameters if p.kind is not p.VAR_KEYWORD), hints

    def _check_names(self, parameters: Sequence[inspect.Parameter]) -> None:
        known = {parameter.name for parameter in parameters}
        for name in (*self.marked.names.spellings, *self.marked.arguments.values()):
            if not is_name(name):
                self._problem(
                    Phrase(
                        f"uses `{name}`, which rules cannot write as a name", f"的名称 `{name}` 无法写入规则"
                    ),
                    Phrase(
                        "use letters, digits and `_`; no digit first or after a Chinese character",
                        "请用字母、数字和下划线；数字不得居首或紧跟汉字",
                    ),
                )
        for name in self.marked.arguments:
            if name not in known:
                self._problem(
                    Phrase(f"names an argument `{name}` that it does not have", f"没有名为 `{name}` 的参数")
                )

    def _type(self, annotation: object, where: Phrase, *, result: bool = False) -> Type:
        if annotation is None:
            self._problem(
                Phrase(f"does not say what {where.en} is", f"未注明{where.zh}的类型"),
                Phrase(f"annotate it: {_KNOWN}", f"请加注解：{_KNOWN}"),
            )
            return TextType()
        type_ = type_for(annotation)
        if type_ is None or (result and isinstance(type_, WordsType)):
            shown = inspect.formatannotation(annotation) if annotation is not type(None) else "None"
            self._problem(
                Phrase(
                    f"says that {where.en} is `{shown}`, which rules have no type for",
                    f"{where.zh}的注解 `{shown}` 在规则中没有对应类型",
                ),
                Phrase(f"use one of {_KNOWN}", f"可用：{_KNOWN}"),
            )
            return TextType()
        return type_

    def _problem(self, message: Phrase, *help_: Phrase) -> None:
        name = self.marked.names.first
        self.problems.append(
            PluginProblem(
                self.plugin,
                Phrase(f"the function `{name}` {message.en}", f"函数 `{name}` {message.zh}"),
                help=help_,
            )
        )

    def _about(self) -> Phrase:
        english = " ".join((inspect.getdoc(self.call) or "").split("\n\n", 1)[0].split())
        return Phrase(english, self.marked.about or english)


def is_name(text: str) -> bool:
    """Return whether rules can write a text as a name without quotes.

    >>> is_name("重复率"), is_name("top_10"), is_name("第1组"), is_name("1st")
    (True, True, False, False)
    """
    return bool(_NAME.match(text)) and not _has_digit_after_han(text)


def _has_digit_after_han(text: str) -> bool:
    return any("\u3400" <= first <= "\u9fff" and then.isdecimal() for first, then in pairwise(text))


def type_for(annotation: object) -> Type | None:
    """Return the type rules have for an annotation, or None.

    >>> type_for(list[str])
    ListType(element=TextType())
    >>> type_for(float) is None
    True
    """
    try:
        plain = _PLAIN.get(annotation)
    except TypeError:  # an annotation nobody can hash
        return None
    if plain is not None:
        return plain
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Union or origin is types.UnionType:
        present = [part for part in inside if part is not type(None)]
        element = type_for(present[0]) if len(present) == 1 < len(inside) else None
        return None if element is None else OptionalType(element)
    if origin is frozenset:
        return WordsType() if inside == (str,) else None
    if origin is list or (origin is tuple and len(inside) == 2 and inside[1] is ...):
        element = type_for(inside[0])
        return None if element is None or isinstance(element, ListType | WordsType) else ListType(element)
    return None


def _wants_list(annotation: object) -> bool:
    if get_origin(annotation) is list:
        return True
    return any(get_origin(part) is list for part in get_args(annotation))
