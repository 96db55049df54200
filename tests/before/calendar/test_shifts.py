from datetime import date

import pytest

from server.before.calendar.official import DayKind, OfficialDay, over, published
from server.before.calendar.reasons import reason
from server.before.calendar.rules import Override, Plan, month_after
from server.before.calendar.shifts import MonthDate, check, check_overrides, month_in, year_of
from server.errors import Invalid

# month · rule · shift · makeup and gap · original · what became of it · date, ~ where provisional
CASES = """
    2026-05 BYMONTHDAY=9 next - 2026-05-09 shifted 2026-05-11
    2026-05 BYMONTHDAY=9 next makeup 2026-05-09 as_planned 2026-05-09
    2026-05 BYMONTHDAY=9 previous - 2026-05-09 shifted 2026-05-08
    2026-05 BYMONTHDAY=9 skip - 2026-05-09 skipped -
    2026-10 BYMONTHDAY=8 next - 2026-10-08 as_planned 2026-10-08
    2026-10 BYMONTHDAY=8 next gap1 2026-10-08 shifted 2026-10-09
    2026-10 BYMONTHDAY=8 next gap2 2026-10-08 shifted 2026-10-12
    2026-10 BYMONTHDAY=8 next gap2,makeup 2026-10-08 shifted 2026-10-10
    2026-10 BYMONTHDAY=8 before_holiday:1 gap1 2026-10-08 shifted 2026-10-09
    2026-01 BYMONTHDAY=2 next - 2026-01-02 shifted 2026-01-05
    2026-01 BYMONTHDAY=2 next makeup 2026-01-02 shifted 2026-01-04
    2026-01 BYMONTHDAY=2 next gap1 2026-01-02 shifted 2026-01-05
    2026-01 BYMONTHDAY=2 previous - 2026-01-02 shifted 2025-12-31
    2026-01 BYMONTHDAY=2 modified_next - 2026-01-02 shifted 2026-01-05
    2026-01 BYMONTHDAY=2 before_holiday:1 - 2026-01-02 shifted 2025-12-31
    2026-02 BYMONTHDAY=15 before_holiday:3 - 2026-02-15 shifted 2026-02-12
    2026-02 BYMONTHDAY=15 before_holiday:1 - 2026-02-15 shifted 2026-02-13
    2026-02 BYMONTHDAY=15 before_holiday:1 makeup 2026-02-15 shifted 2026-02-14
    2026-02 BYMONTHDAY=15 next - 2026-02-15 shifted 2026-02-24
    2026-03 BYMONTHDAY=15 before_holiday:3 - 2026-03-15 shifted 2026-03-16
    2026-01 BYDAY=5TH next - 2026-01-29 as_planned 2026-01-29
    2026-02 BYDAY=5TH next - - not_named -
    2026-04 BYDAY=5TH next - 2026-04-30 as_planned 2026-04-30
    2026-04 BYMONTHDAY=31 next - - not_named -
    2026-01 BYMONTHDAY=31 next - 2026-01-31 shifted 2026-02-02
    2026-01 BYMONTHDAY=31 modified_next - 2026-01-31 shifted 2026-01-30
    2026-02 BYMONTHDAY=-1 modified_next - 2026-02-28 shifted 2026-02-27
    2026-02 BYMONTHDAY=-1 modified_next makeup 2026-02-28 as_planned 2026-02-28
    2026-06 INTERVAL=2;BYDAY=2TH next - - not_named -
    2026-05 INTERVAL=2;BYDAY=2TH next - 2026-05-14 as_planned 2026-05-14
    2026-01 WORKING_DAY=1 next - 2026-01-04 shifted 2026-01-05
    2026-01 WORKING_DAY=1 next makeup 2026-01-04 as_planned 2026-01-04
    2026-10 WORKING_DAY=1 next - 2026-10-08 as_planned 2026-10-08
    2026-09 WORKING_DAY=-1 next - 2026-09-30 as_planned 2026-09-30
    2026-12 WORKING_DAY=1 next - 2026-12-01 as_planned 2026-12-01
    2026-12 WORKING_DAY=-1 next - 2026-12-31 as_planned ~2026-12-31
    2026-12 BYMONTHDAY=24 next - 2026-12-24 as_planned 2026-12-24
    2026-12 BYMONTHDAY=25 next - 2026-12-25 as_planned ~2026-12-25
    2027-01 BYMONTHDAY=1 next - 2027-01-01 as_planned ~2027-01-01
    2027-05 BYMONTHDAY=9 next - 2027-05-09 shifted ~2027-05-10
    2003-12 BYMONTHDAY=9 next - - not_named -
"""


