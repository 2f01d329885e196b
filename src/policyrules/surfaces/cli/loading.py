"""Which policies does a command work on, with which parameters?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policyrules.diagnostics.diagnostic import Severity
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import InputError
from policyrules.surfaces.cli.assignments import assignments, typed
from policyrules.surfaces.output import Output, diagnostic_lines
from policyrules.surfaces.unreadable import unreadable

if TYPE_CHECKING:
    from policyrules.engine import PolicySet
    from policyrules.engine.assemble import Assembled

_BARE_NAME: Final = re.compile(r"\s*[“”]?(\w+)[“”]?\s*[=＝]\s*(.*)")
"""A name as people write it before `=`, without quotes or in those of a Chinese text."""


def examined(paths: Sequence[str]) -> Assembled:
    """Return everything there is to say of the policies at some paths."""
    from policyrules.surfaces.files import examine

    return examine(paths)


def loaded(
    output: Output, paths: Sequence[str], param: Sequence[str] = (), params: str | None = None
) -> PolicySet | None:
    """Return the policies at some paths with the parameters given; None after saying why not.

    Raises `ParameterError` for parameters that do not fit.
    """
    found = examined(paths)
    if found.policies is None:
        complain_of(output, found)
        return None
    return with_parameters(found.policies, param, params)


def complain_of(output: Output, found: Assembled) -> None:
    """Say everything that is wrong with policies: as diagnostics where JSON is asked for."""
    errors = [each for each in found.diagnostics if each.severity is Severity.ERROR]
    if output.format == "text":
        output.complain(diagnostic_lines(errors, output.language))
    else:
        output.diagnostics(errors)


def with_parameters(policies: PolicySet, param: Sequence[str], params: str | None) -> PolicySet:
    """Return the policies with the values of `--params FILE` and, over them, of `--param NAME=VALUE`."""
    supplied: dict[str, Any] = {} if params is None else _from_file(params)
    for given in assignments(param, "--param"):
        schema = policies.parameter_named(given.name)
        if schema is None or not given.keys:
            supplied[given.name] = given.value if schema is None else typed(given.value, schema.type)
            continue
        keys = tuple(typed(key, type_) for key, type_ in zip(given.keys, schema.key_types, strict=False))
        keys = keys if len(keys) == len(given.keys) else given.keys
        before = supplied.get(given.name)
        supplied[given.name] = {
            **(before if isinstance(before, dict) else {}),
            keys: typed(given.value, schema.type),
        }
    return policies.with_parameters(supplied) if supplied else policies


def _from_file(name: str) -> dict[str, Any]:
    import tomllib
    from decimal import Decimal

    from policyrules.surfaces.json_facts import decoded

    try:
        text = decoded(Path(name).read_bytes(), name)
    except OSError as error:
        raise unreadable(name, error) from None
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(name, text, str(error)) from None


def _not_toml(name: str, text: str, said: str) -> InputError:
    """Return why a text is not TOML; most often a Chinese name stands without quotes."""
    place = said.rpartition("(at ")[2].rstrip(")")
    for number, line in enumerate(text.splitlines(), start=1):
        bare = _BARE_NAME.match(line)
        if bare is not None and not bare.group(1).isascii():
            written = f'"{bare.group(1)}" = {bare.group(2)}'
            return InputError(
                Phrase(
                    f"{name}, line {number}: in TOML a Chinese name stands in quotes; write `{written}`",
                    f"{name} 第 {number} 行：TOML 文件中的中文名称要加英文引号，应写作 `{written}`",
                )
            )
    return InputError(
        Phrase(
            f"{name} is not TOML (at {place}); write `name = value`",
            f"{name} 不是 TOML 格式（{place}），应写作 `名称 = 值`",
        )
    )
