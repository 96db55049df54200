import csv
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from server.day_code import DAY_CODE_LENGTH, DayCode, NotADate, NotADayCode, day_code, parse_day, scope_on
from server.place import Range, range_of_region

PROVINCE, CITY, COUNTY = (range_of_region(code) for code in ("430000", "430100", "430102"))


with (Path(__file__).parents[2] / "schedules/reference/day_codes.csv").open(encoding="utf-8", newline="") as table:
    ROWS = [(row["text"], row["date"], row["holder"] or None) for row in csv.DictReader(table)]
"""The table that the web's tests read too: a text, and what it names; without a date it names no day."""


@pytest.mark.parametrize(("text", "held_on", "holder"), [row for row in ROWS if row[1]])
def test_a_day_code_is_a_date_with_or_without_the_region_that_holds_the_day(
    text: str, held_on: str, holder: str | None
) -> None:
    code = parse_day(text)
    assert (code, code.date, code.holder) == (text, date.fromisoformat(held_on), holder)
    assert day_code(code.date, holder) == text
    assert len(text) <= DAY_CODE_LENGTH


@pytest.mark.parametrize("text", [text for text, held_on, _ in ROWS if not held_on])
def test_any_other_spelling_names_no_day(text: str) -> None:
    with pytest.raises((NotADate, NotADayCode)) as refused:
        parse_day(text)
    begins_with_a_date = text[:10] in {"2023-11-09", "2024-02-29"}
    assert refused.type is (NotADayCode if begins_with_a_date else NotADate)


@pytest.mark.parametrize("sign", ["\0", "\n", "\ud800", "\u200b", "x" * 1000])
def test_a_sign_that_no_table_can_hold_names_no_day_either(sign: str) -> None:
    for text in (sign, f"2023-11-09{sign}", f"2023-11-09.430100{sign}"):
        with pytest.raises((NotADate, NotADayCode)):
            parse_day(text)


def test_the_day_of_a_province_is_named_by_the_date_alone() -> None:
    assert day_code(date(2023, 11, 9), "430000") == day_code(date(2023, 11, 9)) == "2023-11-09"


@pytest.mark.parametrize(
    ("text", "fault"),
    [("yesterday", "date_parsing"), ("2023-11-09.430000", "day_code"), ("2023-11-09" + "0" * 200, "string_too_long")],
)
def test_a_field_says_what_is_wrong_with_a_day_code(text: str, fault: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(DayCode).validate_strings(text)
    assert [one["type"] for one in refused.value.errors()] == [fault]
    assert TypeAdapter(DayCode).validate_json('"2023-11-09.430100"', strict=True).holder == "430100"


@pytest.mark.parametrize(
    ("day", "scope", "cut"),
    [
        ("2023-11-09", PROVINCE, PROVINCE),
        ("2023-11-09", COUNTY, COUNTY),
        ("2023-11-09.430100", PROVINCE, CITY),
        ("2023-11-09.430100", CITY, CITY),
        ("2023-11-09.430100", COUNTY, COUNTY),
        ("2023-11-09.430102", PROVINCE, COUNTY),
        ("2023-11-09.430200", CITY, CITY),
        ("2023-11-09.430100", (430102001, 430102001), (430102001, 430102001)),
    ],
)
def test_a_scope_on_a_day_is_no_wider_than_the_region_that_holds_it(day: str, scope: Range, cut: Range) -> None:
    assert scope_on(day, scope) == cut
