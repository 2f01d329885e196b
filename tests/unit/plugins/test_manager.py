"""Plugins together: what they give, and whose fault what is wrong is."""

import importlib.metadata
import logging
import sys
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.unit.plugins.records import DOCUMENT, TASK

from policyrules.core.evaluate.calling import Faulty
from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins import Check, CheckFacts, CheckFinding, PluginError, Reader, function, hookimpl
from policyrules.plugins.manager import Plugins, build
from policyrules.semantics.schema import ArgumentSchema, FunctionSchema, RecordSchema, Titled
from policyrules.semantics.types import TextType


@function("doubled", "加倍")
def doubled(text: str) -> str:
    """The text twice."""
    return text * 2


def plugin(**hooks: Any) -> types.ModuleType:
    """Return a plugin module whose hooks give these things."""
    module = types.ModuleType(hooks.pop("name", "office"))
    for name, given in hooks.items():

        def hook(given: Any = given) -> Any:
            return given() if callable(given) else given

        setattr(module, f"policyrules_{name}", hookimpl(hook))
    return module


def gathered(*plugins: object) -> Plugins:
    return build(plugins, entry_points=False)


def wrong(*plugins: object) -> list[str]:
    with pytest.raises(PluginError) as caught:
        gathered(*plugins)
    assert all(problem.in_("zh") != problem.in_("en") for problem in caught.value.problems)
    return [problem.in_("en") for problem in caught.value.problems]


def nothing(_: CheckFacts) -> None:
    return None


# --- what they give ---------------------------------------------------------------------------


def test_the_standard_set_alone() -> None:
    plugins = gathered()
    assert plugins.names == ("policyrules",)
    assert plugins.functions["重复率"] is plugins.functions["copied_share"]
    assert plugins.checks == ()
    assert plugins.observers == ()
    assert "CN" in plugins.calendars
    with pytest.raises(TypeError):
        plugins.functions["new"] = plugins.functions["year"]  # type: ignore[index]


def test_a_plugin_gives_functions_by_both_names() -> None:
    plugins = gathered(plugin(functions=[doubled]))
    assert plugins.names == ("policyrules", "office")
    assert plugins.functions["加倍"].call("急") == "急急"
    assert plugins.functions["doubled"].plugin == "office"


def test_a_plugin_may_be_an_object_or_a_class() -> None:
    class Office:
        def __init__(self, name: str) -> None:
            self.name = name

        @hookimpl
        def policyrules_functions(self) -> Iterable[FunctionSchema]:
            yield FunctionSchema(
                Titled(self.name),
                (ArgumentSchema(Titled("a"), TextType()),),
                TextType(),
                lambda a: a,
                plugin="x",
            )

    class Static:
        @staticmethod
        @hookimpl
        def policyrules_functions() -> Iterable[Callable[..., str]]:
            return [doubled]

    plugins = gathered(Office("one"), Office("two"), Static)
    assert [name.rpartition(".")[2] for name in plugins.names[1:]] == ["Office", "Office 2", "Static"]
    assert plugins.functions["two"].plugin == plugins.names[2]


def test_functions_may_ask_for_the_calendars() -> None:
    class Office:
        @hookimpl
        def policyrules_working_calendars(self) -> Mapping[str, Callable[[date], bool]]:
            return {"本省": lambda day: day.weekday() < 6}

        @hookimpl
        def policyrules_functions(self, calendars: Mapping[str, Callable[[date], bool]]) -> Iterable[Any]:
            @function("open_today")
            def open_today(day: date) -> bool:
                return calendars["本省"](day)

            return [open_today]

    plugins = gathered(Office())
    assert plugins.functions["open_today"].call(date(2026, 2, 28)) is True
    assert plugins.functions["工作日数"].call(date(2026, 3, 1), date(2026, 3, 8), calendar="本省") == 6
    assert plugins.calendars["CN"](date(2026, 2, 28)) is True


