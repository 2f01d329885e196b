"""How are the elements of an official document written?

Patterns are matched against a line without white space (`Line.tight`), since words are spread on the
page at will. Every pattern takes time in proportion to the line.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from policyrules.plugins.readers.lines import Line, joined

KINDS: Final = (
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函", "纪要",
)  # fmt: skip
"""The fifteen kinds of official documents (《党政机关公文处理工作条例》 art. 8)."""

COPY_NUMBER: Final = re.compile(r"(?:份号[:：]?)?(\d{3,8})")
SECRECY: Final = re.compile(r"(绝密|机密|秘密)(?:★(.{0,12}))?")
URGENCY: Final = re.compile(r"(特急|加急|特提|平急)")
SIGNER: Final = re.compile(r"签发人[:：](.{1,40})")
NUMBER: Final = re.compile(
    r"(?P<number>(?P<code>[^\W\d_][^〔\[［【（(]{0,30}?)"
    r"[〔\[［【（(](?P<year>\d{4})[〕\]］】）)]第?(?P<serial>\d{1,6})号)"
    r"(?:签发人[:：]?(?P<signer>.{0,40}))?"
)
MARK: Final = re.compile(r"(.{2,60})文件")
ATTACHED: Final = re.compile(r"附件\d*[:：].*|附[:：].+")
ATTACHMENT_PAGE: Final = re.compile(r"附件(?:\d{1,3}|[一二三四五六七八九十]{1,3})?(?P<title>[:：].{0,80})?")
COPIES: Final = re.compile(r"抄送(?:机关)?[:：](.*)", re.DOTALL)
PRINTED: Final = re.compile(r"(.{2,60}?)\d{4}年\d{1,2}月\d{1,2}日印发")
BRACKETED: Final = re.compile(r"[（(【〔\[][^（()）]{1,80}[）)】〕\]]")
BODY_NAME: Final = re.compile(
    r"(?:政府|办公厅|办公室|公司|中心|[委厅局部署院会组社行司处科校学团所站队馆])(?:（[^（）]{1,20}）)?$"
)
ENTRY: Final = re.compile(r"\d{1,3}[.．、](?!\d)|[（(]\d{1,3}[）)]")
HEADING: Final = re.compile(
    r"[一二三四五六七八九十百]{1,4}、|[（(][一二三四五六七八九十百]{1,4}[）)]|\d{1,3}[.．、](?!\d)|[（(]\d{1,3}[）)]"
)
COLON: Final = re.compile("[:：]")
ENDS: Final = "。；！？，、,;!?."
"""How a line of running text ends."""

LIST_MARKS: Final = "，,、；;"

_ADDRESSEES: Final = re.compile(r".{2,600}[:：]")
_NOT_ADDRESSEES: Final = re.compile(
    r"(?:附件|附|签发人|抄送|抄报|印发|联系人|主题词)\d*[:：]|[一二三四五六七八九十百]{1,4}、|\d{1,3}[.．、]|[（(]"
)
_SUFFIX: Final = re.compile(r"[（(【〔\[][^（()）]{1,20}[）)】〕\]]$")
_ISSUER: Final = re.compile(rf"(.{{2,60}}?{BODY_NAME.pattern.removesuffix('$')})关于")
_ARABIC_DATE: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_HAN_DATE: Final = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS: Final = {
    digit: value
    for value, digits in enumerate(("〇○零", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for digit in digits
}
_SENTENCE: Final = re.compile(r"[^。；！？]*")
_LIST_ENTRY: Final = re.compile(r"(?:^|(?<=\D))\d{1,2}[.．、](?!\d)\s*")
_WORDS: Final = re.compile(r"[A-Za-z,;:] [A-Za-z]")

LONGEST_HEADING: Final = 60
LONGEST_NAME: Final = 60


def is_addressees(line: Line) -> bool:
    """Return whether a line names whom a document is sent to: it ends in a colon and is no heading."""
    tight = line.tight
    return (
        not line.centred
        and line.heading is None
        and _ADDRESSEES.fullmatch(tight) is not None
        and _NOT_ADDRESSEES.match(tight) is None
        and not any(stop in tight for stop in "。；！？")
    )


def kind_of_title(title: str) -> str | None:
    """Return the kind of document a title ends in, one of the fifteen, or None.

    >>> kind_of_title("关于印发《办法》的通知（征求意见稿）"), kind_of_title("工作方案")
    ('通知', None)
    """
    words = "".join(title.split())
    while (shorter := _SUFFIX.sub("", words)) != words:
        words = shorter
    if words.endswith("令"):
        return "命令"
    return next((kind for kind in KINDS if words.endswith(kind)), None)


def issuer_in(title: str) -> str | None:
    """Return the issuing body a title begins with, or None.

    >>> issuer_in("岚山省人民政府办公厅关于开展检查的通知")
    '岚山省人民政府办公厅'
    """
    found = _ISSUER.match(title)
    return None if found is None else found[1]


def date_in(text: str) -> tuple[date | None, str] | None:
    """Return the first date in a text (None where there is no such day) and how it is written.

    >>> date_in("二〇二六年三月十二日")
    (datetime.date(2026, 3, 12), '二〇二六年三月十二日')
    """
    for pattern, read in ((_ARABIC_DATE, int), (_HAN_DATE, han_number)):
        found = pattern.search(text)
        if found is not None:
            return _day(read(found[1]), read(found[2]), read(found[3])), found[0]
    return None


def date_ending(line: Line) -> tuple[date | None, str, str] | None:
    """Return the date a line consists of, how it is written, and the body's name before it; or None."""
    tight = line.tight
    found = None if line.in_table else date_in(tight[-40:])
    if found is None or not tight.endswith(found[1]):
        return None
    before = tight.removesuffix(found[1])
    if before and not (len(before) <= LONGEST_NAME and is_body_name(before)):
        return None
    return *found, before


