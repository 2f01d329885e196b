"""Whatever is admitted, revised and withdrawn, in whatever order: no quota is ever over, and all is as counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import policyrules as pr
from policyrules.core.decide import decide
from policyrules.core.history import Entry, ListedHistory
from policyrules.core.values import UNKNOWN
from policyrules.errors import FactError, LedgerError
from tests.ledgers.places import Place
from tests.properties import visits
from tests.properties.cases import CASES, generated
from tests.properties.quota_cases import ANCHORS, STEPS, near

if TYPE_CHECKING:
    from tests.properties.conftest import Kind

POLICIES = pr.load_text(visits.POLICY, name="visits.rules", parameters=visits.PARAMETERS)
ACCEPTED = ("permit", "advise", "warn")
LEFT_OUT = object()


@define
class Version:
    """A version of an entry, as the tests know it. `allowed` says that nothing of it was over a quota."""

    number: int
    key: str
    standing: visits.Standing
    decision: dict[str, Any] | None = field(repr=False)
    allowed: bool
    ended: bool = False
    withdrawn: bool = False


# --- what is drawn ----------------------------------------------------------------------------

PLANS = ("p1", "p2")
OVERRIDES = st.sampled_from([None, None, None, "asked for by the mayor"])
DRY_RUNS = st.sampled_from([False, False, False, False, True])
PLACES = (("X",), ("Y",), ("X", "Y"), ("Z",), (), ("Y", "Z"), ("X", "Y", "Z"))
# the last of each is drawn as often as any other, so what is rare is outweighed
DRAWN: Mapping[str, tuple[Any, ...]] = {
    "kind": ("short", "long", "short", "long", "other"),
    "stage": ("planned", "made", "planned", "closed"),
    "unit": ("A", "A", "B", "A", "B", "A", "A", "B", "C"),
    "leader": ("p", "q", "r", "p", "q", None, "r", LEFT_OUT),
    "finish": (0, 1, 0, 2, 6, 0, 14, 1, 31, None, 40, LEFT_OUT),
    "people": (1, 2, 1, 3, 0, 5, 1, 9),
    "cost": (*map(Decimal, ("1", "5", "20", "0.5", "1", "45", "-30", "60")), None, LEFT_OUT),
    "most": (3, 2, None, 1, 3, None, -1, LEFT_OUT),
    "plan": (LEFT_OUT, "p1", LEFT_OUT, "p2"),
    "urgent": (False, False, False, True, False, None, False, LEFT_OUT),
    "agreed": (LEFT_OUT, False, LEFT_OUT, LEFT_OUT, True),
}


def visit_facts(anchor: date, *, complete: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Facts of a visit near a day; of those that may be left out some are, and then are not known.

    Rows that are not `complete` may lack what is needed to tell whether they count, never what they count by.
    """
    drawn = {name: st.sampled_from(values) for name, values in DRAWN.items()}
    if not complete:
        drawn["kind"] |= st.just(LEFT_OUT)
        drawn |= {
            name: st.sampled_from([each for each in DRAWN[name] if each is not LEFT_OUT])
            for name in ("finish", "leader")
        }
    drawn["places"] = st.sampled_from(PLACES).map(list)
    drawn["start"] = st.builds(near, st.just(anchor), st.sampled_from(STEPS[:7]) | st.sampled_from(STEPS))
    return st.fixed_dictionaries(drawn).map(_with_its_end)


def _with_its_end(drawn: dict[str, Any]) -> dict[str, Any]:
    if isinstance(drawn["finish"], int):
        drawn["finish"] = near(drawn["start"], drawn["finish"])
    return {name: value for name, value in drawn.items() if value is not LEFT_OUT}