def test_checks_of_a_record_by_either_name() -> None:
    ours = [Check("文件", nothing, "A-1"), Check("Document", nothing, "A-2"), Check("Task", nothing, "A-1")]
    plugins = gathered(plugin(checks=ours))
    assert [check.name for check in plugins.checks_of(DOCUMENT)] == ["A-1", "A-2"]
    assert [check.plugin for check in plugins.checks] == ["office"] * 3
    assert [check.record for check in plugins.checks_beside([DOCUMENT])] == ["Task"]
    assert plugins.checks_beside([DOCUMENT, TASK]) == ()


def test_the_latest_reader_of_a_suffix_is_taken() -> None:
    def read(path: Path) -> Mapping[str, Any]:
        return {"title": path.stem}

    plugins = gathered(plugin(readers=[Reader("plain", (".txt", ".DOCX"), read)]))
    for name, reader in (("a.txt", "plain"), ("a.docx", "plain"), ("A.TXT", "plain")):
        found = plugins.reader_for(Path(name))
        assert found is not None
        assert (found.name, found.plugin) == (reader, "office")
    assert plugins.reader_for(Path("a.pdf")) is None
    word = gathered().reader_for(Path("a.docx"))
    assert word is not None
    assert (word.name, word.plugin) == ("word", "policyrules")


def test_observers_are_told_and_cannot_break_anything(caplog: pytest.LogCaptureFixture) -> None:
    told: list[Any] = []

    class Log:
        @hookimpl
        def policyrules_decided(self, decision: Any) -> None:
            told.append(decision)

    class Broken:
        @hookimpl
        def policyrules_decided(self, decision: Any, facts: Any) -> None:
            raise RuntimeError(f"no room for {decision} and {facts}")

    plugins = gathered(Broken(), Log())
    with caplog.at_level(logging.ERROR):
        plugins.decided("a decision", "its facts")  # type: ignore[arg-type]  # passed on as they are
    assert told == ["a decision"]
    assert "failed when told of a decision: RuntimeError: no room for a decision and its facts" in caplog.text


def test_building_twice_gives_the_same() -> None:
    one, other = (gathered(plugin(functions=[doubled])) for _ in range(2))
    assert list(one.functions) == list(other.functions)
    assert one.names == other.names


def test_a_plugin_given_twice_counts_once() -> None:
    office = plugin(functions=[doubled])
    assert gathered(office, office).names == ("policyrules", "office")


# --- what is wrong with them ------------------------------------------------------------------


def test_two_plugins_with_one_name() -> None:
    @function("twice", "加倍")
    def twice(text: str) -> str:
        return text

    @function("length", "条数")
    def length(text: str) -> int:
        return len(text)

    assert wrong(plugin(functions=[doubled]), plugin(name="other", functions=[twice, length])) == [
        (
            "plugin `other`: the function `twice` `加倍` is already given by plugin `office`; "
            "rename one, or leave one of the plugins out"
        ),
        (
            "plugin `other`: the function `length` `条数` is already given by plugin `policyrules`; "
            "rename one, or leave one of the plugins out"
        ),
    ]


def test_calendars_checks_and_readers_of_one_name() -> None:
    def read(_: Path) -> Mapping[str, Any]:
        return {}

    one = plugin(
        working_calendars={"CN": nothing, "本省": nothing},
        checks=[Check("Document", nothing, "A-1")],
        readers=[Reader("plain", (".txt",), read)],
    )
    other = plugin(
        name="other",
        working_calendars={"本省": nothing},
        checks=[Check("Document", nothing, "A-1")],
        readers=[Reader("plain", (".md",), read)],
    )
    assert [text.partition(" is already")[0] for text in wrong(one, other)] == [
        "plugin `office`: the calendar `CN`",
        "plugin `other`: the calendar `本省`",
        "plugin `other`: the check `A-1`",
        "plugin `other`: the reader `plain`",
    ]


def test_a_hook_that_raises() -> None:
    def broken() -> list[Any]:
        raise ValueError("no such\nfile")

    def halfway() -> Iterable[Any]:
        yield doubled
        raise KeyError("x")

    assert wrong(plugin(functions=broken), plugin(name="other", functions=halfway, checks=broken)) == [
        "plugin `office`: `policyrules_functions` failed (ValueError: no such file)",
        "plugin `other`: `policyrules_functions` failed (KeyError: 'x')",
        "plugin `other`: `policyrules_checks` failed (ValueError: no such file)",
    ]


