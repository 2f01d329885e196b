"""What cannot be done is said, in both languages, with what there is to do."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

import pytest

import policyrules as pr
from tests.ledgers.places import Place
from tests.ledgers.test_scenarios import ONE, visit


def said(url: Any, **options: Any) -> tuple[str, str]:
    with pytest.raises(pr.LedgerError) as raised:
        pr.Engine(pr.load_text("record R { id: text key }"), ledger=pr.SqlLedger(url, **options))
    return raised.value.in_("en"), raised.value.in_("zh")


def test_urls_that_name_no_ledger() -> None:
    assert said("ledger.db") == (
        "`ledger.db` does not name a database; write `sqlite:///ledger.db` or `postgresql://user@host/database`",
        "`ledger.db` 不是数据库地址，应写作 `sqlite:///ledger.db` 或 `postgresql://user@host/database`",
    )
    for url in ("", 7, None, "://", "nosuch://x"):
        assert "does not name a database" in said(url)[0]
    for url in ("mysql://u@h/d", "sqlite+aiosqlite:///x", "postgresql+asyncpg://u@h/d", "oracle://u@h/d"):
        english, chinese = said(url)
        assert english.startswith("a ledger is kept in SQLite or, through psycopg, in PostgreSQL, not by")
        assert chinese.startswith("台账只能保存在 SQLite 或 PostgreSQL（经 psycopg）中")
    for url in ("sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"):
        assert said(url)[0] == "a ledger in memory is `MemoryLedger()`; a file is `sqlite:///ledger.db`"


def test_a_password_is_never_shown() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        url = f"postgresql://somebody:secret@127.0.0.1:{port}/db"
        english, chinese = said(url)
    assert english.startswith(
        f"the database postgresql://somebody:***@127.0.0.1:{port}/db cannot be reached: "
    )
    assert chinese.startswith("无法连接数据库 postgresql://somebody:***@127.0.0.1")
    assert "secret" not in english + chinese + repr(pr.SqlLedger(url))


def test_drivers_that_are_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert said("postgresql://u@h/d") == (
        "a ledger in PostgreSQL needs psycopg: `pip install 'policyrules[ledger]'`",
        "台账保存在 PostgreSQL 中需要 psycopg：`pip install 'policyrules[ledger]'`",
    )
    engine = pr.Engine(pr.load_text(ONE), ledger=pr.SqlLedger(f"sqlite:///{tmp_path / 'x.db'}"))
    assert engine.admit("Visit", visit("1")).accepted, "SQLite needs no driver"
    monkeypatch.setattr("policyrules.ledgers.sql.ledger.find_spec", lambda _: None)
    assert (
        said("sqlite:///x.db")[0]
        == "a ledger in a database needs SQLAlchemy: `pip install 'policyrules[ledger]'`"
    )


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    english, chinese = said(f"sqlite:///{tmp_path / 'none' / 'x.db'}")
    assert "cannot be opened: is its folder there, and may this process write in it?" in english
    assert chinese.startswith("无法打开文件")
    (tmp_path / "text.db").write_text(
        "this is no database, but a text that is long enough to look like a page of one" * 50
    )
    english, chinese = said(f"sqlite:///{tmp_path / 'text.db'}")
    assert "is no SQLite database, or is damaged (file is not a database)" in english
    assert "不是 SQLite 数据库，或已损坏" in chinese
    path = tmp_path / "read.db"
    Place("sqlite", f"sqlite:///{path}").engine(ONE).admit("Visit", visit("1"))
    english, _ = said(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert "cannot be written: this process may only read it" in english


def test_a_damaged_file_is_said_to_be_damaged(sqlite: Place, tmp_path: Path) -> None:
    engine = sqlite.engine(ONE)
    for at in range(200):
        engine.admit("Visit", visit(str(at), county=str(at)))
    sqlite.close()
    path = tmp_path / "ledger.db"
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * len(data[8192:])
    path.write_bytes(data)
    with pytest.raises(pr.LedgerError, match="or is damaged"):
        sqlite.engine(ONE).entries("Visit")


def test_a_full_disk_leaves_nothing_half_done(sqlite: Place) -> None:
    engine = sqlite.engine(ONE)
    engine.admit("Visit", visit("first"))
    raw = sqlite.opened[-1]._connections.mine()._raw  # type: ignore[attr-defined]
    (pages,) = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count = {pages + 1}")

    def fill() -> None:
        for at in range(1000):
            engine.admit("Visit", visit(str(at), county=f"{at}" * 300))

    with pytest.raises(pr.LedgerError, match=r"the disk of .* is full: nothing was written"):
        fill()
    there = {kept.key for kept in engine.entries("Visit")}
    raw.execute("PRAGMA max_page_count = 1000000")
    for key in sorted({str(at) for at in range(len(there) + 3)} - there):
        assert engine.admit("Visit", visit(key, county=f"{key}" * 300)).status == "admitted"
    assert len(engine.entries("Visit")) == len(there) + 4
    numbers = [kept.number for kept in engine.entries("Visit")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_options_that_are_none() -> None:
    with pytest.raises(pr.RequestError, match='`synchronous` is "full" or "normal", not \'off\''):
        pr.SqlLedger("sqlite:///x.db", synchronous="off")  # type: ignore[arg-type]
    with pytest.raises(pr.RequestError, match="in PostgreSQL what was admitted always survives"):
        pr.SqlLedger("postgresql://u@h/d", synchronous="normal")


def test_records_there_are_not(place: Place) -> None:
    with pytest.raises(
        pr.RequestError, match="have no record `Nothing` to keep a ledger of; there are: `Visit`"
    ):
        place.engine(ONE, records=["Nothing"])


def test_synchronous_is_what_was_asked_for(sqlite: Place) -> None:
    for asked, number in (("full", 2), ("normal", 1)):
        sqlite.engine(ONE, synchronous=asked)
        raw = sqlite.opened[-1]._connections.mine()._raw  # type: ignore[attr-defined]
        assert raw.execute("PRAGMA synchronous").fetchone() == (number,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert pr.SqlLedger(sqlite.url)._database._synchronous == "full"


def test_keys_that_no_index_takes(kept_place: Place) -> None:
    engine = kept_place.engine(ONE)
    with pytest.raises(
        pr.LedgerError, match="a key in a database has at most 900 bytes, and `县县"
    ) as raised:
        engine.admit("Visit", visit("县" * 301))
    assert "台账编号最长 900 字节（约 300 个汉字）" in raised.value.in_("zh")
    with pytest.raises(pr.LedgerError, match="at most 900 bytes"):
        engine.admit("Visit", visit("1"), key="k" * 901)
    assert engine.admit("Visit", visit("县" * 300)).accepted
    assert engine.admit("Visit", visit("k" * 900, county="Y"), key="K" * 900).accepted
    assert engine.revise("Visit", "县" * 300, visit("县" * 300, people=2)).accepted


def test_text_that_a_database_does_not_take(kept_place: Place) -> None:
    engine = kept_place.engine(ONE)
    with pytest.raises(pr.LedgerError, match="half a surrogate pair"):
        engine.admit("Visit", visit("1"), key="\ud800")
    engine.admit("Visit", visit("1"))
    with pytest.raises(pr.LedgerError, match="half a surrogate pair"):
        engine.withdraw("Visit", "1", reason="\ud800")
    with pytest.raises(pr.LedgerError, match="half a surrogate pair"):
        engine.admit("Visit", visit("2"), override="\ud800")
    assert [kept.key for kept in engine.entries("Visit")] == ["1"]


def test_the_character_that_postgresql_does_not_take(postgresql: Place) -> None:
    engine = postgresql.engine(ONE)
    with pytest.raises(
        pr.LedgerError, match=r"`unit` cannot be kept: PostgreSQL keeps no text with the character U\+0000"
    ) as raised:
        engine.admit("Visit", visit("1", unit="a\0b"))
    assert raised.value.in_("zh") == "`单位` 无法保存：PostgreSQL 不能保存含 U+0000 字符的文本"
    with pytest.raises(pr.LedgerError, match=r"U\+0000"):
        engine.admit("Visit", visit("a\0b"))
    assert engine.admit("Visit", visit("2", topics=["a\0b"])).accepted, "in JSON it is written otherwise"
    assert engine.entries("Visit")[0].facts["topics"] == ("a\0b",)


def test_the_character_that_sqlite_does_take(sqlite: Place) -> None:
    engine = sqlite.engine(ONE)
    assert engine.admit("Visit", visit("a\0b", unit="a\0b")).accepted
    assert engine.entries("Visit")[0].facts["unit"] == "a\0b"
    assert engine.admit("Visit", visit("a\0b", unit="a\0b")).status == "repeated"


def test_tables_that_are_gone(kept_place: Place) -> None:
    engine = kept_place.engine(ONE)
    connection = kept_place.opened[-1]._connections.mine()
    connection.define(f'DROP TABLE "{kept_place.prefix}Visit"' if kept_place.prefix else 'DROP TABLE "Visit"')
    with pytest.raises(pr.LedgerError, match="cannot go on with the ledger"):
        engine.admit("Visit", visit("1"))
    engine = kept_place.engine(ONE)
    assert engine.admit("Visit", visit("1")).accepted, "it was made anew"
