"""What may a policy text do to its reader? Texts nobody writes in good faith, and what they cost.

`python -m tests.diagnostics.hostile_texts` loads each in a process of its own, with bounded memory, and
prints what it cost as lines of JSON: the name, the codes (the first few), seconds of processor time and
megabytes at the peak, or the exception that should not have been.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import policyrules as pr
from policyrules.surfaces.files import examine, examine_text

MEGABYTE: Final = 1024 * 1024
MEMORY: Final = 1_500 * MEGABYTE
"""Address space a case may take before it is refused more."""

RECORD: Final = "record R { a: boolean b: boolean n: integer t: text l: list of text }\n"


def item(condition: str) -> str:
    """Return a policy of one item with a condition."""
    return f"{RECORD}list l for R {{ must not x {{ when {condition} }} }}\n"


def described(text: str) -> str:
    """Return a policy of one item with a reason."""
    return f'{RECORD}list l for R {{ must not x {{ when a because "{text}" }} }}\n'


TEXTS: Final[dict[str, Callable[[], str]]] = {
    # brackets and depth
    "10,000 open brackets": lambda: "(" * 10_000,
    "10,000 open brackets in a condition": lambda: item("(" * 10_000),
    "10,000 brackets that close": lambda: item("(" * 10_000 + "a" + ")" * 10_000),
    "10,000 braces": lambda: "record R {" * 10_000,
    "10,000 nested not": lambda: item("not " * 10_000 + "a"),
    "10,000 nested choices": lambda: item("(if a then b else " * 10_000 + "a" + ")" * 10_000),
    "a sum of 10,000 terms": lambda: item("n" + " + 1" * 10_000 + " > 3"),
    "10,000 conditions in a row": lambda: item(" and ".join(["a"] * 10_000)),
    "lists of lists": lambda: "record R { a: " + "list of " * 10_000 + "text }",
    "record values inside record values": lambda: (
        RECORD + 'test "t" { given R ' + "{ a: " * 10_000 + "yes" + " }" * 10_000 + " }"
    ),
    "list values inside list values": lambda: (
        RECORD + 'test "t" { given R { l: ' + "[" * 10_000 + "]" * 10_000 + " } }"
    ),
    "some inside some": lambda: item("some v in l where (" * 60 + "a" + ")" * 60),
    # characters
    "NUL bytes": lambda: RECORD.replace("a:", "a\0:") + "\0" * 100_000,
    "a lone surrogate": lambda: RECORD + 'policy p "\ud800"',
    "surrogates all over": lambda: "\ud800 \udfff\n" * 20_000,
    "every character there is": lambda: "".join(chr(code) for code in range(0x110000)),
    "combining marks": lambda: "record e" + "\u0301" * 100_000 + " { }",
    "right-to-left marks": lambda: "record \u202eR\u202c { a: text }\n" * 10_000,
    # long things
    "a 10,000-digit number": lambda: item("n > " + "9" * 10_000),
    "a number with 10,000 decimals": lambda: item("n > 1." + "9" * 10_000),
    "a percentage of 10,000 digits": lambda: item("n > " + "9" * 10_000 + "%"),
    "a date of 10,000 digits": lambda: item("t = 2026-" + "1" * 10_000 + "-01"),
    "a line of a megabyte": lambda: "x" * MEGABYTE,
    "a line of a megabyte of words": lambda: "a " * (MEGABYTE // 2),
    "a text of a megabyte": lambda: described("x" * MEGABYTE),
    "a text of a megabyte that does not close": lambda: RECORD + 'policy p "' + "x" * MEGABYTE,
    "a name of a megabyte": lambda: item("n" * MEGABYTE),
    "a code of a megabyte": lambda: RECORD + "list l for R { must not " + "a-" * (MEGABYTE // 2) + "a { } }",
    "a template with 10,001 braces": lambda: described("{" * 10_001),
    "a template with 10,000 facts": lambda: described("{n}" * 10_000),
    "a template with 10,000 mistakes": lambda: described("{n n}" * 10_000),
    "a pattern of a megabyte": lambda: item('t like "' + "(a|" * 300_000 + '"'),
    "a pattern that would explode": lambda: item('t like "(((a{100}){100}){100}){100}"'),
    # many things
    "300,000 comment lines": lambda: "#\n" * 300_000,
    "a million blank lines": lambda: "\n" * 1_000_000,
    "10,000 annotations": lambda: '@a("x")\n' * 10_000 + RECORD,
    "10,000 annotations that stand alone": lambda: '@a("x")\n' * 10_000,
    "20,000 misspelt lines": lambda: "\n".join(f"recrod{n:x} R {{" for n in range(20_000)),
    "100,000 numbered lines": lambda: "1. must not x {\n" * 100_000,
    "10,000 unknown names": lambda: (
        RECORD + "list l for R {\n" + "".join(f"must not x{n} {{ when no{n}pe }}\n" for n in range(10_000)) + "}"
    ),
    "an enum of 50,000 members": lambda: (
        "enum E { " + " < ".join(f"m{n}" for n in range(50_000)) + " }\n" + item("n = m1x")
    ),
    "a record of 20,000 fields": lambda: "record Q { " + " ".join(f"f{n}: text" for n in range(20_000)) + " }",
    "10,000 definitions in a row": lambda: (
        RECORD + "".join(f"define d{n} for R = d{n + 1}\n" for n in range(10_000)) + "define d10000 for R = a\n"
    ),
    "10,000 definitions in a circle": lambda: (
        RECORD + "".join(f"define d{n} for R = d{(n + 1) % 10_000}\n" for n in range(10_000))
    ),
    "5,000 records inside each other": lambda: "".join(
        f"record R{n} {{ a: R{(n + 1) % 5_000} }}\n" for n in range(5_000)
    ),
    "5,000 calendars in a circle": lambda: "".join(
        f"calendar c{n} {{ c{(n + 1) % 5_000} }}\n" for n in range(5_000)
    ),
    "5,000 items that override each other": lambda: (
        RECORD
        + "list l for R {\n"
        + "".join(f"must not x{n} {{ when a overrides x{(n + 1) % 5_000} }}\n" for n in range(5_000))
        + "}"
    ),
    "5,000 items that ask each other": lambda: (
        RECORD
        + "list l for R {\n"
        + "".join(f"must not x{n} {{ when broken(x{(n + 1) % 5_000}) }}\n" for n in range(5_000))
        + "}"
    ),
    "a table of 30 columns": lambda: (
        "record R { " + " ".join(f"f{n}: integer" for n in range(30)) + " }\ntable t for R unique {\n| "
        + " | ".join(f"f{n}" for n in range(30))
        + " | -> t |\n"
        + "".join("| " + " | ".join(f">= {(row * n) % 17}" for n in range(30)) + f" | {row} |\n" for row in range(60))
        + "}\n"
    ),
    "a table of 2,000 rows": lambda: (
        RECORD
        + "table t for R unique {\n| n | -> t |\n"
        + "".join(f"| {row}..{row + 2} | {row} |\n" for row in range(2_000))
        + "}\n"
    ),
    "tests of 10,000 steps": lambda: RECORD + 'test "t" { given R { } ' + "expect permit " * 10_000 + "}",
}  # fmt: skip
"""Name → the text of a policy."""


def _files(**contents: bytes) -> Callable[[Path], list[Path]]:
    def write(folder: Path) -> list[Path]:
        for name, content in contents.items():
            (folder / f"{name}.rules").write_bytes(content)
        return [folder]

    return write


_SOUND: Final = "政策 p “甲”\n\n记录 R {\n    a: 文本\n}\n"

FILES: Final[dict[str, Callable[[Path], list[Path]]]] = {
    "a file of 5 MB": _files(a=b"# x\n" * (5 * MEGABYTE // 4)),
    "a file of 5 MB on one line": _files(a=b"x" * (5 * MEGABYTE)),
    "a file of 4 MB of words": _files(a=b"a b " * (MEGABYTE - 1)),
    "a file of 4 MB of items": _files(a=RECORD.encode() + b"list l for R {\n" + b"must not x { when a }\n" * 190_000 + b"}"),
    "UTF-16": _files(a=_SOUND.encode("utf-16")),
    "UTF-32": _files(a=_SOUND.encode("utf-32")),
    "GBK": _files(a=_SOUND.encode("gb18030")),
    "bytes of a lone surrogate": _files(a=b"record R { a: text } # \xed\xa0\x80\n"),
    "bytes that are no text": _files(a=bytes(range(256)) * 4_000),
    "NUL bytes in a file": _files(a=b"\0" * 1_000_000),
    "a cyclic use": _files(a=b"use b\n", b=b"use c\n", c=b"use a\n"),
    "2,000 policies in a circle": _files(**{f"p{n}": f"use p{(n + 1) % 2_000}\n".encode() for n in range(2_000)}),
    "line ends of other systems": _files(a=_SOUND.replace("\n", "\r\n").encode()),
    "line ends of old systems": _files(a=_SOUND.replace("\n", "\r").encode()),
    "a byte order mark": _files(a=b"\xef\xbb\xbf" + _SOUND.encode()),
    "a mark in the middle": _files(a=_SOUND.encode() + b"\xef\xbb\xbf" + b"use x\n"),
    "an empty file": _files(a=b""),
}  # fmt: skip
"""Name → what writes its files to a folder and returns the paths to load."""

SOUND: Final = frozenset(
    {
        *("line ends of other systems", "line ends of old systems", "a byte order mark", "an empty file"),
        *("300,000 comment lines", "a million blank lines", "a text of a megabyte"),
        *("10,000 annotations", "10,000 conditions in a row", "10,000 definitions in a row"),
        *("a template with 10,000 facts", "a record of 20,000 fields", "tests of 10,000 steps"),
    }
)
"""What is odd, and nothing is wrong with."""

NAMES: Final = (*TEXTS, *FILES)

LONG: Final = frozenset(
    {
        *("300,000 comment lines", "10,000 unknown names", "20,000 misspelt lines"),
        *("10,000 definitions in a circle", "a text of a megabyte", "a record of 20,000 fields"),
        *("10,000 annotations that stand alone", "an enum of 50,000 members", "a file of 4 MB of items"),
        *("5,000 items that ask each other", "5,000 items that override each other"),
    }
)
"""What takes a second or so; CI leaves it out."""


def measured(name: str) -> dict[str, Any]:
    """Return what loading a case costs, and what it says; memory counts from here."""
    with tempfile.TemporaryDirectory() as folder:
        paths = FILES[name](Path(folder)) if name in FILES else []
        text = TEXTS[name]() if name in TEXTS else ""
        begin = time.process_time()
        found = examine(paths) if paths else examine_text(text)
        if not found.policies:
            shown = pr.PolicyError(found.diagnostics)
            [shown.in_(language) for language in ("en", "zh")]
        seconds = time.process_time() - begin
    codes = list(dict.fromkeys(one.code for one in found.diagnostics if one.severity.value == "error"))
    return {"name": name, "codes": codes[:5], "seconds": round(seconds, 2), "megabytes": _peak()}


def _peak() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform != "darwin" else most // MEGABYTE


def in_a_process(name: str) -> dict[str, Any]:
    """Return what a case costs in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            answer = measured(name)
        except BaseException as error:  # noqa: BLE001  # whatever it is, it should not have been
            answer = {"name": name, "raised": f"{type(error).__name__}: {error}"[:300]}
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        answered = stream.read()
    os.waitpid(child, 0)
    return json.loads(answered) if answered else {"name": name, "raised": "the process ended"}


if __name__ == "__main__":
    examine_text(RECORD)  # what is loaded once is nobody's cost
    for each in sys.argv[1:] or NAMES:
        print(json.dumps(in_a_process(each), ensure_ascii=False), flush=True)
