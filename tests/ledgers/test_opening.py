"""A ledger is opened again: by the same policies, by changed ones, for records that have changed."""

from __future__ import annotations

from typing import Any

import pytest

import policyrules as pr
from tests.ledgers.places import Place, loaded

RECORD = (
    "record Visit 走访 dated day { id: text key, county: text, day: date, people: integer, note: text? }\n"
)
ONE = "must ONE { at most 1 per county each month of day }"
MANY = "should MANY { at most 10 total people per county each month of day }"


def policies(*items: str, record: str = RECORD) -> str:
    return (
        record + "list l for Visit { " + "\n".join(items or ["should not NONE { when people > 99 }"]) + " }"
    )


def visit(id_: str, day: str = "2026-03-01", **facts: Any) -> dict[str, Any]:
    return {"id": id_, "county": "X", "day": day, "people": 3, **facts}


def rows(place: Place, text: str) -> list[tuple[Any, ...]]:
    """Return what the database says of the ledger's tables, asked by somebody else."""
    for name in ("ledger", "records", "quotas", "uses", "counts", "values"):
        text = text.replace(f" {name}", f" {place.prefix}policyrules_{name}")
    return asked(place, text.replace("Visit", f"{place.prefix}Visit"))


def asked(place: Place, text: str) -> list[tuple[Any, ...]]:
    connection = place.ledger()._connections.mine()  # type: ignore[attr-defined]
    found: list[tuple[Any, ...]] = connection.asked(text)
    return found


def run(place: Place, text: str) -> None:
    """Run statements that a message says, one after the other."""
    for statement in text.split(";"):
        if statement.strip():
            asked(place, statement)


# --- the plan -------------------------------------------------------------------------------


def test_opening_again_changes_nothing(kept_place: Place) -> None:
    place = kept_place
    place.engine(policies(ONE)).admit("Visit", visit("1"))
    before = rows(place, "SELECT generation, number FROM ledger"), rows(place, "SELECT * FROM quotas")
    engine = place.engine(policies(ONE))
    assert (
        rows(place, "SELECT generation, number FROM ledger"),
        rows(place, "SELECT * FROM quotas"),
    ) == before
    assert engine.admit("Visit", visit("2")).status == "refused"


def test_what_there_is_counts_for_a_new_quota(kept_place: Place) -> None:
    """Given entries, when the policies count them in a new way, then they are counted when the ledger is opened."""
    place = kept_place
    engine = place.engine(policies(MANY))
    for at in range(4):
        engine.admit("Visit", visit(str(at)))
    engine.revise("Visit", "0", visit("0", "2026-04-01"))
    engine.withdraw("Visit", "1")
    told: list[tuple[str, int, int]] = []
    engine = place.engine(policies(MANY, ONE), progress=lambda *done: told.append(done))
    assert told == [("Visit", 5, 5)]
    statuses = [
        engine.admit("Visit", visit(f"n{month}", f"2026-{month:02}-05")).status for month in range(2, 6)
    ]
    assert statuses == ["admitted", "refused", "refused", "admitted"]
    assert len(rows(place, "SELECT * FROM quotas")) == 2


