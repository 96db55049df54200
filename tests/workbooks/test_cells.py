"""A cell becomes a value of its column's kind, or it is said what is wrong; as the decoder tells cells."""

from datetime import date, time
from typing import Any

import pytest

from server.workbooks.cells import value_of
from server.workbooks.columns import Column, Kind

ROLES = {"lead": ("接访领导", "Receiving leader"), "duty": ("值班人员", "Duty officer")}


def read(kind: Kind, cell: Any, *, epoch: int | None = 1900, **more: Any) -> Any:
    """The value, or the code of what is wrong."""
    value, wrong = value_of(cell, Column(key="x", zh="列", en="Column", kind=kind, **more), epoch=epoch)
    return value if wrong is None else wrong[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("  张甲\u00a0", "张甲"),
        ("永定区\n官黎坪", "永定区 官黎坪"),
        ("=1+1", "=1+1"),
        (101.0, "101"),
        (0.5, "0.5"),
        ("a" * 200, "a" * 200),
        ("a" * 201, "cell_long"),
        ("a" * 2001, "cell_long"),
        ("张\u202e甲", "cell_signs"),
        ("张\u200b甲", "cell_signs"),
        (["date", 2026, 12, 10, 0, 0, 0], "cell_text"),
        (True, "cell_text"),
        (1e15, "cell_digits"),
        ("", None),
        (None, None),
        ("   ", None),
    ],
)
def test_a_text(cell: Any, value: Any) -> None:
    assert read(Kind.TEXT, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (430802.0, "430802"),
        ("430802", "430802"),
        ("４３０８０２", "430802"),
        ("HN-D-430802", "HN-D-430802"),
        (430802.5, "cell_code"),
        (-1.0, "cell_code"),
        ("永定", "cell_code"),
        ("a b", "cell_code"),
        (123456789012345.0, "123456789012345"),
        (1234567890123456.0, "cell_digits"),
    ],
)
def test_a_code_digit_for_digit(cell: Any, value: Any) -> None:
    assert read(Kind.CODE, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0731-12345678", "0731-12345678"),
        ("（0731）12345678", "0731-12345678"),
        ("0731 12345678", "0731-12345678"),
        ("+86-731-1234567", "+86-731-1234567"),
        (12345678.0, "12345678"),
        (12012345678.0, "12012345678"),
        (12333.0, "12333"),
        (73112345678.0, "cell_zero"),
        (7441234567.0, "cell_zero"),
        (1234567890123456.0, "cell_digits"),
        (12345678.5, "cell_telephone"),
        ("转8001", "cell_telephone"),
        (["time", 8, 0, 0], "cell_telephone"),
    ],
)
def test_a_telephone_digit_for_digit(cell: Any, value: Any) -> None:
    assert read(Kind.TELEPHONE, cell) == value


@pytest.mark.parametrize(
    ("cell", "epoch", "value"),
    [
        (["date", 2026, 12, 10, 0, 0, 0], 1900, date(2026, 12, 10)),
        (["date", 2026, 12, 10, 8, 30, 0], 1900, "cell_date"),
        ("2026-12-10", None, date(2026, 12, 10)),
        ("2026/1/2", None, date(2026, 1, 2)),
        ("2026.1.2", None, date(2026, 1, 2)),
        ("2026年12月10日", None, date(2026, 12, 10)),
        ("2026-12/10", None, "cell_date"),
        ("12/10/2026", None, "cell_date"),
        ("2026-02-30", None, "cell_date"),
        ("0001-01-01", None, "cell_date"),
        (46366.0, 1900, date(2026, 12, 10)),
        (44904.0, 1904, date(2026, 12, 10)),
        (46366.0, None, "cell_date"),
        (60.0, 1900, "cell_date"),
        (46366.5, 1900, "cell_date"),
        (1e14, 1900, "cell_date"),
    ],
)
def test_a_date_in_either_system_of_serials(cell: Any, epoch: int | None, value: Any) -> None:
    assert read(Kind.DATE, cell, epoch=epoch) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (["time", 8, 30, 0], time(8, 30)),
        (["date", 1899, 12, 31, 8, 30, 0], time(8, 30)),
        (["time", 26, 0, 0], "cell_time"),
        ("8:30", time(8, 30)),
        ("８：３０", time(8, 30)),
        ("24:00", "cell_time"),
        ("半点", "cell_time"),
        (0.5, time(12)),
        (1.0, "cell_time"),
    ],
)
def test_a_time_of_day(cell: Any, value: Any) -> None:
    assert read(Kind.TIME, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (3.0, 3),
        ("3", 3),
        ("３", 3),
        (3.5, "cell_whole"),
        (True, "cell_whole"),
        (101.0, "cell_whole"),
        (-1.0, "cell_whole"),
        ("三", "cell_whole"),
        ("1,000", "cell_whole"),
    ],
)
def test_a_whole_number_within_its_range(cell: Any, value: Any) -> None:
    assert read(Kind.WHOLE, cell, highest=100) == value


@pytest.mark.parametrize("cell", ["lead", "接访领导", "receiving leader", " Receiving  Leader "])
def test_a_choice_by_its_code_or_either_name(cell: str) -> None:
    assert read(Kind.CHOICE, cell, choices=ROLES) == "lead"


def test_a_strange_choice_tells_what_there_is_to_choose() -> None:
    _, wrong = value_of("cook", Column(key="x", zh="列", en="X", kind=Kind.CHOICE, choices=ROLES), epoch=None)
    told = {"choices_zh": "接访领导；值班人员", "choices_en": "Receiving leader; Duty officer"}
    assert wrong == ("cell_choice", told)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("接访领导、duty", ("lead", "duty")),
        ("duty，duty；", ("duty",)),
        ("duty, cook", "cell_choice"),
        ("、", "cell_required"),
        (None, "cell_required"),
    ],
)
def test_several_choices_in_one_cell(cell: Any, value: Any) -> None:
    assert read(Kind.CHOICES, cell, choices=ROLES, required=True) == value


KINDS = {
    "injury": ("工伤（认定、鉴定）", "Work injury"),
    "titles": ("职称、考试", "Titles, tests"),
    "other": ("其他", "Other"),
}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("工伤（认定、鉴定）", ("injury",)),
        ("其他、工伤（认定、鉴定）、职称、考试", ("other", "injury", "titles")),
        ("Titles, tests, Other", ("titles", "other")),
        ("职称、其他", "cell_choice"),
    ],
)
def test_a_name_may_hold_what_separates_choices(cell: str, value: Any) -> None:
    assert read(Kind.CHOICES, cell, choices=KINDS) == value
