"""Whatever an item says has words in both languages, and no rule syntax is among them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

import policyrules as pr
from policyrules.surfaces.prose.conditions import condition
from policyrules.surfaces.prose.said import inline
from policyrules.surfaces.prose.speech import Speech
from policyrules.surfaces.prose.values import value
from policyrules.surfaces.rule_text import RuleText, rule_text
from policyrules.syntax.ast import expressions as e
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.format import format_file
from policyrules.syntax.walk import walk
from tests.properties.cases import generated
from tests.properties.policies import files

if TYPE_CHECKING:
    from policyrules.diagnostics.phrase import Language

DAY = date(2025, 6, 30)
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’")
SYNTAX = re.compile(r"[{}<>=*`]|\.\.|\[|\]|!=|\b(?:None|True|False|Expression|object at)\b|[a-z]\w*\([a-z]")
"""Marks and words that belong to rules or to programs, not to sentences."""
GLUED = re.compile(r"[ 　]{2,}|，，|。。|；；|的的|的，的| ,| \.|^[，。；、]")
"""What is left where words are missing."""


def told(policies: pr.PolicySet, language: Language) -> list[RuleText]:
    listed = [*policies.program.rules.values(), *policies.program.periodic.values()]
    rules = {rule.id: rule for rules in listed for rule in rules}
    items = {(item.policy, item.names.first): item for each in policies.checked.lists for item in each.items}
    return [
        rule_text(rule, items[rule.id.policy, rule.id.item], policies, language, on=DAY)
        for rule in rules.values()
        if not rule.id.part
    ]


@generated
@given(st.one_of(files(), files(over_time=True)))
def test_every_item_is_told_in_prose(file: File) -> None:
    text = format_file(file, "en")
    policies, again = (pr.load_text(text, name="generated.rules") for _ in range(2))
    for language in ("en", "zh"):
        rules = told(policies, language)
        assert [list(rule.lines()) for rule in rules] == [
            list(rule.lines()) for rule in told(again, language)
        ]
        for rule in rules:
            for sentence in (*rule.said, *rule.meant):
                assert sentence.text.strip()
                for line in (sentence.text, *(under for _, under in sentence.under)):
                    without_quotes = QUOTED.sub("“”", line)
                    found = SYNTAX.search(without_quotes) or GLUED.search(without_quotes)
                    assert found is None, (found, line)


@generated
@given(st.one_of(files(), files(over_time=True)), st.sampled_from(["en", "zh"]))
def test_every_expression_has_words(file: File, language: Language) -> None:
    """Also on its own, and denied: each of them, wherever it stands."""
    policies = pr.load_text(format_file(file, "en"), name="generated.rules")
    speech = Speech(policies.checked, language, "Case")
    types = policies.checked.tables.types
    for listed in policies.checked.lists:
        for node in walk(listed.declaration):
            if id(node) not in types:
                continue
            assert value(node, speech).strip()
            if is_condition(node, speech):
                yes = inline(condition(node, speech), language)
                no = inline(condition(e.Not(node, node.span), speech), language)
                assert yes.strip()
                assert no.strip()
                assert yes != no


def is_condition(node: Any, speech: Speech) -> bool:
    kind = speech.type_of(node)
    return type(kind).__name__ == "BooleanType" and not isinstance(node, e.NoneLiteral)
