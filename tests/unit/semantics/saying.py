"""What does the checker say of a text? Expected places are marked «like this» in the text."""

from __future__ import annotations

from functools import cache

from attrs import frozen

from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.source import Source
from policyrules.plugins.manager import build
from policyrules.semantics.check import check
from policyrules.semantics.checked import Checked
from policyrules.semantics.schema import FunctionSchema
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.parse import parse_file

VOCABULARY = """policy p {
    working days of "CN"
    zone "Asia/Shanghai"
}
enum Tier 层级 { village 村 < township 乡镇 < county 县 < city 市 }
enum Kind 类别 { inspection 督查, assessment 考核 }
record Task 任务 { name 名称: text
                   owner: text?
                   days 天数: integer
                   share: number(2)? }
record Plan 计划 dated start { id: text key
                               start: date
                               seats: integer }
record R 件 dated start { id: text key
                          n 页数: integer
                          m: number(2)
                          t 标题: text
                          tier 承担层级: Tier
                          kind: Kind
                          start 开始日期: date
                          finish: date?
                          moment: datetime
                          b 应急: boolean
                          maybe: boolean?
                          tasks: list of Task
                          tags: list of text
                          lead: Task?
                          plan: ref Plan?
                          span: duration
                          term: period }
"""


@cache
def functions() -> dict[str, FunctionSchema]:
    """Return the standard functions, by every spelling."""
    return dict(build(entry_points=False).functions)


@frozen
class Said:
    """A code, the text of its place, and how it was said."""

    code: str
    where: str
    diagnostic: Diagnostic


def plain(text: str) -> str:
    """Return a text without its marks."""
    return text.replace("«", "").replace("»", "")


def checked(*texts: str) -> tuple[Checked, tuple[Diagnostic, ...]]:
    """Return what files mean together and everything said of them, parsing included."""
    files: list[File] = []
    found: list[Diagnostic] = []
    for number, text in enumerate(texts):
        file, diagnostics = parse_file(Source(f"f{number}.rules", plain(text)))
        files.append(file)
        found += diagnostics
    checked_, diagnostics = check(files, functions(), found=found)
    return checked_, (*found, *diagnostics)


ADVICE = frozenset(
    {"band-boundary", "beaten-permit", "boundary-word", "fixed-reason", "missing-citation", "near-term"}
    | {"overlapping-versions", "uncovered-day", "untested-item"}
)


def said(*texts: str, lint: bool = False) -> list[Said]:
    """Return everything said of files, without what is merely unused or unlikely unless asked for."""
    _, diagnostics = checked(*texts)
    return [
        Said(d.code, d.place.text, d)
        for d in diagnostics
        if lint or d.code == "unused-variable" or not (d.code.startswith("unused-") or d.code in ADVICE)
    ]


def codes(*texts: str, lint: bool = False) -> list[str]:
    """Return the codes of everything said of files."""
    return [each.code for each in said(*texts, lint=lint)]


def expect(code: str, text: str, *others: str, lint: bool = False) -> Diagnostic:
    """Assert that a text is found wrong once, with a code, at its marks, in both languages."""
    found = said(text, *others, lint=lint)
    if lint:
        found = [each for each in found if each.code == code]
    assert [each.code for each in found] == [code], [(each.code, each.where) for each in found]
    diagnostic = found[0].diagnostic
    if "«" in text:
        start, stop = text.index("«"), text.index("»") - 1
        span = diagnostic.place.span
        assert (span.start, span.stop) == (start, stop), found[0].where
    in_both_languages(diagnostic)
    return diagnostic


def in_both_languages(diagnostic: Diagnostic) -> None:
    """Assert that everything a diagnostic says is said in English and in Chinese."""
    phrases = [
        diagnostic.message,
        diagnostic.label,
        *diagnostic.help,
        *(label.text for label in diagnostic.labels),
    ]
    for phrase in phrases:
        assert phrase.en.strip()
        assert phrase.zh.strip()
    assert any("一" <= character <= "龥" for character in diagnostic.message.zh)
    assert "invalid" not in diagnostic.message.en.lower()


def item(clauses: str, *, modality: str = "must not") -> str:
    """Return a file with the vocabulary and one item of these clauses."""
    return f"{VOCABULARY}list l for R {{ {modality} A-1 {{ {clauses} }} }}\n"


def when(condition: str) -> str:
    """Return a file with the vocabulary and one item of this condition."""
    return item(f"when {condition}")


def rest(text: str) -> str:
    """Return a file with the vocabulary and more declarations."""
    return VOCABULARY + text
