"""Every benchmark, one after the other: `make bench`; with `--once` only that the answers agree."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter

from tests.benchmarks import batches, ledgers, many, memory, one, page, raw, start
from tests.benchmarks.asked import Asked, ask
from tests.benchmarks.cases import TWENTY
from tests.benchmarks.table import Section, plain

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def main() -> int:
    """Compare the answers; then measure, print the table and write it into the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--once", action="store_true", help="only compare the answers")
    parser.add_argument(
        "--only", metavar="PART", nargs="+", help="print these parts, and leave the page as it is"
    )
    parser.add_argument("--million", action="store_true", help="ledgers of a million entries as well")
    parser.add_argument("--passes", type=int, default=15, help="how many alternating passes (15)")
    parser.add_argument("--raw", type=Path, help="write every pass to this file, as pyperf does")
    given = parser.parse_args()
    asked = _compared()
    if given.once:
        return int(any(peer.wrong for peer in asked))
    parts = _parts(asked, passes=given.passes, million=given.million)
    if unknown := set(given.only or ()) - parts.keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    machine = page.Machine.here()
    sections: list[Section] = []
    for name in given.only or parts:
        for section in parts[name]():
            print(plain([section]), end="\n\n", flush=True)
            sections.append(section)
    if given.raw is not None:
        raw.save(given.raw, sections)
    if not given.only:
        page.write(PAGE, page.figures(machine, asked, sections))
        print("\n".join(page.missed(sections)))
    return int(any(peer.wrong for peer in asked))


def _parts(
    asked: Sequence[Asked], *, passes: int, million: bool
) -> dict[str, Callable[[], Iterator[Section]]]:
    return {
        "one": lambda: one.sections(asked, passes=passes),
        "many": lambda: many.sections(passes=passes),
        "batches": lambda: batches.sections(passes=passes),
        "start": lambda: start.sections(passes=passes),
        "memory": memory.sections,
        "ledgers": lambda: ledgers.sections(passes=min(passes, 9), million=million),
    }


def _compared() -> list[Asked]:
    """Hold all answers to what the rules say, and tell; raises `AssertionError` where ours or those by hand differ."""
    begun = perf_counter()
    one.agree()
    many.agree()
    batches.agree()
    ledgers.agree()
    asked = ask(TWENTY, one.complete())
    print("the same answers by policy, by hand and, where they are here, by the peers:")
    for peer in asked:
        print(f"  {peer.name:<16} {peer.version or '':<8} {peer.said}")
    print(f"compared in {perf_counter() - begun:.0f} s", end="\n\n", flush=True)
    return asked


if __name__ == "__main__":
    sys.exit(main())
