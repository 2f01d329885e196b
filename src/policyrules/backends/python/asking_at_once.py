"""How does generated code ask a database, with one question, for all counts that a record rests on?

It writes the parameters of the question, hands them to whoever asks (`AskedAtOnce` of `core/counters.py`), and keeps the
counts of its row in local variables, which the rules read (`asking_counters.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.backends.python.asking_counters import seen
from policyrules.backends.python.unit import ROW, SELF
from policyrules.core.counters import BEFORE, EACH, LONGEST_KEY, stands_as_text
from policyrules.frozen import frozen

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Sequence

    from policyrules.backends.python.unit import Unit
    from policyrules.core.counters import CountedBy
    from policyrules.semantics.schema import RecordSchema

GOES_BY: Final = "_goes_by"
"""The argument that says which key a record is to go by in its ledger, none where that is its own."""
TEXT_IN_KEY: Final = "_text_in_key"
_ASKED, _KEY = "_asked", "_key"


@frozen
class AtOnce:
    """A record whose ledger is in a database, of which one question tells all counts it rests on.

    `counted` says by which facts each of its quotas counts. It is `admitted` where the question begins a change of the ledger,
    which whoever asked for the decision ends.
    """

    counted: Sequence[CountedBy]
    admitted: bool = False


def asking(how: AtOnce, schema: RecordSchema, unit: Unit, *, otherwise: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Return the statements that ask, once the facts have been read; `otherwise` stands where that does not tell all."""
    line, numbers = unit.line, range(len(how.counted))
    at_once = line.attribute(line.name(SELF), "changing" if how.admitted else "at_once")
    names = [name for at in numbers for name in _names_of_count(at)]
    question = line.tuple_of(_question(how, schema, unit))
    found: list[ast.stmt] = [line.unpack([_ASKED, *names], line.attribute(at_once, "first"))]
    for at, (keys, _) in enumerate(how.counted):
        found += _key_of_count(at, keys, schema, unit)
    found.append(line.set(ROW, line.call(line.name(_ASKED), [question])))
    found += line.when(line.test(line.name(ROW), "is", line.constant(None)), otherwise)
    for at in numbers:
        count, first = line.name(seen(at)), BEFORE + EACH * at
        nothing = line.test(count, "is", line.constant(None))
        differs = line.test(count, "!=", line.item(line.name(ROW), first + 1))
        found.append(line.set(seen(at), line.item(line.name(ROW), first)))
        # where nothing has been counted there is no row; where somebody only may count, the numbers differ
        found += line.when(nothing, [line.set(seen(at), line.constant(0))], line.when(differs, otherwise))
    return found


def _question(how: AtOnce, schema: RecordSchema, unit: Unit) -> Iterator[ast.expr]:
    """Yield what is given to the question, in its order."""
    line = unit.line
    goes_by = line.name(GOES_BY)
    if schema.key is not None:
        own = line.name(unit.fact(schema.key))
        yield own
        goes_by = line.any(goes_by, own)
    if how.admitted:
        yield goes_by
    for at, (_, day) in enumerate(how.counted):
        number, _, periods = map(line.name, _names_of_count(at))
        yield number
        yield line.name(f"{_KEY}{at}")
        yield line.lookup(periods, line.constant(None) if day is None else line.name(unit.fact(day)))


def _key_of_count(at: int, keys: Sequence[str], schema: RecordSchema, unit: Unit) -> list[ast.stmt]:
    """Return the statements that write under which key a quota counts; texts without a call, unless they are long."""
    line, key = unit.line, f"{_KEY}{at}"
    facts = [line.name(unit.fact(name)) for name in keys]
    _, written, _ = map(line.name, _names_of_count(at))
    by_call: list[ast.stmt] = [line.set(key, line.call(written, [line.tuple_of(facts)]))]
    types = [field.type for name in keys if (field := schema.field_named(name)) is not None]
    if not facts or not all(map(stands_as_text, types)):
        return by_call
    texts = [line.call(line.name(TEXT_IN_KEY), [fact]) for fact in facts]
    parts = [part for text in texts for part in (",", text)][1:]
    is_long = line.test(line.call(line.name("_len"), [line.name(key)]), ">", line.constant(LONGEST_KEY))
    return [line.set(key, line.text_of("[", *parts, "]")), *line.when(is_long, by_call)]


def _names_of_count(at: int) -> tuple[str, str, str]:
    """Return the local variables of a count's number, of what writes its keys, and of its periods."""
    return f"_number{at}", f"_written{at}", f"_periods{at}"
