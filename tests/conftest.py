"""Each fixture lives in the file of support/ that it is about, and is loaded when a file of tests asks for it."""

import os
import sys
from io import StringIO

import pytest

pytest.register_assert_rewrite("tests.support")

from tests.support.breadth import HEADER  # noqa: E402  # rewritten, like all of support/
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


def pytest_report_header() -> str:
    """Name the seed, with which the same run can be repeated."""
    return HEADER
