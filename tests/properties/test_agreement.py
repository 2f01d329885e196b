"""Every way to run a policy means what the reference means; every printing of a policy means the policy."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

import policyrules as pr
from policyrules.core.decide import decide
from policyrules.diagnostics import Severity, Source
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.format import format_file
from policyrules.syntax.parse import parse_file
from policyrules.testing.strategies import facts
from tests.properties.policies import files

CASES = int(os.environ.get("POLICYRULES_CASES", "60"))
"""Generated policies per run; each is decided for `RECORDS` records."""
RECORDS = 10

generated = settings(
    max_examples=CASES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
days = st.one_of(st.none(), st.dates(date(2023, 12, 1), date(2027, 1, 31)))


def load(text: str) -> pr.PolicySet:
    """Return the policy set of a generated text; anything but lint in it is the generator's fault."""
    try:
        return pr.load_text(text, name="generated.rules")
    except pr.PolicyError as error:
        raise AssertionError(f"{error}\n\n{text}") from None


def parsed(text: str) -> File:
    file, diagnostics = parse_file(Source("generated.rules", text))
    errors = [d for d in diagnostics if d.severity is Severity.ERROR]
    assert not errors, (errors, text)
    return file


def said(decision: pr.Decision) -> dict[str, Any]:
    """What a decision says, for comparison: everything but the explanation."""
    return decision.to_dict()


@generated
@given(files())
def test_formatting_keeps_the_tree_and_settles(file: File) -> None:
    once = format_file(file, "en")
    read = parsed(once)
    assert read.declarations == file.declarations
    assert format_file(read, "en") == once


@generated
@given(files(), st.data())
def test_generated_python_agrees_with_the_reference(file: File, data: st.DataObject) -> None:
    policies = load(format_file(file, "en"))
    engine = pr.Engine(policies)
    program = policies.program
    drawn = st.lists(
        st.tuples(facts(program, "Case", unknown=True), days), min_size=RECORDS, max_size=RECORDS
    )
    for given_facts, on in data.draw(drawn):
        read = engine.facts("Case", given_facts, partial=True)
        fast = engine.decide("Case", read, on=on)
        slow = decide(program, "Case", read, on=on, parameters=policies.parameters)
        event(f"outcome {slow.outcome}")
        assert fast.outcome == slow.outcome
        assert said(fast) == said(slow)


@generated
@given(files(), st.data())
def test_the_explanation_ends_in_the_same_outcome(file: File, data: st.DataObject) -> None:
    policies = load(format_file(file, "en"))
    engine = pr.Engine(policies)
    for given_facts, on in data.draw(
        st.lists(st.tuples(facts(policies.program, "Case", unknown=True), days), min_size=2, max_size=2)
    ):
        decision = engine.decide("Case", given_facts, on=on, partial=True)
        explanation = decision.explain()
        assert explanation.outcome == decision.outcome
        assert explanation.text("zh")
        assert explanation.text("en")


@generated
@given(files(), st.data())
def test_knowing_more_never_turns_a_settled_outcome(file: File, data: st.DataObject) -> None:
    """Completing a record keeps a determined outcome: unknown is honest."""
    text = format_file(file, "en")
    assume("unknown" not in text and "is known" not in text)
    policies = load(text)
    engine = pr.Engine(policies)
    complete = data.draw(facts(policies.program, "Case"))
    on = data.draw(days)
    hidden = data.draw(st.sets(st.sampled_from(sorted(complete) or ["-"])))
    partial = {key: value for key, value in complete.items() if key not in hidden}
    before = engine.decide("Case", partial, on=on, partial=True)
    assume(before.outcome != "undetermined" and not before.notes)
    after = engine.decide("Case", complete, on=on, partial=True)
    assert after.outcome == before.outcome
