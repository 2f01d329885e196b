"""How is a class of values made without its price at every start?

`attrs` writes and compiles the methods of each class when its module is imported, half a millisecond
a class; a process that loads policies imports some four hundred of them and uses a few methods of a
part. These are the same decorators: a method is written once it has been called a few times. To a type checker
they are attrs' own, and `attrs.fields` and `attrs.evolve` take the classes for theirs.

Not here: validators and classes made from others; attrs has them. What is kept by
`cached_property` is kept in a dictionary of the instance.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing it from typing would cost more than everything else here
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from attrs import define, evolve, field, frozen

__all__ = ["define", "evolve", "field", "frozen", "names_of"]


def names_of(kind: type) -> tuple[str, ...] | None:
    """Return the names of a class's fields in their order; None if it is no class of values."""
    fields: tuple[_Field, ...] | None = getattr(kind, "__fields__", None)
    if fields is not None:
        return tuple(each.name for each in fields)
    attributes = getattr(kind, "__attrs_attrs__", None)
    return None if attributes is None else tuple(each.name for each in attributes)


class _Nothing:
    __slots__ = ()


_NOTHING = _Nothing()


class _Field:
    """What is said of a field where it is declared."""

    __slots__ = (
        "argument",
        "convert",
        "eq",
        "factory",
        "fallback",
        "init",
        "kw_only",
        "method",
        "name",
        "repr",
    )

    def __init__(
        self,
        fallback: object,
        factory: Any = None,
        *,
        convert: Any = None,
        init: bool = True,
        eq: bool = True,
        repr_: bool = True,
        kw_only: bool = False,
    ) -> None:
        self.name = self.argument = ""
        self.fallback = fallback
        self.factory = factory
        self.method: Any = None
        """What makes the default of the instance itself."""
        self.convert = convert
        self.init = init
        self.eq = eq
        self.repr = repr_
        self.kw_only = kw_only

    def default(self, method: Any) -> Any:
        """Take a method of the class for what makes the default, as attrs does."""
        self.method = method
        return method


# --- methods that are written once they have been called a few times ---------------------------------

_FEW = 24
"""So many calls take less time, gone through field by field, than writing the method that does them quicker."""
_CALLS: dict[tuple[type, str], int] = {}


def _is_among_few(owner: type, name: str) -> bool:
    """Return whether a method has hardly been called: most classes have a handful of instances in a process."""
    calls = _CALLS[owner, name] = _CALLS.get((owner, name), 0) + 1
    return calls <= _FEW


def _filled(instance: Any, owner: Any, given: tuple[Any, ...], named: dict[str, Any]) -> bool:
    """Set the fields of an instance as a written `__init__` does; say False of what does not fit, which that refuses."""
    names = [each.argument for each in owner.__fields__ if each.init and not each.kw_only]
    if len(given) > len(names):
        return False
    values = dict(zip(names, given, strict=False))
    if not values.keys().isdisjoint(named):
        return False
    values |= named
    for each in owner.__fields__:
        is_given = each.init and each.argument in values
        if is_given:
            value = values.pop(each.argument)
        elif each.factory is not None:
            value = each.factory()
        elif each.method is not None:
            value = each.method(instance)
        elif each.fallback is not _NOTHING:
            value = each.fallback
        else:
            return False
        object.__setattr__(instance, each.name, value if each.convert is None else each.convert(value))
    return not values


def _written(owner: type, name: str, arguments: str, lines: list[str], known: dict[str, Any]) -> Any:
    source = f"def {name}({arguments}):\n    " + "\n    ".join(lines)
    place = f"<{name} of {owner.__module__}.{owner.__qualname__}>"
    exec(compile(source, place, "exec"), known)  # noqa: S102  # as attrs does: the text is made of the class's own names
    method = known[name]
    method.__qualname__ = f"{owner.__qualname__}.{name}"
    setattr(owner, name, method)
    _CALLS.pop((owner, name), None)
    return method


def _owner_of(instance: object, name: str, first: object) -> Any:
    """Return the class that has the method still to be written; None where another thread has just written it."""
    return next((kind for kind in type(instance).__mro__ if kind.__dict__.get(name) is first), None)


