"""The grammar has no conflict, the written table is the built one, and a stale one is not read."""

from __future__ import annotations

from typing import Any

import pytest
from lark.parsers.lalr_analysis import Shift

from policyrules.syntax import grammar
from policyrules.syntax.from_tree.callbacks import callbacks
from policyrules.syntax.keywords import keywords
from policyrules.syntax.lexer import RulesLexer


def table_of(parser: Any) -> Any:
    return parser.parser.parser._parse_table


@pytest.fixture(scope="module")
def strict() -> Any:
    return grammar.build_parser(RulesLexer, callbacks(), strict=True)


def test_it_loads_strictly_without_a_conflict(strict: Any) -> None:
    assert len(table_of(strict).states) > 500


def test_every_rule_has_a_callback(strict: Any) -> None:
    made = vars(callbacks())
    kept_by_lark = {"declaration", "expression", "unit", "sum", "operand", "literal", "value", "type"}
    missing = {
        rule.alias or rule.origin.name
        for rule in strict.rules
        if (rule.alias or rule.origin.name) not in made
        and not rule.origin.name.startswith("_")
        and not rule.options.expand1
    }
    assert missing <= kept_by_lark
    assert not made.keys() - {rule.alias or rule.origin.name for rule in strict.rules}


def test_every_keyword_is_declared_and_every_declared_terminal_is_known(strict: Any) -> None:
    declared = {name for row in table_of(strict).states.values() for name in row if name.isupper()}
    own = {
        "NAME",
        "ITEM_CODE",
        "STRING",
        "CITATION",
        "NUMBER",
        "DATE",
        "DATETIME",
        "COMMA",
        "SEMICOLON",
        "COLON",
    }
    own |= {"DOT", "RANGE", "QUESTION", "AT", "ARROW", "BAR", "ROW_END", "LPAR", "RPAR", "LBRACK", "RBRACK"}
    own |= {"LBRACE", "RBRACE", "PLUS", "MINUS", "STAR", "SLASH", "$END"}
    assert declared - own == set(keywords().terminals)


def test_the_written_table_is_the_built_one(strict: Any) -> None:
    loaded = grammar.parser_from(grammar.written_table(), RulesLexer, callbacks())
    assert loaded is not None
    assert _shape(table_of(loaded)) == _shape(table_of(strict))


def test_a_stale_or_broken_table_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "digest", lambda: "new")
    for written in (
        "",
        "{",
        "[]",
        "null",
        '{"digest": "old"}',
        '{"digest": "new"}',
        '{"digest": "new", "data": 3}',
    ):
        assert grammar.parser_from(written, RulesLexer, callbacks()) is None


