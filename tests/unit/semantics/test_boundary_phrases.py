"""Is a text that is passed over one without a number beside a boundary word?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policyrules.semantics.lint import boundary_phrases as asked

PIECES = st.sampled_from(
    [
        *(
            "超过",
            "至少",
            "以上",
            "（含）以下",
            "之内",
            "不满",
            "more than",
            "At Least",
            "OVER",
            "exceeds",
            "or less",
        ),
        *(
            "or More",
            "under",
            "50",
            "3.5%",
            "百分之二十",
            "一千",
            "两",
            "\x000\x01",
            "天",
            " working days",
            "人",
        ),
        *(" ", "的", "\n", "ı", "ſ", "K", "plan", "，", "(含)"),
    ]
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_no_text_with_a_phrase_is_passed_over(text: str) -> None:
    phrase = asked._phrase().search(text)  # what is looked for once there is a word
    assert (phrase is not None) == bool(list(asked.boundary_phrases(text)))
