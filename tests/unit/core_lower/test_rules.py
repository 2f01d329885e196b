"""What items and lists become: rules, complete and in order."""

from __future__ import annotations

from datetime import date

import pytest

from policyrules.core import ir
from policyrules.core.rests_on import conditions_of
from tests.unit.core_lower.lowered import program, rule, shown


def ids(made: ir.Program) -> list[str]:
    return [each.id.item for each in made.rules["Case"]]


def test_an_item_with_everything_it_can_say() -> None:
    made = program(
        """
        @source("V-1")
        checklist form 格式 "The form of it" for Case {
            cite 《General norm》 "art. 1"
            applies when a
            from 2025-01-01
            if unknown warn
            @source("V-2")
            must IN-01 编号 "It is short" {
                when tier = county
                applies when has note
                unless b
                without filing with "the Office" (n > 1)
                ensure n < 10
                then route to t, urge note within 2 days
                because "{t} has {n}"
                remedy "shorten it"
                cite 《Own norm》
                until 2025-12-31
                if unknown block
            }
        }
        """
    )
    (item,) = made.rules["Case"]
    assert str(item.id) == "p.IN-01"
    assert item.names.for_people() == "编号"
    assert (item.list, item.list_kind, item.record, item.modality, item.word) == (
        "form",
        "checklist",
        "Case",
        "must",
        "must",
    )
    assert item.title == "It is short"
    assert item.validity == ir.Validity(date(2025, 1, 1), date(2025, 12, 31))
    assert shown(item.applies) == "and(a, present(note))"
    assert shown(item.when) == "(tier = county)"
    assert shown(item.test) == "(n < 10)"
    assert [(each.kind, shown(each.condition)) for each in item.exempt] == [
        ("unless", "b"),
        ("without", "(1 < n)"),
    ]
    referral = item.exempt[1].referral
    assert referral is not None
    assert (referral.kind, referral.about, shown(referral.who), referral.effect) == (
        "refer",
        "filing",
        "the Office",
        "refer",
    )
    assert [(plan.kind, plan.names.for_people()) for plan in item.actions] == [
        ("route", "转"),
        ("urge", "催办"),
    ]
    assert shown(item.actions[1].within) == "2d"
    assert item.effect == "refer"
    assert item.if_unknown == "block"
    assert shown(item.because) == "{t} has {n}"
    assert shown(item.remedy) == "shorten it"
    assert item.citations == (ir.Citation("General norm", "art. 1"), ir.Citation("Own norm", None))
    assert item.annotations == (("source", ("V-2",)),)
    (listed,) = made.lists
    assert (listed.names.first, listed.title, listed.kind, listed.rules, listed.annotations) == (
        "form",
        "The form of it",
        "checklist",
        (item.id,),
        (("source", ("V-1",)),),
    )


@pytest.mark.parametrize(
    ("written", "effect", "if_unknown"),
    [
        ("must not x { when a }", "forbid", "undetermined"),
        ("must x { ensure a }", "forbid", "undetermined"),
        ("should not x { when a }", "warn", "skip"),
        ("should x { ensure a }", "warn", "skip"),
        ("encourage x { ensure a }", "advise", "skip"),
        ("may x { when a }", "permit", "skip"),
        ("must not x { when a then refer to t for approval }", "refer", "undetermined"),
        ("should not x { when a then return to t }", "return", "skip"),
        ("must not x { when a then refer to t for approval, return }", "return", "undetermined"),
        ("should not x { when a then return then refer to t for filing }", "return", "skip"),
        ("should not x { when a without approval of t (b) }", "refer", "skip"),
        ("must not x { when a then route to t }", "forbid", "undetermined"),
        ("should not x { when a if unknown block }", "warn", "block"),
        ("must not x { when a if unknown skip }", "forbid", "skip"),
    ],
)
def test_effect_and_what_unknown_means(written: str, effect: str, if_unknown: str) -> None:
    item = rule(written)
    assert (item.effect, item.if_unknown) == (effect, if_unknown)


