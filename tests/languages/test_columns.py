"""What is drawn in columns lines up on the screen, whatever is written in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.render import render
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.diagnostics.width import pad, width
from policyrules.syntax.format import format_file
from policyrules.syntax.parse import parse_file

ALPHABET = "ab 走访，（）“”…×①é e\u0301ﬁｱア한\u1112\u1161😀👍🏽👨\u200d👩❤\ufe0f\t\u00ad\u200b"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("页数 > 10", 9),
        ("ＡＢ１", 6),
        ("ｱｲ", 2),
        ("e\u0301", 1),
        ("か\u3099", 2),
        ("😀", 2),
        ("한", 2),
        ("\u1112\u1161\u11ab", 2),
        ("“走访”…", 7),
        ("①×—", 3),
        ("\u200b\u2060", 0),
        ("", 0),
    ],
)
def test_widths(text: str, columns: int) -> None:
    """Full-width characters and emoji take two columns, marks none, and those that may be either one.

    East Asian ambiguous characters (“ ” … × ①) take one, as Unicode advises and terminals in UTF-8 do.
    """
    assert width(text) == columns
    assert width(pad(text, 12)) == 12


@settings(deadline=None, max_examples=300)
@given(st.text(ALPHABET, max_size=30), st.text(ALPHABET, max_size=30))
def test_a_caret_stands_under_what_it_marks(before: str, after: str) -> None:
    text = f"{before}Q{after}"
    at = len(before)
    place = Place(Source("走访.rules", f"# 前一行\n{text}\n"), Span(at + 6, at + 7))
    lines = render(Diagnostic("unknown-name", place, Phrase("said", "说明")), "zh").splitlines()
    (shown,) = (line for line in lines if "Q" in line)
    (marked,) = (line for line in lines if "^" in line)
    assert marked.count("^") == 1
    assert width(marked[: marked.index("^")]) == width(shown[: shown.index("Q")])


names = st.text("ab走访页数ア한é", min_size=1, max_size=8).filter(str.isidentifier)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(names, names), min_size=2, max_size=6, unique_by=(lambda n: n[0], lambda n: n[1])))
def test_fields_line_up_in_the_canonical_form(fields: list[tuple[str, str]]) -> None:
    written = "\n".join(f"    {first} {second}: text" for first, second in fields)
    file, found = parse_file(Source("a.rules", f"record R {{\n{written}\n}}\n"))
    assert not found
    lines = format_file(file, "en").splitlines()[1:-1]
    assert len(lines) == len(fields)
    assert len({width(line[: line.rindex("text")]) for line in lines}) == 1
    assert (
        len({width(line[: line.rindex(second)]) for line, (_, second) in zip(lines, fields, strict=True)})
        == 1
    )
