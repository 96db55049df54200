from datetime import date, datetime, time
from itertools import islice
from time import process_time

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from server.before.calendar.recurrence import LONGEST, check_rule, days_in, is_due, parse
from server.before.calendar.rules import month_after
from server.errors import Invalid

FIRST = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "rule_never"),
        ("FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=31;BYMONTH=2,4,6", "rule_never"),
        ("FREQ=MONTHLY;BYDAY=2TH;BYSETPOS=2", "rule_never"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR", "rule_often"),
        ("FREQ=MONTHLY;BYDAY=TH", "rule_often"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "rule_often"),
        ("FREQ=MONTHLY;BYDAY=1TH,5TH", "rule_often"),
        ("FREQ=DAILY", "rule_part"),
        ("FREQ=SECONDLY;COUNT=1000000000", "rule_part"),
        ("FREQ=MONTHLY;BYDAY=2TH;COUNT=1000000000", "rule_part"),
        ("FREQ=MONTHLY;BYDAY=2TH;UNTIL=99991231T000000Z", "rule_part"),
        ("FREQ=MONTHLY;BYDAY=2TH;BYHOUR=1,2,3", "rule_part"),
        ("FREQ=MONTHLY;BYDAY=2TH;INTERVAL=0", "rule_part"),
        ("FREQ=MONTHLY;BYDAY=2TH;INTERVAL=13", "rule_part"),
        ("FREQ=MONTHLY;BYDAY=2TH;BYSETPOS=0", "rule_part"),
        ("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=-400", "rule_part"),
        ("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=x", "rule_part"),
        ("FREQ=MONTHLY;BYDAY=6TH", "rule_part"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "rule_part"),
        ("FREQ=MONTHLY;BYMONTHDAY=٣", "rule_part"),
        ("FREQ=MONTHLY;BYDAY=2TH\n", "rule_part"),
        ("FREQ=MONTHLY", "rule_form"),
        ("FREQ=MONTHLY;BYSETPOS=1", "rule_form"),
        ("FREQ=MONTHLY;FREQ=MONTHLY;BYDAY=2TH", "rule_form"),
        ("BYDAY=2TH", "rule_form"),
        ("RRULE:FREQ=MONTHLY;BYDAY=2TH", "rule_form"),
        ("WORKING_DAY=0", "rule_form"),
        ("WORKING_DAY=16", "rule_form"),
        ("", "rule_form"),
        ("FREQ=MONTHLY;BYDAY=2TH;BYMONTHDAY=" + "8," * 60 + "8", "rule_form"),
        ("\x00" * 100_000, "rule_form"),
    ],
)
def test_a_rule_that_is_no_day_a_month_is_refused_by_name_and_at_once(rule: str, code: str) -> None:
    began = process_time()
    with pytest.raises(Invalid) as refused:
        check_rule(rule, FIRST)
    assert refused.value.code == code
    assert process_time() - began < 1


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=MONTHLY;BYDAY=2TH", "FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=3", "FREQ=MONTHLY;BYMONTHDAY=31"),
        *("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"),
        *("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "WORKING_DAY=3", "WORKING_DAY=-15", "NOTICE"),
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
    ],
)
def test_a_rule_of_a_day_a_month_is_taken(rule: str) -> None:
    check_rule(rule, FIRST)


def joined(values: st.SearchStrategy[str], most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=most, unique=True).map(",".join)


def signed(most: int) -> st.SearchStrategy[str]:
    return st.integers(-most, most).filter(bool).map(str)


WEEKDAY = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
# apart: of "SA,2WE" dateutil takes no day, the standard takes both kinds
BYDAY = st.one_of(joined(WEEKDAY), joined(st.builds("{}{}".format, signed(5), WEEKDAY))).map("BYDAY={}".format)
BYMONTHDAY = joined(signed(31)).map("BYMONTHDAY={}".format)
DAYS = st.one_of(BYDAY, BYMONTHDAY, st.builds("{};{}".format, BYDAY, BYMONTHDAY))
MORE = st.lists(
    st.one_of(
        st.integers(1, 12).map("INTERVAL={}".format),
        joined(st.integers(1, 12).map(str)).map("BYMONTH={}".format),
        joined(signed(31)).map("BYSETPOS={}".format),
    ),
    max_size=3,
    unique_by=lambda part: part.partition("=")[0],
)
RULES = st.builds(lambda days, more: ";".join(["FREQ=MONTHLY", days, *more]), DAYS, MORE).filter(
    lambda rule: len(rule) <= LONGEST
)


@settings(max_examples=40)  # each looks at 28 years
@given(rule=RULES, month=st.integers(0, 60))
def test_the_days_of_any_rule_are_those_of_another_reading_of_the_standard(rule: str, month: int) -> None:
    parsed, first = parse(rule), month_after(FIRST, month)
    months = [month_after(first, n) for n in range(28 * 12)]
    ours = [day for one in months if is_due(parsed, one, first_month=FIRST) for day in days_in(parsed, one)]
    assume(ours)  # where nothing is named dateutil walks to the year 9999
    walk = rrulestr(rule, dtstart=datetime.combine(FIRST, time()))
    theirs = (one.date() for one in walk if one.date() >= first)
    assert ours[:12] == list(islice(theirs, len(ours[:12])))