def test_the_list_says_what_unknown_means_for_items_that_do_not() -> None:
    made = program(
        "list all for Case { if unknown warn must not x { when a } must not y { when b if unknown skip } }"
    )
    assert {each.id.item: each.if_unknown for each in made.rules["Case"]} == {"x": "warn", "y": "skip"}


def test_validity_is_what_policy_list_and_item_share() -> None:
    assert rule("must not x { when a }").validity == ir.Validity(date(2024, 1, 1), date(2026, 12, 31))
    narrow = rule("must not x { when a from 2023-01-01 until 2025-06-30 }")
    assert narrow.validity == ir.Validity(date(2024, 1, 1), date(2025, 6, 30))


def test_no_condition_is_always() -> None:
    item = rule("must x { ensure a }")
    assert (shown(item.when), shown(item.applies)) == ("yes", "yes")


def test_several_clauses_of_a_kind_hold_together() -> None:
    item = rule("must x { when a ensure b ensure n > 1 }")
    assert shown(item.test) == "and(b, (1 < n))"


def test_witnesses_are_the_somes_a_condition_cannot_hold_without() -> None:
    item = rule(
        """must not x {
            when (some v in parts where (v.late)) and a and (b or some w in parts where (w.late))
            because "{v.owner} is late"
        }"""
    )
    assert [witness.variable for witness in item.witnesses] == ["v"]
    assert item.witnesses[0].aggregate in list(item.when.operands)  # type: ignore[union-attr]  # an And


# --- what asks of what ------------------------------------------------------------------------


def test_a_closed_list_refuses_what_no_item_allows() -> None:
    made = program(
        """positive list open for Case {
            applies when has note
            may talks { when kind = talk }
            may small { when n < 5 unless b from 2025-01-01 }
            otherwise must not "Nothing else"
        }"""
    )
    closing = made.rules["Case"][-1]
    assert closing.otherwise
    assert closing.modality == "must not"
    assert shown(closing.when) == "not(or(broken(p.talks), broken(p.small)))"
    assert shown(closing.applies) == "present(note)"
    assert closing.if_unknown == "undetermined"


def test_complying_with_a_list_is_breaking_none_of_its_duties() -> None:
    made = program(
        """
        list meta for Case { must sound { ensure complies with basics } }
        list basics for Case {
            must one { ensure a }
            should two { ensure b }
            must not three { when n > 5 }
            encourage four { ensure b }
        }
        """
    )
    assert ids(made) == ["one", "two", "three", "sound", "four"]
    assert shown(made.rules["Case"][3].test) == "and(not(broken(p.one)), not(broken(p.three)))"
    assert {str(rule): number for rule, number in made.order.items()} == {
        "p.sound": 0,
        "p.one": 1,
        "p.two": 2,
        "p.three": 3,
        "p.four": 4,
    }


def test_items_stand_after_those_they_ask_of_and_those_that_override_them() -> None:
    made = program(
        """
        define grave for Case = broken(last) or n > 9
        list all for Case {
            must not beaten { when a }
            must not asking { when grave }
            must not plain { when b }
            must not last { when n > 5 overrides beaten }
        }
        """
    )
    assert ids(made) == ["plain", "last", "beaten", "asking"]


def test_items_of_other_policies_are_named_with_theirs() -> None:
    made = program(
        "list all for Case { must not x { when a } }",
        """
        policy other
        use p
        list more for Case {
            must not x { when broken(p.x) }
            may z { when b overrides p.x }
        }
        """,
    )
    by_id = {str(each.id): each for each in made.rules["Case"]}
    assert list(by_id) == ["other.z", "p.x", "other.x"]
    assert [str(beaten) for beaten in by_id["other.z"].overrides] == ["p.x"]
    assert shown(by_id["other.x"].when) == "broken(p.x)"
    assert by_id["other.x"].validity.always


# --- references ---------------------------------------------------------------------------------


def test_a_reference_may_be_asked_whether_it_is_there() -> None:
    made = program("list all for Case { must not x { when has no plan } }")
    (expr, *_) = [each for each in conditions_of(made.rules["Case"][0]) if isinstance(each, ir.Not)]
    assert shown(expr) == "not(present(plan))"
