"""A Python function becomes one that rules may call; what rules cannot use is one clear error."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from policyrules.core.values import Duration, Period
from policyrules.plugins.faults import PluginError
from policyrules.plugins.functions import function, is_name, schema_of, type_for
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
    WordsType,
)


@pytest.mark.parametrize(
    ("annotation", "type_"),
    [
        (str, TextType()),
        (int, IntegerType()),
        (Decimal, NumberType()),
        (Fraction, RatioType()),
        (bool, BooleanType()),
        (date, DateType()),
        (datetime, DateTimeType()),
        (Duration, DurationType()),
        (Period, PeriodType()),
        (frozenset[str], WordsType()),
        (list[str], ListType(TextType())),
        (tuple[date, ...], ListType(DateType())),
        (list[str | None], ListType(OptionalType(TextType()))),
        (date | None, OptionalType(DateType())),
        (list[int] | None, OptionalType(ListType(IntegerType()))),
    ],
)
def test_each_annotation_is_a_type(annotation: object, type_: object) -> None:
    assert type_for(annotation) == type_


@pytest.mark.parametrize(
    "annotation",
    [
        float,
        dict,
        list,
        set[str],
        frozenset[int],
        tuple[int, int],
        int | str,
        list[list[int]],
        object,
        Any,
        None,
        [],
    ],
)
def test_others_are_none(annotation: object) -> None:
    assert type_for(annotation) is None


def test_the_whole_signature_is_read() -> None:
    @function("share", "占比", arguments={"whole": "总数"}, about="占比的说明。")
    def share(part: Decimal, whole: Decimal, note: str | None = None, *, places: int = 2) -> Fraction:
        """The share of a part.

        More about it.
        """
        assert (note, places) == (None, 2)
        return Fraction(part) / Fraction(whole)

    schema = schema_of(share, "office")
    assert schema.names.spellings == ("share", "占比")
    assert schema.plugin == "office"
    assert schema.returns == RatioType()
    assert (schema.about.en, schema.about.zh) == ("The share of a part.", "占比的说明。")
    shown = [(a.names.first, a.names.second, a.type, a.optional, a.named) for a in schema.arguments]
    assert shown == [
        ("part", None, NumberType(), False, False),
        ("whole", "总数", NumberType(), False, False),
        ("note", None, OptionalType(TextType()), True, False),
        ("places", None, IntegerType(), True, True),
    ]
    assert share(Decimal(1), Decimal(2)) == Fraction(1, 2), "the function itself stays as it is"


def test_arguments_arrive_as_annotated() -> None:
    given: list[object] = []

    @function("take")
    def take(
        a: Decimal, b: Fraction, c: list[Decimal], *, d: Decimal | None = None, e: tuple[int, ...] = ()
    ) -> str:
        given.extend([a, b, c, d, e])
        return ""

    schema_of(take, "p").call(3, Decimal("0.5"), (1, Decimal(2)), d=4, e=(1,))
    assert given == [Decimal(3), Fraction(1, 2), [Decimal(1), Decimal(2)], Decimal(4), (1,)]
    assert [type(value) for value in given] == [Decimal, Fraction, list, Decimal, tuple]


def test_lists_of_text_are_words_and_even_numbers_integers() -> None:
    @function("take")
    def take(words: frozenset[str], *, more: frozenset[str] | None = None, times: int = 1) -> str:
        assert isinstance(words, frozenset)
        assert more is None or isinstance(more, frozenset)
        assert type(times) is int
        return "、".join(sorted(words) * times)

    call = schema_of(take, "p").call
    assert call(("乙", None, "甲"), more=("丙",), times=Decimal("2.0")) == "乙、甲、乙、甲"
    assert call(frozenset({"甲"})) == "甲"


def test_an_optional_argument_left_out_or_none() -> None:
    @function("take")
    def take(a: Decimal | None, b: list[str] | None = None) -> str:
        return f"{a} {b}"

    call = schema_of(take, "p").call
    assert call(None) == "None None"
    assert call(2, ("x",)) == "2 ['x']"


def test_a_repeated_argument() -> None:
    @function("most")
    def most(first: Decimal, *others: Decimal) -> Decimal:
        assert all(isinstance(other, Decimal) for other in others)
        return max(first, *others)

    schema = schema_of(most, "p")
    assert schema.variadic
    assert schema.arguments[-1].optional
    assert schema.call(1, 5, Decimal(3)) == 5


def problems(call: Callable[..., Any]) -> list[str]:
    with pytest.raises(PluginError) as caught:
        schema_of(call, "office")
    assert all(problem.in_("zh") for problem in caught.value.problems)
    return [problem.in_("en") for problem in caught.value.problems]


def test_a_bad_annotation_names_function_argument_and_plugin() -> None:
    @function("score", "评分")
    def score(value: float, other, *, extra: dict[str, int]) -> set[str]:  # type: ignore[no-untyped-def]
        raise NotImplementedError

    known = "str, int, Decimal, Fraction, bool, date, datetime, Duration, Period, list[…], frozenset[str], … | None"
    assert problems(score) == [
        (
            "plugin `office`: the function `score` says that `value` is `float`, which rules have no type for; "
            f"use one of {known}"
        ),
        f"plugin `office`: the function `score` does not say what `other` is; annotate it: {known}",
        (
            "plugin `office`: the function `score` says that `extra` is `dict[str, int]`, which rules have no type for; "
            f"use one of {known}"
        ),
        (
            "plugin `office`: the function `score` says that the result is `set[str]`, which rules have no type for; "
            f"use one of {known}"
        ),
    ]


def test_a_missing_result_and_any_named_argument() -> None:
    @function("score")
    def score(**options: int):  # type: ignore[no-untyped-def]
        raise NotImplementedError

    found = problems(score)
    assert "takes any named argument (`**options`)" in found[0]
    assert "does not say what the result is" in found[1]


def test_a_set_of_words_is_no_result() -> None:
    @function("score")
    def score() -> frozenset[str]:
        raise NotImplementedError

    assert "the result is `frozenset[str]`" in problems(score)[0]


def test_annotations_that_cannot_be_read() -> None:
    @function("score")
    def score(value: "Nowhere") -> int:  # type: ignore[name-defined]  # noqa: F821
        raise NotImplementedError

    assert (
        "has annotations that cannot be read (NameError: name 'Nowhere' is not defined)" in problems(score)[0]
    )


def test_names_rules_cannot_write() -> None:
    @function("top-ten", "第1组", arguments={"value": "数 值", "gone": "无"})
    def top(value: int) -> int:
        raise NotImplementedError

    found = problems(top)
    assert [
        name in text for name, text in zip(("`top-ten`", "`第1组`", "`数 值`", "`gone`"), found, strict=True)
    ]


@pytest.mark.parametrize("name", ["a", "_a1", "重复率", "top_10", "été"])
def test_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "1a", "a b", "a-b", "第1组", "a" * 101, "a.b", "“a”", "a\n"])
def test_no_names(name: str) -> None:
    assert not is_name(name)


def test_a_function_without_the_mark() -> None:
    def plain(value: int) -> int:
        raise NotImplementedError

    assert problems(plain) == [
        (
            "plugin `office`: `plain` is not marked as a function rules may call; "
            'write `@policyrules.function("name", "名称")` above it'
        )
    ]
    with pytest.raises(PluginError):
        schema_of(42, "office")
