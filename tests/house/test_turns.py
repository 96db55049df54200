"""Tests that run by turns: each on one day of three, and none on no day."""

from datetime import date, timedelta
from pathlib import Path

from tests.support.breadth import BY_TURNS, TURNS, has_its_turn

ROOT = Path(__file__).parents[2]
ENDS_OF_MONTHS = [date(2026, 11, 29) + timedelta(days=days) for days in range(10)]


def turns(test: str) -> list[int]:
    seeds = [int(day.strftime("%Y%m%d")) for day in ENDS_OF_MONTHS]
    return [number for number, seed in enumerate(seeds) if has_its_turn(test, seed)]


def test_every_test_of_such_a_file_has_a_turn_within_three_days_also_over_the_end_of_a_month() -> None:
    for file in BY_TURNS:
        for name in ("test_one", "test_one[sqlite]", "test_another[zh-CN]", "test_last"):
            found = turns(f"{file}::{name}")
            assert found[0] < TURNS
            assert found == list(range(found[0], len(ENDS_OF_MONTHS), TURNS))


def test_such_files_are_there_and_any_other_file_runs_every_day() -> None:
    assert all((ROOT / file).is_file() for file in BY_TURNS)
    assert len(turns("tests/journal/test_days.py::test_a_day")) == len(ENDS_OF_MONTHS)
