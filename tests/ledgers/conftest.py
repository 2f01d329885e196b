"""What tests of ledgers may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ledgers.places import Place, closing, in_file

if TYPE_CHECKING:  # psycopg takes its time to import
    from tests.databases.postgres import Database, Server

_numbers = count()


@pytest.fixture(scope="session")
def shared_database(postgres: Server) -> Iterator[Database]:
    """Yield a database of PostgreSQL; ledgers in it are told apart by a prefix."""
    with postgres.database() as database:
        yield database


@pytest.fixture
def memory() -> Iterator[Place]:
    """Yield a ledger in memory."""
    with closing(Place("memory")) as place:
        yield place


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Place]:
    """Yield a ledger in a file."""
    with closing(in_file(tmp_path)) as place:
        yield place


@pytest.fixture
def postgresql(shared_database: Database) -> Iterator[Place]:
    """Yield a ledger in PostgreSQL."""
    place = Place("postgresql", shared_database.url, prefix=f"t{next(_numbers)}_")
    with closing(place):
        yield place


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """Return a ledger in each kind of place."""
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def kept_place(request: pytest.FixtureRequest) -> Place:
    """Return a ledger in each kind of place that outlives the process."""
    found: Place = request.getfixturevalue(request.param)
    return found
