"""Hours over midnight, the window of rights, and each conflict with its fix."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest

from server.before.roster.rules import (
    Away,
    Circumstances,
    DutyKind,
    Fact,
    Recused,
    check_hours,
    conflicts,
    is_busy,
    span_of,
    window_of,
)
from server.errors import Invalid

ZONE, DAY = "Asia/Shanghai", date(2026, 12, 10)
ONE, TWO, SUB = (UUID(int=n) for n in (1, 2, 3))
HERE, NEXT_DOOR = 430102001, 430103001
NOTHING = Circumstances(frozenset(), (), (), ZONE)


def duty(n: int, *, account: UUID = ONE, place: int = HERE, last: int | None = None, hours: str = "08:30 17:30",
         day: date = DAY, **more: object) -> Fact:  # fmt: skip
    begins, ends = map(time.fromisoformat, hours.split())
    made = Fact(
        id=UUID(int=100 + n),
        day=day.isoformat(),
        kind=DutyKind.LEADER,
        account=account,
        substitute=None,
        stands_in=False,
        span=span_of(day, begins, ends, ZONE),
        lo=place,
        hi=last or place,
        site="X",
        categories=frozenset(),
        is_in_day=True,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def found(duties: list[Fact], known: Circumstances = NOTHING) -> list[tuple[int, str, str]]:
    return [(one.duty.int - 100, one.problem, one.fix) for one in conflicts(duties, known)]


@pytest.mark.parametrize(
    ("begins", "ends", "since", "until"),
    [
        ("08:30", "17:30", "2026-12-09 18:00", "2026-12-11 00:00"),
        ("20:00", "06:00", "2026-12-09 18:00", "2026-12-12 00:00"),
        ("14:00", "00:00", "2026-12-09 18:00", "2026-12-11 00:00"),
    ],
)
def test_rights_hold_from_the_evening_before_to_the_midnight_after_the_last_hour(
    begins: str, ends: str, since: str, until: str
) -> None:
    span = span_of(DAY, time.fromisoformat(begins), time.fromisoformat(ends), ZONE)
    window = window_of(span, DAY, ZONE)
    assert [f"{one:%Y-%m-%d %H:%M}" for one in (window.begins, window.ends)] == [since, until]
    assert window.begins.astimezone(UTC) == datetime(2026, 12, 9, 10, tzinfo=UTC)


def test_a_duty_has_both_hours_or_none() -> None:
    check_hours(None, None)
    check_hours(time(20), time(6))
    for begins, ends in ((time(8), None), (None, time(8)), (time(8), time(8))):
        with pytest.raises(Invalid):
            check_hours(begins, ends)


NEXT = date(2026, 12, 11)
OF_REGION = duty(1, place=430102000, last=430102999)
# fmt: off
CASES: list[tuple[str, list[Fact], Circumstances, list[tuple[int, str, str]]]] = [
    ("alone", [duty(1)], NOTHING, []),
    ("twice at one time", [duty(1), duty(2, place=NEXT_DOOR)], NOTHING,
     [(1, "twice", "change_hours"), (2, "twice", "change_hours")]),
    ("one after the other", [duty(1, hours="08:30 12:00"), duty(2, place=NEXT_DOOR, hours="12:00 17:30")], NOTHING, []),
    ("over midnight into the next day", [duty(1, hours="20:00 09:00"), duty(2, place=NEXT_DOOR, day=NEXT)], NOTHING,
     [(1, "twice", "change_hours"), (2, "twice", "change_hours")]),
    ("over midnight, and free when the next begins",
     [duty(1, hours="20:00 06:00"), duty(2, place=NEXT_DOOR, day=NEXT)], NOTHING, []),
    ("a site of the region that one serves", [OF_REGION, duty(2)], NOTHING, []),
    ("as leader here and as official there", [OF_REGION, duty(2, kind=DutyKind.DEPARTMENT)], NOTHING,
     [(1, "twice", "change_hours"), (2, "twice", "change_hours")]),
    ("on leave", [duty(1)], replace(NOTHING, leaves=[Away(ONE, DAY, DAY)]), [(1, "on_leave", "replace")]),
    ("back from leave", [duty(1)], replace(NOTHING, leaves=[Away(ONE, date(2026, 12, 1), date(2026, 12, 9))]), []),
    ("on leave, the substitute is free", [duty(1, substitute=SUB)], replace(NOTHING, leaves=[Away(ONE, DAY, DAY)]),
     [(1, "on_leave", "take_over")]),
    ("on leave, and the substitute took over", [duty(1, substitute=SUB, stands_in=True)],
     replace(NOTHING, leaves=[Away(ONE, DAY, DAY)]), []),
    ("suspended after being put on duty", [duty(1, substitute=SUB)], replace(NOTHING, suspended=frozenset({ONE})),
     [(1, "suspended", "take_over")]),
    ("recused from a topic", [duty(1, categories=frozenset({"wage", "injury"}))],
     replace(NOTHING, recusals=[Recused(ONE, frozenset({"injury"}), None, None)]), [(1, "recused", "replace")]),
    ("recused from another topic", [duty(1, categories=frozenset({"wage"}))],
     replace(NOTHING, recusals=[Recused(ONE, frozenset({"injury"}), None, None)]), []),
    ("recused from a topic, on duty for all", [duty(1)],
     replace(NOTHING, recusals=[Recused(ONE, frozenset({"injury"}), None, None)]), [(1, "recused", "replace")]),
    ("recused from the place", [duty(1)],
     replace(NOTHING, recusals=[Recused(ONE, frozenset(), 430102000, 430102999)]), [(1, "recused", "replace")]),
    ("an official is recused from nothing", [duty(1, kind=DutyKind.DEPARTMENT)],
     replace(NOTHING, recusals=[Recused(ONE, frozenset(), 430102000, 430102999)]), []),
    ("the substitute is recused", [duty(1, substitute=SUB)],
     replace(NOTHING, recusals=[Recused(SUB, frozenset(), HERE, HERE)]),
     [(1, "substitute_recused", "other_substitute")]),
    ("leader on leave and substitute recused", [duty(1, substitute=SUB)],
     Circumstances(frozenset(), [Away(ONE, DAY, DAY)], [Recused(SUB, frozenset(), HERE, HERE)], ZONE),
     [(1, "on_leave", "replace"), (1, "substitute_recused", "other_substitute")]),
    ("the substitute is on duty elsewhere", [duty(1, substitute=SUB), duty(2, account=SUB, place=NEXT_DOOR)], NOTHING,
     [(1, "substitute_busy", "other_substitute")]),
    ("on leave, and the substitute is on duty elsewhere",
     [duty(1, substitute=SUB), duty(2, account=SUB, place=NEXT_DOOR)], replace(NOTHING, leaves=[Away(ONE, DAY, DAY)]),
     [(1, "on_leave", "replace"), (1, "substitute_busy", "other_substitute")]),
    ("the substitute is suspended", [duty(1, substitute=SUB)], replace(NOTHING, suspended=frozenset({SUB})),
     [(1, "substitute_suspended", "other_substitute")]),
    ("the site left the day", [duty(1, is_in_day=False)], NOTHING, [(1, "site_not_in_day", "remove")]),
]
# fmt: on


@pytest.mark.parametrize(("duties", "known", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_roster_says_its_conflicts_and_a_fix_of_each(
    duties: list[Fact], known: Circumstances, expected: list[tuple[int, str, str]]
) -> None:
    assert found(duties, known) == expected


def test_who_took_over_is_busy_and_whose_duty_it_was_is_free() -> None:
    taken = duty(1, substitute=SUB, stands_in=True)
    other = duty(2, account=TWO, place=NEXT_DOOR)
    assert is_busy(SUB, other, [taken, other]) == taken
    assert is_busy(ONE, other, [taken, other]) is None
