"""What is said of a word that cannot stand where it does, when nothing more is known of the slip?

What is being written there and what belongs there (`places`), in one of three sentences: something is
missing, something else belongs there, or the sentence is whole and this is no part of it.
"""

from __future__ import annotations

from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.ast.expressions import Path
from policyrules.syntax.keywords import keywords
from policyrules.syntax.leading import LEADING
from policyrules.syntax.places import Construct, Place, place_of_stack, words
from policyrules.syntax.run import Run
from policyrules.syntax.slips_of_marks import CLOSING, PARTICLES
from policyrules.syntax.slips_of_spelling import culprit_of
from policyrules.syntax.tokens import Token
from policyrules.syntax.wording import is_on_later_line, place_of, run_together, shown


def misplaced(run: Run, token: Token) -> None:
    """Report a word that cannot stand where it does."""
    culprit, _ = culprit_of(run, token)
    stack = run.stand.stack
    place = place_of_stack(run.table, stack if culprit is token else stack[:-1])
    before = run.last if culprit is token else None
    belongs = place.belongs
    ends = culprit.type == "$END" and before is not None
    if belongs is None or (place.is_whole and not ends):
        _no_part(run, culprit, before, place)
    elif before is not None and before.type != "SEMICOLON" and (ends or _is_innocent(run, culprit)):
        _missing(run, before, belongs, place.around)
    else:
        _instead(run, culprit, belongs, place.construct)


def _is_innocent(run: Run, token: Token) -> bool:
    """Tell whether the word was meant for something new, so that what is missing is missing before it."""
    if run.last is not None and run.last.type == "LBRACE" and token.text:
        return token.type in CLOSING  # the word begins the body, and is what is wrong with it
    return token.type in LEADING or token.type in CLOSING or is_on_later_line(run, token)


def _missing(run: Run, before: Token, belongs: Phrase, construct: Construct) -> None:
    """What stands before is not finished: the mark goes there, not on the innocent word after it."""
    last, name = shown(before), construct.name
    run.reading.report(
        "unfinished-clause",
        before.span,
        Phrase(
            f"{belongs.en} is missing after {last.en}",
            run_together(last.zh, "之后缺少", belongs.zh),
        ),
        label=Phrase(f"{name.en} is not finished", run_together(name.zh, "没有写完")),
        help_=(_form(construct),),
    )


def _instead(run: Run, culprit: Token, belongs: Phrase, construct: Construct) -> None:
    found, name = shown(culprit), construct.name
    run.reading.report(
        "unexpected-word",
        place_of(run, culprit),
        Phrase(
            f"{found.en} stands where {belongs.en} belongs",
            run_together("此处应写", belongs.zh, "，不能写", found.zh),
        )
        if culprit.type != "$END"
        else Phrase(f"nothing stands where {belongs.en} belongs", run_together("此处没有写", belongs.zh)),
        label=Phrase(f"does not fit {name.en}", run_together("不合", name.zh, "的写法")),
        help_=(_form(construct), *_remark(construct)),
    )


def _no_part(run: Run, culprit: Token, before: Token | None, place: Place) -> None:
    found, construct = shown(culprit), place.construct
    name = construct.name
    closed = before is not None and before.type in PARTICLES
    follow = [phrase for phrase in (None if closed else construct.more, place.belongs) if phrase is not None]
    ends = shown(before) if before is not None else None
    run.reading.report(
        "unexpected-word",
        place_of(run, culprit),
        Phrase(
            f"{found.en} is no part of {name.en}",
            run_together(name.zh, "到此已写完，不能再写", found.zh),
        ),
        label=Phrase(f"{name.en} is whole before this", run_together("不是", name.zh, "的内容"))
        if ends is None or ends.en.startswith("the ")
        else Phrase(f"{name.en} ends with {ends.en}", run_together(name.zh, "写到", ends.zh, "为止")),
        help_=(
            *_side_by_side(run, culprit),
            *(
                (
                    Phrase(
                        "here can follow: " + ", or ".join(phrase.en for phrase in follow),
                        run_together("其后可以写：", *_either(follow)),
                    ),
                )
                if follow
                else ()
            ),
            _form(construct),
            *_remark(construct),
        ),
    )


def _side_by_side(run: Run, culprit: Token) -> tuple[Phrase, ...]:
    """`参加 人数`, `Bureau A`: two names may be one name, or a text."""
    before = run.last if run.last is not culprit else _name_before(run)
    if before is None or before.type != "NAME" or culprit.type != "NAME":
        return ()
    text = run.reading.source.text[before.start : culprit.stop]
    if "\n" in text or "`" in text or len(text) > _LONGEST_NAME or keywords().is_keyword(culprit.text):
        return ()
    one = text.replace(" ", "_" if text.isascii() else "")
    return (
        Phrase(
            f'one name has no blanks: `{one}`; a text stands in quotes: `"{text}"`',
            f"如果是一个名称，请连写：`{one}`；如果是文字，请加引号：`“{text}”`",
        ),
    )


_LONGEST_NAME: Final = 30


def _name_before(run: Run) -> Token | None:
    """Return the name beside which another stands."""
    path = run.values[-2] if len(run.values) > 1 else None
    if not isinstance(path, Path) or len(path.names) != 1:
        return None
    name = path.names[0]
    return Token("NAME", name.text, name.span.start, name.span.stop, run.reading)


def _either(phrases: list[Phrase]) -> list[str]:
    return [part for phrase in phrases for part in ("；或者", phrase.zh)][1:]


def _form(construct: Construct) -> Phrase:
    name, form = construct.name, construct.form
    return Phrase(
        f"{name.en} is written as {_shown(form.en)}", run_together(name.zh, f"写作 {_shown(form.zh)}")
    )


def _shown(form: str) -> str:
    return f"`{' '.join(form.split())}`" if "`" not in form else form


def _remark(construct: Construct) -> tuple[Phrase, ...]:
    if construct is words().constructs["file"][1]:
        return (Phrase("a remark is written after `#`", "说明文字请写在 `#` 之后"),)
    return ()
