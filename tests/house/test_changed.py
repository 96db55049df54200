from itertools import takewhile
from pathlib import Path

import pytest

from tests.support.changed import Graph, can_break, users
from tests.support.tree import tracked


@pytest.fixture(scope="module")
def graph() -> Graph:
    return users()


@pytest.mark.parametrize(
    ("change", "test"),
    [
        ("server/day/calling/rules.py", "tests/day/calling/test_rules.py"),
        ("server/day/calling/rules.py", "tests/day/calling/test_api.py"),  # through the service
        ("server/commands/plan.py", "tests/roof/test_planning_commands.py"),  # through a process
        ("server/bench/feed.py", "tests/bench/test_feed.py"),
        ("server/migrations/versions/0001_spine.py", "tests/roof/test_migrations.py"),  # loaded by its path
        ("tests/support/hall.py", "tests/day/calling/test_calls.py"),  # a fixture
        ("tests/support/mortal.py", "tests/faults/test_kill.py"),  # started as a module
        ("tests/faults/conftest.py", "tests/faults/test_disk.py"),
        ("schedules/reference/outcomes.csv", "tests/before/agenda/test_schedule.py"),  # read as a file
        ("tests/fixtures/0001/backup.zip", "tests/roof/test_fixtures.py"),
        ("web/src/main.ts", "tests/story/test_wall.py"),  # a page
        ("Dockerfile", "tests/house/test_compose.py"),
        ("docs/figures.md", "tests/house/test_tree.py"),  # a part of the tree
    ],
)
def test_a_change_can_break_what_uses_the_changed_file_in_any_way(change: str, test: str, graph: Graph) -> None:
    assert Path(change) in tracked()
    assert test in can_break([change], graph)


@pytest.mark.parametrize(
    ("change", "test"),
    [
        ("server/day/calling/rules.py", "tests/media/test_rewriting.py"),
        ("web/src/main.ts", "tests/journal/test_machine.py"),
        ("docs/figures.md", "tests/day/calling/test_api.py"),
        ("tests/support/hall.py", "tests/media/test_rooms.py"),
    ],
)
def test_a_change_does_not_break_what_has_nothing_to_do_with_it(change: str, test: str, graph: Graph) -> None:
    assert test not in can_break([change], graph)


def test_the_nearest_come_first(graph: Graph) -> None:
    found = can_break(["server/day/calling/rules.py"], graph)
    assert "tests/day/calling/test_rules.py" in list(takewhile(lambda one: one.startswith("tests/day/calling"), found))


def test_without_a_change_there_is_nothing_to_run(graph: Graph) -> None:
    assert can_break([], graph) == []


def test_what_everything_stands_on_can_break_everything(graph: Graph) -> None:
    assert len(can_break(["tests/conftest.py"], graph)) > 100
