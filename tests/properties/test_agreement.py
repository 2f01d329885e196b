"""Every way to run a policy means what the reference means; every printing of a policy means the policy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import event, given, note, settings
from hypothesis import strategies as st

import policyrules as pr
from policyrules.core.combine import combine
from policyrules.core.decide import decide
from policyrules.core.decision.brief import Brief
from policyrules.core.evaluate.evaluation import Evaluation
from policyrules.core.facts import Facts
from policyrules.core.history import NO_HISTORY, History, ListedHistory, Use
from policyrules.core.uses import Unplaced, listed
from policyrules.diagnostics.diagnostic import Severity
from policyrules.diagnostics.phrase import Language
from policyrules.diagnostics.source import Source
from policyrules.engine.record_decider import RecordDecider
from policyrules.errors import FactError
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.ast.tests import TestDeclaration
from policyrules.syntax.format import format_file
from policyrules.syntax.parse import parse_file
from policyrules.testing.strategies import facts, ledgers
from tests.ledgers.places import closing
from tests.properties.cases import CASES, generated
from tests.properties.policies import files
from tests.properties.written_tests import written_tests
from tests.schemas import checked

if TYPE_CHECKING:
    from policyrules.backends.python.index.plan import Indexing
    from tests.properties.conftest import Kind

RECORDS = 8
"""So many records are decided by each generated policy."""

days = st.one_of(st.none(), st.dates(date(2023, 12, 1), date(2027, 1, 31)))


def load(text: str) -> pr.PolicySet:
    """Return the policy set of a generated text; anything but lint in it is the generator's fault."""
    note(text)
    try:
        return pr.load_text(text, name="generated.rules")
    except pr.PolicyError as error:
        raise AssertionError(f"{error}\n\n{text}") from None


def parsed(text: str) -> File:
    file, diagnostics = parse_file(Source("generated.rules", text))
    errors = [d for d in diagnostics if d.severity is Severity.ERROR]
    assert not errors, (errors, text)
    return file


def assert_same(one: pr.Decision, other: pr.Decision) -> None:
    """Two decisions say the same, in everything but the explanation."""
    first, second = one.to_dict(), other.to_dict()
    different = [key for key in first if first[key] != second[key]]
    assert {key: first[key] for key in different} == {key: second[key] for key in different}
    assert one.outcome == other.outcome


@generated
@given(st.one_of(files(over_time=True), files()), st.sampled_from(["en", "zh"]))
def test_formatting_keeps_the_tree_and_settles(file: File, language: Language) -> None:
    once = format_file(file, language)
    read = parsed(once)
    assert read.declarations == file.declarations
    assert format_file(read, language) == once
    other: Language = "zh" if language == "en" else "en"
    back = format_file(parsed(format_file(read, other)), language)
    assert parsed(back).declarations == file.declarations
    # what does not fit on a line in the other language stays on several, and needless quotes stay too
    assert re.sub(r"[\s,`]+", "", back) == re.sub(r"[\s,`]+", "", once)
    assert format_file(parsed(format_file(parsed(back), other)), language) == back


@generated
@given(written_tests(), st.sampled_from(["en", "zh"]))
def test_formatting_keeps_tables_of_examples(test: TestDeclaration, language: Language) -> None:
    once = format_file(File(Source("generated.rules", ""), (test,), ()), language, quotes_keywords=True)
    note(once)
    read = parsed(once)
    assert read.declarations == (test,)
    assert format_file(read, language, quotes_keywords=True) == once


Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def by_reference(
    policies: pr.PolicySet, read: Facts, on: date | None, history: History = NO_HISTORY
) -> pr.Decision:
    return decide(
        policies.program,
        "Case",
        read,
        on=on,
        parameters=policies.parameters,
        calendars=policies.plugins.calendars,
        history=history,
    )


def decided(engine: pr.Engine, read: Facts, on: date | None) -> pr.Decision | None:
    """The engine's decision; None for facts in which something is done before it began."""
    try:
        return engine.decide("Case", read, on=on)
    except FactError:
        event("done before it began")
        return None