def plan_of(rule: str, shift: str, more: str) -> Plan:
    text = rule if "WORKING_DAY" in rule else f"FREQ=MONTHLY;{rule}"
    gap = int(more[3]) if more.startswith("gap") else 0
    return Plan(text, shift, takes_makeup="makeup" in more, gap=gap)


def shown(found: MonthDate) -> str:
    mark = "~" if found.provisional and found.date else ""
    return f"{found.original or '-'} {found.became} {mark}{found.date or '-'}"


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_a_month_has_the_date_that_its_plan_says(case: str) -> None:
    month, rule, shift, more, *said = case.split()
    plan = plan_of(rule, shift, more)
    check(plan)
    assert shown(month_in(plan, date.fromisoformat(f"{month}-01"), published())) == " ".join(said)


REASONS = """
    2 15 before_holiday:3 0 | 逢春节，提前 3 天 | Falls in the holiday of Spring Festival; moved 3 days earlier
    3 15 next 0 | 逢周日，顺延 1 天 | Falls on a Sunday; moved 1 day later
    8 15 next 0 | 逢周六，顺延 2 天 | Falls on a Saturday; moved 2 days later
    5 9 next 0 | 逢调休上班日、周日，顺延 2 天 | Falls on a make-up working day, then on a Sunday; moved 2 days later
    10 8 next 1 | 逢国庆节假后不足 1 个工作日，顺延 1 天 | Falls less than 1 working day after National Day; moved 1 day later
    5 31 modified_next 0 | 逢周日，顺延将跨月，提前 2 天 | Falls on a Sunday, and later would leave the month; moved 2 days earlier
    3 15 skip 0 | 逢周日，本月不举办 | Falls on a Sunday; no day in this month
    2 31 next 0 | 规则在本月没有日期 | The rule names no day in this month
    1 15 next 0 | |
"""  # noqa: E501  # one case a line


@pytest.mark.parametrize("case", REASONS.strip().splitlines())
def test_each_shift_says_why_in_both_languages(case: str) -> None:
    asked, zh, en = (part.strip() for part in case.split("|"))
    month, day, shift, gap = asked.split()
    plan = Plan(f"FREQ=MONTHLY;BYMONTHDAY={day}", shift, gap=int(gap))
    said = reason(month_in(plan, date(2026, int(month), 1), published()), int(gap))
    assert (said.zh, said.en) == (zh, en)


def test_all_dates_of_a_year_without_its_notice_are_provisional_and_still_no_weekend() -> None:
    months = year_of(Plan("FREQ=MONTHLY;BYMONTHDAY=9"), 2027, published())
    assert [one.date.isoformat()[5:] for one in months if one.date] == [
        *("01-11", "02-09", "03-09", "04-09", "05-10", "06-09"),
        *("07-09", "08-09", "09-09", "10-11", "11-09", "12-09"),
    ]
    assert all(one.provisional for one in months)


def test_an_organisers_table_moves_a_date_and_makes_it_certain() -> None:
    plan, day = Plan("FREQ=MONTHLY;BYMONTHDAY=9"), date(2027, 2, 9)
    named = {date(2027, 2, n): OfficialDay(DayKind.HOLIDAY, "春节", "Spring Festival") for n in range(5, 12)}
    known = month_in(plan, day.replace(day=1), over(published(), named, [2027]))
    assert shown(known) == "2027-02-09 shifted 2027-02-12"
    assert shown(month_in(plan, day.replace(day=1), over(published(), named, []))) == "2027-02-09 shifted ~2027-02-12"


def test_an_organisers_table_stands_over_the_published_one() -> None:
    struck = over(published(), {date(2026, 5, 9): OfficialDay(DayKind.WEEKEND)}, [])
    found = month_in(Plan("FREQ=MONTHLY;BYMONTHDAY=9", takes_makeup=True), date(2026, 5, 1), struck)
    assert shown(found) == "2026-05-09 shifted 2026-05-11"


