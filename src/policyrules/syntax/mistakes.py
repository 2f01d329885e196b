"""What is wrong here, in words an author understands?

The parser stops at a word that cannot follow. What was meant is tried in turn: slips of numbers,
spelling, grammar and brackets, a known mistake of this place (`learned`), and at last what is being
written there and what belongs there (`misplaced`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.file_records import record_of
from policyrules.syntax.leading import LEADING
from policyrules.syntax.learned import Learned, Mistake, betrayed, name_beside
from policyrules.syntax.misplaced import misplaced
from policyrules.syntax.run import Run
from policyrules.syntax.slips_of_bounds import bound_twice
from policyrules.syntax.slips_of_clauses import (
    action_in_quotes,
    fact_before_referral,
    given_left_out,
    return_to_whom,
    then_left_out,
    unit_after_a_name,
)
from policyrules.syntax.slips_of_entries import condition_without_brackets, entries_without_a_name
from policyrules.syntax.slips_of_grammar import (
    clause_as_comparison,
    clause_as_value,
    clause_in_brackets,
    default_without_equals,
    extra_colon,
    foreign,
    head_without_brace,
    if_without_brackets,
    misread_name,
    title_without_quotes,
    told_already,
    value_without_quotes,
)
from policyrules.syntax.slips_of_habit import (
    colon_as_equals,
    date_in_parts,
    equals_as_colon,
    equals_before_condition,
    foreign_comment,
    item_without_modality,
    limit_after_a_comma,
    mark_after_clause,
    moment_with_a_gap,
)
from policyrules.syntax.slips_of_marks import (
    CLOSING,
    extra_bracket,
    numbered,
    thousands,
    unclosed,
    unknown_unit,
)
from policyrules.syntax.slips_of_prose import words_of_no_declaration
from policyrules.syntax.slips_of_spelling import misspelt, other_word, written_together
from policyrules.syntax.slips_of_sums import sum_in_words
from policyrules.syntax.tokens import Token
from policyrules.syntax.wording import (
    after_instead,
    filled,
    is_on_later_line,
    item_code,
    place_of,
    rest_of_line,
    shown,
    so_far,
    written,
)


def explain(run: Run, token: Token, learned: Learned) -> None:
    """Report what is wrong at a token that cannot come next."""
    for attempt in _ATTEMPTS:
        if attempt(run, token):
            return
    mistake = betrayed(run, token, learned)
    if mistake is not None:
        beside = name_beside(run)
        before = run.last if beside is None else None
        token = beside or token
        words = {
            "found": shown(token),
            "before": shown(before) if before is not None else Phrase("", ""),
            "found_text": Phrase.same(written(token)),
            "before_text": Phrase.same(written(before)) if before is not None else Phrase("", ""),
            "found_code": Phrase.same(item_code(token)),
            "before_code": Phrase.same(item_code(before)) if before is not None else Phrase("", ""),
            "rest": Phrase.same(rest_of_line(token)),
            "record": record_of(run.reading),
            "so_far": Phrase.same(so_far(run, mistake.since, token.start if before is None else before.stop)),
        }
        place, label = place_of(run, token), filled(mistake.label, words)
        if before is not None and mistake.at == "before":
            place = _whole_annotation(before) if mistake.code == "annotation-alone" else before.span
        elif before is not None and is_on_later_line(run, token) and _moves(mistake, token):
            place, label = before.span, after_instead(label)
        run.reading.report(
            mistake.code,
            place,
            filled(mistake.message, words),
            label=label,
            help_=(filled(mistake.help, words),),
        )
        return
    if not (clause_as_value(run, token) or unclosed(run, token)):
        misplaced(run, token)


def _whole_annotation(last: Token) -> Span:
    """Return where the annotation stands that ends with a token."""
    begin = last.reading.folded.rfind("@", max(0, last.stop - 1_000), last.stop)
    return Span(begin if begin >= 0 else last.start, last.stop)


def _moves(mistake: Mistake, token: Token) -> bool:
    """Tell whether the word in question is innocent: something should have stood before it."""
    return "before this" in mistake.label.en or token.type in LEADING or token.type in CLOSING


_ATTEMPTS: Final[tuple[Callable[[Run, Token], bool], ...]] = (
    told_already,
    words_of_no_declaration,
    moment_with_a_gap,
    condition_without_brackets,
    entries_without_a_name,
    sum_in_words,
    unit_after_a_name,
    return_to_whom,
    limit_after_a_comma,
    numbered,
    thousands,
    if_without_brackets,
    head_without_brace,
    default_without_equals,
    then_left_out,
    action_in_quotes,
    fact_before_referral,
    misread_name,
    title_without_quotes,
    extra_colon,
    clause_as_comparison,
    value_without_quotes,
    foreign_comment,
    equals_as_colon,
    colon_as_equals,
    equals_before_condition,
    mark_after_clause,
    date_in_parts,
    bound_twice,
    foreign,
    other_word,
    unknown_unit,
    written_together,
    misspelt,
    given_left_out,
    item_without_modality,
    extra_bracket,
    clause_in_brackets,
)
