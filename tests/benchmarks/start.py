"""How soon does a process decide, and how much memory does a rule take?

`python -m tests.benchmarks.start`: the import, policies from cold text, and a fresh process with policies it has
loaded before. Every figure of a start is a fresh process beyond a bare interpreter, the median of several.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SHAPES = 200
PASSES = 9

_CONDITIONS = (
    'unit = "Unit {n}"',
    "people > {n}",
    "cost >= {n}.50",
    "tier <= county",
    "kind in {{ course, visit }}",
    "start < {year}-03-01",
    "days >= {few}",
    "not emergency",
    'topics contains "topic {n}"',
)

_HEAD = """\
policy many "Many rules"
enum Tier 层级 { village 村 < county 县 < province 省 }
record Case 事项 dated start {
    id: text key
    unit 单位: text
    people 人数: integer
    cost 费用: number(2)
    tier 层级: Tier
    kind 类别: { course 培训, visit 走访, talk 座谈 }
    start 日期: date
    days 天数: integer
    emergency 应急: boolean = no
    topics 主题: list of text
}
list rules for Case {
"""

CASE = {
    "id": "1",
    "unit": "Unit 7",
    "people": 12,
    "cost": 9.5,
    "tier": "county",
    "kind": "visit",
    "start": "2026-03-02",
    "days": 2,
    "topics": ["topic 3"],
}


def shapes(count: int) -> list[tuple[str, ...]]:
    """Return so many different choices of conditions, the first of which no case fits always."""
    chosen = (
        (_CONDITIONS[0], *others) for size in range(1, 9) for others in combinations(_CONDITIONS[1:], size)
    )
    return [next(chosen) for _ in range(count)]


def text(count: int, *, of: int = SHAPES) -> str:
    """Return a policy of so many rules of so many shapes, each with a source, a reason and a remedy."""
    return _HEAD + "".join(_items(count, shapes(of))) + "}\n"


def _items(count: int, asked: list[tuple[str, ...]]) -> Iterator[str]:
    for number in range(count):
        conditions = " and ".join(asked[number % len(asked)])
        when = conditions.format(n=number, year=2000 + number % 40, few=number % 9)
        yield (
            f'    @source("Rules 2024, art. {number}")\n'
            f'    must not X-{number} "Item {number}" {{\n'
            f"        when {when}\n"
            f'        because "{{unit}} has {{people}} people"\n'
            f'        remedy "ask the office first"\n'
            "    }\n"
        )


# --- fresh processes ------------------------------------------------------------------------

_BARE = "pass"
_IMPORT = "import policyrules"
_LOAD = "import policyrules as pr; pr.load({folder!r})"
_DECIDE = "import policyrules as pr; pr.Engine(pr.load({folder!r})).decide('Case', {case!r}).outcome"


def fresh(code: str, *, cache: str) -> float:
    """Return how long a fresh process took over a piece of code, in seconds of the wall."""
    environment = {**os.environ, "POLICYRULES_CACHE": cache}
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return time.perf_counter() - begun


def beyond_bare(code: str, *, cache: str = "off", passes: int = PASSES) -> float:
    """Return by how much a fresh process takes longer over a piece of code than over nothing."""
    pairs = [(fresh(code, cache=cache), fresh(_BARE, cache=cache)) for _ in range(passes)]
    return statistics.median(took for took, _ in pairs) - statistics.median(bare for _, bare in pairs)


def bytes_a_rule(folder: str, count: int, *, cache: bool | str) -> tuple[float, float]:
    """Return how much memory a loaded set takes for each rule, and with an engine that has decided and explained.

    The texts of its files are included.
    """
    import policyrules as pr

    pr.Engine(pr.load_text(text(5))).decide("Case", CASE).to_dict()  # what is imported is not measured
    gc.collect()
    tracemalloc.start()
    policies = pr.load(folder, cache=cache)
    gc.collect()
    loaded, _ = tracemalloc.get_traced_memory()
    engine = pr.Engine(policies)
    engine.decide("Case", CASE).to_dict()
    gc.collect()
    decided, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(policies.program.rules["Case"]) == count
    return loaded / count, decided / count


def main(*, once: bool = False) -> None:
    """Print the figures; `once`, only see that what is measured runs, on small policies."""
    small, many, passes = (20, 200, 1) if once else (1_000, 10_000, PASSES)
    with tempfile.TemporaryDirectory() as place:
        few, large, cache = (Path(place, name) for name in ("few", "large", "cache"))
        for folder, count in ((few, small), (large, many)):
            folder.mkdir()
            folder.joinpath("many.rules").write_text(text(count), encoding="utf-8")
        print(
            f"import policyrules                              {beyond_bare(_IMPORT, passes=passes) * 1e3:8.1f} ms"
        )
        for folder, count in ((few, small), (large, many)):
            took = beyond_bare(_LOAD.format(folder=str(folder)), passes=min(passes, 3))
            print(f"{count:6,} rules of {SHAPES} shapes, cold text             {took:8.2f} s")
        decide = _DECIDE.format(folder=str(large), case=CASE)
        fresh(decide, cache=str(cache))
        took = beyond_bare(_LOAD.format(folder=str(large)), cache=str(cache), passes=passes)
        print(f"{many:6,} rules, cached: loaded                       {took * 1e3:8.1f} ms")
        took = beyond_bare(decide, cache=str(cache), passes=passes)
        print(f"{many:6,} rules, cached: first decision               {took * 1e3:8.1f} ms")
        length = len(text(many).encode())
        for how, kept in (("cold", False), ("from the cache", str(cache))):
            loaded, decided = bytes_a_rule(str(large), many, cache=kept)
            print(
                f"{many:6,} rules loaded {how:14} {loaded:8.0f} bytes a rule, {decided:.0f} once it has decided; "
                f"{length / many:.0f} of them its text"
            )


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--once", action="store_true", help="only see that it runs")
    main(once=asked.parse_args().once)
