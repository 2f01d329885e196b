"""The grammar has no conflict, the written table is the built one, and a stale one is not read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from lark import Tree
from lark.parse_tree_builder import ParseTreeBuilder
from lark.parsers.lalr_analysis import Shift

from policyrules.syntax import building, grammar
from policyrules.syntax.from_tree.callbacks import callbacks
from policyrules.syntax.keywords import keywords
from policyrules.syntax.tables import Make, Repeated, table_from

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover


def table_of(parser: Any) -> Any:
    return parser.parser.parser._parse_table


@pytest.fixture(scope="module")
def strict() -> Any:
    return building.build_parser(strict=True)


def test_it_loads_strictly_without_a_conflict(strict: Any) -> None:
    assert len(table_of(strict).states) > 500


def test_every_rule_has_a_callback(strict: Any) -> None:
    made = callbacks()
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
    written = grammar.read_table(grammar.written_table())
    assert written is not None
    table = table_from(written, {})
    shape = Counter(
        tuple(
            sorted(
                (symbol, "" if isinstance(todo, int) else f"{todo.name}: {' '.join(todo.expansion)}")
                for symbol, todo in row.items()
            )
        )
        for row in table.states
    )
    assert shape == _shape(table_of(strict))
    assert len(table.starts) == len(table.ends) == len(building.STARTS)


def _recorded(name: str) -> Make:
    return lambda parts: (name, *parts)


def test_what_is_made_of_a_rule_s_parts_is_what_lark_would_make(strict: Any) -> None:
    """Optional parts that are not there, parts that repeat, rules that hand on their only part."""
    callbacks = {
        rule.alias or rule.origin.name: _recorded(rule.alias or rule.origin.name)
        for rule in strict.rules
        if not rule.origin.name.startswith("_")
    }
    table = table_from(building.built(strict=False), callbacks)
    ours = {(rule.name, rule.expansion, rule.alias): rule for rule in table.rules}
    builder = cast("Any", ParseTreeBuilder)(strict.rules, Tree, maybe_placeholders=True)
    larks = builder.create_callback(SimpleNamespace(**callbacks))
    handed_on = 0
    for rule in strict.rules:
        expansion = tuple(symbol.name for symbol in rule.expansion)
        own = ours[rule.origin.name, expansion, rule.alias or ""]
        values = [[f"{symbol} {number}", f"more {number}"] for number, symbol in enumerate(expansion)]
        repeats = [name.startswith("_") for name in expansion]
        made = own.make(
            [Repeated([*value]) if many else value[0] for value, many in zip(values, repeats, strict=True)]
        )
        expected = larks[rule](
            [Tree("", [*value]) if many else value[0] for value, many in zip(values, repeats, strict=True)]
        )
        if isinstance(expected, Tree):
            assert isinstance(made, Repeated)
            assert made.parts == expected.children
        else:
            assert made == expected
        assert not own.hands_on or made == values[0][0]
        handed_on += own.hands_on
    assert handed_on > 20


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "3", '{"digest": "old"}', '{"digest": "new"}', '{"digest": "new", "states": []}'],
)
def test_a_stale_or_broken_table_is_not_read(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(grammar, "digest", lambda: "new")
    assert grammar.read_table(text) is None


def test_without_a_table_that_fits_one_is_built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(grammar, "_TABLE", tmp_path / "none.json")
    assert len(table_from(grammar.written.__wrapped__(), {}).states) > 500


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


def _shape(table: Any) -> Counter[tuple[tuple[str, str], ...]]:
    """States by what they take: their numbers differ from one build to the next."""
    return Counter(
        tuple(
            sorted(
                (
                    name,
                    ""
                    if action is Shift
                    else f"{rule.origin.name}: {' '.join(symbol.name for symbol in rule.expansion)}",
                )
                for name, (action, rule) in row.items()
            )
        )
        for row in table.states.values()
    )


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
