"""Records with ledgers in files, and how tests read them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import policyrules as pr
from policyrules.errors import DataError
from policyrules.surfaces.ledger_files import LedgerRows, read_ledger

SHANGHAI = ZoneInfo("Asia/Shanghai")
POLICIES = pr.load_text(
    """
    policy visits "Rules for visits" { zone "Asia/Shanghai" }

    enum Tier 层级 { village 村 < township 乡镇 < county 县 }

    record Task 任务 { title 名称: text, days 天数: integer = 1 }

    record Visit 走访 dated start {
        id     编号:     text key
        unit   单位:     text
        tier   层级:     Tier
        start  开始日期: date
        people 人数:     integer
        urgent 应急:     boolean
        share  占比:     number? = none
        filed  已报备:   boolean = no
        places 对象:     list of text = []
        paths  路线:     list of text
        at     时间:     datetime?
        length 时长:     duration?
        span   期间:     period?
        plan   计划号:   text?
        tasks  事项:     list of Task = []
        lead   牵头事项: Task?
    }

    record Count 统计 { number 序号: text key, times 次数: integer = 1 }
    record Note 记事 { body 内容: text }
    """
)
HEADINGS = ["编号", "单位", "层级", "开始日期", "人数", "应急", "路线"]
ROW = ["1", "甲局", "县", "2026-03-02", "3", "否", "甲村"]
GIVEN = '{"编号": "1", "单位": "甲局", "tier": "县", "start": "2026-03-02", "人数": 3, "应急": false, "路线": ["甲村"]}'


def read(
    path: Path | str,
    content: str | bytes | None = None,
    *,
    record: str = "Visit",
    partial: bool = False,
    always: Collection[str] = (),
) -> LedgerRows:
    """Write a file and read the ledger in it."""
    if content is not None:
        raw = content.encode() if isinstance(content, str) else content
        Path(path).write_bytes(raw)
    schema = POLICIES.records[record]
    return read_ledger(
        str(path), schema, records=POLICIES.records, zone=SHANGHAI, partial=partial, always=always
    )


def refused(
    path: Path | str,
    content: str | bytes | None = None,
    *,
    record: str = "Visit",
    partial: bool = False,
    always: Collection[str] = (),
) -> DataError:
    """Return what is wrong with a file."""
    with pytest.raises(DataError) as caught:
        read(path, content, record=record, partial=partial, always=always)
    return caught.value


def both(error: DataError, path: Path | str) -> tuple[list[str], list[str]]:
    """Return the problems in both languages, the file's path left off."""
    file = str(path)
    return (
        [problem.in_("en").removeprefix(file) for problem in error.problems],
        [problem.in_("zh").removeprefix(file) for problem in error.problems],
    )


def csv(*rows: list[str], mark: str = ",") -> str:
    """Return rows as CSV, with quotes where they are needed."""
    quoted = (
        mark.join(
            '"' + cell.replace('"', '""') + '"' if {mark, '"', "\n"} & {*cell} else cell for cell in row
        )
        for row in rows
    )
    return "\n".join(quoted) + "\n"
