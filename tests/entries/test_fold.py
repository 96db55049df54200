import random

import pytest

from tests.support.breadth import seeds
from tests.support.days import folded, played_day

DAYS = ["2023-11-09", "2024-03-14-hard-cases"]


def compared(tally: dict[str, object], expected: dict[str, object]) -> dict[str, object]:
    return {key: tally[key] for key in expected}


@pytest.mark.parametrize("name", DAYS)
def test_a_day_in_file_order_folds_into_its_expected_tally(name: str) -> None:
    day = played_day(name)
    _, tally = folded(day.day, day.entries)
    assert compared(tally, day.expected["tally"]) == day.expected["tally"]


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("seed", seeds(3, 50, of="fold"))
def test_a_day_shuffled_folds_into_the_same_tally(name: str, seed: int) -> None:
    day = played_day(name)
    entries = day.shufflable
    random.Random(seed).shuffle(entries)
    _, tally = folded(day.day, entries)
    assert compared(tally, day.expected["tally"]) == day.expected["tally"]


def test_each_hard_case_ends_in_its_status() -> None:
    day = played_day("2024-03-14-hard-cases")
    status, _ = folded(day.day, day.entries)
    short = {ident: code if code in {"accepted", "waiting"} else "refused" for ident, code in status.items()}
    expected = {ident: said for ident, said in day.expected["status"].items() if ident in short}
    assert short == expected
    missing = {said for ident, said in day.expected["status"].items() if ident not in short}
    assert missing == {"refused"}


def test_the_province_is_the_sum_of_its_cities_and_a_city_of_its_counties() -> None:
    day = played_day("2023-11-09")
    _, tally = folded(day.day, day.entries)
    summed = {key: sum(city[key] for city in tally["by_city"].values()) for key in tally["totals"]}
    assert summed == tally["totals"]
