"""What does each plugin give, and is it what it should be?

The standard set, the installed plugins and those given are asked one by one, through pluggy. Whatever any of them
does wrong is told together, by its name.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any

import pluggy

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.plugins import hookspecs
from policyrules.plugins.checks import Check, problems_of
from policyrules.plugins.faults import PluginError, PluginProblem, raised, said_by
from policyrules.plugins.functions import schema_of
from policyrules.plugins.installed import PROJECT, entries_installed
from policyrules.plugins.ledgers import LedgerOpener
from policyrules.plugins.ledgers import problems_of as problems_of_opener
from policyrules.plugins.lints import Lint
from policyrules.plugins.lints import problems_of as problems_of_lint
from policyrules.plugins.manager import Given, Plugins
from policyrules.plugins.readers.reader import Reader
from policyrules.plugins.registering import problems_before
from policyrules.plugins.renderers.renderer import Renderer
from policyrules.plugins.standard import plugin as standard
from policyrules.plugins.watched_calendars import watched
from policyrules.semantics.schema import FunctionSchema

if TYPE_CHECKING:
    from policyrules.plugins.calendars import WorkingCalendar


def gathered(plugins: Iterable[object], *, entry_points: bool) -> Plugins:
    """Return what the standard set gives, the installed plugins (by name), then those given, as `build` says."""
    gathering = _Gathering()
    gathering.register(standard, standard.NAME)
    if entry_points:
        gathering.register_installed()
    for plugin in plugins:
        gathering.register(plugin, gathering.free_name(_name_of(plugin)))
    return gathering.together()


def given_by_standard_set() -> Given:
    """Return what the standard set gives alone."""
    return gathered((), entry_points=False).given


class _Gathering:
    """What is known of the plugins while they are asked.

    Each is registered with a pluggy manager of its own, so that what it gives, or breaks, is known as
    its own.
    """

    def __init__(self) -> None:
        self.managers: dict[str, pluggy.PluginManager] = {}
        self.registered: list[object] = []
        self.problems: list[PluginProblem] = []
        self.installed: set[str] = set()

    def register(self, plugin: object, name: str) -> None:
        if self.has(plugin):
            return
        self.registered.append(plugin)
        problems = problems_before(plugin, name)
        if problems:
            self.problems += problems
            return
        manager = pluggy.PluginManager(PROJECT)
        manager.add_hookspecs(hookspecs)
        try:
            manager.register(plugin, name)
        except (ValueError, pluggy.PluginValidationError) as error:
            self.fault(
                name, Phrase(f"cannot be registered ({said_by(error)})", f"无法登记（{said_by(error)}）")
            )
            return
        self.managers[name] = manager

    def has(self, plugin: object) -> bool:
        return any(other is plugin for other in self.registered)

    def register_installed(self) -> None:
        for entry in entries_installed(PROJECT):
            try:
                plugin = entry.load()
            except Exception as error:  # noqa: BLE001  # whatever it raises is the plugin's fault
                found = raised(error)
                self.fault(
                    entry.name,
                    Phrase(
                        f"{found.en} while it was loaded from `{entry.value}`",
                        f"从 `{entry.value}` 加载时{found.zh}",
                    ),
                )
                continue
            if entry.name in self.managers and not self.has(plugin):
                self.fault(
                    entry.name,
                    Phrase("is installed twice under this name", "以同一名称安装了两次"),
                    Phrase(
                        f"uninstall one of the two (this is `{entry.value}`)",
                        f"请卸载其一（此为 `{entry.value}`）",
                    ),
                )
                continue
            if not self.has(plugin):
                self.installed.add(entry.name)
            self.register(plugin, entry.name)

    def free_name(self, name: str) -> str:
        """Return the name, numbered where a plugin has it already."""
        number, free = 2, name
        while free in self.managers:
            free, number = f"{name} {number}", number + 1
        return free

    def fault(self, plugin: str, message: Phrase, *help_: Phrase) -> None:
        self.problems.append(PluginProblem(plugin, message, help=help_))

    def together(self) -> Plugins:
        calendars = self.calendars()
        functions = self.functions(calendars)
        checks = self.checks()
        readers = self.readers()
        renderers = self.renderers()
        lints = self.lints()
        ledgers = self.ledgers()
        observers = tuple(
            (name, manager.hook.policyrules_decided)
            for name, manager in self.managers.items()
            if manager.hook.policyrules_decided.get_hookimpls()
        )
        if self.problems:
            raise PluginError(self.problems)
        given = Given(functions, readers, renderers, ledgers)
        return Plugins(
            tuple(self.managers),
            lambda: given,
            calendars,
            checks,
            observers,
            lints,
            installed=frozenset(self.installed),
        )

    def asked(self, hook: str, besides: str | None = None, **given: Any) -> Iterable[tuple[str, Any]]:
        """Yield everything the plugins give, one thing at a time, with the plugin's name."""
        for name, manager in self.managers.items():
            if name == besides:
                continue
            try:
                for result in getattr(manager.hook, hook)(**given):
                    things = result.items() if isinstance(result, Mapping) else result
                    yield from ((name, thing) for thing in things)
            except PluginError as error:
                self.problems += error.problems
            except Exception as error:  # noqa: BLE001  # whatever it raises is the plugin's fault
                found = raised(error)
                self.fault(name, Phrase(f"`{hook}` {found.en}", f"`{hook}` {found.zh}"))

    def calendars(self) -> Mapping[str, WorkingCalendar]:
        countries: Mapping[str, WorkingCalendar] = standard.policyrules_working_calendars()
        own: dict[str, WorkingCalendar] = {}
        owners: dict[str, str] = {}
        for plugin, thing in self.asked("policyrules_working_calendars", besides=standard.NAME):
            name, calendar = thing if isinstance(thing, tuple) and len(thing) == 2 else (None, thing)
            if not isinstance(name, str) or not callable(calendar):
                self.fault(
                    plugin,
                    Phrase(
                        "`policyrules_working_calendars` gives something other than names and callables",
                        "`policyrules_working_calendars` 返回的不是名称与可调用对象",
                    ),
                    Phrase('return `{"name": working_day}`', '请返回 `{"名称": working_day}`'),
                )
            elif name in countries or name in owners:
                self.taken(
                    plugin,
                    Phrase(f"the calendar `{name}`", f"日历 `{name}`"),
                    owners.get(name, standard.NAME),
                )
            else:
                owners[name] = plugin
                own[name] = watched(calendar, name, plugin)
        return MappingProxyType(ChainMap(own, countries)) if own else countries  # type: ignore[arg-type]  # read only

    def functions(self, calendars: Mapping[str, WorkingCalendar]) -> Mapping[str, FunctionSchema]:
        table: dict[str, FunctionSchema] = {}
        for plugin, thing in self.asked("policyrules_functions", calendars=calendars):
            try:
                schema = (
                    evolve(thing, plugin=plugin)
                    if isinstance(thing, FunctionSchema)
                    else schema_of(thing, plugin)
                )
            except PluginError as error:
                self.problems += error.problems
                continue
            other = next((table[name] for name in schema.names.spellings if name in table), None)
            if other is not None:
                both = "` `".join(schema.names.spellings)
                self.taken(plugin, Phrase(f"the function `{both}`", f"函数 `{both}`"), other.plugin)
                continue
            table.update(dict.fromkeys(schema.names.spellings, schema))
        return MappingProxyType(table)

    def checks(self) -> tuple[Check, ...]:
        found: dict[tuple[str, str], Check] = {}
        for plugin, thing in self.asked("policyrules_checks"):
            if not isinstance(thing, Check):
                self.wrong(plugin, "policyrules_checks", thing, "Check")
                continue
            check = evolve(thing, plugin=plugin)
            for problem in problems_of(check):
                self.fault(plugin, problem)
            other = found.setdefault((check.record, check.name), check)
            if other is not check:
                self.taken(plugin, Phrase(f"the check `{check.name}`", f"检查 `{check.name}`"), other.plugin)
        return tuple(found.values())

    def readers(self) -> tuple[Reader, ...]:
        found: dict[str, Reader] = {}
        for plugin, thing in self.asked("policyrules_readers"):
            if not isinstance(thing, Reader):
                self.wrong(plugin, "policyrules_readers", thing, "Reader")
                continue
            reader = evolve(thing, plugin=plugin)
            other = found.setdefault(reader.name, reader)
            if other is not reader:
                self.taken(
                    plugin, Phrase(f"the reader `{reader.name}`", f"读取器 `{reader.name}`"), other.plugin
                )
        return tuple(found.values())

    def renderers(self) -> tuple[Renderer, ...]:
        found: dict[str, Renderer] = {}
        for plugin, thing in self.asked("policyrules_renderers"):
            if not isinstance(thing, Renderer):
                self.wrong(plugin, "policyrules_renderers", thing, "Renderer")
                continue
            renderer = evolve(thing, plugin=plugin)
            other = found.setdefault(renderer.name, renderer)
            if other is not renderer:
                self.taken(
                    plugin,
                    Phrase(f"the renderer `{renderer.name}`", f"文档格式 `{renderer.name}`"),
                    other.plugin,
                )
        return tuple(found.values())

    def lints(self) -> tuple[Lint, ...]:
        found: dict[str, Lint] = {}
        for plugin, thing in self.asked("policyrules_lints"):
            if not isinstance(thing, Lint):
                self.wrong(plugin, "policyrules_lints", thing, "Lint")
                continue
            lint = evolve(thing, plugin=plugin)
            for problem, help_ in problems_of_lint(lint):
                self.fault(plugin, problem, *([] if help_ is None else [help_]))
            other = found.setdefault(lint.code, lint)
            if other is not lint:
                self.taken(plugin, Phrase(f"the lint `{lint.code}`", f"自定提示 `{lint.code}`"), other.plugin)
        return tuple(found.values())

    def ledgers(self) -> Mapping[str, LedgerOpener]:
        found: dict[str, LedgerOpener] = {}
        for plugin, thing in self.asked("policyrules_ledgers"):
            if not isinstance(thing, LedgerOpener):
                self.wrong(plugin, "policyrules_ledgers", thing, "LedgerOpener")
                continue
            problems = problems_of_opener(thing)
            for problem in problems:
                self.fault(plugin, problem)
            opener = evolve(thing, plugin=plugin)
            for scheme in () if problems else opener.schemes:
                other = found.setdefault(scheme, opener)
                if other is not opener:
                    what = Phrase(f"the ledger at `{scheme}://…`", f"`{scheme}://…` 处的台账")
                    self.taken(plugin, what, other.plugin)
        return MappingProxyType(found)

    def taken(self, plugin: str, what: Phrase, owner: str) -> None:
        self.fault(
            plugin,
            Phrase(f"{what.en} is already given by plugin `{owner}`", f"{what.zh}已由插件 `{owner}` 提供"),
            Phrase("rename one, or leave one of the plugins out", "请改名，或不用其中一个插件"),
        )

    def wrong(self, plugin: str, hook: str, thing: object, wanted: str) -> None:
        kind = type(thing).__name__
        self.fault(
            plugin,
            Phrase(
                f"`{hook}` gives {kind} where a {wanted} is due", f"`{hook}` 应返回 {wanted}，实际返回 {kind}"
            ),
        )


def _name_of(plugin: object) -> str:
    if isinstance(plugin, ModuleType | type):
        return plugin.__name__
    return type(plugin).__qualname__
