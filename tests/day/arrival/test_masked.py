import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.day.arrival.rules import masked


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (None, None),
        ("", ""),
        ("张", "张*"),
        ("张三", "张*"),
        ("张三丰", "张*"),
        ("  欧阳修之 ", "欧*"),
        ("𠮷田", "𠮷*"),
        ("Zhang San", "Z*"),
        ("\u202e张三", "张*"),  # would turn what follows around
        ("\u2066\u200b张\u200d三", "张*"),
        ("\u0301\u0308张三", "张*"),  # marks that would stand on the letter before
        ("e\u0301lan", "\u00e9*"),
        ("张\u0301三", "张*"),
        ("\ufe0f\U000e0101张三", "张*"),
        ("\u3164\uffa0\u115f张三", "张*"),  # blank letters
        ("\ufdfa", "\u0635*"),  # a whole sentence in one sign
        ("ﬃ", "f*"),
        ("<b>张三", "b*"),
        ("\u200b\u202e", "*"),
        ("...", "*"),
        ("مۇھەممەد", "م*"),
    ],
)
def test_a_masked_name_is_one_letter_and_a_star(name: str | None, shown: str | None) -> None:
    assert masked(name) == shown


@given(st.text(min_size=1, max_size=30))
def test_whatever_is_typed_at_most_one_visible_letter_is_shown(name: str) -> None:
    shown = masked(name) or ""
    letters = shown.rstrip("*")
    assert shown.endswith("*")
    assert len(shown) <= 2
    assert len(letters) <= 1
    assert {unicodedata.category(letter)[0] for letter in letters} <= {"L", "N"}
    assert {unicodedata.bidirectional(letter) for letter in letters} <= {"L", "R", "AL", "EN", "AN", "ON"}
