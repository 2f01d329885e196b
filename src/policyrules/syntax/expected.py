"""What could stand here, in an author's words?

The parser knows terminals by the dozen; people know "a value", "a further clause". Terminals are
gathered into such kinds, the most telling first, and at most four are named.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.keywords import keywords
from policyrules.syntax.pieces import DECLARATIONS, MODALITIES

CLAUSES: Final = frozenset(
    {"WHEN", "APPLIES_WHEN", "UNLESS", "WITHOUT", "ENSURE", "AT_MOST", "PER", "DEADLINE", "RECONCILES"}
    | {"THEN", "BECAUSE", "REMEDY", "CITE", "FROM", "UNTIL", "OVERRIDES", "IF_UNKNOWN", "WARN_AT", "WARN"}
    | {"DIFFERENT", "TOTAL", "IN_ANY", "EVER", "EACH_DAY", "EACH_WEEK", "EACH_HALF_MONTH", "EACH_MONTH"}
    | {"EACH_QUARTER", "EACH_HALF_YEAR", "EACH_YEAR"}
)
"""Keywords that lead a clause."""

STEPS: Final = frozenset({"GIVEN", "ON_DATE", "EXPECT"})
"""Keywords that lead a step of a test."""

LEADING: Final = CLAUSES | STEPS | DECLARATIONS | MODALITIES | {"OTHERWISE"}
"""Keywords that begin something new: what stands before them was meant to be finished."""

_WEEKDAYS: Final = frozenset({"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"})
_UNITS: Final = frozenset(
    {"MINUTES", "HOURS", "DAYS", "WORKING_DAY_UNIT", "WEEKS", "MONTHS", "QUARTERS", "YEARS"}
)
_COMPARISONS: Final = frozenset({"EQ", "NE", "LT", "LE", "GT", "GE", "IN", "NOT_IN", "CONTAINS", "LIKE"})
_OUTCOMES: Final = frozenset({"PERMIT", "ADVISE", "REFER", "RETURN", "FORBID", "UNDETERMINED"})
_LIST_CLAUSES: Final = Phrase("a clause such as `cite`", "条款（如 `依据`）")

# Kind → what must be among the terminals (all of them), what it covers, and its words.
_KINDS: Final[tuple[tuple[frozenset[str], frozenset[str], Phrase], ...]] = (
    (
        frozenset({"RECORD", "ENUM"}),
        DECLARATIONS | {"AT", "SEMICOLON", "$END"},
        Phrase("a declaration such as `record` or `negative list`", "声明（如 `记录`、`负面清单`）"),
    ),
    (
        frozenset({"MUST", "WHEN"}),
        MODALITIES | CLAUSES | {"AT", "OTHERWISE"},
        Phrase(
            "an item led by `must not`, `must`, `should` or `may`", "以 `不得`、`应当`、`可以` 等开头的条目"
        ),
    ),
    (
        frozenset({"MUST"}),
        MODALITIES,
        Phrase("`must not`, `must`, `should` or `may`", "`不得`、`应当`、`可以` 等用语"),
    ),
    (frozenset({"GIVEN"}), STEPS, Phrase("a step: `given`, `on` or `expect`", "步骤：`设`、`于` 或 `期望`")),
    (
        frozenset({"NAME", "NOT", "HAS"}),
        frozenset(
            {
                "NAME",
                "NOT",
                "HAS",
                "HAS_NO",
                "SOME",
                "EVERY",
                "AT_LEAST",
                "COMPLIES",
                "NUMBER",
                "STRING",
                "DATE",
            }
            | {
                "DATETIME",
                "YES",
                "NO",
                "NONE",
                "LBRACE",
                "LPAR",
                "MINUS",
                "BROKEN",
                "OVERDUE",
                "IF",
                "LBRACK",
            }
        ),
        Phrase("a condition or a value", "条件或值"),
    ),
    (
        frozenset({"NAME", "NUMBER", "STRING"}),
        frozenset(
            {"NAME", "NUMBER", "STRING", "DATE", "DATETIME", "YES", "NO", "NONE", "HAS_NO", "LBRACE", "LPAR"}
            | {"MINUS", "BROKEN", "OVERDUE", "UNKNOWN", "LBRACK"}
        ),
        Phrase("a value", "值"),
    ),
    (
        frozenset({"APPROVAL"}),
        frozenset({"APPROVAL", "FILING", "EXPLANATION"}),
        Phrase("`approval`, `filing` or `explanation`", "`批准`、`备案` 或 `说明`"),
    ),
    (
        frozenset({"FIRST"}),
        frozenset({"FIRST", "UNIQUE", "COLLECT"}),
        Phrase("`first`, `unique` or `collect`", "`首条`、`唯一` 或 `汇集`"),
    ),
    (
        frozenset({"BLOCK"}),
        frozenset({"BLOCK", "WARN_ONLY", "SKIP"}),
        Phrase("`block`, `warn` or `skip`", "`退回`、`提醒` 或 `略过`"),
    ),
    (
        _OUTCOMES,
        _OUTCOMES
        | {
            "WARN_OUTCOME",
            "PASS",
            "FAIL",
            "NOT_APPLICABLE",
            "ANSWER_UNKNOWN",
            "ON_TIME",
            "LATE",
            "PENDING",
            "DUE_SOON",
            "OVERDUE_STATUS",
            "EXPECT_NOT",
        },
        Phrase("an outcome such as `forbid`", "结论（如 `禁止`）"),
    ),
    (
        frozenset({"REFER_TO", "ROUTE_TO"}),
        frozenset(
            {
                "REFER_TO",
                "ROUTE_TO",
                "RETURN_TO",
                "ORDER",
                "NAME",
                "IN_TURN",
                "IF_MISSING",
                "IF_DIFFERS",
                "IF_REPEATED",
                "IF_OVERDUE",
                "IF_OVERDUE_BY",
                "IF_USED",
                "NUMBER",
                "THEN",
            }
        ),
        Phrase("an action such as `refer to`", "办理方式（如 `报`）"),
    ),
    (
        frozenset({"REF", "LIST_OF"}),
        frozenset({"REF", "LIST_OF", "NAME", "LBRACE"}),
        Phrase("a type such as `text` or `date`", "类型（如 `文本`、`日期`）"),
    ),
    (frozenset({"DAYS", "WEEKS"}), _UNITS, Phrase("a unit such as `days`", "时间单位（如 `日`）")),
    (frozenset({"MONDAY"}), _WEEKDAYS | {"ROW"}, Phrase("a day of the week", "星期几")),
    (
        frozenset({"WHEN", "BECAUSE"}),
        CLAUSES | {"AT"},
        Phrase("a further clause such as `when` or `because`", "其他条款（如 `凡`、`认定理由`）"),
    ),
    (frozenset({"CITE", "APPLIES_WHEN"}), CLAUSES, _LIST_CLAUSES),
    (
        frozenset({"EACH_MONTH", "EACH_YEAR"}),
        CLAUSES,
        Phrase("a period such as `each month of FIELD`", "期间（如 `每月（按 字段）`）"),
    ),
    (
        frozenset({"EQ", "LT"}),
        _COMPARISONS
        | {
            "EQ",
            "NOT_CONTAINS",
            "STARTS_WITH",
            "NOT_STARTS_WITH",
            "ENDS_WITH",
            "NOT_ENDS_WITH",
            "NOT_LIKE",
            "IS_UNKNOWN",
            "IS_KNOWN",
            "RANGE",
            "PLUS",
            "MINUS",
            "STAR",
            "SLASH",
            "DOT",
            "LBRACK",
        },
        Phrase("a comparison such as `=` or `in`", "比较（如 `=`、`超过`、`属于`）"),
    ),
    (frozenset({"AND", "OR"}), frozenset({"AND", "OR"}), Phrase("`and` or `or`", "`且` 或 `或`")),
    (
        frozenset({"PLUS", "STAR"}),
        frozenset({"PLUS", "MINUS", "STAR", "SLASH", "DOT", "LBRACK"}),
        Phrase("`+`, `-`, `*` or `/`", "`+`、`-`、`*` 或 `/`"),
    ),
    (
        frozenset({"ITEM_CODE"}),
        frozenset({"ITEM_CODE", "NAME"}),
        Phrase("the name of an item, as `IN-01`", "条目名称（如 `IN-01`）"),
    ),
)

_SINGLE: Final = {
    "NAME": Phrase("a name", "名称"),
    "STRING": Phrase("a text in quotes", "引号中的文字"),
    "CITATION": Phrase("a norm in `《》`", "书名号中的规范名称"),
    "NUMBER": Phrase("a number", "数字"),
    "DATE": Phrase("a date as `2026-03-01`", "日期（如 `2026-03-01`）"),
    "DATETIME": Phrase("a time as `2026-03-01T09:30`", "时间（如 `2026-03-01T09:30`）"),
    "ITEM_CODE": Phrase("an item as `IN-01`", "条目编号（如 `IN-01`）"),
    "PLUS": Phrase("`+`", "`+`"),
    "MINUS": Phrase("`-`", "`-`"),
    "STAR": Phrase("`*`", "`*`"),
    "SLASH": Phrase("`/`", "`/`"),
    "COMMA": Phrase("a comma", "逗号"),
    "COLON": Phrase("`:`", "冒号"),
    "LPAR": Phrase("`(`", "左括号"),
    "RPAR": Phrase("`)`", "右括号"),
    "LBRACK": Phrase("`[`", "`[`"),
    "RBRACK": Phrase("`]`", "`]`"),
    "LBRACE": Phrase("`{`", "左花括号"),
    "RBRACE": Phrase("`}`", "右花括号"),
    "BAR": Phrase("`|`", "`|`"),
    "ROW_END": Phrase("`|` at the end of the row", "行末的 `|`"),
    "ARROW": Phrase("`->`", "`->`"),
    "QUESTION": Phrase("`?`", "`?`"),
}

_SILENT: Final = frozenset(
    {
        "SEMICOLON",
        "AT",
        "CLASSIFIER",
        "QUESTION",
        "DOT",
        "LBRACK",
        "RANGE",
        "$END",
        "AND_ABOVE",
        "AND_BELOW",
        "OR_ABOVE",
        "OR_BELOW",
    }
)
"""Possible in many places, telling in none."""

_MOST: Final = 4


def expected_kinds(terminals: Collection[str]) -> list[Phrase]:
    """Return what can stand there, most telling first, at most four kinds."""
    left = set(terminals)
    found: list[Phrase] = []
    for telling, covered, words in _KINDS:
        if telling <= left:
            found.append(words)
            left -= covered
    loud = [terminal for terminal in sorted(left) if terminal not in _SILENT]
    found += [_SINGLE[terminal] for terminal in _SINGLE if terminal in loud]
    if len(found) < _MOST:
        found += [spelt(terminal) for terminal in loud if terminal not in _SINGLE]
    return found[:_MOST]


def spelt(terminal: str) -> Phrase:
    """Return a keyword as each language spells it, in backquotes."""
    table = keywords()
    en, zh = (table.spelling(terminal, language) for language in ("en", "zh"))
    return Phrase(f"`{en or zh}`", f"`{zh or en}`")


def _joined(first: str, last: str) -> str:
    """Return 甲或乙, with a blank beside backquotes."""
    return f"{first}{' ' if first.endswith('`') else ''}或{' ' if last.startswith('`') else ''}{last}"


def listed(kinds: Collection[Phrase]) -> Phrase | None:
    """Return "a, b or c"; None of nothing."""
    kinds = list(kinds)
    if not kinds:
        return None
    *first, last = kinds
    if not first:
        return last
    return Phrase(
        ", ".join(kind.en for kind in first) + " or " + last.en,
        _joined("、".join(kind.zh for kind in first), last.zh),
    )