def test_how_it_counts_after_it_was_counted_again(kept_place: Place) -> None:
    """Given quotas of every kind, when they are counted from the entries, then they are as full as if they had been kept."""
    place = kept_place
    quotas = [
        "should A { at most 2 per county each week of day }",
        "should B { at most 5 total people per county in any 7 days of day }",
        "should C { at most 1 different note per county ever }",
        "should D { at most 1 different people per county in any 7 days of day }",
        "should E { at most 1 per county in any 7 days of day..finish }",
        "should F { when broken(A) at most 1 per county ever }",
        "should G { when before.people != people at most 1 per county ever }",
    ]
    record = RECORD + "define finish for Visit = day + 3 days\n"
    kept = place.engine(policies(*quotas, record=record))
    for at in range(6):
        kept.admit(
            "Visit", visit(str(at), f"2026-03-{at % 3 * 4 + 1:02}", note=["a", None, "b"][at % 3], people=at)
        )
    kept.revise("Visit", "2", visit("2", people=9))
    kept.withdraw("Visit", "5")
    counts = rows(
        place, "SELECT key, period, low, high, least, most, untold FROM counts ORDER BY quota, key, period"
    )
    values = rows(
        place, "SELECT key, period, value, low, high FROM values ORDER BY quota, key, period, value"
    )
    uses = rows(place, "SELECT * FROM uses ORDER BY quota, key, number")
    ask = visit("9", "2026-03-03")
    said = kept.decide("Visit", ask).to_dict()
    place.engine(policies())  # which count nothing
    assert rows(place, "SELECT * FROM uses") == []
    again = place.engine(policies(*quotas, record=record))
    assert again.decide("Visit", ask).to_dict() == said
    counted = "SELECT key, period, low, high, least, most, untold FROM counts WHERE high > 0 ORDER BY quota, key, period"
    assert rows(place, counted) == [row for row in counts if row[3]]
    there = (
        "SELECT key, period, value, low, high FROM values WHERE high > 0 ORDER BY quota, key, period, value"
    )
    assert rows(place, there) == [row for row in values if row[4]]
    assert rows(place, "SELECT * FROM uses ORDER BY quota, key, number") == uses


def test_another_limit_counts_nothing_again(kept_place: Place) -> None:
    place = kept_place
    place.engine(policies(ONE)).admit("Visit", visit("1"))
    told: list[Any] = []
    engine = place.engine(policies(ONE.replace("most 1", "most 2")), progress=lambda *done: told.append(done))
    assert not told
    assert [engine.admit("Visit", visit(id_)).status for id_ in "23"] == ["admitted", "refused"]


@pytest.mark.parametrize(
    "changed",
    [
        "must ONE { when people > 3 at most 1 per county each month of day }",
        "must ONE { unless people = 3 at most 1 per county each month of day }",
        "must ONE { at most 1 per note each month of day }",
        "must ONE { at most 1 per county each year of day }",
        ONE + "\nmust not TWO { when people = 3 overrides ONE }",
        ONE.replace("at most", "when big at most") + " }\ndefine big for Visit = people > 3\nlist m for Visit { may X { when people > 1 }",
    ],
)  # fmt: skip
def test_a_quota_that_counts_something_else_is_counted_again(sqlite: Place, changed: str) -> None:
    sqlite.engine(policies(ONE)).admit("Visit", visit("1", note="a"))
    told: list[Any] = []
    sqlite.engine(policies(changed), progress=lambda *done: told.append(done))
    assert told == [("Visit", 1, 1)]
    told.clear()
    sqlite.engine(policies(changed), progress=lambda *done: told.append(done))
    assert not told


def test_other_quotas_keep_what_was_settled(sqlite: Place) -> None:
    """Given an entry that did not count by a parameter of then, when another quota is new, then it still does not count."""
    text = policies("must BIG { when people > least at most 1 per county each month of day }") + (
        "\nparameter least: integer"
    )
    engine = pr.Engine(pr.load_text(text, parameters={"least": 5}), ledger=sqlite.ledger())
    assert engine.admit("Visit", visit("1")).accepted
    changed = pr.load_text(
        text.replace("list l for Visit {", "list l for Visit { " + MANY), parameters={"least": 1}
    )
    engine = pr.Engine(changed, ledger=sqlite.ledger())
    assert engine.admit("Visit", visit("2")).accepted
    assert not engine.admit("Visit", visit("3")).accepted
    decision = engine.decide("Visit", visit("4", "2026-03-02", people=5))
    assert {str(finding.item) for finding in decision.findings} == {"BIG", "MANY"}


