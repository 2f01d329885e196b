"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import hypothesis
import pytest

from policyrules.surfaces.files import examine
from tests.databases.binaries import server

if TYPE_CHECKING:  # psycopg takes its time to import
    from policyrules.engine.policy_set import PolicySet
    from tests.databases.postgres import Database, Server


ROOT: Final = Path(__file__).parents[1]
MEASURED: Final = (
    "tests/unit/",
    "tests/surfaces/",
    "tests/spec/",
    "tests/diagnostics/test_advice_works.py",
    "tests/diagnostics/test_broken.py",
    "tests/ledgers/test_scenarios.py",
)
"""Being measured takes a test half as long again or more: these tests are, and go everywhere; the others are not."""

os.environ["POLICYRULES_CACHE"] = "off"  # tests leave nothing in anybody's folders, and find nothing there
hypothesis.settings.register_profile("here", deadline=None)  # no test asserts a time
hypothesis.settings.load_profile("here")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Spare each process of a parallel run what it does twice or for nothing.

    The package is a plugin of pytest, so pytest would rewrite the assertions of all its modules (a quarter of a
    minute in each process); of two measurements that pytest-cov (7.1) begins, the first is stopped.
    """
    rewriting = session.config.pluginmanager.rewrite_hook
    getattr(rewriting, "_must_rewrite", set()).discard("policyrules")
    measuring = session.config.pluginmanager.getplugin("_cov")
    if hasattr(session.config, "workerinput") and getattr(measuring, "cov_controller", None) is not None:
        measuring.cov_controller.pause()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Seek tests in files of tests only: asked for docstrings, pytest would import all modules beside them."""
    return True if collection_path.suffix == ".py" and not collection_path.name.startswith("test_") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure what goes everywhere; tests of generated cases take long, on lines that other tests cover."""
    for item in items:
        elsewhere = item.nodeid.startswith("tests/") and not item.nodeid.startswith(MEASURED)
        if elsewhere or hypothesis.is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")


@pytest.fixture(scope="session")
def shipped() -> PolicySet:
    """Every pack together, without values for parameters; read once by each process."""
    found = examine(ROOT / "policies")
    assert found.policies is not None
    return found.policies


@pytest.fixture(scope="session")
def cache_of_loads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which loads are kept for the other tests of this run, by whichever of its processes."""
    here = tmp_path_factory.getbasetemp()
    folder = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "loads"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def loads_kept(cache_of_loads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a set of policies be read as text once, and later from the cache, as it is for who types commands."""
    monkeypatch.setenv("POLICYRULES_CACHE", str(cache_of_loads))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Yield a PostgreSQL server, started when the first test asks; each process of a parallel run has its own.

    Commits reach the disk, and what a test leaves half done hinders no other: each asks for databases of its own.
    """
    binaries = server()
    from tests.databases.postgres import running

    with running(binaries) as started:
        yield started


@pytest.fixture
def postgres_database(postgres: Server) -> Iterator[Database]:
    """Yield an empty PostgreSQL database of the test's own."""
    with postgres.database() as database:
        yield database
