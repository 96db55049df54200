"""Results of checks become marks by round; what was measured is judged; an incident climbs from level to level."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server.before.readiness import escalation, measures, rules
from server.before.readiness.escalation import IncidentHappening, IncidentState
from server.before.readiness.measures import NO_LINE, Arrived, Fault, LineNumbers, Reported
from server.before.readiness.rules import Check, Facts, Marks, Round
from server.errors import Conflict
from server.instants import micros_of

OPENS = datetime(2023, 11, 9, 0, 30, tzinfo=UTC)
SCHEDULE = rules.schedule_of(OPENS, OPENS + timedelta(hours=15, minutes=30))
ALL_THERE = Facts(is_registered=True, has_people=True, has_leader=True, rooms=1)
NO_FACTS = Facts(is_registered=False, has_people=False, has_leader=False, rooms=1)


def before(**span: float) -> int:
    return micros_of(OPENS - timedelta(**span))


def marked(*results: tuple[Check, int, bool, int]) -> Marks:
    marks: Marks = {}
    for check, room, is_passed, at in results:
        marks = rules.with_result(marks, check, room, is_passed=is_passed, at=at, schedule=SCHEDULE)
    return marks


def shown(marks: Marks, check: Check, *, now: int, facts: Facts = ALL_THERE) -> str:
    return rules.marks_shown(marks, facts, schedule=SCHEDULE, now=now)[check]


@pytest.mark.parametrize(
    ("now", "current"),
    [
        (before(days=20), Round.WEEK),
        (before(days=7), Round.WEEK),
        (before(days=6, hours=23), Round.EVE),
        (before(hours=23), Round.HOUR),
        (before(minutes=59), Round.LAST),
        (before(days=-1), Round.LAST),
    ],
)
def test_the_round_that_is_prepared_for_is_the_first_that_is_not_due_yet(now: int, current: Round) -> None:
    assert SCHEDULE.current(now) is current


@pytest.mark.parametrize(
    ("results", "now", "signs"),
    [
        ([], before(days=8), "...."),
        ([], before(days=6), "m..."),
        ([], before(minutes=5), "mmmm"),
        ([(True, before(days=9))], before(days=8), "o..."),
        ([(True, before(days=6))], before(days=5), "l..."),  # late for the first round, too old for the next
        ([(True, before(days=3))], before(days=2), "lo.."),
        ([(False, before(days=3))], before(days=2), "xx.."),
        ([(True, before(days=9)), (True, before(days=6))], before(days=5), "o..."),  # a re-check makes nothing late
        ([(False, before(days=3)), (True, before(days=2))], before(hours=30), "lo.."),
        ([(True, before(days=2)), (False, before(hours=30))], before(hours=26), "xx.."),
        ([(True, before(hours=2))], before(minutes=30), "mloo"),
        ([(True, before(minutes=30))], before(minutes=20), "mmlo"),
        ([(True, before(days=40))], before(days=8), "...."),  # a month ago says nothing of this day
    ],
)
def test_a_result_counts_for_the_rounds_it_is_new_enough_for(
    results: list[tuple[bool, int]], now: int, signs: str
) -> None:
    marks = marked(*((Check.LINE, 1, is_passed, at) for is_passed, at in results))
    assert shown(marks, Check.LINE, now=now) == signs


def test_where_the_clock_went_back_the_later_result_counts() -> None:
    marks = marked((Check.LINE, 1, False, before(hours=2)), (Check.LINE, 1, True, before(hours=3)))
    assert shown(marks, Check.LINE, now=before(hours=3))[2:] == "oo"


@pytest.mark.parametrize(
    ("rooms", "passed", "sign"),
    [(1, [1], "o"), (2, [1], "."), (2, [1, 2], "o"), (0, [1], "o"), (1, [2], ".")],
)
def test_a_check_of_rooms_is_passed_once_it_is_in_each_room(rooms: int, passed: list[int], sign: str) -> None:
    marks = marked(*((Check.CAMERA, room, True, before(days=8)) for room in passed))
    assert shown(marks, Check.CAMERA, now=before(days=8), facts=replace(ALL_THERE, rooms=rooms))[0] == sign


def test_one_failed_room_fails_the_check() -> None:
    marks = marked((Check.CAMERA, 1, True, before(days=8)), (Check.CAMERA, 2, False, before(days=8)))
    assert shown(marks, Check.CAMERA, now=before(days=8), facts=replace(ALL_THERE, rooms=2))[0] == "x"


def test_what_the_plan_says_counts_unless_it_is_said_to_have_failed() -> None:
    now = before(days=2)
    assert shown({}, Check.LEADER, now=now) == "oooo"
    assert shown({}, Check.LEADER, now=now, facts=NO_FACTS) == "m..."
    failed = marked((Check.LEADER, 0, False, now))
    assert shown(failed, Check.LEADER, now=now) == "xxoo"


def test_four_bars_gather_ten_checks() -> None:
    assert sorted(check for checks in rules.BARS.values() for check in checks) == sorted(Check)
    marks = marked((Check.LINE, 1, False, before(days=2)))
    bars = rules.bars_of(rules.marks_shown(marks, ALL_THERE, schedule=SCHEDULE, now=before(days=2)), Round.EVE)
    assert bars == {"registered": "ready", "device": "missing", "line": "failed", "leader": "ready"}


GOOD = LineNumbers(
    udp=True, packets=900, loss_up=0, loss_down=0.01, round_trip=38, jitter=4, kbps_up=980, kbps_down=950
)


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, []),
        ({"udp": False}, ["no_udp"]),
        ({"packets": 49}, ["too_short"]),
        ({"loss_up": 0.11, "round_trip": 500}, ["loss", "round_trip"]),
        ({"loss_down": 0.051}, ["loss"]),
        ({"jitter": 81}, ["jitter"]),
        ({"kbps_up": 249}, ["bandwidth_up"]),
        ({"kbps_down": 0}, ["bandwidth_down"]),
    ],
)
def test_a_line_is_judged_by_the_worse_of_both_ways(changed: dict[str, float], faults: list[Fault]) -> None:
    line = LineNumbers(**{**GOOD.stored(), **changed})
    assert measures.faults_of(line) == faults


def test_each_end_counts_what_came_to_it_and_no_share_leaves_its_bounds() -> None:
    reported = Reported(received=90, lost=10, round_trip=20, jitter=1, kbps_down=800)
    line = measures.line_of(Arrived(packets=300, lost=100, kbps=700), reported)
    assert (line.loss_up, line.loss_down) == (0.25, 0.1)
    nothing_came = measures.line_of(Arrived(300, 0, 700), Reported(0, 0, 0, 0, 0))
    assert (nothing_came.loss_down, nothing_came.udp) == (1, True)


def test_where_no_packet_came_to_the_server_a_page_cannot_say_that_the_line_is_good() -> None:
    boasting = Reported(received=900, lost=0, round_trip=1, jitter=0, kbps_down=5000)
    assert measures.line_of(Arrived(0, 0, 0), boasting) == NO_LINE


@pytest.mark.parametrize(
    ("at_mains", "battery", "lasts"),
    [(None, None, True), (True, 0.1, True), (False, 0.9, True), (False, 0.3, False), (False, None, False)],
)
def test_a_device_lasts_the_day_at_the_mains_or_with_half_its_battery(
    *, at_mains: bool | None, battery: float | None, lasts: bool
) -> None:
    assert measures.has_power(at_mains=at_mains, battery=battery) is lasts


COUNTY, CITY, PROVINCE = 430102001, 430100001, 430000001


@pytest.mark.parametrize(
    ("place", "left", "passed", "level"),
    [
        (COUNTY, timedelta(days=6), timedelta(hours=23), "county"),
        (COUNTY, timedelta(days=6), timedelta(hours=25), "city"),
        (COUNTY, timedelta(days=6), timedelta(hours=49), "province"),
        (COUNTY, timedelta(minutes=50), timedelta(minutes=14), "county"),
        (COUNTY, timedelta(minutes=50), timedelta(minutes=16), "city"),
        (COUNTY, timedelta(hours=-3), timedelta(minutes=31), "province"),
        (CITY, timedelta(hours=30), timedelta(hours=3), "city"),
        (CITY, timedelta(hours=30), timedelta(hours=5), "province"),
        (PROVINCE, timedelta(hours=30), timedelta(days=5), "province"),
        (COUNTY, timedelta(days=6), timedelta(hours=-2), "county"),  # the clock went back
    ],
)
def test_the_level_above_sees_what_the_one_below_did_not_clear_in_its_time(
    place: int, left: timedelta, passed: timedelta, level: str
) -> None:
    opened, opens = micros_of(OPENS - left), micros_of(OPENS)
    now = micros_of(OPENS - left + passed)
    assert escalation.level_at(place, opened_at=opened, opens_at=opens, now=now) == level
    due = escalation.due_at(place, opened_at=opened, opens_at=opens, now=now)
    assert (due is None) == (level == "province")
    assert due is None or due > now


def test_an_incident_that_has_ended_stays_so() -> None:
    assert escalation.after(IncidentState.OPEN, IncidentHappening.TAKE) is IncidentState.OWNED
    assert escalation.after(IncidentState.OWNED, IncidentHappening.RECHECK) is IncidentState.ENDED
    for happening in IncidentHappening:
        with pytest.raises(Conflict, match="not_from_here"):
            escalation.after(IncidentState.ENDED, happening)