def test_a_hook_that_gives_the_wrong_things() -> None:
    found = wrong(
        plugin(functions=[len], checks=["A-1"], readers=[doubled], working_calendars={"本省": "no callable"}),
        plugin(name="other", functions=3, working_calendars=["CN"]),
    )
    assert found == [
        (
            "plugin `office`: `policyrules_working_calendars` gives something other than names and callables; "
            'return `{"name": working_day}`'
        ),
        (
            "plugin `other`: `policyrules_working_calendars` gives something other than names and callables; "
            'return `{"name": working_day}`'
        ),
        (
            "plugin `office`: `len` is not marked as a function rules may call; "
            'write `@policyrules.function("name", "名称")` above it'
        ),
        "plugin `other`: `policyrules_functions` failed (TypeError: 'int' object is not iterable)",
        "plugin `office`: `policyrules_checks` gives str where a Check is due",
        "plugin `office`: `policyrules_readers` gives function where a Reader is due",
    ]


def test_a_check_that_is_declared_wrong() -> None:
    found = wrong(
        plugin(
            checks=[
                Check("Document", None, "A-1"),  # type: ignore[arg-type]
                Check("Document", nothing, "A-2", modality="shall"),  # type: ignore[arg-type]
                Check("Document", nothing, "A-3", worst="burn"),
            ]
        )
    )
    assert found == [
        "plugin `office`: the check `A-1` has nothing to call",
        (
            "plugin `office`: the check `A-2` uses the modality `shall`; "
            "write one of must not, must, should not, should, encourage, may"
        ),
        (
            "plugin `office`: the check `A-3` has `burn` as its worst effect; "
            "write one of permit, advise, warn, refer, return, forbid"
        ),
    ]


def test_hooks_that_would_never_be_called() -> None:
    module = types.ModuleType("office")
    module.policyrules_functions = list  # type: ignore[attr-defined]
    assert wrong(module) == [
        "plugin `office`: `policyrules_functions` is not marked as a hook; write `@policyrules.hookimpl` above it"
    ]

    class Office:
        @hookimpl
        def policyrules_function(self) -> list[Any]:
            return []

        @hookimpl
        def policyrules_decided(self, verdict: Any) -> None:
            raise NotImplementedError(verdict)

    found = wrong(Office())
    assert "there is no hook called `policyrules_function`; write `policyrules_functions`" in found[1]
    assert (
        "`policyrules_decided` asks for `verdict`, which it is not given; its arguments are `decision`, `facts`"
        in (found[0])
    )


def test_an_object_without_hooks() -> None:
    assert wrong(42)[0].startswith(
        "plugin `int`: has no hook, so it gives nothing; mark one of `policyrules_functions`"
    )


def test_problems_are_told_in_chinese_too() -> None:
    with pytest.raises(PluginError) as caught:
        gathered(plugin(functions=[len]))
    assert caught.value.in_("zh") == (
        "插件无法使用（共 1 处）：\n"
        '- 插件 `office`：`len` 未标记为规则可调用的函数；请在其上方写 `@policyrules.function("name", "名称")`'
    )
    assert str(caught.value).startswith("the plugins cannot be used (1 problem):\n- plugin `office`: `len`")


# --- calendars at work ------------------------------------------------------------------------


def test_a_calendar_that_fails_is_its_plugins_fault() -> None:
    def broken(_: date) -> bool:
        raise LookupError("2027")

    def unclear(_: date) -> bool:
        return "yes"  # type: ignore[return-value]

    def uncovered(_: date) -> bool:
        raise CannotTell(Phrase("not yet published", "尚未公布"))

    calendars = gathered(plugin(working_calendars={"a": broken, "b": unclear, "c": uncovered})).calendars
    with pytest.raises(
        Faulty, match=r"the calendar `a` of plugin `office` failed \(LookupError: 2027\)"
    ) as caught:
        calendars["a"](date(2026, 3, 1))
    assert (caught.value.fault.function, caught.value.fault.plugin) == ("a", "office")
    with pytest.raises(Faulty, match="the calendar `b` of plugin `office` gave str where yes or no is due"):
        calendars["b"](date(2026, 3, 1))
    with pytest.raises(CannotTell, match="not yet published"):
        calendars["c"](date(2026, 3, 1))


