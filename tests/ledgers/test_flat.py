"""However large a ledger is, what decisions and admissions ask of it is found by an index."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policyrules.ledgers.sql.statements import Statement
from tests.ledgers.places import Place

POLICY = """
record Plan { id: text key, start: date }
record Visit dated day { id: text key, county: text, unit: text?, day: date, finish: date?, people: integer, plan: ref Plan? }
list l for Visit {
    must MONTH { at most 3 per county each month of day }
    must SLIDING { at most 9 per county in any 7 days of day }
    must UNITS { at most 9 different unit per county in any 7 days of day }
    must SPAN { at most 9 per county in any 7 days of day..finish }
    should not LATE { when plan.start > day }
    should not TWICE { when some v in Visit where (v.unit = unit and v.people = people) }
}
"""
GIVEN: dict[str, Any] = {
    "key": "1", "name": "1", "number": 7, "moment": 9, "floor": 3, "snapshot": "10:20:", "quota": 1, "period": 24314,
    "first": 1, "last": 9, "value": '"A"', "begins": "2026-03-01", "ends": "2026-03-09", "after": 5, "ended": 8,
    **{f"back_{at}": "2026-01-01" for at in range(3)}, **{f"is_{at}": value for at, value in enumerate([3, "A"])},
    **{f"{name}_{at}": value for at in range(2) for name, value in (("quota", 1), ("key", '["X"]'), ("period", 24314))},
}  # fmt: skip


def asked(place: Place) -> dict[str, Statement]:
    """Return what is asked of a ledger with entries, by what it is for."""
    engine = place.engine(POLICY)
    engine.admit("Plan", {"id": "P", "start": "2026-03-01"})
    for at in range(300):
        facts = {
            "id": str(at),
            "county": f"C{at % 50}",
            "unit": f"U{at % 7}",
            "day": date(2026, 1 + at % 12, 1),
        }
        engine.admit("Visit", {**facts, "finish": None, "people": at, "plan": "P"})
    engine.withdraw("Visit", "7")
    books: Any = engine._grounds.books
    kept = books.kept["Visit"]
    quotas = list(kept.one_counts.values())
    forms = ["number"] if place.kind == "sqlite" else ["number", "snapshot"]
    found = {
        "look": kept.looks.statement(quotas, changing=False),
        "look before a change": kept.looks.statement(quotas, changing=True),
        **{name: getattr(kept.statements, name) for name in ("latest", "first", "named", "by_number")},
        **{
            name: getattr(books.counts, name)
            for name in ("count", "days", "value", "values_of_days", "spans", "uses_of")
        },
        "end": books.counts.end_uses,
    }
    for form in forms:
        found[f"entry by {form}"] = kept.statements.entry(form)
        found[f"uses by {form}"] = kept.statements.uses(form)
        found[f"search by {form}"] = kept.statements.search(frozenset(["unit"]), form)
        found[f"search of two by {form}"] = kept.statements.search(frozenset(["unit", "people"]), form)
    return found


def values_of(statement: Statement, name: str) -> tuple[Any, ...]:
    given = dict(GIVEN)
    if name.startswith("search by"):
        given["is_0"] = "A"
    elif name.startswith("search"):
        given["is_0"], given["is_1"] = "A", 3
    return statement.values(given)


def test_sqlite_goes_through_no_table(sqlite: Place) -> None:
    statements = asked(sqlite)
    raw = sqlite.opened[-1]._connections.mine()._raw  # type: ignore[attr-defined]
    for name, statement in statements.items():
        plan = raw.execute(f"EXPLAIN QUERY PLAN {statement.text}", values_of(statement, name)).fetchall()
        through = [row[3] for row in plan if row[3].startswith("SCAN") or "PRIMARY KEY (rowid<?)" in row[3]]
        assert [line for line in through if line not in HARMLESS] == [], (name, plan)
        if name.startswith("search"):
            assert any("Visit_untold_" in row[3] for row in plan), "what is none is not what is not known"


HARMLESS = {"SCAN policyrules_ledger", "SCAN CONSTANT ROW"}


def test_postgresql_goes_through_no_table(postgresql: Place) -> None:
    statements = asked(postgresql)
    connection = postgresql.opened[-1]._connections.mine()
    connection.define("ANALYZE")
    connection.define("SET enable_seqscan = off")  # the tables are small: an index must do
    cursor = connection._cursor  # type: ignore[attr-defined]
    for name, statement in statements.items():
        lines = [row[0] for row in cursor.execute(f"EXPLAIN {statement.text}", values_of(statement, name))]
        gone_through = [
            line
            for line in lines
            if "Seq Scan" in line and "policyrules_ledger" not in line and "policyrules_number" not in line
        ]
        assert gone_through == [], (name, lines)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_a_decision_asks_is_one_question(
    kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a record whose quotas count by period, when it is decided, then the ledger is asked once."""
    place: Place = request.getfixturevalue(kind)
    engine = place.engine(
        "record R { id: text key, county: text, day: date } list l for R { must A { at most 2 per county each month of day } must B { at most 9 per county each year of day } }"
    )
    facts = {"county": "X", "day": "2026-03-01"}
    engine.admit("R", {"id": "1", **facts})
    connection: Any = place.opened[-1]._connections.mine()
    asked: list[str] = []
    if kind == "sqlite":
        connection._raw.set_trace_callback(asked.append)
    else:
        one_row = type(connection).one_row

        def counted(self: Any, statement: Statement, values: tuple[Any, ...]) -> Any:
            asked.append(statement.text)
            return one_row(self, statement, values)

        monkeypatch.setattr(type(connection), "one_row", counted)
    monkeypatch.setattr(type(connection), "begin_reading", lambda *_: pytest.fail("no transaction is needed"))
    assert str(engine.decide("R", {"id": "2", **facts}).outcome) == "permit"
    assert len(asked) == 1
    if kind == "sqlite":
        connection._raw.set_trace_callback(None)
