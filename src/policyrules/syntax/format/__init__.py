"""How is a file written in its one canonical form?

`format_file` prints a syntax tree in either language: names, texts, numbers and the author's own
words stay, brackets are put where they are needed, and every comment keeps its place. Parsing the
result gives the same tree, and formatting it again the same text.
"""

from __future__ import annotations

from policyrules.frozen import evolve
from policyrules.syntax.ast.clauses import Clause
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.ast.expressions import Expression
from policyrules.syntax.format.clauses import clause as clause_doc
from policyrules.syntax.format.declarations import declaration
from policyrules.syntax.format.expressions import expression as expression_doc
from policyrules.syntax.format.expressions import one_line
from policyrules.syntax.format.weave import Piece, weave
from policyrules.syntax.format.words import Language, Words

__all__ = ["format_clause", "format_expression", "format_file"]


def format_file(file: File, language: Language | None = None, *, quotes_keywords: bool = False) -> str:
    """Return the canonical text of a file that was read without errors.

    It is in the given language; without one, in the language most of its keywords are in. In another
    language than the author's, and with `quotes_keywords`, every name spelt like a keyword is quoted.
    """
    translates = language is not None and language != file.language
    words = Words(language or file.language, file.source.text, quotes_keywords=quotes_keywords or translates)
    pieces: list[Piece] = []
    is_long = False
    for node in file.declarations:
        own = declaration(node, words)
        was_long, is_long = is_long, len(own) > 1 or "\n" in own[0].text
        pieces.append(evolve(own[0], apart=was_long or is_long))
        pieces.extend(own[1:])
    return weave(pieces, file.comments, file.source.text)


def format_clause(clause: Clause, source: str, language: Language) -> str:
    """Return one clause of an item on one line, in a language; `source` is the text it was read from."""
    return one_line(clause_doc(clause, Words(language, source)))


def format_expression(expression: Expression, source: str, language: Language) -> str:
    """Return an expression on one line, in a language; `source` is the text it was read from."""
    return one_line(expression_doc(expression, Words(language, source)))
