"""Is a function called with what it takes?"""

from __future__ import annotations

import pytest

from policyrules.semantics.checked import FunctionMeaning
from policyrules.semantics.rounding import ROUND
from policyrules.semantics.types import OptionalType
from policyrules.syntax.ast.declarations import DefineDeclaration
from policyrules.syntax.ast.expressions import Call
from policyrules.syntax.walk import walk
from tests.unit.semantics.saying import checked, codes, expect, rest, when

BAD = [
    ("unknown-function", "«charactrs»(t) > 1"),
    ("unknown-function", "«p9»(t) > 1"),
    ("argument-count", "characters(t, «t») > 1"),
    ("argument-count", "«characters()» > 1"),
    ("unknown-argument", "mentions(t, { t }, «ignorin»: { t })"),
    ("argument-count", "characters(text: t, «text: t») > 1"),
    ("type-mismatch", "characters(«n») > 1"),
    ("type-mismatch", "mentions(t, { «n» })"),
    ("type-mismatch", "mentions(t, «n»)"),
    ("argument-type", "«length(n)» > 1"),
    ("argument-type", "«tiers_between(kind, kind)» > 1"),
    ("none-not-allowed", "characters(«none») > 1"),
]


@pytest.mark.parametrize(("code", "condition"), BAD, ids=[f"{code}: {text}" for code, text in BAD])
def test_what_a_function_does_not_take(code: str, condition: str) -> None:
    expect(code, when(condition))


def test_arguments_by_either_name() -> None:
    assert codes(when("characters(text: t) > 1")) == []
    assert codes(when("字数(文本: 标题) > 1")) == []
    assert codes(when('提及(标题, { "甲" }, 忽略: { "乙" })')) == []
    assert codes(when("tiers_between(tier, county) > 1 and length(tags) > 1")) == []
    assert codes(when("tiers_between(county, tier) > 1 and length(tags) > 1")) == []
    assert codes(when("mentions(t, tags)")) == []


def test_none_in_none_out() -> None:
    checked_, _ = checked(rest("define d for R = characters(lead.owner)\ndefine e for R = characters(t)"))
    assert isinstance(checked_.derived["R", "d"].type, OptionalType)
    assert not isinstance(checked_.derived["R", "e"].type, OptionalType)


def test_round_is_part_of_the_language() -> None:
    checked_, _ = checked(rest("define d for R = 四舍五入(n / m, 2)"))
    node = next(n for n in checked_.files[0].declarations if isinstance(n, DefineDeclaration))
    call = next(n for n in walk(node) if isinstance(n, Call))
    assert checked_.tables.meaning_of(call) == FunctionMeaning(ROUND)
