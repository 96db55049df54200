from datetime import UTC, datetime, timedelta

import pytest

from server.day.meeting import rules
from server.day.meeting.rules import MeetingHappening, MeetingState, SeatHappening, SeatState
from server.errors import Conflict, NotAllowed

NOW = datetime(2023, 11, 9, 1, 0, tzinfo=UTC)

MEETINGS = """
ringing open -> open
ringing end -> ended
open open -> open
open end -> ended
"""
SEATS = """
invited invite -> invited
invited enter -> seated
invited lose -> invited
invited leave -> left
invited remove -> removed
seated enter -> seated
seated lose -> away
seated leave -> left
seated remove -> removed
away enter -> seated
away lose -> away
away leave -> left
away remove -> removed
left invite -> invited
left enter -> seated
left lose -> left
left leave -> left
left remove -> removed
removed invite -> invited
removed lose -> removed
removed remove -> removed
"""


def table(text: str) -> dict[tuple[str, str], str]:
    lines = [line.split() for line in text.strip().splitlines()]
    return {(state, happening): then for state, happening, _, then in lines}


@pytest.mark.parametrize("happening", MeetingHappening)
@pytest.mark.parametrize("state", MeetingState)
def test_a_meeting_goes_nowhere_but_where_the_list_says(state: MeetingState, happening: MeetingHappening) -> None:
    assert leads_to(rules.after, state, happening) == table(MEETINGS).get((state, happening), "refused meeting_ended")


@pytest.mark.parametrize("happening", SeatHappening)
@pytest.mark.parametrize("state", SeatState)
def test_a_seat_goes_nowhere_but_where_the_list_says(state: SeatState, happening: SeatHappening) -> None:
    expected = table(SEATS).get((state, happening), "refused not_from_here")
    assert leads_to(rules.seat_after, state, happening) == expected


def leads_to(after: object, state: object, happening: object) -> str:
    try:
        return str(after(state, happening))  # type: ignore[operator]
    except Conflict as refused:
        return f"refused {refused.code}"


@pytest.mark.parametrize(
    ("mode", "seated", "begins"),
    [
        ("video", ["leader"], False),
        ("video", ["site"], False),
        ("video", ["leader", "official1"], False),
        ("video", ["leader", "site"], True),
        ("in_person", ["site"], True),
        ("in_person", ["leader"], True),
        ("phone", ["leader"], True),
        ("phone", [], False),
    ],
)
def test_a_meeting_begins_once_both_sides_sit_and_in_person_with_the_first_of_them(
    mode: rules.Mode,
    seated: list[str],
    begins: bool,  # noqa: FBT001  # a column of the table
) -> None:
    assert rules.opens(mode, seated) is begins


def test_a_meeting_ends_with_an_outcome_or_with_a_reason_only() -> None:
    rules.check_end(has_outcome=True, reason=None)
    rules.check_end(has_outcome=False, reason="线路中断，改日再约")
    with pytest.raises(Conflict, match="outcome_missing"):
        rules.check_end(has_outcome=False, reason=None)


def test_what_a_meeting_lacks_is_its_outcome_or_what_its_outcome_lacks() -> None:
    assert rules.lacks(None, []) == ["outcome_missing"]
    assert rules.lacks("assigned", ["owner_unit", "due_on"]) == ["incomplete:owner_unit", "incomplete:due_on"]
    assert rules.lacks("resolved_on_site", []) == []


def test_two_officials_sit_beside_leader_and_site_and_no_third() -> None:
    assert rules.free_official({}) == "official1"
    assert rules.free_official({"official1": SeatState.AWAY}) == "official2"
    assert rules.free_official({"official1": SeatState.REMOVED, "official2": SeatState.SEATED}) == "official1"
    with pytest.raises(Conflict, match="meeting_full"):
        rules.free_official({"official1": SeatState.INVITED, "official2": SeatState.SEATED})


def test_a_token_seats_once_and_soon() -> None:
    rules.check_token(given=b"a", kept=b"a", kept_at=NOW, now=NOW + timedelta(minutes=2))


@pytest.mark.parametrize(
    ("kept", "kept_at", "minutes"),
    [(None, None, 0), (b"another's", NOW, 0), (b"a", NOW, 2.01)],
    ids=["used", "another seat's", "too old"],
)
def test_a_token_that_is_used_or_old_or_of_another_seat_is_refused(
    kept: bytes | None, kept_at: datetime | None, minutes: float
) -> None:
    with pytest.raises(NotAllowed, match="token_not_valid"):
        rules.check_token(given=b"a", kept=kept, kept_at=kept_at, now=NOW + timedelta(minutes=minutes))


def test_silence_of_a_line_is_being_away_and_the_seat_is_kept() -> None:
    assert rules.heard_of_line("reconnecting") is SeatHappening.LOSE
    assert rules.heard_of_line("gone") is SeatHappening.LOSE
    assert rules.seat_after(SeatState.SEATED, SeatHappening.LOSE) is SeatState.AWAY
    assert rules.heard_of_line("connected") is SeatHappening.ENTER
    assert rules.seat_after(SeatState.AWAY, SeatHappening.ENTER) is SeatState.SEATED