def test_an_entry_that_cannot_be_counted_is_named(kept_place: Place) -> None:
    place = kept_place
    place.engine(policies()).admit("Visit", visit("1"))
    with pytest.raises(pr.LedgerError) as raised:
        place.engine(policies("must NOTE { at most 1 per note ever }"))
    assert raised.value.in_("en") == (
        "the entry `1` of `Visit` does not say `note`, by which `NOTE` counts it: "
        "revise or withdraw it under the earlier policies first"
    )
    assert (
        raised.value.in_("zh") == "走访 `1` 未载明 `note`，而 `NOTE` 须据以计数；请先按原政策变更或撤销该记录"
    )
    assert rows(place, "SELECT * FROM quotas") == [], "all of it or nothing"
    assert place.engine(policies()).revise("Visit", "1", visit("1", note=None)).accepted


def test_whoever_counts_by_other_policies_is_refused(kept_place: Place) -> None:
    """Given two processes, when one opens the ledger with other policies, then the other may not go on counting wrong."""
    place = kept_place
    old = place.engine(policies(ONE))
    assert old.admit("Visit", visit("1")).accepted
    new = place.engine(policies(ONE, MANY))
    with pytest.raises(pr.LedgerError, match="opened with other policies since"):
        old.admit("Visit", visit("2", county="Y"))
    with pytest.raises(pr.LedgerError, match="opened with other policies since") as raised:
        old.decide("Visit", visit("2", county="Y"))
    assert "`走访` 台账此后已按其他政策文件打开" in raised.value.in_("zh")
    assert new.admit("Visit", visit("2", county="Y")).accepted
    assert [kept.key for kept in new.entries("Visit")] == ["1", "2"]


def test_whoever_counts_the_same_goes_on(kept_place: Place) -> None:
    place = kept_place
    old = place.engine(policies(ONE))
    old.admit("Visit", visit("1"))
    other = "record Other { id: text key } list o for Visit { should not SAME { when some o in Other where (o.id = county) } }"
    new = place.engine(policies(ONE) + other)
    new.admit("Other", {"id": "Z"})
    assert old.admit("Visit", visit("2", county="Y")).accepted
    assert str(new.admit("Visit", visit("3", county="Z")).outcome) == "warn"
    assert str(old.admit("Visit", visit("4", "2026-04-01", county="Z")).outcome) == "permit"


def test_what_is_looked_up_gets_an_index(kept_place: Place) -> None:
    place = kept_place
    place.engine(policies()).admit("Visit", visit("1"))

    def indexes() -> set[str]:
        if place.kind == "sqlite":
            return {row[0] for row in rows(place, "SELECT name FROM sqlite_master WHERE type = 'index'")}
        return {row[0] for row in rows(place, "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")}

    before = indexes()
    engine = place.engine(
        policies("should not SAME { when some v in Visit where (v.note = note and v.people > 1) }")
    )
    new = {name.removeprefix(place.prefix) for name in indexes() - before}
    assert new == {"Visit_by_note_index", "Visit_untold_note_index"}
    assert str(engine.admit("Visit", visit("2", note="a")).outcome) == "permit"


# --- records that have changed --------------------------------------------------------------


def changed(place: Place, record: str, **options: Any) -> pr.Engine:
    return place.engine(policies(record=record), **options)


def complaint(place: Place, record: str, language: Any = "en") -> str:
    with pytest.raises(pr.LedgerError) as raised:
        changed(place, record)
    said: str = raised.value.in_(language)
    return said


@pytest.fixture
def filled(kept_place: Place) -> Place:
    """Return a ledger with two entries and a third version."""
    engine = kept_place.engine(policies())
    engine.admit("Visit", visit("1", note=None))
    engine.admit("Visit", visit("2"))
    engine.revise("Visit", "2", visit("2", people=4))
    return kept_place


