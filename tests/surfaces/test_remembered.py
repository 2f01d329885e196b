"""Do unchanged policies load as they did, without being read as policies again; and is nothing else believed?"""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import policyrules as pr
from policyrules.surfaces import files
from policyrules.surfaces.cli import main
from policyrules.surfaces.remembered import entries
from policyrules.surfaces.remembered.entries import FIRST_LINE, SUFFIX
from policyrules.surfaces.remembered.place import folder_of, usual

if TYPE_CHECKING:
    from policyrules.engine.policy_set import PolicySet

RULES = """
policy rules "Rules" { from 2024-01-01 working days of "CN" zone "Asia/Shanghai" }
use shared
record Visit 走访 dated start {
    id: text key
    county 县: text
    tier: Tier = county
    start: date
    end: date?
    people 人数: integer
    note: text?
}
record County { name: text key }
parameter most 上限: integer { 5 from 2024-01-01, 4 from 2025-01-01 }
parameter limit 限额: integer by County.name from "limits.csv"
parameter needed: integer
define long for Visit = characters(note) > needed
calendar quiet { every monday }
list visits 清单 "Visits" for Visit {
    @source("R1") must not a "A" { when people > most and tier <= county unless long because "{people} 人" }
    must b { at most 2 per county each month of start warn at 80% }
    should c { deadline end within 3 working days after start }
    must not d { when people > limit[county] or start in quiet }
}
list months for Visit each month { should e { ensure people > 0 } }
test "one" { given Visit { id: "1", county: "X", start: 2026-03-02, end: none, people: 1, note: none } expect not a }
"""
SHARED = "enum Tier { village < county < city }\n"
LIMITS = "name,limit\nX,3\nY,9\n"
PARAMETERS = {"needed": 2}
CASES = (
    {"id": "1", "county": "X", "start": "2026-03-02", "end": None, "people": 4, "note": "long"},
    {"id": "2", "county": "Y", "start": "2026-03-03", "end": "2026-03-20", "people": 9, "note": None},
    {"id": "3", "county": "Z", "start": "2024-03-03", "end": None, "people": 5, "note": None, "tier": "city"},
)


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "rules.rules").write_text(RULES, encoding="utf-8")
    (tmp_path / "shared.rules").write_text(SHARED, encoding="utf-8")
    (folder / "limits.csv").write_text(LIMITS, encoding="utf-8")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files parsed so far."""
    names: list[str] = []
    add = files.Reading.add

    def noted(self: files.Reading, policy: Any) -> None:
        names.append(Path(policy.source.name).name)
        add(self, policy)

    monkeypatch.setattr(files.Reading, "add", noted)
    return names


def said(policies: PolicySet) -> list[Any]:
    """Everything that can be seen of a set that is loaded."""
    engine = pr.Engine(policies, ledger=pr.MemoryLedger({"Visit": [CASES[1]]}))
    told: list[Any] = []
    for case in CASES:
        decision = engine.decide("Visit", case)
        told += [decision.to_dict(), str(decision.explain())]
    told.append([str(each) for each in engine.review("Visit", "2026-03").rows])
    told.append(
        [(each.code, each.place.source.name, each.place.span, each.message) for each in policies.diagnostics]
    )
    told.append([dict(policies.rows), policies.policies, policies.records, policies.lists, policies.supplied])
    told.append([file.declarations for file in policies.files])
    return told


def load(folder: Path, cache: Path | bool, **more: Any) -> PolicySet:
    return pr.load(folder, parameters=PARAMETERS, cache=cache, **more)


def entry(cache: Path) -> Path:
    (found,) = cache.iterdir()
    return found


def test_unchanged_policies_say_the_same_and_are_not_parsed(
    policies: Path, cache: Path, parsed: list[str]
) -> None:
    cold = load(policies, cache=False)
    assert not cache.exists()
    first = load(policies, cache=cache)
    assert parsed == ["rules.rules", "shared.rules"] * 2
    again = load(policies, cache=cache)
    assert len(parsed) == 4
    assert cold.diagnostics, "there is something to be said of them"
    assert said(again) == said(first) == said(cold)
    other = pr.load(policies, parameters={"needed": 3}, cache=cache)  # which value makes no difference
    assert other.parameters.value("needed", (), None) == 3
    assert len(parsed) == 4


def test_nobody_but_the_user_can_write_what_is_kept(policies: Path, cache: Path) -> None:
    load(policies, cache=cache)
    if os.name == "posix":
        assert cache.stat().st_mode & 0o077 == 0
        assert entry(cache).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("policies/rules.rules", RULES.replace("people > most", "people >= most")),
        ("shared.rules", SHARED.replace("village", "hamlet")),
        ("policies/shared.rules", "enum Tier { county < city }\n"),  # nearer than the one that was used
        ("policies/limits.csv", LIMITS.replace("X,3", "X,9")),
        ("policies/more.rules", "record More { a: boolean }\n"),
    ],
)
def test_what_has_changed_is_loaded_anew(
    policies: Path, cache: Path, parsed: list[str], name: str, text: str
) -> None:
    load(policies, cache=cache)
    (policies.parent / name).write_text(text, encoding="utf-8")
    parsed.clear()
    changed = load(policies, cache=cache)
    assert "rules.rules" in parsed
    assert said(changed) == said(load(policies, cache=False))
    parsed.clear()
    load(policies, cache=cache)
    assert parsed == []


@pytest.mark.parametrize("name", ["shared.rules", "policies/limits.csv"])
def test_what_has_gone_is_missed(policies: Path, cache: Path, name: str) -> None:
    load(policies, cache=cache)
    (policies.parent / name).unlink()
    with pytest.raises(pr.PolicyError) as cold:
        load(policies, cache=False)
    with pytest.raises(pr.PolicyError) as kept:
        load(policies, cache=cache)
    assert str(kept.value) == str(cold.value)


def test_another_version_another_plugin_and_other_parameters_load_anew(
    policies: Path, cache: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Plugin:
        @staticmethod
        @pr.hookimpl
        def policyrules_functions() -> list[Any]:
            @pr.function("shouted")
            def shouted(text: str) -> str:
                """Return it loudly."""
                return text.upper()

            return [shouted]

    load(policies, cache=cache)
    parsed.clear()
    load(policies, cache=cache, plugins=[Plugin()])
    assert parsed
    parsed.clear()
    pr.load(policies, cache=cache)
    assert parsed
    parsed.clear()
    monkeypatch.setattr(pr, "__version__", "9.9.9")
    load(policies, cache=cache)
    assert parsed


def test_policies_that_cannot_be_used_are_not_kept(policies: Path, cache: Path) -> None:
    (policies / "rules.rules").write_text("list l for Nothing { must not a { when b } }", encoding="utf-8")
    with pytest.raises(pr.PolicyError):
        load(policies, cache=cache)
    (policies / "rules.rules").write_bytes(b"record A { b: text \xff }")
    with pytest.raises(pr.PolicyError):
        load(policies, cache=cache)
    assert not cache.exists()


def test_parameters_that_do_not_fit_are_told_from_the_cache_too(policies: Path, cache: Path) -> None:
    load(policies, cache=cache)
    with pytest.raises(pr.ParameterError, match="needed"):
        pr.load(policies, parameters={"needed": "many"}, cache=cache)


# --- what is not believed ---------------------------------------------------------------------

SMALL = (
    "record Case { n: integer }\nlist l for Case { must not a { when n > 3 } should not b { when n > 5 } }\n"
)


def _small(folder: Path) -> Path:
    path = folder / "small.rules"
    if not path.exists():
        path.write_text(SMALL, encoding="utf-8")
    return path


def _outcomes(policies: PolicySet) -> list[Any]:
    engine = pr.Engine(policies)
    return [engine.decide("Case", {"n": n}).to_dict() for n in (1, 4, 6)]


changes = st.one_of(
    st.tuples(st.just("cut"), st.floats(0, 1), st.just(b"")),
    st.tuples(st.just("put"), st.floats(0, 1), st.binary(min_size=1, max_size=3)),
    st.tuples(st.just("whole"), st.just(0.0), st.binary(max_size=90)),
)


@pytest.fixture(scope="module")
def kept_small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, bytes, list[Any]]:
    """A small policy that was loaded: its file, its entry, the entry's bytes, and what it decides."""
    folder = tmp_path_factory.mktemp("small")
    loaded = pr.load(_small(folder), cache=folder / "cache")
    path = entry(folder / "cache")
    return _small(folder), path, path.read_bytes(), _outcomes(loaded)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes)
