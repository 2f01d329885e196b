"""What can be read of one piece of a text that has mistakes somewhere?

After a mistake, the next line that begins something which the open braces can hold is looked for
(or the brace that closes them), and reading goes on there.
"""

from __future__ import annotations

import re
from typing import Any, Final

from policyrules.syntax.driver import Driver, UnreadError
from policyrules.syntax.from_tree.tables import Header
from policyrules.syntax.leading import CLAUSES, STEPS
from policyrules.syntax.learned import Learned
from policyrules.syntax.misplaced import misplaced
from policyrules.syntax.mistakes import explain
from policyrules.syntax.other_words import meanings
from policyrules.syntax.pieces import LISTS, MODALITIES, TextPiece
from policyrules.syntax.reading import GiveUpError, Reading
from policyrules.syntax.run import Run
from policyrules.syntax.tables import Repeated
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import vocabulary

_MOST_MISTAKES: Final = 10
"""Mistakes told of one piece; after so many the rest of it is not understood any more."""

_RESUMING: Final = (
    CLAUSES
    | STEPS
    | MODALITIES
    | {"OTHERWISE", "ISSUED_BY", "WORKING_DAYS_OF", "ZONE", "ROLLS"}
    | {"WEEK", "LAST_WEEK", "EVERY_DAY", "WORKING_DAYS", "EXCEPT", "ONLY"}
)
"""Keywords that begin something new on a line of their own."""

_RAW: Final = re.compile(
    r"""“[^”\n\r]*”|"[^"\n\r]*"|《[^》\n\r]*》|`[^`\n\r]*`|\#[^\n\r]*
    | (?P<line>[\n\r]) | (?P<word>[^\W\d]\w*) | (?P<mark>[{}@|]) | [^\S\n\r]+ | .""",
    re.VERBOSE | re.DOTALL,
)
_FOLLOWED: Final = re.compile(r"[ \t]+[^\s:=.,()]")
"""What follows a word that begins a line, but not as the name in a condition is followed."""
_BULLET: Final = re.compile(r"""[^\w\s,;:.?@|()\[\]{}+*/=<>!&"“”'‘’「」『』＂＇`《》〈〉。%#]""")
_LINE_END: Final = re.compile(r"[\n\r]")
_FIELD_NAME: Final = re.compile(r"(?:`[^`\n\r]+`|\w+)(?:[ \t]+(?:`[^`\n\r]+`|\w+))?[ \t]*:")