@generated
@given(files(), st.data())
def test_generated_python_agrees_with_the_reference(file: File, data: st.DataObject) -> None:
    policies = load(format_file(file, "en"))
    engine = pr.Engine(policies)
    # rules looked up wherever that can be done, or nowhere
    ways: list[Indexing] = ["always", "never"]
    way = data.draw(st.sampled_from(ways))
    forced = RecordDecider(policies.records["Case"], engine._grounds, indexing=way)
    drawn = st.lists(
        st.tuples(facts(policies.program, "Case", unknown=True), days), min_size=RECORDS, max_size=RECORDS
    )
    for given_facts, on in data.draw(drawn):
        read = engine.facts("Case", given_facts, partial=True)
        fast = decided(engine, read, on)
        slow = by_reference(policies, read, on)
        event(f"outcome {slow.outcome}")
        if fast is None:
            continue
        assert_same(fast, slow)
        assert fast.finding_ids == tuple(finding.id for finding in slow.findings)
        # as they were given, where the code that expects all to be known is asked if nothing is left out
        at_once = [engine.decide("Case", given_facts, on=on, partial=True)]
        with suppress(FactError):
            at_once.append(engine.decide("Case", given_facts, on=on))
            event("all facts that may not be none are known")
        for decision in at_once:
            assert decision.finding_ids == fast.finding_ids
            assert_same(decision, slow)
        for form in (given_facts, read):
            (brief,) = engine.decide_many("Case", [form], on=on, partial=True)
            assert (brief.outcome, brief.finding_ids) == (slow.outcome, fast.finding_ids)
        forcedly: list[pr.Decision | Brief] = [
            forced(given_facts, on=on, partial=True),
            *forced.many([given_facts], on=on, partial=True),
        ]
        with suppress(FactError):
            forcedly.append(forced(given_facts, on=on))
        for each in forcedly:
            assert (each.outcome, each.finding_ids) == (slow.outcome, fast.finding_ids)


@generated
@given(files(over_time=True), st.data())
def test_ledgers_in_memory_say_what_lists_of_entries_say(file: File, data: st.DataObject) -> None:
    """The same decisions, whether ledgers are there, empty or filled; what they count is settled alike."""
    policies = load(format_file(file, "en"))
    program = policies.program
    kept = data.draw(st.sampled_from([("Case", "Plan"), ("Case", "Plan"), ("Case",), ("Plan",)]))
    least = data.draw(st.sampled_from([4, 2, 0]))
    rows = data.draw(ledgers(program, kept, unknown=data.draw(st.booleans()), min_rows=least))
    if data.draw(st.booleans()):
        for record, later in data.draw(ledgers(program, kept, max_rows=2)).items():
            rows[record] = [*rows[record], *later]  # new versions of some
    plain = pr.Engine(policies)
    read_rows = {
        record: [plain.facts(record, row, partial=True).row for row in given_rows]
        for record, given_rows in rows.items()
    }
    try:
        entries = listed(
            program, read_rows, parameters=policies.parameters, calendars=policies.plugins.calendars
        )
    except Unplaced:
        event("an entry does not say what it is counted by")
        with pytest.raises(pr.FactError):
            pr.Engine(policies, ledger=pr.MemoryLedger(rows, records=kept))
        return
    engine = pr.Engine(policies, ledger=pr.MemoryLedger(rows, records=kept))
    assert counted(engine) == [(entry.key, set(entry.uses)) for entry in entries.get("Case", ())]
    drawn = st.lists(
        st.tuples(facts(program, "Case", unknown=data.draw(st.booleans())), days),
        min_size=RECORDS,
        max_size=RECORDS,
    )
    for given_facts, on in data.draw(drawn):
        read = engine.facts("Case", given_facts, partial=True)
        fast = decided(engine, read, on)
        if fast is None:
            continue
        name = engine.decider("Case").name_of(read)
        slow = by_reference(policies, read, on, ListedHistory(entries, "Case", name))
        event(f"outcome {slow.outcome}")
        assert_same(fast, slow)
        assert masks(engine, read, on) == masks_by_reference(
            policies, read, on, ListedHistory(entries, "Case", name)
        )


