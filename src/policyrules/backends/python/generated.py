"""How do trees become functions that run?

Trees are compiled under the name of the policy file they stand in, so that tracebacks, debuggers and
line profilers show the policy's own lines. The functions see their constants and one another, and
nothing else: no builtins.
"""

from __future__ import annotations

import ast
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from policyrules.backends.python.blank import BLANK
from policyrules.backends.python.lines import Lines, show_lines
from policyrules.core.values import UNKNOWN
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from policyrules.diagnostics.source import Source


@frozen(eq=False)
class Generated:
    """One generated function as a tree, the policy text it stands in, and its global name."""

    name: str
    tree: ast.FunctionDef
    source: Source | None


class Namespaces:
    """The global names of generated functions: a set for each policy file, with the same in all."""

    def __init__(self) -> None:
        self._functions: dict[str, object] = {}
        self._by_source: dict[Source | None, dict[str, object]] = {}
        self._shared: dict[str, object] = {}

    def add(self, generated: Generated) -> Callable[..., Any]:
        """Return a function compiled; others find it by its name once names are shared."""
        source = generated.source
        namespace = self._by_source.get(source)
        if namespace is None:
            own = {"__name__": "policyrules.generated", "__builtins__": {}}
            namespace = self._by_source[source] = {**self._shared, **own}
            if source is not None:
                namespace["__loader__"] = Lines(source)
                show_lines(source)
        function = self._functions[generated.name] = _function(generated, namespace)
        return function

    def share(self, constants: Mapping[str, object]) -> None:
        """Let all functions know the constants and one another."""
        self._shared |= constants
        for namespace in self._by_source.values():
            namespace.update(constants)
            namespace.update(self._functions)


def _function(generated: Generated, namespace: dict[str, object]) -> Callable[..., Any]:
    filename = "<policy>" if generated.source is None else generated.source.name
    module = compile(ast.Module([generated.tree], []), filename, "exec", dont_inherit=True)
    # the module's code would only make the function: its own code is made one without running it
    code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
    arguments = generated.tree.args
    defaults = (UNKNOWN, BLANK) if arguments.defaults else None
    function = FunctionType(code, namespace, generated.tree.name, defaults)
    by_name = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    function.__kwdefaults__ = {
        argument.arg: value.value for argument, value in by_name if isinstance(value, ast.Constant)
    }
    return function
