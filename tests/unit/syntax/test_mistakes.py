"""Every mistake gets its own message: in an author's words, in both languages, in its place."""

from __future__ import annotations

import re

import pytest

from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.keywords import keywords
from policyrules.syntax.learned import known_mistakes
from policyrules.syntax.parse import parse_expression
from policyrules.syntax.spacing import apart
from tests.unit.syntax.reading import codes, read

SNIPPETS = [(mistake.code, snippet) for mistake in known_mistakes() for snippet in mistake.snippets]

IN_ITEM = "list a for R {{ must x {{ {} }} }}"

# A text with one mistake, what is told, the words that are marked, and something the help offers.
SLIPS = [
    (IN_ITEM.format("when a == b"), "foreign-operator", "==", "`=`"),
    (IN_ITEM.format("when a && b"), "foreign-operator", "&&", "`and`"),
    (IN_ITEM.format("when a || b"), "foreign-operator", "||", "`or`"),
    (IN_ITEM.format("when !a"), "foreign-operator", "!", "`not`"),
    (IN_ITEM.format("when a <> b"), "foreign-operator", "<>", "`!=`"),
    (IN_ITEM.format("when a is b"), "foreign-operator", "is", "`=`"),
    (IN_ITEM.format("when a equals b"), "foreign-operator", "equals", "`=`"),
    (IN_ITEM.format("ensure if a then b else c"), "if-needs-brackets", "if", "(if urgent then 3 else 5)"),
    (IN_ITEM.format("须 如果 a 则 b 否则 c"), "if-needs-brackets", "如果", "(if urgent then 3 else 5)"),
    (IN_ITEM.format("when a and b or c"), "mixed-and-or", "or", "(a and b) or c"),
    (IN_ITEM.format("凡 a 或 b 且 c 的"), "mixed-and-or", "且", "a 或 (b 且 c)"),
    (IN_ITEM.format("凡 a。"), "full-stop", "。", "leave it out"),
    ("list a for R { must x “t“ { when a } }", "wrong-quotes", "“", "`”`"),
    ("list a for R { must x ”t” { when a } }", "wrong-quotes", "”t”", "“t”"),
    ("list a for R { must x 't' { when a } }", "wrong-quotes", "'t'", '"t"'),
    ("list a for R { must x 「t」 { when a } }", "wrong-quotes", "「t」", '"t"'),
    ("list a for R { must x “a “b” c” { when a } }", "wrong-quotes", "“b”", "`‘`"),
    (IN_ITEM.format("cite 《a《b》》"), "wrong-quotes", "《b》", "`〈`"),
    ('list a for R {\n must x "t {\n when a } }', "unclosed-quote", '"t', '`"`'),
    ("list a for R {\n must x “t {\n when a } }", "unclosed-quote", "“t", "`”`"),
    ("list a for R { must x {\n cite 《t\n } }", "unclosed-quote", "《t", "`》`"),
    (
        IN_ITEM.format("每个对象每年不得超过1次"),
        "missing-space",
        "每个对象每年不得超过1次",
        "每个 对象 每年 不得超过 1 次",
    ),
    (IN_ITEM.format("when a 且非已报备"), "missing-space", "且非已报备", "且 非 已报备"),
    (IN_ITEM.format("凡 次数超过3 的"), "missing-space", "次数超过3", "次数 超过 3"),
    (IN_ITEM.format("累计 至多 1 次 达到 % 时预警"), "percent-alone", "%", "80%"),
    (IN_ITEM.format("unlees a"), "misspelt-keyword", "unlees", "`unless`"),
    (IN_ITEM.format("WHEN a"), "misspelt-keyword", "WHEN", "`when`"),
    (IN_ITEM.format("at msot 3 ever"), "misspelt-keyword", "at msot", "`at most`"),
    (IN_ITEM.format("认定理有 “t”"), "misspelt-keyword", "认定理有", "`认定理由`"),
    (IN_ITEM.format("when a contayns “t”"), "misspelt-keyword", "contayns", "`contains`"),
    (IN_ITEM.format("when a andt b"), "misspelt-keyword", "andt", "`and`"),
    ("list a for R {\n mus not x { when a } }", "misspelt-keyword", "mus not", "`must not`"),
    ("list a for R { must nto x { when a } }", "misspelt-keyword", "must nto", "`must not`"),
    ("recrd R { a: text }", "misspelt-keyword", "recrd", "`record`"),
    ("use a\nparamatar p: text", "misspelt-keyword", "paramatar", "`parameter`"),
    (IN_ITEM.format("at most 5,000 per k ever"), "thousands-separator", "5,000", "`5000`"),
    (IN_ITEM.format("when a > 5 000"), "thousands-separator", "5 000", "`5000`"),
    (IN_ITEM.format("累计 不得超过 五千 次"), "chinese-numeral", "五千", "`5000`"),
    (IN_ITEM.format("累计 不得超过 三十二次"), "chinese-numeral", "三十二", "`32`"),
    (IN_ITEM.format("deadline a within 3 dayz after b"), "unknown-unit", "dayz", "`days`"),
    (IN_ITEM.format("deadline a within 3 moons after b"), "unknown-unit", "moons", "`days`"),
    (IN_ITEM.format("when (a"), "unclosed-bracket", "(", "`)`"),
    (IN_ITEM.format("when a in { b, c because “t”"), "unclosed-bracket", "{", "`}`"),
    (IN_ITEM.format("when a)"), "extra-bracket", ")", "leave it out"),
    (IN_ITEM.format("when a = \n because “t”"), "missing-value", "because", "value"),
    (IN_ITEM.format("when a and and b"), "missing-value", "and", "value"),
    (IN_ITEM.format("then remedy “t”"), "missing-action", "remedy", "action"),
    (IN_ITEM.format("除 外"), "missing-value", "外", "value"),
    ("list a for R { must x when y { when z } }", "missing-brace", "when", "`{`"),
    ("list for R { }", "missing-name", "list", "between `list` and `for`"),
    ("use a\nmust x { when a }", "item-outside-list", "must x", "negative list"),
    ("use a $ use b", "odd-character", "$", "leave it out"),
    ("@source(“t”) use a", "annotation-place", "@source(“t”)", "move it"),
    (IN_ITEM.format("when a 不低于 县 及以上"), "two-bounds", "及以上", "leave"),
    (
        IN_ITEM.format("then route to a if missing if differs"),
        "unexpected-word",
        "if differs",
        "a clause such as",
    ),
    (IN_ITEM.format("则 缺失时 转 a if differs"), "two-stages", "if differs", "one action for each"),
    (IN_ITEM.format("则 3日内 转 a 5日内"), "two-due-times", "5日", "leave one"),
    (IN_ITEM.format("reconciles with S on a comparing b like 3%"), "compare-like", "3%", "within"),
    (
        IN_ITEM.format("reconciles with S on a comparing b or on c"),
        "keys-after-comparing",
        "or on",
        "comparing",
    ),
    (IN_ITEM.format("without filing with a (b, c)"), "without-fact", "(b, c)", "filed"),
    (IN_ITEM.format("without filing with a.b (c) (d)"), "two-brackets", "a.b", "one bracket"),
]