def masks(engine: pr.Engine, read: Facts, on: date | None) -> tuple[int, int]:
    """Which items surely, and possibly, say something: by generated Python."""
    decider, grounds = engine.decider("Case"), engine._grounds
    assert grounds.books is not None
    governing, today = decider.days(read.values, on)

    ask = (decider._whole if read.complete else decider._partly).compiled.answer

    def asked(history: History) -> tuple[int, int]:
        sure, possible, *groups = ask(read.values, governing, today, grounds.parameters, history)
        assert not groups, "too few rules are alike for that"
        return sure, possible

    return grounds.books.deciding("Case", decider.name_of(read), asked)


def masks_by_reference(
    policies: pr.PolicySet, read: Facts, on: date | None, history: History
) -> tuple[int, int]:
    evaluation = Evaluation(
        policies.program,
        "Case",
        read.row,
        on=on,
        parameters=policies.parameters,
        calendars=policies.plugins.calendars,
        history=history,
    )
    standings = combine(evaluation).standings
    sure = sum(1 << number for number, each in enumerate(standings) if each.says is True)
    return sure, sum(1 << number for number, each in enumerate(standings) if each.says is not False)


@generated
@given(files(over_time=True), st.data())
def test_rows_admitted_one_by_one_count_as_given_rows_do(file: File, data: st.DataObject) -> None:
    """What an entry adds is settled as of its own date, from what came before it, however it came.

    Exactly: rows of one ledger, all other ledgers being the same, admitted in their order into an empty ledger add
    to quotas what they add when they are given; if each has a date of its own (its `dated` field has a value) on
    whatever day they are admitted, else if they are admitted without a day. Decisions then say the same.
    """
    policies = load(format_file(file, "en"))
    program = policies.program
    rows = data.draw(ledgers(program, ["Case", "Plan"], min_rows=data.draw(st.sampled_from([3, 0]))))
    engine = pr.Engine(policies, ledger=pr.MemoryLedger({"Plan": rows["Plan"]}))
    dated = program.records["Case"].dated
    accepted = []
    for row in rows["Case"]:
        on = data.draw(days) if dated is not None and row.get(dated) is not None else None
        try:
            assert engine.admit("Case", row, on=on, override="whatever it is").accepted
        except FactError:  # done before it began, or it does not say what it is counted by
            continue
        accepted.append(row)
    event(f"{len(accepted)} of {len(rows['Case'])} admitted")
    given_rows = pr.Engine(policies, ledger=pr.MemoryLedger({**rows, "Case": accepted}))
    assert counted(engine) == counted(given_rows)
    for case, on in data.draw(st.lists(st.tuples(facts(program, "Case"), days), min_size=2, max_size=2)):
        read = engine.facts("Case", case, partial=True)
        one, other = decided(engine, read, on), decided(given_rows, read, on)
        assert (one is None) is (other is None)
        if one is not None and other is not None:
            assert_same(one, other)


def test_databases_say_what_memory_says(kept_kind: Kind) -> None:
    """By any policies: what is admitted, what it counts as, and all decisions later, opened again or not."""

    @settings(generated, max_examples=kept_kind.runs(CASES))
    @given(files(over_time=True), st.data())
    def held(file: File, data: st.DataObject) -> None:
        policies = load(format_file(file, "en"))
        rows = data.draw(
            ledgers(policies.program, ["Plan", "Case"], min_rows=data.draw(st.sampled_from([3, 0])))
        )
        given_on = data.draw(days)
        with closing(kept_kind.new()) as place:
            memory = pr.Engine(policies, ledger=pr.MemoryLedger())
            kept = pr.Engine(policies, ledger=place.ledger())
            for record, row in ((record, row) for record, given_rows in rows.items() for row in given_rows):
                first, second = (admitted(engine, record, row, given_on) for engine in (memory, kept))
                assert first == second
            first, second = (
                [(each.key, each.number, set(each.entry.uses)) for each in engine.entries("Case")]
                for engine in (memory, kept)
            )
            assert first == second
            engines = [kept, pr.Engine(policies, ledger=place.ledger())]
            cases = st.tuples(facts(policies.program, "Case", unknown=True), days)
            for case, on in data.draw(st.lists(cases, min_size=4, max_size=4)):
                read = memory.facts("Case", case, partial=True)
                expected = decided(memory, read, on)
                for engine in engines:
                    found = decided(engine, read, on)
                    assert (found is None) is (expected is None)
                    if found is not None and expected is not None:
                        assert_same(found, expected)

    held()


