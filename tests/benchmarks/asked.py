"""What does a peer say to the records, and is it what the rules say?"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from tests.benchmarks.peers import Peer, Prepared, installed, peers
from tests.benchmarks.workload import Facts, Workload, matching


@frozen
class Asked:
    """A peer on a workload: prepared where it answers as the rules say, with what is to be told in any case."""

    peer: Peer
    version: str | None
    prepared: Prepared | None
    said: str
    wrong: bool = False
    """whether it is there, and answers otherwise or not at all"""

    @property
    def name(self) -> str:
        return self.peer.PACKAGE


def ask(workload: Workload, records: Sequence[Facts]) -> list[Asked]:
    """Return every peer, with its answers compared on all records."""
    wanted = [matching(workload, facts) for facts in records]
    return [_ask(peer, workload, records, wanted) for peer in peers()]


def _ask(peer: Peer, workload: Workload, records: Sequence[Facts], wanted: list[list[str]]) -> Asked:
    found = installed(peer)
    if found is None:
        return Asked(peer, None, None, "not installed here")
    try:
        prepared = peer.prepare(workload)
        answers = [prepared.answer(prepared.convert(facts)) for facts in records]
    except Exception as refused:  # noqa: BLE001  # whatever a peer raises is told, and the others go on
        lines = str(refused).strip().splitlines() or [""]
        return Asked(peer, found, None, f"refuses: {type(refused).__name__}: {lines[0][:120]}", wrong=True)
    differing = sum(mine != theirs for mine, theirs in zip(wanted, answers, strict=True))
    if differing:
        said = f"answers otherwise on {differing:,} of {len(records):,} records"
        return Asked(peer, found, None, said, wrong=True)
    return Asked(peer, found, prepared, f"the same answers on {len(records):,} records")
