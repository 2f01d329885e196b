"""Where generated runs keep their ledgers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest
from attrs import frozen

from tests.ledgers.places import Place, in_file

if TYPE_CHECKING:  # psycopg takes its time to import
    from tests.databases.postgres import Database, Server

_numbers = count()


@frozen
class Kind:
    """A kind of place: makes one for each run, of which there are fewer where they take longer."""

    name: str
    new: Callable[[], Place]
    share: int

    def runs(self, cases: int) -> int:
        """Return how many runs there are of so many cases."""
        return max(cases // self.share, 1)


@pytest.fixture(scope="session")
def shared_database(postgres: Server) -> Iterator[Database]:
    """Yield a database of PostgreSQL; ledgers in it are told apart by a prefix."""
    with postgres.database() as database:
        yield database


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kind:
    """Return each kind of place a ledger can be kept in."""
    return _kind(request.param, request, tmp_path_factory)


@pytest.fixture(params=["sqlite", "postgresql"])
def kept_kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kind:
    """Return each kind of place that outlives the process."""
    return _kind(request.param, request, tmp_path_factory)


def _kind(name: str, request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> Kind:
    if name == "memory":
        return Kind(name, lambda: Place("memory"), 6)
    if name == "sqlite":
        folder = folders.mktemp("ledgers")
        return Kind(name, lambda: in_file(folder, f"{next(_numbers)}.db"), 12)
    url = request.getfixturevalue("shared_database").url
    return Kind(name, lambda: Place("postgresql", url, prefix=f"p{next(_numbers)}_"), 20)