def is_body_name(tight: str) -> bool:
    """Return whether words read as the name of a body, as a signature does."""
    return (
        2 <= len(tight) <= LONGEST_NAME
        and not any(mark in tight for mark in "，。；、：:！？")
        and BODY_NAME.search(tight) is not None
    )


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def han_number(written: str) -> int:
    """Return a number in Han digits, by place (二〇二六) or with tens (二十一).

    >>> han_number("二〇二六"), han_number("十二"), han_number("二十一"), han_number("三十")
    (2026, 12, 21, 30)
    """
    if "十" not in written:
        return int("".join(str(_DIGITS[digit]) for digit in written))
    tens, _, ones = written.partition("十")
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def several(words: str) -> list[str]:
    """Return the names listed in a line; what stands in brackets is not cut, nor 各委、办、局.

    >>> several("各市、县（市、区）人民政府，省直各委、办、局")
    ['各市', '县（市、区）人民政府', '省直各委、办、局']
    """
    names: list[str] = []
    depth = begin = 0
    for at, character in enumerate(words):
        depth = max(depth + (character in "（(") - (character in "）)"), 0)
        if depth == 0 and character in LIST_MARKS:
            _add(names, words[begin:at])
            begin = at + 1
    _add(names, words[begin:])
    return names


def _add(names: list[str], name: str) -> None:
    if len(name) == 1 and names:
        names[-1] += f"、{name}"
    elif name:
        names.append(name)


def attachments_in(note: list[str]) -> list[str]:
    """Return the attachments a note lists: numbered ones may share a line or run over several.

    >>> attachments_in(["1. 任务清单 2.联系表", "3. 2026年计划"]), attachments_in(["实施", "方案"])
    (['任务清单', '联系表', '2026年计划'], ['实施方案'])
    """
    parts = _LIST_ENTRY.split(" ".join(note).strip())
    numbered = len(parts) > 1 and not parts[0].strip()
    entries = parts[1:] if numbered else [joined([untypeset(line) for line in note])]
    return [entry for part in entries if (entry := untypeset(part.strip().rstrip("。；;")))]


def heading_of(line: Line) -> str | None:
    """Return a heading's words, up to its first full stop; None for a line that is none.

    A heading has a heading style, or begins with a number of one of the four layers.
    """
    if line.in_table:
        return None
    styled = line.heading is not None and line.heading > 0
    if not styled and HEADING.match(line.tight) is None:
        return None
    found = _SENTENCE.match(line.text)
    words = (line.text if found is None else found[0]).strip()
    return words if len(words) <= LONGEST_HEADING else words[:LONGEST_HEADING].rstrip() + "…"


def untypeset(text: str) -> str:
    """Return words without the spaces that only spread them on the page.

    >>> untypeset("通 知"), untypeset("Notice on AI")
    ('通知', 'Notice on AI')
    """
    return text if _WORDS.search(text) else text.replace(" ", "")
