"""How is one thing said in each language?

Everything a policy author reads is a `Phrase`: whoever writes a message writes it in both
languages, beside the check that needs it.
"""

from __future__ import annotations

from typing import Literal

from policyrules.frozen import frozen

Language = Literal["en", "zh"]


@frozen
class Phrase:
    """The same words in English and in Chinese."""

    en: str
    zh: str

    def in_(self, language: Language) -> str:
        """Return the words of one language.

        >>> Phrase("permit", "允许").in_("zh")
        '允许'
        """
        return self.zh if language == "zh" else self.en

    @classmethod
    def same(cls, text: str) -> Phrase:
        """Return a phrase that reads the same in every language (a name, a number)."""
        return cls(text, text)