class Attempt:
    """The parse of one piece, going on after mistakes as long as it can."""

    def __init__(self, reading: Reading, piece: TextPiece, driver: Driver, learned: Learned) -> None:
        self.piece = piece
        self.node: Any = None
        """What could be kept; None for nothing."""
        self.closed_by: Token | None = None
        """The brace left over after an item: it closes the list."""
        self.opening: Token | None = None
        """The brace that opens the body."""
        self.last_brace: Token | None = None
        """The last closing brace that was taken."""
        self.rest: int | None = None
        """Where something else follows a finished piece."""
        self.needs_items = False
        """Whether this is the head of a list whose items stand in further pieces."""
        self.faults: list[int] = []
        """Where the mistakes are."""
        self.began = False
        """Whether the piece began as it should."""
        self._driver = driver
        self._learned = learned
        self._mistakes = 0
        self._reading = reading.piece(piece.start, piece.stop)
        if piece.kind == "item" and self._is_sound():
            return
        self._step_by_step(reading)

    def _is_sound(self) -> bool:
        """Try the piece as a whole item, at once: most items of a broken file are sound."""
        reading = self._reading
        told = len(reading.diagnostics)
        try:
            self.node = self._driver.parse(reading, "item")
        except (UnreadError, GiveUpError):
            if not reading.is_exhausted:
                del reading.diagnostics[told:]
            return False
        self.began = True
        return True

    def look_closely(self, reading: Reading) -> None:
        """Find out where the braces of an item stand that was read as a whole."""
        if self.opening is None and self.node is not None:
            told = len(reading.diagnostics)
            self._step_by_step(reading)
            del reading.diagnostics[told:]

    def _step_by_step(self, reading: Reading) -> None:
        piece = self.piece
        self._reading = reading.piece(piece.start, piece.stop)
        self._run = Run(self._driver.stands, self._reading, "file" if piece.kind == "head" else piece.kind)
        try:
            self._read()
        except GiveUpError:
            if reading.is_exhausted:
                raise
            self._mistakes += 1

    @property
    def sound(self) -> bool:
        """Whether the piece was read without a mistake."""
        return self._mistakes == 0 and self.node is not None

    # --- reading ----------------------------------------------------------------------------

    def _read(self) -> None:
        run = self._run
        for token in run.tokens:
            if run.feed(token):
                self._note(token)
            elif run.may_end() and run.last is not None:
                self._after(token)
                return
            else:
                self._tell(token)
                if self._goes_on(token):
                    continue
                if self._mistakes >= _MOST_MISTAKES or not self._resume(token):
                    self._salvage()
                    return
        self._at_end()

    def _note(self, token: Token) -> None:
        self.began = True
        if token.type == "LBRACE" and self.opening is None:
            self.opening = token
        elif token.type == "RBRACE":
            self.last_brace = token

    def _tell(self, token: Token) -> None:
        self._mistakes += 1
        self.faults.append(token.start)
        self._reading.is_mended = True
        explain(self._run, token, self._learned)
        if not self._reading.diagnostics:  # whatever is left out of a file is told
            misplaced(self._run, token)

    def _goes_on(self, token: Token) -> bool:
        """Go on where it is known how the word just told of was meant: then nothing is lost."""
        meant, self._run.meant = self._run.meant, None
        if meant is not None:
            if not self._run.feed(meant):
                return False
            self._note(meant)
            self._reading.at = meant.stop
        elif self._reading.diagnostics[-1].code == "item-number":
            number = self._reading.diagnostics[-1].place.span
            self._reading.at = self.piece.at if token.start < self.piece.at else number.stop
        else:
            return False
        self._mistakes -= 1
        return True

    def _after(self, token: Token) -> None:
        """Look at what follows a whole piece: the brace of its list, or something else."""
        last = self._run.last
        assert last is not None
        text = self._reading.folded[last.stop : token.start]
        if last.type != "RBRACE" and token.type not in ("RBRACE", "SEMICOLON") and not _LINE_END.search(text):
            self._tell(token)  # on the same line: it was meant to go on
            self.node = self._run.end()
            return
        self.node = self._run.end()
        found: Token | None = token
        while found is not None:
            if found.type == "RBRACE" and self.piece.kind in ("item", "otherwise") and self.closed_by is None:
                self.closed_by = found
            elif found.type != "SEMICOLON":
                self.rest = found.start
                return
            found = next(self._run.tokens, None)

    def _at_end(self) -> None:
        run = self._run
        if run.may_end():
            self.node = run.end()
            return
        stop = self._reading.stop
        is_list_only = self._reading.open_brackets == 1  # and nothing inside it is open as well
        if self.piece.lead in LISTS and self.opening is not None and is_list_only:
            brace = Token("RBRACE", "}", stop, stop, self._reading)
            self.needs_items = True
            if run.feed(brace):
                self.node = run.end()
                return
        self._tell(Token("$END", "", stop, stop, self._reading))
        self._salvage()

    def _salvage(self) -> None:
        """Close the outermost body after what could be read of it."""
        self.needs_items = self.piece.lead in LISTS
        brace = next(iter(self._body_braces()[-1:]), None)
        if brace is None:
            return
        for depth in self._body_depths(brace):
            if self._run.takes_after(depth, "RBRACE"):
                self._run.cut_back(depth)
                stop = self._reading.stop
                if self._run.feed(Token("RBRACE", "}", stop, stop, self._reading)):
                    self.node = self._run.end()
                return

    # --- going on after a mistake -----------------------------------------------------------

    def _resume(self, token: Token) -> bool:
        """Move to where reading can go on; False when there is nowhere."""
        if self.opening is None:
            return False
        text = self._reading.folded
        depth = 0
        bullet: int | None = None  # where a mark stands before the words of a line, to be told of
        leads = not text[
            max(text.rfind("\n", 0, token.start), text.rfind("\r", 0, token.start)) + 1 : token.start
        ].strip()
        for found in _RAW.finditer(text, token.start, self._reading.stop):
            kind, at = found.lastgroup, found.start()
            if kind == "line":
                leads, bullet = True, None
                continue
            if found.group().isspace():
                continue
            if leads and self._resume_at(at, kind, token):
                self._reading.at = bullet if bullet is not None else at
                return True
            bullet = (bullet if bullet is not None else at) if leads and _BULLET.match(text, at) else None
            leads = bullet is not None
            if kind == "mark" and found.group() == "{":
                depth += 1
            elif kind == "mark" and found.group() == "}":
                if depth:
                    depth -= 1
                elif not self._body_braces():
                    return False
                elif self._close_at(at):
                    return True
        return False

    def _resume_at(self, at: int, kind: str | None, token: Token) -> bool:
        """Go on with the line that begins here if an open body can hold it."""
        text = self._reading.folded
        if kind == "word":
            terminals = self._terminals(at, in_other_words=at > token.start)
            if _FIELD_NAME.match(text, at, self._reading.stop):
                terminals.append("NAME")
        elif text[at] == "@":
            terminals = ["AT"]
        elif text[at] == "|":
            rows = any(isinstance(value, Header) for value in self._run.values)
            terminals = ["BAR"] if rows else []  # a head with a mistake would make a head of its rows
        elif text[at] == "`" and _FIELD_NAME.match(text, at, self._reading.stop):
            terminals = ["NAME"]
        else:
            return False
        for brace in self._body_braces():
            for depth in self._body_depths(brace):
                if any(self._run.takes_after(depth, terminal) for terminal in terminals):
                    self._run.cut_back(depth)
                    self._reading.at = at
                    return True
        return False

    def _terminals(self, at: int, *, in_other_words: bool) -> list[str]:
        """Return what the words here may begin as keywords."""
        text = self._reading.folded
        word = re.compile(r"[^\W\d]+").match(text, at)
        if word is None:
            return []
        known = vocabulary()
        found = [
            terminal
            for rest, _, terminals in known.phrases.get(word.group(), ())
            if rest.match(text, word.end())
            for terminal in terminals
        ]
        found += known.words.get(word.group(), ())
        if in_other_words and not found and _FOLLOWED.match(text, word.end(), self._reading.stop):
            found += [terminal for meant in meanings(word.group()) for terminal in known.words.get(meant, ())]
        return [terminal for terminal in found if terminal in _RESUMING]

    def _close_at(self, at: int) -> bool:
        """Let the brace here close the innermost body; a brace within an expression is dropped with it."""
        innermost = self._body_braces()[0]
        for depth in self._body_depths(innermost):
            if self._run.takes_after(depth, "RBRACE"):
                self._run.cut_back(depth)
                self._reading.at = at
                return True
        self._run.cut_back(innermost)
        return False

    def _body_braces(self) -> list[int]:
        """Return where opening braces stand on the stack, innermost first."""
        return [
            position
            for position, value in reversed(list(enumerate(self._run.values)))
            if type(value) is Token and value.type == "LBRACE"
        ]

    def _body_depths(self, brace: int) -> tuple[int, ...]:
        """Return how much of the stack to keep for the body of a brace: with what is whole in it, or without."""
        values = self._run.values
        depth = brace + 1
        for whole in (Header, Repeated):
            if depth < len(values) and isinstance(values[depth], whole):
                depth += 1
        return (depth,) if depth == brace + 1 else (depth, brace + 1)
