"""Do tests give facts that exist and expect what can come out?"""

from __future__ import annotations

import pytest

from policyrules.semantics.types import EnumType, IntegerType, ListType, OptionalType, RecordType, TextType
from policyrules.syntax.ast.expressions import RecordField, RecordLiteral
from policyrules.syntax.walk import walk
from tests.unit.semantics.saying import checked, codes, expect, rest

LISTS = """list l for R { must not A-1 { when b }
                must M-1 { deadline finish within 3 days after start } }
checklist c for R { must C-1 { ensure b } }
list d for R { may P-1 { when b } }
list k for Plan { must not B-1 { when seats > 3 } }
define big for R = n > 100
define due for R = finish
parameter lim: integer = 3
parameter cap: integer by R.id, R.tier from "a.csv"
"""


def test_whole_tests() -> None:
    text = """test "a" {
        given R { id: "1", 页数: 3, m: 1.25, tier: 县, kind: inspection, start: 2026-03-01, finish: none, b: unknown,
                  tasks: [{ name: "x", days: 1, owner: none }], tags: ["a"], lead: { name: "y" }, plan: "2026-1",
                  span: 3 working days, moment: 2026-03-01T10:00, term: 2026-01-01..2026-02-01 }
        given ledger R [ { id: "2", start: 2026-01-01 } ]
        given ledger Plan [ { id: "p", seats: 3 } ]
        given parameter lim = 4
        given parameter cap["1", county] = 2
        on 2026-03-02
        expect forbid by A-1, p.A-1
        expect undetermined needing b, lead.owner, tasks.days, lim, today, Plan
        expect not A-1
        expect big = yes
        expect due = none
        expect due = unknown
        expect n >= 3
        expect tier = county
        expect tags = ["a"]
        expect pass by C-1, A-1
        expect overdue by M-1
    }
    test "b" { given ledger Plan [ { id: "p", seats: 5 } ]
               expect forbid by B-1 }
    """
    assert codes(rest(LISTS + text)) == []


BAD = [
    ("test-without-facts", 'test «"x"» { expect permit }'),
    ("test-without-expectation", 'test «"x"» { given R { } }'),
    ("duplicate-clause", 'test "x" { given R { }\n «given R { }»\n expect permit }'),
    ("duplicate-clause", 'test "x" { given R { }\n on 2026-01-01\n «on 2026-01-02»\n expect permit }'),
    ("unknown-record", 'test "x" { given «Rx» { a: 1 }\n expect forbid by A-1\n expect y = 3 }'),
    ("unknown-record", 'test "x" { given R { }\n given ledger «Rx» [ { a: 1 } ]\n expect permit }'),
    ("unknown-name", 'test "x" { given R { «nn»: 1 }\n expect permit }'),
    ("unknown-name", 'test "x" { given R { tier: «contry» }\n expect permit }'),
    ("unknown-name", 'test "x" { given R { tasks: [{ «nam»: "a" }] }\n expect permit }'),
    ("unknown-name", 'test "x" { given ledger R [ { «nn»: 1 } ]\n expect permit }'),
    ("duplicate-fact", 'test "x" { given R { n: 1, «页数»: 2 }\n expect permit }'),
    ("type-mismatch", 'test "x" { given R { n: «"a"» }\n expect permit }'),
    ("type-mismatch", 'test "x" { given R { tags: [1, «2»] }\n expect permit }'.replace("1, ", '"a", ')),
    ("too-many-decimals", 'test "x" { given R { m: «1.234» }\n expect permit }'),
    ("none-not-allowed", 'test "x" { given R { n: «none» }\n expect permit }'),
    ("not-constant", 'test "x" { given R { n: «1 + 1» }\n expect permit }'),
    ("unknown-item", 'test "x" { given R { }\n expect forbid by «A-9» }'),
    ("other-record", 'test "x" { given R { }\n expect forbid by «B-1» }'),
    ("other-record", 'test "x" { given R { }\n expect not «B-1» }'),
    ("not-breakable", 'test "x" { given R { }\n expect pass by «P-1» }'),
    ("no-deadline", 'test "x" { given R { }\n expect overdue by «A-1» }'),
    ("unknown-name", 'test "x" { given R { }\n expect undetermined needing «nn» }'),
    ("unknown-name", 'test "x" { given R { }\n expect undetermined needing tasks.«nn» }'),
    ("unknown-name", 'test "x" { given R { }\n expect «bigg» = yes }'),
    ("type-mismatch", 'test "x" { given R { }\n «expect big = 3» }'),
    ("none-not-allowed", 'test "x" { given R { }\n expect big = «none» }'),
    ("unknown-name", 'test "x" { given R { }\n given parameter «limm» = 3\n expect permit }'),
    ("type-mismatch", 'test "x" { given R { }\n given parameter lim = «"a"»\n expect permit }'),
    ("key-count", 'test "x" { given R { }\n «given parameter cap["1"] = 3»\n expect permit }'),
    ("no-keys", 'test "x" { given R { }\n «given parameter lim["1"] = 3»\n expect permit }'),
    ("type-mismatch", 'test "x" { given R { }\n given parameter cap[«1», county] = 3\n expect permit }'),
]


@pytest.mark.parametrize(("code", "text"), BAD, ids=[f"{code}: {text}" for code, text in BAD])
def test_what_a_test_cannot_say(code: str, text: str) -> None:
    expect(code, rest(LISTS + text))


def test_given_values_have_types() -> None:
    checked_, _ = checked(
        rest(
            'test "x" { given R { n: 1, tier: 县, tasks: [{ days: 2 }], tags: ["a"], finish: none }\n expect permit }'
        )
    )
    types = {
        node.name.text: checked_.tables.type_of(node.value)
        for node in walk(checked_.tests[0].declaration)
        if isinstance(node, RecordField)
    }
    assert types["n"] == types["days"] == IntegerType()
    assert types["tier"] == EnumType("Tier", (), ())
    assert types["tasks"] == ListType(RecordType("Task"))
    assert types["tags"] == ListType(TextType())
    given = next(node for node in walk(checked_.tests[0].declaration) if isinstance(node, RecordLiteral))
    assert checked_.tables.type_of(given) in (RecordType("R"), RecordType("Task"))
    assert not isinstance(types["n"], OptionalType)
