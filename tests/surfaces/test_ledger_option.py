"""What `--ledger` says, and what is said of one that says nothing usable."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyrules.errors import InputError
from policyrules.surfaces.cli.ledger_option import (
    LedgerDatabase,
    LedgerFile,
    LedgerSources,
    ledger_sources,
)
from policyrules.surfaces.cli.mistakes import UsageError
from tests.surfaces.ledgers import POLICIES

FILES = "可读取的文件：.csv、.json、.jsonl、.ndjson、.tab、.tsv、.xlsm、.xlsx"
SQLITE = "sqlite:///ledger.db"
POSTGRES = "postgresql+psycopg://office:secret@host:5432/ledgers?sslmode=require&a=b"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("visits.csv", "visits.xlsx", "a=b.jsonl", "visits.doc", "a#b.csv"):
        Path(name).touch()
    Path("folder.csv").mkdir()


def sources(*written: str) -> LedgerSources:
    return ledger_sources(written, POLICIES.records, POLICIES.plugins.ledgers)


def test_nothing() -> None:
    assert sources() == LedgerSources({}, None)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("Visit=visits.csv", "visits.csv"),
        ("走访=visits.csv", "visits.csv"),
        (" 走访 ＝ visits.csv ", "visits.csv"),
        ("Visit=a=b.jsonl", "a=b.jsonl"),
        ("Visit=visits.xlsx#一季度", "visits.xlsx#一季度"),
        ("Visit=a#b.csv", "a#b.csv"),
        ("Visit=./visits.csv", "./visits.csv"),
    ],
)
def test_a_file(written: str, path: str) -> None:
    assert sources(written) == LedgerSources({"Visit": LedgerFile("Visit", path)}, None)


def test_databases() -> None:
    assert sources(SQLITE) == LedgerSources({}, LedgerDatabase(None, SQLITE))
    assert sources(POSTGRES) == LedgerSources({}, LedgerDatabase(None, POSTGRES))
    assert sources(f"走访={POSTGRES}") == LedgerSources({"Visit": LedgerDatabase("Visit", POSTGRES)}, None)


def test_a_database_for_all_and_others_for_some() -> None:
    found = sources("Visit=visits.csv", SQLITE, f"记事={POSTGRES}")
    assert found.by_record == {
        "Visit": LedgerFile("Visit", "visits.csv"),
        "Note": LedgerDatabase("Note", POSTGRES),
    }
    assert found.others == LedgerDatabase(None, SQLITE)


def test_passwords_are_not_shown() -> None:
    assert "secret" not in repr(sources(POSTGRES))


@pytest.mark.parametrize(
    ("written", "en", "zh"),
    [
        (["visits.csv"], "`--ledger visits.csv` does not say whose ledger it is | --ledger Visit=visits.csv", "`--ledger visits.csv` 没有写明是哪种记录的台账 | --ledger 走访=visits.csv"),
        (["=visits.csv"], "`--ledger visits.csv` does not say whose ledger it is | --ledger Visit=visits.csv", "`--ledger visits.csv` 没有写明是哪种记录的台账 | --ledger 走访=visits.csv"),
        ([""], "`--ledger ` does not say whose ledger it is | --ledger Visit=FILE", "`--ledger ` 没有写明是哪种记录的台账 | --ledger 走访=文件"),
        (["走访="], "`--ledger 走访=` names no file | --ledger 走访=FILE", "`--ledger 走访=` 没有写明文件 | --ledger 走访=文件"),
        (["Visti=visits.csv"], "the policies have no record `Visti` | did you mean `Visit`?", "政策文件中没有名为 `Visti` 的记录 | 是否指 `Visit`？"),
        (["Meeting=visits.csv"], "the policies have no record `Meeting` | there are `Task`, `Visit`, `Count`, `Note`", "政策文件中没有名为 `Meeting` 的记录 | 现有 `任务`、`走访`、`统计`、`记事`"),
        (["Visit=visits.doc"], "no ledger can be read from `visits.doc` | files that can be read: .csv, .json, .jsonl, .ndjson, .tab, .tsv, .xlsm, .xlsx", f"无法从 `visits.doc` 读取台账 | {FILES}"),
        (["Visit=visits"], "no ledger can be read from `visits` | files that can be read: .csv, .json, .jsonl, .ndjson, .tab, .tsv, .xlsm, .xlsx", f"无法从 `visits` 读取台账 | {FILES}"),
        (["Visit=visits.xls"], "no ledger can be read from `visits.xls` | save the table as .xlsx", "无法从 `visits.xls` 读取台账 | 请将表格另存为 .xlsx"),
        (["Visit=visits.csv", "走访=visits.xlsx"], "`--ledger` is given more than once for `Visit` | give each record one ledger, with all its entries", "`走访` 的 `--ledger` 重复给出 | 每种记录只给一处台账，其中列全各条"),
        ([SQLITE, POSTGRES], "`--ledger` is given more than once for all records | give each record one ledger, with all its entries", "全部记录的 `--ledger` 重复给出 | 每种记录只给一处台账，其中列全各条"),
        (["mysql://office:secret@host/db"], "no ledger can be read from `mysql://…` | databases that can be read: sqlite:///FILE, postgresql://HOST/DATABASE", "无法从 `mysql://…` 读取台账 | 可读取的数据库：sqlite:///文件、postgresql://主机/数据库"),
        (["Visit=https://host/visits.csv"], "no ledger can be read from `https://…` | databases that can be read: sqlite:///FILE, postgresql://HOST/DATABASE", "无法从 `https://…` 读取台账 | 可读取的数据库：sqlite:///文件、postgresql://主机/数据库"),
    ],
)  # fmt: skip
def test_mistakes(written: list[str], en: str, zh: str) -> None:
    with pytest.raises(UsageError) as caught:
        sources(*written)
    said = [caught.value.mistake.message, *caught.value.mistake.help]
    assert " | ".join(phrase.en for phrase in said) == en
    assert " | ".join(phrase.zh for phrase in said) == zh


@pytest.mark.parametrize(
    ("written", "en", "zh"),
    [
        ("Visit=none.csv", "there is no file `none.csv`", "没有文件 `none.csv`"),
        ("Visit=none.xlsx#一季度", "there is no file `none.xlsx`", "没有文件 `none.xlsx`"),
        (
            "Visit=folder.csv",
            "`folder.csv` is a folder, a file is needed",
            "`folder.csv` 是文件夹，此处需要文件",
        ),
    ],
)
def test_files_that_are_not_there(written: str, en: str, zh: str) -> None:
    with pytest.raises(InputError) as caught:
        sources(written)
    assert (caught.value.in_("en"), caught.value.in_("zh")) == (en, zh)


def test_policies_without_records() -> None:
    with pytest.raises(UsageError) as caught:
        ledger_sources(["Visit=visits.csv"], {}, {})
    assert caught.value.mistake.help[0].zh == "其中没有声明任何记录"
    with pytest.raises(UsageError) as caught:
        ledger_sources(["visits.csv"], {}, {})
    assert caught.value.mistake.help[0].en == "--ledger RECORD=visits.csv"
