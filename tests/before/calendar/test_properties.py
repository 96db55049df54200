from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.before.calendar.official import DayKind, OfficialDay, OfficialDays, over, published
from server.before.calendar.reasons import reason
from server.before.calendar.rules import Override, Plan, ShiftKind, month_of
from server.before.calendar.shifts import Became, MonthDate, Obstacle, Refused, check, year_of

RULES = st.sampled_from(
    [
        *(f"FREQ=MONTHLY;BYMONTHDAY={n}" for n in (1, 2, 8, 9, 15, 28, 29, 31, -1)),
        *(f"FREQ=MONTHLY;BYDAY={n}{day}" for n in (1, 2, 5, -1) for day in ("MO", "TH", "SA", "SU")),
        *("FREQ=MONTHLY;INTERVAL=5;BYDAY=2TH", "FREQ=MONTHLY;BYMONTHDAY=1,31;BYSETPOS=-1"),
        *(f"WORKING_DAY={n}" for n in (1, 3, 15, -1, -15)),
    ]
)
SHIFTS = st.one_of(
    st.sampled_from([kind.value for kind in ShiftKind if kind is not ShiftKind.BEFORE_HOLIDAY]),
    st.integers(1, 15).map("before_holiday:{}".format),
)
PLANS = st.builds(Plan, RULES, SHIFTS, takes_makeup=st.booleans(), gap=st.integers(0, 10))
DAYS = st.dates(date(2023, 12, 1), date(2028, 2, 1))
KINDS = st.sampled_from(
    [
        OfficialDay(DayKind.HOLIDAY, "试节", "Trial"),
        *(OfficialDay(kind) for kind in DayKind if kind is not DayKind.HOLIDAY),
    ]
)
TABLES = st.builds(
    lambda days, years: over(published(), days, years),
    st.dictionaries(DAYS, KINDS, max_size=60),
    st.sets(st.integers(2027, 2028)),
)
YEARS = st.integers(2024, 2028)


@given(plan=PLANS, table=TABLES, year=YEARS)
def test_a_month_has_one_date_at_most_and_no_date_is_that_of_two_months(
    plan: Plan, table: OfficialDays, year: int
) -> None:
    months = [*year_of(plan, year, table), *year_of(plan, year + 1, table)]
    assert [one.month for one in months] == sorted({one.month for one in months})
    dates = [one.date for one in months[:12] if one.date is not None]
    assert dates == sorted(set(dates))
    assert all(count == 1 for count in Counter(dates).values())


@given(plan=PLANS, table=TABLES, year=YEARS)
def test_no_date_is_ever_a_day_off_or_one_that_the_plan_refuses(plan: Plan, table: OfficialDays, year: int) -> None:
    for one in year_of(plan, year, table):
        if one.date is not None:
            assert table.of(one.date).kind not in {DayKind.HOLIDAY, DayKind.WEEKEND}
            assert plan.takes_makeup or table.of(one.date).kind is not DayKind.MAKEUP
            assert worked_since_holiday(one.date, table, plan.gap) >= plan.gap


@given(plan=PLANS, table=TABLES, year=YEARS)
def test_every_reason_of_a_shift_is_true(plan: Plan, table: OfficialDays, year: int) -> None:
    for one in year_of(plan, year, table):
        assert all(holds(refused, plan, table) for refused in one.refused)
        if one.became is Became.SHIFTED:
            assert one.original == one.refused[0].date != one.date
            said = reason(one, plan.gap)
            assert said.zh.endswith(f"{moved(one)} 天")
            assert f"moved {moved(one).split()[1]} day" in said.en
        if one.became is Became.AS_PLANNED:
            assert (one.date, one.refused) == (one.original, ())
        if one.turned and one.date is not None and one.original is not None:
            assert one.date < one.original


@given(plan=PLANS, year=YEARS, table=TABLES, chosen=DAYS)
def test_a_date_set_by_hand_stands_unless_it_is_a_day_off(
    plan: Plan, year: int, table: OfficialDays, chosen: date
) -> None:
    by_hand = Plan(plan.rule, plan.shift, overrides=(Override(month_of(chosen), chosen, "省两会期间"),))
    check(by_hand)
    for one in year_of(by_hand, year, table):
        if one.month == month_of(chosen) and one.became is not Became.TAKEN:
            assert (one.date == chosen) is (one.became is Became.SET_BY_HAND) is not table.is_off(chosen)


def moved(one: MonthDate) -> str:
    assert one.date is not None
    assert one.original is not None
    days = (one.date - one.original).days
    return f"{'顺延' if days > 0 else '提前'} {abs(days)}"


def holds(refused: Refused, plan: Plan, table: OfficialDays) -> bool:
    kind = table.of(refused.date).kind
    if refused.obstacle is Obstacle.MAKEUP:
        return kind is DayKind.MAKEUP and not plan.takes_makeup
    if refused.obstacle is Obstacle.GAP:
        return worked_since_holiday(refused.date, table, plan.gap) < plan.gap
    in_holiday = any(table.of(day).kind is DayKind.HOLIDAY for day in off_around(refused.date, table))
    return kind in {DayKind.HOLIDAY, DayKind.WEEKEND} and in_holiday is (refused.obstacle is Obstacle.HOLIDAY)


def off_around(day: date, table: OfficialDays) -> list[date]:
    days = [day]
    while table.is_off(days[0] - timedelta(days=1)):
        days.insert(0, days[0] - timedelta(days=1))
    while table.is_off(days[-1] + timedelta(days=1)):
        days.append(days[-1] + timedelta(days=1))
    return days


def worked_since_holiday(day: date, table: OfficialDays, most: int) -> int:
    worked = 0
    while worked < most:
        day -= timedelta(days=1)
        if table.is_off(day):
            if any(table.of(one).kind is DayKind.HOLIDAY for one in off_around(day, table)):
                break
        else:
            worked += 1
    return worked
