"""What is said of a word that cannot stand where it does, when nothing more is known of the slip?

What is being written there and what belongs there (`places`), in one of three sentences: something is
missing, something else belongs there, or the sentence is whole and this is no part of it.
"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.leading import LEADING
from policyrules.syntax.places import Construct, Place, place_of_stack, words
from policyrules.syntax.run import Run
from policyrules.syntax.slips_of_marks import CLOSING
from policyrules.syntax.slips_of_spelling import culprit_of
from policyrules.syntax.tokens import Token
from policyrules.syntax.wording import is_on_later_line, place_of, run_together, shown


def misplaced(run: Run, token: Token) -> None:
    """Report a word that cannot stand where it does."""
    culprit, _ = culprit_of(run, token)
    stack = run.stack if culprit is token else run.stack[:-1]
    place = place_of_stack(run.parser, run.states, stack)
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
    follow = [phrase for phrase in (construct.more, place.belongs) if phrase is not None]
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
