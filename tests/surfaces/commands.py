"""A small policy and a way to run commands on it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import policyrules

POLICY = """\
policy visits "Rules for visits" {
    zone "Asia/Shanghai"
}

enum Tier 层级 { village 村 < township 乡镇 < county 县 }

record Visit 走访 dated start {
    id     编号:     text key
    unit   单位:     text
    tier   层级:     Tier
    start  开始日期: date
    people 人数:     integer
    share  占比:     number? = none
    filed  已报备:   boolean = no
    urgent 应急:     boolean "Is it an emergency?" asked of "the observer"
    places 对象:     list of text = []
}

parameter most 人数上限: integer

@source("R1")
negative list prohibited 走访负面清单 for Visit {
    cite 《Rules for visits》 "art. 7"
    must not V-1 "No visit without filing" {
        unless  urgent
        without filing with "the General Office" (filed)
        because "{unit} has not filed the visit to {places}"
        remedy  "file it first"
    }
    should not V-2 "No crowds" { when people > most }
    should not V-3 "No county teams in force" { when tier = county and share > 50% }
}

test "an unfiled visit is referred" {
    given Visit { id: "1", unit: "A", start: 2026-03-02, people: 1, urgent: no }
    given parameter most = 3
    expect refer by V-1
    expect not V-2
    expect not V-3
}
"""
"""In the canonical form."""

FACTS = '{"id": "7", "unit": "A", "tier": "county", "start": "2026-03-02", "people": 2, "urgent": false}'


def policy_in(folder: Path, text: str = POLICY) -> str:
    """Return the path of a policy file written into a folder."""
    path = folder / "visits.rules"
    path.write_text(text, encoding="utf-8")
    return str(path)


def process(
    *arguments: str,
    stdin: bytes = b"",
    environment: dict[str, str] | None = None,
    out: IO[bytes] | int = subprocess.PIPE,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    source = str(Path(policyrules.__file__).parents[1])
    return subprocess.run(
        [sys.executable, "-m", "policyrules", *arguments],
        input=stdin,
        stdout=out,
        stderr=subprocess.PIPE,
        check=False,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": source,
            "POLICYRULES_CACHE": "off",
            **(environment or {}),
        },
    )
