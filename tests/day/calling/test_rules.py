from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from server.day.calling import rules
from server.day.calling.rules import Happening, TurnState, after, effective
from server.errors import Refused
from server.place import Scope, range_of_region

MOVES = """
    waiting call called
    waiting hold held
    waiting move waiting
    called recall called
    called hold held
    called no_show waiting
    called give_back waiting
    called hand_over called
    called accept_hand_over called
    called refuse_hand_over called
    called start in_session
    held call called
    held release waiting
    held move held
    in_session give_back waiting
    in_session hand_over in_session
    in_session accept_hand_over in_session
    in_session refuse_hand_over in_session
    in_session finish done
"""
NOW = datetime(2023, 11, 9, 1, tzinfo=UTC)


def table() -> dict[tuple[str, str], str]:
    return {(state, what): then for state, what, then in map(str.split, MOVES.strip().splitlines())}


def led_to(state: TurnState, happening: Happening) -> str:
    try:
        return after(state, happening)
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize(("state", "happening"), [*product(TurnState, Happening)])
def test_a_command_moves_a_turn_only_along_the_written_list(state: TurnState, happening: Happening) -> None:
    refusal = {Happening.CALL: "already_called"}.get(happening, "not_from_here")
    assert led_to(state, happening) == table().get((state, happening), refusal)


def test_a_person_who_does_not_come_goes_back_twice_and_then_the_desk_decides() -> None:
    assert [rules.after_no_show(times) for times in (1, 2, 3, 4)] == ["waiting", "waiting", "held", "held"]


@pytest.mark.parametrize(
    ("recorded", "turn", "turn_at", "commanded", "commanded_at", "is_now"),
    [
        ("waiting", "waiting", None, None, 0, "waiting"),
        ("waiting", "called", 7, None, 0, "called"),
        ("waiting", "held", 7, None, 0, "held"),
        ("waiting", "waiting", None, "called", 5, "called"),
        ("waiting", "called", 7, "waiting", 6, "called"),
        ("waiting", "called", 7, "waiting", 8, "waiting"),
        ("waiting", "waiting", 7, "called", 7, "called"),
        ("waiting", "waiting", 7, "in_session", 8, "in_session"),
        ("waiting", "waiting", None, "done", 8, "done"),
        ("in_session", "called", 9, "waiting", 8, "in_session"),
        ("waiting", "called", 9, "in_session", 8, "in_session"),
        ("waiting", "waiting", 9, "in_session", 8, "in_session"),
        ("waiting", "held", 9, "in_session", 8, "in_session"),
        ("done", "called", 9, "called", 10, "done"),
        ("done", "held", 9, "in_session", 10, "done"),
    ],
)
def test_what_a_site_records_and_what_is_commanded_make_one_state(
    recorded: str, turn: str, turn_at: int | None, commanded: str | None, commanded_at: int, is_now: str
) -> None:
    said = None if commanded is None else TurnState(commanded)
    assert effective(recorded, turn, turn_at, said, commanded_at) == is_now


@pytest.mark.parametrize("tier", [None, 0, 6, -1])
def test_there_are_five_tiers(tier: int | None) -> None:
    with pytest.raises(Refused, match="invalid"):
        rules.check_tier(tier)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("430000", None),
        ("430100", None),
        ("430102", None),
        ("430102001", None),
        ("430102000", None),
        ("430102002", "hand_over_out_of_reach"),
        ("430103", "hand_over_out_of_reach"),
        ("430200", "hand_over_out_of_reach"),
        (None, "invalid"),
        ("", "invalid"),
        ("4301", "invalid"),
        ("43010x", "invalid"),
        ("４３０１０２", "invalid"),
    ],
)
def test_a_person_is_handed_over_only_to_a_place_that_reaches_over_the_site(to: str | None, said: str | None) -> None:
    def refusal() -> str | None:
        try:
            rules.check_hand_over(to, 430102001)
        except Refused as refused:
            return refused.code
        return None

    assert refusal() == said


@pytest.mark.parametrize(
    ("to", "places", "asked"),
    [
        ("430100", range_of_region("430100"), True),
        ("430100", range_of_region("430000"), False),
        ("430100", range_of_region("430102"), False),
        ("430102001", (430102001, 430102001), True),
        ("430102001", range_of_region("430102"), False),
    ],
)
def test_a_hand_over_asks_those_of_just_that_place(to: str, places: tuple[int, int], *, asked: bool) -> None:
    assert rules.is_asked(to, Scope(*places)) is asked


def test_only_a_person_of_the_site_alone_calls_from_inside() -> None:
    inside, outside = Scope(430102001, 430102001), [range_of_region("430102"), (430103001, 430103001)]
    assert not rules.is_outside(inside, 430102001)
    assert all(rules.is_outside(Scope(*places), 430102001) for places in outside)


@pytest.mark.parametrize(("ago", "is_heard"), [(0, True), (10, True), (10.001, False), (60, False)])
def test_a_site_is_heard_for_ten_seconds(ago: float, *, is_heard: bool) -> None:
    assert rules.is_heard(NOW - timedelta(seconds=ago), NOW) is is_heard
    assert not rules.is_heard(None, NOW)


@pytest.mark.parametrize(
    ("heard", "begins", "ends", "lost"),
    [
        (-30, -3600, 3600, 30),
        (-5, -3600, 3600, None),
        (-30, -20, 3600, None),
        (-30, -3600, 0, None),
        (-30, -3600, None, 30),
        (None, -3600, 3600, None),
    ],
    ids=["silent", "heard just now", "heard on the day before", "the day is over", "a rehearsal", "never heard"],
)
def test_a_line_is_lost_only_on_the_day_on_which_it_was_heard(
    heard: int | None, begins: int, ends: int | None, lost: int | None
) -> None:
    def moment(seconds: int | None) -> datetime | None:
        return None if seconds is None else NOW + timedelta(seconds=seconds)

    silent = rules.silence(moment(heard), NOW, begins=NOW + timedelta(seconds=begins), ends=moment(ends))
    assert silent == (None if lost is None else timedelta(seconds=lost))