def test_a_calendars_reasons_are_its_plugins_too() -> None:
    class Office:
        def __init__(self, why: Callable[[date], Any]) -> None:
            self.reason = why

        def __call__(self, day: date) -> bool:
            return day.weekday() < 5

    def broken(_: date) -> Any:
        raise LookupError("2027")

    told = Phrase("Province Day", "省庆日")
    calendars: Mapping[str, Any] = gathered(
        plugin(
            working_calendars={
                "a": Office(lambda day: told if day.day == 3 else None),
                "b": Office(broken),
                "c": Office(lambda _: "holiday"),
                "d": lambda _: True,
            }
        )
    ).calendars
    assert calendars["a"](date(2026, 3, 3)) is True
    assert calendars["a"].reason(date(2026, 3, 3)) == told
    assert calendars["a"].reason(date(2026, 3, 4)) is None
    with pytest.raises(Faulty, match=r"the calendar `b` of plugin `office` failed \(LookupError: 2027\)"):
        calendars["b"].reason(date(2026, 3, 3))
    with pytest.raises(Faulty, match="gave str as a reason, where a Phrase or None is due") as caught:
        calendars["c"].reason(date(2026, 3, 3))
    assert caught.value.message.zh == "插件 `office` 的日历 `c` 的理由应为 Phrase 或 None，实际为 str"
    assert not hasattr(calendars["d"], "reason")


# --- installed plugins ------------------------------------------------------------------------


def entry(name: str, value: str) -> importlib.metadata.EntryPoint:
    return importlib.metadata.EntryPoint(name, value, "policyrules")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def install(*entries: importlib.metadata.EntryPoint) -> None:
        def entry_points(*, group: str) -> list[importlib.metadata.EntryPoint]:
            assert group == "policyrules"
            return list(entries)

        monkeypatch.setattr("policyrules.plugins.installed.surely_none", lambda _: False)
        monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)

    return install


def test_installed_plugins_come_by_name(installed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zeta_rules", plugin(name="zeta_rules", functions=[doubled]))
    monkeypatch.setitem(sys.modules, "alpha_rules", plugin(name="alpha_rules", checks=[]))
    installed(entry("zeta", "zeta_rules"), entry("alpha", "alpha_rules"))
    assert build().names == ("policyrules", "alpha", "zeta")
    assert build([sys.modules["zeta_rules"]]).names == ("policyrules", "alpha", "zeta")
    assert build(entry_points=False).names == ("policyrules",)


def test_an_installed_plugin_that_cannot_be_loaded(installed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "alpha_rules", plugin(name="alpha_rules", functions=[len]))
    installed(
        entry("alpha", "alpha_rules"),
        entry("gone", "no_such_module_of_rules"),
        entry("gone", "alpha_rules:nothing"),
    )
    with pytest.raises(PluginError) as caught:
        build()
    assert [problem.in_("en") for problem in caught.value.problems] == [
        (
            "plugin `gone`: failed (AttributeError: module 'alpha_rules' has no attribute 'nothing') "
            "while it was loaded from `alpha_rules:nothing`"
        ),
        (
            "plugin `gone`: failed (ModuleNotFoundError: No module named 'no_such_module_of_rules') "
            "while it was loaded from `no_such_module_of_rules`"
        ),
        (
            "plugin `alpha`: `len` is not marked as a function rules may call; "
            'write `@policyrules.function("name", "名称")` above it'
        ),
    ]


def test_two_installed_plugins_of_one_name(installed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "one_rules", plugin(name="one_rules", checks=[]))
    monkeypatch.setitem(sys.modules, "two_rules", plugin(name="two_rules", checks=[]))
    installed(entry("office", "two_rules"), entry("office", "one_rules"))
    with pytest.raises(
        PluginError, match="`office`: is installed twice under this name; uninstall one of the two"
    ):
        build()


def test_a_finding_is_no_check() -> None:
    assert "CheckFinding where a Check is due" in wrong(plugin(checks=[CheckFinding("x")]))[0]


def test_records_are_schemas() -> None:
    assert isinstance(DOCUMENT, RecordSchema)