def test_dates_set_by_notice_are_those_and_no_others() -> None:
    plan = Plan("NOTICE", notice=(date(2026, 5, 20), date(2026, 8, 15)))
    months = year_of(plan, 2026, published())
    assert [one.date.isoformat() for one in months if one.date] == ["2026-05-20", "2026-08-17"]


def test_a_month_set_by_hand_keeps_its_original_and_its_reason() -> None:
    by_hand = (
        Override(date(2026, 3, 1), date(2026, 3, 20), "省两会期间"),
        Override(date(2026, 4, 1), None, "防汛应急"),
    )
    months = year_of(Plan("FREQ=MONTHLY;BYDAY=2TH", overrides=by_hand), 2026, published())
    assert [shown(one) for one in months[2:4]] == ["2026-03-12 set_by_hand 2026-03-20", "2026-04-09 called_off -"]
    assert [reason(one, 0).zh for one in months[2:4]] == ["人工改定：省两会期间", "本月不举办：防汛应急"]
    assert [reason(one, 0).en for one in months[2:4]] == ["Set by hand: 省两会期间", "No day in this month: 防汛应急"]


def test_a_date_set_by_hand_is_no_day_off_now_or_later() -> None:
    chosen = Override(date(2027, 2, 1), date(2027, 2, 10), "省两会期间")
    plan = Plan("FREQ=MONTHLY;BYDAY=2TH", overrides=(chosen,))
    check_overrides(plan, published())
    later = over(published(), {date(2027, 2, 10): OfficialDay(DayKind.HOLIDAY, "春节", "Spring Festival")}, [2027])
    found = month_in(plan, date(2027, 2, 1), later)
    assert shown(found) == "2027-02-11 set_on_day_off -"
    assert reason(found, 0).zh == "人工改定的日期逢春节，须另定"
    with pytest.raises(Invalid, match="override_day_off"):
        check_overrides(plan, later)


def test_two_months_never_share_a_date() -> None:
    plan = Plan("FREQ=MONTHLY;BYMONTHDAY=1,31;BYSETPOS=-1")
    check(plan)
    months = year_of(plan, 2024, published())
    assert [shown(one) for one in months[2:4]] == [
        "2024-03-31 shifted 2024-04-01",
        "2024-04-01 taken -",
    ]


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (Plan("FREQ=MONTHLY;BYDAY=2TH", "sideways"), "shift_form"),
        (Plan("FREQ=MONTHLY;BYDAY=2TH", "before_holiday"), "shift_form"),
        (Plan("FREQ=MONTHLY;BYDAY=2TH", "before_holiday:16"), "shift_form"),
        (Plan("FREQ=MONTHLY;BYDAY=2TH", "next:1"), "shift_form"),
        (Plan("FREQ=MONTHLY;BYDAY=2TH", gap=11), "gap_range"),
        (Plan("FREQ=MONTHLY;BYDAY=2TH", gap=-1), "gap_range"),
        (Plan("NOTICE"), "notice_dates"),
        (Plan("NOTICE", notice=(date(2026, 5, 20), date(2026, 5, 21))), "notice_dates"),
        (Plan("WORKING_DAY=3", notice=(date(2026, 5, 20),)), "notice_dates"),
        (Plan("NOTICE", notice=tuple(month_after(date(2026, 1, 1), n) for n in range(121))), "notice_dates"),
        (
            Plan("WORKING_DAY=3", overrides=(Override(date(2026, 5, 1), date(2026, 6, 1), "换日"),)),
            "override_elsewhere",
        ),
        (Plan("WORKING_DAY=3", overrides=(Override(date(2026, 5, 1), None, "换日"),) * 2), "override_twice"),
        (Plan("WORKING_DAY=3", overrides=(Override(date(2026, 5, 1), None, " "),)), "override_reason"),
        (Plan("WORKING_DAY=3", overrides=(Override(date(2026, 5, 1), None, "电话 12000000001"),)), "override_reason"),
        (Plan("WORKING_DAY=3", overrides=(Override(date(2026, 5, 1), None, "a\u202eb"),)), "override_reason"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_name(plan: Plan, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(plan)
    assert refused.value.code == code
