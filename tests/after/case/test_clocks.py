"""Sixty time limits, counted from the articles by hand on the official calendars of 2023 to 2026."""

import datetime as dt

import pytest

from server.after.case.clocks import last_day
from server.before.calendar.official import DayKind, OfficialDay, over, published
from server.errors import Invalid
from server.sites.reference import shipped

LIMITS = shipped().time_limits
WORKED_OUT = """
petition_dept_routing 2023-11-09 2023-11-24
petition_dept_routing 2024-01-26 2024-02-18
petition_dept_routing 2024-09-11 2024-09-26
petition_dept_routing 2025-09-25 2025-10-10
notify_direct 2023-11-09 2023-11-24
notify_direct 2024-01-26 2024-02-18
notify_direct 2024-09-11 2024-09-26
notify_direct 2026-02-05 2026-02-24
notify_forwarded 2023-11-09 2023-11-24
notify_forwarded 2024-01-26 2024-02-18
notify_forwarded 2025-01-22 2025-02-06
notify_forwarded 2026-02-05 2026-02-24
handle_petition 2023-11-09 2024-01-08
handle_petition 2024-02-08 2024-04-08
handle_petition 2025-01-22 2025-03-24
handle_petition 2026-02-05 2026-04-07
request_review 2023-01-13 2023-02-13
request_review 2024-02-08 2024-03-11
request_review 2025-01-22 2025-02-21
request_review 2026-02-05 2026-03-09
review 2023-01-13 2023-02-13
review 2024-02-08 2024-03-11
review 2025-01-22 2025-02-21
review 2026-09-30 2026-10-30
arbitration_accept 2023-01-13 2023-01-18
arbitration_accept 2024-02-08 2024-02-18
arbitration_accept 2025-04-30 2025-05-06
arbitration_accept 2026-09-30 2026-10-08
arbitration_award 2023-01-13 2023-02-27
arbitration_award 2024-04-28 2024-06-12
arbitration_award 2025-04-30 2025-06-16
arbitration_award 2026-09-30 2026-11-16
mediation 2023-09-22 2023-10-07
mediation 2024-04-28 2024-05-13
mediation 2025-04-30 2025-05-15
mediation 2026-09-30 2026-10-15
object_to_forward 2023-09-22 2023-10-07
object_to_forward 2024-04-28 2024-05-08
object_to_forward 2025-04-30 2025-05-12
labour_inspection 2023-09-22 2023-12-21
labour_inspection 2024-04-28 2024-07-24
labour_inspection 2025-09-25 2025-12-24
simple_case 2023-09-22 2023-10-12
simple_case 2024-09-11 2024-09-26
simple_case 2025-09-25 2025-10-15
bulletin 2024-01-26 2024-01-31
bulletin 2024-09-11 2024-09-14
bulletin 2025-09-25 2025-09-29
handle_petition 2023-11-09 2024-02-07 extended
handle_petition 2024-07-03 2024-10-08 extended
labour_inspection 2023-11-09 2024-03-20 extended
labour_inspection 2025-03-10 2025-07-18 extended
arbitration_award 2024-02-01 2024-04-01 extended
arbitration_award 2026-07-06 2026-09-04 extended
arbitration_limitation 2023-11-09 2024-11-11
arbitration_limitation 2024-02-29 2025-02-28
arbitration_limitation 2025-05-01 2026-05-06
arbitration_limitation 2023-02-10 2024-02-18
arbitration_limitation 2025-06-15 2026-06-15
arbitration_limitation 2024-10-01 2025-10-09
"""


def test_each_time_limit_ends_on_the_day_that_its_article_gives() -> None:
    wrong = []
    for row in WORKED_OUT.split("\n")[1:-1]:
        code, start, expected, *rest = row.split()
        found = last_day(LIMITS[code], dt.date.fromisoformat(start), published(), is_extended=bool(rest))
        if (found.day.isoformat(), found.is_certain) != (expected, True):
            wrong.append((row, found))
    assert wrong == []
    assert len(WORKED_OUT.split("\n")) == 60 + 2


def test_a_limit_ends_on_no_day_off_whatever_day_it_starts_on() -> None:
    days = published()
    for offset in range(365 * 3):
        start = dt.date(2023, 1, 1) + dt.timedelta(days=offset)
        for limit in LIMITS.values():
            found = last_day(limit, start, days)
            assert found.day > start
            assert not days.is_off(found.day), (limit.code, start)


def test_a_limit_beyond_the_known_years_is_uncertain_and_moves_with_the_notice_of_holidays() -> None:
    start, limit = dt.date(2027, 9, 28), LIMITS["object_to_forward"]
    before = last_day(limit, start, published())
    assert (before.day, before.is_certain) == (dt.date(2027, 10, 5), False)
    holidays = {dt.date(2027, 10, n): OfficialDay(DayKind.HOLIDAY, "国庆节", "National Day") for n in range(1, 8)}
    after = last_day(limit, start, over(published(), holidays, [2027]))
    assert (after.day, after.is_certain) == (dt.date(2027, 10, 12), True)


@pytest.mark.parametrize("code", ["object_to_forward", "notify_direct", "mediation", "final_review"])
def test_a_limit_whose_article_allows_no_extension_is_not_extended(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        last_day(LIMITS[code], dt.date(2023, 11, 9), published(), is_extended=True)
    assert refused.value.code == "clock_not_extended"
