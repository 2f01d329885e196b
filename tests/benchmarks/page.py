"""What stands in docs/benchmarks.md of one run: the machine, the versions, the table, the peers?

What is written by hand around the figures is left as it is.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from attrs import frozen

from tests.benchmarks.asked import Asked
from tests.benchmarks.table import Section, markdown

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


@frozen
class Machine:
    """Where and when figures were taken."""

    day: str
    processor: str
    system: str
    python: str
    load: str

    @classmethod
    def here(cls) -> Machine:
        """Return this machine, as pyperf finds it."""
        import pyperf

        found = pyperf.Benchmark([pyperf.Run([1.0], metadata={"name": "here"})]).get_metadata()
        processor = found.get("cpu_model_name") or platform.processor() or platform.machine()
        return cls(
            day=datetime.now(UTC).date().isoformat(),
            processor=f"{processor}, {found.get('cpu_count', os.cpu_count())} processors",
            system=f"{platform.system()} {platform.machine()}",
            python=f"{platform.python_implementation()} {platform.python_version()}",
            load=f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown",
        )

    def lines(self) -> list[str]:
        return [
            "| | |",
            "|---|---|",
            f"| taken on | {self.day} |",
            f"| machine | {self.processor}, {self.system}; load average before the run {self.load} |",
            f"| Python | {self.python} |",
            f"| policyrules | {version('policyrules')} |",
        ]


def figures(machine: Machine, asked: Sequence[Asked], sections: Sequence[Section]) -> str:
    """Return what is written between the marks."""
    return "\n".join(
        [
            *machine.lines(),
            "",
            *missed(sections),
            "",
            markdown(sections),
            "",
            "| peer | version | answers to the twenty rules | what it cannot express, and what was done |",
            "|---|---|---|---|",
            *(f"| {peer.name} | {peer.version or '–'} | {peer.said} | {peer.peer.NOTE} |" for peer in asked),
        ]
    )


def missed(sections: Sequence[Section]) -> list[str]:
    """Return how many targets were met in this run, and which were not."""
    targets = [(section, row) for section in sections for row in section.rows if row.target is not None]
    failed = [(section, row) for section, row in targets if row.target is not None and not row.target.met]
    lines = [f"Of {len(targets)} targets this run met {len(targets) - len(failed)}."]
    if failed:
        lines += ["Missed:", ""]
    for section, row in failed:
        found = f"{row.ratio} of {row.of}" if row.ratio else row.took
        lines.append(
            f"- {section.title}: {row.what}: {found}, to reach {row.target.words if row.target else ''}"
        )
    return lines


def write(page: Path, text: str) -> None:
    """Put figures between the marks of a page; raises `ValueError` for a page without them."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page} has no {BEGIN} … {END}")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