def admitted(engine: pr.Engine, record: str, row: Mapping[str, Any], on: date | None) -> Any:
    """What becomes of a row that is admitted whatever is said of it."""
    try:
        return engine.admit(record, row, on=on, override="whatever it is").to_dict()
    except FactError as error:
        return str(error)


def counted(engine: pr.Engine) -> list[tuple[str | None, set[Use]]]:
    """What each entry adds to quotas."""
    books = engine._grounds.books
    assert books is not None

    def asked(history: History) -> list[tuple[str | None, set[Use]]]:
        return [(entry.key, set(entry.uses)) for entry in history.entries("Case", {})]

    return books.deciding("Case", None, asked)


@generated
@given(st.one_of(files(over_time=True), files()), st.data())
def test_decisions_follow_their_schema_and_explanations_end_in_the_same_outcome(
    file: File, data: st.DataObject
) -> None:
    policies = load(format_file(file, "en"))
    rows = data.draw(ledgers(policies.program))
    over_rows = engine_over(policies, rows)
    if over_rows is None:
        return
    engines = [pr.Engine(policies), over_rows]
    for given_facts, on in data.draw(
        st.lists(st.tuples(facts(policies.program, "Case", unknown=True), days), min_size=2, max_size=2)
    ):
        for engine in engines:
            decision = decided(engine, engine.facts("Case", given_facts, partial=True), on)
            if decision is not None:
                checked("decision", decision.to_dict())
                explanation = decision.explain()
                assert explanation.outcome == decision.outcome
                assert explanation.text("zh")
                assert explanation.text("en")


@generated
@given(files(unknowns=False), st.data())
def test_knowing_more_never_turns_a_settled_outcome(file: File, data: st.DataObject) -> None:
    """Completing a record keeps a determined outcome: unknown is honest."""
    policies = load(format_file(file, "en"))
    engine = pr.Engine(policies)
    for complete, on in data.draw(
        st.lists(st.tuples(facts(policies.program, "Case"), days), min_size=3, max_size=3)
    ):
        before, after = (
            decided(engine, engine.facts("Case", case, partial=True), on)
            for case in (shortened(data, complete), complete)
        )
        assert_settled_stays(before, after)


def assert_settled_stays(before: pr.Decision | None, after: pr.Decision | None) -> None:
    """A settled outcome without a note of what was skipped is what it is once more is known."""
    if before is None or after is None or before.outcome == "undetermined" or before.notes:
        return
    event("settled before")
    assert after.outcome == before.outcome


def engine_over(policies: pr.PolicySet, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> pr.Engine | None:
    """An engine over given rows; none where a row does not say what a quota counts it by."""
    try:
        return pr.Engine(policies, ledger=pr.MemoryLedger(rows))
    except FactError as error:
        if any(problem.code != "is-missing" for problem in error.problems):
            raise
        event("a row does not say what it is counted by")
        return None


def shortened(data: st.DataObject, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row that leaves some facts out, its key never."""
    hidden = data.draw(st.sets(st.sampled_from(sorted(row))))
    return {name: value for name, value in row.items() if name == "code" or name not in hidden}


@generated
@given(files(over_time=True, unknowns=False), st.data())
def test_knowing_more_of_ledgers_never_turns_a_settled_outcome(file: File, data: st.DataObject) -> None:
    """So it is with ledgers: one that is not there, one whose rows leave facts out, one that says all."""
    policies = load(format_file(file, "en"))
    complete = data.draw(ledgers(policies.program, min_rows=data.draw(st.sampled_from([3, 0]))))
    partial = {record: [shortened(data, row) for row in rows] for record, rows in complete.items()}
    over_partial, over_complete = engine_over(policies, partial), engine_over(policies, complete)
    if over_partial is None or over_complete is None:
        return
    engines = [pr.Engine(policies), over_partial, over_complete]
    for case, on in data.draw(
        st.lists(st.tuples(facts(policies.program, "Case"), days), min_size=3, max_size=3)
    ):
        known = [decided(engine, engine.facts("Case", case, partial=True), on) for engine in engines]
        for before, after in pairwise(known):
            assert_settled_stays(before, after)
