"""A function rules may call: what share of a text is stock phrases?"""

from fractions import Fraction

from policyrules.plugins import function


@function(
    "stock_share",
    "套话占比",
    arguments={"text": "文本", "phrases": "套话"},
    about="所列套话的字数占文本字数的比例。",
)
def stock_share(text: str, phrases: frozenset[str]) -> Fraction:
    """The share of a text's characters that stand in these phrases."""
    if not text:
        return Fraction(0)
    return Fraction(sum(text.count(phrase) * len(phrase) for phrase in phrases), len(text))
