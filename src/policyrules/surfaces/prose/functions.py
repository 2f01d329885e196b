"""How is a call of a function said?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.schema import FunctionSchema
from policyrules.surfaces.prose.speech import Speech

_SAID: Final[Mapping[str, Phrase]] = {
    "characters": Phrase("the number of characters of {0}", "{0}的字数"),
    "mention_count": Phrase("the number of times that {0} mentions any of {1}", "{0}提及{1}的总次数"),
    "lower": Phrase("{0} in lower case", "{0}的小写形式"),
    "copied_share": Phrase("the share of {0} copied from {1}", "{0}照搬{1}的比例"),
    "similarity": Phrase("the similarity of {0} and {1}", "{0}与{1}的相似度"),
    "reduction": Phrase("the reduction from {0} to {1}", "由{0}减至{1}的降幅"),
    "days_between": Phrase("the number of days from {0} to {1}", "{0}至{1}的天数"),
    "months_between": Phrase("the number of months from {0} to {1}", "{0}至{1}的月数"),
    "end_of_month": Phrase("the last day of the month of {0}", "{0}当月的最后一日"),
    "year": Phrase("the year of {0}", "{0}的年份"),
    "month": Phrase("the month of {0}", "{0}的月份"),
    "day_of_month": Phrase("the day of the month of {0}", "{0}为当月第几日的数"),
    "weekday": Phrase("the day of the week of {0}", "{0}为星期几的数"),
    "date_of": Phrase("the day of {0}", "{0}当日"),
    "streak": Phrase("the longest run of days in {0}", "{0}中连续的天数"),
    "working_days": Phrase("the number of working days from {0} to {1}", "{0}至{1}的工作日数"),
    "working_days_in": Phrase("the number of working days in {0}", "{0}内的工作日数"),
    "days": Phrase("the days of {0}", "{0}内的各日"),
    "weeks": Phrase("the weeks of {0}", "{0}内的各周"),
    "months": Phrase("the months of {0}", "{0}内的各月"),
    "first_day": Phrase("the first day of {0}", "{0}的首日"),
    "last_day": Phrase("the last day of {0}", "{0}的最后一日"),
    "percent": Phrase("{0} as a percentage", "{0}（以百分数计）"),
    "length": Phrase("the number of {0}", "{0}的项数"),
    "tiers_between": Phrase("the number of tiers between {0} and {1}", "{0}与{1}相差的级数"),
    "round": Phrase("{0} rounded", "{0}（四舍五入）"),
}
"""How the standard functions are said, by their first names; a plugin's by its name."""
_HOLDS: Final[Mapping[str, tuple[Phrase, Phrase]]] = {
    "mentions": (
        Phrase("{0} mentions any of {1}", "{0}提及{1}中的任一词语"),
        Phrase("{0} mentions none of {1}", "{0}未提及{1}中的任何词语"),
    ),
    "overlaps": (
        Phrase("{0} overlaps {1}", "{0}与{1}重叠"),
        Phrase("{0} does not overlap {1}", "{0}与{1}不重叠"),
    ),
}
"""The same for those that answer yes or no, and what they do not say."""


def called(
    function: FunctionSchema,
    given: Sequence[str],
    named: Sequence[tuple[str, str]],
    speech: Speech,
    *,
    denied: bool | None = None,
) -> str:
    """Return a call in words, with what was given in order and by name.

    `denied` is whether it is said to hold or not to; none for a value.
    """
    name = function.names.first
    if denied is not None:
        pair = _HOLDS.get(name)
        pattern = None if pair is None else pair[denied]
    else:
        pattern = _SAID.get(name)
    if pattern is not None:
        words = pattern.in_(speech.language)
        takes = sum(f"{{{number}}}" in words for number in range(len(given) + 2))
        if takes <= len(given):
            rest = [("", each) for each in given[takes:]]
            return words.format(*given) + _added([*rest, *named], speech)
    return _by_name(function, given, named, speech, denied=denied)


def _by_name(
    function: FunctionSchema,
    given: Sequence[str],
    named: Sequence[tuple[str, str]],
    speech: Speech,
    *,
    denied: bool | None,
) -> str:
    name, of = speech.name(function.names), speech.listed(given)
    if denied is None:
        said = speech(f"the {name} of {of}", f"{of}的{name}") if given else speech(f"the {name}", name)
        return said + _added(named, speech)
    verb = speech("does not hold" if denied else "holds", "不成立" if denied else "成立")
    about = speech(f" of {of}", f"{of}的") if given else ""
    said = speech(f"{speech.quoted(name)}{about} {verb}", f"{about}“{name}”{verb}")
    return said + _added(named, speech)


def _added(named: Sequence[tuple[str, str]], speech: Speech) -> str:
    """Return further arguments in brackets: （忽略甲、乙）."""
    if not named:
        return ""
    said = [f"{name}{speech(' ', '')}{value}" if name else value for name, value in named]
    return speech(f" ({'; '.join(said)})", f"（{'；'.join(said)}）")
