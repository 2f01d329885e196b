"""Will a plugin's hooks be called, and with what they ask for?

pluggy passes over what is not marked and stops at the first hook that does not fit; authors want to
hear of all of it.
"""

from __future__ import annotations

import inspect
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.suggest import near
from policyrules.plugins import hookspecs
from policyrules.plugins.faults import PluginProblem
from policyrules.plugins.installed import PROJECT

_MARK: Final = f"{PROJECT}_impl"
"""The attribute pluggy's marker sets."""

HOOKS: Final = {
    name: tuple(inspect.signature(spec).parameters)
    for name, spec in vars(hookspecs).items()
    if name.startswith(f"{PROJECT}_") and hasattr(spec, f"{PROJECT}_spec")
}
"""Each hook with its arguments."""


def problems_before(plugin: object, name: str) -> list[PluginProblem]:
    """Return what is wrong with a plugin's hooks, before it is registered."""
    problems: list[PluginProblem] = []
    marked = 0
    for attribute in dir(plugin):
        found = inspect.getattr_static(plugin, attribute, None)
        found = getattr(found, "__func__", found)
        options = getattr(found, _MARK, None) if callable(found) else None
        if options is not None:
            marked += 1
            hook = (options.get("specname") if isinstance(options, dict) else None) or attribute
            problems += _misfits(name, hook, found)
        elif callable(found) and attribute.startswith(f"{PROJECT}_"):
            problems.append(
                PluginProblem(
                    name,
                    Phrase(f"`{attribute}` is not marked as a hook", f"`{attribute}` 未标记为挂钩"),
                    help=(
                        Phrase(
                            "write `@policyrules.hookimpl` above it", "请在其上方写 `@policyrules.hookimpl`"
                        ),
                    ),
                )
            )
    if not marked and not problems:
        problems.append(
            PluginProblem(
                name,
                Phrase("has no hook, so it gives nothing", "没有任何挂钩，不提供任何内容"),
                help=(
                    Phrase(
                        f"mark one of {', '.join(f'`{hook}`' for hook in HOOKS)} with `@policyrules.hookimpl`",
                        f"请用 `@policyrules.hookimpl` 标记其一：{'、'.join(f'`{hook}`' for hook in HOOKS)}",
                    ),
                ),
            )
        )
    return problems


def _misfits(plugin: str, hook: str, call: object) -> list[PluginProblem]:
    known = HOOKS.get(hook)
    if known is None:
        offered = near(hook, HOOKS) or tuple(HOOKS)
        return [
            PluginProblem(
                plugin,
                Phrase(f"there is no hook called `{hook}`", f"没有名为 `{hook}` 的挂钩"),
                help=(
                    Phrase(
                        f"write {' or '.join(f'`{other}`' for other in offered)}",
                        f"请写 {' 或 '.join(f'`{other}`' for other in offered)}",
                    ),
                ),
            )
        ]
    return [
        PluginProblem(
            plugin,
            Phrase(
                f"`{hook}` asks for `{argument}`, which it is not given",
                f"`{hook}` 没有名为 `{argument}` 的参数",
            ),
            help=(
                Phrase(
                    f"its arguments are {', '.join(f'`{each}`' for each in known) or 'none'}",
                    f"可用参数：{'、'.join(f'`{each}`' for each in known) or '无'}",
                ),
            ),
        )
        for argument in _arguments(call)
        if argument not in known
    ]


def _arguments(call: object) -> tuple[str, ...]:
    try:
        parameters = tuple(inspect.signature(call).parameters.values())  # type: ignore[arg-type]  # it is callable
    except (TypeError, ValueError):
        return ()
    names = [p.name for p in parameters if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    return tuple(names[1:] if names[:1] == ["self"] else names)
