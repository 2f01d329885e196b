"""Do the tables of the first pages hold the figures of `policyrules test policies --items policies/items.txt`?

Run with `UPDATE_SNAPSHOTS=1` to write the figures anew; what a pack holds is written by hand.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from policyrules.surfaces.item_lists import read_items
from policyrules.surfaces.summary_text import summary_json
from policyrules.testing.rules import each_test
from policyrules.testing.summary import summary_of

if TYPE_CHECKING:
    from typing import Any

    from policyrules.engine.policy_set import PolicySet

ROOT: Final = Path(__file__).parents[2]
PACKS: Final = ROOT / "policies"
UPDATE: Final = bool(os.environ.get("UPDATE_SNAPSHOTS"))

PAGES: Final = ("README.md", "README.zh-CN.md")
ROW: Final = re.compile(
    r"^\| \[(\w+)\]\(policies/\1/README\.md\) \| ([^|]+) \| (\d+) \| (\d+) \|$", re.MULTILINE
)
ALL: Final = re.compile(r"^\| (all|合计) \| \| (\d+) \| (\d+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def summary(shipped: PolicySet) -> dict[str, Any]:
    """Return what the command prints as JSON; it counts tests, whether or not they are run."""
    return summary_json(summary_of(shipped, each_test(shipped), read_items(str(PACKS / "items.txt"))))


@pytest.mark.parametrize("name", PAGES)
def test_the_table_of_packs_has_the_figures_of_the_command(name: str, summary: dict[str, Any]) -> None:
    path = ROOT / name
    page = path.read_text(encoding="utf-8")
    figures = {each["pack"]: (each["items"], each["tests"]) for each in summary["packs"]}
    total = tuple(map(sum, zip(*figures.values(), strict=True)))
    if UPDATE:
        page = ROW.sub(
            lambda row: "| [{0}](policies/{0}/README.md) | {1} | {2} | {3} |".format(
                row[1], row[2], *figures.get(row[1], row.group(3, 4))
            ),
            page,
        )
        page = ALL.sub(lambda row: f"| {row[1]} | | {total[0]} | {total[1]} |", page)
        path.write_text(page, encoding="utf-8")
    told = {row[0]: (int(row[2]), int(row[3])) for row in ROW.findall(page)}
    assert list(told) == sorted(figures), "a pack has no row, or the rows are out of order"
    assert told == figures
    assert [(int(items), int(tests)) for _, items, tests in ALL.findall(page)] == [total]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("README.md", "{accounted} of {listed} listed items are written or explained"),
        ("README.zh-CN.md", "所列 {listed} 条中，{accounted} 条已写成或者写明理由"),
        ("policies/README.md", "{accounted} of {listed}."),
    ],
)
def test_every_listed_item_is_written_or_explained(name: str, said: str, summary: dict[str, Any]) -> None:
    explained = [each for each in summary["missing"] if each["left_out"]]
    accounted = len(summary["written"]) + len(explained)
    assert accounted == summary["listed"]
    page = (ROOT / name).read_text(encoding="utf-8")
    assert said.format(accounted=accounted, listed=summary["listed"]) in page
