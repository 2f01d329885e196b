"""Ledger openers: a plugin's ledgers are opened by their address, and what fails is its plugin's fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.plugins.test_manager import gathered, plugin, wrong

import policyrules as pr
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins import LedgerOpener, LedgerRequest
from policyrules.plugins.ledgers import scheme_of
from policyrules.surfaces.cli.ledgers import opened_ledger, writable_ledger
from policyrules.surfaces.cli.mistakes import UsageError

WRITTEN = Phrase("shelf://NAME", "shelf://名称")
POLICY = """
record Visit 走访 { id: text key, unit: text }
record Note 记事 { id: text key }
list l for Visit { must two "Two visits a unit" { at most 2 per unit ever } }
"""


class Shelf:
    """Ledgers in memory, by their address; it remembers what it was asked for."""

    def __init__(self) -> None:
        self.kept: dict[str, pr.MemoryLedger] = {}
        self.asked: list[LedgerRequest] = []

    def open(self, request: LedgerRequest) -> pr.MemoryLedger:
        self.asked.append(request)
        return self.kept.setdefault(request.url, pr.MemoryLedger(records=request.records))


def opener(open_: Callable[[LedgerRequest], Any], *schemes: str) -> LedgerOpener:
    return LedgerOpener(schemes or ("shelf",), open_, WRITTEN)


def policies(open_: Callable[[LedgerRequest], Any]) -> pr.PolicySet:
    return pr.load_text(POLICY, plugins=[plugin(ledgers=[opener(open_)])])


def test_the_command_line_opens_what_it_is_asked_to() -> None:
    shelf = Shelf()
    known = policies(shelf.open)
    opened_ledger(["shelf://a"], known)
    opened_ledger(["走访=shelf://b", "Shelf+fast://c".lower()], known)
    writable_ledger(["Visit=shelf://d"], known, "Visit", migrate=True)
    writable_ledger(["Visit=shelf://d"], known, "Visit", dry_run=True)
    opened_ledger(["Visit=shelf://e", "Note=shelf://f"], known, to_write="Note")
    assert shelf.asked == [
        LedgerRequest("shelf://a", ("Note", "Visit")),
        LedgerRequest("shelf://b", ("Visit",)),
        LedgerRequest("shelf+fast://c", ("Note",)),
        LedgerRequest("shelf://d", ("Visit",), read_only=False, migrate=True),
        LedgerRequest("shelf://d", ("Visit",)),
        LedgerRequest("shelf://e", ("Visit",)),
        LedgerRequest("shelf://f", ("Note",), read_only=False),
    ]


def test_what_is_written_into_it_is_counted() -> None:
    known = policies(Shelf().open)
    ledger = writable_ledger(["shelf://a"], known, "Visit")
    engine = pr.Engine(known, ledger=ledger)
    said = [engine.admit("Visit", {"id": str(n), "unit": "A"}).status for n in range(3)]
    assert said == ["admitted", "admitted", "refused"]
    again = pr.Engine(known, ledger=opened_ledger(["Visit=shelf://a"], known))
    assert again.decide("Visit", {"id": "9", "unit": "A"}).outcome == "forbid"


def test_the_databases_are_opened_by_the_same_hook(tmp_path: Path) -> None:
    openers = gathered().ledgers
    assert {scheme: each.plugin for scheme, each in openers.items()} == {
        "sqlite": "policyrules",
        "postgresql": "policyrules",
    }
    known = pr.load_text(POLICY)
    url = f"sqlite:///{tmp_path.as_posix()}/ledger.db"
    request = LedgerRequest(url, ("Visit",), read_only=False)
    pr.Engine(known, ledger=openers["sqlite"].opened(request)).admit("Visit", {"id": "1", "unit": "A"})
    with pytest.raises(pr.LedgerError):
        openers["sqlite"].opened(LedgerRequest(url.replace("ledger.db", "none.db"), ("Visit",))).open(
            known.program, lambda _: lambda *_: ()
        )


def test_an_unknown_scheme_lists_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        opened_ledger(["Visit=shlef://office:secret@host"], policies(Shelf().open))
    said = [caught.value.mistake.message, *caught.value.mistake.help]
    assert [each.en for each in said] == [
        "no ledger can be read from `shlef://…`",
        "did you mean `shelf://…`?",
        "databases that can be read: sqlite:///FILE, postgresql://HOST/DATABASE, shelf://NAME",
    ]
    assert [each.zh for each in said] == [
        "无法从 `shlef://…` 读取台账",
        "是否指 `shelf://…`？",
        "可读取的数据库：sqlite:///文件、postgresql://主机/数据库、shelf://名称",
    ]


# --- what goes wrong --------------------------------------------------------------------------


def refused(request: LedgerRequest) -> Any:
    raise ConnectionError(f"cannot reach {request.url} (s cret)")


class Unread:
    def open(self, *_: Any) -> Any:
        raise ConnectionError("gone")


@pytest.mark.parametrize(
    ("open_", "said"),
    [
        (refused, "failed (ConnectionError: cannot reach shelf://office:…@host/1 (…))"),
        (lambda _: {}, "gave dict where a ledger is due"),
        (lambda _: Unread(), "failed (ConnectionError: gone)"),
    ],
)
def test_an_opener_that_fails_is_its_plugins_fault(open_: Callable[[LedgerRequest], Any], said: str) -> None:
    known = policies(open_)
    with pytest.raises(pr.LedgerError) as caught:
        pr.Engine(known, ledger=opened_ledger(["shelf://office:s%20cret@host/1"], known))
    assert caught.value.in_("en") == f"the ledger at `shelf://…` cannot be opened: plugin `office` {said}"
    assert caught.value.in_("zh").startswith("无法打开 `shelf://…` 处的台账：插件 `office`")


def test_its_own_error_is_told_as_it_is() -> None:
    def locked(_: LedgerRequest) -> Any:
        raise pr.LedgerError(Phrase("the shelf is locked", "书架已上锁"))

    known = policies(locked)
    with pytest.raises(pr.LedgerError) as caught:
        opened_ledger(["shelf://a"], known)
    assert caught.value.in_("zh") == "书架已上锁"


TAKEN = "is already given by plugin `policyrules`; rename one, or leave one of the plugins out"


def test_openers_declared_wrong() -> None:
    shelf = Shelf()
    assert wrong(
        plugin(ledgers=[opener(shelf.open, "redis://"), LedgerOpener((), None, WRITTEN), shelf])  # type: ignore[arg-type]  # as a plugin may
    ) == [
        "plugin `office`: `redis://` cannot be a ledger's scheme: small letters, digits, `.` and `-`, without `://`",
        "plugin `office`: a ledger opener has no schemes",
        "plugin `office`: a ledger opener has nothing to call",
        "plugin `office`: `policyrules_ledgers` gives Shelf where a LedgerOpener is due",
    ]
    assert wrong(plugin(ledgers=[opener(shelf.open, "shelf", "sqlite")])) == [
        f"plugin `office`: the ledger at `sqlite://…` {TAKEN}"
    ]


@given(st.sampled_from("aZ"), st.text("bY0.-", max_size=5), st.text("/:+@ 台", max_size=9))
def test_the_scheme_stands_before_the_colon(first: str, more: str, rest: str) -> None:
    scheme = first + more
    assert scheme_of(f"{scheme}://{rest}") == scheme_of(f"{scheme}+driver://{rest}") == scheme.lower()
    assert scheme_of(json.dumps(scheme)) == ""
