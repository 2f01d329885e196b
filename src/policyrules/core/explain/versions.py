"""Which version of a parameter holds, and why that one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core import ir
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope


def version_said(evaluation: Evaluation, expr: ir.Parameter, scope: Scope) -> Phrase | None:
    """Return the words for the version that was read, or for why there is none."""
    keys = tuple(evaluation.value(key, scope) for key in expr.keys)
    if any(key is UNKNOWN or key is None for key in keys):
        return Phrase("its key is not known", "键不详")
    values = evaluation.parameters
    versions = values.versions(expr.name, keys)
    if not versions:
        if keys:
            return Phrase("the lookup table has no such key", "查询表中没有这个键")
        return Phrase("no value was given for it", "尚未给定其值")
    if not values.dated(expr.name, keys):
        return None
    governing = evaluation.governing
    if governing is UNKNOWN:
        return Phrase(
            "which version holds depends on a date that is not known", "适用哪一版本取决于不详的日期"
        )
    version = values.version(expr.name, keys, governing)
    if version is None:
        return Phrase(f"no version of it covers {governing}", f"{governing} 没有适用的版本")
    others = len(versions) - 1
    en = f"the version {span_said(version.from_, version.until).en}, since {governing} governs"
    zh = f"以 {governing} 为准，适用{span_said(version.from_, version.until).zh}的版本"
    if others:
        en += f"; {others} other{'' if others == 1 else 's'}"
        zh += f"；另有 {others} 个版本"
    return Phrase(en, zh)


def span_said(first: date | None, last: date | None) -> Phrase:
    """Return the words for the days something holds."""
    match first, last:
        case None, None:
            return Phrase("always", "始终有效")
        case _, None:
            return Phrase(f"from {first}", f"自 {first} 起")
        case None, _:
            return Phrase(f"until {last}", f"至 {last} 止")
        case _:
            return Phrase(f"from {first} until {last}", f"自 {first} 起至 {last} 止")
