"""Tests that run by turns: on one day of four, or on one of the databases each day; none on no day."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from tests.support.breadth import BY_DATABASE, BY_TURNS, LONG_ONES, TURNS, has_its_turn, spread

ROOT = Path(__file__).parents[2]
ENDS_OF_MONTHS = [date(2026, 11, 29) + timedelta(days=days) for days in range(10)]


def turns(test: str) -> list[int]:
    seeds = [int(day.strftime("%Y%m%d")) for day in ENDS_OF_MONTHS]
    return [number for number, seed in enumerate(seeds) if has_its_turn(test, seed)]


def test_every_test_of_such_a_file_has_a_turn_within_four_days_also_over_the_end_of_a_month() -> None:
    for file in BY_TURNS:
        for name in ("test_one", "test_one[sqlite]", "test_another[zh-CN]", "test_last"):
            found = turns(f"{file}::{name}")
            assert found[0] < TURNS
            assert found == list(range(found[0], len(ENDS_OF_MONTHS), TURNS))


def test_a_test_of_such_a_folder_runs_each_day_on_one_of_the_databases_and_on_the_other_the_next() -> None:
    on_postgres_first = 0
    for number in range(40):
        for form in ("[{}]", "[{}-leader]", "[leader-{}]"):
            name = f"{BY_DATABASE[0]}test_file.py::test_{number}{form}"
            sqlite, postgres = (turns(name.format(kind)) for kind in ("sqlite", "postgres"))
            assert sorted(sqlite + postgres) == list(range(len(ENDS_OF_MONTHS)))
            assert sqlite in ([0, 2, 4, 6, 8], [1, 3, 5, 7, 9])
            on_postgres_first += postgres[0] == 0
    assert 40 < on_postgres_first < 80
    for folder in BY_DATABASE:
        assert (ROOT / folder).is_dir()
        assert len(turns(f"{folder}test_rules.py::test_without_a_database[sqlite_like]")) == len(ENDS_OF_MONTHS)
    assert len(turns("tests/journal/test_days.py::test_a_day[postgres]")) == len(ENDS_OF_MONTHS)


def test_each_worker_begins_with_tests_that_take_long_and_none_is_lost() -> None:
    tests = [f"{LONG_ONES[0]}{n}" for n in range(7)] + [f"tests/ground/{n}" for n in range(20)]
    for workers in (1, 2, 3, 5):
        found = spread(tests, workers, name=str)
        assert sorted(found) == sorted(tests)
        firsts = [found[len(found) * n // workers] for n in range(workers)]
        assert sum(first.startswith(LONG_ONES) for first in firsts) >= workers - 1


def test_such_files_are_there_and_any_other_file_runs_every_day() -> None:
    assert all((ROOT / file).is_file() for file in BY_TURNS)
    assert len(turns("tests/journal/test_days.py::test_a_day")) == len(ENDS_OF_MONTHS)


def test_a_run_of_everything_leaves_out_those_whose_turn_it_is_not_and_says_so() -> None:
    def collected(*, by_turns: bool) -> tuple[set[str], str]:
        environment = {**os.environ, "RECEPTION_BY_TURNS": "1" if by_turns else "", "RECEPTION_SEED": "20261129"}
        environment.pop("RECEPTION_LONG", None)
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/roof/test_ends.py"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return {line for line in done.stdout.splitlines() if "::" in line}, done.stdout.splitlines()[-1]

    whole, today = collected(by_turns=False)[0], collected(by_turns=True)
    assert today[0] == {test for test in whole if has_its_turn(test, 20261129)}
    assert f"{len(whole - today[0])} deselected" in today[1]
    assert 0 < len(today[0]) < len(whole)
