"""`policyrules help`: what a code means, from the page, in either language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from policyrules.diagnostics.codes import PAGES, TITLES, link_of
from policyrules.diagnostics.phrase import Language
from policyrules.surfaces.cli import main
from policyrules.surfaces.diagnostic_pages import section_of

ROOT = Path(__file__).parents[2]

EN = """\
mixed-and-or  `and` and `or` without brackets

Readers differ on what `a or b and c` means, so brackets decide.

    must not V-1 { when urgent or filed and people > 5 }

Write `urgent or (filed and people > 5)`, or the other grouping.
"""


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "mixed-and-or", "--language", "en"]) == 0
    assert capsys.readouterr().out == EN


def test_several_codes_with_their_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "[mixed-and-or]", "mixed-and-or", "--language", "en"]) == 0
    assert capsys.readouterr().out == f"{EN}\n{EN}"


def test_codes_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "mixed-and-or", "--format", "json", "--language", "en"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["codes"]
    heading, _, text = EN.partition("\n\n")
    assert told == {
        "code": "mixed-and-or",
        "title": heading.partition("  ")[2],
        "text": text.rstrip(),
        "page": "docs/diagnostics.md#mixed-and-or-且或混用而未加括号",
    }


def test_without_a_code_the_commands_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help", "--language", "zh"]) == 0
    whole = capsys.readouterr().out
    assert main(["help", "--language", "zh"]) == 0
    assert capsys.readouterr().out == whole
    assert main(["check", "--help", "--language", "zh"]) == 0
    of_check = capsys.readouterr().out
    assert main(["help", "check", "--language", "zh"]) == 0
    assert capsys.readouterr().out == of_check


def test_codes_that_are_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "unkown-name", "--language", "en"]) == 2
    assert capsys.readouterr().err == (
        "error: no message has the code `unkown-name`\n"
        "  = help: did you mean `policyrules help unknown-name`?\n"
        "  = help: the code stands in brackets in the message: `error[unknown-name]`\n"
        "  = help: `policyrules help --help` shows what there is\n"
    )
    assert main(["help", "没有", "--language", "zh"]) == 2
    assert capsys.readouterr().err == (
        "错误：没有代码为 `没有` 的提示\n"
        "  = 帮助：代码在提示的方括号里：`错误[unknown-name]`\n"
        "  = 帮助：`policyrules help --help` 列出全部用法\n"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_code_has_something_to_read(language: Language) -> None:
    for code in TITLES:
        lines = section_of(code, language)
        assert lines, code
        assert not any(line.startswith(("#", "```")) for line in lines)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_links_lead_to_the_headings_of_the_page(language: Language) -> None:
    page = PAGES.in_(language)
    anchors = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^### (.*)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    }
    assert {link_of(code, language) for code in TITLES} == {f"{page}#{anchor}" for anchor in anchors}
    assert link_of("a-plugin-s-own", language) is None
