"""Is what is written of a run what the run found, and is the rest of the page left alone?"""

from __future__ import annotations

import doctest
from pathlib import Path
from types import ModuleType

import pytest

from tests.benchmarks import page, table, workload
from tests.benchmarks.cases import TWENTY
from tests.benchmarks.measuring import Timed, Way, alternating
from tests.benchmarks.peers import peers
from tests.benchmarks.peers.datalogic import logic
from tests.benchmarks.peers.zen_engine import ZEN
from tests.benchmarks.table import Section, beside, markdown

HAND, OURS = Timed("by hand", [1e-6, 2e-6, 4e-6]), Timed("ours", [2e-6, 5e-6, 8e-6])


def test_a_ratio_is_the_median_of_the_passes_own() -> None:
    assert OURS.over(HAND) == pytest.approx(2.0)
    assert OURS.median / HAND.median == pytest.approx(2.5)


@pytest.mark.parametrize(("at_most", "said"), [(2.1, "≤ 2.1 ✓"), (1.9, "≤ 1.9 ✗ missed")])
def test_a_target_is_met_or_missed(at_most: float, said: str) -> None:
    row = beside("ours", OURS, HAND, at_most=at_most)
    assert f"| ours | 5.00 µs | 2.00× | by hand | {said} |" in markdown([Section("One", (row,))])


@pytest.mark.parametrize(("at_least", "said"), [(0.4, "≥ 0.4 ✓"), (0.7, "≥ 0.7 ✗ missed")])
def test_throughput_is_the_ratio_turned_round(at_least: float, said: str) -> None:
    row = beside("ours", OURS, HAND, at_least=at_least)
    assert (row.ratio, str(row.target)) == ("0.50×", said)


def test_what_was_missed_is_listed() -> None:
    rows = (beside("quick", OURS, HAND, at_most=3), beside("slow", OURS, HAND, at_most=1.5))
    assert page.missed([Section("One", rows)]) == [
        "Of 2 targets this run met 1.",
        "Missed:",
        "",
        "- One: slow: 2.00× of by hand, to reach ≤ 1.5",
    ]


def test_only_the_figures_are_written_anew(tmp_path: Path) -> None:
    written = tmp_path / "page.md"
    written.write_text(f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n", encoding="utf-8")
    page.write(written, "new")
    assert written.read_text("utf-8") == f"before\n{page.BEGIN}\n\nnew\n\n{page.END}\nafter\n"
    written.write_text("nothing marked", encoding="utf-8")
    with pytest.raises(ValueError, match="has no"):
        page.write(written, "new")


def test_passes_take_turns() -> None:
    seen: list[str] = []
    ways = {name: Way(lambda _forms, name=name: seen.append(name), [1]) for name in "abc"}  # type: ignore[misc]  # the default binds the name
    timed = alternating(ways, passes=3)
    assert "".join(seen[-9:]) == "abcbcacab"
    assert {len(each.seconds) for each in timed.values()} == {3}


def test_the_rules_are_written_in_others_words() -> None:
    rules = {rule.id: rule.condition for rule in TWENTY.rules}
    assert in_zen("F-05") == "cost > 50000 and not (filed)"
    assert in_zen("F-03") == 'people >= 150 and tier in ["village", "township", "county"]'
    assert logic(rules["F-07"]) == {"<": [{"var": "due"}, {"var": "start"}]}


def in_zen(rule: str) -> str:
    from tests.benchmarks.infix import written

    return written(next(each for each in TWENTY.rules if each.id == rule).condition, ZEN)


def test_every_peer_says_what_it_is() -> None:
    assert all(peer.PACKAGE and peer.NOTE for peer in peers())


@pytest.mark.parametrize("module", [table, workload])
def test_docstrings_run(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
