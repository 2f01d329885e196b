"""Which names are near?"""

from __future__ import annotations

import pytest

from policyrules.diagnostics.suggest import near


@pytest.mark.parametrize(
    ("name", "candidates", "expected"),
    [
        ("页树", ["标题", "页数", "页面数", "数据"], ("页数",)),
        ("organizer", ["organiser", "tier"], ("organiser",)),
        ("teir", ["tier", "year"], ("tier",)),
        ("Page_Limit", ["page_limit", "limit"], ("page_limit",)),
        ("IN-1", ["IN-20", "IN-01"], ("IN-01",)),
        ("计划", ["年度发文计划", "计划项"], ("计划项", "年度发文计划")),
        ("已报备", ["未报备", "报备"], ("未报备", "报备")),
        ("hotel", ["hotline", "hold"], ()),
        ("页", ["数"], ()),
        ("x", ["y"], ()),
        ("", ["a"], ()),
        ("tier", ["tier"], ()),
    ],
)
def test_near(name: str, candidates: list[str], expected: tuple[str, ...]) -> None:
    assert near(name, candidates) == expected


def test_no_more_than_asked_for_and_each_once() -> None:
    assert near("name1", ["name2", "name3", "name2", "name4"], limit=2) == ("name2", "name3")


def test_a_monster_is_near_nothing() -> None:
    assert near("a" * 1_000_000, ["a" * 999_999]) == ()
