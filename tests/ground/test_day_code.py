from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from server.day_code import DAY_CODE_LENGTH, DayCode, NotADate, NotADayCode, day_code, parse_day, scope_on
from server.place import Range, range_of_region

PROVINCE, CITY, COUNTY = (range_of_region(code) for code in ("430000", "430100", "430102"))


@pytest.mark.parametrize(
    ("text", "held_on", "holder"),
    [
        ("2023-11-09", date(2023, 11, 9), None),
        ("2024-02-29", date(2024, 2, 29), None),
        ("2023-11-09.430100", date(2023, 11, 9), "430100"),
        ("2023-11-09.430102", date(2023, 11, 9), "430102"),
        ("2023-11-09.430171", date(2023, 11, 9), "430171"),
        ("0001-01-01.999999", date(1, 1, 1), "999999"),
    ],
)
def test_a_day_code_is_a_date_with_or_without_the_region_that_holds_the_day(
    text: str, held_on: date, holder: str | None
) -> None:
    code = parse_day(text)
    assert (code, code.date, code.holder) == (text, held_on, holder)
    assert day_code(held_on, holder) == text
    assert len(text) <= DAY_CODE_LENGTH


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "0",
            "x",
            "2023",
            "2023-11",
            "2023-11-9",
            "20231109",
            "2023-W45-4",
            "2023-11-31",
            "2023-13-01",
            "0000-01-01",
        ),
        *(
            " 2023-11-09",
            "-023-11-09",
            "٢٠٢٣-١١-٠٩",
            "2023/11/09",
            ".430100",
            "430100",
            "\ud800" * 10,
            "2023-11-09"[:-1],
        ),
    ],
)
def test_what_does_not_begin_with_a_date_is_no_date(text: str) -> None:
    with pytest.raises(NotADate):
        parse_day(text)


@pytest.mark.parametrize(
    "holder",
    [
        *(".430000", ".440000", ".000000"),  # a province: its day is named by the date alone
        *(".430102001", ".430102000", ".4301020010001"),  # below a county
        *(".", ".4301", ".43010", ".43010a", ".４３０１００", ".430100 ", ".430100\n", ".-30100", ".+30100", ".030100"),
        *("430100", "-430100", "_430100", " 430100", "T08:00", "/430100", ".430100.430102", ".HN-D-430102", "\0", "\n"),
    ],
)
def test_a_date_with_anything_else_behind_it_is_no_day_code(holder: str) -> None:
    with pytest.raises(NotADayCode):
        parse_day(f"2023-11-09{holder}")


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