@example(("cut", 0.999999, b""))
@example(("whole", 0.0, b""))
@example(("whole", 0.0, FIRST_LINE))
def test_an_entry_that_was_changed_is_ignored_and_written_again(
    kept_small: tuple[Path, Path, bytes, list[Any]], change: tuple[str, float, bytes]
) -> None:
    policy, path, whole, outcomes = kept_small
    how, share, other = change
    at = int(share * (len(whole) - 1))
    raw = {"cut": whole[:at], "put": whole[:at] + other + whole[at + len(other) :], "whole": other}[how]
    path.write_bytes(raw)
    assert _outcomes(pr.load(policy, cache=path.parent)) == outcomes
    assert path.read_bytes() == whole


def _forged(whole: bytes, key: str, plain: Any) -> bytes:
    lines = whole[whole.index(b"\n", len(FIRST_LINE) + 65) + 1 :]
    rest = json.dumps([key, plain]).encode() + b"\n" + lines
    return FIRST_LINE + sha256(rest).hexdigest().encode() + b"\n" + rest


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, 12), max_size=8),
    st.one_of(st.none(), st.integers(-2, 900), st.text(max_size=2), st.just([]), st.just({}), st.floats()),
)
def test_an_entry_that_somebody_else_made_up_never_breaks_a_load(
    kept_small: tuple[Path, Path, bytes, list[Any]], way: list[int], other: Any
) -> None:
    """Whoever may write into the folder may change what is decided, but a load does not fail."""
    policy, path, whole, _ = kept_small
    key, plain = json.loads(whole.splitlines()[2])

    def changed(value: Any, left: list[int]) -> Any:
        if not left or not isinstance(value, list) or not value:
            return other
        at = left[0] % len(value)
        return [*value[:at], changed(value[at], left[1:]), *value[at + 1 :]]

    path.write_bytes(_forged(whole, key, changed(plain, way)))
    try:
        pr.load(policy, cache=path.parent)
    finally:
        path.write_bytes(whole)