WIDER = [
    RECORD.replace("Visit 走访", "Visit 走访记录"),
    RECORD.replace("county: text", "county 县: text"),
    RECORD.replace("county: text", "county: text?"),
    RECORD.replace("people: integer", "people: integer = 1"),
    RECORD.replace("people: integer, note: text?", "note: text?, people: integer"),
    RECORD.replace("county: text", "county: { X, Y }"),
]


@pytest.mark.parametrize("record", WIDER)
def test_what_can_still_be_read_still_fits(filled: Place, record: str) -> None:
    assert [kept.facts["people"] for kept in changed(filled, record).entries("Visit")] == [3, 4]


def test_a_new_field(filled: Place) -> None:
    record = RECORD.replace("note: text?", "note: text?, tier 层级: { low, high }?, seats 座位: integer = 7")
    said = complaint(filled, record)
    assert said.startswith(
        "the table of `Visit` does not fit the record any more (2 changes):\n- `tier` is new, and there are 3 entries without it. Open the ledger once with `--migrate` (`SqlLedger(…, migrate=True)`), which leaves it unknown in them, or run: ALTER TABLE"
    )
    assert (
        "`seats` is new, and there are 3 entries without it. Open the ledger once with `--migrate` (`SqlLedger(…, migrate=True)`), which gives them its default"
        in said
    )
    chinese = complaint(filled, record, "zh")
    assert "`走访` 的台账表与现行记录定义不符（共 2 处）：" in chinese
    assert (
        "新增字段 `层级`，已有 3 条记录没有此项。以 `--migrate`（`SqlLedger(…, migrate=True)`）打开一次，即在已有记录中记为不详；"
        in chinese
    )
    engine = changed(filled, record, migrate=True)
    assert [(kept.facts["tier"], kept.facts["seats"]) for kept in engine.entries("Visit")] == [
        (pr_unknown(), 7)
    ] * 2
    assert [kept.facts.unknown for kept in engine.entries("Visit")] == [("tier",), ("note", "tier")]
    engine.admit("Visit", visit("3", tier="high", seats=2))
    assert changed(filled, record).entries("Visit")[-1].facts["tier"] == "high"
    with pytest.raises(pr.LedgerError, match="`tier` is gone"):
        place_with(filled, RECORD)


def pr_unknown() -> Any:
    from policyrules.core.values import UNKNOWN

    return UNKNOWN


def place_with(place: Place, record: str) -> pr.Engine:
    return changed(place, record)


def test_a_new_field_by_hand(filled: Place) -> None:
    """Given what the message says to run, when it is run, then the ledger fits."""
    record = RECORD.replace("note: text?", "note: text?, tier: { low, high }?, seats: integer = 7")
    for line in complaint(filled, record).splitlines()[1:]:
        run(filled, line.partition("or run: ")[2])
    engine = changed(filled, record)
    assert [kept.facts.unknown for kept in engine.entries("Visit")] == [("tier",), ("note", "tier")]
    assert [kept.facts["seats"] for kept in engine.entries("Visit")] == [7, 7]


def test_a_field_that_is_gone(filled: Place) -> None:
    record = RECORD.replace(", people: integer", "")
    text = (
        record
        + "list l for Visit { should not X { when county = day_text } } define day_text for Visit = note"
    )
    with pytest.raises(pr.LedgerError) as raised:
        filled.engine(text)
    said = raised.value.in_("en")
    assert (
        "- `people` is gone. Open the ledger once with `--migrate` (`SqlLedger(…, migrate=True)`), which keeps its column and reads it no more, or run: ALTER TABLE"
        in said
    )
    assert filled.engine(text, migrate=True).entries("Visit")[0].facts.values[0] == "1"
    assert filled.engine(text).entries("Visit")[1].facts["id"] == "2"
    assert [row[0] for row in rows(filled, 'SELECT people FROM "Visit" ORDER BY _number')] == [3, 3, 4]


