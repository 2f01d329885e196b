"""Which characters mean the same as another one?

Full-width punctuation, digits and letters, the enumeration comma and every kind of blank are read
as their ASCII forms. The folding is one character for one, so offsets stay what they are; strings,
citations and quoted names are cut from the text as written.
"""

from __future__ import annotations

from typing import Final

_KEPT: Final = "＂＇｀"
"""Full-width quotes are nobody's quotes; they get a message of their own."""

_BLANKS: Final = "\u0085\u2028\u2029\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u2060\u3000\ufeff"

_FOLDS: Final = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT}
    | dict.fromkeys(map(ord, _BLANKS), " ")
    | {ord("、"): ",", ord("﹑"): ",", ord("×"): "*", ord("÷"): "/", ord("−"): "-"}
)


def fold(text: str) -> str:
    """Return the text with every such character replaced, of the same length.

    >>> fold("（甲、乙）　１")
    '(甲,乙) 1'
    """
    return text if text.isascii() else text.translate(_FOLDS)
