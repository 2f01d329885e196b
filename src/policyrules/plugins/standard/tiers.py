"""How many steps lie between two members of an ordered enum?"""

from collections.abc import Callable

from policyrules.core.values import CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.types import EnumType, ErrorType, Type, required
from policyrules.semantics.wording import kind_of


def tiers_between(first: str, second: str) -> int:
    """How many steps lie between two members of an ordered enum: from province to county, two.

    The order is the enum's, which `tiers_for` knows; without it there is nothing to tell.
    """
    raise CannotTell(
        Phrase(
            f"which lies higher, `{first}` or `{second}`, is not known here",
            f"此处不知 `{first}` 与 `{second}` 的次序",
        )
    )


def tiers_for(types: tuple[Type, ...]) -> Callable[[str, str], int] | Phrase:
    """Return the function for two members of one ordered enum, or what does not fit.

    >>> tier = EnumType("Tier", ("village", "township", "county"), ("村", "乡镇", "县"), ordered=True)
    >>> tiers_for((tier, tier))("county", "village")
    2
    """
    given = [required(type_) for type_ in types]
    if any(isinstance(type_, ErrorType) for type_ in given):
        return tiers_between
    for type_ in given:
        if not isinstance(type_, EnumType):
            words = kind_of(type_)
            return Phrase(
                f"`tiers_between` is between two members of an ordered enum, and this is {words.en}",
                f"`相差级数` 用于有序枚举的两个成员，而此处是{words.zh}",
            )
        if not type_.ordered:
            return Phrase(
                f"the members of `{type_.name}` have no order; separate them by `<` where it is declared",
                f"`{type_.name}` 的成员没有次序；请在声明处以 `<` 分隔",
            )
    enum = given[0] if given else None
    if not isinstance(enum, EnumType):
        return tiers_between
    other = next((type_ for type_ in given if type_ != enum), None)
    if isinstance(other, EnumType):
        return Phrase(
            f"`{enum.name}` and `{other.name}` are two different enums",
            f"`{enum.name}` 与 `{other.name}` 是两个不同的枚举",
        )
    places = {member: place for place, member in enumerate(enum.members)}
    return lambda first, second: abs(places[first] - places[second])