@pytest.mark.parametrize(("code", "snippet"), SNIPPETS)
def test_each_snippet_gets_its_message_and_no_other(code: str, snippet: str) -> None:
    found = read(snippet)[1]
    assert [one.code for one in found] == [code]
    check_words(found[0])


@pytest.mark.parametrize(("text", "code", "marked", "offered"), SLIPS)
def test_slips(text: str, code: str, marked: str, offered: str) -> None:
    _, found = read(text)
    assert [one.code for one in found] == [code]
    assert found[0].place.text == marked
    assert any(offered in help_.en or offered in help_.zh for help_ in found[0].help)
    check_words(found[0])


def test_there_are_mistakes_enough() -> None:
    assert len(known_mistakes()) >= 40
    assert len({code for code, _ in SNIPPETS} | {slip[1] for slip in SLIPS}) >= 60


TERMINALS = re.compile(
    r"\b(?:" + "|".join([*keywords().terminals, "RBRACE", "LPAR", "STRING", "ITEM_CODE"]) + r")\b"
)
WORDS = re.compile(
    r"\b(?:token|terminal|unexpected|invalid|illegal|parser?|lexer|lark|python|expected|syntax)\b",
    re.IGNORECASE,
)


def check_words(found: Diagnostic) -> None:
    """Nothing but an author's words, all there in both languages."""
    assert found.severity is Severity.ERROR
    assert found.help
    for phrase in (found.message, found.label, *found.help, *(label.text for label in found.labels)):
        check_phrase(phrase)
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", found.code)


def check_phrase(phrase: Phrase) -> None:
    assert phrase.en.strip()
    assert phrase.zh.strip()
    assert re.search("[一-鿿]", phrase.zh)
    without_code = re.sub(r"`[^`]*`", "", phrase.en)
    assert not TERMINALS.search(without_code)
    assert not WORDS.search(without_code)
    assert "{found" not in phrase.en + phrase.zh
    assert "{before" not in phrase.en + phrase.zh


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("a b", "`and` or `or` with a further condition", "`and` 或 `or` 加另一个条件"),
        ("a >", "a number, a text or a field", "数字、文字或字段"),
        ("(a or", "a condition is missing", "之后缺少条件"),
        ("a = 3 4", "`and` or `or`", "`and` 或 `or`"),
    ],
)
def test_what_could_stand_is_said_in_words(text: str, en: str, zh: str) -> None:
    _, (found,) = parse_expression(text)
    assert en in " ".join(phrase.en for phrase in (found.message, *found.help))
    assert zh in " ".join(phrase.zh for phrase in (found.message, *found.help))
    check_words(found)


def test_the_end_of_the_file_is_told_in_words() -> None:
    _, (found,) = read("record R { a: text")
    assert found.code == "unclosed-bracket"
    assert "the end of the file" in found.help[0].en
    assert found.place.text == "{"


@pytest.mark.parametrize(
    ("word", "names", "parts"),
    [
        ("每个对象每年不得超过", ["对象"], "每个 对象 每年 不得超过"),
        ("且非已报备", [], "且 非 已报备"),
        ("凡未列入计划的", [], "凡 未 列入计划 的"),
        ("适用于督检考", [], "适用于 督检考"),
        ("当事人", [], ""),
        ("已报备", [], ""),
        ("无会周", [], ""),
        ("organiser", [], ""),
        ("每" * 100, [], ""),
    ],
)
def test_words_written_together(word: str, names: list[str], parts: str) -> None:
    assert " ".join(apart(word, names)) == parts


def test_several_mistakes_are_told_in_order() -> None:
    assert codes(
        "recrd R { }\nlist a for R {\n must x { unlees a }\n must y { when a == b }\n must z when c }\n}"
    ) == [
        *("misspelt-keyword", "misspelt-keyword", "foreign-operator", "missing-brace"),
    ]


def test_a_bare_minus_before_a_date_is_a_diagnostic() -> None:
    assert codes("parameter a: integer { - 自 2020-01-01 起 1 }")
