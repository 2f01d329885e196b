"""What does attrs say of the fields of a class that `policyrules.frozen` made?"""

from __future__ import annotations

from typing import Any

import attrs


def attributes_of(name: str, fields: tuple[Any, ...], nothing: object) -> Any:
    """Return the fields of a class as attrs has them; `nothing` stands where one has no default."""
    made = attrs.make_class(
        name,
        {
            each.name: attrs.field(
                default=attrs.Factory(each.factory)
                if each.factory is not None
                else attrs.Factory(each.method, takes_self=True)
                if each.method is not None
                else attrs.NOTHING
                if each.fallback is nothing
                else each.fallback,
                converter=each.convert,
                init=each.init,
                eq=each.eq,
                repr=each.repr,
                kw_only=each.kw_only,
            )
            for each in fields
        },
    )
    return attrs.fields(made)
