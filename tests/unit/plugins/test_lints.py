"""Lints: what a plugin says of policies, what takes it back, and whose fault it is when one fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.plugins.test_manager import gathered, installed, plugin, wrong

import policyrules as pr
from policyrules.diagnostics.codes import TITLES
from policyrules.diagnostics.diagnostic import Edit, Label, Severity
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.render import render
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.plugins import Advice, Lint, LintedPolicies, PluginError
from policyrules.plugins.lints import problems_of
from policyrules.surfaces.cli import main

__all__ = ["installed"]  # the fixture

TITLE = Phrase("a word the house does not use", "不用的词")
POLICY = """\
policy meetings "Meetings" {}

record Meeting 会议 { people 人数: integer, video: boolean = no }

list size for Meeting {
    must not M-1 "No huge meetings" { when people > 500 because "{people} people" cite "art. 1" }
    must not M-2 "No big meetings" { when people > 50 because "{people} people" cite "art. 2" }
}

list monthly for Meeting each month {
    should M-3 "Not so many huge meetings" { ensure count(m in Meeting where m.people > 5) <= 4 cite "art. 3" }
}
"""


def huge(policies: LintedPolicies) -> Iterator[Advice]:
    """Warn of `huge` in titles, and put `large` in its place."""
    for item in policies.items:
        (listed,) = (each for each in policies.lists if item.id in each.rules)
        for place in policies.places_of("huge", item.place):
            yield Advice(
                place,
                Phrase(f"`{item.id.item}` says `huge`", f"`{item.id.item}` 用了 `huge`"),
                Phrase("write `large`", "请写 `large`"),
                label=Phrase("not our word", "不用此词"),
                labels=[
                    Label(policies.place_of(item.list, listed.place), Phrase("in this list", "在此清单"))
                ],
                edits=[Edit(place, "large")],
            )


HUGE = Lint("house/word", TITLE, huge)


def loaded(*lints: Lint, text: str = POLICY) -> pr.PolicySet:
    return pr.load_text(text, name="meetings.rules", plugins=[plugin(name="house_rules", lints=lints)])


def failing(call: Callable[[LintedPolicies], Any]) -> PluginError:
    policies = loaded(Lint("house/word", TITLE, call))  # a load does not ask them
    with pytest.raises(PluginError) as caught:
        policies.advice()
    assert {problem.plugin for problem in caught.value.problems} == {"house_rules"}
    return caught.value


# --- what they say ----------------------------------------------------------------------------


def test_what_a_lint_says_is_a_warning_of_its_own_code() -> None:
    first, second = loaded(HUGE).advice()
    assert {first.severity, second.severity} == {Severity.WARNING}
    assert first.title == TITLE
    assert render(first, "en") == (
        "warning[house/word]: `M-1` says `huge`\n"
        " ┌─ meetings.rules:6:22\n"
        "5│ list size for Meeting {\n"
        " │      ---- in this list\n"
        '6│     must not M-1 "No huge meetings" { when people > 500 because "{people} people" cite "art. 1" }\n'
        " │                      ^^^^ not our word\n"
        " = help: write `large`"
    )
    assert render(second, "zh").split("\n")[:2] == [
        "警告[house/word]：`M-3` 用了 `huge`",
        "  ┌─ meetings.rules:11:29",
    ]


def test_a_plain_text_is_for_both_languages_and_one_advice_needs_no_list() -> None:
    (said,) = loaded(
        Lint(
            "house/word",
            "词",
            lambda policies: Advice(policies.records[0].fields[0].place, "人数", ["甲", "乙"]),
        )
    ).advice()
    assert (said.message, said.help, said.place.text) == (
        Phrase("人数", "人数"),
        (Phrase("甲", "甲"), Phrase("乙", "乙")),
        "people",
    )
    assert loaded(Lint("house/word", "词", lambda _: None)).advice() == ()


def test_items_are_those_written_in_the_order_written() -> None:
    seen: list[str] = []
    policies = loaded(
        Lint("house/word", TITLE, lambda policies: seen.extend(i.id.item for i in policies.items))
    )
    policies.advice()
    assert seen == ["M-1", "M-2", "M-3"]


@given(st.text("ab\n", max_size=12), st.text("ab", min_size=1, max_size=2), st.data())
def test_words_are_found_where_they_stand(text: str, words: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    within = Place(Source("a.rules", text), Span(start, data.draw(st.integers(start, len(text)))))
    policies = LintedPolicies(loaded().program, ())
    found = list(policies.places_of(words, within))
    assert [place.text for place in found] == [words] * within.text.count(words)
    assert all(within.span.cover(place.span) == within.span for place in found)
    assert policies.place_of(words, within) == (found[0] if found else within)


def test_files_with_errors_are_not_shown_to_lints(
    installed: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[LintedPolicies] = []
    install(installed, monkeypatch, Lint("house/word", TITLE, asked.append))
    for text, status, times in (("list l for Nobody { must not A { when b } }", 2, 0), (POLICY, 1, 1)):
        (tmp_path / "meetings.rules").write_text(text, encoding="utf-8")
        assert main(["check", str(tmp_path)]) == status
        assert len(asked) == times
    capsys.readouterr()


# --- taking it back ---------------------------------------------------------------------------

ALLOWED = """\
policy p "P" {}
record Meeting { people: integer }
list size for Meeting {
    @allow("house/word", "the norm's own word")
    must not M-1 "No huge meetings" { when people > 500 }
    @allow("house/word", "nothing here")
    must not M-2 "No big meetings" { when people > 50 }
    @allow("house/wrod", "misspelt")
    must not M-3 "No meetings" { when people > 5 }
    @allow("house/word")
    must not M-4 "No huge crowds" { when people > 9 }
    @allow("elsewhere/word", "a plugin that is not here")
    must not M-5 "No crowds" { when people > 8 }
}
"""


def test_an_allow_takes_it_back() -> None:
    said = [(each.code, each.place.line, each.message.en) for each in loaded(HUGE, text=ALLOWED).advice()]
    assert said == [
        ("unused-allow", 6, "`house/word` is said of nothing here"),
        ("allow-form", 8, "there is no advice called `house/wrod`"),
        ("allow-form", 10, "it is not said why `house/word` does not apply"),
    ]
    (misspelt,) = (each for each in loaded(HUGE, text=ALLOWED).advice() if each.place.line == 8)
    assert misspelt.help == (Phrase("did you mean `house/word`?", "是否想写 `house/word`？"),)


def test_without_the_plugin_its_allows_are_left_alone() -> None:
    policies = pr.load_text(ALLOWED)
    assert policies.advice() == ()
    assert not {"allow-form", "unused-allow"} & {each.code for each in policies.diagnostics}


# --- in check ---------------------------------------------------------------------------------


def install(installed: Any, monkeypatch: pytest.MonkeyPatch, *lints: Lint) -> None:
    """Make a plugin with these lints one that is installed."""
    import importlib.metadata
    import sys

    monkeypatch.setitem(sys.modules, "house_rules", plugin(name="house_rules", lints=lints))
    installed(importlib.metadata.EntryPoint("house", "house_rules", "policyrules"))


def test_check_shows_it_and_fix_puts_it_right(
    installed: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(installed, monkeypatch, HUGE)
    path = tmp_path / "meetings.rules"
    path.write_text(POLICY, encoding="utf-8")
    assert main(["check", str(path), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)["diagnostics"]
    ours = [each for each in told if each["code"] == "house/word"]
    assert [(each["line"], each["severity"], each["page"]) for each in ours] == [
        (6, "warning", None),
        (11, "warning", None),
    ]
    assert [each["line"] for each in told] == sorted(each["line"] for each in told)
    main(["check", str(path), "--fix", "--language", "en"])
    assert f"fixed {path.as_posix()}:6 [house/word] `huge` → `large`" in capsys.readouterr().out
    assert path.read_text(encoding="utf-8") == POLICY.replace("huge", "large")


def test_check_names_the_plugin_of_a_lint_that_fails(
    installed: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(policies: LintedPolicies) -> Iterable[Advice]:
        yield Advice(policies.records[0].place, "x")
        raise ZeroDivisionError("no crowds")

    install(installed, monkeypatch, Lint("house/word", TITLE, broken))
    path = tmp_path / "meetings.rules"
    path.write_text(POLICY, encoding="utf-8")
    said = {}
    for language in ("en", "zh"):
        assert main(["check", str(path), "--language", language]) == 2
        out, said[language] = capsys.readouterr()
        assert not out
    assert said == {
        "en": "error: the plugins cannot be used (1 problem):\n"
        "- plugin `house`: the lint `house/word` failed (ZeroDivisionError: no crowds)\n",
        "zh": "错误：插件无法使用（共 1 处）：\n- 插件 `house`：自定提示 `house/word` 运行出错（ZeroDivisionError: no crowds）\n",
    }


# --- what goes wrong --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda policies: policies.nothing, "failed (AttributeError: "),
        (lambda _: ["a title"], "gave str where Advice is due"),
        (lambda _: "a title", "gave str where Advice is due"),
        (
            lambda _: Advice(Place(Source("other.rules", "x"), Span(0, 1)), "x"),
            "gave advice on a place that is in none of the policy files",
        ),
        (
            lambda _: Advice(None, "x"),  # type: ignore[arg-type]  # as a plugin may
            "gave advice on a place that is in none of the policy files",
        ),
        (lambda policies: Advice(policies.records[0].place, ""), "gave advice without a message"),
        (
            lambda policies: Advice(policies.records[0].place, 3),  # type: ignore[arg-type]  # as a plugin may
            "gave advice in something other than words",
        ),
        (
            lambda policies: (Advice(policies.records[0].place, str(number)) for number in range(1001)),
            "gave more than 1000 pieces of advice",
        ),
    ],
)
def test_a_lint_that_fails_is_its_plugins_fault(call: Callable[[LintedPolicies], Any], said: str) -> None:
    (problem,) = failing(call).problems
    assert problem.in_("en").startswith(f"plugin `house_rules`: the lint `house/word` {said}")
    assert problem.in_("zh").startswith("插件 `house_rules`：自定提示 `house/word`")


def test_every_lint_that_fails_is_named() -> None:
    def broken(_: LintedPolicies) -> Any:
        raise ValueError

    policies = loaded(Lint("house/one", TITLE, broken), HUGE, Lint("house/two", TITLE, broken))
    with pytest.raises(PluginError, match=r"(?s)house/one.*house/two") as caught:
        policies.advice()
    assert len(caught.value.problems) == 2


OTHER_FORM = (
    "has a code of another form than `house/what-it-is`; "
    "write small letters, digits and hyphens, with one `/`: `office/long-title`"
)
TAKEN = "is already given by plugin `office`; rename one, or leave one of the plugins out"


def test_lints_declared_wrong() -> None:
    assert wrong(
        plugin(lints=[Lint("long-title", TITLE, huge), Lint("house/none", TITLE, None), "house/word"])  # type: ignore[arg-type]  # as a plugin may
    ) == [
        f"plugin `office`: the lint `long-title` {OTHER_FORM}",
        "plugin `office`: the lint `house/none` has nothing to call",
        "plugin `office`: `policyrules_lints` gives str where a Lint is due",
    ]
    assert wrong(plugin(lints=[HUGE]), plugin(name="other", lints=[Lint("house/word", TITLE, huge)])) == [
        f"plugin `other`: the lint `house/word` {TAKEN}"
    ]


@given(st.text("ab9A/ -", max_size=12) | st.sampled_from(sorted(TITLES)))
def test_no_lint_can_have_a_code_of_ours(code: str) -> None:
    lint = Lint(code, TITLE, huge)
    if not problems_of(lint):
        assert code not in TITLES
        assert code.count("/") == 1
        assert gathered(plugin(lints=[lint])).lints[0].plugin == "office"
