"""What would settle a decision, and how is it given on the command line?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.surfaces.finding_text import colon

if TYPE_CHECKING:
    from policyrules.core.decision import Decision
    from policyrules.core.decision.finding import Missing
    from policyrules.semantics.schema import Titled
    from policyrules.surfaces.output import Line

_NEEDED: Final = Phrase("still needed to settle it", "要作出结论，还需要")
_TYPED: Final = Phrase("to give it", "补充方法")
_IN_FILE: Final = Phrase("in the file of facts", "写入事实文件")
_FILE: Final = Phrase("FILE", "文件")
_DAY: Final = "2026-03-01"
_OTHER: Final = "…"


def needed_lines(decision: Decision, language: Language) -> Iterator[Line]:
    """Yield what is still needed, the one that can settle most first, and once how it is given."""
    obstacles = [
        f"{item.item}{colon(language)}{said.in_(language)}"
        for item in decision.undetermined
        for said in item.obstacles
    ]
    if not decision.missing and not obstacles:
        return
    yield (("plain", "  "), ("heading", f"{_NEEDED.in_(language)}{colon(language).rstrip()}"))
    for number, missing in enumerate(decision.missing, start=1):
        yield (("plain", f"    {number}. "), ("plain", _question(missing, language)))
    for said in obstacles:
        yield (("plain", f"    - {said}"),)
    ways = list(_ways(decision, language))
    if ways:
        lead = f"    {_TYPED.in_(language)}{colon(language)}"
        yield (("quiet", lead), ("plain", ("；" if language == "zh" else "; ").join(ways)))


def _question(missing: Missing, language: Language) -> str:
    """Return a question as a line: in the field's own words, whom to ask, what it is called, who needs it."""
    name = _both(missing.names, missing.fact, language)
    called = ""
    match missing.kind:
        case "fact":
            asked = missing.question or name
            called = f"`{_spelt(missing, language)}`" if missing.question else ""
        case "parameter":
            keys = _keys(missing)
            asked = f"参数{name}{keys}" if language == "zh" else f"the parameter {name}{keys}"
        case "on":
            asked = "作出结论的日期" if language == "zh" else "the day of the decision"
        case _:
            asked = _ledger(missing, language)
    items = [item.item for item in missing.items]
    if language == "zh":
        who = f"［{missing.asked_of}］" if missing.asked_of else ""
        about = "，".join(part for part in (called, f"涉及 {'、'.join(items)}" if items else "") if part)
        return f"{who}{asked}" + (f"（{about}）" if about else "")
    who = f"[{missing.asked_of}] " if missing.asked_of else ""
    about = ", ".join(part for part in (called, f"for {', '.join(items)}" if items else "") if part)
    return f"{who}{asked}" + (f" ({about})" if about else "")


def _ledger(missing: Missing, language: Language) -> str:
    """Return a ledger by both names of its record."""
    first, people = missing.names.first, missing.names.for_people()
    if language == "zh":
        return f"`{people}` 台账" + (f"（{first}）" if people != first else "")
    return f"the ledger of `{first}`" + (f" ({people})" if people != first else "")


# --- how it is given -------------------------------------------------------------------------------


def _ways(decision: Decision, language: Language) -> Iterator[str]:
    """Yield one option for each kind of thing that is missing, with the first of its kind in it."""
    for kind in ("fact", "parameter", "on", "ledger"):
        of_kind = [missing for missing in decision.missing if missing.kind == kind]
        if not of_kind:
            continue
        if kind == "fact":
            yield _facts_given(of_kind, language)
        elif kind == "on":
            yield f"--on {_DAY}"
        else:
            missing = of_kind[0]
            value = _FILE.in_(language) if kind == "ledger" else _example(missing, language)
            option = "--ledger" if kind == "ledger" else "--param"
            yield _option(option, f"{_spelt(missing, language)}{_keys(missing)}", value)


def _facts_given(missing: list[Missing], language: Language) -> str:
    """Return how to set one of the record's own facts, best one with a short value; others stand in the file."""
    own = [each for each in missing if "." not in each.fact and "[" not in each.fact]
    shown = next((each for each in own if each.example is not None), own[0] if own else None)
    in_file = _IN_FILE.in_(language)
    if shown is None:
        return in_file
    given = _option("--set", _spelt(shown, language), _example(shown, language))
    return f"如 {given}，或{in_file}" if language == "zh" else f"{given}, for example, or {in_file}"


def _option(option: str, name: str, value: str) -> str:
    """Return an option as a shell takes it: in quotes where there is a blank.

    >>> _option("--set", "length", "3 days"), _option("--set", "filed", "yes")
    ('--set "length=3 days"', '--set filed=yes')
    """
    given = f"{name}={value}"
    return f'{option} "{given}"' if " " in given else f"{option} {given}"


def _example(missing: Missing, language: Language) -> str:
    return _OTHER if missing.example is None else missing.example.in_(language)


def _keys(missing: Missing) -> str:
    return f"[{','.join(map(str, missing.keys))}]" if missing.keys else ""


def _spelt(missing: Missing, language: Language) -> str:
    """Return the name of something missing that a language's people would type."""
    if language == "zh" and missing.fact == missing.names.first:
        return missing.names.for_people()
    return missing.fact


def _both(names: Titled, fact: str, language: Language) -> str:
    if names.second is None or names.second == fact:
        return f"`{fact}`"
    return f"`{names.second}`（{fact}）" if language == "zh" else f"`{fact}` ({names.second})"
