"""What do a policy set's declarations amount to, once resolved?

These are the *meanings* of declarations: what a record's fields are, what a parameter is worth when,
what a function takes. They are built by the checker from the syntax tree (or, for functions, by the
plugin manager) and read by every later stage.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.frozen import evolve, field, frozen
from policyrules.semantics.types import EnumType, Type


@frozen
class Titled:
    """The two names of something: `first` for programs, `second` for people (none when not given)."""

    first: str
    second: str | None = None

    def for_people(self) -> str:
        """The second name where there is one, else the first."""
        return self.second or self.first

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling that means this thing."""
        return (self.first,) if self.second is None else (self.first, self.second)


@frozen
class FieldSchema:
    """A field of a record. `default` is a runtime value (see core/values.py) when `has_default`."""

    names: Titled
    type: Type
    key: bool
    has_default: bool
    default: Any
    question: str | None
    asked_of: str | None
    annotations: tuple[tuple[str, tuple[str, ...]], ...]
    place: Place = field(eq=False, repr=False)


@frozen
class RecordSchema:
    """A record: its fields in order, the field that dates it and the one that names its rows."""

    names: Titled
    fields: tuple[FieldSchema, ...]
    dated: str | None
    key: str | None
    annotations: tuple[tuple[str, tuple[str, ...]], ...]
    policy: str
    place: Place = field(eq=False, repr=False)

    def field_named(self, spelling: str) -> FieldSchema | None:
        """Return the field that either of its names spells, or None."""
        for candidate in self.fields:
            if spelling in candidate.names.spellings:
                return candidate
        return None


@frozen
class EnumSchema:
    """A declared enum."""

    names: Titled
    type: EnumType
    annotations: tuple[tuple[str, tuple[str, ...]], ...]
    policy: str
    place: Place = field(eq=False, repr=False)


@frozen
class Version:
    """A parameter's value from a day (None: always) until a day (None: open; the day belongs)."""

    value: Any
    from_: date | None
    until: date | None


@frozen
class ParameterSchema:
    """A parameter: constant or dated (`versions`), keyed (`keys`, `file`), or required (neither)."""

    names: Titled
    title: str | None
    type: Type
    versions: tuple[Version, ...]
    keys: tuple[tuple[str, str], ...]
    """For a keyed parameter the (record, field) of each key; the key's type is the field's."""
    key_types: tuple[Type, ...]
    file: str | None
    annotations: tuple[tuple[str, tuple[str, ...]], ...]
    policy: str
    place: Place = field(eq=False, repr=False)


@frozen
class ArgumentSchema:
    """One argument of a function: its two names, its type, and whether it may be left out."""

    names: Titled
    type: Type | None
    """None accepts any type (the function's own check decides)."""
    optional: bool = False
    named: bool = False
    """Given by name only (`ignoring: …`)."""
    of_policy: Literal["working days"] | None = None
    """Left out, it is what the policy's header says there (`working days of "CN"`), if it says so."""


@frozen
class FunctionSchema:
    """A function rules may call: typed, pure, given values only when all of them are known.

    `call` takes the arguments in order (optional ones left out are not passed; `named` ones by
    keyword, by first name) and returns a value of `returns`. An argument that is unknown makes the
    result unknown, one that is none makes it none, without calling, except where its type is optional.
    `call` may also return UNKNOWN, or raise `core.values.CannotTell`: then the result is unknown, and
    the message says why. Anything else it raises or returns is its plugin's fault (core/calling.py).
    """

    names: Titled
    arguments: tuple[ArgumentSchema, ...]
    returns: Type
    call: Callable[..., Any] = field(eq=False, repr=False)
    about: Phrase = Phrase("", "")
    plugin: str = "policyrules"
    variadic: bool = False
    """The last positional argument may be repeated."""
    for_types: Callable[[tuple[Type, ...]], Callable[..., Any] | Phrase] | None = field(
        default=None, eq=False, repr=False
    )
    """For a function that asks more of its arguments' types than a schema can say (`tiers_between`):
    given the types as written (`?` included), in order, the call to use instead of `call`, or what
    does not fit, as a message for the author. The checker reports the message; lowering takes the
    call."""
    chosen_for: tuple[Type, ...] | None = field(default=None, eq=False, repr=False)
    """The types as written for which `call` was chosen; None where nothing was to be chosen."""

    def called_for(self, types: tuple[Type, ...]) -> FunctionSchema | None:
        """Return the function as `for_types` would have it called; None where the types do not fit it."""
        found = None if self.for_types is None else self.for_types(types)
        return evolve(self, call=found, chosen_for=types) if callable(found) else None


@frozen
class ActionSchema:
    """A verb of the office's own."""

    names: Titled
    policy: str
    place: Place = field(eq=False, repr=False)


@frozen
class PolicySchema:
    """What a policy's header says; `until` belongs to the policy's last day."""

    names: Titled
    title: str | None
    issued_by: str | None
    from_: date | None
    until: date | None
    working_days: str | None
    zone: str | None
    rolls: bool
    annotations: tuple[tuple[str, tuple[str, ...]], ...]
    place: Place = field(eq=False, repr=False)


Governs = Literal["dated", "on"]