def _first_init(self: Any, *given: Any, **named: Any) -> Any:
    owner = _owner_of(self, "__init__", _first_init)
    if owner is None:
        return type(self).__init__(self, *given, **named)
    if _is_among_few(owner, "__init__") and _filled(self, owner, given, named):
        return None
    is_frozen = owner.__setattr__ is _refuse
    known: dict[str, Any] = {"nothing": _NOTHING}
    plain: list[str] = []
    keyed: list[str] = []
    lines: list[str] = []
    for each in owner.__fields__:
        value = each.argument
        parameter = value
        if each.factory is not None:
            known[f"make_{value}"] = each.factory
            parameter = f"{value}=nothing"
            made = f"make_{value}()"
            value = f"{made} if {value} is nothing else {value}" if each.init else made
        elif each.method is not None:
            known[f"make_{value}"] = each.method
            parameter = f"{value}=nothing"
            value = f"make_{value}(self) if {value} is nothing else {value}"
        elif each.fallback is not _NOTHING:
            known[f"default_{value}"] = each.fallback
            parameter = f"{value}=default_{value}"
            value = value if each.init else f"default_{value}"
        if each.convert is not None:
            known[f"convert_{each.argument}"] = each.convert
            value = f"convert_{each.argument}({value})"
        if each.init:
            (keyed if each.kw_only else plain).append(parameter)
        if is_frozen:
            known[f"set_{each.argument}"] = owner.__dict__[each.name].__set__
            lines.append(f"set_{each.argument}(self, {value})")
        else:
            lines.append(f"self.{each.name} = {value}")
    arguments = ", ".join(["self", *plain, *(["*", *keyed] if keyed else [])])
    return _written(owner, "__init__", arguments, lines or ["pass"], known)(self, *given, **named)


def _first_eq(self: Any, other: Any) -> Any:
    owner = _owner_of(self, "__eq__", _first_eq)
    if owner is None:
        return bool(self == other)
    if _is_among_few(owner, "__eq__"):
        if other.__class__ is not self.__class__:
            return NotImplemented
        names = [each.name for each in owner.__fields__ if each.eq]
        return all(getattr(self, name) == getattr(other, name) for name in names)
    parts = [f"self.{each.name} == other.{each.name}" for each in owner.__fields__ if each.eq]
    lines = [
        "if other.__class__ is not self.__class__:",
        "    return NotImplemented",
        f"return {' and '.join(parts) or 'True'}",
    ]
    return _written(owner, "__eq__", "self, other", lines, {})(self, other)


def _first_hash(self: Any) -> Any:
    owner = _owner_of(self, "__hash__", _first_hash)
    if owner is None:
        return hash(self)
    salt = hash((owner.__module__, owner.__qualname__))
    if _KEPT_HASH not in owner.__dict__ and _is_among_few(owner, "__hash__"):
        return hash((salt, *[getattr(self, each.name) for each in owner.__fields__ if each.eq]))
    parts = [str(salt), *(f"self.{each.name}" for each in owner.__fields__ if each.eq)]
    found = f"hash(({', '.join(parts)},))"
    lines = [f"return {found}"]
    known: dict[str, Any] = {}
    if _KEPT_HASH in owner.__dict__:
        known["keep"] = owner.__dict__[_KEPT_HASH].__set__
        lines = [
            "try:",
            f"    return self.{_KEPT_HASH}",
            "except AttributeError:",
            f"    keep(self, {found})",
            f"    return self.{_KEPT_HASH}",
        ]
    return _written(owner, "__hash__", "self", lines, known)(self)


_SIGNS = (("lt", "<"), ("le", "<="), ("gt", ">"), ("ge", ">="))


def _written_order(self: Any, other: Any, name: str, sign: str, first: Any) -> Any:
    owner = _owner_of(self, name, first)
    if owner is None:
        return getattr(type(self), name)(self, other)
    fields = [each.name for each in owner.__fields__ if each.eq]
    mine, others = (", ".join(f"{one}.{each}" for each in fields) for one in ("self", "other"))
    lines = [
        "if other.__class__ is not self.__class__:",
        "    return NotImplemented",
        f"return ({mine},) {sign} ({others},)",
    ]
    return _written(owner, name, "self, other", lines, {})(self, other)


def _first_order(name: str, sign: str) -> Any:
    def first(self: Any, other: Any) -> Any:
        return _written_order(self, other, name, sign, first)

    return first


_ORDER = {f"__{name}__": _first_order(f"__{name}__", sign) for name, sign in _SIGNS}


# --- methods that are the same for all ----------------------------------------------------------------

_SHOWING: set[int] = set()


def _repr(self: Any) -> str:
    if id(self) in _SHOWING:
        return "..."
    _SHOWING.add(id(self))
    try:
        fields = ", ".join(
            f"{each.name}={getattr(self, each.name)!r}" for each in self.__fields__ if each.repr
        )
    finally:
        _SHOWING.discard(id(self))
    return f"{type(self).__qualname__.rsplit('>.', 1)[-1]}({fields})"