def test_a_field_of_another_name(filled: Place) -> None:
    record = RECORD.replace("people: integer", "persons 人数: integer")
    text = record + "list l for Visit { should not X { when persons > 99 } }"
    with pytest.raises(pr.LedgerError) as raised:
        filled.engine(text)
    said = raised.value.in_("en")
    assert "If it is called `persons` now, run: ALTER TABLE" in said
    assert "如已更名为 `人数`，执行：ALTER TABLE" in raised.value.in_("zh")
    run(filled, said.partition("now, run: ")[2].splitlines()[0])
    assert [kept.facts["人数"] for kept in filled.engine(text).entries("Visit")] == [3, 4]


def test_a_field_of_another_type(filled: Place) -> None:
    record = (
        RECORD.replace("people: integer", "people: text")
        + "list l for Visit { should not X { when people = note } }"
    )
    with pytest.raises(pr.LedgerError) as raised:
        filled.engine(record)
    said = raised.value.in_("en")
    assert (
        "- `people` was a whole number and is text now. Convert the column, for example: ALTER TABLE" in said
    )
    assert "`people` 原为整数，现为文本。请转换该列，例如：" in raised.value.in_("zh")
    run(filled, said.partition("for example: ")[2])
    assert [kept.facts["people"] for kept in filled.engine(record).entries("Visit")] == ["3", "4"]


def test_values_that_are_no_longer_members(filled: Place) -> None:
    record = RECORD.replace("county: text", "county: { Y, Z }")
    assert (
        "`county` is one of `Visit.county` now, and the entry `1` has 'X' there, which is none."
        in complaint(filled, record)
    )
    record = RECORD.replace("county: text", "county: { X, Y }")
    engine = changed(filled, record)
    engine.admit("Visit", visit("3", county="Y"))
    assert (
        changed(filled, record.replace("{ X, Y }", "{ Z, Y, X }")).entries("Visit")[2].facts["county"] == "Y"
    )
    assert "and the entry `3` has 'Y' there" in complaint(filled, record.replace("{ X, Y }", "{ X }"))


def test_none_where_it_may_not_be(filled: Place) -> None:
    record = RECORD.replace("note: text?", "note: text")
    assert "`note` may not be none any more, and is in 1 entries" in complaint(filled, record)
    filled.engine(policies()).revise("Visit", "1", visit("1", note="a"))
    engine = changed(filled, record)
    assert [kept.facts["note"] for kept in engine.entries("Visit")] == [pr_unknown(), "a"], (
        "what was not told is still not told"
    )


def test_another_key(filled: Place) -> None:
    record = RECORD.replace("id: text key, county: text", "id: text, county: text key")
    assert "`county` is the key now, and several entries have 'X' there" in complaint(filled, record)
    filled.engine(policies()).revise("Visit", "2", visit("2", county="Y"))
    engine = changed(filled, record)
    with pytest.raises(pr.LedgerError, match="has another `Y`"):
        engine.admit("Visit", visit("9", county="Y"))
    assert engine.revise("Visit", "Y", visit("9", county="Y")).accepted
    assert engine.admit("Visit", visit("1", county="Z")).accepted


def test_a_ledger_without_entries_fits_anything(kept_place: Place) -> None:
    kept_place.engine(policies())
    record = "record Visit { id: integer, name: text key, day: boolean }"
    engine = kept_place.engine(record)
    assert engine.admit("Visit", {"id": 1, "name": "a", "day": True}).accepted
    assert kept_place.engine(record).entries("Visit")[0].facts.values == (1, "a", True)


def test_fields_in_nested_records(kept_place: Place) -> None:
    text = (
        "record Part {{ name: text{more} }} record Whole {{ id: text key, parts: list of Part, one: Part? }}"
    )
    engine = kept_place.engine(text.format(more=""))
    engine.admit("Whole", {"id": "1", "parts": [{"name": "a"}], "one": None})
    engine = kept_place.engine(text.format(more=", size: integer?"))
    (kept,) = engine.entries("Whole")
    assert kept.facts["parts"][0].values == {"name": "a", "size": pr_unknown()}
    with pytest.raises(pr.LedgerError, match="`parts` is a list of `Part` now, and the entry `1` has"):
        kept_place.engine(text.replace("name: text", "name: date").format(more=""))


