"""What a unit may be: its code, its names, its parent, its time."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from server.errors import Refused
from server.place import Scope, place_of, range_of_region
from server.units import rules
from server.units.rules import Told
from server.units.sheets import Wanted, faults_of

COUNTY, NEXT, CITY, PROVINCE = (place_of(code) for code in ("430102", "430103", "430100", "430000"))
KNOWN = {"P": (PROVINCE, None), "C": (CITY, "P"), "D": (COUNTY, "C"), "N": (NEXT, "C")}
REGIONS = ("430000", "430100", "430102", "430103")


def told(**more: Any) -> Told:
    return Told(**{"name_zh": "人社局", "kind": "hrss_bureau", **more})


def refusal(check: Any, *arguments: Any) -> str | None:
    try:
        check(*arguments)
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize("code", ["A", "HN-HRSS-430102", "1"])
def test_a_code_of_letters_digits_and_hyphens(code: str) -> None:
    assert refusal(rules.check_code, code) is None


@pytest.mark.parametrize("code", ["", "a", "A B", "-A", "A-", "A--B", "局", "A" * 33])
def test_no_other_code(code: str) -> None:
    assert refusal(rules.check_code, code) == "unit_code_form"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"telephone": "0731-12345678"}, None),
        ({"telephone": "13912345678"}, "telephone_form"),
        ({"telephone": "call us"}, "telephone_form"),
        ({"name_zh": "张三13912345678"}, "unit_words_number"),
        ({"name_en": "430102199001011234"}, "unit_words_number"),
        ({"valid_from": date(2026, 1, 1), "valid_until": date(2026, 1, 1)}, "unit_valid"),
        ({"valid_from": date(2026, 1, 1), "valid_until": date(2026, 1, 2)}, None),
    ],
)
def test_what_is_told_holds_no_persons_number_and_ends_after_it_begins(more: dict[str, Any], code: str | None) -> None:
    assert refusal(rules.check_told, told(**more)) == code


@pytest.mark.parametrize(
    ("code", "place", "parent", "refused"),
    [
        ("D", COUNTY, None, None),
        ("D", COUNTY, "C", None),
        ("D", COUNTY, "P", None),
        ("X", COUNTY, "D", None),
        ("D", COUNTY, "N", "unit_parent_below"),
        ("C", CITY, "D", "unit_parent_below"),
        ("D", COUNTY, "Z", "unit_parent_unknown"),
        ("D", COUNTY, "D", "unit_parent_loop"),
    ],
)
def test_a_parent_lies_here_or_above_and_never_below(code: str, place: int, parent: str | None, refused: str) -> None:
    assert refusal(rules.check_parent, code, told(parent=parent), place, KNOWN) == refused


def test_no_unit_is_below_itself_by_way_of_others() -> None:
    ring = {"A": (COUNTY, "B"), "B": (COUNTY, "C"), "C": (COUNTY, None)}
    assert refusal(rules.check_parent, "C", told(parent="A"), COUNTY, ring) == "unit_parent_loop"
    assert (
        refusal(rules.check_parent, "X", told(parent="A"), COUNTY, {**ring, "C": (COUNTY, "A")}) == "unit_parent_loop"
    )


def test_the_places_whose_units_may_be_named_are_ones_own_and_those_above() -> None:
    assert rules.places_above(430102001) == (COUNTY, CITY, PROVINCE)
    assert rules.places_above(430100001) == (CITY, PROVINCE)
    assert rules.places_above(430000001) == (PROVINCE,)


def test_a_unit_is_chosen_from_its_first_day_to_the_day_before_its_last() -> None:
    span = told(valid_from=date(2026, 1, 1), valid_until=date(2027, 1, 1))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [rules.is_valid(span, day) for day in days] == [False, True, True, False]
    assert rules.today(datetime(2026, 12, 9, 16, tzinfo=UTC)) == date(2026, 12, 10)


def faults(*wanted: Wanted) -> list[tuple[int, str, str]]:
    scope = Scope(*range_of_region("430100"))
    found = faults_of(dict(enumerate(wanted, 2)), REGIONS, KNOWN, scope)
    return [(number, key, code) for number, key, code, _ in found]


def test_a_list_is_judged_as_a_whole_row_by_row() -> None:
    assert faults(
        Wanted("NEW", "430102", told(parent="LATER")),
        Wanted("LATER", "430100", told()),
        Wanted("NEW", "430102", told()),
        Wanted("D", "430103", told()),
        Wanted("P", "430100", told()),
        Wanted("E", "430000", told()),
        Wanted("F", "999999", told()),
        Wanted("G", "430102", told(telephone="13912345678")),
        Wanted("H", "430102", told(parent="NONE")),
        Wanted("i", "430102", told()),
    ) == [
        (4, "code", "unit_twice"),
        (5, "region", "unit_moved"),
        (6, "code", "unit_code_taken"),
        (7, "region", "unit_region_unknown"),
        (8, "region", "unit_region_unknown"),
        (9, "telephone", "telephone_form"),
        (10, "parent", "unit_parent_unknown"),
        (11, "code", "unit_code_form"),
    ]
