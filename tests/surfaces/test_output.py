"""How results are printed: streams, colours, JSON."""

from __future__ import annotations

import io
import re

from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.surfaces.output import Output, has_colours, speak_utf8, written_json

SOURCE = Source("a.rules", "when [bold]页树[/] > 10\n")
FOUND = Diagnostic(
    "unknown-name",
    Place(SOURCE, Span(11, 13)),
    Phrase("nothing here is called `页树`", "这里没有叫 `页树` 的"),
    label=Phrase("[here]", "［此处］"),
)


def printed(*, colours: bool) -> str:
    out = io.StringIO()
    Output(out, io.StringIO(), colours=colours).diagnostics([FOUND])
    return out.getvalue()


def test_colours_change_nothing_but_colours() -> None:
    coloured = printed(colours=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == printed(colours=False)
    assert printed(colours=False).endswith("\n1 error\nto read more: policyrules help unknown-name\n")


def test_colours_are_for_terminals_that_want_them() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert has_colours(Terminal(), {})
    assert not has_colours(Terminal(), {"NO_COLOR": "1"})
    assert not has_colours(Terminal(), {"TERM": "dumb"})
    assert not has_colours(io.StringIO(), {})


def test_json_keeps_order_and_chinese() -> None:
    assert written_json({"乙": 1, "甲": "文"}, indent=None) == '{"乙": 1, "甲": "文"}'


def test_what_cannot_be_written_is_escaped() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    speak_utf8(stream)
    stream.write("文\udce4")
    stream.flush()
    assert raw.getvalue() == "文\\udce4".encode()
