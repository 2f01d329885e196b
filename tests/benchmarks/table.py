"""What is said of a figure, and how do the figures make one table?"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from tests.benchmarks.measuring import Timed


@frozen
class Target:
    """What was to be reached, and whether it was."""

    words: str
    met: bool

    def __str__(self) -> str:
        return f"{self.words} {'✓' if self.met else '✗ missed'}"


@frozen
class Row:
    """One line: what was done, how long it took or how much it was, and that beside something else."""

    what: str
    took: str
    ratio: str = ""
    of: str = ""
    target: Target | None = None
    raw: Timed | None = None
    """the passes it comes from, for the file of raw figures"""


@frozen
class Section:
    """The rows about one question."""

    title: str
    rows: tuple[Row, ...]


def beside(
    what: str,
    timed: Timed,
    base: Timed,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Row:
    """Return the row of a time beside another of the same passes.

    With `at_least` it is told as throughput: how many records it does while the other does one.
    """
    ratio = timed.over(base)
    if at_least is not None:
        ratio = 1 / ratio
    target = None
    if at_most is not None:
        target = Target(f"≤ {at_most:g}", ratio <= at_most)
    elif at_least is not None:
        target = Target(f"≥ {at_least:g}", ratio >= at_least)
    return Row(what, duration(timed.median), factor(ratio), base.name, target, timed)


def alone(what: str, timed: Timed, *, at_most: float | None = None) -> Row:
    """Return the row of a time that stands for itself."""
    target = None if at_most is None else Target(f"≤ {duration(at_most)}", timed.median <= at_most)
    return Row(what, duration(timed.median), target=target, raw=timed)


def factor(ratio: float) -> str:
    """Return a ratio in as many digits as it deserves."""
    return f"{ratio:.2f}×" if ratio < 10 else f"{ratio:,.0f}×"


def duration(seconds: float) -> str:
    """Return a time in the unit it is read best in.

    >>> duration(0.00000123), duration(0.0456), duration(7.8)
    ('1.23 µs', '45.6 ms', '7.80 s')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size or unit == "µs":
            value = seconds / size
            return (
                f"{value:.2f} {unit}"
                if value < 10
                else f"{value:.1f} {unit}"
                if value < 100
                else f"{value:,.0f} {unit}"
            )
    raise AssertionError(seconds)


def markdown(sections: Iterable[Section]) -> str:
    """Return one table in Markdown, the sections one below the other."""
    lines = ["| what | median | ratio | of | target |", "|---|---:|---:|---|---|"]
    for section in sections:
        lines.append(f"| **{section.title}** | | | | |")
        for row in section.rows:
            target = "" if row.target is None else str(row.target)
            lines.append(f"| {row.what} | {row.took} | {row.ratio} | {row.of} | {target} |")
    return "\n".join(lines)


def plain(sections: Iterable[Section]) -> str:
    """Return the same for a terminal."""
    lines = []
    for section in sections:
        lines += ["", section.title]
        for row in section.rows:
            target = "" if row.target is None else f"  [{row.target}]"
            ratio = f"{row.ratio:>9} of {row.of}" if row.ratio else f"  {row.of}"
            lines.append(f"  {row.what:<72} {row.took:>11} {ratio}{target}")
    return "\n".join(lines).lstrip("\n")