def _refuse(_self: Any, *_: Any) -> None:
    from attrs.exceptions import FrozenInstanceError  # noqa: PLC0415  # nearly nobody tries

    raise FrozenInstanceError


def _state(self: Any) -> dict[str, Any]:
    return {each.name: getattr(self, each.name) for each in self.__fields__}


def _restore(self: Any, state: dict[str, Any]) -> None:
    for name, value in state.items():
        object.__setattr__(self, name, value)


class _Attributes:
    """The fields as attrs has them, for whoever asks."""

    def __get__(self, _: object, owner: Any) -> object:
        from policyrules.as_attrs import attributes_of  # noqa: PLC0415  # see above

        owner.__attrs_attrs__ = attributes_of(owner.__name__, owner.__fields__, _NOTHING)
        return owner.__attrs_attrs__


_ATTRIBUTES = _Attributes()


# --- the class ------------------------------------------------------------------------------------------


_KEPT_HASH = "_policyrules_hash"
"""The slot that keeps the hash of instances that are looked up often."""


def _slotted(
    written: Any, *, is_frozen: bool, eq: bool, order: bool = False, kw_only: bool, keeps_hash: bool = False
) -> Any:
    body = dict(written.__dict__)
    del body["__dict__"], body["__weakref__"]
    fields = []
    for name, annotation in body.get("__annotations__", {}).items():
        if str(annotation).startswith(("ClassVar", "typing.ClassVar")):
            continue
        said = body.pop(name, _NOTHING)
        if said.__class__ is not _Field:
            said = _Field(said)
        said.name = name
        said.argument = name.lstrip("_")
        said.kw_only = said.kw_only or kw_only
        fields.append(said)
    kept = any(value.__class__.__name__ == "cached_property" for value in body.values())
    body["__fields__"] = tuple(fields)
    body["__slots__"] = (*[each.name for each in fields], "__weakref__", *(["__dict__"] if kept else []))
    if keeps_hash:
        body["__slots__"] += (_KEPT_HASH,)
    body["__match_args__"] = tuple([each.argument for each in fields if each.init and not each.kw_only])
    body["__attrs_attrs__"] = _ATTRIBUTES
    body["__qualname__"] = written.__qualname__
    body.setdefault("__repr__", _repr)
    body.setdefault("__init__", _first_init)
    body["__getstate__"] = _state
    body["__setstate__"] = _restore
    if is_frozen:
        body["__setattr__"] = body["__delattr__"] = _refuse
    if eq and "__eq__" not in body:
        body["__eq__"] = _first_eq
        body.setdefault("__hash__", _first_hash if is_frozen else None)
    if order:
        body |= _ORDER
    return type(written)(written.__name__, written.__bases__, body)


if not TYPE_CHECKING:

    def field(
        *,
        default: object = _NOTHING,
        factory: Callable[[], object] | None = None,
        converter: Callable[[Any], object] | None = None,
        init: bool = True,
        eq: bool = True,
        repr: bool = True,  # noqa: A002  # as attrs calls it
        kw_only: bool = False,
    ) -> Any:
        """Return what is said of a field, as attrs takes it."""
        return _Field(default, factory, convert=converter, init=init, eq=eq, repr_=repr, kw_only=kw_only)

    def frozen(
        cls: type | None = None,
        *,
        eq: bool = True,
        order: bool = False,
        kw_only: bool = False,
        cache_hash: bool = False,
    ) -> Any:
        """Return the class with slots for its fields, and methods as `attrs.frozen` gives them."""
        if cls is None:
            return lambda written: frozen(written, eq=eq, order=order, kw_only=kw_only, cache_hash=cache_hash)
        return _slotted(cls, is_frozen=True, eq=eq, order=order, kw_only=kw_only, keeps_hash=cache_hash)

    def define(cls: type | None = None, *, eq: bool = True, kw_only: bool = False) -> Any:
        """Return the class with slots for its fields, and methods as `attrs.define` gives them."""
        if cls is None:
            return lambda written: define(written, eq=eq, kw_only=kw_only)
        return _slotted(cls, is_frozen=False, eq=eq, kw_only=kw_only)

    def evolve(instance: Any, **changes: Any) -> Any:
        """Return an instance like this one but for what is changed; also of a class that attrs made."""
        if not hasattr(instance, "__fields__"):
            import attrs  # noqa: PLC0415  # see above

            return attrs.evolve(instance, **changes)
        for each in instance.__fields__:
            if each.init and each.argument not in changes:
                changes[each.argument] = getattr(instance, each.name)
        return instance.__class__(**changes)
