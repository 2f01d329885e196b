"""How does the coverage of tests read? What is left drawn in the source, then figures a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core.effect import PHRASES
from policyrules.core.explain.written import cut
from policyrules.diagnostics.excerpt import Mark, draw
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.render import position_of
from policyrules.diagnostics.width import right_aligned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyrules.semantics.schema import Titled
    from policyrules.surfaces.output import Line
    from policyrules.testing.coverage import Count, Coverage, Point

_LONGEST: Final = 60


def coverage_lines(coverage: Coverage, language: Language) -> Iterator[Line]:
    """Yield what no test shows, each item, derived fact and table drawn with what to add; then the figures."""
    for points in coverage.uncovered:
        yield from _drawn(points, language)
        yield ()
    yield from _figures(coverage, language)


def coverage_json(coverage: Coverage, language: Language) -> dict[str, Any]:
    """Return the figures and what no test shows, ready for JSON."""
    return {
        "percent": coverage.whole.percent,
        "policies": [
            {
                "policy": each.policy.first,
                "percent": each.whole.percent,
                "items": _count_json(each.items),
                "conditions": _count_json(each.conditions),
                "rows": _count_json(each.rows),
            }
            for each in coverage.policies
        ],
        "uncovered": [
            {
                "kind": point.kind,
                "policy": point.policy,
                "owner": point.owner.first,
                "text": point.text,
                "never": [_never(point, way).in_(language) for way in _said_of(point)],
                "add": [_to_add(point, way).in_(language) for way in _said_of(point)],
                **position_of(point.place),
            }
            for points in coverage.uncovered
            for point in points
        ],
    }


def _count_json(count: Count) -> dict[str, int]:
    return {"seen": count.seen, "total": count.total}


# --- what is left -----------------------------------------------------------------------------


def _drawn(points: Sequence[Point], language: Language) -> Iterator[Line]:
    first = points[0]
    place = f"{first.place.source.name}:{first.place.line}"
    word = Phrase("not covered", "未覆盖").in_(language)
    title = "" if first.rule is None or first.rule.title is None else f" “{first.rule.title}”"
    yield (
        ("doubtful", word),
        ("plain", "  "),
        ("heading", _name(first.owner, language) + title),
        ("quiet", f"  {place}"),
    )
    comma = Phrase(", ", "、").in_(language)
    rows = draw(
        [
            Mark(
                point.place,
                comma.join(_never(point, way).in_(language) for way in _said_of(point)),
                primary=True,
            )
            for point in points
        ]
    )
    for row in rows:
        yield tuple((piece.role, piece.text) for piece in row)
    margin = " " * (len(rows[0][0].text) - len("┌─ "))
    lead = Phrase("add: ", "补充：").in_(language)
    for point in points:
        for way in _said_of(point):
            yield (("frame", f"{margin}= {lead}"), ("plain", _to_add(point, way).in_(language)))


def _said_of(point: Point) -> tuple[bool | None, ...]:
    """Return the ways to speak of: none for an item no test decides, of which nothing else is worth saying."""
    return (None,) if point.kind == "item" and not point.seen else point.missing


def _never(point: Point, way: bool | None) -> Phrase:  # noqa: FBT001  # the way it came out, as `missing` has it
    is_may = point.rule is not None and point.rule.modality == "may"
    match point.kind, way:
        case _, None:
            return Phrase("settled by no test", "没有测试对其作出判断")
        case "item", True:
            return Phrase("never matched", "从未符合") if is_may else Phrase("never broken", "从未违反")
        case "item", _ if _must_hold(point):
            return Phrase("always broken where it applies", "凡涉及的，每次都违反")
        case "item", _:
            return Phrase("always matched", "每次都符合") if is_may else Phrase("always broken", "每次都违反")
        case "stage", _:
            part = _part(point)
            return Phrase(f"never at this stage: {part.en}", f"从未到这一步：{part.zh}")
        case "row", _:
            return Phrase("never taken", "从未用到")
        case _, True:
            return Phrase("never yes", "从未为“是”")
        case _:
            return Phrase("never no", "从未为“否”")


def _to_add(point: Point, way: bool | None) -> Phrase:  # noqa: FBT001  # as above
    text = cut(" ".join(point.text.split()), _LONGEST)
    match point.kind, way:
        case ("item", None | True) if point.rule is not None:
            effect = PHRASES[point.rule.effect]
            return Phrase(
                f"a test with `expect {effect.en} by {point.owner.first}`",
                f"写一项测试，`期望 {effect.zh} 依 {point.owner.for_people()}`",
            )
        case "item", _ if _must_hold(point):
            return Phrase(
                f"a test with `expect pass by {point.owner.first}`",
                f"写一项测试，`期望 通过 依 {point.owner.for_people()}`",
            )
        case "item", _:
            return Phrase(
                f"a test with `expect not {point.owner.first}`",
                f"写一项测试，`期望 未违反 {point.owner.for_people()}`",
            )
        case "stage", _:
            part = _part(point)
            return Phrase(f"a test that reaches this stage: {part.en}", f"写一项到达这一步的测试：{part.zh}")
        case "row", _:
            return Phrase("a test whose facts lead to this row", "写一项事实落在这一行的测试")
        case _:
            said = Phrase("yes", "是") if way else Phrase("no", "否")
            return Phrase(f"a test in which `{text}` is {said.en}", f"写一项 `{text}` 为“{said.zh}”的测试")


def _must_hold(point: Point) -> bool:
    """Return whether an item asks for something, so that it is kept only where it was asked for."""
    return point.rule is not None and point.rule.test is not None


def _part(point: Point) -> Phrase:
    from policyrules.core.decision.parts import stage_said  # noqa: PLC0415  # only where a stage is left

    return stage_said(point.text)


# --- figures ----------------------------------------------------------------------------------


def _figures(coverage: Coverage, language: Language) -> Iterator[Line]:
    heads = [
        Phrase("coverage", "覆盖率"),
        Phrase("items", "条目"),
        Phrase("conditions", "条件"),
        Phrase("rows", "表行"),
    ]
    table = [[head.in_(language) for head in heads] + [Phrase("policy", "政策").in_(language)]]
    table.extend(
        [
            _percent(each.whole),
            *(_of(count) for count in (each.items, each.conditions, each.rows)),
            _name(each.policy, language),
        ]
        for each in coverage.policies
    )
    for number, (row, line) in enumerate(zip(table, right_aligned(table), strict=True)):
        yield (("heading" if number == 0 else "good" if row[0] == _FULL else "plain", line),)
    whole = coverage.whole
    said = Phrase(f"coverage {_percent(whole)}", f"覆盖率 {_percent(whole)}").in_(language)
    yield (("good" if whole.seen == whole.total else "doubtful", said),)


_FULL: Final = "100%"


def _percent(count: Count) -> str:
    return _FULL if count.seen == count.total else f"{count.percent:.1f}".removesuffix(".0") + "%"


def _of(count: Count) -> str:
    return f"{count.seen}/{count.total}" if count.total else "-"


def _name(names: Titled, language: Language) -> str:
    return names.first if language == "en" else names.for_people()
