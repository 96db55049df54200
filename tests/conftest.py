"""Each fixture lives in the file of support/ that it is about, and is loaded when a file of tests asks for it."""

import os
import sys
from io import StringIO

import pytest

pytest.register_assert_rewrite("tests.support")

from tests.support.breadth import HEADER, by_turns, has_its_turn, spread  # noqa: E402  # rewritten, like all of support/
from tests.support.memory import memory_folder  # noqa: E402  # as the line before

pytest_plugins = ["tests.support.on_demand"]

if folder := memory_folder():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)  # where pytest makes tmp_path, and so every SQLite file


@pytest.fixture(scope="session", autouse=True)
def _quiet_logs() -> None:
    """Write log lines as the service does, but nowhere: pytest itself shows those of a test that fails."""
    if "structlog" in sys.modules:
        from server.logs import set_up  # noqa: PLC0415  # a test that logs nothing need not wait for it

        set_up("info", StringIO())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests whose turn is another day out of a run of everything; pytest counts them as deselected.

    What is left is spread over the workers of the run (breadth.py).
    """
    if not by_turns:
        return
    waiting = [item for item in items if not has_its_turn(item.nodeid)]
    config.hook.pytest_deselected(items=waiting)
    today = [item for item in items if has_its_turn(item.nodeid)]
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    items[:] = spread(today, workers, name=lambda item: item.nodeid)


def pytest_report_header() -> str:
    """Name the seed, with which the same run can be repeated."""
    return HEADER
