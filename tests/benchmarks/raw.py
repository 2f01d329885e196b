"""Which passes do the figures come from? A file of pyperf's, for its own commands (`pyperf stats`, `pyperf compare_to`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.table import Section


def save(path: Path, sections: Sequence[Section]) -> None:
    """Write every timed row as a benchmark of pyperf's, its passes as its values."""
    import pyperf

    benchmarks: dict[str, pyperf.Benchmark] = {}
    for section in sections:
        for row in section.rows:
            if row.raw is not None:
                name = f"{section.title}: {row.what}"
                run = pyperf.Run(row.raw.seconds, metadata={"name": name, "unit": "second"})
                benchmarks.setdefault(name, pyperf.Benchmark([run]))
    pyperf.BenchmarkSuite(list(benchmarks.values())).dump(str(path), replace=True)