def test_words_that_are_reserved_where_a_name_could_stand(strict: Any) -> None:
    """Golden: a name spelt like one of these needs backquotes in some position. Keep it short."""
    table = keywords().terminals
    found: dict[str, set[str]] = {}
    for row in table_of(strict).states.values():
        shifts = {name for name, (action, _) in row.items() if action is Shift and name.isupper()}
        if "NAME" in shifts:
            for name in shifts & table.keys():
                found.setdefault(_position(shifts), set()).add(name)
    assert found == {
        "operand": {"BROKEN", "HAS_NO", "NO", "NONE", "OVERDUE", "YES"},
        "condition": {
            *(
                "AT_LEAST",
                "BROKEN",
                "COMPLIES",
                "EVERY",
                "HAS",
                "HAS_NO",
                "NO",
                "NONE",
                "NOT",
                "OVERDUE",
                "SOME",
                "YES",
            ),
        },
        "after a bracket": {
            *(
                "AT_LEAST",
                "BROKEN",
                "COMPLIES",
                "EVERY",
                "HAS",
                "HAS_NO",
                "IF",
                "NO",
                "NONE",
                "NOT",
                "OVERDUE",
                "SOME",
            ),
            "YES",
        },
        "value in a test": {"BROKEN", "HAS_NO", "NO", "NONE", "OVERDUE", "UNKNOWN", "YES"},
        "dated value": {"FROM", "HAS_NO", "NO", "NONE", "UNTIL", "YES"},
        "type": {"LIST_OF", "REF"},
        "table head": {"THEN"},
        "cell": {
            *(
                "BROKEN",
                "EQ",
                "GE",
                "GT",
                "HAS_NO",
                "IN",
                "LE",
                "LT",
                "NE",
                "NO",
                "NONE",
                "ORDER",
                "OVERDUE",
                "REFER_TO",
            ),
            *("RETURN_TO", "ROUTE_TO", "YES"),
        },
        "action": {
            *(
                "IF_DIFFERS",
                "IF_MISSING",
                "IF_OVERDUE",
                "IF_OVERDUE_BY",
                "IF_REPEATED",
                "IF_USED",
                "IN_TURN",
                "ORDER",
            ),
            *("REFER_TO", "RETURN_TO", "ROUTE_TO", "THEN"),
        },
        "what follows": {"ORDER", "REFER", "RETURN", "ROUTE"},
        "whom": {"APPROVAL", "EXPLANATION", "FILING", "WITHIN", "ORDER_TO"},
        "calendar": {
            *(
                "EACH_MONTH",
                "EVERY_DAY",
                "EXCEPT",
                "FRIDAY",
                "LAST_WEEK",
                "MONDAY",
                "ONLY",
                "SATURDAY",
                "SUNDAY",
            ),
            *("THURSDAY", "TUESDAY", "WEDNESDAY", "WEEK", "WORKING_DAYS"),
        },
        "given": {"LEDGER", "PARAMETER"},
        "expect": {
            *(
                "ADVISE",
                "ANSWER_UNKNOWN",
                "DUE_SOON",
                "EARLY_WARNING",
                "EXPECT_NOT",
                "FAIL",
                "FORBID",
                "LATE",
                "NOT_APPLICABLE",
            ),
            *("NO_ACTION", "NO_WARNING", "THEN"),
            *("ON_TIME", "OVERDUE_STATUS", "PASS", "PENDING", "PERMIT", "REFER", "RETURN", "UNDETERMINED"),
            "WARN_OUTCOME",
        },
        "head of examples": {"EXPECT", "ON_DATE", "PARAMETER"},
        # a cell that is nothing but an outcome's word is a name in a column of values
        "cell of examples": {
            *("BROKEN", "EQ", "EXPECT_NOT", "GE", "GT", "HAS_NO", "LE", "LT", "NE", "NO", "NONE", "OVERDUE"),
            *(
                "UNKNOWN",
                "YES",
                "ADVISE",
                "ANSWER_UNKNOWN",
                "DUE_SOON",
                "EARLY_WARNING",
                "FAIL",
                "FORBID",
                "LATE",
            ),
            *("NOT_APPLICABLE", "ON_TIME", "OVERDUE_STATUS", "PASS", "PENDING", "PERMIT", "REFER"),
            *("NO_ACTION", "NO_WARNING", "THEN"),
            *("RETURN", "UNDETERMINED", "WARN_OUTCOME"),
        },
    }


def _position(shifts: set[str]) -> str:
    """A state by what else it shifts."""
    telling = {
        "expect": "PERMIT",
        "given": "LEDGER",
        "calendar": "MONDAY",
        "cell": "GE",
        "dated value": "FROM" if "FROM" in shifts else "UNTIL",
        "action": "ROUTE_TO",
        "what follows": "ROUTE",
        "after a bracket": "IF",
        "condition": "NOT",
        "value in a test": "UNKNOWN",
        "type": "LIST_OF",
        "table head": "THEN",
        "operand": "YES",
    }
    if "YES" in shifts and "BROKEN" not in shifts:
        return "dated value"
    if {"PERMIT", "UNKNOWN"} <= shifts:
        return "cell of examples"
    if shifts & {"EXPECT", "ON_DATE"} and "LEDGER" not in shifts:
        return "head of examples"
    return next((position for position, name in telling.items() if name in shifts), "whom")


def _shape(table: Any) -> set[tuple[str, ...]]:
    """States by what they take: their numbers differ from one build to the next."""
    return {
        tuple(
            sorted(
                f"{name}:{action.name}:{argument if action is not Shift else ''}"
                for name, (action, argument) in row.items()
            )
        )
        for row in table.states.values()
    }


def test_spellings_shared_by_keywords_are_told_apart_by_the_state(strict: Any) -> None:
    """Where two terminals of one spelling can both be shifted, which one is taken is decided on purpose."""
    both = {
        spelling
        for spelling, terminals in keywords().by_spelling.items()
        for row in table_of(strict).states.values()
        if sum(name in row and row[name][0] is Shift for name in terminals) > 1
    }
    # in a cell of examples `unknown` is the value, and `overdue` the item's state only before a bracket
    assert both == {"无", "=", "unknown", "overdue", "逾期"}
