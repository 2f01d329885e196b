"""What `import policyrules` gives, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import policyrules as pr


def run(code: str) -> str:
    """Return what a fresh process prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_package_imports_nothing_else() -> None:
    code = (
        "import sys; before = set(sys.modules); import policyrules; print(*sorted(set(sys.modules) - before))"
    )
    assert run(code).split() == ["policyrules", "policyrules.lazily"]


def test_heavy_things_wait_until_they_are_needed() -> None:
    code = """
import sys, policyrules as pr
pr.PolicyError, pr.FactError, pr.PolicyRulesError, pr.Facts, pr.Decision, pr.Outcome, pr.Severity
for name in ("lark", "pluggy", "rapidfuzz", "re2", "holidays", "chinese_calendar", "docx", "rich", "cyclopts", "pytest", "hypothesis"):
    assert name not in sys.modules, name
"""
    run(code)


def test_loading_and_deciding_needs_none_of_the_extras() -> None:
    code = """
import sys, policyrules as pr
policies = pr.load_text("record R { a: integer } list l for R { must not X { when a > 1 } }")
assert pr.Engine(policies).decide("R", {"a": 2}).outcome == "forbid"
for name in ("docx", "rich", "cyclopts", "pytest", "hypothesis", "duckdb", "z3", "sqlalchemy"):
    assert name not in sys.modules, name
"""
    run(code)


def test_what_was_loaded_before_decides_without_what_compiles_or_explains(tmp_path: Path) -> None:
    fields = [f"f{number}" for number in range(10)]
    items = [
        f"must not X-{field}-{n} {{ when {field} > {n} and g < {n} }}" for field in fields for n in range(12)
    ]
    policy = "record R {{ {} g: integer }}\nlist l for R {{\n{}\n}}\n".format(
        " ".join(f"{field}: integer" for field in fields), "\n".join(items)
    )
    (tmp_path / "many.rules").write_text(policy, encoding="utf-8")
    load = f"""
import sys, policyrules as pr
engine = pr.Engine(pr.load({str(tmp_path / "many.rules")!r}, cache={str(tmp_path / "cache")!r}))
facts = dict.fromkeys({fields!r}, 0) | {{"g": 0}}
assert engine.decide("R", facts).outcome == "permit"
"""
    run(load)
    later = """
for name in (
    "pluggy", "inspect", "zoneinfo", "logging", "policyrules.plugins.gathering", "policyrules.core.details",
    "policyrules.core.evaluate.evaluation", "policyrules.engine.admission", "policyrules.syntax.parse",
    "policyrules.semantics.check", "policyrules.backends.python.from_core", "policyrules.core.explain",
):
    assert name not in sys.modules, name
assert engine.decide("R", facts | {"f3": 9, "g": 5}).outcome == "forbid"
assert "policyrules.backends.python.from_core" in sys.modules
assert [each.item for each in engine.decide("R", facts | {"f3": 9, "g": 5}).findings] == ["X-f3-6", "X-f3-7", "X-f3-8"]
assert "policyrules.core.details" in sys.modules
"""
    run(load + later)


def test_a_ledger_in_a_file_needs_no_server_s_driver() -> None:
    code = """
import sys, tempfile, policyrules as pr
ledger = pr.SqlLedger
assert "sqlalchemy" not in sys.modules
policies = pr.load_text("record R { a: text key }")
engine = pr.Engine(policies, ledger=ledger(f"sqlite:///{tempfile.mkdtemp()}/ledger.db"))
assert engine.admit("R", {"a": "1"}).accepted
assert "sqlalchemy" in sys.modules and "psycopg" not in sys.modules
"""
    run(code)


def test_every_public_name_is_there() -> None:
    assert len(pr.__all__) < 35
    for name in pr.__all__:
        assert getattr(pr, name) is not None
        assert name in dir(pr)


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        getattr(pr, "nothing")  # noqa: B009  # the checker would not let it pass otherwise


def test_whatever_is_raised_on_purpose_can_be_caught_by_name() -> None:
    for name in ("FactError", "InputError", "LedgerError", "ParameterError", "PluginError", "PolicyError",
                 "ReaderError", "RequestError"):  # fmt: skip
        assert issubclass(getattr(pr, name), pr.PolicyRulesError)