def test_an_entry_under_another_key_is_not_believed(policies: Path, cache: Path, parsed: list[str]) -> None:
    load(policies, cache=cache)
    first = entry(cache)
    (policies / "rules.rules").write_text(RULES.replace("people > most", "people >= most"), encoding="utf-8")
    changed = load(policies, cache=cache)
    (second,) = [each for each in cache.iterdir() if each != first]
    second.write_bytes(first.read_bytes())
    parsed.clear()
    assert said(load(policies, cache=cache)) == said(changed)
    assert parsed


@pytest.mark.skipif(os.name != "posix", reason="others' files are told by their permissions")
def test_an_entry_others_may_write_is_not_believed(policies: Path, cache: Path, parsed: list[str]) -> None:
    load(policies, cache=cache)
    entry(cache).chmod(0o666)
    parsed.clear()
    load(policies, cache=cache)
    assert parsed


def test_a_folder_that_cannot_be_written_stops_nobody(policies: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("no folder")
    assert said(load(policies, cache=taken)) == said(load(policies, cache=taken / "below"))
    assert taken.read_text() == "no folder"


def test_what_was_used_longest_ago_makes_room(
    policies: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(policies, cache=cache)
    size = entry(cache).stat().st_size
    monkeypatch.setattr(entries, "LARGEST", size * 5)
    for number in range(9):
        for each in cache.iterdir():
            os.utime(each, (number, number))
        (policies / "rules.rules").write_text(RULES + f"# {number}\n", encoding="utf-8")
        load(policies, cache=cache)
    there = [*cache.iterdir()]
    assert 3 <= len(there) <= 5
    assert all(each.suffix == SUFFIX for each in there)


# --- where -------------------------------------------------------------------------------------


def test_where_policies_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder_of(False, {}) is None
    assert folder_of(None, {"POLICYRULES_CACHE": "off"}) is None
    assert folder_of(None, {"POLICYRULES_CACHE": " Off "}) is None
    assert folder_of(None, {"POLICYRULES_CACHE": "/somewhere"}) == Path("/somewhere")
    assert folder_of("here", {"POLICYRULES_CACHE": "off"}) == Path("here")
    assert folder_of(True, {"POLICYRULES_CACHE": "off"}) == usual({})
    assert usual({"XDG_CACHE_HOME": "/caches"}, "linux") == Path("/caches/policyrules")
    assert usual({"XDG_CACHE_HOME": "relative"}, "linux") == tmp_path / ".cache/policyrules"
    assert usual({}, "darwin") == tmp_path / "Library/Caches/policyrules"
    assert usual({}, "win32") == tmp_path / "AppData/Local/policyrules/Cache"
    local = str(tmp_path / "local")
    assert usual({"LOCALAPPDATA": local}, "win32") == Path(local, "policyrules/Cache")


def test_commands_that_decide_remember(
    policies: Path,
    cache: Path,
    parsed: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("POLICYRULES_CACHE", str(cache))
    facts = policies / "facts.json"
    facts.write_text(json.dumps(CASES[0]), encoding="utf-8")
    typed = ["decide", str(policies), "Visit", str(facts), "--param", "needed=2"]
    first = main(typed), capsys.readouterr()
    assert "people" in first[1].out
    assert entry(cache).is_file()
    parsed.clear()
    assert (main(typed), capsys.readouterr()) == first
    assert parsed == []
