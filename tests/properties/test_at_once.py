"""A ledger in SQLite says and keeps the same: asked by generated code with one question, or part by part; and as the reference says."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policyrules as pr
from tests.properties.cases import CASES
from tests.properties.test_at_hand import STEPS, Step, by_reference, policies, quiet, tell_the_same

ASKED_AT_ONCE = [
    "by month",
    "by month, warned of",
    "none, for once",
    "for all time",
    "of all",
    "as a parameter says",
    "by month, warned of as a parameter says",
    "by year, warned of as a parameter says",
]
WITH = ["beside a parameter"]
"""Rules that look nowhere, beside which a record is asked about at once all the same."""
BESIDE = ["by what may be none", "of some", "by sum", "in any days", "an earlier version"]
"""With one of these, no record is asked about at once, or none is admitted so."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("at_once")


_numbers = count()


def on_file(policy_set: pr.PolicySet, file: Path, *, at_once: bool) -> tuple[pr.Engine, pr.SqlLedger]:
    """Return an engine on a new file, which asks it at once or part by part."""
    ledger = pr.SqlLedger(f"sqlite:///{file}", synchronous="normal")
    engine = pr.Engine(policy_set, ledger=ledger)
    if not at_once:
        books: Any = engine._grounds.books
        books.at_once = lambda *_: None
        books.admitting_at_once = lambda *_: None
    return engine, ledger


def kept_in(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that a file keeps, but for when."""
    with closing(sqlite3.connect(file)) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for table in tables:
            cursor = raw.execute(f'SELECT * FROM "{table}"')
            shown = [
                at for at, column in enumerate(cursor.description) if column[0] not in ("_at", "_ended_at")
            ]
            found[table] = sorted([tuple(row[at] for at in shown) for row in cursor], key=repr)
    return found


@settings(max_examples=CASES, deadline=None, suppress_health_check=quiet)
@given(
    chosen=st.lists(st.sampled_from(ASKED_AT_ONCE), min_size=1, max_size=3, unique=True),
    beside=st.sampled_from([None, None, None, None, *WITH, *WITH, *BESIDE]),
    dated=st.booleans(),
    keyed=st.booleans(),
    always=st.booleans(),
    asked=st.lists(STEPS, min_size=1, max_size=16),
)
def test_at_once_and_part_by_part_say_and_keep_the_same(
    folder: Path,
    chosen: list[str],
    beside: str | None,
    dated: bool,
    keyed: bool,
    always: bool,
    asked: list[Step],
) -> None:
    policy_set = policies(
        (*chosen, *([] if beside is None else [beside])), dated=dated, keyed=keyed, always=always
    )
    files = [folder / f"{next(_numbers)}.db" for _ in range(2)]
    at_once, ledger = on_file(policy_set, files[0], at_once=True)
    in_parts, other_ledger = on_file(policy_set, files[1], at_once=False)
    with closing(ledger), closing(other_ledger):
        done = []
        for step in asked:
            expected = by_reference(at_once, step) if step.kind in ("decide", "validated") else None
            told, decision = step.on_engine(at_once)
            other, same = step.on_engine(in_parts)
            assert told == other
            if expected is not None:
                assert told == expected
            done.append((decision, same))
        for decision, same in done:
            tell_the_same(decision, same)
    assert kept_in(files[0]) == kept_in(files[1])