# --- what is there already ------------------------------------------------------------------


def test_a_table_that_is_no_ledgers(kept_place: Place) -> None:
    rows(kept_place, 'CREATE TABLE "Visit" (x integer)')
    with pytest.raises(pr.LedgerError, match="that is no ledger's; give the ledger's tables a prefix"):
        kept_place.engine(policies())
    assert rows(kept_place, 'SELECT * FROM "Visit"') == []
    kept_place.prefix += "ledger_"
    assert kept_place.engine(policies()).admit("Visit", visit("1")).accepted


def test_two_ledgers_in_one_database(kept_place: Place) -> None:
    first = kept_place.engine(policies(ONE))
    second = Place(kept_place.kind, kept_place.url, kept_place.prefix + "b_", kept_place.opened)
    assert first.admit("Visit", visit("1")).number == 1
    assert second.engine(policies(ONE)).admit("Visit", visit("1")).number == 1
    assert first.admit("Visit", visit("2")).status == "refused"


def test_a_ledger_of_another_form(kept_place: Place) -> None:
    kept_place.engine(policies())
    rows(kept_place, "UPDATE ledger SET form = 99")
    with pytest.raises(
        pr.LedgerError, match="have the form 99, and this version of policyrules knows the form 1"
    ):
        kept_place.engine(policies())


def test_names_that_databases_do_not_tell_apart(kept_place: Place) -> None:
    long = "很长的字段名称" * 14
    text = (
        f"record Visit {{ id: text key, Name: text, name: text, `_number`: integer, {long}一: text, {long}二: text }} "
        "record visit { id: text key } record policyrules_uses { id: text key }"
    )
    facts = {"id": "1", "Name": "A", "name": "b", "_number": 7, long + "一": "1", long + "二": "2"}
    engine = kept_place.engine(text)
    engine.admit("Visit", facts)
    engine.admit("visit", {"id": "2"})
    engine.admit("policyrules_uses", {"id": "3"})
    reordered = text.replace("Name: text, name: text", "name: text, Name: text")
    (kept,) = kept_place.engine(reordered).entries("Visit")
    assert {name: kept.facts[name] for name in facts} == facts
    assert [kept_place.engine(text).entries(name)[0].key for name in ("visit", "policyrules_uses")] == [
        "2",
        "3",
    ]


def test_auditors_can_read_the_tables(kept_place: Place) -> None:
    """Given entries, when somebody asks in SQL, then fields are columns, and what was withdrawn is marked."""
    place = kept_place
    engine = place.engine(policies(ONE, MANY))
    engine.admit("Visit", visit("1", note="a"))
    engine.admit("Visit", visit("2"), override="the dam broke")
    engine.withdraw("Visit", "1", reason="entered twice")
    found = rows(
        place,
        'SELECT _number, _key, _outcome, _override, _ended, _withdrawn, _unknown, county, people, note FROM "Visit" ORDER BY 1',
    )
    assert found == [
        (1, "1", "permit", None, 3, "entered twice", None, "X", 3, "a"),
        (2, "2", "forbid", "the dam broke", None, None, '["note"]', "X", 3, None),
    ]
    used = rows(
        place,
        "SELECT q.item, u.key, u.number, u.value FROM uses u JOIN quotas q ON q.quota = u.quota ORDER BY 1, 3",
    )
    assert [(item.rpartition(".")[2], *rest) for item, *rest in used] == [
        ("MANY", '["X"]', 1, "3"),
        ("MANY", '["X"]', 2, "3"),
        ("ONE", '["X"]', 1, None),
        ("ONE", '["X"]', 2, None),
    ]
    assert loaded(policies(ONE, MANY)).records["Visit"].key == "id"
