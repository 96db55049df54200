"""When the answer of a unit is due, and what may become of a question."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from server.before.asking import rules
from server.before.asking.rules import Happening, QuestionState
from server.before.calendar.official import published
from server.errors import Conflict

ZONE = "Asia/Shanghai"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2023-{text}:00").replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("asked", "hearing", "due"),
    [
        ("11-06 09:00", None, "11-09 17:00"),
        ("11-09 09:00", None, "11-14 17:00"),  # over a weekend
        ("09-28 09:00", None, "10-09 17:00"),  # over a holiday, whose make-up days are worked
        ("11-06 09:00", "11-09", "11-08 17:00"),
        ("11-08 16:30", "11-09", "11-08 20:30"),
        ("11-09 09:10", "11-09", "11-09 13:10"),
        ("11-10 10:00", "11-13", "11-10 17:00"),  # a hearing on a Monday
    ],
)
def test_an_answer_is_due_on_the_third_working_day_and_before_the_hearing(
    asked: str, hearing: str | None, due: str
) -> None:
    day = None if hearing is None else date.fromisoformat(f"2023-{hearing}")
    assert rules.due_of(at(asked), day, ZONE, is_off=published().is_off) == at(due)


def test_a_question_that_was_taken_back_is_not_answered_and_an_answer_may_be_corrected() -> None:
    assert rules.after(QuestionState.ANSWERED, Happening.ANSWER) is QuestionState.ANSWERED
    for happening in Happening:
        with pytest.raises(Conflict):
            rules.after(QuestionState.TAKEN_BACK, happening)