def values_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The values the tests read: what is left out is not known, or has its default."""
    values = {name: facts.get(name, UNKNOWN) for name in FIELDS}
    values["places"] = tuple(facts["places"])
    return {**values, "plan": facts.get("plan"), "agreed": facts.get("agreed", False)}


FIELDS = [each.names.first for each in POLICIES.records["Visit"].fields]


# --- the machine ------------------------------------------------------------------------------

DECIDERS = {record: pr.Engine(POLICIES).decider(record) for record in POLICIES.records}


class LedgerMachine(RuleBasedStateMachine):
    """Engines on one ledger, and what the tests know of it."""

    new_place: ClassVar[Callable[[], Place]]
    """Makes a place for a ledger of a run's own."""

    kept = Bundle("kept")
    """Decisions made before, and what they said then."""

    def __init__(self) -> None:
        super().__init__()
        self.versions: list[Version] = []
        self.plans: dict[str, date] = {}
        self.number = 0
        self.names = 0

    @initialize(anchor=st.sampled_from(ANCHORS), rows=st.data(), count=st.sampled_from([0, 0, 1, 3]))
    def open(self, anchor: date, rows: st.DataObject, count: int) -> None:
        """Open a ledger, in memory one in which rows have been accepted before."""
        self.anchor = anchor
        self.place = type(self).new_place()
        if not self.place.kept:
            self.accepted_before(rows, count)
        self.engines = [self.engine() for _ in range(2)]

    def accepted_before(self, rows: st.DataObject, count: int) -> None:
        self.plans["p1"] = self.anchor
        drawn = [
            {"id": f"given{number}", **rows.draw(visit_facts(self.anchor, complete=False))}
            for number in range(count)
        ]
        given = {"Plan": [{"id": name, "begins": day} for name, day in self.plans.items()], "Visit": drawn}
        self.place.memory[None] = pr.MemoryLedger(given)
        self.number = len(self.plans)
        for facts in drawn:
            visit = values_of(facts)
            uses = visits.settled_uses(visit, self.beside(None))
            assert uses is not None, "given rows say when and under what they count"
            self.number += 1
            standing = visits.Standing(facts["id"], visit, tuple(uses))
            self.versions.append(Version(self.number, facts["id"], standing, None, allowed=False))

    def engine(self) -> pr.Engine:
        """A new engine on the ledger, with what was compiled before: that takes its time and is always the same."""
        engine = pr.Engine(POLICIES, ledger=self.place.ledger())
        for record in POLICIES.records:
            engine._deciders[record] = DECIDERS[record].on(engine._grounds)
        return engine

    @property
    def standing(self) -> list[Version]:
        return [version for version in self.versions if not version.ended]

    def with_key(self, key: str) -> list[Version]:
        return [version for version in self.versions if version.key == key]

    def named(self, name: str) -> Version | None:
        return next((version for version in self.standing if version.standing.name == name), None)

    def beside(self, earlier: Version | None) -> visits.Beside:
        """What there is beside a visit, of which this is the earlier version if there is one."""
        others = [version.standing for version in self.standing if version is not earlier]
        return visits.Beside(others, None if earlier is None else earlier.standing.visit, self.plans)

    # --- what is done -------------------------------------------------------------------------

    @rule(data=st.data(), engine=st.integers(0, 1), count=st.sampled_from([2, 1, 4]))
    def admit(self, data: st.DataObject, engine: int, count: int) -> None:
        """Admit new visits; now and then in spite of a refusal, or only to see what would happen."""
        for _ in range(count):
            self.names += 1
            facts = {"id": f"v{self.names}", **data.draw(visit_facts(self.anchor), label="facts")}
            key = data.draw(st.sampled_from([None, None, f"a{self.names}"]), label="key")
            asked = {"key": key, "override": data.draw(OVERRIDES), "dry_run": data.draw(DRY_RUNS)}
            self.put(engine, facts, asked, None)

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), engine=st.integers(0, 1), the_same=st.booleans(), override=OVERRIDES)
    def admit_again(self, data: st.DataObject, engine: int, the_same: bool, override: str | None) -> None:
        """Admit what has a name or a key that is or was in the ledger, with the same facts or with others."""
        version = data.draw(st.sampled_from(self.versions), label="version")
        key = data.draw(st.sampled_from([version.key, version.standing.name, "elsewhere"]), label="key")
        the_same = the_same and version.standing.visit["kind"] is not UNKNOWN
        facts = self.facts_of(version) if the_same else data.draw(visit_facts(self.anchor), label="facts")
        asked = {"key": key, "override": override, "dry_run": False}
        self.put(engine, {"id": version.standing.name, **facts}, asked, None)

    @precondition(lambda self: self.standing)
    @rule(
        data=st.data(),
        engine=st.integers(0, 1),
        override=OVERRIDES,
        dry_run=DRY_RUNS,
    )
    def revise(self, data: st.DataObject, engine: int, override: str | None, dry_run: bool) -> None:
        earlier = data.draw(st.sampled_from(self.standing), label="earlier version")
        facts = data.draw(visit_facts(self.anchor), label="facts")
        kept = data.draw(
            st.sets(st.sampled_from(["kind", "unit", "places", "start", "leader"])), label="kept"
        )
        known = {field: value for field, value in self.facts_of(earlier).items() if field in kept}
        if "start" in known and isinstance(facts.get("finish"), date):
            facts["finish"] = max(facts["finish"], known["start"])
        name = earlier.standing.name
        key = data.draw(st.sampled_from([earlier.key, name]), label="key")
        asked = {"key": key, "override": override, "dry_run": dry_run}
        self.put(engine, {"id": name, **facts, **known}, asked, earlier)

    @precondition(lambda self: self.standing)
    @rule(data=st.data(), engine=st.integers(0, 1))
    def withdraw(self, data: st.DataObject, engine: int) -> None:
        version = data.draw(st.sampled_from(self.standing))
        receipt = self.engines[engine].withdraw("Visit", version.key, reason="by mistake")
        self.number += 1
        assert (receipt.status, receipt.number) == ("withdrawn", self.number)
        version.ended = version.withdrawn = True
        with pytest.raises(LedgerError):
            self.engines[engine].withdraw("Visit", version.key)

    @rule(data=st.data(), what=st.sampled_from(["plan", "no plan", "engine"]), plan=st.sampled_from(PLANS))
    def change_what_is_around(self, data: st.DataObject, what: str, plan: str) -> None:
        """Admit a plan or withdraw one; or open the ledger again: a new engine knows what the others know."""
        if what == "engine":
            self.engines[1] = self.engine()
        elif what == "no plan" and plan in self.plans:
            self.engines[1].withdraw("Plan", plan)
            self.number += 1
            del self.plans[plan]
        else:
            facts: dict[str, Any] = {
                "id": plan,
                "begins": near(self.anchor, data.draw(st.sampled_from(STEPS))),
            }
            key = f"{plan} of {self.number}"
            if plan in self.plans:
                with pytest.raises(LedgerError):
                    self.engines[0].admit("Plan", facts, key=key)
                return
            receipt = self.engines[0].admit("Plan", facts, key=key)
            self.number += 1
            assert (receipt.status, receipt.number) == ("admitted", self.number)
            self.plans[plan] = facts["begins"]

    @rule(target=kept, data=st.data(), engine=st.integers(0, 1))
    def ask(self, data: st.DataObject, engine: int) -> Any:
        """Decide, hold it to the tests' own reading and to the reference, and keep it."""
        names = ["new", *(version.standing.name for version in self.standing)]
        facts = {"id": data.draw(st.sampled_from(names)), **data.draw(visit_facts(self.anchor))}
        read = self.engines[engine].facts("Visit", facts)
        decision = self.engines[engine].decide("Visit", read)
        again = self.engines[engine].decide("Visit", read)
        earlier = self.named(facts["id"])
        assert_says(again, visits.said(values_of(facts), self.beside(earlier)))
        slow = decide(
            POLICIES.program,
            "Visit",
            read,
            parameters=POLICIES.parameters,
            history=self.history(facts["id"]),
        )
        assert again.outcome == slow.outcome
        assert again.to_dict() == slow.to_dict()
        return decision, again.to_dict(), again.explain().text("zh")

    @rule(decided=consumes(kept))
    def read_later(self, decided: Any) -> None:
        """What a decision says is what it would have said when it was made."""
        decision, said, explained = decided
        assert decision.to_dict() == said
        assert decision.explain().text("zh") == explained

    # --- how it goes --------------------------------------------------------------------------

    def put(self, engine: int, facts: dict[str, Any], asked: dict[str, Any], earlier: Version | None) -> None:
        """Admit or revise, and hold what becomes of it to what the tests expect."""
        desk = self.engines[engine]

        def write() -> pr.Receipt:
            if earlier is None:
                return desk.admit("Visit", facts, **asked)
            return desk.revise(
                "Visit", asked["key"], facts, override=asked["override"], dry_run=asked["dry_run"]
            )

        key = asked["key"] or facts["id"]
        if earlier is None and self.is_taken(key, facts):
            with pytest.raises(LedgerError):
                write()
            return
        visit = values_of(facts)
        if earlier is None and self.with_key(key):
            self.assert_repeated(write(), self.with_key(key)[0])
            return
        beside = self.beside(earlier)
        said = visits.said(visit, beside)
        fine = said.outcome in ACCEPTED
        uses = visits.settled_uses(visit, beside)
        if (fine or asked["override"]) and uses is None:
            with pytest.raises(FactError):
                write()
            return
        receipt = write()
        assert receipt.decision is not None
        assert_says(receipt.decision, said)
        assert receipt.dry_run is asked["dry_run"]
        if not fine and asked["override"] is None:
            assert (receipt.status, receipt.number) == ("refused", None)
            return
        assert receipt.status == ("admitted" if earlier is None else "revised")
        assert receipt.override == (None if fine else asked["override"])
        if asked["dry_run"]:
            assert receipt.number is None
            return
        self.number += 1
        assert receipt.number == self.number
        if earlier is not None:
            earlier.ended = True
        assert uses is not None
        standing = visits.Standing(facts["id"], visit, tuple(uses))
        kept = earlier.key if earlier is not None else key
        self.versions.append(Version(self.number, kept, standing, receipt.decision.to_dict(), allowed=fine))
        self.assert_within_quotas(self.versions[-1])

    def is_taken(self, key: str, facts: dict[str, Any]) -> bool:
        there = self.with_key(key)
        if not there:
            return self.named(facts["id"]) is not None
        visit = {"id": facts["id"], **values_of(facts)}
        alike = [{**version.standing.visit, "id": version.standing.name} for version in (there[0], there[-1])]
        return there[-1].withdrawn or visit not in alike

    def assert_repeated(self, receipt: pr.Receipt, first: Version) -> None:
        assert (receipt.status, receipt.number) == ("repeated", first.number)
        assert receipt.decision is not None
        if first.decision is not None:
            assert receipt.decision.to_dict() == first.decision

    def facts_of(self, version: Version) -> dict[str, Any]:
        visit = version.standing.visit
        known = {name: value for name, value in visit.items() if name != "id" and value is not UNKNOWN}
        return {**known, "places": list(visit["places"])}

    def history(self, name: str) -> ListedHistory:
        """The ledgers as the tests know them, for the reference."""
        engine = self.engines[0]
        entries = [
            Entry(
                "Visit",
                version.standing.name,
                engine.facts(
                    "Visit", {"id": version.standing.name, **self.facts_of(version)}, partial=True
                ).row,
                version.number,
                version.standing.uses,
            )
            for version in self.standing
        ]
        plans = [
            Entry("Plan", plan, engine.facts("Plan", {"id": plan, "begins": day}).row, 0)
            for plan, day in self.plans.items()
        ]
        return ListedHistory({"Visit": entries, "Plan": plans}, "Visit", name)

    # --- what always holds --------------------------------------------------------------------

    @invariant()
    def the_ledger_holds_what_stands(self) -> None:
        if not hasattr(self, "engines"):
            return
        for engine in self.engines:
            found = engine.entries("Visit")
            assert [(kept.number, kept.key) for kept in found] == [
                (version.number, version.key) for version in self.standing
            ]

    def assert_within_quotas(self, added: Version) -> None:
        """No window that a new entry lies in is over, counting what stands and was not let in in spite of one."""
        counting = [version.standing for version in self.standing if version.allowed]
        if added.allowed:
            for quota in visits.TIGHT:
                near_by = [
                    visits.Standing(
                        entry.name, entry.visit, tuple(use for use in entry.uses if use.key in keys)
                    )
                    for keys in [{use.key for use in added.standing.uses if use.quota == quota.rule}]
                    for entry in counting
                ]
                assert visits.over_in_some_window(quota, near_by) == []

    def teardown(self) -> None:
        """Hold every window of every quota to its limit once more, and what entries add to what they should."""
        if not hasattr(self, "engines"):
            return
        counting = [version.standing for version in self.standing if version.allowed]
        for quota in visits.TIGHT:
            assert visits.over_in_some_window(quota, counting) == []
        for version, kept in zip(self.standing, self.engines[0].entries("Visit"), strict=True):
            if version.decision is not None:
                assert set(kept.entry.uses) == set(version.standing.uses)
        self.place.close()


def assert_says(decision: pr.Decision, said: visits.Said) -> None:
    found = {(finding.item, finding.effect.value) for finding in decision.findings}
    assert found == said.findings
    assert {item.item for item in decision.undetermined} == said.undetermined
    assert decision.outcome.value == said.outcome


def test_a_ledger(kind: Kind) -> None:
    """Such a run in each place a ledger can be kept."""
    machine = type(f"On{kind.name}", (LedgerMachine,), {"new_place": staticmethod(kind.new)})
    runs = settings(generated, max_examples=kind.runs(CASES), stateful_step_count=40)
    run_state_machine_as_test(machine, settings=runs)
