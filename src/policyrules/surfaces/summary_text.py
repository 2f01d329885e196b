"""How does a summary of packs read: a line a pack, then what a list of items asks for and nothing bears?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.width import right_aligned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.surfaces.output import Line
    from policyrules.testing.summary import Summary

HEADS = (
    Phrase("items", "条目"),
    Phrase("tests", "测试"),
    Phrase("tests per item", "每条测试"),
    Phrase("fewest", "最少"),
    Phrase("pack", "政策包"),
)


def summary_rows(summary: Summary, language: Language) -> list[list[str]]:
    """Return the cells of each pack, in the order of `HEADS`, and those of all together at the end."""
    rows = [
        [str(each.items), str(each.tests), f"{each.per_item}", str(each.fewest), each.pack]
        for each in summary.packs
        if each.items
    ]
    with_items = [each for each in summary.packs if each.items]
    items = sum(each.items for each in with_items)
    named = sum(each.named for each in with_items)
    rows.append(
        [
            str(items),
            str(sum(each.tests for each in summary.packs)),
            f"{round(named / items, 1) if items else 0.0}",
            str(min((each.fewest for each in with_items), default=0)),
            Phrase("all", "合计").in_(language),
        ]
    )
    return rows


def summary_lines(summary: Summary, language: Language) -> Iterator[Line]:
    """Yield the packs as a table, then what is listed and missing."""
    table = [[head.in_(language) for head in HEADS], *summary_rows(summary, language)]
    for number, line in enumerate(right_aligned(table)):
        yield (("heading" if number in (0, len(table) - 1) else "plain", line),)
    if summary.listed:
        yield from _listed(summary, language)


def _listed(summary: Summary, language: Language) -> Iterator[Line]:
    there, all_ = len(summary.written), len(summary.listed)
    said = Phrase(f"{there} of {all_} listed items are written", f"列出的 {all_} 条中，已写成规则 {there} 条")
    yield (("doubtful" if summary.unexplained else "good", said.in_(language)),)
    for each in summary.missing:
        if each.left_out:
            yield (
                ("quiet", Phrase("  left out  ", "  不写  ").in_(language)),
                ("plain", f"{each.code}  {each.left_out}"),
            )
        else:
            yield (("bad", Phrase("  missing   ", "  缺少  ").in_(language)), ("plain", each.code))


def summary_json(summary: Summary) -> dict[str, Any]:
    """Return the figures, ready for JSON."""
    return {
        "packs": [
            {
                "pack": each.pack,
                "items": each.items,
                "tests": each.tests,
                "tests_per_item": each.per_item,
                "fewest": each.fewest,
            }
            for each in summary.packs
        ],
        "listed": len(summary.listed),
        "written": sorted(summary.written),
        "missing": [{"code": each.code, "left_out": each.left_out or None} for each in summary.missing],
    }
