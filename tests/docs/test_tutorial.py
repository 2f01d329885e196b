"""Both tutorials run: every box in its order, in an empty folder, with the whole of what it prints.

- ```` ```console ```` holds `$ command` lines and all that each prints; commands of `pip` are not run.
- ```` ```rules whole FILE ```` is what the file holds; ```` ```rules from ```` and ```` ```rules to ```` replace a
  piece of it, ```` ```rules end ```` goes to its end.
- ```` ```json FILE ````, `csv` and `toml` are files that are written; ```` ```python ```` is a doctest.
- The tables of “how do I say …” hold conditions, clauses and tests, which must load.

`UPDATE_SNAPSHOTS=1` writes what is printed and what `whole` files hold into the pages; read what changed.
"""

from __future__ import annotations

import doctest
import io
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

import pytest
from attrs import frozen

import policyrules as pr
from policyrules.diagnostics.phrase import Language
from policyrules.surfaces.cli import main

DOCS: Final = Path(__file__).parents[2] / "docs"
PAGES: Final[dict[Language, Path]] = {"en": DOCS / "tutorial.md", "zh": DOCS / "tutorial.zh.md"}
BOX: Final = re.compile(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
UPDATE: Final = bool(os.environ.get("UPDATE_SNAPSHOTS"))
LOCALES: Final[dict[Language, str]] = {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}


@frozen
class Box:
    """One box of a page: its kind, what stands beside that, and its text."""

    kind: str
    info: str
    text: str


def boxes(page: str) -> list[Box]:
    return [Box(*each) for each in BOX.findall(page)]


class Reader:
    """Somebody who does what a page says, in one folder; `done` is the page as it should read."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.policy = Path()
        self.found = ""
        self.names: dict[str, object] = {}

    def do(self, box: Box) -> str:
        """Do what a box says, and return what should stand in it."""
        match box.kind, box.info.split():
            case "console", []:
                return self.typed(box.text)
            case "rules", ["whole", file]:
                self.policy = Path(file)
                return self.policy.read_text("utf-8")
            case "rules", ["from"]:
                self.found = box.text
                assert self.policy.read_text("utf-8").count(box.text) == 1, box.text
            case "rules", ["to"]:
                text = self.policy.read_text("utf-8")
                self.policy.write_text(text.replace(self.found, box.text), "utf-8")
            case "rules", ["end"]:
                text = self.policy.read_text("utf-8")
                self.policy.write_text(f"{text}\n{box.text}", "utf-8")
            case (("json" | "csv" | "toml"), [file]):
                Path(file).write_text(box.text, "utf-8")
            case "python", []:
                example = doctest.DocTestParser().get_doctest(box.text, self.names, "tutorial", None, 0)
                runner = doctest.DocTestRunner()
                runner.run(example, clear_globs=False)
                assert runner.summarize(verbose=False).failed == 0
            case kind:
                pytest.fail(f"nobody knows what to do with a box of {kind}")
        return box.text

    def typed(self, text: str) -> str:
        """Return a session with what its commands really print."""
        shown = []
        for command in re.findall(r"^\$ (.*)$", text, re.MULTILINE):
            program, *arguments = shlex.split(command)
            printed = ""
            if program == "policyrules":
                stream = io.StringIO()
                with redirect_stdout(stream), redirect_stderr(stream):
                    main(arguments)
                printed = stream.getvalue()
                if "-o" in arguments:
                    assert Path(arguments[arguments.index("-o") + 1]).stat().st_size > 0
            else:
                assert program == "pip", command
            shown.append(f"$ {command}\n{printed}")
        return "".join(shown)


@pytest.mark.parametrize("language", PAGES)
def test_every_box_does_what_it_shows(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", LOCALES[language])
    page = PAGES[language].read_text("utf-8")
    reader = Reader(language)
    for box in boxes(page):
        done = reader.do(box)
        if UPDATE:
            info = f" {box.info}" if box.info else ""
            page = page.replace(f"```{box.kind}{info}\n{box.text}```", f"```{box.kind}{info}\n{done}```", 1)
        else:
            assert done == box.text
    if UPDATE:
        PAGES[language].write_text(page, "utf-8")


DECLARED: Final = """\
policy visits { working days of "CN" }
enum Tier 层级 { village 村 < township 乡镇 < county 县 < city 市 }
record Task 任务 { days 天数: integer, done 已办结: boolean }
record Visit 检查 dated start {
    id 编号: text key
    title 标题: text
    organiser 组织单位: text
    place 地点: text
    tier 层级: Tier
    kind 类别: { survey 调研, inspection 督查, assessment 考核 }
    people 人数: integer
    leaders 领导人数: integer
    start 开始日期: date
    received 收到日期: date
    answered 答复日期: date?
    plan_no 计划号: text?
    filed 已报备: boolean
    urgent 应急: boolean
    tasks 任务: list of Task
}
calendar quiet_week 无会周 { week 2 of each month by monday }
"""


def sayings(language: Language) -> Iterator[tuple[int, str]]:
    """Each thing to write, with the number of its table: conditions, clauses, tests."""
    _, _, tables = (
        PAGES[language]
        .read_text("utf-8")
        .partition("## How do I say" if language == "en" else "## 这句话怎么写")
    )
    for number, table in enumerate(re.findall(r"(?:^\|.*\n)+", tables, re.MULTILINE)):
        for row in table.splitlines()[2:]:
            for written in re.findall(r"`([^`]+)`", row.split("|", 2)[2]):
                yield number, written


def item_saying(number: int, written: str) -> str:
    match number:
        case 0 if re.search(r"[-+] ?(1 month|3 working days|1个月|3个工作日)$", written):
            return f"should V-1 {{ ensure start <= {written} }}"
        case 0:
            return f"should V-1 {{ when people > 1 ensure {written} }}"
        case 1:
            return f"must not V-1 {{ when people > 1 {written} }}"
        case _:
            return f"must V-1 {{ {written} }}"


@pytest.mark.parametrize(("number", "written"), [each for language in PAGES for each in sayings(language)])
def test_what_is_said_can_be_written(number: int, written: str) -> None:
    pr.load_text(f"{DECLARED}list visits for Visit {{ {item_saying(number, written)} }}\n")


MODAL_ROW: Final = re.compile(
    r"^\| (`[^|]*|`?[a-z ]+`?) \| ([^|]+) \| [^|]+ \| (?:forbid|warn|advise|\(permit|禁止|提醒|建议|（允许)",
    re.MULTILINE,
)


@pytest.mark.parametrize("language", PAGES)
def test_the_modal_words_of_both_languages_are_words_of_the_language(language: Language) -> None:
    rows = MODAL_ROW.findall(PAGES[language].read_text("utf-8"))
    words = [re.findall(r"[^`、|]+", f"{first}、{second}") for first, second in rows]
    assert len(words) == 6
    for row in words:
        meanings = set()
        for word in row:
            clause = (
                ""
                if word in {"may", "可以", "允许"} or "not" in word or "不得" in word or word == "严禁"
                else "ensure filed"
            )
            item = pr.load_text(
                f"{DECLARED}list visits for Visit {{ {word} V-1 {{ when urgent {clause} }} }}\n"
            )
            meanings.add(item.checked.lists[0].items[0].declaration.modality)
        assert len(meanings) == 1, row


def test_both_pages_say_the_same_things() -> None:
    english, chinese = (list(sayings(language)) for language in PAGES)
    assert len(english) > 25
    rows = [
        [
            number
            for number, table in enumerate(re.findall(r"(?:^\|.*\n)+", page.read_text("utf-8"), re.MULTILINE))
            for _ in table.splitlines()
        ]
        for page in PAGES.values()
    ]
    assert rows[0] == rows[1]
    assert {number for number, _ in english} == {number for number, _ in chinese} == {0, 1, 2}
    kinds = [
        [
            (box.kind, box.info.split(" ")[0] if box.kind == "rules" else "", box.text.count("$ "))
            for box in boxes(page.read_text("utf-8"))
        ]
        for page in PAGES.values()
    ]
    assert kinds[0] == kinds[1]
