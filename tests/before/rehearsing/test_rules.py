"""A site's score, and the life of a rehearsal, by tables."""

from typing import Any

import pytest

from server.before.rehearsing.rules import (
    CHECKED,
    TRANSITIONS,
    Grade,
    Happening,
    RehearsalState,
    Score,
    Weakness,
    after,
    grade_of,
    weaknesses,
)
from server.errors import Conflict

WHOLE: dict[str, str] = dict.fromkeys(CHECKED, "o")
DONE: dict[str, int] = {
    "reached_after": 5,
    "enrolled_after": 20,
    "checked_after": 60,
    "opened_after": 90,
    "entered_after": 120,
}


@pytest.mark.parametrize(
    ("told", "weak", "grade"),
    [
        ({}, [], Grade.GREEN),
        ({"marks": {**WHOLE, "line": "l"}}, [Weakness.CHECK_LATE], Grade.AMBER),
        ({"marks": {**WHOLE, "line": "x"}}, [Weakness.CHECK_FAILED], Grade.RED),
        ({"marks": {**WHOLE, "line": "m"}}, [Weakness.CHECK_MISSING], Grade.RED),
        ({"marks": {**WHOLE, "line": "."}}, [Weakness.CHECK_MISSING], Grade.RED),
        ({"entered_after": None}, [Weakness.NO_ENTRY], Grade.AMBER),
        ({"opened_after": None, "entered_after": None}, [Weakness.NOT_OPENED, Weakness.NO_ENTRY], Grade.AMBER),
        ({"enrolled_after": None}, [Weakness.NOT_ENROLLED], Grade.RED),
        ({"reached_after": None}, [Weakness.NOT_REACHED], Grade.RED),
    ],
)
def test_a_score_says_what_was_weak(told: dict[str, Any], weak: list[Weakness], grade: Grade) -> None:
    found = weaknesses(Score(430102001, "HN-D-430102", **{**DONE, "marks": WHOLE, **told}))
    assert (list(found), grade_of(found)) == (weak, grade)


def test_a_site_that_did_nothing_is_weak_in_all() -> None:
    found = weaknesses(Score(430102001, "HN-D-430102"))
    assert set(found) == set(Weakness) - {Weakness.CHECK_FAILED, Weakness.CHECK_LATE}


@pytest.mark.parametrize("state", RehearsalState)
@pytest.mark.parametrize("happening", Happening)
def test_what_the_table_lacks_is_refused(state: RehearsalState, happening: Happening) -> None:
    if (state, happening) in TRANSITIONS:
        assert after(state, happening) is TRANSITIONS[state, happening]
        return
    with pytest.raises(Conflict):
        after(state, happening)
